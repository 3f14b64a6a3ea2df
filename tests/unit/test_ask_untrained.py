"""What an untrained twin answers: of a network trained here its own initial weights, of one from a
file weights drawn anew."""

import json

import numpy as np
import pytest

from ask_untrained import ask_untrained
from builders.configs import checked
from chemins.networks.layer_names import network_layers
from chemins.planning.settings import rule_settings
from chemins.results import tables
from chemins.results.compared_tables import MISSING, WEIGHTS
from train_model import train_model

pytestmark = pytest.mark.slow

SHAPE = (12, 10, 1)
ROLES = np.array(["train"] * 12 + ["test"] * 8)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A dataset of small images, and a run's samples of it; images that differ from each other."""
    folder = tmp_path_factory.mktemp("untrained")
    pixels = np.random.default_rng(0).integers(0, 256, (20, 120), dtype=np.uint8)
    label = np.tile([1, 7], 10).astype(np.int32)
    ids = np.arange(20, dtype=np.int32)
    shape = {"chemins.shape": json.dumps(SHAPE)}
    columns = {"sample_id": ids, "split": ROLES, "label": label, "pixels": pixels}
    tables.write(folder / "dataset.parquet", tables.DATASET, columns, shape)
    samples = {"sample_id": ids, "label": label, "role": ROLES}
    tables.write(folder / "samples.parquet", tables.SAMPLES, samples)
    return folder


def run_of(text):
    return checked(f"runs: {{a: {{{text}}}}}")["runs"]["a"]


def asked(files, run, model=None, name="untrained"):
    """Columns of what the twin answers, and the table's metadata."""
    path = files / f"{name}.parquet"
    settings = json.loads(rule_settings("ask_untrained", run))
    own = [files / f"{table}.parquet" for table in ("dataset", "samples")]
    ask_untrained(settings, "a", *own, path, model)
    return (
        tables.read_columns(path, tables.ACTIVATIONS),
        tables.metadata(path, tables.ACTIVATIONS),
    )


@pytest.mark.parametrize("network", ["{kind: dense, hidden: [5, 3]}", "{kind: cnn, hidden: [4]}"])
def test_a_network_trained_here_is_asked_with_the_weights_that_it_began_with(files, network):
    from chemins.networks import classifiers

    run = run_of(f"network: {network}, training: {{epochs: 1, learning_rate: 1.0e-12}}")
    found, about = asked(files, run)
    assert found["sample_id"].tolist() == list(range(12, 20))
    layers = network_layers(run["network"])
    assert [name for name in found if name not in tables.ACTIVATIONS.columns] == list(layers)
    assert about[WEIGHTS] == ""
    assert MISSING not in about
    # Trained with steps of nearly nothing, it is what it was.
    settings = json.loads(rule_settings("train_model", run))
    made = [str(files / name) for name in ("own.keras", "history.parquet", "scores.json")]
    train_model(settings, files / "dataset.parquet", files / "samples.parquet", *made)
    trained = classifiers.load_network(made[0])
    pixels = tables.read_columns(files / "dataset.parquet", tables.DATASET)["pixels"][12:]
    inputs = classifiers.network_input(trained, pixels)
    _, answers = classifiers.answering(trained, list(layers), "mean")
    for layer, values in answers(inputs).items():
        assert found[layer] == pytest.approx(values, abs=1e-5)
    assert np.ptp(found[layers[0]], axis=0).max() > 0.01


def test_another_seed_is_another_beginning(files):
    network = "network: {hidden: [5, 3]}"
    found = [asked(files, run_of(f"{network}, seed: {seed}"))[0]["hidden_1"] for seed in (0, 0, 1)]
    assert np.array_equal(found[0], found[1])
    assert not np.allclose(found[0], found[2])


def from_file(files, **initialiser):
    from chemins.networks.classifiers import keras

    layers = keras.layers
    model = keras.Sequential([
        layers.Input(SHAPE, name="image"), layers.Flatten(name="flat"),
        layers.Dense(6, activation="relu", name="first", **initialiser),
        layers.Dense(2, activation="softmax", name="end", **initialiser),
    ])  # fmt: skip
    path = files / "mine.keras"
    model.save(path)
    run = run_of("digits: [1, 7]")
    network = {"kind": "file", "model": str(path), "pool": "mean", "layers": ["first"]}
    return {**run, "network": network}, str(path), model


def test_a_network_from_a_file_is_drawn_anew(files):
    run, path, model = from_file(files)
    found, _ = asked(files, run, path)
    assert {"first", "output"} < found.keys()
    pixels = tables.read_columns(files / "dataset.parquet", tables.DATASET)["pixels"][12:]
    own = np.asarray(model((pixels / np.float32(255)).reshape(-1, *SHAPE)).numpy())
    assert found["output"].shape == own.shape
    assert not np.allclose(found["output"], own, atol=1e-3)


def test_one_that_cannot_be_drawn_leaves_a_table_that_says_why(files, capsys):
    run, path, _ = from_file(files, kernel_initializer="ones")
    found, about = asked(files, run, path)
    assert list(found) == list(tables.ACTIVATIONS.columns)
    assert len(found["sample_id"]) == 0
    assert about[MISSING] == "its initialisers draw nothing at random"
    assert "no untrained twin: its initialisers draw nothing" in capsys.readouterr().out
