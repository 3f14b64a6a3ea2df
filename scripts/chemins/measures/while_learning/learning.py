"""What a network's layers tell at one epoch of its training, beside what they tell at the last.

`Seen` is a layer at an epoch, `Moment` all of them. Clusters are at K = number of classes, and of
two kinds: a layer's own, fitted anew in the space that its answers have at that epoch, and the
frozen ones, those of the last epoch, in whose space the answers are placed. A frozen cluster stands
for what it stands for at the last epoch.
"""

from dataclasses import dataclass

import numpy as np

from chemins.clusters.paths import hidden_paths, main_paths
from chemins.measures.findings import Clustered, Samples, share_row
from chemins.measures.known import cluster_rows
from chemins.measures.layer_probes import commitment
from chemins.measures.path_measures import matched, path_complexity, same_path
from chemins.measures.vocabulary import row

MOVES = 200  # from cluster to cluster, that a layer is asked about at each epoch


@dataclass(frozen=True)
class Seen:
    """A layer at one epoch; row i is sample i."""

    own: Clustered  # in clusters of this epoch
    frozen: Clustered  # in those of the last
    probe: np.ndarray  # (test samples,) labels: what a linear probe of this epoch says of them


@dataclass(frozen=True)
class Moment:
    """A network at one epoch."""

    samples: Samples  # with its answers at this epoch
    layers: dict  # layer -> Seen, of all layers but the pixels, in order


def rows_at(now, last, hidden, stages) -> list[dict]:
    """Rows of vocabulary.row of one epoch; those of pairs of classes are class_pairs'.

    now: Moment. last: layer -> Clustered, of the last epoch. hidden: the hidden layers. stages:
    those that paths go through.
    """
    rows = answer_rows(now.samples)
    for layer, seen in now.layers.items():
        rows += layer_rows(layer, seen, last[layer], now.samples)
    rows += commitment_rows(now, hidden)
    rows += path_rows(now, last, stages)
    return rows + unseen_rows(now)


def answer_rows(samples) -> list[dict]:
    """How many test samples are told right, of all and of each class."""
    test, right = samples.of("test"), samples.prediction == samples.label
    return [share_row("accuracy", right[test], test), *class_rows("right", right, samples)]


def class_rows(measure, hit, samples) -> list[dict]:
    """The share of each class's test samples. hit: (n,) bool."""
    of_class = {c: samples.of("test") & (samples.label == c) for c in samples.digits}
    return [share_row(measure, hit[own], own, toward=c) for c, own in of_class.items()]


def layer_rows(layer, seen, last, samples) -> list[dict]:
    """How far a layer tells the classes apart, and whether its clusters are those of the last
    epoch. seen: Seen. last: Clustered."""
    test = samples.of("test")
    own, label = seen.own.cluster[test], samples.label[test]
    return [
        *cluster_rows(layer, own, samples, ""),
        *cluster_rows(layer, seen.frozen.cluster[test], samples, "_frozen"),
        share_row("matched", matched(own, last.cluster[test]), test, layer),
        share_row("probe", seen.probe == label, test, layer),
    ]


def commitment_rows(now, hidden) -> list[dict]:
    """Cumulative shares of test samples by the layer from which on their frozen clusters all stand
    for what the network says of them at this epoch."""
    test = now.samples.of("test")
    stands_for = np.column_stack([now.layers[layer].frozen.majority for layer in hidden])
    committed = commitment(stands_for, now.samples.prediction)[test]
    return [share_row("committed", committed <= i, test, layer) for i, layer in enumerate(hidden)]


def path_rows(now, last, stages) -> list[dict]:
    """How test samples travel through the frozen clusters. last: as of rows_at."""
    samples, test = now.samples, now.samples.of("test")
    paths = np.column_stack([now.layers[stage].frozen.cluster for stage in stages])
    final = {stage: last[stage].cluster for stage in stages}
    kept = same_path(paths, hidden_paths(final, stages))
    main = main_paths({"role": samples.role, "label": samples.label, **final}, stages)
    on_main = follows(paths, samples.label, main)
    return [
        row("distinct_paths", path_complexity(paths[test])[0]),
        share_row("on_final_path", kept[test], test),
        *class_rows("on_main_path", on_main, samples),
    ]


def follows(paths, label, main) -> np.ndarray:
    """(n,) bool: whether a sample's path is the main one of its class. main: label -> path, a
    tuple; others have none."""
    pairs = zip(label.tolist(), paths.tolist(), strict=True)
    return np.array([main.get(own) == tuple(path) for own, path in pairs])


def unseen_rows(now) -> list[dict]:
    """Where each unseen digit goes: what it is told as, and what the frozen clusters stand for."""
    samples, rows = now.samples, []
    for digit in np.unique(samples.label[samples.of("unseen")]).tolist():
        own = samples.of("unseen") & (samples.label == digit)
        told = {"predicted": {"": samples.prediction}}
        told["affinity"] = {layer: seen.frozen.majority for layer, seen in now.layers.items()}
        rows += [
            share_row(measure, found[own] == c, own, layer, digit, c)
            for measure, by_layer in told.items()
            for layer, found in by_layer.items()
            for c in samples.digits
        ]
    return rows
