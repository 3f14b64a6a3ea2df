"""Models inside models: each layer in them can be asked, and answers as it does there."""

import numpy as np
import pytest

from chemins.networks.keras_files.config import read_network
from chemins.networks.keras_files.flat import shown_name

pytestmark = pytest.mark.slow

IMAGES = np.random.default_rng(2).uniform(0, 255, (7, 8, 9, 1)).astype(np.float32)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "mine.keras"


def backbone(keras):
    """A model with a model inside it, a branch, and an activation called as a function."""
    layers = keras.layers
    core = keras.Sequential(
        [layers.Conv2D(3, 3, activation="relu", name="conv"), layers.BatchNormalization()],
        name="core",
    )
    given = keras.Input((8, 9, 1))
    answer = keras.activations.relu(core(given))
    branch = layers.Conv2D(3, 1, padding="same", name="side")(answer)
    answer = layers.Add(name="sum")([answer, branch])
    return keras.Model(given, layers.Activation("tanh", name="block")(answer), name="backbone")


def drawn(model):
    """The model with weights that are all different; variances must be above 0."""
    stream = np.random.default_rng(1)
    for weight in model.weights:
        weight.assign(stream.uniform(0.1, 0.7, weight.shape))
    return model


def transferred(keras):
    layers = keras.layers
    image = keras.Input((8, 9, 1))
    answer = backbone(keras)(layers.Rescaling(1 / 255)(image))
    answer = layers.Dense(4, "relu", name="dense")(layers.GlobalMaxPooling2D()(answer))
    head = keras.Sequential([layers.Dense(3, "softmax", name="classes")], name="head")
    return drawn(keras.Model(image, head(answer)))


def test_each_layer_of_a_model_inside_answers_as_it_does_there(classifiers, keras, path):
    model = transferred(keras)
    model.save(path)
    found = read_network(path, "mine")
    hidden = ("backbone>core>conv", "backbone>re_lu", "backbone>block", "dense")
    assert found.hidden == hidden
    assert "backbone>sum" in found.layers
    assert [shown_name(layer) for layer in found.hidden[:1]] == ["backbone/core/conv"]
    assert (found.classes, found.end.function) == (3, "softmax")
    loaded = classifiers.load_network(path)
    _, answers = classifiers.answering(loaded, [*hidden, "output", classifiers.LOGITS], "flatten")
    answers = answers(IMAGES)
    inside = model.get_layer("backbone")
    core = inside.get_layer("core")
    scaled = IMAGES / np.float32(255)
    first = core.get_layer("conv")(scaled).numpy()
    np.testing.assert_allclose(answers["backbone>core>conv"], first.reshape(7, -1), rtol=1e-5)
    np.testing.assert_allclose(
        answers["backbone>re_lu"], np.maximum(core(scaled), 0).reshape(7, -1), rtol=1e-5
    )
    np.testing.assert_allclose(
        answers["backbone>block"], inside(scaled).numpy().reshape(7, -1), rtol=1e-5
    )
    np.testing.assert_allclose(answers["output"], model(IMAGES), rtol=1e-5)
    powers = np.exp(answers[classifiers.LOGITS])
    np.testing.assert_allclose(
        answers["output"], powers / powers.sum(axis=1, keepdims=True), rtol=1e-4
    )


def test_a_sequential_model_around_a_backbone(classifiers, keras, path):
    layers = keras.layers
    model = [keras.Input((8, 9, 1)), backbone(keras), layers.Flatten(), layers.Dense(2)]
    model = drawn(keras.Sequential(model))
    model.save(path)
    assert read_network(path, "mine").hidden[-1] == "backbone>block"
    loaded = classifiers.load_network(path)
    np.testing.assert_array_equal(loaded(IMAGES), model(IMAGES))


def test_a_twin_of_it_is_drawn_and_it_is_cut_in_two(classifiers, keras, path):
    from chemins.networks.halves import halves
    from chemins.networks.untrained_twin import untrained_twin

    model = transferred(keras)
    model.save(path)
    loaded = classifiers.load_network(path)
    twin = untrained_twin(loaded, 4)
    assert [layer.name for layer in twin.layers] == [layer.name for layer in loaded.layers]
    assert not np.allclose(twin(IMAGES), loaded(IMAGES))
    cut = halves(loaded, "backbone>re_lu", "mean")
    predicted = cut.predictions(cut.answers(IMAGES))
    np.testing.assert_array_equal(predicted, model(IMAGES).numpy().argmax(axis=1))
    # of what comes after a branch began, more than its own answer goes on
    assert halves(loaded, "backbone>side", "mean") is None


def test_what_a_normalization_inside_has_learned_is_kept(classifiers, keras, path):
    learned = keras.layers.Normalization(axis=-1)
    learned.adapt(IMAGES)
    inside = keras.Sequential([learned, keras.layers.Flatten()], name="prepared")
    model = keras.Sequential([keras.Input((8, 9, 1)), inside, keras.layers.Dense(2)])
    model.save(path)
    loaded = classifiers.load_network(path)
    np.testing.assert_array_equal(loaded(IMAGES), model(IMAGES))
    assert classifiers.takes_bytes(loaded)


@pytest.mark.parametrize("kind", ["twice", "bytes"])
def test_a_model_that_is_no_plain_part_of_another_stays(classifiers, keras, path, kind):
    layers = keras.layers
    given = keras.Input((8, 9, 1))
    inside = keras.Model(given, layers.Flatten()(layers.Conv2D(2, 3)(given)), name="inside")
    dtype = "uint8" if kind == "bytes" else "float32"
    image = keras.Input((8, 9, 1), dtype=dtype)
    answer = inside(image) + (inside(image * 2) if kind == "twice" else 0)
    model = drawn(keras.Model(image, layers.Dense(2)(layers.Dense(4, "relu")(answer))))
    model.save(path)
    found = read_network(path, "mine")
    assert len(found.hidden) == 1
    assert not [layer for layer in found.layers if ">" in layer]
    loaded = classifiers.load_network(path)
    images = IMAGES.astype(dtype)
    np.testing.assert_array_equal(loaded(images), model(images))


def test_a_layer_that_is_used_twice_in_a_model_inside(classifiers, keras, path):
    layers = keras.layers
    given = keras.Input((8, 9, 1))
    shared = layers.Dense(1, name="shared")
    answer = shared(layers.ReLU(name="first")(shared(given)))
    inside = keras.Model(given, layers.ReLU(name="last")(answer), name="inside")
    model = keras.Sequential([inside, layers.Flatten(), layers.Dense(2)])
    drawn(model).save(path)
    assert read_network(path, "mine").layers == ("inside>first", "inside>last", "flatten")
    np.testing.assert_array_equal(classifiers.load_network(path)(IMAGES), model(IMAGES))
