"""Measure a run's own network: every layer, its paths, and what became of unseen digits."""

from collections.abc import Callable

import numpy as np

from chemins.clusters.centers import BASES
from chemins.clusters.fitted_count import USUAL_LIMIT
from chemins.clusters.k_evidence import k_evidence
from chemins.clusters.layer_points import read_points, read_spaces
from chemins.clusters.stability import cluster_stability
from chemins.clusters.stages import read_stages
from chemins.jobs import job
from chemins.measures import of_samples
from chemins.measures.asking import evenly_asked, teach
from chemins.measures.findings import Clustered, Samples, majority_of, measure_layer
from chemins.measures.known import difference_rows, layer_rows, mixture_rows, network_rows
from chemins.measures.passes import Points
from chemins.measures.unseen import unseen_rows
from chemins.measures.vocabulary import TRAINED, row
from chemins.results import tables
from chemins.statistics.influence import groups_of, summed

OWN = {"network": TRAINED, "replicate": 0}
STABILITIES = {"chosen": "stability", "classes": "stability_classes"}  # basis -> measure


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
    hidden, layers, seed = settings["hidden"], settings["layers"], settings["seed"]
    sample_id, samples = read_samples(settings["digits"], network)
    clustered = read_clustered(layers, [*known_clusters, *unseen_clusters], samples)
    spaces, groups = read_spaces(spaces), groups_of(sample_id)
    scores = tables.read_layers(scores, tables.CLUSTER_SCORES, layers)
    who = evenly_asked(samples, settings["fit_on"], settings.get("fit_limit", USUAL_LIMIT), seed)
    findings, rows = [], []

    def tell(found) -> None:
        """Summed at once: a row's terms are as many as there are samples."""
        rows.extend(OWN | summed(each, samples.label, groups) for each in found)

    for layer in layers:
        files = pixels if layer == "pixels" else network
        points = Points(points_of(files, layer, spaces[layer], f"run {run}"), spaces[layer])
        taught = teach(points, who, samples.label)
        found = measure_layer(
            layer, points, samples, clustered[layer], who, seed, True, threads, taught
        )
        findings.append(found)
        tell(layer_rows(found, samples))
        tell(mixture_rows(found, samples))
        tell(stability_rows(found, taught.fitted, who.fitted, seed, threads))
        tell(k_rows(layer, taught.fitted, scores[layer], settings))
    stages = read_stages(paths, layers, hidden)
    tell(network_rows(findings, samples, hidden, stages))
    tell(difference_rows(findings, samples, stages, seed))
    tell(unseen_rows(findings, samples, hidden, seed))
    tables.write_rows(measures, tables.MEASURES, rows)
    columns = of_samples.sample_measures(findings, samples, hidden, seed)
    tables.write(sample_measures, tables.SAMPLE_MEASURES, {"sample_id": sample_id, **columns})


def points_of(files, layer, space, what) -> Callable:
    """A function that reads a layer's points, of several tables one after the other."""

    def batches():
        for batch in read_points(files, layer, space, what):
            yield batch["points"]

    return batches


def read_samples(digits, files) -> tuple[np.ndarray, Samples]:
    """Sample ids (n,) and Samples, known ones first."""
    has_logits = "logits" in tables.vector_columns(files[0], tables.ACTIVATIONS)
    names = [*tables.ACTIVATIONS.columns, "output", *["logits"] * has_logits]
    parts = [tables.read_columns(file, tables.ACTIVATIONS, names) for file in files]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in names}
    samples = Samples(
        columns["role"], columns["label"], columns["output"], columns.get("logits"), digits
    )
    return columns["sample_id"], samples


def read_clustered(layers, files, samples) -> dict:
    """layer -> basis -> Clustered. files: tables of clusters of all samples, known ones first."""
    found = {layer: {} for layer in layers}
    for basis in BASES:
        columns = tables.read_layers(files, tables.CLUSTERS, layers, ["cluster"], basis=basis)
        for layer in layers:
            cluster = columns[layer]["cluster"]
            found[layer][basis] = Clustered(cluster, majority_of(cluster, samples))
    return found


def stability_rows(found, fitted, counted, seed, threads) -> list:
    """How stable each cluster is, at the chosen K and at K = number of classes. fitted: (m, d)
    points. counted: (n,) bool, of whom."""
    rows = []
    for basis, measure in STABILITIES.items():
        cluster = found.bases[basis].cluster[counted]
        stability = cluster_stability(fitted, cluster, seed, threads=threads)
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
