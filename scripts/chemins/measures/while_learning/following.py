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
from chemins.measures.layer_probes import probe_after
from chemins.measures.while_learning.class_pairs import pair_rows
from chemins.measures.while_learning.learning import Moment, Seen, rows_at
from chemins.statistics.influence import summed

STARTS = 3  # of k-means at an epoch before the last, at most
MOVES = 200  # from cluster to cluster, that a layer is asked about at each epoch


@dataclass(frozen=True)
class Looked:
    """How a network is looked at, the same at every epoch; row i is sample i."""

    role: np.ndarray  # (n,) str
    label: np.ndarray  # (n,) int32
    fitted: np.ndarray  # (n,) bool: what spaces and clusters are fitted on
    digits: list  # the classes, as labels
    n_init: object  # the config's
    seed: int
    groups: np.ndarray  # (n,) int, as of influence.groups_of
    fresh: np.ndarray  # (n,) bool: no replicate before was measured on them

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


def freeze(answers, looked) -> dict[str, Frozen]:
    """The layers of a network's last epoch. answers: layer -> (n, d)."""
    frozen, samples = {}, looked.samples(answers)
    for layer, found in answers.items():
        with one_thread():
            space, points, centers = fit_layer(found, looked, layer)
            frozen[layer] = Frozen(space, centers, assign_clusters(points, samples, centers))
    return frozen


def fit_layer(answers, looked, layer, starts=np.inf) -> tuple:
    """The space of a layer's answers (n, d), all points in it, and centers of k-means at K = number
    of classes, of so many starts at most."""
    fitted, label = looked.fitted, looked.label[looked.fitted]
    space = fit_space(lambda: [answers[fitted]], looked.seed, f"layer {layer}")
    points = space.transform(answers)
    k = min(len(looked.digits), len(np.unique(points[fitted], axis=0)))
    fit = fit_kmeans(points[fitted], label, k, looked.n_init, looked.seed, starts)
    return space, points, fit.centers


def placed(answers, frozen) -> dict[str, np.ndarray]:
    """layer -> (n, d) points of answers in the frozen spaces."""
    with one_thread():
        return {layer: frozen[layer].space.transform(found) for layer, found in answers.items()}


class Watch:
    """Looks at a network, epoch after epoch.

    Linear probes start from those of the epoch before: they end at the same ones, several times
    sooner. looked: Looked. frozen: layer -> Frozen.
    """

    def __init__(self, looked, frozen) -> None:
        self.looked, self.frozen, self.probes = looked, frozen, {}

    def at(self, answers, points, is_last) -> Moment:
        """answers: layer -> (n, d). points: those in the frozen spaces, as of placed."""
        samples, layers = self.looked.samples(answers), {}
        for layer, frozen in self.frozen.items():
            with one_thread():
                if is_last:
                    own, placed, clusters = points[layer], frozen.last, frozen.last
                else:
                    _, own, centers = fit_layer(answers[layer], self.looked, layer, STARTS)
                    clusters = assign_clusters(own, samples, centers)
                    placed = frozen.clusters(points[layer])
                layers[layer] = Seen(clusters, placed, self.probed(layer, own, samples))
        return Moment(samples, layers)

    def probed(self, layer, points, samples) -> np.ndarray:
        """(test samples,) labels: what a linear probe of the train samples' points says."""
        train, test = samples.of("train"), samples.of("test")
        told, self.probes[layer] = probe_after(
            points[train],
            samples.label[train],
            points[test],
            self.probes.get(layer),
            self.looked.seed,
        )
        return told


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


def epoch_rows(moments, frozen, movable, looked, hidden, stages) -> Iterator[dict]:
    """Rows of tables.LEARNING, but for the network and its number.

    moments: (epoch, answers, Moment), one after the other, while the network has the weights of
    that epoch. frozen: layer -> Frozen. looked: Looked.
    """
    last = {layer: found.last for layer, found in frozen.items()}
    for epoch, answers, now in moments:
        rows = rows_at(now, last, hidden, stages) + movable.rows(now, answers, looked.seed)
        for row in rows:
            found = summed(row, looked.label, looked.groups, looked.fresh)
            yield {"epoch": epoch, **found}
        for layer, seen in now.layers.items():
            for row in pairs_of(layer, seen.own.cluster, looked):
                yield {"epoch": epoch, **row}


def pairs_of(layer, cluster, looked) -> list[dict]:
    """class_pairs.pair_rows of the test samples among all, (n,) int clusters."""
    test = looked.role == "test"
    about = looked.label[test], looked.digits, looked.groups[test], looked.fresh[test]
    return pair_rows(layer, cluster[test], *about)
