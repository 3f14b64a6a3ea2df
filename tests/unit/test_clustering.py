import math
import warnings
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_samples, silhouette_score
from threadpoolctl import threadpool_limits

from chemins.clusters.clustering import (
    TRIED_STARTS,
    candidates,
    canonical,
    choose,
    cluster_layer,
    fit_kmeans,
)
from chemins.clusters.layer_points import Layer
from chemins.clusters.standardise import Space

SETTINGS = {
    "k": "silhouette",
    "k_min": 2,
    "k_max": 6,
    "n_init": "auto",
    "silhouette_limit": 200_000,
    "fit_on": "train",
}
ONE_ACTIVATION = "the fitted samples have only one distinct activation"
FEWER = "fewer distinct activations than the K asked for"
BASES = ("chosen", "classes")
ARRAYS = ("cluster", "distance", "silhouette")


def make_layer(points, label, role):
    points, role = np.asarray(points, np.float32), np.asarray(role)
    columns = points.shape[1]
    return Layer(
        sample_id=np.arange(len(points), dtype=np.int32),
        label=np.asarray(label, np.int32),
        role=role,
        points=points,
        fitted=role == "train",
        space=Space(np.zeros(columns), np.ones(columns), None),
    )


def blobs(per_blob=20, blobs=4, columns=6, spread=0.5, seed=0):
    """A layer with so many blobs, all equally far from each other: two labels, three roles."""
    stream = np.random.default_rng(seed)
    centers = np.eye(blobs, columns) * 10
    blob = np.tile(np.arange(blobs), per_blob)
    points = centers[blob] + stream.normal(size=(len(blob), columns)) * spread
    role = np.array(["train", "train", "test", "train", "unseen"])[np.arange(len(blob)) // 4 % 5]
    return make_layer(points, blob % 2, role)


def only(layer, rows):
    parts = {name: getattr(layer, name)[rows] for name in ("label", "role", "points")}
    return make_layer(**parts)


def distinct(values, times=5, columns=2):
    """A layer of train samples with these few distinct rows, each so many times."""
    points = np.repeat(np.asarray(values, np.float32), times)[:, np.newaxis] * np.ones(columns)
    return make_layer(points, np.arange(len(points)) % 2, np.full(len(points), "train"))


def chosen_score(clustering):
    columns = clustering.scores
    (index,) = np.flatnonzero(columns["chosen"])
    return {name: column[index] for name, column in columns.items()}


# --- scores and the choice ----------------------------------------------------------------------


def test_inertia_is_the_sum_of_squared_distances():
    layer = blobs()
    points, label = layer.points[layer.fitted], layer.label[layer.fitted]
    for k in (2, 3, 5, 9):
        fit = fit_kmeans(points, label, k, 3, 0)
        own = np.array([points[fit.cluster == c].mean(axis=0) for c in range(k)])
        np.testing.assert_allclose(fit.centers, own, atol=1e-4)
        assert fit.inertia == pytest.approx(np.square(points - own[fit.cluster]).sum(), rel=1e-4)


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_the_chosen_k_has_the_highest_silhouette_by_scikit_learn(number):
    layer = blobs(blobs=number)
    clustering = cluster_layer(layer, SETTINGS, classes=2, seed=0)
    points = layer.points[layer.fitted]
    plain = [KMeans(k, n_init=5, random_state=0).fit(points).inertia_ for k in range(2, 7)]
    label = layer.label[layer.fitted]
    most = {k: math.inf if k in (2, number) else TRIED_STARTS for k in range(2, 7)}
    fits = {k: fit_kmeans(points, label, k, "auto", 0, most[k]) for k in most}
    means = {k: silhouette_score(points, fit.cluster) for k, fit in fits.items()}
    scores = clustering.scores
    assert scores["k"] == list(range(2, 7))
    np.testing.assert_allclose(scores["silhouette"], list(means.values()), atol=1e-5)
    assert scores["inertia"] == [fit.inertia for fit in fits.values()]
    assert np.mean(np.array(scores["inertia"]) / plain) < 1
    assert chosen_score(clustering)["k"] == max(means, key=means.get) == number
    assert len(clustering.chosen.fit.centers) == number


@pytest.mark.parametrize("seed", range(4))
def test_what_is_chosen_has_had_all_its_starts_and_the_highest_silhouette_still(seed):
    """Rows without clusters, in which a few starts do not find the best."""
    points = np.random.default_rng(seed).normal(size=(70, 200))
    layer = make_layer(points, np.arange(70) % 2, np.full(70, "train"))
    clustering = cluster_layer(layer, SETTINGS, classes=3, seed=seed)
    scores, best = clustering.scores, chosen_score(clustering)
    assert best["silhouette"] == max(scores["silhouette"])
    for fit, k in ((clustering.chosen.fit, best["k"]), (clustering.classes.fit, 3)):
        whole = fit_kmeans(layer.points, layer.label, k, "auto", seed)
        assert fit.inertia == whole.inertia == scores["inertia"][k - 2]
        expected = silhouette_score(layer.points, fit.cluster)
        assert scores["silhouette"][k - 2] == pytest.approx(expected, abs=1e-5)


def test_silhouettes_of_the_fitted_are_scikit_learns():
    layer = blobs()
    clustering = cluster_layer(layer, SETTINGS, classes=2, seed=0)
    fitted = layer.fitted
    expected = silhouette_samples(layer.points[fitted], clustering.chosen.cluster[fitted])
    np.testing.assert_allclose(clustering.chosen.silhouette[fitted], expected, atol=1e-4)


def test_silhouettes_of_the_others_are_as_if_each_came_alone():
    """Distances to the fitted members only, the sample itself being none of them."""
    layer = blobs(spread=5)
    clustering = cluster_layer(layer, SETTINGS, classes=2, seed=0)
    fitted, cluster = layer.fitted, clustering.chosen.cluster
    k = len(clustering.chosen.fit.centers)
    for row in np.flatnonzero(~fitted):
        distances = np.linalg.norm(layer.points[fitted] - layer.points[row], axis=1)
        means = [distances[cluster[fitted] == c].mean() for c in range(k)]
        a = means.pop(cluster[row])
        expected = (min(means) - a) / max(a, min(means))
        assert clustering.chosen.silhouette[row] == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("means", "best"),
    [
        ({2: 0.5, 3: 0.5}, 2),
        ({3: 0.5, 2: 0.5, 4: 0.4}, 2),
        ({2: 0.1, 3: 0.5, 4: 0.5}, 3),
        ({2: -0.9, 3: -0.8}, 3),
        ({1: np.nan}, 1),
        ({1: np.nan, 2: -1.0}, 2),
    ],
)
def test_the_smaller_k_on_a_tie(means, best):
    assert choose(means) == best


@pytest.mark.parametrize(
    ("changes", "classes", "ks", "best"),
    [
        ({}, 2, [2, 3, 4, 5, 6], 4),
        ({"k_min": 3, "k_max": 5}, 2, [2, 3, 4, 5], 4),
        ({"k_min": 5, "k_max": 6}, 4, [4, 5, 6], 5),
        ({"k": "classes"}, 3, [3], 3),
        ({"k": 5}, 3, [3, 5], 5),
        ({"k": 3}, 5, [3, 5], 3),
    ],
)
def test_which_ks_are_tried_and_which_may_be_chosen(changes, classes, ks, best):
    clustering = cluster_layer(blobs(), {**SETTINGS, **changes}, classes, seed=0)
    assert clustering.scores["k"] == ks
    assert chosen_score(clustering)["k"] == best
    assert clustering.classes.cluster.max() + 1 == classes


def test_candidates():
    assert list(candidates({"k": "silhouette", "k_min": 3, "k_max": 3}, 2)) == [3]


@pytest.mark.parametrize(
    ("changes", "number", "note"),
    [
        ({}, 4, ""),
        ({"k_max": 4}, 4, "the largest K tried: a larger k_max may score higher"),
        ({"k_min": 4}, 4, "the smallest K tried: a smaller k_min may score higher"),
        ({}, 2, ""),
        ({"k": 6}, 4, ""),
        ({"k": "classes"}, 4, ""),
    ],
)
def test_a_note_where_the_choice_is_at_the_border(changes, number, note):
    clustering = cluster_layer(blobs(blobs=number), {**SETTINGS, **changes}, classes=2, seed=0)
    assert chosen_score(clustering)["note"] == note
    assert set(clustering.scores["note"]) <= {"", note}


# --- layers with hardly any activation ----------------------------------------------------------


@pytest.mark.parametrize("k", ["silhouette", "classes", 4])
def test_one_distinct_row_is_one_cluster_and_says_so(k):
    layer = make_layer(np.ones((12, 3)), np.arange(12) % 2, ["train"] * 8 + ["test"] * 4)
    layer.points[-1] = 5
    clustering = cluster_layer(layer, {**SETTINGS, "k": k}, classes=2, seed=0)
    assert clustering.scores["k"] == [1]
    assert clustering.scores["chosen"] == [True]
    assert clustering.scores["note"] == [ONE_ACTIVATION]
    assert np.isnan(clustering.scores["silhouette"]).all()
    assert clustering.scores["inertia"] == [0]
    assert np.isnan(clustering.chosen.silhouette).all()
    assert not clustering.chosen.cluster.any()
    assert not clustering.classes.cluster.any()
    np.testing.assert_allclose(clustering.chosen.distance, [0] * 11 + [np.sqrt(48)])


def test_no_more_clusters_than_distinct_rows():
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # scikit-learn would warn of empty clusters
        clustering = cluster_layer(distinct([0, 1, 10]), SETTINGS, classes=5, seed=0)
    assert clustering.scores["k"] == [2, 3]
    assert len(np.unique(clustering.classes.cluster)) == 3


@pytest.mark.parametrize(
    ("values", "changes", "classes", "note"),
    [
        ([0, 1, 10], {"k": 4}, 2, FEWER),
        ([0, 1, 10], {"k": 3}, 2, ""),
        ([0, 1, 10], {"k": 2}, 2, ""),
        ([0, 1, 10], {"k": "classes"}, 4, FEWER),
        ([0, 1, 10], {"k": "classes"}, 3, ""),
        ([0, 1, 10], {"k": "classes"}, 2, ""),
    ],
)
def test_a_note_where_there_are_fewer_distinct_rows_than_the_k_asked_for(
    values, changes, classes, note
):
    clustering = cluster_layer(distinct(values), {**SETTINGS, **changes}, classes, seed=0)
    assert chosen_score(clustering)["note"] == note


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
    distances = cdist(layer.points, clustering.chosen.fit.centers)
    np.testing.assert_array_equal(clustering.chosen.cluster, distances.argmin(axis=1))
    np.testing.assert_allclose(clustering.chosen.distance, distances.min(axis=1), rtol=1e-6)
    own = [layer.points[layer.fitted & (clustering.classes.cluster == c)] for c in range(3)]
    at_classes = cdist(layer.points, [rows.mean(axis=0) for rows in own])
    np.testing.assert_array_equal(clustering.classes.cluster, at_classes.argmin(axis=1))
    np.testing.assert_array_equal(
        clustering.chosen.cluster[layer.fitted], clustering.chosen.fit.cluster
    )


def test_fitted_on_all():
    layer = blobs()
    everything = make_layer(layer.points, layer.label, np.full(len(layer.label), "train"))
    clustering = cluster_layer(everything, SETTINGS, classes=2, seed=0)
    expected = silhouette_samples(layer.points, clustering.chosen.cluster)
    np.testing.assert_allclose(clustering.chosen.silhouette, expected, atol=1e-4)


@pytest.mark.parametrize("unseen", [1, 7, 300])
def test_unseen_rows_change_nothing_about_the_known(unseen):
    layer = blobs(spread=5)
    known = np.flatnonzero(layer.role != "unseen")
    extra = np.random.default_rng(5).normal(size=(unseen, 6)) * 9
    more = make_layer(
        np.concatenate([layer.points[known], extra]),
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


# --- more rows than silhouettes are computed for ------------------------------------------------


def test_above_the_limit_silhouettes_are_a_samples():
    layer = blobs(per_blob=1000, spread=4)
    exact = cluster_layer(layer, SETTINGS, classes=2, seed=0)
    sampled = cluster_layer(layer, {**SETTINGS, "silhouette_limit": 1000}, classes=2, seed=0)
    fitted, has = layer.fitted, np.isfinite(sampled.chosen.silhouette)
    assert has[fitted].sum() == 1000**2 // (2 * fitted.sum())
    assert has[~fitted].all()
    found, whole = sampled.chosen.silhouette[has], exact.chosen.silhouette[has]
    np.testing.assert_allclose(found, whole, atol=1e-5)
    assert exact.scores["standard_error"] == [0] * 5
    for found, error, expected in zip(
        sampled.scores["silhouette"],
        sampled.scores["standard_error"],
        exact.scores["silhouette"],
        strict=True,
    ):
        assert abs(found - expected) < 4 * error


def test_the_standard_error_is_that_of_repeated_samples():
    layer = blobs(per_blob=250, spread=6)
    changes = {"k": 3, "silhouette_limit": 500}
    scores = [cluster_layer(layer, {**SETTINGS, **changes}, 3, seed).scores for seed in range(60)]
    exact = [cluster_layer(layer, {**SETTINGS, "k": 3}, 3, seed).scores for seed in range(60)]
    errors = [
        ours["silhouette"][0] - true["silhouette"][0]
        for ours, true in zip(scores, exact, strict=True)
    ]
    stated = np.mean([score["standard_error"][0] for score in scores])
    assert np.std(errors) == pytest.approx(stated, rel=0.3)


def test_another_seed_is_used():
    """One start each on rows without clusters: k-means ends somewhere else."""
    points = np.random.default_rng(0).normal(size=(200, 5))
    layer = make_layer(points, np.arange(200) % 2, np.full(200, "train"))
    one_start = {**SETTINGS, "n_init": 1}
    found = [cluster_layer(layer, one_start, 2, seed).scores["inertia"] for seed in (0, 0, 1)]
    assert found[0] == found[1] != found[2]
