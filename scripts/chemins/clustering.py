"""k-means of one layer: every K scored, one chosen, clusters numbered canonically."""

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from chemins.centers import nearest_center
from chemins.layers import Layer
from chemins.silhouette import silhouettes_against, silhouettes_by_k

N_INIT_ROWS = 10_000  # up to so many rows, `auto` means ten starts; above, one


@dataclass(frozen=True)
class Fit:
    """k-means at one K, clusters in canonical order."""

    cluster: np.ndarray  # (fitted rows,) int32
    centers: np.ndarray  # (K, d) float32
    inertia: float


@dataclass(frozen=True)
class Clustering:
    """All that is kept of a layer's clustering."""

    chosen: Fit
    at_classes: Fit
    scores: dict  # columns of tables.CLUSTER_SCORES
    cluster: np.ndarray  # (n,) int32, of every sample
    class_cluster: np.ndarray  # (n,) int32, at K = number of classes
    distance: np.ndarray  # (n,) float64, to the own center
    silhouette: np.ndarray  # (n,) float64; NaN where K is 1


def cluster_layer(layer: Layer, settings, classes, seed) -> Clustering:
    """Cluster a layer at every K of the settings and at K = classes, and choose one.

    settings: the config's `clustering`. The chosen K has the highest mean silhouette over the
    fitted samples, the smaller K on a tie. A layer with fewer distinct rows than a K cannot have
    it; with one distinct row, K is 1 and the scores say why.
    """
    # One thread: k-means' sums, and so its labels, differ between thread counts.
    with threadpool_limits(1):
        points, label = layer.points[layer.fitted], layer.label[layer.fitted]
        distinct = len(np.unique(points, axis=0))
        tried = candidates(settings, classes)
        ks = sorted({min(k, distinct) for k in [*tried, classes]})
        n_init = starts(settings["n_init"], len(points))
        fits = {k: fit_kmeans(points, label, k, n_init, seed) for k in ks}
        several = {k: fit.cluster for k, fit in fits.items() if k > 1}
        by_k = silhouettes_by_k(points, several) if several else {}
        means = {k: float(by_k[k].mean()) if k in by_k else np.nan for k in ks}
        best = choose({k: means[k] for k in {min(k, distinct) for k in tried}})
        notes = {best: note(best, settings, tried)}
        return Clustering(
            chosen=fits[best],
            at_classes=fits[min(classes, distinct)],
            scores=score_columns(fits, means, best, notes),
            **placed(layer, fits[best], by_k.get(best)),
            class_cluster=every_cluster(layer, fits[min(classes, distinct)]),
        )


def candidates(settings, classes):
    """The Ks that a config lets choose from."""
    if settings["k"] == "silhouette":
        return range(settings["k_min"], settings["k_max"] + 1)
    return [classes if settings["k"] == "classes" else settings["k"]]


def starts(n_init, rows):
    if n_init == "auto":
        return 10 if rows <= N_INIT_ROWS else 1
    return n_init


def fit_kmeans(points, label, k, n_init, seed) -> Fit:
    model = KMeans(k, n_init=n_init, random_state=seed).fit(points)
    cluster, centers = canonical(model.labels_, model.cluster_centers_, label)
    return Fit(cluster, centers, float(model.inertia_))


def canonical(cluster, centers, label):
    """Number clusters by their majority label, then the larger first: the same clustering always
    has the same numbers, whatever order k-means found it in."""
    values, coded = np.unique(label, return_inverse=True)
    counts = np.zeros((len(centers), len(values)), dtype=np.int64)
    np.add.at(counts, (cluster, coded), 1)
    keys = [
        (row.argmax(), -row.sum(), tuple(center))
        for row, center in zip(counts, centers, strict=True)
    ]
    order = sorted(range(len(centers)), key=keys.__getitem__)
    return np.argsort(order)[cluster].astype(np.int32), centers[order]


def choose(means):
    """The K with the highest mean silhouette, the smaller on a tie."""
    return min(means, key=lambda k: (-np.nan_to_num(means[k], nan=-2), k))


def note(k, settings, tried):
    """What a reader should know of the choice of k; empty if nothing. tried: the Ks allowed."""
    if k == 1:
        return "the fitted samples have only one distinct activation"
    if k < tried[0]:
        return "fewer distinct activations than the K asked for"
    if settings["k"] != "silhouette":
        return ""
    if k == settings["k_max"]:
        return "the largest K tried: a larger k_max may score higher"
    if k == settings["k_min"] > 2:
        return "the smallest K tried: a smaller k_min may score higher"
    return ""


def score_columns(fits, means, best, notes):
    return {
        "k": list(fits),
        "silhouette": [means[k] for k in fits],
        "inertia": [fit.inertia for fit in fits.values()],
        "chosen": [k == best for k in fits],
        "note": [notes.get(k, "") for k in fits],
    }


def placed(layer, fit, fitted_silhouette):
    """Cluster, distance and silhouette of every sample of the layer."""
    cluster = every_cluster(layer, fit)
    distance = np.linalg.norm(layer.points - fit.centers[cluster].astype(np.float64), axis=1)
    silhouette = np.full(len(cluster), np.nan)
    if fitted_silhouette is not None:
        silhouette[layer.fitted] = fitted_silhouette
        rest = ~layer.fitted
        silhouette[rest] = silhouettes_against(
            layer.points[rest], cluster[rest], layer.points[layer.fitted], fit.cluster
        )
    return {"cluster": cluster, "distance": distance, "silhouette": silhouette}


def every_cluster(layer, fit):
    cluster = np.empty(len(layer.points), dtype=np.int32)
    cluster[layer.fitted] = fit.cluster
    cluster[~layer.fitted] = nearest_center(layer.points[~layer.fitted], fit.centers)
    return cluster
