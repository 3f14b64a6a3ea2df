"""Measure a run's own network: every layer, its paths, and what became of unseen digits."""

import numpy as np

from chemins.clusters.centers import BASES
from chemins.clusters.layer_points import all_points, is_fitted, read_spaces
from chemins.clusters.stability import cluster_stability
from chemins.jobs import job
from chemins.measures import measuring
from chemins.measures.vocabulary import TRAINED
from chemins.results import tables

STABILITIES = {"chosen": "stability", "classes": "stability_classes"}  # basis -> measure
GROUP = ("pixels", "network", "clusters")


def measure_run(
    settings,
    run,
    pixels,
    network,
    known_clusters,
    spaces,
    measures,
    sample_measures,
    unseen_clusters=(),
) -> None:
    """pixels, network: activation tables of the known samples and, if any, of the unseen ones.
    known_clusters, unseen_clusters, spaces: files of both parts. measures, sample_measures: files
    to write.
    """
    columns = zip(pixels, network, (known_clusters, unseen_clusters), strict=False)
    groups = [dict(zip(GROUP, of_group, strict=True)) for of_group in columns]
    hidden, seed = settings["hidden"], settings["seed"]
    sample_id, samples = read_samples(settings["digits"], groups)
    clustered, spaces = read_clustered(settings["layers"], groups, samples), read_spaces(spaces)
    findings, rows = [], []
    for layer in settings["layers"]:
        files = [group["pixels" if layer == "pixels" else "network"] for group in groups]
        points = all_points(files, layer, spaces[layer], f"run {run}")["points"]
        found = measuring.measure_layer(layer, points, samples, clustered[layer], seed)
        findings.append(found)
        rows += measuring.layer_rows(found, samples)
        rows += measuring.mixture_rows(layer, points, samples, seed)
        rows += stability_rows(found, points, samples, settings)
    rows += measuring.network_rows(findings, samples, hidden)
    rows += measuring.difference_rows(findings, samples, hidden, seed)
    rows += measuring.unseen_rows(findings, samples, hidden, seed)
    own = {"network": TRAINED, "replicate": 0}
    tables.write_rows(measures, tables.MEASURES, [own | row for row in rows])
    columns = measuring.sample_measures(findings, samples, hidden, seed)
    tables.write(sample_measures, tables.SAMPLE_MEASURES, {"sample_id": sample_id, **columns})


def read_samples(digits, groups) -> tuple[np.ndarray, measuring.Samples]:
    """Sample ids (n,) and Samples, known ones first."""
    files = [group["network"] for group in groups]
    has_logits = "logits" in tables.vector_columns(files[0], tables.ACTIVATIONS)
    names = [*tables.ACTIVATIONS.columns, "output", *["logits"] * has_logits]
    parts = [tables.read_columns(file, tables.ACTIVATIONS, names) for file in files]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in names}
    samples = measuring.Samples(
        columns["role"], columns["label"], columns["output"], columns.get("logits"), digits
    )
    return columns["sample_id"], samples


def read_clustered(layers, groups, samples) -> dict:
    """layer -> basis -> measuring.Clustered, of all groups' samples."""
    found = {layer: {} for layer in layers}
    for basis in BASES:
        parts = [
            tables.read_layers(
                group["clusters"], tables.CLUSTERS, layers, ["cluster", "distance"], basis=basis
            )
            for group in groups
        ]
        for layer in layers:
            cluster, distance = (
                np.concatenate([part[layer][name] for part in parts])
                for name in ("cluster", "distance")
            )
            majority = measuring.majority_of(cluster, samples)
            found[layer][basis] = measuring.Clustered(cluster, majority, distance)
    return found


def stability_rows(found, points, samples, settings) -> list:
    """How stable each cluster is, at the chosen K and at K = number of classes."""
    fitted = is_fitted(samples.role, settings["fit_on"])
    rows = []
    for basis, measure in STABILITIES.items():
        cluster = found.bases[basis].cluster[fitted]
        stability = cluster_stability(points[fitted], cluster, settings["seed"])
        rows += [
            measuring.row(measure, value, found.layer, toward=c)
            for c, value in enumerate(stability)
        ]
    return rows


if "snakemake" in globals():
    job.run(measure_run, snakemake)
