"""Networks' layers, read from archives that Keras itself wrote in the test."""

import zipfile

import numpy as np
import pytest

from builders import keras_files
from builders.keras_models import read, refusal, sequential
from chemins.base.errors import CheminsError
from chemins.networks.keras_files.config import read_network
from dump_activations import check_answers

pytestmark = pytest.mark.slow


@pytest.fixture
def path(tmp_path):
    return tmp_path / "mine.keras"


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
    assert "holds a lambda (mine)" in refusal(model, path)


def test_lambdas_inside_a_wrapper_are_refused(keras, path):
    wrapped = keras.layers.TimeDistributed(keras.layers.Lambda(lambda x: x, name="mine"))
    model = sequential(keras, wrapped, keras.layers.Flatten(), keras.layers.Dense(2))
    assert "holds a lambda (mine)" in refusal(model, path)


@pytest.mark.filterwarnings("ignore:The object being serialized")
def test_a_lambda_as_activation_function_is_refused(keras, path):
    layers = keras.layers
    dense = layers.Dense(4, activation=lambda x: x, name="mine")
    model = sequential(keras, layers.Flatten(), dense, layers.Dense(2))
    assert "holds a lambda (mine)" in refusal(model, path)


def test_classes_of_ones_own_are_refused(keras, path):
    class Mine(keras.layers.Layer):
        def call(self, values):
            return values

    model = sequential(keras, Mine(), keras.layers.Flatten(), keras.layers.Dense(2))
    assert "needs code that is not in the file, 'Mine'" in refusal(model, path)


def test_subclassed_models_are_refused(keras, path):
    class Mine(keras.Model):
        def __init__(self, **others):
            super().__init__(**others)
            self.dense = keras.layers.Dense(2)

        def call(self, values):
            return self.dense(values)

    model = Mine()
    model(np.zeros((1, 784), np.float32))
    assert "a model of class Mine" in refusal(model, path)


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
    assert "several inputs or outputs" in refusal(keras.Model(image, ends), path)


def test_an_end_in_another_activation_is_refused(keras, path):
    layers = keras.layers
    model = sequential(keras, layers.Flatten(), layers.Dense(2, "sigmoid", name="last"))
    assert "ends in sigmoid (layer 'last')" in refusal(model, path)


def test_an_end_in_a_bare_operation_is_refused(keras, path):
    image = keras.Input((784,))
    model = keras.Model(image, keras.layers.Dense(2)(image) * 2)
    assert "which is no layer of its own (Multiply)" in refusal(model, path)
    model = keras.Model(image, keras.ops.sigmoid(keras.layers.Dense(2)(image)))
    assert "ends in sigmoid" in refusal(model, path)


@pytest.mark.parametrize("pooled", [True, False])
def test_probabilities_that_are_mixed_afterwards_are_refused(keras, path, pooled):
    layers = keras.layers
    image = keras.Input((28, 28, 1))
    maps = layers.Conv2D(2, 3, activation="softmax", name="shares")(image)
    flat = layers.Flatten()(image)
    votes = [layers.Dense(2, activation="softmax")(flat) for _ in range(2)]
    end = layers.GlobalAveragePooling2D()(maps) if pooled else layers.Average()(votes)
    assert "ends in a mixture of what layer" in refusal(keras.Model(image, end), path)


def test_a_softmax_inside_a_wrapper_or_a_recurrence_is_refused(keras, path):
    layers = keras.layers
    rows = layers.TimeDistributed(layers.Dense(2, activation="softmax"))
    model = sequential(keras, rows, layers.GlobalAveragePooling1D(), shape=(28, 28))
    assert "ends in a mixture of what" in refusal(model, path)
    model = sequential(keras, layers.LSTM(2, activation="softmax", name="last"), shape=(28, 28))
    assert "ends in softmax (layer 'last')" in refusal(model, path)


def test_a_network_that_is_a_softmax_alone_is_refused(keras, path):
    assert "nothing but a softmax" in refusal(sequential(keras, keras.layers.Softmax()), path)
    assert "no layer that computes" in refusal(sequential(keras, keras.layers.Flatten()), path)


def test_an_input_of_any_size_is_refused(keras, path):
    layers = keras.layers
    model = sequential(
        keras, layers.Conv2D(2, 3), layers.GlobalAveragePooling2D(), shape=(None, None, 1)
    )
    assert "does not say the shape of its input" in refusal(model, path)


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
