"""Measures of a run that was never made, for tests of what is told of them."""

import itertools

from chemins.controls import CONTROLS, SHORTER, TRAINED
from chemins.measured import Measured
from chemins.measures import row
from chemins.support import (
    DETECTORS,
    LAYER_MEASURES,
    PATH_MEASURES,
    SHARES,
    support,
)


def measured_as(network, replicate, *entries):
    return [{"network": network, "replicate": replicate, **entry} for entry in entries]


def run_rows(layers, digits, unseen, value=0.5):
    """All measures of one network, every one of this value."""
    rows = [row(name, value, layer) for name in (*LAYER_MEASURES, *SHARES) for layer in layers]
    rows += [row("stability", value, layer, toward=c) for layer in layers for c in range(2)]
    rows += [row("accuracy", value)]
    rows += [row(name + end, value) for name in PATH_MEASURES for end in ("", "_chosen")]
    rows += [row("main_path", value, toward=digit) for digit in digits]
    for (a, b), name in itertools.product(
        itertools.combinations(digits, 2), ("js_distance", "js_p", "js_p_adjusted")
    ):
        rows.append(row(name, value, digit=a, toward=b))
    for digit in unseen:
        rows += [row("predicted", value, digit=digit, toward=c) for c in digits]
        rows += [row(name, value, digit=digit) for name in ("confidence", "atypical_chosen")]
        rows.append(row("images", 20, digit=digit))
        rows += [row("entropy", value, layer, digit) for layer in layers]
        rows += [row("affinity", value, la, digit, c) for la in layers for c in digits]
        rows += [row(f"{m}_{d}", value, digit=digit) for m in ("auroc", "fpr95") for d in DETECTORS]
    return rows + [row("smallest_p", value, toward=digit) for digit in digits if unseen]


def made_support(*run, replicates=2):
    """The support of a run as made_measured."""
    return support(made_measured(*run, replicates=replicates), *run)


def made_measured(layers, digits, unseen, replicates=2):
    """A run whose own values are 0.5, and its replicates' 0.5 and 0.6, …"""
    rows = measured_as(TRAINED, 0, *run_rows(layers, digits, unseen))
    for replicate in range(1, replicates + 1):
        value = 0.4 + 0.1 * replicate
        rows += measured_as(TRAINED, replicate, *run_rows(layers, digits, unseen, value))
        for network in CONTROLS:
            entries = [row(name, 0.3, layer) for name in LAYER_MEASURES for layer in layers[1:]]
            rows += measured_as(network, replicate, *entries)
        rows += measured_as(SHORTER, replicate, row("accuracy", 0.3))
    return Measured(rows)
