import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.cluster import KMeans
from sklearn.metrics import jaccard_score

from chemins.answers.trust import TRUSTED
from chemins.clusters import stability
from chemins.clusters.kmeans import best_kmeans
from chemins.clusters.stability import (
    ONE_START,
    best_overlaps,
    cluster_stability,
    distinct_up_to,
    mean_of_known,
    of_distinct,
)


def blobs(per_blob=30, spread=0.3, seed=0):
    """Points about three centers far apart, and which one."""
    stream = np.random.default_rng(seed)
    blob = np.repeat([0, 1, 2], per_blob)
    centers = np.array([[0, 0], [20, 0], [0, 30]])
    return (centers[blob] + stream.normal(size=(len(blob), 2)) * spread).astype(np.float32), blob


def slow_stability(points, cluster, seed, resamples):
    """The same resamples, compared as sets in plain Python."""
    stream = np.random.default_rng(seed)
    found = {c: [] for c in range(cluster.max() + 1)}
    for _ in range(resamples):
        rows = stream.integers(len(points), size=len(points))
        start = int(stream.integers(2**31))
        labels = best_kmeans(points[rows], len(found), ONE_START, start).cluster
        new = [set(rows[labels == c].tolist()) for c in range(len(found))]
        for c, overlaps in found.items():
            own = set(rows[cluster[rows] == c].tolist())
            if own:
                overlaps.append(max(len(own & other) / len(own | other) for other in new))
    return [np.mean(overlaps) for overlaps in found.values()]


def test_clusters_far_apart_are_found_again():
    points, cluster = blobs()
    found = cluster_stability(points, cluster, seed=0)
    assert found.dtype == np.float64
    assert found.tolist() == [1, 1, 1]


def test_a_blob_cut_in_two_is_not_to_be_trusted():
    """The cut is where it is by chance: resamples put it elsewhere."""
    stream = np.random.default_rng(0)
    round_one, small_one = stream.normal(size=(60, 8)), 50 + stream.normal(size=(60, 8)) / 100
    points = np.concatenate([round_one, small_one]).astype(np.float32)
    cluster = np.concatenate([round_one[:, 0] > 0, np.full(60, 2)])
    found = cluster_stability(points, cluster, seed=0)
    assert found[2] == 1
    assert (found[:2] < TRUSTED).all()


def test_stability_is_that_of_sets_in_plain_python():
    stream = np.random.default_rng(3)
    points = stream.normal(size=(80, 3)).astype(np.float32)
    cluster = KMeans(3, n_init=10, random_state=0).fit(points).labels_
    expected = slow_stability(points, cluster, seed=1, resamples=30)
    found = cluster_stability(points, cluster, seed=1, resamples=30)
    assert max(expected) < 0.9
    assert found == pytest.approx(expected, abs=1e-12)


def test_a_row_drawn_twice_weighs_twice(monkeypatch):
    """k-means is given each row as often as it is drawn."""
    fitted = []

    def noted(points, k, starts, seed):
        fitted.append(points)
        assert (k, starts) == (3, ONE_START)
        return best_kmeans(points, k, starts, seed)

    monkeypatch.setattr(stability, "best_kmeans", noted)
    points, cluster = blobs()
    cluster_stability(points, cluster, seed=0, resamples=4)
    monkeypatch.setattr(stability, "STABILITY_ROWS", 50)
    cluster_stability(points, cluster, seed=0, resamples=4)
    assert [len(drawn) for drawn in fitted] == [90] * 4 + [50] * 4
    assert all(len(np.unique(drawn, axis=0)) < len(drawn) for drawn in fitted)
    assert len({drawn.tobytes() for drawn in fitted}) == 8


@given(arrays(int, 12, elements=st.integers(0, 3)), arrays(int, 12, elements=st.integers(0, 2)))
def test_overlaps_are_the_largest_jaccard_scores(cluster, found):
    with np.errstate(all="raise"):
        overlaps = best_overlaps(cluster, found, 4)
    for c, overlap in enumerate(overlaps):
        if c in cluster:
            scores = [jaccard_score(cluster == c, found == f) for f in set(found.tolist())]
            assert overlap == pytest.approx(max(scores))
        else:
            assert np.isnan(overlap)


def test_a_resample_that_draws_no_row_of_a_cluster_is_left_out_of_its_mean():
    values = np.array([[0.5, np.nan, np.nan], [1.0, 0.4, np.nan]])
    assert mean_of_known(values) == pytest.approx([0.75, 0.4, np.nan], nan_ok=True)


def test_a_singleton_is_there_in_some_resamples_only():
    points, cluster = blobs(per_blob=20)
    points, cluster = np.vstack([points, [[500, 500]]]).astype(np.float32), np.append(cluster, 3)
    found = cluster_stability(points, cluster, seed=0, resamples=30)
    assert found[3] == 1  # in about a third of the resamples it is missing: no overlap of 0


def test_a_layer_with_fewer_distinct_rows_than_clusters_warns_of_nothing():
    points = np.repeat(np.float32([[0, 0], [5, 5], [9, 0]]), [20, 20, 1], axis=0)
    cluster = np.repeat([0, 1, 2], [20, 20, 1])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert cluster_stability(points, cluster, seed=0).tolist() == [1, 1, 1]
        alone = cluster_stability(np.zeros((5, 2), np.float32), np.zeros(5, int), seed=0)
    assert alone.tolist() == [1]


def test_a_seed_decides_what_is_drawn():
    stream = np.random.default_rng(0)
    points = stream.normal(size=(200, 8)).astype(np.float32)
    cluster = KMeans(4, n_init=1, random_state=0).fit(points).labels_
    first, again, other = (cluster_stability(points, cluster, s, resamples=10) for s in (0, 0, 1))
    assert first.tolist() == again.tolist() != other.tolist()


def test_threads_share_the_resamples_and_change_no_bit():
    points = np.random.default_rng(5).normal(size=(90, 3)).astype(np.float32)
    cluster = best_kmeans(points, 4, ONE_START, 1).cluster
    alone = cluster_stability(points, cluster, seed=2, resamples=9)
    np.testing.assert_array_equal(
        cluster_stability(points, cluster, seed=2, resamples=9, threads=3), alone
    )


def test_of_rows_drawn_twice_each_stands_once():
    rows, found = of_distinct(np.array([5, 2, 5, 0, 2]), np.array([3, 0, 3, 1, 0]))
    assert rows.tolist() == [0, 2, 5]
    assert found.tolist() == [1, 0, 3]


@pytest.mark.parametrize("kinds", [1, 3, 5, 40])
def test_distinct_points_are_counted_up_to_as_many_as_there_are_clusters(kinds):
    stream = np.random.default_rng(kinds)
    points = stream.integers(kinds, size=(200, 1)).astype(np.float32) * np.ones((1, 3), np.float32)
    points[points[:, 0] == 0, 1] = -0.0  # the same number
    for start in range(0, 200, 25):
        drawn = np.sort(stream.integers(200, size=50) // 2 + start // 4)
        expected = len({tuple(row) for row in (points[drawn] + 0.0).tolist()})
        for most in (1, 4, 30):
            assert distinct_up_to(most, points, drawn) == min(most, expected)
