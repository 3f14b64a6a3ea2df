"""Join every layer's clusters into paths, and count the flows."""

import numpy as np

from chemins.clusters.paths import count_flows, stage_pairs
from chemins.clusters.stages import AUTO, most_changing, stages_text
from chemins.jobs import job
from chemins.results import tables

GROUP = ("samples", "activations", "clusters")


def join_paths(
    settings, samples, activations, known_clusters, paths, flows, unseen_clusters=()
) -> None:
    """samples, activations: files of the known samples and, if any, of the unseen ones, the latter
    the network's. known_clusters, unseen_clusters: files of both parts. paths, flows: files to
    write.
    """
    layers = settings["layers"]
    files = zip(samples, activations, (known_clusters, unseen_clusters), strict=False)
    groups = [dict(zip(GROUP, of_group, strict=True)) for of_group in files]
    parts = [group_columns(settings, group) for group in groups]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.argsort(columns["sample_id"])
    columns = {name: column[order] for name, column in columns.items()}
    stages = chosen_stages(settings, columns)
    about = stages_text(stages, settings["hidden"])
    tables.write(paths, tables.paths_schema(layers), columns, about)
    tables.write(flows, tables.FLOWS, count_flows(columns, stage_pairs(stages, layers)))


def chosen_stages(settings, columns) -> list:
    """The hidden layers that are stages. columns: of the table of paths."""
    asked = settings.get("stages", settings["hidden"])
    if asked != AUTO:
        return asked
    train = columns["role"] == "train"
    clusters = {layer: columns[layer][train] for layer in settings["hidden"]}
    return most_changing(settings["hidden"], clusters)


def group_columns(settings, group) -> dict:
    """Columns of the table of paths, of one group's samples."""
    columns = tables.read_columns(group["samples"], tables.SAMPLES)
    clusters = tables.read_layers(
        group["clusters"], tables.CLUSTERS, settings["layers"], ["cluster"], basis="chosen"
    )
    columns |= {layer: found["cluster"] for layer, found in clusters.items()}
    return columns | predictions(settings["digits"], group["activations"])


def predictions(digits, activations) -> dict:
    """Predicted digit and its probability, from the table of a network's layers."""
    softmax = tables.read_columns(activations, tables.ACTIVATIONS, ["output"])["output"]
    best = softmax.argmax(axis=1)
    return {"prediction": np.array(digits)[best], "probability": softmax.max(axis=1)}


if "snakemake" in globals():
    job.run(join_paths, snakemake)
