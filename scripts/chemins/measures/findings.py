"""What is kept of a layer's points: clusters, votes, probe, scores.

A layer is measured once (`measure_layer`), so that only one layer's points need be in memory; what
is kept of each (`Findings`) makes the measures of the whole network. Clusters come on two bases:
with K = number of classes, by which layers and networks are compared, and at the K that was chosen;
measures on the latter have names ending in `_chosen`.
"""

from dataclasses import dataclass, field

import numpy as np

from chemins.clusters.centers import nearest_center
from chemins.clusters.majority import majority_labels
from chemins.measures import layer_probes, ood_scores
from chemins.measures.path_score import strangeness
from chemins.measures.vocabulary import SUFFIXES, row
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
    votes: np.ndarray | None  # (test samples,) labels: of the nearest train samples
    probe: np.ndarray | None  # (test samples,) labels: what a linear probe says of them
    strangeness: np.ndarray  # (n,) float64, as path_score.strangeness
    scores: dict = field(default_factory=dict)  # detector -> (n,) float64

    def suffixes(self) -> list[tuple]:
        """The bases there are, each with what its measures' names end in."""
        return [(basis, SUFFIXES[basis]) for basis in self.bases]


def measure_layer(
    layer, points, activations, samples, bases, seed, asked=None, known=True, threads=1
) -> Findings:
    """Measure one layer.

    points: (n, d) float32, all samples', standardised. activations: what they were before, as
    Space.restore gives them; not looked at where nobody is asked. bases: basis -> Clustered. asked,
    threads: as of path_score.strangeness. known: whether votes
    and probe of the test samples are wanted.
    """
    train, test = samples.of("train"), samples.of("test")
    taught = points[train], samples.label[train]
    return Findings(
        layer=layer,
        bases=bases,
        votes=layer_probes.knn_predictions(*taught, points[test]) if known else None,
        probe=layer_probes.probe_predictions(*taught, points[test], seed) if known else None,
        strangeness=strangeness(
            activations, samples.label, train, samples.prediction, asked, threads
        ),
        scores=layer_ood_scores(points, samples) if samples.of("unseen").any() else {},
    )


def layer_ood_scores(points, samples) -> dict[str, np.ndarray]:
    """detector -> (n,) scores of test and unseen samples, NaN for train samples."""
    train = samples.of("train")
    taught, asked = points[train], points[~train]
    scores = ood_scores.layer_scores(taught, samples.label[train], asked)
    everywhere = {name: np.full(len(points), np.nan) for name in scores}
    for name, values in scores.items():
        everywhere[name][~train] = values
    return everywhere


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
