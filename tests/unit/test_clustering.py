"""Every sample's cluster at a K, and the clusters' numbers."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from sklearn.metrics import silhouette_samples
from threadpoolctl import threadpool_limits

from builders.blobs import SETTINGS, all_points_of, blobs, make_layer
from chemins.clusters.clustering import canonical, cluster_layer

BASES = ("chosen", "classes")
ARRAYS = ("cluster", "distance", "silhouette")


def only(layer, rows):
    return make_layer(all_points_of(layer)[rows], layer.label[rows], layer.role[rows])


# --- the clusters' numbers ----------------------------------------------------------------------


@st.composite
def numbered_clusters(draw):
    k, rows = draw(st.integers(1, 8)), draw(st.integers(8, 60))
    stream = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    cluster = stream.permutation(np.concatenate([np.arange(k), stream.integers(k, size=rows - k)]))
    centers = stream.permutation(k * 3)[: k * 2].reshape(k, 2).astype(np.float32)
    label = stream.choice([1, 4, 7], size=rows)
    return cluster, centers, label, stream.permutation(k)


@given(numbered_clusters())
def test_the_same_clustering_has_the_same_numbers(case):
    cluster, centers, label, other = case
    renamed = np.empty_like(centers)
    renamed[other] = centers
    found, again = canonical(cluster, centers, label), canonical(other[cluster], renamed, label)
    np.testing.assert_array_equal(found[0], again[0])
    np.testing.assert_array_equal(found[1], again[1])


@given(numbered_clusters())
def test_numbers_follow_the_majority_labels_then_the_sizes(case):
    cluster, centers, label, _ = case
    numbers, moved = canonical(cluster, centers, label)
    assert numbers.dtype == np.int32
    # The same samples stay together, with their center.
    np.testing.assert_array_equal(moved[numbers], centers[cluster])
    keys = []
    for c in range(len(centers)):
        counts = Counter(label[numbers == c].tolist())
        majority = min(counts, key=lambda value: (-counts[value], value))
        keys.append((majority, -counts.total()))
    assert keys == sorted(keys)


def test_numbers_by_hand():
    # Clusters 0 … 3 hold the labels 7, 7 | 1 | 1, 1, 7 | 7; the tie of 1 and 3 goes by label.
    cluster = np.array([0, 0, 1, 2, 2, 2, 3])
    label = np.array([7, 7, 1, 1, 1, 7, 7])
    centers = np.arange(4, dtype=np.float32)[:, np.newaxis]
    numbers, moved = canonical(cluster, centers, label)
    assert numbers.tolist() == [2, 2, 1, 0, 0, 0, 3]
    assert moved[:, 0].tolist() == [2, 1, 0, 3]


@pytest.mark.parametrize("seed", range(3))
def test_a_layers_clusters_are_numbered_so(seed):
    layer = blobs(spread=5)
    clustering = cluster_layer(layer, SETTINGS, classes=3, seed=seed)
    for cluster in (clustering.chosen.cluster, clustering.classes.cluster):
        own = cluster[layer.fitted]
        any_centers = np.zeros((own.max() + 1, 1))
        numbers, _ = canonical(own, any_centers, layer.label[layer.fitted])
        np.testing.assert_array_equal(numbers, own)


# --- every sample's cluster ---------------------------------------------------------------------


@pytest.mark.parametrize("spread", [0.5, 5])
def test_every_sample_is_in_the_cluster_with_the_nearest_center(spread):
    layer = blobs(spread=spread)
    clustering = cluster_layer(layer, SETTINGS, classes=3, seed=0)
    distances = cdist(all_points_of(layer), clustering.chosen.fit.centers)
    np.testing.assert_array_equal(clustering.chosen.cluster, distances.argmin(axis=1))
    np.testing.assert_allclose(clustering.chosen.distance, distances.min(axis=1), rtol=1e-6)
    own = [all_points_of(layer)[layer.fitted & (clustering.classes.cluster == c)] for c in range(3)]
    at_classes = cdist(all_points_of(layer), [rows.mean(axis=0) for rows in own])
    np.testing.assert_array_equal(clustering.classes.cluster, at_classes.argmin(axis=1))
    np.testing.assert_array_equal(
        clustering.chosen.cluster[layer.fitted], clustering.chosen.fit.cluster
    )


def test_fitted_on_all():
    layer = blobs()
    everything = make_layer(all_points_of(layer), layer.label, np.full(len(layer.label), "train"))
    clustering = cluster_layer(everything, SETTINGS, classes=2, seed=0)
    expected = silhouette_samples(all_points_of(layer), clustering.chosen.cluster)
    np.testing.assert_allclose(clustering.chosen.silhouette, expected, atol=1e-4)


@pytest.mark.parametrize("unseen", [1, 7, 300])
def test_unseen_rows_change_nothing_about_the_known(unseen):
    layer = blobs(spread=5)
    known = np.flatnonzero(layer.role != "unseen")
    extra = np.random.default_rng(5).normal(size=(unseen, 6)) * 9
    more = make_layer(
        np.concatenate([all_points_of(layer)[known], extra]),
        np.concatenate([layer.label[known], np.full(unseen, 9)]),
        np.concatenate([layer.role[known], np.full(unseen, "unseen")]),
    )
    alone = cluster_layer(only(layer, known), SETTINGS, classes=2, seed=0)
    both = cluster_layer(more, SETTINGS, classes=2, seed=0)
    for more, own in ((both.chosen, alone.chosen), (both.classes, alone.classes)):
        for name in ("cluster", "distance"):
            np.testing.assert_array_equal(getattr(more, name)[: len(known)], getattr(own, name))
        # Matrix products of other sizes may round the last digits differently.
        np.testing.assert_allclose(more.silhouette[: len(known)], own.silhouette, rtol=1e-9)
    np.testing.assert_equal(both.scores, alone.scores)


@pytest.mark.parametrize("limit", [200_000, 1200])
def test_the_same_result_on_any_number_of_threads(limit):
    layer = blobs(per_blob=2000, columns=40, spread=5)
    changes = {"k_max": 4, "n_init": 1, "silhouette_limit": limit}
    found = []
    for threads in (1, 2, 3):
        with threadpool_limits(threads):
            found.append(cluster_layer(layer, {**SETTINGS, **changes}, 2, 0, threads))
    for other in found[1:]:
        for one, same in ((getattr(each, basis) for each in (found[0], other)) for basis in BASES):
            for name in ARRAYS:
                assert getattr(one, name).tobytes() == getattr(same, name).tobytes()
            assert one.fit.centers.tobytes() == same.fit.centers.tobytes()
        np.testing.assert_equal(found[0].scores, other.scores)
