"""k-means of one layer: every K scored, one chosen, clusters numbered canonically.

k-means numbers its clusters by chance. Here a cluster's number is its place by majority label, then
by size: the same clustering always has the same numbers and colours, and neighbouring numbers stand
for the same class. Two clusterings are fitted, with the K of the highest mean silhouette and with K
= number of classes; a sample that was not fitted goes to the nearest center.
"""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy.stats.contingency import crosstab

from chemins.base.threads import one_thread
from chemins.clusters.centers import center_distance, nearest_center
from chemins.clusters.fitted import evenly
from chemins.clusters.kmeans import best_kmeans, starts_of
from chemins.clusters.layer_points import Layer
from chemins.clusters.silhouette import silhouettes_against, silhouettes_by_k, silhouettes_of

TRIED_STARTS = 5  # of k-means at a K that is only tried
DIGITS = 6  # of a mean silhouette, which is good to a millionth: the same ones are a tie


@dataclass(frozen=True)
class Fit:
    """k-means at one K, clusters in canonical order."""

    cluster: np.ndarray  # (fitted rows,) int32
    centers: np.ndarray  # (K, d) float32
    inertia: float


@dataclass(frozen=True)
class Placed:
    """Where every sample of a layer lies in the clusters of one fit."""

    fit: Fit
    cluster: np.ndarray  # (n,) int32
    distance: np.ndarray  # (n,) float64, to the own center
    silhouette: np.ndarray  # (n,) float64; NaN where K is 1, or it was not computed

    @classmethod
    def empty(cls, fit, count) -> "Placed":
        nowhere = np.full(count, -1, np.int32)
        return cls(fit, nowhere, np.full(count, np.nan), np.full(count, np.nan))

    def place(self, rows, points, cluster) -> None:
        """rows: (m,) int or (n,) bool. points: (m, d) float32. cluster: (m,) int32."""
        self.cluster[rows] = cluster
        self.distance[rows] = center_distance(points, cluster, self.fit.centers)


@dataclass(frozen=True)
class Clustering:
    """All that is kept of a layer's clustering."""

    scores: dict  # columns of tables.CLUSTER_SCORES but for the layer
    chosen: Placed  # at the chosen K
    classes: Placed  # at K = number of classes


@dataclass(frozen=True)
class Scores:
    """Silhouettes of some of the fitted rows, or of all."""

    rows: np.ndarray  # (m,) indices
    by_k: dict  # K -> (m,) float64
    fitted: int  # number of fitted rows

    def mean(self, k) -> float:
        return float(self.by_k[k].mean()) if k in self.by_k else np.nan

    def standard_error(self, k) -> float:
        """Of the mean as an estimate of all fitted rows' (Cochran 1977, Sampling Techniques,
        section 2.6); 0 where it is of all."""
        if k not in self.by_k or len(self.rows) == self.fitted:
            return 0.0
        share = len(self.rows) / self.fitted
        return float(self.by_k[k].std(ddof=1) / np.sqrt(len(self.rows)) * np.sqrt(1 - share))


def cluster_layer(layer: Layer, settings, classes, seed, threads=1) -> Clustering:
    """Cluster a layer at every K of the settings and at K = classes, and choose one.

    settings: the config's `clustering`. The chosen K has the highest mean silhouette over the
    fitted samples, the smaller K on a tie; each is tried with TRIED_STARTS at most, and only what
    would be chosen, and K = classes, is fitted with as many as n_init says. A layer with fewer
    distinct rows than a K cannot have it; with one distinct row, K is 1 and the scores say why.
    """
    points, label = layer.points, layer.label[layer.fitted]
    distinct = len(np.unique(points, axis=0))
    tried, classes_k = candidates(settings, classes), min(classes, distinct)
    ks = sorted({min(k, distinct) for k in [*tried, classes]})
    n_init, limit = settings["n_init"], settings["silhouette_limit"]
    fits = fit_each(points, label, ks, n_init, seed, threads)
    several = {k: fit.cluster for k, fit in fits.items() if k > 1}
    scores = score(points, several, limit, seed, threads)
    settled = set()
    while unsettled := {choose_from(scores, tried, distinct), classes_k} - settled:
        better = {k: fit_kmeans(points, label, k, n_init, seed) for k in unsettled}
        better = {k: fit for k, fit in better.items() if fit.inertia < fits[k].inertia}
        again = {k: fit.cluster for k, fit in better.items()}
        scores.by_k.update(score(points, again, limit, seed, threads).by_k)
        fits |= better
        settled |= unsettled
    best = choose_from(scores, tried, distinct)
    kept = {k: fits[k] for k in {best, classes_k}}
    kept = place_all(layer, kept, scores, others_scored(layer, limit, seed), threads)
    return Clustering(
        scores=score_columns(fits, scores, best, note(best, settings, tried)),
        chosen=kept[best],
        classes=kept[classes_k],
    )


def candidates(settings, classes) -> list[int] | range:
    """The Ks that a config lets choose from."""
    if settings["k"] == "silhouette":
        return range(settings["k_min"], settings["k_max"] + 1)
    return [classes if settings["k"] == "classes" else settings["k"]]


def fit_each(points, label, ks, n_init, seed, threads) -> dict[int, Fit]:
    """K -> Fit. The threads share the Ks; no fit depends on how many there are."""

    def fit(k):
        return fit_kmeans(points, label, k, n_init, seed, TRIED_STARTS)

    # The limit on BLAS is the whole process's: it must outlast every fit's own.
    with one_thread(), ThreadPoolExecutor(threads) as pool:
        largest_first = sorted(ks, reverse=True)
        found = dict(zip(largest_first, pool.map(fit, largest_first), strict=True))
    return {k: found[k] for k in ks}


def fit_kmeans(points, label, k, n_init, seed, most=math.inf) -> Fit:
    """most: starts at most, whatever n_init says."""
    found = best_kmeans(points, k, starts_of(n_init, points, k).up_to(most), seed)
    return Fit(*canonical(found.cluster, found.centers, label), found.inertia)


def score(points, labels_by_k, limit, seed, threads) -> Scores:
    """Silhouettes of all rows, or above `limit` rows of as many as take the time of that limit.

    The sampled rows' silhouettes are exact: their distances go to all rows.
    """
    n = len(points)
    if n <= limit or not labels_by_k:
        by_k = silhouettes_by_k(points, labels_by_k, threads) if labels_by_k else {}
        return Scores(np.arange(n), by_k, n)
    count = max(2, limit**2 // (2 * n))  # all pairs of the limit's rows: half of limit² distances
    rows = np.sort(np.random.default_rng(seed).choice(n, size=count, replace=False))
    return Scores(rows, silhouettes_of(rows, points, labels_by_k, threads), n)


def canonical(cluster, centers, label) -> tuple[np.ndarray, np.ndarray]:
    """Number clusters by the label that most of their fitted rows have, then the larger first: the
    same clustering always has the same numbers, whatever order k-means found it in."""
    counts = crosstab(cluster, label, levels=(range(len(centers)), None)).count
    keys = [
        (row.argmax(), -row.sum(), tuple(center))
        for row, center in zip(counts, centers, strict=True)
    ]
    order = sorted(range(len(centers)), key=keys.__getitem__)
    return np.argsort(order)[cluster].astype(np.int32), centers[order]


def choose_from(scores, tried, distinct) -> int:
    """The best of the Ks tried, as far as there are so many distinct points."""
    return choose({k: scores.mean(k) for k in {min(k, distinct) for k in tried}})


def choose(means) -> int:
    """The K with the highest mean silhouette, the smaller on a tie."""
    return min(means, key=lambda k: (-np.nan_to_num(round(means[k], DIGITS), nan=-2), k))


def note(k, settings, tried) -> str:
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


def score_columns(fits, scores, best, text) -> dict[str, list]:
    """text: the note on the best K."""
    return {
        "k": list(fits),
        "silhouette": [scores.mean(k) for k in fits],
        "standard_error": [scores.standard_error(k) for k in fits],
        "inertia": [fit.inertia for fit in fits.values()],
        "chosen": [k == best for k in fits],
        "note": [text if k == best else "" for k in fits],
    }


def others_scored(layer, limit, seed) -> np.ndarray:
    """(n,) bool: which of the samples that are not fitted have a silhouette: all, or above `limit`
    as many as take the time of that limit."""
    others, fitted = ~layer.fitted, layer.fitted.sum()
    if others.sum() > limit:
        return evenly(others, layer.label, max(2, limit**2 // (2 * int(fitted))), seed)
    return others


def place_all(layer, fits, scores, scored, threads) -> dict[int, Placed]:
    """K -> every sample of the layer in the clusters of a fit.

    fits: K -> Fit. scores: of the fitted samples. scored: as of others_scored.
    """
    found = {k: Placed.empty(fit, len(layer.label)) for k, fit in fits.items()}
    for k, placed in found.items():
        placed.place(layer.fitted, layer.points, fits[k].cluster)
        if k in scores.by_k:
            placed.silhouette[np.flatnonzero(layer.fitted)[scores.rows]] = scores.by_k[k]
    for rows, points in layer.others():
        for k, placed in found.items():
            placed.place(rows, points, nearest_center(points, fits[k].centers))
            asked = scored[rows]
            if k in scores.by_k and asked.any():
                placed.silhouette[rows[asked]] = silhouettes_against(
                    points[asked],
                    placed.cluster[rows[asked]],
                    layer.points,
                    fits[k].cluster,
                    threads,
                )
    return found
