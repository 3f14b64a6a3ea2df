"""Whether a layer's clusters come back when its samples are drawn anew.

The samples are drawn with replacement, clustered again, and each cluster is compared with whichever
new one is most like it: a cluster that has no such twin was the draw's, not the layer's.
"""

import numpy as np
from scipy.stats.contingency import crosstab

from chemins.base.imports import without
from chemins.base.threads import one_thread

# scikit-learn would load pandas where it is installed: half a second of every start.
with without("pandas"):
    from sklearn.cluster import KMeans

STABILITY_ROWS = 10_000  # drawn at most in a resample


def cluster_stability(points, cluster, seed, resamples=50, n_init=1) -> np.ndarray:
    """(K,) float64 in [0, 1]: how well each cluster is found again in bootstrap resamples.

    points: (n, d) float32. cluster: (n,) int from 0, their k-means clusters. In each resample n
    rows, or STABILITY_ROWS of more, are drawn with replacement and clustered by k-means with the
    same K; a cluster's overlap is the largest Jaccard index, over the distinct rows drawn, with a
    new cluster. Its stability is the mean over the resamples that drew any of its rows, NaN where
    none did. After Hennig (2007), Cluster-wise assessment of cluster stability, Computational
    Statistics & Data Analysis 52:258–271.
    """
    stream = np.random.default_rng(seed)
    distinct = np.unique(points, axis=0, return_inverse=True)[1]
    draws = min(len(points), STABILITY_ROWS)
    overlaps = []
    with one_thread():  # k-means' sums, and so its labels, differ between thread counts
        for _ in range(resamples):
            times = np.bincount(stream.integers(len(points), size=draws), minlength=len(points))
            rows = np.flatnonzero(times)
            k = min(cluster.max() + 1, len(np.unique(distinct[rows])))
            model = KMeans(k, n_init=n_init, random_state=int(stream.integers(2**31)))
            # A row that was drawn twice weighs twice, as if it were there twice.
            found = model.fit(points[rows], sample_weight=times[rows]).labels_
            overlaps.append(best_overlaps(cluster[rows], found, cluster.max() + 1))
    return mean_of_known(np.array(overlaps))


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
