"""Which samples k-means and UMAP are fitted on."""

import numpy as np


def is_fitted(role, fit_on) -> np.ndarray:
    return np.ones(len(role), bool) if fit_on == "all" else np.asarray(role) == "train"


def evenly(rows, label, limit, seed) -> np.ndarray:
    """(n,) bool: these rows, or of more than `limit` a seeded sample of so many, in which each
    label has the share that it has among all, and one row at least.

    rows: (n,) bool. label: (n,) int, of at most `limit` values. A label's rows are drawn by a
    stream of its own.
    """
    if rows.sum() <= limit:
        return rows
    labels, counts = np.unique(label[rows], return_counts=True)
    sizes = shares(counts, limit)
    chosen = np.zeros(len(rows), bool)
    for value, size in zip(labels.tolist(), sizes.tolist(), strict=True):
        stream = np.random.default_rng([seed, abs(value), int(value < 0)])
        chosen[stream.choice(np.flatnonzero(rows & (label == value)), size, replace=False)] = True
    return chosen


def shares(counts, limit) -> np.ndarray:
    """(labels,) int: `limit` rows in the proportion of (labels,) counts, rounded by their largest
    remainders; of each label one at least, at the cost of those that have most."""
    quotas = counts * limit / counts.sum()
    sizes = np.maximum(np.floor(quotas).astype(int), 1)
    left = limit - sizes.sum()
    sizes[np.argsort(sizes - quotas, kind="stable")[: max(left, 0)]] += 1
    sizes[np.argsort(-sizes, kind="stable")[: max(-left, 0)]] -= 1
    return sizes
