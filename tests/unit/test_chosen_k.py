"""Which K is chosen, by which scores; layers with too few activations, or too many, to try them."""

import math
import warnings

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_samples, silhouette_score

from builders.blobs import SETTINGS, all_points_of, blobs, make_layer
from chemins.clusters.clustering import TRIED_STARTS, candidates, choose, cluster_layer, fit_kmeans

ONE_ACTIVATION = "the fitted samples have only one distinct activation"
FEWER = "fewer distinct activations than the K asked for"


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
    points, label = layer.points, layer.label[layer.fitted]
    for k in (2, 3, 5, 9):
        fit = fit_kmeans(points, label, k, 3, 0)
        own = np.array([points[fit.cluster == c].mean(axis=0) for c in range(k)])
        np.testing.assert_allclose(fit.centers, own, atol=1e-4)
        assert fit.inertia == pytest.approx(np.square(points - own[fit.cluster]).sum(), rel=1e-4)


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_the_chosen_k_has_the_highest_silhouette_by_scikit_learn(number):
    layer = blobs(blobs=number)
    clustering = cluster_layer(layer, SETTINGS, classes=2, seed=0)
    points = layer.points
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
    expected = silhouette_samples(layer.points, clustering.chosen.cluster[fitted])
    np.testing.assert_allclose(clustering.chosen.silhouette[fitted], expected, atol=1e-4)


def test_silhouettes_of_the_others_are_as_if_each_came_alone():
    """Distances to the fitted members only, the sample itself being none of them."""
    layer = blobs(spread=5)
    clustering = cluster_layer(layer, SETTINGS, classes=2, seed=0)
    fitted, cluster = layer.fitted, clustering.chosen.cluster
    k = len(clustering.chosen.fit.centers)
    points = all_points_of(layer)
    for row in np.flatnonzero(~fitted):
        distances = np.linalg.norm(layer.points - points[row], axis=1)
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
    points = np.ones((12, 3))
    points[-1] = 5
    layer = make_layer(points, np.arange(12) % 2, ["train"] * 8 + ["test"] * 4)
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


# --- more rows than silhouettes are computed for ------------------------------------------------


def test_above_the_limit_silhouettes_are_a_samples():
    layer = blobs(per_blob=1000, spread=4)
    exact = cluster_layer(layer, SETTINGS, classes=2, seed=0)
    sampled = cluster_layer(layer, {**SETTINGS, "silhouette_limit": 1000}, classes=2, seed=0)
    fitted, has = layer.fitted, np.isfinite(sampled.chosen.silhouette)
    count = 1000**2 // (2 * fitted.sum())
    assert has[fitted].sum() == count
    assert has[~fitted].sum() == count
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
