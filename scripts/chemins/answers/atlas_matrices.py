"""The atlas: from the table of all pairs of digits to the matrices that people look at.

Each pair's networks have seeds and training images of their own; the images that they are tested on
are the same dataset's. So means over pairs are taken within each replicate's number, and intervals
are over networks and images.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import squareform

from chemins.answers.replicated import Replicated, replicated
from chemins.measures.vocabulary import LAYER_SCORES, OOD_SCORES
from chemins.results import tables
from chemins.statistics.influence import GROUPS

PATH = ("path", "")  # the detector that goes by paths


@dataclass(frozen=True)
class Atlas:
    """All measures of all pairs of digits.

    digits: labels, ascending. pairs: of digits, in order. replicates: how many there are. columns:
    of tables.ATLAS, of all those pairs and replicates; and of each row its `images`, (n,) int, and
    `influence`, (n, groups) float32, NaN of what is no measure of images.
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

    def by_pair(self, measure, layer="") -> Replicated:
        """(pairs, replicates) of a measure that is the pair's."""
        part, pair = self.rows(measure, layer)
        place = pair, part["replicate"] - 1
        return self.laid_out(measure, part, place, (len(self.pairs),))

    def by_cell(self, measure, layer="") -> Replicated:
        """(pairs, digits, replicates) of a measure of unseen digits; NaN for taught ones.

        Of a measure that has a class it is about: about the second one.
        """
        part, pair = self.rows(measure, layer)
        digit = np.searchsorted(self.digits, part["digit"])
        wanted = (part["toward"] == part["second"]) | (part["toward"] == -1)
        place = pair[wanted], digit[wanted], part["replicate"][wanted] - 1
        part = {name: column[wanted] for name, column in part.items()}
        return self.laid_out(measure, part, place, (len(self.pairs), len(self.digits)))

    def laid_out(self, measure, part, place, shape) -> Replicated:
        """A measure's rows, each in its place. shape: but for the replicates."""
        shape = (*shape, self.replicates)
        values, images = np.full(shape, np.nan), np.zeros(shape, int)
        influences = np.full((*shape, GROUPS), np.nan)
        values[place], images[place] = part["value"], part["images"]
        influences[place] = part["influence"]
        return replicated(measure, values, influences, images)


def read_atlas(digits, replicates, files) -> Atlas:
    """digits: labels, ascending. files: the tables of measures of each pair of them, in order."""
    parts = []
    for (first, second), file in zip(combinations(digits, 2), files, strict=True):
        part = tables.read_columns(file, tables.MEASURES)
        count = len(part["value"])
        part["influence"] = influence_array(part["influence"])
        parts.append({"first": np.full(count, first), "second": np.full(count, second), **part})
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return Atlas(tuple(digits), replicates, columns)


def influence_array(lists) -> np.ndarray:
    """(n, groups) float32. lists: (n,) of (groups,), or None, of which all is NaN."""
    found = np.full((len(lists), GROUPS), np.nan, np.float32)
    for i, influence in enumerate(lists):
        if influence is not None:
            found[i] = influence
    return found


def bits(share) -> np.ndarray:
    """Entropy in bits of a share and the rest, elementwise; 0 for none and all."""
    parts = np.stack([share, 1 - share])
    return -np.sum(parts * np.log2(parts, where=parts > 0, out=np.zeros_like(parts)), axis=0)


def evenness(shares) -> Replicated:
    """(pairs, replicates) mean entropy in bits of how each unseen digit is divided between the two
    classes: 0, each goes to one class as a whole; 1, each halves. shares: as by_cell."""
    share = shares.values
    divided = (share > 0) & (share < 1)
    odds = np.divide(1 - share, share, where=divided, out=np.ones(share.shape))
    entropy = Replicated(np.where(np.isnan(share), np.nan, bits(share)), shares.influences)
    return entropy.combined(lambda values: np.nanmean(values, axis=1), slope=np.log2(odds))


def separating_layer(purity, hidden, limit) -> np.ndarray:
    """(pairs,) index into hidden of the first layer from which on the mean purity over replicates
    is at least `limit` in all layers; len(hidden) where there is none.

    purity: layer -> Replicated (pairs, replicates).
    """
    reached = np.stack([purity[layer].mean() >= limit for layer in hidden])
    from_here_on = np.logical_and.accumulate(reached[::-1], axis=0)[::-1]
    return np.where(from_here_on.any(axis=0), from_here_on.argmax(axis=0), len(hidden))


def similarity(shares, atlas) -> Replicated:
    """(digits, digits, replicates): how alike two digits are to the networks, in [0, 1]; NaN with
    itself.

    The share of b's images that networks taught a and c say to be a, in the mean over all c; then
    the mean of that and of the same with a and b exchanged. 0.5 is what chance would give. shares:
    as by_cell.
    """
    more = Replicated(shares.values - 0.5, shares.influences)  # of the second class, than chance
    found = more.combined(lambda values: similarity_over_chance(values, len(atlas.digits)))
    return Replicated(found.values + 0.5, found.influences)


def similarity_over_chance(second, count) -> np.ndarray:
    """(digits, digits, …), as similarity: what goes to the second class is lost to the first.

    second: (pairs, digits, …) of each pair's second class. count: of digits.
    """
    goes = np.full((count, count, count, *second.shape[2:]), np.nan)  # of b, to a, rather than c
    for pair, taught in enumerate(combinations(range(count), 2)):
        for toward, share in zip(taught, (-second[pair], second[pair]), strict=True):
            goes[:, toward, sum(taught) - toward] = share
    one_way = mean_of_finite(goes, axis=2)
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
    paths = auroc[PATH].mean()
    table = [
        {
            "detector": name,
            "layer": layer,
            "auroc": over_cells(values).intervals(),
            "fpr95": over_cells(atlas.by_cell(f"fpr95_{name}", layer)).intervals(),
            "cells": int(np.isfinite(paths).sum()),
            "paths_better": int(np.sum(paths > values.mean())),
        }
        for (name, layer), values in auroc.items()
    ]
    return sorted(table, key=lambda entry: -entry["auroc"][0])


def over_cells(cells) -> Replicated:
    """(replicates,) the mean over all cells there are. cells: as by_cell."""
    return cells.combined(lambda values: np.nanmean(values, axis=(0, 1)))
