from itertools import product

import numpy as np
import pytest
from sklearn.cluster import KMeans

from chemins.clusters import kmeans
from chemins.clusters.kmeans import (
    KMeansFit,
    Starts,
    best_kmeans,
    exchange,
    is_found_again,
    means,
    one_start,
    spread,
    starts_of,
)


def noise(rows, columns, seed=0):
    """Rows without clusters, (rows, columns) float32: what Lloyd's iterations are lost in."""
    return np.random.default_rng(seed).normal(size=(rows, columns)).astype(np.float32)


def inertia_of(points, cluster):
    groups = [points[cluster == c].astype(float) for c in np.unique(cluster)]
    return sum(np.square(group - group.mean(axis=0)).sum() for group in groups)


# --- exchanges ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("rows", "columns", "k"), [(60, 300, 2), (80, 20, 5), (30, 3, 7)])
@pytest.mark.parametrize("seed", range(4))
def test_no_move_of_one_row_lowers_the_inertia(rows, columns, k, seed):
    points = noise(rows, columns, seed)
    found = one_start(points, k, np.random.default_rng(seed))
    lowest = inertia_of(points, found.cluster)
    assert found.inertia == pytest.approx(lowest, rel=1e-6)
    for row, other in product(range(rows), range(k)):
        moved = found.cluster.copy()
        moved[row] = other
        if len(np.unique(moved)) == k:
            assert inertia_of(points, moved) >= lowest * (1 - 1e-6)


def test_lloyds_iterations_stop_where_a_move_still_helps():
    points = noise(60, 300)
    lloyd = KMeans(2, n_init=1, random_state=3).fit(points)
    cluster = lloyd.labels_.copy()
    sizes = np.bincount(cluster).astype(float)
    exchange(points, cluster, means(points, cluster, 2), sizes)
    assert inertia_of(points, cluster) < lloyd.inertia_ * 0.999


@pytest.mark.parametrize("k", [2, 5])
def test_every_row_is_nearest_to_its_own_center(k):
    points = noise(90, 12)
    found = one_start(points, k, np.random.default_rng(0))
    distances = np.linalg.norm(points[:, np.newaxis] - found.centers, axis=2)
    assert np.array_equal(distances.argmin(axis=1), found.cluster)
    for c in range(k):
        np.testing.assert_allclose(
            found.centers[c], points[found.cluster == c].mean(axis=0), atol=1e-5
        )


def test_a_move_by_hand():
    """Of 0, 3 and 8 in one cluster, 12 in the other: 8 costs 4 · 4 / 2 = 8 there, and spares
    (8 - 11/3)² · 3 / 2 = 28.2 here."""
    points = np.float32([[0], [3], [8], [12]])
    cluster = np.array([0, 0, 0, 1], np.int32)
    sizes = np.array([3.0, 1.0])
    exchange(points, cluster, means(points, cluster, 2), sizes)
    assert cluster.tolist() == [0, 0, 1, 1]
    assert sizes.tolist() == [2, 2]


def test_an_empty_cluster_is_filled_and_none_emptied():
    points = noise(12, 2)
    cluster, sizes = np.zeros(12, np.int32), np.array([12.0, 0, 0])
    exchange(points, cluster, means(points, cluster, 3), sizes)
    assert np.bincount(cluster, minlength=3).tolist() == sizes.tolist()
    assert sizes.min() >= 1


# --- where a start begins ------------------------------------------------------------------------


def drawn_far_apart(points, draws):
    """What `spread` says, one row at a time and in plain NumPy."""
    rows, weights = [], np.ones(len(points))
    for number, several in enumerate(draws):
        found = []
        for draw in several[: len(several) if number else 1]:
            place = np.flatnonzero(np.cumsum(weights) > draw * weights.sum())[0]
            squares = np.square(points - points[place]).sum(axis=1)
            found.append((squares if number == 0 else np.minimum(weights, squares), place))
        weights, place = min(found, key=lambda one: one[0].sum())
        rows.append(place)
    return np.linalg.norm(points[:, np.newaxis] - points[rows], axis=2).argmin(axis=1)


@pytest.mark.parametrize(("columns", "k", "tries"), [(3, 2, 2), (40, 7, 3), (1, 4, 1)])
@pytest.mark.parametrize("seed", range(3))
def test_a_start_is_nearest_to_rows_drawn_by_their_squared_distances(columns, k, tries, seed):
    points = noise(50, columns, seed)
    draws = np.random.default_rng(seed + 10).random((k, tries))
    expected = drawn_far_apart(points.astype(np.float64), draws)
    assert spread(points, draws).tolist() == expected.tolist()


def test_a_start_by_hand():
    """The first row is any: of four, draw 0.3 is the second. From 1 the squares are 1, 0, 1, 81:
    the second draw, 0.02 of their 83, is the third row (over 1, up to 2), the third one, 0.5, the
    last; with the last the others' squares sum up to 2, with the third row to 65."""
    points = np.float32([[0], [1], [2], [10]])
    one, two = np.array([[0.3], [0.02]]), np.array([[0.3, 0.9], [0.02, 0.5]])
    assert spread(points, one).tolist() == [0, 0, 1, 1]
    assert spread(points, two).tolist() == [0, 0, 0, 1]


@pytest.mark.parametrize("draw", [0.0, np.nextafter(1, 0)])
def test_rows_of_distinct_points_alone_begin_a_cluster(draw):
    """Whatever is drawn, each of three places with copies is one cluster."""
    points = np.repeat(np.float32([[0, 5], [3, 3], [9, 1]]), [4, 1, 5], axis=0)
    cluster = spread(points, np.full((3, 2), draw))
    assert len(np.unique(cluster)) == 3
    assert len({(place.tobytes(), c) for place, c in zip(points, cluster, strict=True)}) == 3


# --- starts -------------------------------------------------------------------------------------


@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize("seed", range(3))
def test_the_best_of_all_clusterings_is_found(k, seed):
    points = noise(8, 4, seed)
    every = (np.array(labels) for labels in product(range(k), repeat=8))
    lowest = min(inertia_of(points, labels) for labels in every if len(set(labels)) == k)
    found = best_kmeans(points, k, starts_of("auto", points, k), seed)
    assert found.inertia == pytest.approx(lowest, rel=1e-6)


def test_the_same_clustering_is_found_with_other_seeds():
    """As many starts of Lloyd's iterations alone end differently each time."""
    points = noise(60, 300)
    auto = starts_of("auto", points, 2)
    found = [best_kmeans(points, 2, auto, seed).inertia for seed in range(6)]
    plain = [KMeans(2, n_init=20, random_state=seed).fit(points).inertia_ for seed in range(6)]
    assert max(found) < min(plain)
    assert max(found) / min(found) < 1.001


@pytest.mark.parametrize(
    ("inertias", "expected"),
    [
        ([5.0, 5.0], False),
        ([5.0, 5.0, 5.0], True),
        ([7.0, 5.004, 6.0, 5.0, 5.002], True),
        ([5.0, 5.002, 5.006], False),
        ([5.0, 5.002, 5.004, 4.9], False),
    ],
)
def test_the_best_is_found_again_where_three_agree(inertias, expected):
    assert is_found_again(inertias) == expected


def starts_made(monkeypatch, inertias, starts):
    """The best inertia, and how many starts were made, when they end so."""
    made = []

    def one(points, k, stream):
        made.append(inertias[len(made)])
        return KMeansFit(None, None, made[-1])

    monkeypatch.setattr(kmeans, "one_start", one)
    return best_kmeans(None, 2, starts, 0).inertia, len(made)


def test_starts_go_on_until_the_best_is_found_again(monkeypatch):
    ends = [9.0, 9.0, 9.0, 4.0, 6.0, 4.0, 9.0, 4.001, 4.0, 1.0]
    assert starts_made(monkeypatch, ends, Starts(4, 10)) == (4.0, 8)
    assert starts_made(monkeypatch, ends, Starts(2, 10)) == (9.0, 3)
    assert starts_made(monkeypatch, ends, Starts(9, 10)) == (4.0, 9)
    assert starts_made(monkeypatch, ends, Starts(4, 6)) == (4.0, 6)
    assert starts_made(monkeypatch, ends, Starts(10, 10)) == (1.0, 10)


@pytest.mark.parametrize(
    ("n_init", "shape", "k", "expected"),
    [
        ("auto", (200, 784), 2, Starts(20, 100)),
        ("auto", (1000, 784), 10, Starts(12, 12)),
        ("auto", (60_000, 64), 10, Starts(2, 2)),
        ("auto", (70_000, 784), 10, Starts(1, 1)),
        (4, (70_000, 784), 10, Starts(4, 4)),
        (300, (200, 2), 2, Starts(300, 300)),
    ],
)
def test_as_many_starts_as_are_affordable_or_given(n_init, shape, k, expected):
    assert starts_of(n_init, np.broadcast_to(np.float32(0), shape), k) == expected


def test_starts_up_to():
    assert Starts(20, 100).up_to(3) == Starts(3, 3)
    assert Starts(2, 100).up_to(50) == Starts(2, 50)


def test_a_seed_gives_the_same_clustering():
    points = noise(100, 8)
    found = [best_kmeans(points, 4, Starts(2, 2), seed).cluster.tolist() for seed in (7, 7, 8)]
    assert found[0] == found[1] != found[2]


def exchanged(points, cluster, k):
    """Hartigan's exchanges, every distance measured anew."""
    points, cluster, moved = points.astype(float), cluster.copy(), True
    centers = np.array([points[cluster == c].mean(axis=0) for c in range(k)])
    sizes = np.bincount(cluster, minlength=k)
    while moved:
        moved = False
        for row, own in enumerate(cluster.tolist()):
            if sizes[own] == 1:
                continue
            costs = np.square(points[row] - centers).sum(axis=1) * sizes / (sizes + 1)
            costs[own] *= (sizes[own] + 1) / (sizes[own] - 1) * (1 - kmeans.LOWER)
            nearest = costs.argmin()
            if nearest != own:
                moved, cluster[row] = True, nearest
                centers[own] -= (points[row] - centers[own]) / (sizes[own] - 1)
                centers[nearest] += (points[row] - centers[nearest]) / (sizes[nearest] + 1)
                sizes[own] -= 1
                sizes[nearest] += 1
    return cluster


@pytest.mark.parametrize("seed", range(5))
def test_distances_that_are_not_measured_would_have_moved_nothing(seed):
    """From clusters at random, whose centers go a long way."""
    stream, k = np.random.default_rng(seed), 6
    points = (stream.normal(size=(300, 4)) * stream.exponential(size=4)).astype(np.float32)
    cluster = stream.integers(0, k, 300).astype(np.int32)
    expected = exchanged(points, cluster, k)
    centers, sizes = means(points, cluster, k), np.bincount(cluster, minlength=k).astype(float)
    before = cluster.copy()
    exchange(points, cluster, centers, sizes)
    assert (cluster == expected).all()
    assert np.mean(cluster != before) > 0.5
