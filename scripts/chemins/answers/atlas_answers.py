"""What an atlas says, as numbers: over all pairs of digits, of each pair, of each two digits."""

from itertools import pairwise

import numpy as np
from scipy.stats import spearmanr

from chemins.answers.atlas_matrices import (
    detector_summary,
    evenness,
    separating_layer,
    similarity,
)
from chemins.answers.replicated import Replicated
from chemins.statistics.several_tests import holm
from chemins.statistics.uncertainty import p_of_interval

ONE_SIDED, HALVED = 0.9, 0.6  # of an unseen digit's images, to the class that most go to
LEVEL = 0.05  # of p-values


def atlas_answers(atlas, hidden, mark) -> dict:
    """hidden: the hidden layers, in order. mark: the purity from which on classes are apart."""
    layers = ["pixels", *hidden]
    ami = {layer: atlas.by_pair("ami", layer) for layer in layers}
    purity = {layer: atlas.by_pair("purity", layer) for layer in layers}
    shares, accuracy = atlas.by_cell("predicted"), atlas.by_pair("accuracy")
    gained = {layer: ami[layer].minus(ami[before]) for before, layer in pairwise(layers)}
    alike, even = similarity(shares, atlas), evenness(shares)
    return {
        "pairs": len(atlas.pairs),
        "replicates": atlas.replicates,
        "mark": mark,
        "accuracy": told(over_pairs(accuracy)),
        "ami": {layer: told(over_pairs(values)) for layer, values in ami.items()},
        "gain": {layer: gain_over_pairs(values) for layer, values in gained.items()},
        "apart": apart(atlas, purity, hidden, mark),
        "cells": cell_counts(shares),
        "similarity_and_accuracy": rank_correlation(alike, accuracy),
        "by_pair": {
            name: {
                "accuracy": told(accuracy[i]),
                "ami": {layer: told(values[i]) for layer, values in ami.items()},
                "purity": {layer: told(values[i]) for layer, values in purity.items()},
                "gain": {layer: told(values[i]) for layer, values in gained.items()},
                "evenness": told(even[i]),
                "to_second": {
                    str(digit): told(shares[i, j])
                    for j, digit in enumerate(atlas.digits)
                    if np.isfinite(shares.values[i, j]).all()
                },
            }
            for i, name in enumerate(pair_names(atlas))
        },
        "by_digit": {
            str(digit): {"evenness": told(evenness_of_digit(shares, j))}
            for j, digit in enumerate(atlas.digits)
        },
        "similarity": {
            name: told(alike[i, j])
            for name, i, j in zip(
                pair_names(atlas), *np.triu_indices(len(atlas.digits), 1), strict=True
            )
        },
        "detectors": [
            {name: entry[name] for name in ("detector", "layer", "cells", "paths_better")}
            | {"auroc": named(entry["auroc"]), "fpr95": named(entry["fpr95"])}
            for entry in detector_summary(atlas, hidden)
        ],
    }


def pair_names(atlas) -> list[str]:
    return [f"{first}v{second}" for first, second in atlas.pairs]


def told(number) -> dict[str, float | None]:
    """{"mean", "low", "high"} of one number. number: a Replicated (R,)."""
    return named(number.intervals())


def named(interval) -> dict[str, float | None]:
    found = (None if np.isnan(value) else float(value) for value in interval)
    return dict(zip(("mean", "low", "high"), found, strict=True))


def over_pairs(values) -> Replicated:
    """(replicates,) the mean over all pairs. values: (pairs, replicates)."""
    return values.combined(lambda array: array.mean(axis=0))


def gain_over_pairs(gained) -> dict:
    """How much a layer's AMI is above that of the layer before, in the mean and in how many pairs,
    corrected for their number (Holm). gained: (pairs, replicates)."""
    found = [told(gained[i]) for i in range(len(gained.values))]
    sure = significant(found, gained.values.shape[1] - 1)
    return told(over_pairs(gained)) | {
        "pairs_above": sum(s and f["mean"] > 0 for s, f in zip(sure, found, strict=True)),
        "pairs_below": sum(s and f["mean"] < 0 for s, f in zip(sure, found, strict=True)),
    }


def significant(found, freedom) -> list[bool]:
    """Whether each difference is told from nothing beside all others."""
    if any(entry["low"] is None for entry in found):
        return [False] * len(found)
    adjusted = holm([p_of_interval(entry, freedom) for entry in found])
    return [p < LEVEL for p in adjusted]


def apart(atlas, purity, hidden, mark) -> dict:
    """Which pairs have the purity from which hidden layer on, by the mean over networks: in how
    many the pixels have it, how many each layer is the first of, and which have it in none. Of how
    many that is sure: whose intervals lie above it in the pixels, above it in the last hidden
    layer, below it in every hidden layer."""
    first = separating_layer(purity, hidden, mark)
    never = first == len(hidden)
    low, high = ({layer: purity[layer].intervals()[:, side] for layer in purity} for side in (1, 2))
    below = np.all([high[layer] < mark for layer in hidden], axis=0)
    names = np.array(pair_names(atlas))
    return {
        "pixels": int(np.sum(purity["pixels"].mean() >= mark)),
        **{layer: int(np.sum(first == i)) for i, layer in enumerate(hidden)},
        "none": names[never].tolist(),
        "surely": {
            "pixels": int(np.sum(low["pixels"] >= mark)),
            "apart": int(np.sum(low[hidden[-1]] >= mark)),
            "none": names[never & below].tolist(),
        },
    }


def cell_counts(shares) -> dict[str, int]:
    """How many cells there are; in how many nearly all images go to one side, in how many about
    half. shares: as Atlas.by_cell."""
    mean = shares.mean()
    most = np.maximum(mean, 1 - mean)[np.isfinite(mean)]
    return {
        "all": len(most),
        "one_sided": int(np.sum(most >= ONE_SIDED)),
        "halved": int(np.sum(most <= HALVED)),
    }


def evenness_of_digit(shares, digit) -> Replicated:
    """(replicates,) as evenness, of one unseen digit over all pairs. digit: its index."""
    pairs = np.isfinite(shares.values[:, digit]).all(axis=1)
    return over_pairs(evenness(shares[pairs][:, [digit]]))


def rank_correlation(alike, accuracy) -> float | None:
    """Spearman's, of the similarity of two digits with the accuracy of networks taught them; None
    where either is the same everywhere."""
    similar, right = alike.mean()[np.triu_indices(len(alike.values), 1)], accuracy.mean()
    if np.ptp(similar) == 0 or np.ptp(right) == 0:
        return None
    return float(spearmanr(similar, right).statistic)
