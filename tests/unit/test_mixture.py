import warnings

import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score
from threadpoolctl import threadpool_info, threadpool_limits

from chemins.clusters import mixture
from chemins.clusters.kmeans import best_kmeans, starts_of
from chemins.clusters.mixture import fit_mixture


def mixture_clusters(train, points, k, seed):
    return fit_mixture(train, k, seed)(points)


def unlike_clusters(rows, seed):
    """A narrow cluster beside a wide one, (rows, 4) float32, and which rows are of which."""
    stream = np.random.default_rng(seed)
    which = np.arange(rows) % 2
    points = stream.normal(size=(rows, 4)) * np.where(which, 3, 0.3)[:, np.newaxis]
    points[:, 0] += 3 * which
    return points.astype(np.float32), which


def test_clusters_of_other_widths_are_found_where_k_means_cuts_them():
    train, label = unlike_clusters(200, 0)
    points, truth = unlike_clusters(100, 1)
    found = mixture_clusters(train, points, 2, seed=0)
    assert adjusted_mutual_info_score(truth, found) > 0.9
    cut = best_kmeans(train, 2, starts_of("auto", train, 2), 0).cluster
    assert adjusted_mutual_info_score(label, cut) < 0.6


def test_the_mixture_is_fitted_on_the_ten_principal_axes_of_the_training_points(monkeypatch):
    seen = []

    class Noted(mixture.GaussianMixture):
        def fit(self, points):
            seen.append(points)
            return super().fit(points)

        def predict(self, points):
            seen.append(points)
            return super().predict(points)

    monkeypatch.setattr(mixture, "GaussianMixture", Noted)
    stream = np.random.default_rng(0)
    train, points = (
        (stream.normal(size=(80, 14)) * np.arange(1, 15)).astype(np.float32) for _ in range(2)
    )
    mixture_clusters(train, points, 2, seed=0)
    mean = train.mean(axis=0, dtype=float)
    axes = np.linalg.svd(train - mean)[2][:10]
    for found, given in zip(seen, (train, points), strict=True):
        np.testing.assert_allclose(np.abs(found), np.abs((given - mean) @ axes.T), atol=1e-3)


@pytest.mark.parametrize(("distinct", "columns"), [(1, 4), (2, 4), (5, 1), (3, 30)])
def test_layers_with_hardly_any_activation(distinct, columns):
    points = np.repeat(np.eye(distinct, columns, dtype=np.float32) * 3, 6, axis=0)
    points = points if columns > 1 else np.repeat(np.arange(5, dtype=np.float32), 6)[:, np.newaxis]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = mixture_clusters(points, points, 10, seed=0)
    assert len(set(found.tolist())) == distinct


def test_of_many_rows_a_seeded_sample_is_fitted(monkeypatch):
    fitted = []

    class Noted(mixture.PCA):
        def fit_transform(self, points):
            fitted.append(points[:, 0].tolist())
            return super().fit_transform(points)

    monkeypatch.setattr(mixture, "PCA", Noted)
    monkeypatch.setattr(mixture, "MIXTURE_ROWS", 60)
    points = np.random.default_rng(0).normal(size=(100, 3)).astype(np.float32)
    for seed in (1, 1, 2):
        mixture_clusters(points, points, 2, seed)
    assert len(set(fitted[0])) == 60
    assert fitted[0] == fitted[1] != fitted[2]


def test_one_thread_computes(monkeypatch):
    threads = set()

    class Watched(mixture.GaussianMixture):
        def fit(self, points):
            threads.update(pool["num_threads"] for pool in threadpool_info())
            return super().fit(points)

    monkeypatch.setattr(mixture, "GaussianMixture", Watched)
    with threadpool_limits(2):
        mixture_clusters(*[unlike_clusters(40, 0)[0]] * 2, 2, seed=0)
    assert threads == {1}
