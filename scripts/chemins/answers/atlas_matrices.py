"""The atlas: from the table of all pairs of digits to the matrices that people look at.

Values of networks that share a replicate's number share training images and initial weights, in
whichever pairs; so means over pairs are taken within each replicate, and intervals over replicates.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import squareform

from chemins.measures.vocabulary import LAYER_SCORES, OOD_SCORES
from chemins.statistics.uncertainty import t_interval

PATH = ("path", "")  # the detector that goes by paths


@dataclass(frozen=True)
class Atlas:
    """All measures of all pairs of digits.

    digits: labels, ascending. pairs: of digits, in order. replicates: how many there are. columns:
    of tables.ATLAS, of all those pairs and replicates.
    """

    digits: tuple
    replicates: int
    columns: dict

    @property
    def pairs(self) -> list[tuple]:
        return list(combinations(self.digits, 2))

    def rows(self, measure, layer) -> tuple[dict, np.ndarray]:
        """Columns of one measure in one layer, and each row's pair as an index."""
        found = (self.columns["measure"] == measure) & (self.columns["layer"] == layer)
        part = {name: column[found] for name, column in self.columns.items()}
        index = {pair: i for i, pair in enumerate(self.pairs)}
        pairs = zip(part["first"].tolist(), part["second"].tolist(), strict=True)
        return part, np.array([index[pair] for pair in pairs], dtype=int)

    def by_pair(self, measure, layer="") -> np.ndarray:
        """(pairs, replicates) float64 of a measure that is the pair's."""
        part, pair = self.rows(measure, layer)
        values = np.full((len(self.pairs), self.replicates), np.nan)
        values[pair, part["replicate"] - 1] = part["value"]
        return values

    def by_cell(self, measure, layer="") -> np.ndarray:
        """(pairs, digits, replicates) float64 of a measure of unseen digits; NaN for taught ones.

        Of a measure that has a class it is about: about the second one.
        """
        part, pair = self.rows(measure, layer)
        digit = np.searchsorted(self.digits, part["digit"])
        values = np.full((len(self.pairs), len(self.digits), self.replicates), np.nan)
        wanted = (part["toward"] == part["second"]) | (part["toward"] == -1)
        place = pair[wanted], digit[wanted], part["replicate"][wanted] - 1
        values[place] = part["value"][wanted]
        return values


def intervals(values) -> np.ndarray:
    """(…, 3) mean, low and high of (…, replicates), as t_interval; NaN where values are NaN."""
    flat = values.reshape(-1, values.shape[-1])
    found = [t_interval(row) if np.isfinite(row).all() else (np.nan,) * 3 for row in flat]
    return np.array(found).reshape(*values.shape[:-1], 3)


def bits(share) -> np.ndarray:
    """Entropy in bits of a share and the rest, elementwise; 0 for none and all."""
    parts = np.stack([share, 1 - share])
    return -np.sum(parts * np.log2(parts, where=parts > 0, out=np.zeros_like(parts)), axis=0)


def evenness(shares) -> np.ndarray:
    """(pairs, replicates) mean entropy in bits of how each unseen digit is divided between the two
    classes: 0, each goes to one class as a whole; 1, each halves. shares: as by_cell."""
    return np.nanmean(np.where(np.isnan(shares), np.nan, bits(shares)), axis=1)


def separating_layer(purity, hidden, limit) -> np.ndarray:
    """(pairs,) index into hidden of the first layer from which on the mean purity over replicates
    is at least `limit` in all layers; len(hidden) where there is none.

    purity: layer -> (pairs, replicates).
    """
    reached = np.stack([purity[layer].mean(axis=1) >= limit for layer in hidden])
    from_here_on = np.logical_and.accumulate(reached[::-1], axis=0)[::-1]
    return np.where(from_here_on.any(axis=0), from_here_on.argmax(axis=0), len(hidden))


def similarity(shares, atlas) -> np.ndarray:
    """(digits, digits, replicates): how alike two digits are to the networks, in [0, 1]; NaN with
    itself.

    The share of b's images that networks taught a and c say to be a, in the mean over all c; then
    the mean of that and of the same with a and b exchanged. 0.5 is what chance would give. shares:
    as by_cell.
    """
    count = len(atlas.digits)
    goes = np.full((count, count, count, atlas.replicates), np.nan)  # of b, to a, rather than to c
    for pair, taught in enumerate(combinations(range(count), 2)):
        for toward, share in zip(taught, (1 - shares[pair], shares[pair]), strict=True):
            goes[:, toward, sum(taught) - toward] = share
    return symmetric(mean_of_finite(goes, axis=2))


def symmetric(one_way) -> np.ndarray:
    return (one_way + one_way.swapaxes(0, 1)) / 2


def mean_of_finite(values, axis) -> np.ndarray:
    """As np.nanmean, and NaN, without a warning, where there is none."""
    there = np.isfinite(values)
    total, count = np.where(there, values, 0).sum(axis), there.sum(axis)
    return np.divide(total, count, where=count > 0, out=np.full(total.shape, np.nan))


def dendrogram_order(alike) -> np.ndarray:
    """(digits,) indices by which similar digits lie side by side: the leaves of average linkage on
    1 - similarity, turned so that neighbours are closest (Bar-Joseph et al. 2001, Bioinformatics
    17:S22). alike: (digits, digits), symmetric."""
    distance = 1 - alike
    np.fill_diagonal(distance, 0)
    condensed = squareform(distance, checks=False)
    order = leaves_list(optimal_leaf_ordering(linkage(condensed, "average"), condensed))
    return order if order[0] <= order[-1] else order[::-1]


def detectors(atlas, hidden) -> list[tuple]:
    """(detector, layer) of all scores there are, that of paths first."""
    of_networks = [(name, "") for name in OOD_SCORES if name not in LAYER_SCORES]
    of_layers = [(name, at) for at in ("pixels", *hidden) for name in LAYER_SCORES]
    found = [*of_networks, *of_layers]
    there = set(
        zip(atlas.columns["measure"].tolist(), atlas.columns["layer"].tolist(), strict=True)
    )
    return [(name, layer) for name, layer in found if (f"auroc_{name}", layer) in there]


def detector_summary(atlas, hidden) -> list[dict]:
    """Each detector over all cells: intervals of mean AUROC and mean FPR at 95 % TPR, and in how
    many cells paths have the higher mean AUROC. The best detector first."""
    auroc = {key: atlas.by_cell(f"auroc_{key[0]}", key[1]) for key in detectors(atlas, hidden)}
    paths = auroc[PATH].mean(axis=-1)
    table = [
        {
            "detector": name,
            "layer": layer,
            "auroc": intervals(np.nanmean(values, axis=(0, 1))),
            "fpr95": intervals(np.nanmean(atlas.by_cell(f"fpr95_{name}", layer), axis=(0, 1))),
            "cells": int(np.isfinite(paths).sum()),
            "paths_better": int(np.sum(paths > values.mean(axis=-1))),
        }
        for (name, layer), values in auroc.items()
    ]
    return sorted(table, key=lambda entry: -entry["auroc"][0])
