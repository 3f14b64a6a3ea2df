"""Every measure of one network, from its layers' points: rows of a tidy table.

A layer is measured once (`measure_layer`), so that only one layer's points need be in memory; what
is kept of each (`Findings`) makes the measures of the whole network. Clusters come on two bases:
with K = number of classes, by which layers and networks are compared, and at the K that was chosen;
measures on the latter have names ending in `_chosen`.
"""

from dataclasses import dataclass, field

import numpy as np

from chemins.clusters.centers import center_distance, nearest_center
from chemins.clusters.majority import majority_labels
from chemins.clusters.mixture import mixture_clusters
from chemins.measures import layer_probes, ood_scores, path_measures
from chemins.measures.cluster_agreement import agreement
from chemins.measures.destinations import affinity, entropy
from chemins.measures.typicality import (
    calibration_half,
    conformal_p_values,
    path_log_probability,
    smallest_p,
    typicality,
)

BASES = {"classes": "", "chosen": "_chosen"}  # basis -> what its measures' names end in
ROWS = 8192  # placed at once
ATYPICAL = 0.05  # conformal p-value up to which an image is called atypical


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
    distance: np.ndarray  # (n,) float64, to the nearest center

    def majorities(self) -> dict[int, int]:
        """cluster -> majority label."""
        return dict(zip(self.cluster.tolist(), self.majority.tolist(), strict=True))


@dataclass(frozen=True)
class Findings:
    """What is kept of a layer."""

    layer: str
    bases: dict  # basis -> Clustered
    votes: np.ndarray  # (test samples,) labels: of the nearest train samples
    probe: float  # accuracy of a linear probe on test samples
    scores: dict = field(default_factory=dict)  # detector -> (n,) float64

    def suffixes(self) -> list[tuple]:
        """The bases there are, each with what its measures' names end in."""
        return [(basis, BASES[basis]) for basis in self.bases]


def row(measure, value, layer="", digit=-1, toward=-1) -> dict:
    """One row of tables.MEASURES, without network and replicate.

    layer: "" where the measure is the whole network's. digit: an unseen digit, or -1. toward: the
    class, or cluster, that the measure is about, or -1.
    """
    return {
        "layer": layer,
        "digit": digit,
        "toward": toward,
        "measure": measure,
        "value": float(value),
    }


def measure_layer(layer, points, samples, bases, seed) -> Findings:
    """Measure one layer.

    points: (n, d) float32, all samples', standardised. bases: basis -> Clustered.
    """
    train, test = samples.of("train"), samples.of("test")
    taught = points[train], samples.label[train]
    return Findings(
        layer=layer,
        bases=bases,
        votes=layer_probes.knn_predictions(*taught, points[test]),
        probe=layer_probes.probe_accuracy(*taught, points[test], samples.label[test], seed),
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
    distance = np.full(len(points), np.nan)
    for start in range(0, len(points), ROWS):
        part = slice(start, start + ROWS)
        cluster[part] = nearest_center(points[part], centers)
        distance[part] = center_distance(points[part], cluster[part], centers)
    return Clustered(cluster, majority_of(cluster, samples), distance)


def majority_of(cluster, samples) -> np.ndarray:
    """(n,) int: the majority label of each sample's cluster; -1 in one that has none."""
    found = majority_labels(cluster, samples.label, samples.role)
    return np.array([-1 if found[c] is None else found[c] for c in cluster.tolist()])


# --- known samples ------------------------------------------------------------------------------


def layer_rows(found: Findings, samples) -> list[dict]:
    """How far a layer tells the classes apart, on test samples."""
    test = samples.of("test")
    label = samples.label[test]
    rows = [
        row("probe", found.probe, found.layer),
        row("neighbours", np.mean(found.votes == label), found.layer),
    ]
    for basis, suffix in found.suffixes():
        clustered = found.bases[basis]
        measured = agreement(clustered.cluster[test], label)
        measured["reach"] = layer_probes.reachable_share(clustered.majorities(), samples.digits)
        rows += [row(name + suffix, value, found.layer) for name, value in measured.items()]
    return rows


def mixture_rows(layer, points, samples, seed) -> list[dict]:
    """As layer_rows, purity and AMI of a Gaussian mixture with K = number of classes.

    points: (n, d) float32, all samples', standardised.
    """
    train, test = samples.of("train"), samples.of("test")
    cluster = mixture_clusters(points[train], points[test], len(samples.digits), seed)
    measured = agreement(cluster, samples.label[test])
    return [row(name + "_mixture", value, layer) for name, value in measured.items()]


def network_rows(findings, samples, hidden) -> list[dict]:
    """How the samples travel through a network. findings: of all its layers, in order."""
    train, test = samples.of("train"), samples.of("test")
    right = samples.prediction == samples.label
    rows = [row("accuracy", right[test].mean()), row("train_accuracy", right[train].mean())]
    rows += depth_rows(findings, samples)
    for basis, suffix in findings[0].suffixes():
        rows += commitment_rows(findings, samples, hidden, basis)
        rows += path_rows(paths_of(findings, hidden, basis), samples, suffix)
    return rows


def depth_rows(findings, samples) -> list[dict]:
    """Cumulative shares of test samples by prediction depth."""
    depth = prediction_depths(findings, samples)
    return [
        row("depth", np.mean(depth <= index), found.layer) for index, found in enumerate(findings)
    ]


def prediction_depths(findings, samples) -> np.ndarray:
    """(test samples,) indices of layers, as layer_probes.prediction_depth."""
    votes = np.column_stack([found.votes for found in findings])
    return layer_probes.prediction_depth(votes, samples.prediction[samples.of("test")])


def commitment_rows(findings, samples, hidden, basis) -> list[dict]:
    """Cumulative shares of test samples by commitment layer."""
    committed = commitment_layers(findings, samples, hidden, basis)[samples.of("test")]
    name = "committed" + BASES[basis]
    return [row(name, np.mean(committed <= i), layer) for i, layer in enumerate(hidden)]


def commitment_layers(findings, samples, hidden, basis) -> np.ndarray:
    """(n,) indices of hidden layers, as layer_probes.commitment."""
    majority = [found.bases[basis].majority for found in findings if found.layer in hidden]
    return layer_probes.commitment(np.column_stack(majority), samples.prediction)


def paths_of(findings, hidden, basis) -> np.ndarray:
    """(n, hidden layers) int32 clusters."""
    return np.column_stack([f.bases[basis].cluster for f in findings if f.layer in hidden])


def path_rows(paths, samples, suffix) -> list[dict]:
    """Measures of the paths of known samples. Complexity and purity are of train and test samples
    together; alignment, and the share on the path that most take, of test samples."""
    train, test = samples.of("train"), samples.of("test")
    known = train | test
    distinct, effective = path_measures.path_complexity(paths[known])
    prediction = samples.prediction
    measured = {
        "distinct_paths": distinct,
        "effective_paths": effective,
        "path_entropy": path_measures.path_entropy(paths[known]),
        "path_purity": path_measures.weighted_purity(paths[known], samples.label[known]),
        "alignment": path_measures.decision_alignment(
            paths[train], prediction[train], paths[test], prediction[test]
        ),
    }
    rows = [row(name + suffix, value) for name, value in measured.items()]
    shares = path_measures.most_taken_shares(paths[test], samples.label[test])
    return rows + [row("most_taken" + suffix, shares[c], toward=c) for c in samples.digits]


def difference_rows(findings, samples, hidden, seed) -> list[dict]:
    """Jensen–Shannon distances of all pairs of classes at the chosen K, with p-values."""
    test = samples.of("test")
    paths = paths_of(findings, hidden, "chosen")
    rows = []
    for pair in path_measures.permutation_tests(paths[test], samples.label[test], seed):
        first, second = pair["classes"]
        rows += [
            row("js_distance", pair["distance"], digit=first, toward=second),
            row("js_p", pair["p"], digit=first, toward=second),
            row("js_p_adjusted", pair["p_adjusted"], digit=first, toward=second),
        ]
    return rows


# --- unseen samples -----------------------------------------------------------------------------


def unseen_rows(findings, samples, hidden, seed) -> list[dict]:
    """Where each unseen digit goes, how sure the network is, and what would notice it."""
    rows = []
    evaluation = evaluation_half(samples, seed)
    scores = ood_scores_of(findings, samples, hidden)
    p_value = {
        suffix: p_values(scores["path" + suffix, ""], samples, seed)
        for _, suffix in findings[0].suffixes()
    }
    if samples.of("unseen").any():
        calibrating = samples.prediction[samples.of("test") & ~evaluation]
        rows += [row("smallest_p", p, toward=c) for c, p in smallest_p(calibrating).items()]
    for digit in np.unique(samples.label[samples.of("unseen")]).tolist():
        own = samples.of("unseen") & (samples.label == digit)
        rows += destination_rows(findings, own, digit, samples.digits)
        rows += prediction_rows(samples, own, digit)
        rows += [
            row("atypical" + suffix, np.mean(p[own] <= ATYPICAL), digit=digit)
            for suffix, p in p_value.items()
        ]
        for (detector, layer), score in scores.items():
            compared = score[evaluation], score[own]
            rows += [
                row(f"auroc_{detector}", ood_scores.auroc(*compared), layer, digit),
                row(f"fpr95_{detector}", ood_scores.fpr_at_tpr(*compared), layer, digit),
            ]
    return rows


def destination_rows(findings, own, digit, digits) -> list[dict]:
    """Per layer: the share in clusters of each class, and the entropy of the clusters in bits."""
    rows = []
    for found in findings:
        for basis, suffix in found.suffixes():
            clustered = found.bases[basis]
            toward = affinity(clustered.majority[own], digits)
            rows += [row("affinity" + suffix, toward[c], found.layer, digit, c) for c in digits]
            counts = np.unique(clustered.cluster[own], return_counts=True)[1]
            spread = entropy(counts / counts.sum())
            rows.append(row("entropy" + suffix, spread, found.layer, digit))
    return rows


def prediction_rows(samples, own, digit) -> list[dict]:
    prediction, confidence = samples.prediction[own], samples.probabilities[own].max(axis=1)
    rows = [row("images", own.sum(), digit=digit)]
    rows.append(row("confidence", confidence.mean(), digit=digit))
    return rows + [
        row("predicted", np.mean(prediction == c), digit=digit, toward=c) for c in samples.digits
    ]


def ood_scores_of(findings, samples, hidden) -> dict[tuple, np.ndarray]:
    """(detector, layer or "") -> (n,) scores, higher for what is known."""
    scores = {("max_softmax", ""): ood_scores.max_softmax(samples.probabilities)}
    if samples.logits is not None:
        scores["energy", ""] = ood_scores.energy(samples.logits)
    for basis, suffix in findings[0].suffixes():
        scores["path" + suffix, ""] = typicalities(findings, samples, hidden, basis)
    for found in findings:
        if found.layer in ("pixels", *hidden):
            scores |= {(name, found.layer): score for name, score in found.scores.items()}
    return scores


def typicalities(findings, samples, hidden, basis) -> np.ndarray:
    """(n,) float64, as typicality.typicality."""
    train = samples.of("train")
    paths = paths_of(findings, hidden, basis)
    distance = np.column_stack([f.bases[basis].distance for f in findings if f.layer in hidden])
    log_probability = path_log_probability(
        paths[train], samples.label[train], paths, samples.prediction
    )
    return typicality(log_probability, distance, distance[train])


def sample_measures(findings, samples, hidden, seed) -> dict[str, np.ndarray]:
    """Per sample, at the chosen K: commitment layer, prediction depth of test samples, and how
    typical its path is. Columns of tables.SAMPLE_MEASURES but for sample_id."""
    basis = "chosen" if "chosen" in findings[0].bases else "classes"
    names = np.array([found.layer for found in findings] + ["never"])
    depth = np.full(len(samples.role), "", names.dtype)
    depth[samples.of("test")] = names[prediction_depths(findings, samples)]
    committed = np.array([*hidden, "never"])[commitment_layers(findings, samples, hidden, basis)]
    score = typicalities(findings, samples, hidden, basis)
    return {
        "role": samples.role,
        "label": samples.label,
        "committed": committed,
        "depth": depth,
        "typicality": score,
        "p_value": p_values(score, samples, seed),
    }


def evaluation_half(samples, seed) -> np.ndarray:
    """(n,) bool: the half of the test samples that detectors are measured on."""
    test = np.flatnonzero(samples.of("test"))
    half = np.zeros(len(samples.role), bool)
    half[test[~calibration_half(samples.label[test], seed)]] = True
    return half


def p_values(score, samples, seed) -> np.ndarray:
    """(n,) conformal p-values within the predicted class; NaN for train and calibration samples."""
    evaluation = evaluation_half(samples, seed)
    calibration = samples.of("test") & ~evaluation
    asked = evaluation | samples.of("unseen")
    prediction = samples.prediction
    values = np.full(len(score), np.nan)
    values[asked] = conformal_p_values(
        score[calibration], prediction[calibration], score[asked], prediction[asked]
    )
    return values
