"""Exact silhouettes: every K from one pass over the distances.

A silhouette compares a sample's mean distance to its own cluster with that to the nearest other
one, so that sums of distances to clusters are all that is needed of n² distances; `distance_sums`
has them for all K at once. A sample that was not fitted is compared with fitted ones only: it is no
member of its cluster, and there is no distance of 0 to itself to leave out.

`threads` are as many as this process may use cores, unless told; results are the same bits for any
number.
"""

import numpy as np

from chemins.base.threads import usable_cores
from chemins.clusters.distance_sums import sums_between, sums_within


def silhouettes_by_k(activations, labels_by_k, threads=None) -> dict[int, np.ndarray]:
    """Silhouette of every sample under each of several labelings.

    After Rousseeuw (1987), J. Comput. Appl. Math. 20, section 2, with scikit-learn's conventions:
    a sample alone in its cluster has 0. activations: (n, d) finite. labels_by_k: K -> (n,)
    integers, at least two distinct. Returns K -> (n,) float64; above 4,096 rows distances are
    float32's.
    """
    coded = {k: np.unique(labels, return_inverse=True)[1] for k, labels in labels_by_k.items()}
    sums = sums_within(activations, coded, threads or usable_cores())
    return {
        k: silhouettes(sums[k], labels, np.bincount(labels), member=True)
        for k, labels in coded.items()
    }


def silhouettes_of(rows, activations, labels_by_k, threads=None) -> dict[int, np.ndarray]:
    """Silhouette of some of the samples, among all of them: `silhouettes_by_k` at these rows.

    rows: (m,) indices. Returns K -> (m,) float64.
    """
    coded = {k: np.unique(labels, return_inverse=True)[1] for k, labels in labels_by_k.items()}
    near = coded[max(coded)][rows]
    sums = sums_between(activations[rows], near, activations, coded, threads or usable_cores())
    return {
        k: silhouettes(sums[k], labels[rows], np.bincount(labels), member=True)
        for k, labels in coded.items()
    }


def silhouettes_against(
    activations, clusters, reference, reference_clusters, threads=None
) -> np.ndarray:
    """Silhouette of samples that are no members: distances go to the reference's members only.

    activations (m, d), clusters (m,), reference (n, d), reference_clusters (n,) with values
    0 … K-1, all of them present. Returns (m,) float64.
    """
    labels = {0: reference_clusters}
    sums = sums_between(activations, clusters, reference, labels, threads or usable_cores())[0]
    return silhouettes(sums, clusters, np.bincount(reference_clusters), member=False)


def silhouettes(sums, clusters, sizes, member) -> np.ndarray:
    """(b - a) / max(a, b) from distance sums (m, K); 0 for a cluster's only member."""
    rows = np.arange(len(sums))
    others = np.maximum(sizes[clusters] - member, 1)
    within = sums[rows, clusters] / others
    means = sums / sizes
    means[rows, clusters] = np.inf
    nearest = means.min(axis=1)
    largest = np.maximum(within, nearest)
    scores = np.divide(nearest - within, largest, out=np.zeros(len(sums)), where=largest > 0)
    return np.where(member & (sizes[clusters] == 1), 0.0, scores)
