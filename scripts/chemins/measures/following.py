"""A network is looked at while it learns: its layers placed, clustered and probed at each epoch."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from chemins.base.threads import one_thread
from chemins.clusters.centers import nearest_center
from chemins.clusters.clustering import fit_kmeans
from chemins.clusters.standardise import fit_space
from chemins.measures.findings import Clustered, Samples, assign_clusters
from chemins.measures.interventions import hidden_layer, move_rows, moved, trial
from chemins.measures.layer_probes import probe_predictions
from chemins.measures.learning import MOVES, Moment, Seen, rows_at

STARTS = 3  # of k-means at an epoch before the last, at most


@dataclass(frozen=True)
class Looked:
    """How a network's layers are looked at, the same at every epoch."""

    role: np.ndarray  # (n,) str, of the samples
    label: np.ndarray  # (n,) int32
    fitted: np.ndarray  # (n,) bool: what spaces and clusters are fitted on
    digits: list  # the classes, as labels
    n_init: object  # the config's
    seed: int

    def samples(self, answers) -> Samples:
        return Samples(self.role, self.label, answers["output"], None, self.digits)


@dataclass(frozen=True)
class Frozen:
    """A layer's space and clusters at the last epoch, to place others in."""

    space: object
    centers: np.ndarray  # (K, d) float32, K = number of classes
    last: Clustered

    def clusters(self, points) -> Clustered:
        """Of (n, d) points of the space; a cluster stands for what it does at the last epoch."""
        cluster, stands_for = nearest_center(points, self.centers), self.last.majorities()
        return Clustered(cluster, np.array([stands_for.get(c, -1) for c in cluster.tolist()]))


def fit_layer(answers, looked, layer, starts=np.inf) -> tuple:
    """The space of a layer's answers (n, d), all points in it, and K-means centers at K = number
    of classes, of so many starts at most."""
    fitted, label = looked.fitted, looked.label[looked.fitted]
    space = fit_space(lambda: [answers[fitted]], looked.seed, f"layer {layer}")
    points = space.transform(answers)
    k = min(len(looked.digits), len(np.unique(points[fitted], axis=0)))
    fit = fit_kmeans(points[fitted], label, k, looked.n_init, looked.seed, starts)
    return space, points, fit.centers


def freeze(answers, looked) -> tuple[dict, Moment]:
    """layer -> Frozen, and the Moment, of a network's last epoch. answers: layer -> (n, d)."""
    samples, frozen, layers = looked.samples(answers), {}, {}
    for layer, found in answers.items():
        with one_thread():
            space, points, centers = fit_layer(found, looked, layer)
            last = assign_clusters(points, samples, centers)
            layers[layer] = Seen(last, last, probed(points, samples, looked))
        frozen[layer] = Frozen(space, centers, last)
    return frozen, Moment(samples, layers)


def at_last(points, frozen, samples, looked) -> Moment:
    """The Moment of the last epoch, of layers that are frozen already. points: layer -> (n, d)."""
    with one_thread():
        return Moment(
            samples,
            {
                layer: Seen(found.last, found.last, probed(points[layer], samples, looked))
                for layer, found in frozen.items()
            },
        )


def look(answers, points, frozen, looked) -> Moment:
    """A network at an epoch before the last.

    answers: layer -> (n, d). points: layer -> (n, d) of those in the frozen spaces.
    """
    samples, layers = looked.samples(answers), {}
    for layer, found in answers.items():
        with one_thread():
            _, own, centers = fit_layer(found, looked, layer, STARTS)
            layers[layer] = Seen(
                assign_clusters(own, samples, centers),
                frozen[layer].clusters(points[layer]),
                probed(own, samples, looked),
            )
    return Moment(samples, layers)


def probed(points, samples, looked) -> np.ndarray:
    """(test samples,) labels: what a linear probe of the train samples' points says of them."""
    train, test = samples.of("train"), samples.of("test")
    return probe_predictions(points[train], samples.label[train], points[test], looked.seed)


def placed(answers, frozen) -> dict:
    """layer -> (n, d) points of answers in the frozen spaces."""
    with one_thread():
        return {layer: frozen[layer].space.transform(found) for layer, found in answers.items()}


@dataclass(frozen=True)
class Movable:
    """A network whose answers can be moved. halves: hidden layer -> networks.cut.Halves, with the
    weights of the epoch. inputs: (n, …) what the network takes."""

    halves: dict
    inputs: np.ndarray

    def rows(self, now, answers, seed) -> list[dict]:
        """How many predictions a step to another cluster of this epoch changes. now: Moment.
        answers: layer -> (n, d)."""
        rows = []
        for layer, cut in self.halves.items():
            asked = hidden_layer(answers[layer], now.layers[layer].own, now.samples)
            tried = trial(asked, cut, self.asking(cut, answers[layer]), seed, MOVES)
            rows += move_rows(tried, moved(tried), layer)
        return rows

    def asking(self, cut, signature) -> Callable:
        """A function from rows of samples to a layer's answers: of a map the signature is less."""
        if len(cut.shape) == 1:
            return lambda places: signature[places]
        return lambda places: cut.answers(self.inputs[places])


def epoch_rows(moments, last, movable, hidden, stages, seed) -> Iterator[dict]:
    """Rows of vocabulary.row, each with its epoch. moments: (epoch, answers, Moment), one after the
    other, while the network has the weights of that epoch. last: Moment."""
    for epoch, answers, now in moments:
        rows = rows_at(now, last, hidden, stages) + movable.rows(now, answers, seed)
        yield from ({"epoch": epoch} | row for row in rows)
