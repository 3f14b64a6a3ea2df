"""Against distances that SciPy computes in float64, summed by hand."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from chemins.clusters import distance_sums
from chemins.clusters.distance_sums import (
    PANEL,
    STRIP,
    TILE,
    joint_cells,
    rounds,
    sums_between,
    sums_within,
)


def expected(points, others, labels):
    distances = cdist(points.astype(np.float64), others.astype(np.float64))
    return distances @ np.eye(labels.max() + 1)[labels]


def labelings(rows, *ks):
    stream = np.random.default_rng(1)
    return {k: np.concatenate([np.arange(k), stream.integers(k, size=rows - k)]) for k in ks}


@pytest.mark.parametrize("panels", range(1, 12))
def test_every_pair_of_panels_once_and_no_panel_twice_in_a_round(panels):
    found = list(rounds(panels))
    pairs = [pair for pairs in found for pair in pairs]
    assert sorted(pairs) == [(i, j) for i in range(panels) for j in range(i, panels)]
    for pairs in found[1:]:
        panels_used = [number for pair in pairs for number in pair]
        assert len(panels_used) == len(set(panels_used))


def test_cells_by_hand():
    cells = joint_cells({2: np.array([0, 1, 0, 1]), 3: np.array([2, 0, 2, 1])})
    assert cells.cell.tolist() == [0, 1, 2, 2]
    assert cells.order.tolist() == [1, 3, 0, 2]
    assert cells.clusters.tolist() == [[1, 1, 0], [2, 3, 4]]  # three clusters after the first two
    assert cells.ends.tolist() == [0, 2, 5]


@pytest.mark.parametrize("single", [0, 10_000], ids=["float32", "float64"])
@pytest.mark.parametrize("rows", [PANEL - 1, PANEL, PANEL + 1, 2 * PANEL + TILE + STRIP + 1])
def test_sums_within(rows, single, monkeypatch):
    monkeypatch.setattr(distance_sums, "SINGLE", single)
    points = np.random.default_rng(0).normal(size=(rows, 7)).astype(np.float32)
    by_k = labelings(rows, 2, 9)
    found = sums_within(points, by_k, threads=2)
    for k, labels in by_k.items():
        np.testing.assert_allclose(found[k], expected(points, points, labels), rtol=3e-6)


def test_labelings_that_have_nothing_in_common():
    """As many cells as rows: slow, not wrong, and in the memory that two labelings need."""
    rows = 2100
    points = np.random.default_rng(0).normal(size=(rows, 3)).astype(np.float32)
    by_k = {k: np.random.default_rng(k).permutation(rows) % k for k in (700, 900)}
    found = sums_within(points, by_k)
    for k, labels in by_k.items():
        np.testing.assert_allclose(found[k], expected(points, points, labels), rtol=1e-6)


@pytest.mark.parametrize("single", [0, 10_000], ids=["float32", "float64"])
def test_sums_between(single, monkeypatch):
    monkeypatch.setattr(distance_sums, "SINGLE", single)
    stream = np.random.default_rng(0)
    points, others = stream.normal(size=(1500, 4)), stream.normal(size=(2500, 4)) + 1
    by_k = labelings(2500, 3, 5)
    found = sums_between(points, stream.integers(4, size=1500), others, by_k, threads=2)
    for k, labels in by_k.items():
        np.testing.assert_allclose(found[k], expected(points, others, labels), rtol=3e-6)


@pytest.mark.parametrize("single", [0, 10_000], ids=["float32", "float64"])
def test_tight_clusters_far_from_each_other_keep_their_digits(single, monkeypatch):
    """Squared norms a hundred million times the squared distances inside: cancellation."""
    monkeypatch.setattr(distance_sums, "SINGLE", single)
    stream = np.random.default_rng(0)
    labels = stream.integers(3, size=3000)
    centers = stream.normal(size=(3, 20)) * 1000
    points = (centers[labels] + stream.normal(size=(3000, 20)) * 0.1).astype(np.float32)
    found = sums_within(points, {3: labels})[3]
    np.testing.assert_allclose(found, expected(points, points, labels), rtol=1e-5)


def test_the_same_bits_for_any_number_of_threads():
    points = np.random.default_rng(0).normal(size=(9000, 30)).astype(np.float32)
    by_k = labelings(9000, 2, 5)
    found = [sums_within(points, by_k, threads) for threads in (1, 2, 5)]
    for k in by_k:
        assert found[0][k].tobytes() == found[1][k].tobytes() == found[2][k].tobytes()
