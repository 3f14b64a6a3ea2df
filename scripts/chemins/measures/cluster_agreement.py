"""How far clusters agree with labels, of whatever samples are given."""

import numpy as np
from scipy.stats.contingency import crosstab

from chemins.clusters.mutual_information import ami_of


def in_majority(cluster, label) -> np.ndarray:
    """(n,) bool: whether a sample's label is the most frequent one of these samples in its cluster;
    on a tie the lowest label is.

    cluster, label: (n,) int, n at least 1. The share of those is the purity: Manning, Raghavan,
    Schütze (2008), Introduction to Information Retrieval, section 16.3.
    """
    (clusters, labels), counts = crosstab(cluster, label)
    return labels[counts.argmax(axis=1)][np.searchsorted(clusters, cluster)] == label


def purity(cluster, label) -> float:
    """Share of the samples, in [0, 1], that are as in_majority."""
    return float(in_majority(cluster, label).mean())


def ami(cluster, label) -> float:
    """Adjusted mutual information of both, as of ami_of. cluster, label: (n,) int."""
    return ami_of(crosstab(label, cluster).count)


def agreement(cluster, label) -> dict:
    """Both of them, by name."""
    return {"purity": purity(cluster, label), "ami": ami(cluster, label)}
