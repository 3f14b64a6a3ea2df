"""Measure a run's own network: every layer, its paths, and what became of unseen digits."""

import json

import numpy as np

from chemins.clusters.clustering import fit_kmeans, starts
from chemins.clusters.layer_points import is_fitted, read_points, read_space
from chemins.clusters.stability import cluster_stability
from chemins.measures import measuring
from chemins.measures.controls import TRAINED
from chemins.results import tables


def measure_run(settings, run, groups, clusters, measured, evidence):
    """groups: of known and, if any, unseen samples {"layers": activation tables, one a layer,
    "logits": table or None}. clusters: {"scaler", "centers"}: files, one a layer. measured,
    evidence: files to write.
    """
    hidden, seed = settings["hidden"], settings["seed"]
    sample_id, samples = read_samples(settings["digits"], groups)
    findings, rows = [], []
    for index, layer in enumerate(settings["layers"]):
        files = [group["layers"][index] for group in groups]
        space = read_space(clusters["scaler"][index])
        centers = tables.read_columns(clusters["centers"][index], tables.CENTERS)["center"]
        batches = (read_points(file, space, f"run {run}, layer {layer}") for file in files)
        points = np.concatenate([batch["points"] for group in batches for batch in group])
        findings.append(look_at(layer, points, samples, centers, settings))
        rows += measuring.layer_rows(findings[-1], samples)
        rows += stability_rows(findings[-1], points, samples, settings)
    rows += measuring.network_rows(findings, samples, hidden)
    rows += measuring.difference_rows(findings, samples, hidden, seed)
    rows += measuring.unseen_rows(findings, samples, hidden, seed)
    own = {"network": TRAINED, "replicate": 0}
    tables.write_rows(measured, tables.MEASURES, [own | row for row in rows])
    columns = measuring.evidence(findings, samples, hidden, seed)
    tables.write(evidence, tables.EVIDENCE, {"sample_id": sample_id, **columns})


def read_samples(digits, groups):
    """Sample ids (n,) and Samples, known ones first."""
    parts = [tables.read_columns(group["layers"][-1], tables.ACTIVATIONS) for group in groups]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    logits = None
    if groups[0]["logits"]:
        tables_of = [tables.read_columns(group["logits"], tables.LOGITS) for group in groups]
        logits = np.concatenate([table["logits"] for table in tables_of])
    samples = measuring.Samples(
        columns["role"], columns["label"], columns["activation"], logits, digits
    )
    return columns["sample_id"], samples


def look_at(layer, points, samples, chosen, settings):
    """Findings of a layer. chosen: its centers at the chosen K."""
    clustering = settings["clustering"]
    # As cluster_layers did for the known samples, so that unseen ones can be placed there too.
    fitted = is_fitted(samples.role, clustering["fit_on"])
    k = min(len(settings["digits"]), len(np.unique(points[fitted], axis=0)))
    n_init = starts(clustering["n_init"], int(fitted.sum()))
    classes = fit_kmeans(points[fitted], samples.label[fitted], k, n_init, settings["seed"])
    centers = {"classes": classes.centers, "chosen": chosen}
    return measuring.look_at(layer, points, samples, centers, settings["seed"])


def stability_rows(found, points, samples, settings):
    fitted = is_fitted(samples.role, settings["clustering"]["fit_on"])
    cluster = found.bases["chosen"].cluster[fitted]
    stability = cluster_stability(points[fitted], cluster, settings["seed"])
    return [
        measuring.row("stability", value, found.layer, toward=c)
        for c, value in enumerate(stability)
    ]


if "snakemake" in globals():
    from chemins.jobs.making import making

    with making(snakemake):
        logits = snakemake.input.get("logits") or [None, None]
        layers = [snakemake.input.known, snakemake.input.unseen]
        measure_run(
            settings=json.loads(snakemake.params.settings),
            run=snakemake.wildcards.run,
            groups=[
                {"layers": files, "logits": file}
                for files, file in zip(layers, logits, strict=False)
                if files
            ],
            clusters={kind: snakemake.input[kind] for kind in ("scaler", "centers")},
            measured=snakemake.output.measures,
            evidence=snakemake.output.evidence,
        )
