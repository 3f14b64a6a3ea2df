import warnings
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_info, threadpool_limits

from chemins.measures import layer_probes
from chemins.measures.layer_probes import (
    commitment,
    fit_probe,
    fit_votes,
    prediction_depth,
    reachable_share,
    voters,
)


def probe_predictions(train, label, points, seed=0):
    return fit_probe(train, label, seed)(points)


def knn_predictions(train, label, points):
    return fit_votes(train, label)(points)


def classes_apart(rows, columns=5, classes=3, spread=1.0, seed=0):
    """Points (rows, columns) float32 about a center for each class, and their classes."""
    stream = np.random.default_rng(seed)
    label = np.arange(rows) % classes
    centers = np.random.default_rng(0).normal(size=(classes, columns)) * 2
    return (centers[label] + stream.normal(size=(rows, columns)) * spread).astype(np.float32), label


# --- the linear probe ---------------------------------------------------------------------------


def test_classes_on_two_sides_of_a_line_are_told_apart():
    train = np.float32([[-2], [-1], [1], [2]])
    label = np.array([4, 4, 7, 7])
    test = np.float32([[-3], [-0.1], [0.1], [5]])
    assert probe_predictions(train, label, test).tolist() == [4, 4, 7, 7]


def test_a_line_cannot_tell_opposite_corners_apart():
    corners = np.float32([[-1, -1], [1, 1], [-1, 1], [1, -1]])
    label = np.array([0, 0, 1, 1])
    assert np.mean(probe_predictions(corners, label, corners) == label) <= 0.75


def layer_of(points):
    """Columns that depend on each other, as neurons do, standardised."""
    columns = points.shape[1]
    mixing = np.random.default_rng(9).normal(size=(columns, columns)) / np.arange(1, columns + 1)
    mixed = points @ mixing.T
    return ((mixed - mixed.mean(axis=0)) / mixed.std(axis=0)).astype(np.float32)


def test_the_probe_is_scikit_learns_logistic_regression():
    points, label = classes_apart(1090, 20, classes=5, spread=4)
    points = layer_of(points)
    train, test = (points[:90], label[:90]), (points[90:], label[90:])
    expected, weak, strong = (
        LogisticRegression(C=c, tol=1e-8, max_iter=100_000).fit(*train).score(*test)
        for c in (1, 1e4, 1e-4)
    )
    assert min(abs(expected - weak), abs(expected - strong)) > 0.02
    found = np.mean(probe_predictions(*train, test[0]) == test[1])
    assert found == expected


@pytest.mark.parametrize(("rows", "columns"), [(200, 32), (200, 784), (1000, 64)])
@pytest.mark.parametrize("spread", [0.01, 3.0, 10.0])
def test_the_probe_converges_on_layers_of_every_shape(rows, columns, spread):
    points, label = classes_apart(rows, columns, classes=10, spread=spread)
    points = layer_of(points)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # of no convergence, or of a step that was not found
        probe_predictions(points, label, points)


@pytest.mark.parametrize(("columns", "spread"), [(32, 10.0), (64, 20.0), (300, 10.0)])
def test_a_tighter_tolerance_changes_nothing(columns, spread, monkeypatch):
    points, label = classes_apart(4200, columns, classes=10, spread=spread)
    points = layer_of(points)
    found = []

    class Noted(LogisticRegression):
        def predict(self, asked):
            found.append((self.predict_proba(asked), super().predict(asked)))
            return found[-1][1]

    monkeypatch.setattr(layer_probes, "LogisticRegression", Noted)
    for tolerance in (layer_probes.TOLERANCE, 1e-10, 1e-4):
        monkeypatch.setattr(layer_probes, "TOLERANCE", tolerance)
        probe_predictions(points[:200], label[:200], points[200:])
    (stated, decided), (tighter, same), (looser, _) = found
    assert np.array_equal(decided, same)
    assert np.abs(stated - tighter).max() < 1e-6 < np.abs(stated - looser).max()


def test_of_many_rows_a_seeded_sample_trains_the_probe(monkeypatch):
    fitted = []

    class Noted(LogisticRegression):
        def fit(self, points, label):
            fitted.append((points, label))
            return super().fit(points, label)

    monkeypatch.setattr(layer_probes, "LogisticRegression", Noted)
    monkeypatch.setattr(layer_probes, "PROBE_ROWS", 60)
    train = np.arange(100, dtype=np.float32)[:, np.newaxis], np.arange(100) % 2
    for seed in (1, 1, 2):
        probe_predictions(*train, train[0], seed=seed)
    first, again, other = (points[:, 0] for points, _ in fitted)
    assert len(first) == len(set(first.tolist())) == 60
    assert np.array_equal(first, again)
    assert set(first) != set(other)
    assert all(np.array_equal(points[:, 0] % 2, label) for points, label in fitted)
    probe_predictions(train[0][:60], train[1][:60], train[0])
    assert np.array_equal(fitted[-1][0], train[0][:60])


@pytest.mark.parametrize(
    ("name", "measure", "arguments"),
    [("LogisticRegression", probe_predictions, 1), ("KNeighborsClassifier", knn_predictions, 1)],
)
def test_one_thread_computes(name, measure, arguments, monkeypatch):
    threads = set()

    class Watched(getattr(layer_probes, name)):
        def predict(self, points):
            threads.update(pool["num_threads"] for pool in threadpool_info())
            return super().predict(points)

        def fit(self, points, label):
            threads.update(pool["num_threads"] for pool in threadpool_info())
            return super().fit(points, label)

    monkeypatch.setattr(layer_probes, name, Watched)
    train, test = classes_apart(90), classes_apart(30, seed=1)
    with threadpool_limits(2):
        measure(*train, *test[:arguments])
    assert threads == {1}


# --- nearest neighbours -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((1, 1), 1),
        ((3, 5), 1),
        ((8, 8), 1),
        ((9, 9), 3),
        ((24, 24, 24), 3),
        ((25, 25), 5),
        ((100, 100), 9),
        ((121, 6000), 11),
        ((5421, 6742), 73),
    ],
)
def test_as_many_vote_as_the_root_of_the_smallest_class_odd(counts, expected):
    assert voters(np.repeat(np.arange(len(counts)) + 4, counts)) == expected


def slow_votes(train, label, points, k):
    votes = []
    for point in points.astype(float):
        nearest = np.argsort(((train.astype(float) - point) ** 2).sum(axis=1))[:k]
        counts = Counter(label[nearest].tolist())
        votes.append(min(counts, key=lambda c: (-counts[c], c)))
    return np.array(votes)


@pytest.mark.parametrize(("rows", "k"), [(12, 1), (90, 5), (150, 7)])
def test_votes_are_those_of_every_distance_sorted(rows, k):
    train, label = classes_apart(rows, spread=4)
    points, _ = classes_apart(300, spread=4, seed=1)
    votes = knn_predictions(train, label, points)
    assert np.array_equal(votes, slow_votes(train, label, points, k))
    assert len(set(votes.tolist())) == 3


def test_votes_by_hand():
    train = np.float32([[0], [1], [2], [10], [11], [12]])
    label = np.array([5, 5, 5, 3, 3, 3])
    asked = np.float32([[1.4], [5.6], [6.4]])
    assert knn_predictions(train, label, asked).tolist() == [5, 5, 3]


def test_the_smallest_class_says_how_many_vote():
    train = np.float32([[0], *[[0.1 + i / 100] for i in range(30)]])
    label = np.array([9, *[2] * 30])
    assert knn_predictions(train, label, np.float32([[0]])).tolist() == [9]


def test_the_lowest_label_wins_a_tie():
    corners = np.float32([[0, 0], [1, 0], [0, 1]])
    train = np.concatenate([corners, np.repeat(corners * 100 + 200, 8, axis=0)])
    for order in ([8, 3, 5], [5, 8, 3], [3, 5, 8]):
        label = np.array([*order, *np.repeat(order, 8)])  # nine of each: three vote
        assert knn_predictions(train, label, np.float32([[0.4, 0.3]])).tolist() == [3]


# --- when a sample is decided -------------------------------------------------------------------

MAJORITY = np.array(
    [
        [1, 1, 1],  # from the start
        [7, 1, 1],
        [1, 7, 1],  # left again
        [7, 7, 1],
        [1, 1, 7],  # not at the end
        [7, 7, 7],
    ]
)


def test_a_sample_is_committed_where_its_clusters_stay_with_its_prediction():
    assert commitment(MAJORITY, np.full(6, 1)).tolist() == [0, 1, 2, 2, 3, 3]
    assert commitment(MAJORITY, np.array([7, 1, 7, 7, 7, 7])).tolist() == [3, 1, 3, 3, 2, 0]


def test_prediction_depth_is_the_first_layer_whose_neighbours_agree_for_good():
    assert prediction_depth(MAJORITY, np.full(6, 1)).tolist() == [0, 1, 2, 2, 3, 3]


@given(arrays(int, (6, 4), elements=st.integers(0, 2)), arrays(int, 6, elements=st.integers(0, 2)))
def test_no_earlier_layer_would_do(decisions, prediction):
    for row, decision, first in zip(
        decisions, prediction, commitment(decisions, prediction), strict=True
    ):
        assert first == min(i for i in range(5) if all(row[i:] == decision))


def test_a_class_is_reachable_where_a_cluster_has_it_as_majority():
    assert reachable_share({0: 1, 1: 7}, [1, 7]) == 1.0
    assert reachable_share({0: 1, 1: 1, 2: None}, [1, 7]) == 0.5
    assert reachable_share({0: 4, 1: 9, 2: 4}, range(10)) == 0.2
