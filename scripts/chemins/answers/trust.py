"""How far each cluster is to be trusted: its stability, and how a reader is told of it."""

import numpy as np

from chemins.base.language import numeral, said
from chemins.results import tables

TRUSTED = 0.6  # stability (chemins.clusters.stability) below which a cluster is not to be trusted


def read_stability(path) -> dict[tuple, float]:
    """(layer, cluster) -> stability, where it is known. path: a run's table of measures."""
    columns = tables.read_columns(path, tables.MEASURES)
    rows = (columns["measure"] == "stability") & ~np.isnan(columns["value"])
    layer, cluster, value = (columns[name][rows].tolist() for name in ("layer", "toward", "value"))
    return dict(zip(zip(layer, cluster, strict=True), value, strict=True))


def is_unstable(stability) -> bool:
    """stability: None of what has none, such as a label."""
    return stability is not None and stability < TRUSTED


def stability_digits(stability) -> str:
    """`0.97`; no 0.60 of what is below."""
    shown = min(stability, TRUSTED - 0.01) if is_unstable(stability) else stability
    return numeral(f"{shown:.2f}")


def stability_text(stability) -> str:
    """`stability 0.97`, or `unstable: 0.42 ?`."""
    key = "unstable" if is_unstable(stability) else "stability"
    return said(key, number=stability_digits(stability))
