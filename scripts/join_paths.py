"""Join every layer's clusters into paths, and count the flows."""

import numpy as np

from chemins.clusters.paths import count_flows, stage_pairs
from chemins.clusters.stages import AUTO, most_changing, stages_text
from chemins.jobs import job
from chemins.results import tables


def join_paths(
    settings, samples, activations, known_clusters, paths, flows, unseen_clusters=()
) -> None:
    """samples, activations: files of the known samples and, if any, of the unseen ones after them,
    the latter the network's, each shard by itself where a table has several. known_clusters,
    unseen_clusters: files of both parts. paths, flows: files to write.
    """
    layers = settings["layers"]
    columns = read_columns(settings, samples, activations, [*known_clusters, *unseen_clusters])
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


def read_columns(settings, samples, activations, clusters) -> dict:
    """Columns of the table of paths, known samples before unseen ones."""
    parts = [tables.read_columns(group, tables.SAMPLES) for group in samples]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    found = tables.read_layers(
        clusters, tables.CLUSTERS, settings["layers"], ["cluster"], basis="chosen"
    )
    columns |= {layer: rows["cluster"] for layer, rows in found.items()}
    answers = [predictions(settings["digits"], file) for file in activations]
    return columns | {name: np.concatenate([one[name] for one in answers]) for name in answers[0]}


def predictions(digits, activations) -> dict:
    """Predicted digit and its probability, from the table of a network's layers."""
    softmax = tables.read_columns(activations, tables.ACTIVATIONS, ["output"])["output"]
    best = softmax.argmax(axis=1)
    return {"prediction": np.array(digits)[best], "probability": softmax.max(axis=1)}


if "snakemake" in globals():
    job.run(join_paths, snakemake)
