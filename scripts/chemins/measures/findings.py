"""What is kept of a layer's points: clusters, votes, probe, scores.

A layer is measured once (`measure_layer`), so that only one layer's points need be in memory; what
is kept of each (`Findings`) makes the measures of the whole network. Clusters come on two bases:
with K = number of classes, by which layers and networks are compared, and at the K that was chosen;
measures on the latter have names ending in `_chosen`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from chemins.clusters.centers import nearest_center
from chemins.clusters.majority import majority_labels
from chemins.clusters.mixture import fit_mixture
from chemins.measures import layer_probes, ood_scores
from chemins.measures.asking import teach
from chemins.measures.passes import answers
from chemins.measures.path_score import (
    Planes,
    class_rows,
    standard_rows,
    standardised,
    strangeness,
)
from chemins.measures.vocabulary import LAYER_SCORES, SUFFIXES, row
from chemins.statistics.influence import at

ROWS = 8192  # placed at once


@dataclass(frozen=True)
class Samples:
    """The samples of a run, and what a network made of them; row i is sample i."""

    role: np.ndarray  # (n,) str
    label: np.ndarray  # (n,) int32
    probabilities: np.ndarray  # (n, classes) float32
    logits: np.ndarray | None  # (n, classes) float32
    digits: list  # the classes, as labels

    @property
    def prediction(self) -> np.ndarray:
        """(n,) labels."""
        return np.array(self.digits)[self.probabilities.argmax(axis=1)]

    def of(self, role) -> np.ndarray:
        return self.role == role


@dataclass(frozen=True)
class Clustered:
    """Every sample's place among the centers of one layer."""

    cluster: np.ndarray  # (n,) int32
    majority: np.ndarray  # (n,) label: majority label of the sample's cluster, -1 for none

    def majorities(self) -> dict[int, int]:
        """cluster -> majority label."""
        return dict(zip(self.cluster.tolist(), self.majority.tolist(), strict=True))


@dataclass(frozen=True)
class Findings:
    """What is kept of a layer."""

    layer: str
    bases: dict  # basis -> Clustered
    votes: np.ndarray | None  # (voted,) labels: of the nearest train samples
    probe: np.ndarray | None  # (test samples,) labels: what a linear probe says of them
    strangeness: np.ndarray  # (n,) float64, as path_score.standardised
    scores: dict = field(default_factory=dict)  # detector -> (n,) float64
    mixture: np.ndarray | None = None  # (test samples,) int: clusters of a Gaussian mixture
    voted: np.ndarray | None = None  # (n,) bool: whose neighbours voted; None: all test samples

    def suffixes(self) -> list[tuple]:
        """The bases there are, each with what its measures' names end in."""
        return [(basis, SUFFIXES[basis]) for basis in self.bases]

    def asked(self, samples) -> np.ndarray:
        """(n,) bool: the samples whose neighbours voted."""
        return samples.of("test") if self.voted is None else self.voted


def measure_layer(
    layer, points, samples, bases, who, seed, mixture=False, threads=1, taught=None
) -> Findings:
    """Measure one layer, in two passes over its points, or one.

    points: asking.Points. bases: basis -> Clustered. who: asking.Who. mixture: whether a mixture's
    clusters are wanted. threads: as of path_score.strangeness. taught: of asking.teach, where that
    pass was made.
    """
    label = samples.label
    taught = teach(points, who, label) if taught is None else taught
    found = answers(
        points,
        [
            (who.voted, votes_of(taught, who, label)),
            (who.probed, told_of_test(taught, who, samples, seed, mixture)),
            (who.detected, detectors_of(taught, who, label)),
            planes_of(points, taught, who, samples, threads),
        ],
    )
    scores = {name: at(who.detected, found[name]) for name in LAYER_SCORES if name in found}
    return Findings(
        layer=layer,
        bases=bases,
        votes=found.get("votes"),
        probe=found.get("probe"),
        strangeness=strangeness_of(found, who, label),
        scores=scores,
        mixture=found.get("mixture"),
        voted=who.voted,
    )


def votes_of(taught, who, label) -> dict[str, Callable]:
    """What answers are asked for, as of asking.answers: the neighbours' votes."""
    if not who.voted.any():
        return {}
    points, own = taught.points, label[who.taught]
    if who.voters is not who.taught:
        kept = who.voters[who.taught]
        points, own = points[kept], own[kept]
    return alone(votes=layer_probes.fit_votes(points, own))


def told_of_test(taught, who, samples, seed, mixture) -> dict[str, Callable]:
    """Likewise: the probe, and a mixture's clusters."""
    if not who.probed.any():
        return {}
    asked = {"probe": layer_probes.fit_probe(taught.points, samples.label[who.taught], seed)}
    if mixture:
        asked["mixture"] = fit_mixture(taught.points, len(samples.digits), seed)
    return alone(**asked)


def detectors_of(taught, who, label) -> dict[str, Callable]:
    """Likewise: the layer's scores of what is known."""
    if not who.detected.any():
        return {}
    return alone(**ood_scores.fit_detectors(taught.points, label[who.taught]))


def alone(**functions) -> dict[str, Callable]:
    """Functions of rows and points, of functions of points."""
    return {name: lambda _, points, f=f: f(points) for name, f in functions.items()}


def planes_of(points, taught, who, samples, threads) -> tuple[np.ndarray, dict]:
    """Whom to ask, and for what: the strangeness of those that are scored. Of a reduced space all
    are asked, whose points have to be restored together."""
    if not who.scored.any():
        return who.scored, {}
    planes = Planes.through(class_rows(samples.label, who.taught), taught.near)
    prediction = samples.prediction

    def strange(rows, part) -> np.ndarray:
        kept = who.scored[rows]
        activations, rows = points.restored(part, kept), rows[kept]
        return strangeness(activations, rows, prediction[rows], planes, threads)

    reduced = points.space.basis is not None
    return (np.ones_like(who.scored) if reduced else who.scored), {"strangeness": strange}


def strangeness_of(found, who, label) -> np.ndarray:
    """(n,) float64, NaN of those that nobody asked. found: of asking.answers."""
    if "strangeness" not in found:
        return np.full(len(label), np.nan)
    standard = standard_rows(label, who.taught)
    return standardised(at(who.scored, found["strangeness"]), standard)


def assign_clusters(points, samples, centers) -> Clustered:
    """The samples in the clusters with the nearest centers.

    points: (n, d) float32. centers: (K, d) float32.
    """
    cluster = np.full(len(points), -1, np.int32)
    for start in range(0, len(points), ROWS):
        part = slice(start, start + ROWS)
        cluster[part] = nearest_center(points[part], centers)
    return Clustered(cluster, majority_of(cluster, samples))


def majority_of(cluster, samples) -> np.ndarray:
    """(n,) int: the majority label of each sample's cluster; -1 in one that has none."""
    found = majority_labels(cluster, samples.label, samples.role)
    return np.array([-1 if found[c] is None else found[c] for c in cluster.tolist()])


def paths_of(findings, stages, basis) -> np.ndarray:
    """(n, stages) int32 clusters of the layers that are stages."""
    return np.column_stack([f.bases[basis].cluster for f in findings if f.layer in stages])


def share_row(measure, hit, counted, *where, **toward) -> dict:
    """A row of a share of the samples that are counted. hit: of those, (m,) bool. counted: (n,)
    bool."""
    return row(measure, np.mean(hit), *where, **toward, terms=at(counted, hit))
