import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from sklearn.metrics import silhouette_samples

from chemins.clusters import distance_sums, silhouette
from chemins.clusters.distance_sums import PANEL, STRIP
from chemins.clusters.silhouette import silhouettes_against, silhouettes_by_k, silhouettes_of


def reference(points, labels):
    """scikit-learn's, from distances that are exact: its own lose digits far from the origin."""
    points = np.asarray(points, np.float64)
    return silhouette_samples(cdist(points, points), labels, metric="precomputed")


def check(points, labels_by_k):
    found = silhouettes_by_k(points, labels_by_k)
    assert list(found) == list(labels_by_k)
    for k, labels in labels_by_k.items():
        expected = reference(points, labels)
        assert found[k].dtype == np.float64
        np.testing.assert_allclose(found[k], expected, rtol=0, atol=1e-4)
        assert found[k].mean() == pytest.approx(expected.mean(), abs=1e-6)


def points_and_labels(rows, columns, ks, seed=0):
    stream = np.random.default_rng(seed)
    points = stream.normal(size=(rows, columns))
    return points, {k: some_labels(stream, rows, k) for k in ks}


def some_labels(stream, rows, k):
    """Labels 0 … k-1, all of them present."""
    return stream.permutation(np.concatenate([np.arange(k), stream.integers(k, size=rows - k)]))


@pytest.mark.parametrize("columns", [1, 2, 3, 64, 1000])
def test_several_k_at_once(columns):
    check(*points_and_labels(60, columns, (2, 3, 7, 20, 59)))


@pytest.mark.parametrize("rows", [STRIP - 1, STRIP + 1, PANEL + 1, PANEL + STRIP + 1])
def test_around_the_edges_of_the_tiles(rows):
    check(*points_and_labels(rows, 3, (2, 5)))


@pytest.mark.parametrize(
    "labels",
    [(0, 0, 1), (0, 1, 1), (0, 1, 0), (5, 5, -7), (1000, 3, 3)],
)
def test_three_rows(labels):
    check(np.array([[0.0], [1.0], [5.0]]), {2: np.array(labels)})


@pytest.mark.parametrize("rows", [2, 3, 5])
def test_rows_that_are_all_alone_have_zero(rows):
    """scikit-learn refuses as many clusters as rows; a singleton's silhouette is 0."""
    points = np.arange(rows, dtype=float)[:, np.newaxis] ** 2
    np.testing.assert_array_equal(silhouettes_by_k(points, {rows: np.arange(rows)})[rows], 0)


def test_by_hand():
    # Row 0: a = 1, b = mean(9, 10) = 9.5. Row 2: alone with row 3 at distance 1.
    points = np.array([[0.0], [1.0], [9.0], [10.0]])
    found = silhouettes_by_k(points, {2: np.array([0, 0, 1, 1])})[2]
    np.testing.assert_allclose(found, [8.5 / 9.5, 7.5 / 8.5, 7.5 / 8.5, 8.5 / 9.5], atol=1e-9)


def test_singletons_among_others():
    points, _ = points_and_labels(40, 3, ())
    check(points, {4: np.array([0] * 20 + [1] + [2] * 18 + [3])})


@pytest.mark.parametrize("labels", [(-5, 0, 7, 1000), (3, 1, 2, 0), (-1, -2, -3, -4)])
def test_labels_need_not_be_0_to_k(labels):
    points, by_k = points_and_labels(50, 4, (4,))
    check(points, {4: np.array(labels)[by_k[4]]})


@pytest.mark.parametrize("offset", [1e3, 1e6, -1e6])
def test_rows_far_from_the_origin(offset):
    points, by_k = points_and_labels(80, 5, (2, 6))
    check(points + offset, by_k)


def test_duplicated_rows():
    """Each row many times over, its copies in one cluster, as k-means has them."""
    points, by_k = points_and_labels(12, 6, (2, 5))
    copies = np.random.default_rng(1).permutation(np.repeat(np.arange(12), 9))
    check(points[copies], {k: labels[copies] for k, labels in by_k.items()})


def test_duplicated_rows_in_different_clusters():
    """Then a = b = 0 for some, which is no silhouette of either sign."""
    points = np.random.default_rng(0).normal(size=(3, 50))
    rows = np.array([0, 0, 0, 0, 1, 1, 2, 2])
    check(points[rows], {3: np.array([0, 0, 1, 1, 2, 2, 2, 2])})


def test_float32_rows_lose_nothing_on_the_way():
    points, by_k = points_and_labels(70, 20, (2, 4))
    check(points.astype(np.float32), by_k)


@st.composite
def labelled_points(draw):
    rows, columns = draw(st.integers(4, 50)), draw(st.integers(1, 12))
    stream = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    points = stream.normal(size=(rows, columns)) * draw(st.sampled_from([1e-3, 1, 100]))
    points += stream.normal(size=columns) * draw(st.sampled_from([0, 1, 1e4]))
    # Far apart, near together or unrelated to the clusters.
    centers = draw(st.sampled_from([0, 1, 30]))
    ks = draw(st.lists(st.integers(2, rows - 1), min_size=1, max_size=4, unique=True))
    by_k = {k: some_labels(stream, rows, k) for k in ks}
    points += centers * stream.normal(size=(max(ks), columns))[by_k[ks[0]]]
    return points, by_k


@given(labelled_points())
def test_as_scikit_learn_on_anything(case):
    check(*case)


def brute_force(points, clusters, others, other_clusters):
    distances = cdist(points, others)
    found = []
    for row, own in zip(distances, clusters, strict=True):
        means = {c: row[other_clusters == c].mean() for c in np.unique(other_clusters)}
        a = means.pop(own)
        b = min(means.values())
        found.append((b - a) / max(a, b))
    return np.array(found)


@given(
    rows=st.integers(1, 30),
    others=st.integers(6, 50),
    k=st.integers(2, 6),
    seed=st.integers(0, 2**32 - 1),
)
def test_silhouettes_against_others(rows, others, k, seed):
    stream = np.random.default_rng(seed)
    fitted, fitted_clusters = stream.normal(size=(others, 3)), some_labels(stream, others, k)
    points, clusters = stream.normal(size=(rows, 3)), stream.integers(k, size=rows)
    found = silhouettes_against(points, clusters, fitted, fitted_clusters)
    expected = brute_force(points, clusters, fitted, fitted_clusters)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_silhouettes_against_more_others_than_a_tile_holds():
    stream = np.random.default_rng(0)
    fitted, fitted_clusters = stream.normal(size=(2100, 2)) + 50, some_labels(stream, 2100, 4)
    points, clusters = stream.normal(size=(600, 2)) + 50, stream.integers(4, size=600)
    found = silhouettes_against(points, clusters, fitted, fitted_clusters)
    expected = brute_force(points, clusters, fitted, fitted_clusters)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_silhouettes_against_singletons_are_not_zero():
    """A cluster of one member is some distance from a row that is no member of it."""
    fitted = np.array([[0.0], [10.0]])
    found = silhouettes_against(np.array([[1.0]]), np.array([0]), fitted, np.array([0, 1]))
    np.testing.assert_allclose(found, [8 / 9])


def test_silhouettes_of_no_rows():
    fitted, clusters = np.eye(3), np.array([0, 1, 1])
    none = silhouettes_against(np.empty((0, 3)), np.empty(0, np.int32), fitted, clusters)
    assert none.shape == (0,)


def test_silhouettes_of_some_rows_are_those_of_all():
    points, by_k = points_and_labels(1300, 5, (2, 7))
    rows = np.random.default_rng(3).choice(1300, size=200, replace=False)
    whole, some = silhouettes_by_k(points, by_k), silhouettes_of(rows, points, by_k)
    for k in by_k:
        np.testing.assert_allclose(some[k], whole[k][rows], atol=1e-9)


def test_all_cores_work_unless_told(monkeypatch):
    monkeypatch.setattr(silhouette, "usable_cores", lambda: 3)
    asked, pool = [], distance_sums.ThreadPoolExecutor
    monkeypatch.setattr(
        distance_sums, "ThreadPoolExecutor", lambda threads: asked.append(threads) or pool(threads)
    )
    points, by_k = points_and_labels(30, 2, (2,))
    for told in ({}, {"threads": 1}):
        silhouettes_by_k(points, by_k, **told)
        silhouettes_of(np.arange(4), points, by_k, **told)
        silhouettes_against(points, by_k[2], points, by_k[2], **told)
    assert asked == [3, 3, 3, 1, 1, 1]
