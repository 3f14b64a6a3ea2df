"""Measure a run's own network: every layer, its paths, and what became of unseen digits."""

import numpy as np

from chemins.clusters.centers import BASES
from chemins.clusters.fitted import is_fitted
from chemins.clusters.k_evidence import k_evidence
from chemins.clusters.layer_points import all_points, read_spaces
from chemins.clusters.stability import cluster_stability
from chemins.clusters.stages import read_stages
from chemins.jobs import job
from chemins.measures import of_samples
from chemins.measures.findings import Clustered, Samples, majority_of, measure_layer
from chemins.measures.known import difference_rows, layer_rows, mixture_rows, network_rows
from chemins.measures.unseen import unseen_rows
from chemins.measures.vocabulary import TRAINED, row
from chemins.results import tables
from chemins.statistics.influence import groups_of, summed

STABILITIES = {"chosen": "stability", "classes": "stability_classes"}  # basis -> measure
GROUP = ("pixels", "network", "clusters")


def measure_run(
    settings,
    run,
    pixels,
    network,
    known_clusters,
    spaces,
    scores,
    measures,
    sample_measures,
    unseen_clusters=(),
    paths=None,
    threads=1,
) -> None:
    """pixels, network: activation tables of the known samples and, if any, of the unseen ones.
    known_clusters, unseen_clusters, spaces, scores: files of both parts. paths: table of them, None
    where all hidden layers are stages. measures, sample_measures: files to write.
    """
    columns = zip(pixels, network, (known_clusters, unseen_clusters), strict=False)
    groups = [dict(zip(GROUP, of_group, strict=True)) for of_group in columns]
    hidden, seed = settings["hidden"], settings["seed"]
    sample_id, samples = read_samples(settings["digits"], groups)
    clustered, spaces = read_clustered(settings["layers"], groups, samples), read_spaces(spaces)
    scores = tables.read_layers(scores, tables.CLUSTER_SCORES, settings["layers"])
    findings, rows = [], []
    for layer in settings["layers"]:
        files = [group["pixels" if layer == "pixels" else "network"] for group in groups]
        points = all_points(files, layer, spaces[layer], f"run {run}")["points"]
        activations = spaces[layer].restore(points)
        found = measure_layer(
            layer, points, activations, samples, clustered[layer], seed, threads=threads
        )
        findings.append(found)
        rows += layer_rows(found, samples)
        rows += mixture_rows(layer, points, samples, seed)
        fitted = points[is_fitted(samples.role, settings["fit_on"])]
        rows += stability_rows(found, fitted, samples, settings, threads)
        rows += k_rows(layer, fitted, scores[layer], settings)
    stages = read_stages(paths, settings["layers"], hidden)
    rows += network_rows(findings, samples, hidden, stages)
    rows += difference_rows(findings, samples, stages, seed)
    rows += unseen_rows(findings, samples, hidden, seed)
    own = {"network": TRAINED, "replicate": 0}
    groups = groups_of(sample_id)
    rows = [own | summed(row, samples.label, groups) for row in rows]
    tables.write_rows(measures, tables.MEASURES, rows)
    columns = of_samples.sample_measures(findings, samples, hidden, seed)
    tables.write(sample_measures, tables.SAMPLE_MEASURES, {"sample_id": sample_id, **columns})


def read_samples(digits, groups) -> tuple[np.ndarray, Samples]:
    """Sample ids (n,) and Samples, known ones first."""
    files = [group["network"] for group in groups]
    has_logits = "logits" in tables.vector_columns(files[0], tables.ACTIVATIONS)
    names = [*tables.ACTIVATIONS.columns, "output", *["logits"] * has_logits]
    parts = [tables.read_columns(file, tables.ACTIVATIONS, names) for file in files]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in names}
    samples = Samples(
        columns["role"], columns["label"], columns["output"], columns.get("logits"), digits
    )
    return columns["sample_id"], samples


def read_clustered(layers, groups, samples) -> dict:
    """layer -> basis -> Clustered, of all groups' samples."""
    found = {layer: {} for layer in layers}
    for basis in BASES:
        parts = [
            tables.read_layers(group["clusters"], tables.CLUSTERS, layers, ["cluster"], basis=basis)
            for group in groups
        ]
        for layer in layers:
            cluster = np.concatenate([part[layer]["cluster"] for part in parts])
            majority = majority_of(cluster, samples)
            found[layer][basis] = Clustered(cluster, majority)
    return found


def stability_rows(found, fitted, samples, settings, threads) -> list:
    """How stable each cluster is, at the chosen K and at K = number of classes. fitted: (n, d)
    points."""
    counted = is_fitted(samples.role, settings["fit_on"])
    rows = []
    for basis, measure in STABILITIES.items():
        cluster = found.bases[basis].cluster[counted]
        stability = cluster_stability(fitted, cluster, settings["seed"], threads=threads)
        rows += [row(measure, value, found.layer, toward=c) for c, value in enumerate(stability)]
    return rows


def k_rows(layer, fitted, scores, settings) -> list:
    """What speaks for which K, where it is the silhouette's to choose. fitted: (n, d) points.
    scores: columns of tables.CLUSTER_SCORES."""
    if settings["ks"] is None:
        return []
    smallest, largest = settings["ks"]
    ks = scores["k"]
    tried = (smallest <= ks) & (ks <= largest) & (ks < len(fitted))
    evidence = k_evidence(fitted, ks[tried], scores["inertia"][tried], settings["seed"])
    return [row(measure, value, layer, toward=k) for measure, k, value in evidence]


if "snakemake" in globals():
    job.run(measure_run, snakemake)
