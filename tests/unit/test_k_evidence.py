import warnings
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist
from sklearn.cluster import KMeans
from sklearn.metrics import calinski_harabasz_score, silhouette_score
from threadpoolctl import threadpool_limits

from chemins.base.threads import one_thread
from chemins.clusters import k_evidence as module
from chemins.clusters.k_evidence import (
    REFERENCES,
    RESAMPLES,
    calinski_harabasz,
    gap_choice,
    gap_statistic,
    k_evidence,
    log_inertias,
    principal_points,
    resampled_choices,
)
from chemins.clusters.kmeans import best_kmeans

SEEDS = range(3)


def blobs(count, seed, width=8, per_blob=30, apart=9):
    """So many clouds of points, every two equally far apart."""
    stream = np.random.default_rng([count, seed])
    centers = np.eye(width)[:count] * apart * (count > 1)
    points = centers[np.arange(count * per_blob) % count]
    return (points + stream.normal(size=points.shape)).astype(np.float32)


def told(points, k_max=8, seed=0):
    """As k_evidence, of clusterings with ten starts: measure -> K -> value."""
    ks = np.arange(2, k_max + 1)
    with one_thread():
        inertias = [KMeans(k, n_init=10, random_state=1).fit(points).inertia_ for k in ks]
    found = {}
    for measure, k, value in k_evidence(points, ks, np.array(inertias), seed):
        found.setdefault(measure, {})[int(k)] = value
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("count", [3, 4, 5, 6])
def test_planted_blobs_give_their_k_back(count, seed):
    found = told(blobs(count, seed), seed=seed)
    assert found["k_gap"] == {-1: count}
    assert found["k_calinski_harabasz"] == {-1: count}
    assert found["k_resampled"][count] >= 0.9 * RESAMPLES
    assert sum(found["k_resampled"].values()) == RESAMPLES


@pytest.mark.parametrize("width", [2, 8, 40])
@pytest.mark.parametrize("seed", SEEDS)
def test_one_blob_has_no_clusters_for_the_gap_statistic(seed, width):
    found = told(blobs(1, seed, width, per_blob=120), seed=seed)
    assert found["k_gap"] == {-1: 1}


def test_of_one_blob_the_resamples_do_not_agree():
    assert max(told(blobs(1, 0, 2, per_blob=120))["k_resampled"].values()) < 0.9 * RESAMPLES


# --- the gap statistic --------------------------------------------------------------------------


def test_the_gap_is_that_of_the_paper_computed_from_distances_within_clusters():
    points = principal_points(blobs(3, 0))
    gap, error = gap_statistic(points, 4, seed=5)
    stream = np.random.default_rng(5)
    box = points.min(axis=0), points.max(axis=0)
    sets = [stream.uniform(*box, points.shape) for _ in range(REFERENCES)]

    def log_w(values, k):
        cluster = best_kmeans(values.astype(np.float32), k, module.STARTS, 5).cluster
        sums = [
            2 * np.square(pdist(values[cluster == c])).sum() / (2 * (cluster == c).sum())
            for c in range(k)
        ]
        return np.log(sum(sums))

    for k in range(1, 5):
        logs = [log_w(values, k) for values in sets]
        assert gap[k - 1] == pytest.approx(np.mean(logs) - log_w(points, k), rel=1e-6)
        spread = np.sqrt(np.mean(np.square(logs - np.mean(logs))))
        assert error[k - 1] == pytest.approx(spread * np.sqrt(1 + 1 / REFERENCES), rel=1e-6)


@pytest.mark.parametrize(
    ("gap", "error", "k"),
    [
        ([0.5, 0.4, 0.9], [0, 0, 0], 1),
        ([0.1, 0.5, 0.4], [0, 0, 0], 2),
        ([0.1, 0.5, 0.5, 0.9], [0, 0, 0, 0], 2),  # no higher: a peak
        ([0.1, 0.5, 0.625, 0.2], [0, 0, 0.125, 0], 2),  # within the error of the peak
        ([0.1, 0.5, 0.625, 0.2], [0, 0.125, 0, 0.125], 3),  # and of no other
        ([0.25, 0.26, 0.9, 0.8], [0.1, 0.1, 0.1, 0.1], 3),  # the paper's rule says 1
        ([0.1, 0.2, 0.3], [0, 0, 0], 3),  # no peak: the last
        ([0.3], [0], 1),
    ],
)
def test_the_first_k_within_the_error_of_the_first_peak(gap, error, k):
    assert gap_choice(np.array(gap), np.array(error)) == k


# --- Calinski and Harabasz ----------------------------------------------------------------------


def test_the_index_of_calinski_and_harabasz_is_scikit_learns():
    points = blobs(4, 1)
    fits = [KMeans(k, n_init=1, random_state=0).fit(points) for k in (2, 3, 7)]
    found = calinski_harabasz(points, np.array([2, 3, 7]), np.array([f.inertia_ for f in fits]))
    expected = [calinski_harabasz_score(points, fit.labels_) for fit in fits]
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_clusters_without_any_extent_are_the_best():
    assert calinski_harabasz(np.eye(4), np.array([2]), np.array([0.0])) == [np.inf]


# --- bootstrap samples --------------------------------------------------------------------------


def slow_choices(points, ks, seed):
    """The same resamples, silhouettes of their distinct rows by scikit-learn."""
    stream = np.random.default_rng(seed)
    found = Counter()
    for _ in range(RESAMPLES):
        drawn = stream.integers(len(points), size=len(points))
        start = int(stream.integers(2**31))
        once = sorted({row: place for place, row in enumerate(drawn)}.items())
        rows, places = zip(*once, strict=True)
        scores = {}
        for k in ks:
            cluster = best_kmeans(points[drawn], k, module.ONE_START, start).cluster
            scores[k] = silhouette_score(points[list(rows)], cluster[list(places)])
        found[max(ks, key=scores.get)] += 1
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_each_resample_chooses_as_the_silhouette_does(seed):
    points = principal_points(blobs(3, seed, apart=3))
    assert resampled_choices(points, [2, 3, 4, 5], seed) == slow_choices(points, [2, 3, 4, 5], seed)


def test_copies_of_an_image_make_no_cluster():
    """With each copy a sample of its own, pairs of them would be the tightest clusters."""
    points = principal_points(np.random.default_rng(0).normal(size=(12, 30)).astype(np.float32))
    assert max(resampled_choices(points, range(2, 12), seed=0)) < 9


def test_resamples_of_too_few_distinct_rows_choose_what_they_can():
    points = np.repeat(np.float32([[0], [5], [9]]), [1, 1, 60], axis=0)
    found = resampled_choices(points, [2, 3, 4], seed=0)
    assert set(found) == {1, 2, 3}
    assert sum(found.values()) == RESAMPLES


# --- all of it ----------------------------------------------------------------------------------


def test_what_is_told_of_each_k():
    found = told(blobs(3, 0), k_max=6)
    assert list(found["gap"]) == list(found["gap_error"]) == [1, 2, 3, 4, 5, 6]
    assert list(found["calinski_harabasz"]) == [2, 3, 4, 5, 6]
    assert found["k_images"] == {-1: 90}
    assert max(found["calinski_harabasz"], key=found["calinski_harabasz"].get) == 3


def test_of_many_rows_a_sample_is_clustered_again(monkeypatch):
    points = blobs(3, 0, per_blob=100)
    monkeypatch.setattr(module, "ROWS", 60)
    found = told(points)
    assert found["k_images"] == {-1: 60}
    assert found["k_gap"] == {-1: 3}
    assert found == told(points)
    assert found["gap"] != told(points, seed=1)["gap"]
    # The index is that of the clusterings of all rows.
    cluster = KMeans(3, n_init=10, random_state=1).fit(points).labels_
    expected = calinski_harabasz_score(points, cluster)
    assert found["calinski_harabasz"][3] == pytest.approx(expected, rel=1e-4)


def test_axes_keep_all_distances_and_equal_rows_equal():
    points = np.random.default_rng(0).normal(size=(20, 50)).astype(np.float32)
    points = points[[*range(20), 3, 3]]
    found = principal_points(points)
    assert found.shape == (22, 19)
    np.testing.assert_allclose(pdist(found), pdist(points), atol=1e-4)
    assert (found[[20, 21]] == found[3]).all()
    variances = found.var(axis=0)
    assert (np.diff(variances) < 0).all()


@pytest.mark.parametrize("distinct", [1, 2])
def test_too_few_distinct_rows_say_nothing(distinct):
    points = np.repeat(np.eye(2, 3, dtype=np.float32)[:distinct], 10, axis=0)
    assert k_evidence(points, np.array([2]), np.array([0.0]), 0) == []
    assert k_evidence(blobs(3, 0), np.array([], int), np.array([]), 0) == []


def test_more_clusters_than_distinct_rows_are_not_tried():
    points = np.repeat(blobs(1, 0, per_blob=5), 8, axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = k_evidence(points, np.arange(2, 10), np.linspace(9, 1, 8), 0)
    assert max(k for measure, k, _ in found if measure == "gap") == 4
    assert max(k for measure, k, _ in found if measure == "k_resampled") <= 5


def test_threads_change_nothing():
    points = blobs(4, 0, width=64, per_blob=60)
    with threadpool_limits(1):
        one = told(points, k_max=4)
    with threadpool_limits(2):
        assert told(points, k_max=4) == one


def test_inertias_fall():
    assert (np.diff(log_inertias(principal_points(blobs(3, 0)), 5, 0)) < 0).all()


@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(1, 400), columns=st.integers(1, 30))
def test_squares_are_summed_in_parts_to_the_bit(seed, rows, columns):
    stream = np.random.default_rng(seed)
    points = (stream.normal(size=(rows, columns)) * 100).astype(np.float32)
    mean = points.mean(axis=0, dtype=np.float64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "VALUES", 200)
        found = module.squares_about(points, mean, 0, points.size)
    assert found == np.square(points - mean).sum()
