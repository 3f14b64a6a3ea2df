"""Every measure of one network, from its layers' points: rows of a tidy table.

A layer is measured once (`measure_layer`), so that only one layer's points need be in memory; what
is kept of each (`Findings`) makes the measures of the whole network. Clusters come on two bases:
with K = number of classes, by which layers and networks are compared, and at the K that was chosen;
measures on the latter have names ending in `_chosen`.
"""

from dataclasses import dataclass, field

import numpy as np

from chemins.clusters.centers import nearest_center
from chemins.clusters.majority import majority_labels
from chemins.clusters.mixture import mixture_clusters
from chemins.measures import layer_probes, ood_scores, path_measures
from chemins.measures.cluster_agreement import ami, in_majority
from chemins.measures.conformal import calibration_half, conformal_p_values, smallest_p
from chemins.measures.destinations import entropy
from chemins.measures.influence import ami_terms, at, auroc_terms, entropy_terms
from chemins.measures.path_score import path_score, strangeness
from chemins.measures.vocabulary import SUFFIXES, row

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
    layer, points, activations, samples, bases, seed, asked=None, known=True
) -> Findings:
    """Measure one layer.

    points: (n, d) float32, all samples', standardised. activations: what they were before, as
    Space.restore gives them. bases: basis -> Clustered. asked: as of path_score.strangeness. known:
    whether votes and probe of the test samples are wanted.
    """
    train, test = samples.of("train"), samples.of("test")
    taught = points[train], samples.label[train]
    return Findings(
        layer=layer,
        bases=bases,
        votes=layer_probes.knn_predictions(*taught, points[test]) if known else None,
        probe=layer_probes.probe_predictions(*taught, points[test], seed) if known else None,
        strangeness=strangeness(activations, samples.label, train, samples.prediction, asked),
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


def share_row(measure, hit, counted, *where, **toward) -> dict:
    """A row of a share of the samples that are counted. hit: of those, (m,) bool. counted: (n,)
    bool."""
    return row(measure, np.mean(hit), *where, **toward, terms=at(counted, hit))


# --- known samples ------------------------------------------------------------------------------


def layer_rows(found: Findings, samples) -> list[dict]:
    """How far a layer tells the classes apart, on test samples."""
    test = samples.of("test")
    label = samples.label[test]
    rows = [
        share_row("probe", found.probe == label, test, found.layer),
        share_row("neighbours", found.votes == label, test, found.layer),
    ]
    for basis, suffix in found.suffixes():
        clustered = found.bases[basis]
        reach = layer_probes.reachable_share(clustered.majorities(), samples.digits)
        rows += cluster_rows(found.layer, clustered.cluster[test], samples, suffix)
        rows.append(row("reach" + suffix, reach, found.layer))
    return rows


def cluster_rows(layer, cluster, samples, suffix) -> list[dict]:
    """Purity and AMI of test samples' clusters, (m,) int."""
    test = samples.of("test")
    label = samples.label[test]
    value = ami(cluster, label)
    terms = at(test, ami_terms(cluster, label, value))
    return [
        share_row("purity" + suffix, in_majority(cluster, label), test, layer),
        row("ami" + suffix, value, layer, terms=terms),
    ]


def mixture_rows(layer, points, samples, seed) -> list[dict]:
    """As layer_rows, purity and AMI of a Gaussian mixture with K = number of classes.

    points: (n, d) float32, all samples', standardised.
    """
    train, test = samples.of("train"), samples.of("test")
    cluster = mixture_clusters(points[train], points[test], len(samples.digits), seed)
    return cluster_rows(layer, cluster, samples, "_mixture")


def network_rows(findings, samples, hidden) -> list[dict]:
    """How the samples travel through a network. findings: of all its layers, in order."""
    train, test = samples.of("train"), samples.of("test")
    right = samples.prediction == samples.label
    rows = [share_row("accuracy", right[test], test), row("train_accuracy", right[train].mean())]
    rows += depth_rows(findings, samples)
    rows += all_distance_rows(findings, samples, hidden)
    for basis, suffix in findings[0].suffixes():
        rows += commitment_rows(findings, samples, hidden, basis)
        rows += path_rows(paths_of(findings, hidden, basis), samples, suffix)
    return rows


def depth_rows(findings, samples) -> list[dict]:
    """Cumulative shares of test samples by prediction depth."""
    depth, test = prediction_depths(findings, samples), samples.of("test")
    return [
        share_row("depth", depth <= index, test, found.layer)
        for index, found in enumerate(findings)
    ]


def prediction_depths(findings, samples) -> np.ndarray:
    """(test samples,) indices of layers, as layer_probes.prediction_depth."""
    votes = np.column_stack([found.votes for found in findings])
    return layer_probes.prediction_depth(votes, samples.prediction[samples.of("test")])


def commitment_rows(findings, samples, hidden, basis) -> list[dict]:
    """Cumulative shares of test samples by commitment layer."""
    test = samples.of("test")
    committed = commitment_layers(findings, samples, hidden, basis)[test]
    name = "committed" + SUFFIXES[basis]
    return [share_row(name, committed <= i, test, layer) for i, layer in enumerate(hidden)]


def commitment_layers(findings, samples, hidden, basis) -> np.ndarray:
    """(n,) indices of hidden layers, as layer_probes.commitment."""
    majority = [found.bases[basis].majority for found in findings if found.layer in hidden]
    return layer_probes.commitment(np.column_stack(majority), samples.prediction)


def paths_of(findings, hidden, basis) -> np.ndarray:
    """(n, hidden layers) int32 clusters."""
    return np.column_stack([f.bases[basis].cluster for f in findings if f.layer in hidden])


def path_rows(paths, samples, suffix) -> list[dict]:
    """Measures of the paths of test samples."""
    train, test = samples.of("train"), samples.of("test")
    travelled, label, prediction = paths[test], samples.label[test], samples.prediction
    distinct, effective = path_measures.path_complexity(travelled)
    surprise = at(test, entropy_terms(path_measures.path_codes(travelled)))
    pure = path_measures.in_path_majority(travelled, label)
    foretold = path_measures.foretold(paths[train], prediction[train], travelled, prediction[test])
    rows = [
        row("distinct_paths" + suffix, distinct),
        row("effective_paths" + suffix, effective, terms=effective * surprise),
        row("path_entropy" + suffix, path_measures.path_entropy(travelled), terms=surprise),
        share_row("path_purity" + suffix, pure, test),
        share_row("alignment" + suffix, foretold, test),
    ]
    usual = path_measures.on_most_taken(travelled, label)
    return rows + [
        share_row("most_taken" + suffix, usual[label == c], test & (samples.label == c), toward=c)
        for c in samples.digits
    ]


def distance_rows(paths, samples, layer="") -> list[dict]:
    """How far apart the test samples of each two classes travel, after class_distances, and the
    mean.

    paths: (n, L) int. layer: "" of the hidden layers, or the one that the paths are of.
    """
    test = samples.of("test")
    found = path_measures.class_distances(paths[test], samples.label[test])
    rows = [row("js_mean", sum(found.values()) / len(found), layer)]
    for (a, b), value in found.items():
        rows.append(row("js_distance", value, layer, digit=a, toward=b))
    return rows


def all_distance_rows(findings, samples, hidden) -> list[dict]:
    """distance_rows at K = number of classes, of the hidden layers and of the pixels."""
    rows = distance_rows(paths_of(findings, hidden, "classes"), samples)
    for found in findings:
        if found.layer == "pixels":
            pixels = found.bases["classes"].cluster[:, np.newaxis]
            rows += distance_rows(pixels, samples, found.layer)
    return rows


def difference_rows(findings, samples, hidden, seed) -> list[dict]:
    """p-values of all pairs of classes: whether they travel alike, at K = number of classes."""
    test = samples.of("test")
    paths = paths_of(findings, hidden, "classes")
    rows = []
    for pair in path_measures.permutation_tests(paths[test], samples.label[test], seed):
        first, second = pair["classes"]
        rows += [
            row("js_p", pair["p"], digit=first, toward=second),
            row("js_p_adjusted", pair["p_adjusted"], digit=first, toward=second),
        ]
    return rows


def noise_prediction_row(told, samples) -> dict:
    """How many of the test samples keep their prediction under noise. told: (m,) the labels that
    they are then told as."""
    test = samples.of("test")
    return share_row("noise_predictions", told == samples.prediction[test], test)


def noise_path_row(kind, basis, paths, noisy, samples) -> dict:
    """How many of the test samples keep their path under noise.

    kind: "" or, less what noise does to all samples alike, "_centred". basis: of the clusters.
    paths, noisy: (m, hidden layers) int clusters, without noise and with it.
    """
    kept = path_measures.same_path(paths, noisy)
    return share_row(f"noise_agreement{kind}{SUFFIXES[basis]}", kept, samples.of("test"))


# --- unseen samples -----------------------------------------------------------------------------


def unseen_rows(findings, samples, hidden, seed) -> list[dict]:
    """Where each unseen digit goes, how sure the network is, and what would notice it."""
    rows = []
    evaluation = evaluation_half(samples, seed)
    scores = ood_scores_of(findings, samples, hidden)
    p_value = p_values(scores["path", ""], samples, seed)
    if samples.of("unseen").any():
        calibrating = samples.prediction[samples.of("test") & ~evaluation]
        rows += [row("smallest_p", p, toward=c) for c, p in smallest_p(calibrating).items()]
    for digit in np.unique(samples.label[samples.of("unseen")]).tolist():
        own = samples.of("unseen") & (samples.label == digit)
        rows += destination_rows(findings, own, digit, samples.digits)
        rows += prediction_rows(samples, own, digit)
        rows.append(share_row("atypical", p_value[own] <= ATYPICAL, own, digit=digit))
        for (detector, layer), score in scores.items():
            compared = score[evaluation], score[own]
            terms = at(evaluation, 0.0)
            terms[evaluation], terms[own] = auroc_terms(*compared)
            rows += [
                row(f"auroc_{detector}", ood_scores.auroc(*compared), layer, digit, terms=terms),
                row(f"fpr95_{detector}", ood_scores.fpr_at_tpr(*compared), layer, digit),
            ]
    return rows


def destination_rows(findings, own, digit, digits) -> list[dict]:
    """Per layer: the share in clusters of each class, and the entropy of the clusters in bits."""
    rows = []
    for found in findings:
        for basis, suffix in found.suffixes():
            clustered = found.bases[basis]
            majority = clustered.majority[own]
            rows += [
                share_row("affinity" + suffix, majority == c, own, found.layer, digit, c)
                for c in digits
            ]
            counts = np.unique(clustered.cluster[own], return_counts=True)[1]
            spread = entropy(counts / counts.sum())
            terms = at(own, entropy_terms(clustered.cluster[own]) / np.log(2))
            rows.append(row("entropy" + suffix, spread, found.layer, digit, terms=terms))
    return rows


def prediction_rows(samples, own, digit) -> list[dict]:
    prediction, confidence = samples.prediction[own], samples.probabilities[own].max(axis=1)
    rows = [row("images", own.sum(), digit=digit)]
    terms = at(own, confidence)
    rows.append(row("confidence", confidence.mean(), digit=digit, terms=terms))
    return rows + [
        share_row("predicted", prediction == c, own, digit=digit, toward=c) for c in samples.digits
    ]


def ood_scores_of(findings, samples, hidden) -> dict[tuple, np.ndarray]:
    """(detector, layer or "") -> (n,) scores, higher for what is known."""
    scores = {
        ("path", ""): path_score_of(findings, hidden),
        ("max_softmax", ""): ood_scores.max_softmax(samples.probabilities),
    }
    if samples.logits is not None:
        scores["energy", ""] = ood_scores.energy(samples.logits)
    for found in findings:
        if found.layer in ("pixels", *hidden):
            scores |= {(name, found.layer): score for name, score in found.scores.items()}
    return scores


def path_score_of(findings, hidden) -> np.ndarray:
    """(n,) float64, as path_score.path_score, from the pixels to the last hidden layer."""
    return path_score([f.strangeness for f in findings if f.layer in ("pixels", *hidden)])


def sample_measures(findings, samples, hidden, seed) -> dict[str, np.ndarray]:
    """Per sample: commitment layer at the chosen K, prediction depth of test samples, the score of
    its path and that score's p-value. Columns of tables.SAMPLE_MEASURES but for sample_id."""
    basis = "chosen" if "chosen" in findings[0].bases else "classes"
    names = np.array([found.layer for found in findings] + ["never"])
    depth = np.full(len(samples.role), "", names.dtype)
    depth[samples.of("test")] = names[prediction_depths(findings, samples)]
    committed = np.array([*hidden, "never"])[commitment_layers(findings, samples, hidden, basis)]
    score = path_score_of(findings, hidden)
    return {
        "role": samples.role,
        "label": samples.label,
        "committed": committed,
        "depth": depth,
        "path_score": score,
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
