"""Adjusted mutual information of two partitions, from how many samples they have in common."""

from math import log

import numpy as np

from chemins.base.imports import without

# scikit-learn would load pandas where it is installed: half a second of every start.
with without("pandas"):
    from sklearn.metrics.cluster import expected_mutual_information

LEAST = float(np.finfo(float).eps)


def ami_of(counts) -> float:
    """1 for the same partition, about 0 for chance.

    counts: (a, b) int, how many samples are in a class of one partition and in one of the other; no
    row and no column has none. Vinh, Epps, Bailey (2010), Journal of Machine Learning Research
    11:2837. To the bit as scikit-learn's adjusted_mutual_info_score of the samples themselves,
    which spends most of its time on looking at what it is given.
    """
    if min(counts.shape) == 1:
        return float(counts.shape == (1, 1))
    sides = counts.sum(axis=1), counts.sum(axis=0)
    chance = expected_mutual_information(counts, counts.sum())
    mean = np.mean([entropy_of(side) for side in sides])
    return float(off_zero(mutual_information(counts, *sides) - chance) / off_zero(mean - chance))


def mutual_information(counts, labels, clusters) -> float:
    """In nats. counts: (labels, clusters) int, which add up to labels and to clusters."""
    rows, columns = np.nonzero(counts)
    met, total = counts[rows, columns], counts.sum()
    share, apart = met / total, -np.log(labels[rows] * clusters[columns])
    nats = share * (np.log(met) - log(total)) + share * (apart + log(total) + log(total))
    return max(float(np.where(np.abs(nats) < LEAST, 0.0, nats).sum()), 0.0)


def entropy_of(counts) -> float:
    """In nats, of shares. counts: (k,) int, none of them 0."""
    total = counts.sum()
    return -float(np.sum(counts / total * (np.log(counts) - log(total))))


def off_zero(value) -> float:
    """A difference, no nearer to 0 than rounding: of a perfect match one over the other is 1."""
    return min(value, -LEAST) if value < 0 else max(value, LEAST)
