"""Which samples are followed on the maps of all epochs, where all of them would be too many."""

import numpy as np

from chemins.clusters.paths import hidden_paths

MOST = 5000


def followed_samples(paths, stages, seed, most=MOST) -> np.ndarray:
    """(m,) rows, ascending, of a table of paths: all, or `most` of them.

    paths: columns of the table, at the last epoch. stages: the layers that paths go through. One
    sample of each path, of the most frequent ones first, as far as they fit; of the others the same
    share of each role and class, drawn at random.
    """
    rows = len(paths["role"])
    if rows <= most:
        return np.arange(rows)
    order = np.random.default_rng(seed).permutation(rows)
    shown = order[one_of_each(hidden_paths(paths, stages)[order])][:most]
    others = order[~np.isin(order, shown)]
    _, group = np.unique(
        np.char.add(np.char.add(paths["role"].astype(str), " "), paths["label"].astype(str)),
        return_inverse=True,
    )
    evenly = np.argsort(places(group[others]), kind="stable")
    return np.sort(np.concatenate([shown, others[evenly[: most - len(shown)]]]))


def one_of_each(steps) -> np.ndarray:
    """The first row of each different one of (n, L), those of the most frequent first."""
    _, first, count = np.unique(steps, axis=0, return_index=True, return_counts=True)
    return first[np.argsort(-count, kind="stable")]


def places(group) -> np.ndarray:
    """(n,) in (0, 1): where each row stands in its group, evenly from its first to its last.
    group: (n,) int."""
    _, count = np.unique(group, return_counts=True)
    order = np.argsort(group, kind="stable")
    starts = np.cumsum(count) - count
    rank = np.empty(len(group), int)
    rank[order] = np.arange(len(group)) - np.repeat(starts, count)
    total = np.zeros(group.max() + 1)
    total[np.unique(group)] = count
    return (rank + 0.5) / total[group]
