"""The untrained twin of a network: drawn by its own initialisers, by a seed and nothing else."""

import numpy as np
import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def keras():
    from chemins.networks import classifiers

    classifiers.prepare()
    return classifiers.keras


def twin(model, seed=3):
    from chemins.networks.untrained_twin import untrained_twin

    return untrained_twin(model, seed)


def refusal(model):
    from chemins.networks.untrained_twin import NoTwin

    with pytest.raises(NoTwin) as error:
        twin(model)
    return str(error.value)


def network(keras, *layers, shape=(3, 2)):
    return keras.Sequential([keras.layers.Input(shape), keras.layers.Flatten(), *layers])


def same(weights, others):
    return [np.array_equal(a, b) for a, b in zip(weights, others, strict=True)]


def trained(model):
    """The model, with weights that no initialiser drew."""
    model.set_weights([np.full(w.shape, 7.0, np.float32) for w in model.get_weights()])
    return model


def test_a_twin_has_other_weights_and_leaves_the_network_as_it_is(keras):
    model = trained(network(keras, keras.layers.Dense(4, "relu", name="a"), keras.layers.Dense(2)))
    found = twin(model)
    assert [w.shape for w in found.get_weights()] == [w.shape for w in model.get_weights()]
    assert not any(same(found.get_weights(), model.get_weights()))
    assert {float(value) for w in model.get_weights() for value in w.ravel()} == {7.0}
    assert [layer.name for layer in found.layers] == [layer.name for layer in model.layers]


def test_its_weights_are_those_of_the_layers_own_initialisers(keras):
    kernel = keras.initializers.RandomUniform(0.2, 0.3)
    layer = keras.layers.Dense(50, kernel_initializer=kernel, bias_initializer="ones")
    weights, bias = twin(trained(network(keras, layer))).get_weights()
    assert 0.2 <= weights.min() < 0.21
    assert 0.29 < weights.max() <= 0.3
    assert (bias == 1).all()


@pytest.mark.parametrize("own", [None, 5])
def test_the_seed_decides_and_no_seed_of_the_initialisers(keras, own):
    kernels = [keras.initializers.GlorotUniform(seed=own) for _ in range(2)]
    layers = [keras.layers.Dense(6, kernel_initializer=one, use_bias=False) for one in kernels]
    model = network(keras, *layers)
    assert all(same(twin(model).get_weights(), twin(model).get_weights()))
    assert not any(same(twin(model).get_weights(), twin(model, 4).get_weights()))
    assert not any(same(*([weights] for weights in twin(model).get_weights())))


def test_normalizations_keep_what_they_know_and_batches_statistics_begin_anew(keras):
    known = keras.layers.Normalization(axis=-1)
    known.adapt(np.arange(12, dtype=np.float32).reshape(2, 6))
    inside = network(keras, known, shape=(6,))
    model = network(keras, inside, keras.layers.BatchNormalization(), keras.layers.Dense(2))
    batches = model.layers[-2]
    batches.set_weights([np.full(6, 7.0)] * 4)
    found = twin(model)
    anew = dict(
        zip(("gamma", "beta", "mean", "variance"), found.layers[-2].get_weights(), strict=True)
    )
    assert {name: set(values.tolist()) for name, values in anew.items()} == {
        "gamma": {1.0}, "beta": {0.0}, "mean": {0.0}, "variance": {1.0}
    }  # fmt: skip
    images = np.ones((1, 3, 2), np.float32)
    expected = (1 - np.arange(3, 9)) / 3
    np.testing.assert_allclose(
        found.layers[1].predict(images.reshape(1, 6), verbose=0)[0], expected
    )


def test_where_nothing_is_drawn_there_is_no_twin(keras):
    layer = keras.layers.Dense(2, kernel_initializer="zeros")
    assert refusal(trained(network(keras, layer))) == "its initialisers draw nothing at random"


def test_quantised_weights_have_no_twin(keras):
    model = network(keras, keras.layers.Dense(4, name="packed"), keras.layers.Dense(2))
    model.quantize("int8")
    text = "its layer 'packed' has quantised weights, which no initialiser draws"
    assert refusal(model) == text


def test_a_configuration_that_builds_nothing_is_told(keras, monkeypatch):
    def fail(*_, **__):
        raise TypeError("no such thing")

    monkeypatch.setattr(keras.saving, "deserialize_keras_object", fail)
    model = network(keras, keras.layers.Dense(2))
    assert refusal(model) == "its configuration builds no second network (no such thing)"
