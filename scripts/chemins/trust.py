"""How far each cluster is to be trusted: its stability, and how a reader is told of it."""

from chemins import tables
from chemins.stability import TRUSTED


def read_stability(path):
    """(layer, cluster) -> stability of the run's own clusters. path: its table of measures."""
    columns = tables.read_columns(path, tables.MEASURES)
    rows = zip(*(columns[name].tolist() for name in ("measure", "layer", "toward", "value")))
    return {(layer, cluster): value for name, layer, cluster, value in rows if name == "stability"}


def is_unstable(stability):
    """stability: None of what has none, such as a label."""
    return stability is not None and not stability >= TRUSTED


def rounded(stability):
    """`0.97`; no 0.60 of what is below."""
    return f"{min(stability, TRUSTED - 0.01) if is_unstable(stability) else stability:.2f}"


def stability_text(stability):
    """`stability 0.97`, or `unstable: 0.42 ?`."""
    number = rounded(stability)
    return f"unstable: {number} ?" if is_unstable(stability) else f"stability {number}"
