"""Which samples k-means and UMAP are fitted on."""

import numpy as np


def is_fitted(role, fit_on) -> np.ndarray:
    return np.ones(len(role), bool) if fit_on == "all" else np.asarray(role) == "train"


def evenly(rows, label, limit, seed) -> np.ndarray:
    """(n,) bool: these rows, or of more than `limit` a seeded sample of so many, in which each
    label has the share that it has among all.

    rows: (n,) bool. label: (n,) int. Shares that are no whole numbers are rounded by their largest
    remainders. A label's rows are drawn by a stream of its own.
    """
    if rows.sum() <= limit:
        return rows
    labels, counts = np.unique(label[rows], return_counts=True)
    quotas = counts * limit / counts.sum()
    sizes = np.floor(quotas).astype(int)
    largest = np.argsort(sizes - quotas, kind="stable")[: limit - sizes.sum()]
    sizes[largest] += 1
    chosen = np.zeros(len(rows), bool)
    for value, size in zip(labels.tolist(), sizes.tolist(), strict=True):
        stream = np.random.default_rng([seed, abs(value), int(value < 0)])
        chosen[stream.choice(np.flatnonzero(rows & (label == value)), size, replace=False)] = True
    return chosen
