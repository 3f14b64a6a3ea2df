"""Whether a layer's clusters come back when its samples are drawn anew.

The samples are drawn with replacement, clustered again, and each cluster is compared with whichever
new one is most like it: a cluster that has no such twin was the draw's, not the layer's.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from scipy.stats.contingency import crosstab

from chemins.clusters.kmeans import Starts, best_kmeans

STABILITY_ROWS = 10_000  # drawn at most in a resample
FEW = 4  # times as many rows as there are clusters, among which as many distinct ones are sought
ONE_START = Starts(1, 1)  # of k-means in each: that it ends elsewhere is part of what is asked


def cluster_stability(points, cluster, seed, resamples=50, threads=1) -> np.ndarray:
    """(K,) float64 in [0, 1]: how well each cluster is found again in bootstrap resamples.

    points: (n, d) float32. cluster: (n,) int from 0, their k-means clusters. threads: how many
    share the work; the values do not depend on it. In each resample n
    rows, or STABILITY_ROWS of more, are drawn with replacement and clustered by k-means, from one
    start, with the same K; a cluster's overlap is the largest Jaccard index, over the distinct rows
    drawn, with a new cluster. Its stability is the mean over the resamples that drew any, NaN where
    none did. After Hennig (2007), Cluster-wise assessment of cluster stability, Computational
    Statistics & Data Analysis 52:258–271.
    """
    stream = np.random.default_rng(seed)
    draws, largest = min(len(points), STABILITY_ROWS), cluster.max() + 1

    def overlaps(resample):
        drawn, start = resample
        k = distinct_up_to(largest, points, drawn)
        found = best_kmeans(points[drawn], k, ONE_START, start).cluster
        rows, found = of_distinct(drawn, found)
        return best_overlaps(cluster[rows], found, largest)

    drawn = [
        (stream.integers(len(points), size=draws), int(stream.integers(2**31)))
        for _ in range(resamples)
    ]
    with ThreadPoolExecutor(threads) as pool:
        return mean_of_known(np.array(list(pool.map(overlaps, drawn))))


def distinct_up_to(most, points, drawn) -> int:
    """How many distinct points there are among (m,) drawn rows of (n, d), or `most` of more: as a
    rule they are found among the first few."""
    few = drawn[: FEW * most]
    if len(np.unique(points[few], axis=0)) >= most:
        return int(most)
    return min(int(most), len(np.unique(points[drawn], axis=0)))


def of_distinct(drawn, found) -> tuple[np.ndarray, np.ndarray]:
    """The distinct rows of (m,) drawn ones, ascending, and what was found of each; those drawn
    twice are equal, and found alike."""
    of_row = np.full(drawn.max() + 1, -1, found.dtype)
    of_row[drawn] = found
    rows = np.flatnonzero(of_row >= 0)
    return rows, of_row[rows]


def best_overlaps(cluster, found, k) -> np.ndarray:
    """(k,) float64: the largest Jaccard index of each cluster with a found one; NaN if empty.

    cluster, found: (m,) int from 0, of the same rows. Jaccard index: rows in both by rows in
    either.
    """
    both = crosstab(cluster, found, levels=(range(k), None)).count
    sizes = both.sum(axis=1, keepdims=True)
    either = sizes + both.sum(axis=0) - both
    best = (both / np.maximum(either, 1)).max(axis=1)
    return np.where(sizes[:, 0] > 0, best, np.nan)


def mean_of_known(values) -> np.ndarray:
    """(k,) means of (resamples, k) values without the NaNs; NaN where there is nothing else."""
    known = (~np.isnan(values)).sum(axis=0)
    unknown = np.full(values.shape[1], np.nan)
    return np.divide(np.nansum(values, axis=0), known, out=unknown, where=known > 0)
