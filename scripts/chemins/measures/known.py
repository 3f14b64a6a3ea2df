"""How far a network's layers tell the classes apart, and how their images travel: rows of a tidy
table, of test samples."""

from collections.abc import Iterator

import numpy as np

from chemins.measures import layer_probes, path_measures
from chemins.measures.cluster_agreement import ami, in_majority
from chemins.measures.findings import Findings, paths_of, share_row
from chemins.measures.vocabulary import SUFFIXES, row
from chemins.statistics.influence import ami_terms, at, entropy_terms


def layer_rows(found: Findings, samples) -> list[dict]:
    """How far a layer tells the classes apart, on test samples."""
    test, voted = samples.of("test"), found.asked(samples)
    label = samples.label
    rows = [
        share_row("probe", found.probe == label[test], test, found.layer),
        share_row("neighbours", found.votes == label[voted], voted, found.layer),
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


def mixture_rows(found: Findings, samples) -> list[dict]:
    """As layer_rows, purity and AMI of a Gaussian mixture with K = number of classes."""
    return cluster_rows(found.layer, found.mixture, samples, "_mixture")


def network_rows(findings, samples, hidden, stages) -> Iterator[dict]:
    """How the samples travel through a network. findings: of all its layers, in order. stages:
    those hidden layers that paths go through."""
    train, test = samples.of("train"), samples.of("test")
    right = samples.prediction == samples.label
    yield share_row("accuracy", right[test], test)
    yield row("train_accuracy", right[train].mean())
    yield from depth_rows(findings, samples)
    yield from all_distance_rows(findings, samples, stages)
    for basis, suffix in findings[0].suffixes():
        yield from commitment_rows(findings, samples, hidden, basis)
        yield from path_rows(paths_of(findings, stages, basis), samples, suffix)


def depth_rows(findings, samples) -> list[dict]:
    """Cumulative shares of the test samples whose neighbours voted by prediction depth."""
    depth, voted = prediction_depths(findings, samples), findings[0].asked(samples)
    return [
        share_row("depth", depth <= index, voted, found.layer)
        for index, found in enumerate(findings)
    ]


def prediction_depths(findings, samples) -> np.ndarray:
    """(voted,) indices of layers, as layer_probes.prediction_depth."""
    votes = np.column_stack([found.votes for found in findings])
    return layer_probes.prediction_depth(votes, samples.prediction[findings[0].asked(samples)])


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


def path_rows(paths, samples, suffix) -> Iterator[dict]:
    """Measures of the paths of test samples."""
    train, test = samples.of("train"), samples.of("test")
    travelled, label, prediction = paths[test], samples.label[test], samples.prediction
    distinct, effective = path_measures.path_complexity(travelled)
    surprise = at(test, entropy_terms(path_measures.path_codes(travelled)))
    pure = path_measures.in_path_majority(travelled, label)
    foretold = path_measures.foretold(paths[train], prediction[train], travelled, prediction[test])
    yield from (
        row("distinct_paths" + suffix, distinct),
        row("effective_paths" + suffix, effective, terms=effective * surprise),
        row("path_entropy" + suffix, path_measures.path_entropy(travelled), terms=surprise),
        share_row("path_purity" + suffix, pure, test),
        share_row("alignment" + suffix, foretold, test),
    )
    usual = path_measures.on_most_taken(travelled, label)
    for c in samples.digits:
        own = test & (samples.label == c)
        yield share_row("most_taken" + suffix, usual[label == c], own, toward=c)


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


def all_distance_rows(findings, samples, stages) -> list[dict]:
    """distance_rows at K = number of classes, of the paths and of the pixels."""
    rows = distance_rows(paths_of(findings, stages, "classes"), samples)
    for found in findings:
        if found.layer == "pixels":
            pixels = found.bases["classes"].cluster[:, np.newaxis]
            rows += distance_rows(pixels, samples, found.layer)
    return rows


def difference_rows(findings, samples, stages, seed) -> list[dict]:
    """p-values of all pairs of classes: whether they travel alike, at K = number of classes."""
    test = samples.of("test")
    paths = paths_of(findings, stages, "classes")
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
