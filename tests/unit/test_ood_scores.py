import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial.distance import cdist
from scipy.special import logsumexp
from sklearn.covariance import ledoit_wolf
from sklearn.metrics import roc_curve

from chemins.measures import ood_scores
from chemins.measures.ood_scores import (
    NEIGHBOUR,
    auroc,
    energy,
    fit_mahalanobis,
    fit_neighbours,
    fpr_at_tpr,
    max_softmax,
)


def neighbour_score(train, points, k=NEIGHBOUR):
    return fit_neighbours(train, k)(points)


def mahalanobis(train, label, points):
    return fit_mahalanobis(train, label)(points)


scores = st.lists(st.integers(-5, 5), min_size=1, max_size=60).map(np.array)


@pytest.mark.parametrize(
    ("known", "unseen", "expected"),
    [
        ([2, 3], [0, 1], 1),
        ([0, 1], [2, 3], 0),
        ([1, 1], [1, 1, 1], 0.5),
        ([1, 3], [2], 0.5),
        ([1, 2, 3], [0, 2], 4.5 / 6),
    ],
)
def test_auroc_by_hand(known, unseen, expected):
    assert auroc(np.array(known), np.array(unseen)) == pytest.approx(expected)


@given(known=scores, unseen=scores)
def test_auroc_by_mann_and_whitneys_u(known, unseen):
    u = stats.mannwhitneyu(known, unseen).statistic
    assert auroc(known, unseen) == pytest.approx(u / (len(known) * len(unseen)))


@pytest.mark.parametrize(
    ("known", "unseen", "tpr", "expected"),
    [
        (range(20), [0, 0.5, 1, 7], 0.95, 2 / 4),  # 19 of 20 are kept from 1 on; 1 is a tie
        (range(19), [-1, 0, 1], 0.95, 2 / 3),  # 18 of 19 are not enough: from 0 on
        (range(10), [0, 1, 2], 0.9, 2 / 3),
        (range(25), [17, 18], 0.28, 1 / 2),  # 7 of 25, though 0.28 × 25 is above 7 in floats
        ([3, 3, 3], [2, 3, 4], 0.95, 2 / 3),
        ([1, 2, 3, 4], [3, 2.5, 0, 9], 0.5, 2 / 4),
        ([5], [4], 0.95, 0),
        ([1, 2], [0], 1, 0),
    ],
)
def test_false_positives_by_hand(known, unseen, tpr, expected):
    assert fpr_at_tpr(np.array(known), np.array(unseen), tpr) == pytest.approx(expected)


@given(known=scores, unseen=scores, percent=st.integers(1, 100))
def test_false_positives_by_scikit_learns_curve(known, unseen, percent):
    truth = np.repeat([1, 0], [len(known), len(unseen)])
    fpr, tpr, _ = roc_curve(truth, np.concatenate([known, unseen]), drop_intermediate=False)
    enough = np.rint(tpr * len(known)) * 100 >= percent * len(known)  # in whole numbers
    expected = fpr[enough].min()
    assert fpr_at_tpr(known, unseen, percent / 100) == pytest.approx(expected)


def test_softmax_and_energy_by_hand():
    probabilities = np.array([[0.5, 0.25, 0.25], [0.125, 0.75, 0.125]], np.float32)
    assert max_softmax(probabilities).tolist() == [0.5, 0.75]
    assert max_softmax(probabilities).dtype == np.float64
    logits = np.log(np.array([[1, 2, 5], [1, 1, 2]], np.float32))
    np.testing.assert_allclose(energy(logits), np.log([8, 4]), rtol=1e-6)
    assert energy(logits).dtype == np.float64


def test_energy_by_scipy_where_exponentials_overflow():
    logits = np.random.default_rng(0).normal(size=(50, 10), scale=500).astype(np.float32)
    expected = logsumexp(logits.astype(np.float64), axis=1)
    assert expected.max() > 710
    np.testing.assert_allclose(energy(logits), expected, rtol=1e-12)


def test_neighbours_by_hand():
    """Lengths do not matter, the origin is 1 away from any direction."""
    train = np.array([[2, 0], [0, 3], [-1, 0]], np.float32)
    points = np.array([[9, 0], [0, 0]], np.float32)
    np.testing.assert_allclose(neighbour_score(train, points, 1), [0, -1], atol=1e-7)
    np.testing.assert_allclose(neighbour_score(train, points, 2), [-np.sqrt(2), -1], rtol=1e-6)
    # Fewer train points than neighbours: the last one.
    np.testing.assert_allclose(neighbour_score(train, points, 10), [-2, -1], rtol=1e-6)


@settings(max_examples=25)
@given(
    seed=st.integers(0, 2**32 - 1),
    m=st.integers(1, 60),
    n=st.integers(1, 20),
    d=st.integers(1, 30),
    k=st.integers(1, 12),
)
def test_neighbours_by_cdist(seed, m, n, d, k):
    stream = np.random.default_rng(seed)
    train, points = (stream.normal(size=(rows, d)).astype(np.float32) for rows in (m, n))
    unit = [p / np.linalg.norm(p, axis=1, keepdims=True) for p in (train, points)]
    expected = -np.sort(cdist(unit[1], unit[0]), axis=1)[:, min(k, m) - 1]
    found = neighbour_score(train, points, k)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert found.dtype == np.float64


@settings(max_examples=25)
@given(
    seed=st.integers(0, 2**32 - 1),
    m=st.integers(5, 60),
    d=st.integers(2, 30),
    classes=st.integers(1, 4),
)
def test_mahalanobis_by_cdist(seed, m, d, classes):
    stream = np.random.default_rng(seed)
    label = 3 * stream.integers(classes, size=m)
    train = (stream.normal(size=(m, d)) + label[:, None]).astype(np.float32)
    points = stream.normal(size=(10, d), scale=5).astype(np.float32)
    means = {c: train[label == c].mean(axis=0, dtype=np.float64) for c in np.unique(label)}
    centred = train - np.array([means[c] for c in label])
    covariance, _ = ledoit_wolf(centred, assume_centered=True)
    metric = np.linalg.inv(covariance)
    distances = cdist(points, np.array(list(means.values())), "mahalanobis", VI=metric)
    found = mahalanobis(train, label, points)
    np.testing.assert_allclose(found, -(distances.min(axis=1) ** 2), rtol=1e-6)
    assert found.dtype == np.float64


def test_one_covariance_for_all_classes_about_their_own_means():
    """Far from each other along one axis, spread along the other: far is where nobody spreads."""
    stream = np.random.default_rng(0)
    train = stream.normal(size=(2000, 2), scale=[1, 10])
    label = np.repeat([1, 7], 1000)
    train[label == 7, 0] += 100
    points = np.array([[100, 10], [90, 0], [50, 0]])
    found = mahalanobis(train.astype(np.float32), label, points.astype(np.float32))
    np.testing.assert_allclose(found, [-1, -100, -2500], rtol=0.2)


def test_means_of_many_rows_lose_no_digits():
    train = np.random.default_rng(0).normal(1000, size=(60_000, 2)).astype(np.float32)
    mean = train.mean(axis=0, dtype=np.float64).astype(np.float32)
    (found,) = mahalanobis(train, np.zeros(len(train), int), mean[None])
    assert found > -1e-6


def test_classes_without_any_spread_are_no_error():
    train = np.array([[0, 0], [0, 0], [1, 1]], np.float32)
    points = np.ones((4, 2), np.float32)
    assert np.isfinite(mahalanobis(train, np.array([1, 1, 7]), points)).all()


@pytest.fixture
def few_rows(monkeypatch):
    monkeypatch.setattr(ood_scores, "DETECTOR_ROWS", 50)


@pytest.mark.usefixtures("few_rows")
def test_of_more_train_rows_a_sample_is_searched():
    train = np.random.default_rng(0).normal(size=(200, 5)).astype(np.float32)
    found = neighbour_score(train, train, 1)
    assert np.sum(found > -1e-6) == 50
    np.testing.assert_array_equal(neighbour_score(train, train, 1), found)
    assert np.sum(neighbour_score(train[:50], train[:50], 1) > -1e-6) == 50


@pytest.mark.usefixtures("few_rows")
def test_no_class_is_missing_from_a_sample():
    """Means are of all rows: the only 9 may not be drawn, and still is at its mean."""
    stream = np.random.default_rng(0)
    train = stream.normal(size=(400, 5)).astype(np.float32)
    train[::100] += 50
    label = np.where(np.arange(400) % 100, 1, np.arange(400))
    assert mahalanobis(train, label, train[::100]).tolist() == [0, 0, 0, 0]


def test_scores_are_the_same_for_any_number_of_threads():
    code = """
import hashlib, numpy as np
from chemins.measures.ood_scores import fit_mahalanobis, fit_neighbours
stream = np.random.default_rng(0)
train, points = stream.normal(size=(2, 900, 300)).astype(np.float32)
scores = [fit_neighbours(train), fit_mahalanobis(train, stream.integers(5, size=900))]
found = [score(points) for score in scores]
print(hashlib.sha256(np.array(found)).hexdigest())
"""
    scripts = Path(ood_scores.__file__).parents[2]
    digests = set()
    for count in ("1", "2"):
        threads = {f"{name}_NUM_THREADS": count for name in ("OMP", "OPENBLAS", "MKL")}
        digests |= {
            subprocess.run(
                [sys.executable, "-c", code],
                cwd=scripts,
                env=os.environ | threads,
                capture_output=True,
                check=True,
            ).stdout
        }
    assert len(digests) == 1
