"""Join every layer's clusters into paths, and count the flows."""

import json

import numpy as np

from chemins.clusters.centers import nearest_center
from chemins.clusters.layer_points import read_points, read_space
from chemins.clusters.paths import count_flows, stage_pairs
from chemins.results import tables


def join_paths(settings, run, known, unseen, clusters, paths, flows):
    """known, unseen: {"samples": file, "layers": activation tables, one a layer}; unseen may be
    None. clusters: name -> files, one a layer, as cluster_layers writes them. paths, flows: files
    to write.
    """
    layers = settings["layers"]
    parts = [known_columns(settings, known, clusters)]
    if unseen is not None:
        parts.append(unseen_columns(settings, run, unseen, clusters))
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.argsort(columns["sample_id"])
    columns = {name: column[order] for name, column in columns.items()}
    tables.write(paths, tables.paths_schema(layers), columns)
    pairs = stage_pairs(settings["hidden"], layers)
    tables.write(flows, tables.FLOWS, count_flows(columns, pairs))


def known_columns(settings, group, clusters):
    columns = tables.read_columns(group["samples"], tables.SAMPLES)
    for layer, path in zip(settings["layers"], clusters["clusters"], strict=True):
        columns[layer] = tables.read_columns(path, tables.CLUSTERS, ["cluster"])["cluster"]
    return columns | predictions(settings["digits"], group["layers"][-1])


def unseen_columns(settings, run, group, clusters):
    """As known_columns, each sample in the cluster with the nearest center."""
    columns = tables.read_columns(group["samples"], tables.SAMPLES)
    for index, layer in enumerate(settings["layers"]):
        space = read_space(clusters["scaler"][index])
        centers = tables.read_columns(clusters["centers"][index], tables.CENTERS)["center"]
        batches = read_points(group["layers"][index], space, f"run {run}, layer {layer}")
        columns[layer] = np.concatenate(
            [nearest_center(batch["points"], centers) for batch in batches]
        )
    return columns | predictions(settings["digits"], group["layers"][-1])


def predictions(digits, output):
    """Predicted digit and its probability, from the table of the output layer."""
    softmax = tables.read_columns(output, tables.ACTIVATIONS, ["activation"])["activation"]
    best = softmax.argmax(axis=1)
    return {"prediction": np.array(digits)[best], "probability": softmax.max(axis=1)}


if "snakemake" in globals():
    from chemins.jobs.making import making

    with making(snakemake):
        groups = {
            group: {"samples": samples, "layers": snakemake.input[f"{group}_layers"]}
            for group, samples in zip(("known", "unseen"), snakemake.input.samples, strict=False)
        }
        join_paths(
            settings=json.loads(snakemake.params.settings),
            run=snakemake.wildcards.run,
            known=groups["known"],
            unseen=groups.get("unseen"),
            clusters={kind: snakemake.input[kind] for kind in ("clusters", "scaler", "centers")},
            paths=snakemake.output.paths,
            flows=snakemake.output.flows,
        )
