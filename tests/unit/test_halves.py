"""A network in two halves is the whole network, and a shift of a signature is just that."""

import dataclasses

import numpy as np
import pytest

pytestmark = pytest.mark.slow

SHAPE = (6, 6, 1)


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(3).random((20, *SHAPE), np.float32)


@pytest.fixture(scope="module")
def convolutions(classifiers):
    keras = classifiers.keras
    keras.utils.set_random_seed(7)
    return keras.Sequential(
        [
            keras.layers.Input(SHAPE),
            keras.layers.Conv2D(5, 3, activation="relu", name="conv"),
            keras.layers.Flatten(name="flat"),
            keras.layers.Dense(4, activation="relu", name="dense"),
            keras.layers.Dense(3, activation="softmax", name="output"),
        ]
    )


@pytest.mark.parametrize("layer", ["conv", "flat", "dense"])
def test_the_halves_together_are_the_network(convolutions, images, layer):
    from chemins.networks.halves import halves

    found = halves(convolutions, layer, "mean")
    answers = found.answers(images)
    assert answers[0].size == found.size
    expected = convolutions.predict(images, verbose=0)
    np.testing.assert_allclose(found.outputs(answers), expected, atol=1e-6)
    np.testing.assert_array_equal(found.predictions(answers), expected.argmax(axis=1))


@pytest.mark.parametrize(("layer", "width"), [("conv", 5), ("dense", 4)])
def test_a_shift_of_the_signature_is_what_the_layer_s_signature_is_shifted_by(
    classifiers, convolutions, images, layer, width
):
    from chemins.networks.halves import halves

    shift = np.random.default_rng(1).random((20, width), np.float32)
    found = halves(convolutions, layer, "mean")
    answers = found.answers(images)
    shifted = found.shifted(answers, shift)
    axes = tuple(range(1, answers.ndim - 1))
    np.testing.assert_allclose((shifted - answers).mean(axis=axes), shift, atol=1e-6)


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_what_the_rest_makes_of_shifted_answers_a_few_at_a_time(convolutions, images, rows):
    from chemins.networks.halves import halves

    shift = np.random.default_rng(1).normal(0, 3, (20, 5)).astype(np.float32)
    whole = halves(convolutions, "conv", "mean")
    answers = whole.answers(images)
    expected = whole.outputs(whole.shifted(answers, shift))
    few = dataclasses.replace(whole, rows=rows)
    np.testing.assert_allclose(few.outputs(answers, shift), expected, atol=1e-6)
    np.testing.assert_array_equal(few.predictions(answers, shift), expected.argmax(axis=1))
    assert not np.allclose(expected, whole.outputs(answers), atol=1e-2)


def test_wide_maps_are_asked_for_fewer_at_a_time(classifiers, monkeypatch):
    from chemins.networks import halves as module
    from chemins.networks.halves import halves

    model = classifiers.build("cnn", [3], (40, 40, 1), 2, 0)
    monkeypatch.setattr(module, "CACHED", 38 * 38 * 32 * 513)
    assert halves(model, "conv_1", "mean").rows == 512
    monkeypatch.setattr(module, "CACHED", 38 * 38 * 32 * 18)
    assert halves(model, "conv_1", "mean").rows == 18
    monkeypatch.setattr(module, "CACHED", 38 * 38 * 32 * 9)
    assert halves(model, "conv_1", "mean").rows == classifiers.FEW
    monkeypatch.setattr(classifiers, "MAPS", 38 * 38 * 32 * 7)
    assert halves(model, "conv_1", "mean").rows == 7


def test_all_of_a_map_is_shifted_value_by_value(convolutions, images):
    from chemins.networks.halves import halves

    found = halves(convolutions, "conv", "flatten")
    answers = found.answers(images)
    shift = np.random.default_rng(1).random((20, found.size), np.float32)
    difference = found.shifted(answers, shift) - answers
    np.testing.assert_allclose(difference.reshape(20, -1), shift, atol=1e-6)


def test_a_network_with_a_way_around_the_layer_is_not_cut(classifiers, images):
    from chemins.networks.halves import halves

    keras = classifiers.keras
    start = keras.layers.Input(SHAPE)
    flat = keras.layers.Flatten(name="flat")(start)
    inside = keras.layers.Dense(36, name="inside")(flat)
    joined = keras.layers.Add(name="joined")([flat, inside])
    model = keras.Model(start, keras.layers.Dense(2, activation="softmax")(joined))
    assert halves(model, "inside", "mean") is None
    assert halves(model, "joined", "mean").answers(images).shape == (20, 36)


def test_weights_that_are_set_in_the_model_are_those_of_its_halves(convolutions, images):
    from chemins.networks.halves import halves

    found = halves(convolutions, "dense", "mean")
    before, weights = found.answers(images), convolutions.get_weights()
    convolutions.set_weights([-weight for weight in weights])
    try:
        assert not np.allclose(found.answers(images), before)
    finally:
        convolutions.set_weights(weights)
    np.testing.assert_array_equal(found.answers(images), before)


def test_one_sigmoid_unit_predicts_two_classes(classifiers, images):
    from chemins.networks.halves import halves

    keras = classifiers.keras
    keras.utils.set_random_seed(3)
    model = keras.Sequential(
        [
            keras.layers.Input(SHAPE),
            keras.layers.Flatten(),
            keras.layers.Dense(4, activation="tanh", name="dense"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    found = halves(model, "dense", "mean")
    second = model.predict(images, verbose=0)[:, 0] > 0.5
    assert 0 < second.sum() < len(images)
    np.testing.assert_array_equal(found.predictions(found.answers(images)), second)
