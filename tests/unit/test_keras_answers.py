"""What models from .keras files answer, and what they are fed."""

import numpy as np
import pytest

from builders.keras_models import read, refusal, sequential
from chemins.base.errors import CheminsError
from dump_activations import check_answers, check_classes

pytestmark = pytest.mark.slow


@pytest.fixture
def path(tmp_path):
    return tmp_path / "mine.keras"


# --- what they answer -------------------------------------------------------------------------


def ends(keras):
    """The ends of classifiers, as lists of layers and functions; 3 classes."""
    layers, ops = keras.layers, keras.ops
    return {
        "dense softmax": [layers.Dense(3, activation="softmax")],
        "softmax layer": [layers.Dense(3), layers.Softmax()],
        "activation": [layers.Dense(3), layers.Activation("softmax")],
        "operation": [layers.Dense(3), ops.softmax],
        "function": [layers.Dense(3), keras.activations.softmax],
        "logits": [layers.Dense(3)],
        "cast": [layers.Dense(3, "softmax"), layers.Activation("linear", dtype="float32")],
        "cast operation": [layers.Dense(3, "softmax"), lambda x: ops.cast(x, "float32")],
        "dropout": [layers.Dense(3, "softmax"), layers.Dropout(0.3), layers.GaussianNoise(0.1)],
        "reshaped": [layers.Dense(3, "softmax"), layers.Reshape((1, 3)), layers.Flatten()],
        "softmax, then shapes": [layers.Dense(3), layers.Softmax(), layers.Reshape((3,))],
        "logits, then dropout": [layers.Dense(3), layers.Dropout(0.3)],
        "half": [layers.Dense(3, "softmax", dtype="mixed_float16")],
    }


ENDS = ("dense softmax", "softmax layer", "activation", "operation", "function", "logits", "cast")
ENDS += ("cast operation", "dropout", "reshaped", "softmax, then shapes", "logits, then dropout")
ENDS += ("half",)


def ending_in(keras, end):
    """A network with a hidden layer, `h`, and this end."""
    image = keras.Input((5,))
    answer = keras.layers.Dense(4, activation="relu", name="h")(image)
    for layer in end:
        answer = layer(answer)
    return keras.Model(image, answer)


def asked(classifiers, model):
    """What a network with such an end answers, and by its weights what its last layer gives."""
    inputs = np.random.default_rng(0).normal(size=(6, 5)).astype(np.float32)
    _, answers = classifiers.answering(model, ["h", "output", classifiers.LOGITS], "mean")
    found, (kernel, bias) = answers(inputs), model.get_weights()[2:4]
    return found, found["h"] @ kernel + bias


@pytest.mark.parametrize("end", ENDS)
def test_output_and_logits_whatever_the_end(classifiers, keras, path, end):
    model = ending_in(keras, ends(keras)[end])
    found = read(model, path)
    assert (found.hidden, found.end.layer is None) == (("h",), "logits" in end)
    assert found.classes in (3, None)
    found, logits = asked(classifiers, model)
    exact = 5e-3 if end == "half" else 1e-5
    np.testing.assert_allclose(found[classifiers.LOGITS], logits, atol=exact)
    softmax = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found["output"], softmax, atol=exact)
    check_answers(found["output"], found[classifiers.LOGITS], "run a")


ONE_UNIT = ("dense", "layer", "operation", "function", "cast", "reshaped", "half")


def one_unit(keras):
    """The ends of networks that tell two classes by one number."""
    layers, ops = keras.layers, keras.ops
    return {
        "dense": [layers.Dense(1, "sigmoid")],
        "layer": [layers.Dense(1), layers.Activation("sigmoid")],
        "operation": [layers.Dense(1), ops.sigmoid],
        "function": [layers.Dense(1), keras.activations.sigmoid],
        "cast": [layers.Dense(1, "sigmoid"), layers.Activation("linear", dtype="float32")],
        "reshaped": [layers.Dense(1, "sigmoid"), layers.Reshape((1, 1)), layers.Flatten()],
        "half": [layers.Dense(1, "sigmoid", dtype="mixed_float16")],
    }


@pytest.mark.parametrize("end", ONE_UNIT)
def test_one_sigmoid_unit_tells_two_classes(classifiers, keras, path, end):
    model = ending_in(keras, one_unit(keras)[end])
    found = read(model, path)
    assert (found.hidden, found.end.function) == (("h",), "sigmoid")
    assert (found.classes, classifiers.class_number(model)) == (None if end == "reshaped" else 2, 2)
    found, of_second = asked(classifiers, model)
    of_second = of_second[:, 0]
    exact = 5e-3 if end == "half" else 1e-5
    sigmoid = 1 / (1 + np.exp(-of_second))
    np.testing.assert_allclose(found["output"], np.stack([1 - sigmoid, sigmoid], 1), atol=exact)
    expected = np.stack([np.zeros(6), of_second], 1)
    np.testing.assert_allclose(found[classifiers.LOGITS], expected, atol=exact)
    check_answers(found["output"], found[classifiers.LOGITS], "run a")


def test_a_sigmoid_that_is_no_end_of_two_classes_is_refused(keras, path):
    layers = keras.layers
    several = sequential(keras, layers.Flatten(), layers.Dense(3), layers.Activation("sigmoid"))
    assert "ends in sigmoid" in refusal(several, path)
    pooled = [layers.Conv2D(1, 3), layers.GlobalMaxPooling2D(), layers.Activation("sigmoid")]
    assert "ends in sigmoid" in refusal(sequential(keras, *pooled), path)
    alone = sequential(keras, layers.Flatten(), layers.Activation("sigmoid"), shape=(1, 1, 1))
    assert "ends in sigmoid" in refusal(alone, path)


def test_a_softmax_of_maps_that_are_flattened(classifiers, keras):
    layers = keras.layers
    maps = layers.Conv2D(3, 4, activation="softmax")
    model = sequential(keras, maps, layers.Flatten(), shape=(4, 4, 1))
    inputs = np.random.default_rng(0).normal(size=(6, 4, 4, 1)).astype(np.float32)
    found = classifiers.answering(model, ["output", classifiers.LOGITS], "mean")[1](inputs)
    kernel, bias = model.get_weights()
    logits = inputs.reshape(6, 16) @ kernel.reshape(16, 3) + bias
    np.testing.assert_allclose(found[classifiers.LOGITS], logits, atol=1e-5)
    np.testing.assert_allclose(found["output"], model.predict(inputs, verbose=0), atol=1e-6)


GOOD = np.array([[1.0, 2.0], [3.0, -1.0]], np.float32)


def softmax_of(logits):
    return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def test_answers_that_contradict_each_other_are_refused():
    check_answers(softmax_of(GOOD), GOOD, "run a")
    for output, logits, text in [
        (softmax_of(GOOD)[:, ::-1], GOOD, "not the softmax"),
        (softmax_of(GOOD) * 2, GOOD, "not the softmax"),
        (softmax_of(softmax_of(GOOD)), softmax_of(GOOD), "probabilities already"),
        (GOOD, np.full((2, 2), np.nan), "no finite numbers"),
        (GOOD, np.full((2, 2), np.inf), "no finite numbers"),
    ]:
        with pytest.raises(CheminsError, match=rf"^run a .*{text}"):
            check_answers(output, logits, "run a")


def test_an_activation_that_is_called_as_a_function_is_a_layer(classifiers, keras, path):
    layers = keras.layers
    image = keras.Input((5,))
    called = keras.activations.relu(layers.Dense(4, name="linear")(image))
    both = keras.activations.gelu(layers.Dense(4, "tanh", name="bent")(called)) * 2
    model = keras.Model(image, layers.Dense(2)(both))
    found = read(model, path)
    assert (found.layers, found.hidden) == (
        ("linear", "re_lu", "bent", "gelu"),
        ("re_lu", "bent", "gelu"),
    )
    model = classifiers.load_network(path)
    inputs = np.random.default_rng(0).normal(size=(6, 5)).astype(np.float32)
    _, answers = classifiers.answering(model, ["re_lu", "linear"], "mean")
    linear = inputs @ model.get_weights()[0] + model.get_weights()[1]
    np.testing.assert_allclose(answers(inputs)["linear"], linear, atol=1e-5)
    np.testing.assert_allclose(answers(inputs)["re_lu"], np.maximum(linear, 0), atol=1e-5)


# --- channels first ---------------------------------------------------------------------------


@pytest.mark.parametrize("pool", ["mean", "flatten"])
def test_maps_with_their_channels_first(classifiers, keras, pool):
    layers = keras.layers
    middle = {
        "turn": layers.Permute((3, 1, 2), name="turn"),
        "norm": layers.BatchNormalization(axis=1, name="norm"),
        "act": layers.Activation("relu", name="act"),
        "back": layers.Permute((2, 3, 1), name="back"),
        "last": layers.Conv2D(3, 3, activation="relu", name="last"),
    }
    model = sequential(keras, *middle.values(), layers.Flatten(), layers.Dense(2), shape=(8, 9, 2))
    inputs = np.random.default_rng(0).normal(size=(6, 8, 9, 2)).astype(np.float32)
    found = classifiers.answering(model, list(middle), pool)[1](inputs)
    for name, values in found.items():
        maps = keras.Model(model.inputs, model.get_layer(name).output).predict(inputs, verbose=0)
        axes = (1, 2) if name in ("back", "last") else (2, 3)
        expected = maps.mean(axis=axes) if pool == "mean" else maps.reshape(6, -1)
        np.testing.assert_allclose(values, expected, atol=1e-5)


def test_a_convolution_with_its_channels_first(classifiers, keras):
    """Processors without oneDNN have none for TensorFlow: that is told."""
    layers = keras.layers
    conv = layers.Conv2D(5, 3, data_format="channels_first", name="conv")
    turn = layers.Permute((3, 1, 2))
    model = sequential(keras, turn, conv, layers.Flatten(), layers.Dense(2), shape=(8, 9, 2))
    inputs = np.random.default_rng(0).normal(size=(6, 8, 9, 2)).astype(np.float32)
    maps = layers.Conv2D(5, 3)
    maps.build((None, 8, 9, 2))
    maps.set_weights(conv.get_weights())
    try:
        found = classifiers.answering(model, ["conv"], "mean")[1](inputs)
    except CheminsError as error:
        found = str(error)
    if isinstance(found, str):
        assert found.startswith(
            "TensorFlow cannot compute this network on this machine: The Conv2D"
        )
    else:
        expected = maps(inputs).numpy().mean(axis=(1, 2))
        np.testing.assert_allclose(found["conv"], expected, atol=1e-5)


# --- networks that scale their input ----------------------------------------------------------


def test_a_normalization_is_asked_what_it_learned(classifiers, keras, path):
    layers = keras.layers
    images = np.random.default_rng(0).integers(256, size=(50, 28, 28, 1)).astype(np.float32)
    for scale, raw in ((1, True), (255, False)):
        normal = layers.Normalization(axis=None)
        normal.adapt(images / scale)
        inside = sequential(keras, normal)
        for front in (normal, inside):
            model = sequential(keras, front, layers.Flatten(), layers.Dense(2, "softmax"))
            model.save(path)
            assert classifiers.takes_bytes(classifiers.load_network(path)) is raw


def test_pixels_as_the_network_takes_them(classifiers, keras):
    pixels = np.random.default_rng(0).integers(256, size=(4, 6)).astype(np.uint8)
    for dtype, raw, expected in [
        ("float32", False, pixels / np.float32(255)),
        ("float32", True, pixels.astype(np.float32)),
        ("uint8", True, pixels),
        ("int32", True, pixels.astype(np.int32)),
    ]:
        image = keras.Input((2, 3), dtype=dtype)
        model = keras.Model(image, keras.layers.Dense(2)(keras.layers.Flatten()(image)))
        found = classifiers.network_input(model, pixels, raw)
        np.testing.assert_array_equal(found, expected.reshape(4, 2, 3))
        assert found.dtype == expected.dtype


def test_noise_as_the_network_takes_it(classifiers, keras):
    """In [0, 1] it is left as it is; whole numbers are rounded, and cut where there are no more."""
    noisy = np.array([[-0.2, 0.0, 0.25, 0.502, 1.0, 1.2]], np.float32)
    for dtype, raw, expected in [
        ("float32", False, noisy),
        ("float32", True, noisy * np.float32(255)),
        ("uint8", True, np.array([0, 0, 64, 128, 255, 255])),
        ("int32", True, np.array([-51, 0, 64, 128, 255, 306])),
    ]:
        image = keras.Input((2, 3), dtype=dtype)
        model = keras.Model(image, keras.layers.Dense(2)(keras.layers.Flatten()(image)))
        found = classifiers.noisy_input(model, noisy, raw)
        np.testing.assert_allclose(found, expected.reshape(1, 2, 3))
        assert found.dtype == dtype


# --- memory -----------------------------------------------------------------------------------


def test_as_many_rows_at_once_as_the_largest_map_allows(classifiers, keras):
    layers = keras.layers
    wide = [layers.Conv2D(2, 1, name="conv"), layers.UpSampling2D(8), layers.AveragePooling2D(8)]
    model = sequential(keras, *wide, layers.Flatten(), layers.Dense(2), shape=(64, 64, 1))
    # 2 channels of 512 by 512, though nobody asks for them
    assert classifiers.answering(model, ["output"], "mean")[0] == classifiers.MAPS // (2 * 512**2)
    inside = sequential(keras, *wide, shape=(64, 64, 1))
    model = sequential(keras, inside, layers.Flatten(), layers.Dense(2), shape=(64, 64, 1))
    assert classifiers.answering(model, ["output"], "mean")[0] == classifiers.MAPS // (2 * 512**2)


def test_a_map_that_no_memory_holds_is_refused(classifiers, keras):
    layers = keras.layers
    ends = [layers.UpSampling2D(10**5, name="up"), layers.GlobalAveragePooling2D()]
    model = sequential(keras, *ends, layers.Dense(2))
    with pytest.raises(CheminsError, match=r"^layer 'up' answers an image with 7,840,"):
        classifiers.answering(model, ["output"], "mean")


def test_classes_that_only_the_weights_tell_are_counted_in_the_job(classifiers, keras):
    layers = keras.layers
    model = sequential(keras, layers.Conv2D(3, 3), layers.GlobalAveragePooling2D())
    what, found = "run a, network.model: mine", classifiers.class_number(model)
    check_classes(model.output_shape, found, {"classes": 3}, what)
    check_classes(model.output_shape, found, {}, "a network that is trained here")
    with pytest.raises(CheminsError, match=r"^run a.* shape \(3,\), the run has 2 digits"):
        check_classes(model.output_shape, found, {"classes": 2}, what)
    maps = sequential(keras, layers.Conv2D(3, 3))
    found = classifiers.class_number(maps)
    with pytest.raises(CheminsError, match=r"^run a.* shape \(26, 26, 3\), the run has 3 digits"):
        check_classes(maps.output_shape, found, {"classes": 3}, what)


@pytest.mark.parametrize("pool", ["mean", "flatten"])
def test_signatures_of_sequences(classifiers, keras, pool):
    lstm = keras.layers.LSTM(3, return_sequences=True, name="lstm")
    model = sequential(keras, lstm, keras.layers.Flatten(), keras.layers.Dense(2), shape=(4, 5))
    inputs = np.random.default_rng(0).normal(size=(6, 4, 5)).astype(np.float32)
    _, answers = classifiers.answering(model, ["lstm"], pool)
    expected = keras.Model(model.inputs, model.get_layer("lstm").output).predict(inputs, verbose=0)
    expected = expected.mean(axis=1) if pool == "mean" else expected.reshape(6, 12)
    np.testing.assert_allclose(answers(inputs)["lstm"], expected, atol=1e-5)
