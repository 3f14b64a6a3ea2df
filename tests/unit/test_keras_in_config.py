"""Runs with a .keras file: whether it fits them, and what their layers are called."""

import json

import numpy as np
import pytest
import yaml

from builders.configs import SCHEMA, run_with
from builders.keras_models import sequential
from chemins.base.errors import CheminsError
from chemins.data.datasets import describe_dataset
from chemins.networks.layer_names import all_layers
from chemins.networks.sessions import load_session
from chemins.planning.config import check_dataset, read_config
from chemins.planning.external_networks import with_given_networks
from chemins.planning.settings import rule_settings

pytestmark = pytest.mark.slow

SAMPLE = describe_dataset("mnist-sample")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "mine.keras"


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
