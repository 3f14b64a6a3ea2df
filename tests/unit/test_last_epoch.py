"""Of a large run's network some samples are looked at while it learns: the same of all tables."""

import numpy as np
import pytest

from chemins.clusters.fitted import evenly
from chemins.measures.while_learning import last_epoch
from chemins.measures.while_learning.last_epoch import read_groups, read_last_epoch
from chemins.results import tables

ROLE = np.repeat(["train", "test", "unseen"], [60, 30, 12])
LABEL = np.where(ROLE == "unseen", 4, np.where(np.arange(102) % 3, 7, 1))
SETTINGS = {
    "digits": [1, 7],
    "seed": 5,
    "umap": {"fit_limit": 20},
    "layers": ["hidden_1", "output"],
    "fit_on": "train",
    "n_init": 1,
}


def own_values(layer, kind):
    """(102,) of the samples, other ones for each layer and kind."""
    return np.random.default_rng([len(layer), len(kind)]).permutation(102)


@pytest.fixture
def inputs(tmp_path):
    """Tables of 102 samples, whose ids are 10 times their rows; known ones in two shards."""

    def write(name, schema, columns, metadata=None):
        tables.write_parts(tmp_path / name, schema, columns)
        return str(tmp_path / name)

    found = {"activations": [], "clusters": [], "embeddings": []}
    for number, rows in enumerate(np.split(np.arange(102), [40, 90])):
        about = {"sample_id": 10 * rows, "role": ROLE[rows], "label": LABEL[rows]}
        answers = {
            x: np.float32(own_values(x, "answers")[rows, np.newaxis]) for x in SETTINGS["layers"]
        }
        path = tmp_path / f"activations-{number}"
        tables.write(path, tables.ACTIVATIONS, about | answers)
        found["activations"].append(str(path))
        clusters, maps = [], []
        for layer in SETTINGS["layers"]:
            ids = {"layer": layer, "sample_id": 10 * rows}
            for basis in ("chosen", "classes"):
                cluster = own_values(layer, basis)[rows] % 2
                nothing = {"distance": np.zeros(len(rows)), "silhouette": np.zeros(len(rows))}
                clusters.append(ids | {"basis": basis, "cluster": cluster, **nothing})
            x, y = (np.float32(own_values(layer, axis)[rows]) for axis in ("map x", "map of y"))
            maps.append(ids | {"x": x, "y": y})
        found["clusters"].append(write(f"clusters-{number}", tables.CLUSTERS, clusters))
        found["embeddings"].append(write(f"embeddings-{number}", tables.EMBEDDING, maps))
    centers = [
        {"layer": x, "basis": basis, "cluster": [0, 1], "size": [30, 30], "center": [[0.0], [50.0]]}
        for x in SETTINGS["layers"]
        for basis in ("chosen", "classes")
    ]
    space = {"mean": [[0.0]], "scale": [[1.0]], "components": [0], "axes": [[]]}
    spaces = [{"layer": layer, **space} for layer in SETTINGS["layers"]]
    return found | {
        "centers": write("centers", tables.CENTERS, centers),
        "spaces": write("spaces", tables.SPACES, spaces),
    }


def test_of_few_samples_all_are_looked_at(inputs):
    last = read_last_epoch(SETTINGS, inputs)
    np.testing.assert_array_equal(last.sample_id, 10 * np.arange(102))
    np.testing.assert_array_equal(last.mapped, evenly(ROLE == "train", LABEL, 20, 5))
    assert last.kept.all()


def test_of_many_the_same_even_sample_is_looked_at_in_all_tables(inputs, monkeypatch):
    monkeypatch.setattr(last_epoch, "ASKED", {"train": 30, "test": 9, "unseen": 6})
    last = read_last_epoch(SETTINGS, inputs)
    mapped = evenly(ROLE == "train", LABEL, 20, 5)
    kept = np.flatnonzero(last.kept)
    looked = {role: evenly(role == ROLE, LABEL, n, 5) for role, n in last_epoch.ASKED.items()}
    expected = mapped | looked["train"] | looked["test"] | looked["unseen"]
    np.testing.assert_array_equal(last.kept, expected)
    assert (ROLE[kept] == "test").sum() == 9
    np.testing.assert_array_equal(last.sample_id, 10 * kept)
    np.testing.assert_array_equal(last.looked.label, LABEL[kept])
    np.testing.assert_array_equal(last.looked.fitted, ROLE[kept] == "train")
    np.testing.assert_array_equal(last.mapped, mapped[kept])
    for layer in SETTINGS["layers"]:
        np.testing.assert_array_equal(last.clusters[layer], own_values(layer, "chosen")[kept] % 2)
        frozen = last.frozen[layer].last
        np.testing.assert_array_equal(frozen.cluster, own_values(layer, "classes")[kept] % 2)
        places = [own_values(layer, axis)[kept] for axis in ("map x", "map of y")]
        np.testing.assert_array_equal(last.maps[layer].T, places)
        answers = read_groups(inputs["activations"], [layer], last.kept)[layer]
        np.testing.assert_array_equal(answers[:, 0], own_values(layer, "answers")[kept])


def test_what_a_cluster_stands_for_is_told_by_all_train_samples(inputs, monkeypatch):
    monkeypatch.setattr(last_epoch, "ASKED", {"train": 4, "test": 9, "unseen": 6})
    few = read_last_epoch(SETTINGS | {"umap": {"fit_limit": 4}}, inputs)
    everyone = read_last_epoch(SETTINGS | {"umap": {"fit_limit": 99}}, inputs)
    for layer in SETTINGS["layers"]:
        told = everyone.frozen[layer].last.majorities()
        for cluster, label in few.frozen[layer].last.majorities().items():
            assert told[cluster] == label
