"""Networks' layers, read from archives that Keras itself wrote in the test."""

import json
import os
import zipfile

import numpy as np
import pytest
import yaml

from builders import keras_files
from builders.configs import SCHEMA, run_with
from chemins.base.errors import CheminsError
from chemins.data.datasets import describe_dataset
from chemins.networks.keras_files.config import read_network
from chemins.networks.layer_names import all_layers
from chemins.networks.sessions import load_session
from chemins.planning.config import check_dataset, read_config
from chemins.planning.external_networks import with_given_networks
from chemins.planning.settings import rule_settings
from dump_activations import check_answers, check_classes

pytestmark = pytest.mark.slow

SAMPLE = describe_dataset("mnist-sample")


@pytest.fixture(scope="module")
def classifiers():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from chemins.networks import classifiers

    classifiers.prepare()
    classifiers.keras.utils.set_random_seed(0)
    return classifiers


@pytest.fixture
def keras(classifiers):
    classifiers.keras.backend.clear_session()
    return classifiers.keras


@pytest.fixture
def path(tmp_path):
    return tmp_path / "mine.keras"


def read(model, path):
    model.save(path)
    return read_network(path, "run a, network.model: mine")


def refused(model, path):
    with pytest.raises(CheminsError) as error:
        read(model, path)
    assert str(error.value).startswith("run a, network.model: mine ")
    return str(error.value)


def sequential(keras, *layers, shape=(28, 28, 1)):
    return keras.Sequential([keras.layers.Input(shape), *layers])


# --- networks that can be read ------------------------------------------------------------------


def test_a_sequential_networks_layers(keras, path):
    layers = keras.layers
    model = sequential(
        keras,
        layers.Conv2D(4, 3, activation="relu", name="conv"),
        layers.MaxPooling2D(name="pool"),
        layers.Conv2D(4, 3, name="plain"),
        layers.BatchNormalization(name="norm"),
        layers.Activation("relu", name="act"),
        layers.Flatten(name="flat"),
        layers.Dropout(0.5, name="drop"),
        layers.Dense(7, name="narrow"),
        layers.Dense(5, activation="gelu", name="dense"),
        layers.LeakyReLU(name="leaky"),
        layers.Dense(3, activation="softmax", name="dense_2"),
    )
    found = read(model, path)
    assert found.hidden == ("conv", "act", "dense", "leaky")
    assert found.layers == tuple(layer.name for layer in model.layers[:-1])
    assert (found.shape, found.classes) == ((28, 28, 1), 3)


def test_a_functional_networks_layers_all_of_which_can_be_asked(classifiers, keras, path):
    layers = keras.layers
    image = keras.Input((28, 28), name="image")
    dense = layers.Dense(4, activation="relu", name="dense")
    inside = keras.Sequential([keras.Input((784,)), dense], name="inside")
    shared = layers.Dense(4, activation="relu", name="shared")
    flat = layers.Flatten(name="flat")(image)
    left = layers.Dense(4, activation="relu", name="left")(flat)
    right = layers.ReLU(name="right")(layers.Dense(4, name="linear")(flat))
    both = layers.Add(name="joined")([left, right]) * 2 + inside(flat)
    both = layers.Dense(4, activation="tanh", name="last")(shared(shared(both)))
    logits = layers.Dense(2, name="logits")(both)
    model = keras.Model(image, layers.Softmax(name="probabilities")(logits))
    found = read(model, path)
    assert set(found.hidden) == {"left", "right", "inside>dense", "last"}
    assert found.hidden[-1] == "last"
    linear = {"flat", "linear", "joined", "logits"}
    assert set(found.layers) == set(found.hidden) | linear
    assert (found.shape, found.classes) == ((28, 28), 2)
    asked = [*found.layers, "output", classifiers.LOGITS]
    _, answers = classifiers.answering(classifiers.load_network(path), asked, "mean")
    assert list(answers(np.zeros((3, 28, 28), np.float32))) == asked


def test_a_network_that_was_built_by_being_called(keras, path):
    layers = keras.layers
    model = keras.Sequential([layers.Flatten(), layers.Dense(4, "relu"), layers.Dense(2)])
    model(np.zeros((1, 28, 28), np.float32))
    found = read(model, path)
    assert (found.shape, found.hidden, found.classes) == ((28, 28), ("dense",), 2)


def test_classes_that_only_the_weights_tell(keras, path):
    layers = keras.layers
    model = sequential(keras, layers.Conv2D(2, 3), layers.GlobalAveragePooling2D())
    assert read(model, path).classes is None


# --- networks that cannot -----------------------------------------------------------------------


def test_lambda_layers_are_refused(keras, path):
    model = sequential(keras, keras.layers.Lambda(lambda x: x, name="mine"), keras.layers.Dense(2))
    assert "holds a lambda (mine)" in refused(model, path)


def test_lambdas_inside_a_wrapper_are_refused(keras, path):
    wrapped = keras.layers.TimeDistributed(keras.layers.Lambda(lambda x: x, name="mine"))
    model = sequential(keras, wrapped, keras.layers.Flatten(), keras.layers.Dense(2))
    assert "holds a lambda (mine)" in refused(model, path)


@pytest.mark.filterwarnings("ignore:The object being serialized")
def test_a_lambda_as_activation_function_is_refused(keras, path):
    layers = keras.layers
    dense = layers.Dense(4, activation=lambda x: x, name="mine")
    model = sequential(keras, layers.Flatten(), dense, layers.Dense(2))
    assert "holds a lambda (mine)" in refused(model, path)


def test_classes_of_ones_own_are_refused(keras, path):
    class Mine(keras.layers.Layer):
        def call(self, values):
            return values

    model = sequential(keras, Mine(), keras.layers.Flatten(), keras.layers.Dense(2))
    assert "needs code that is not in the file, 'Mine'" in refused(model, path)


def test_subclassed_models_are_refused(keras, path):
    class Mine(keras.Model):
        def __init__(self, **others):
            super().__init__(**others)
            self.dense = keras.layers.Dense(2)

        def call(self, values):
            return self.dense(values)

    model = Mine()
    model(np.zeros((1, 784), np.float32))
    assert "a model of class Mine" in refused(model, path)


def test_an_input_may_be_given_by_name(classifiers, keras, path):
    image = keras.Input((5,), name="image")
    answer = keras.layers.Dense(3, "relu", name="h")(image)
    model = keras.Model({"image": image}, {"class": keras.layers.Dense(2, "softmax")(answer)})
    assert read(model, path).hidden == ("h",)
    loaded = classifiers.load_network(path)
    inputs = np.random.default_rng(0).normal(size=(6, 5)).astype(np.float32)
    _, answers = classifiers.answering(loaded, ["h", "output", classifiers.LOGITS], "mean")
    kernel, bias = loaded.get_weights()[:2]
    expected = np.maximum(inputs @ kernel + bias, 0)
    np.testing.assert_allclose(answers(inputs)["h"], expected, atol=1e-5)
    check_answers(answers(inputs)["output"], answers(inputs)[classifiers.LOGITS], "run a")


def test_two_outputs_are_refused(keras, path):
    image = keras.Input((784,))
    ends = [keras.layers.Dense(2)(image), keras.layers.Dense(3)(image)]
    assert "several inputs or outputs" in refused(keras.Model(image, ends), path)


def test_an_end_in_another_activation_is_refused(keras, path):
    layers = keras.layers
    model = sequential(keras, layers.Flatten(), layers.Dense(2, "sigmoid", name="last"))
    assert "ends in sigmoid (layer 'last')" in refused(model, path)


def test_an_end_in_a_bare_operation_is_refused(keras, path):
    image = keras.Input((784,))
    model = keras.Model(image, keras.layers.Dense(2)(image) * 2)
    assert "which is no layer of its own (Multiply)" in refused(model, path)
    model = keras.Model(image, keras.ops.sigmoid(keras.layers.Dense(2)(image)))
    assert "ends in sigmoid" in refused(model, path)


@pytest.mark.parametrize("pooled", [True, False])
def test_probabilities_that_are_mixed_afterwards_are_refused(keras, path, pooled):
    layers = keras.layers
    image = keras.Input((28, 28, 1))
    maps = layers.Conv2D(2, 3, activation="softmax", name="shares")(image)
    flat = layers.Flatten()(image)
    votes = [layers.Dense(2, activation="softmax")(flat) for _ in range(2)]
    end = layers.GlobalAveragePooling2D()(maps) if pooled else layers.Average()(votes)
    assert "ends in a mixture of what layer" in refused(keras.Model(image, end), path)


def test_a_softmax_inside_a_wrapper_or_a_recurrence_is_refused(keras, path):
    layers = keras.layers
    rows = layers.TimeDistributed(layers.Dense(2, activation="softmax"))
    model = sequential(keras, rows, layers.GlobalAveragePooling1D(), shape=(28, 28))
    assert "ends in a mixture of what" in refused(model, path)
    model = sequential(keras, layers.LSTM(2, activation="softmax", name="last"), shape=(28, 28))
    assert "ends in softmax (layer 'last')" in refused(model, path)


def test_a_network_that_is_a_softmax_alone_is_refused(keras, path):
    assert "nothing but a softmax" in refused(sequential(keras, keras.layers.Softmax()), path)
    assert "no layer that computes" in refused(sequential(keras, keras.layers.Flatten()), path)


def test_an_input_of_any_size_is_refused(keras, path):
    layers = keras.layers
    model = sequential(
        keras, layers.Conv2D(2, 3), layers.GlobalAveragePooling2D(), shape=(None, None, 1)
    )
    assert "does not say the shape of its input" in refused(model, path)


@pytest.mark.parametrize("content", [None, b"no zip at all", "zip"], ids=["absent", "text", "zip"])
def test_what_is_no_keras_file_is_refused(path, content):
    if content == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("other.txt", "")
    elif content:
        path.write_bytes(content)
    with pytest.raises(CheminsError, match=r"^mine is no (\.keras )?file"):
        read_network(path, "mine")


def test_a_file_of_keras_2_is_refused(path):
    keras_files.write(path, keras_files.small(), version="2.15.0")
    with pytest.raises(CheminsError, match=r"written by Keras 2\.15\.0"):
        read_network(path, "mine")


# --- networks in a config -----------------------------------------------------------------------


def config_with(path, keys="", network=""):
    text = run_with(f"network: {{kind: file, model: '{path}'{network}}}{keys}")
    config = read_config(yaml.safe_load(text), SCHEMA)
    check_dataset(config, SAMPLE)
    return with_given_networks(config, SAMPLE)[0]["runs"]["a"]


def plain(keras, path, names=("first", "second"), shape=(784,), classes=2):
    middle = [keras.layers.Dense(3, activation="relu", name=name) for name in names]
    flat = [keras.layers.Flatten()] * (len(shape) > 1)
    sequential(keras, *flat, *middle, keras.layers.Dense(classes), shape=shape).save(path)
    return path


def test_a_runs_layers_are_the_files(keras, path):
    network = config_with(plain(keras, path))["network"]
    assert all_layers(network) == ("pixels", "first", "second", "output")
    assert "hidden" not in network


def test_layers_that_are_named_come_in_the_networks_order(keras, path):
    names = ("first", "second", "third")
    network = config_with(plain(keras, path, names), network=", layers: [third, first]")["network"]
    assert all_layers(network) == ("pixels", "first", "third", "output")


NAMES = {
    "a path": ("..\\\\a", "a"),
    "a dot": ("a.b", "a-b"),
    "too long": ("x" * 70, "x" * 60),
    "of something else": ("pixels", "pixels-2"),
    "of a column": ("Label", "Label-2"),
}


@pytest.mark.parametrize(("name", "safe"), NAMES.values(), ids=NAMES)
def test_names_that_no_file_or_column_can_have_are_made_safe_and_shown_as_they_are(
    keras, path, name, safe
):
    network = config_with(plain(keras, path, ("first", name)))["network"]
    assert network["layers"] == ["first", safe]
    assert network["tensors"] == {"first": "first", safe: name}
    assert network["shown"] == {"first": "first", safe: name}
    named = config_with(path, network=f", layers: [{safe}]")["network"]
    assert named["tensors"] == {safe: name}


def test_names_that_differ_in_case_only_are_told_apart(keras, path):
    network = config_with(plain(keras, path, ("one", "One")))["network"]
    assert network["tensors"] == {"one": "one", "One-2": "One"}


def test_a_layer_of_a_model_inside_is_called_as_people_write_it(keras, path):
    inside = [keras.Input((784,)), keras.layers.Dense(3, activation="relu", name="block_3")]
    inside = keras.Sequential(inside, name="backbone")
    sequential(keras, inside, keras.layers.Dense(2), shape=(784,)).save(path)
    network = config_with(path, network=", layers: [backbone/block_3]")["network"]
    assert network["layers"] == ["backbone-block_3"]
    assert network["tensors"] == {"backbone-block_3": "backbone>block_3"}
    assert network["shown"] == {"backbone-block_3": "backbone/block_3"}


def test_a_session_answers_by_the_names_that_are_safe(keras, path):
    config = config_with(plain(keras, path, ("first", "a.b")))
    settings = json.loads(rule_settings("dump_activations", config))
    session = load_session(path, settings, "run a")
    images = np.random.default_rng(3).integers(256, size=(4, 784), dtype=np.uint8)
    _, answers = session.answering(["a-b", "output"], "mean")
    found = answers(session.inputs(images))
    model = keras.saving.load_model(path)
    expected = keras.Model(model.inputs, model.get_layer("a.b").output)(images / 255)
    np.testing.assert_allclose(found["a-b"], expected, rtol=1e-5)
    assert session.widths(["a-b"], "mean") == {"a-b": 3}
    predictions = session.halves("a-b", "mean").predictions(found["a-b"])
    np.testing.assert_array_equal(predictions, found["output"].argmax(axis=1))


@pytest.mark.parametrize("shape", [(784,), (28, 28), (28, 28, 1)])
def test_shapes_that_images_can_have(keras, path, shape):
    assert config_with(plain(keras, path, shape=shape))


WRONG = {
    "shape": ({"shape": (32, 32)}, "", "", ["network.model", "(32, 32)", "(28, 28, 1)", "(784,)"]),
    "same number of pixels": ({"shape": (56, 14)}, "", "", ["(56, 14)", "(28, 28)"]),
    "classes": ({"classes": 10}, "", "", ["10 classes", "1 and 7"]),
    "unknown layer": ({}, "", ", layers: [third]", ["'third'", "first and second"]),
    "the last layer": ({}, "", ", layers: [dense]", ["'dense'", "first and second"]),
    "nothing hidden": ({"names": []}, "", "", ["no hidden layer"]),
}


@pytest.mark.parametrize(("changes", "keys", "network", "fragments"), WRONG.values(), ids=WRONG)
def test_networks_that_do_not_fit_their_run(keras, path, changes, keys, network, fragments):
    plain(keras, path, **changes)
    with pytest.raises(CheminsError) as error:
        config_with(path, keys, network)
    assert str(error.value).startswith("run a, network.")
    assert "\n" not in str(error.value)
    for fragment in fragments:
        assert fragment in str(error.value)


# --- what they answer ---------------------------------------------------------------------------


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
    assert "ends in sigmoid" in refused(several, path)
    pooled = [layers.Conv2D(1, 3), layers.GlobalMaxPooling2D(), layers.Activation("sigmoid")]
    assert "ends in sigmoid" in refused(sequential(keras, *pooled), path)
    alone = sequential(keras, layers.Flatten(), layers.Activation("sigmoid"), shape=(1, 1, 1))
    assert "ends in sigmoid" in refused(alone, path)


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


# --- channels first -----------------------------------------------------------------------------


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


# --- networks that scale their input ------------------------------------------------------------


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


# --- memory -------------------------------------------------------------------------------------


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
