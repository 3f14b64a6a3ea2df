"""Paths through the clusters, the flows they add up to, main paths and who strays from them."""

from collections import Counter
from itertools import pairwise

import numpy as np

LABEL, PREDICTION = "label", "prediction"
FLOW = ("source_layer", "source", "target_layer", "target", "role", "label", "count")


def stages(hidden) -> tuple:
    """The stages of a path: label, the hidden layers, prediction."""
    return (LABEL, *hidden, PREDICTION)


def all_stages(layers) -> tuple:
    """The stages with pixels and output among them; layers: all of a run's, in order."""
    return (LABEL, *layers, PREDICTION)


def stage_pairs(hidden, layers) -> list[tuple]:
    """Every pair of neighbouring stages, of paths and of the wider diagram, each once."""
    pairs = []
    for chain in (stages(hidden), all_stages(layers)):
        pairs += [pair for pair in pairwise(chain) if pair not in pairs]
    return pairs


def count_flows(paths, pairs) -> dict[str, list]:
    """How many samples go from each node to each node of a neighbouring stage.

    paths: columns of the table of paths. pairs: as stage_pairs gives them. Returns what
    flow_columns does; each pair's counts sum to the number of samples.
    """
    return flow_columns(count_pairs(paths, pairs), pairs)


def count_pairs(paths, pairs) -> dict[tuple, Counter]:
    """pair -> (source, target, role, label) -> how many samples go there. As count_flows."""
    counts = {}
    for source, target in pairs:
        columns = (paths[source], paths[target], paths["role"], paths["label"])
        counts[source, target] = Counter(zip(*map(np.ndarray.tolist, columns), strict=True))
    return counts


def flow_columns(counts, pairs) -> dict[str, list]:
    """The columns of tables.FLOWS, rows ordered by pair, source, target, role, label. counts: as
    count_pairs gives them, of these pairs and maybe others."""
    rows = []
    for source, target in pairs:
        for key, count in sorted(counts[source, target].items()):
            rows.append((source, key[0], target, key[1], key[2], key[3], count))
    return dict(zip(FLOW, (list(column) for column in zip(*rows, strict=True)), strict=True))


def flow_counts(flows) -> dict[tuple, Counter]:
    """The counts that flow_columns gave these columns of. Rows of several tables add up."""
    counts = {}
    for row in zip(*(np.asarray(flows[name]).tolist() for name in FLOW), strict=True):
        source_layer, source, target_layer, target, role, label, count = row
        pair = counts.setdefault((source_layer, target_layer), Counter())
        pair[source, target, role, label] += count
    return counts


def add_up(counts, others) -> None:
    """Add counts of other samples to counts, in place. Both: as count_pairs gives them."""
    for pair, found in others.items():
        counts.setdefault(pair, Counter()).update(found)


def hidden_paths(paths, hidden) -> np.ndarray:
    """(n, layers) int: each sample's clusters in the hidden layers."""
    return np.column_stack([paths[layer] for layer in hidden])


def distinct_paths(paths, hidden) -> int:
    """Number of distinct paths, label and prediction included."""
    full = np.column_stack([paths[stage] for stage in stages(hidden)])
    return len(np.unique(full, axis=0))


def main_paths(paths, hidden) -> dict:
    """label -> its main path: the most frequent one among the label's train samples.

    paths: columns of the table of paths, whose clusters are those at the chosen K. A path is its
    clusters in the hidden layers, a tuple of int, whatever the prediction; the lexicographically
    first wins a tie. Test and unseen samples do not count.
    """
    train, steps = paths["role"] == "train", hidden_paths(paths, hidden)
    found = {}
    for label in np.unique(paths["label"][train]).tolist():
        rows = steps[train & (paths["label"] == label)]
        unique, counts = np.unique(rows, axis=0, return_counts=True)
        found[label] = tuple(unique[counts.argmax()].tolist())
    return found


def travels_as(paths, hidden, main) -> np.ndarray:
    """(n,) labels whose main path each sample's clusters follow; -1 for none.

    A sample on its own class's main path travels as its class; where other classes share a main
    path, as the lowest of them.
    """
    by_path = {}
    for label in sorted(main, reverse=True):
        by_path[main[label]] = label
    rows = [tuple(row) for row in hidden_paths(paths, hidden).tolist()]
    labels = paths["label"].tolist()
    return np.array(
        [
            label if main.get(label) == row else by_path.get(row, -1)
            for row, label in zip(rows, labels, strict=True)
        ],
        dtype=np.int32,
    )
