"""A layer's answers that are read from a table when asked: those of an array, to the bit."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from chemins.measures import signatures
from chemins.measures.interventions import HiddenLayer, interventions, trial
from chemins.measures.signatures import Stored, means, read_signature
from chemins.results import tables

ROWS, WIDTH = 600, 4


@pytest.fixture
def values():
    stream = np.random.default_rng(0)
    return (1000 + stream.normal(size=(ROWS, WIDTH))).astype(np.float32)


@pytest.fixture
def files(values, tmp_path, monkeypatch):
    """The values in two shards, read seven rows at a time."""
    monkeypatch.setattr(tables, "ROW_GROUP", 7)
    paths = []
    for rows in (np.arange(250), np.arange(250, ROWS)):
        about = {"sample_id": rows, "role": ["train"] * len(rows), "label": rows}
        paths.append(tmp_path / f"{len(paths)}.parquet")
        tables.write(paths[-1], tables.ACTIVATIONS, {**about, "hidden_1": values[rows]})
    return paths


@pytest.fixture
def stored(files, monkeypatch):
    monkeypatch.setattr(signatures, "KEPT", 4 * ROWS * WIDTH - 1)
    found = read_signature(files, "hidden_1", ROWS)
    assert isinstance(found, Stored)
    return found


def test_few_values_are_read_at_once(files, values, monkeypatch):
    monkeypatch.setattr(signatures, "KEPT", 4 * ROWS * WIDTH)
    np.testing.assert_array_equal(read_signature(files, "hidden_1", ROWS), values)


def test_any_rows_are_read_in_any_order_and_several_times(stored, values):
    rows = np.array([599, 0, 6, 7, 251, 7, 249, 0])
    np.testing.assert_array_equal(stored[rows], values[rows])
    assert stored.shape == values.shape
    assert stored[rows].dtype == np.float32


def test_means_are_the_same_bits_as_those_of_an_array(stored, values):
    groups = [np.arange(ROWS) % 3 == rest for rest in range(3)]
    expected = [values[group].mean(axis=0, dtype=np.float64) for group in groups]
    np.testing.assert_array_equal(means(values, groups), expected)
    np.testing.assert_array_equal(means(stored, groups), expected)


def test_moves_are_those_of_an_array(stored, values):
    train = np.arange(ROWS) < 400
    cluster = (values[:, 0] > 1000).astype(int)
    layer = HiddenLayer(values, cluster, cluster, {0: 0, 1: 1}, train, ~train)
    rest = SimpleNamespace(
        size=WIDTH,
        predictions=lambda answers, shift: ((answers + shift)[:, 0] > 1000).astype(int),
    )
    found = [
        interventions(trial(each, rest, lambda rows: values[rows], 3))
        for each in (layer, replace(layer, signature=stored))
    ]
    assert found[0].keys() == found[1].keys() > {"moved", "moved_covariance", "moved_rest"}
    for name, value in found[0].items():
        np.testing.assert_array_equal(found[1][name], value, name)
