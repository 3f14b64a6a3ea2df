"""Place a shard's samples in the embeddings of one part of a run, fitted to some of them."""

import numpy as np

from chemins.clusters.embedding import place_rows
from chemins.clusters.layer_points import PLACED, only, read_points, read_spaces, regrouped
from chemins.jobs import job
from chemins.results import tables
from chemins.results.shards import about_shard, among


def place_in_embeddings(
    settings, run, activations, fitted, points, spaces, embeddings, threads=1
) -> None:
    """activations: the shard of a table. fitted, points, spaces: as fit_embeddings writes them.
    embeddings: the shard to write.
    """
    about = [*tables.ACTIVATIONS.columns]
    samples = tables.read_columns(activations, tables.ACTIVATIONS, about)["sample_id"]
    found = tables.read_columns(points, tables.ACTIVATIONS, about)
    # As they were fitted, which decides among neighbours that are equally near: unseen ones last.
    order = np.argsort(found["role"] == "unseen", kind="stable")
    parts = []
    for layer, space in read_spaces([spaces]).items():
        own = coordinates_of(fitted, layer)
        near = tables.read_columns(points, tables.ACTIVATIONS, [layer])[layer]
        _, here, there = np.intersect1d(samples, found["sample_id"], True, True)
        placed = np.empty((len(samples), 2), np.float32)
        placed[here] = own[there]
        others = np.ones(len(samples), bool)
        others[here] = False
        batches = (
            one["points"]
            for one in read_points(activations, layer, space, f"run {run}", **among(settings))
        )
        for rows, new in regrouped(only(batches, others), PLACED):
            placed[rows] = place_rows(new, near[order], own[order], settings["umap"], threads)
        x, y = placed.T
        parts.append({"layer": layer, "sample_id": samples, "x": x, "y": y})
    tables.write_parts(embeddings, tables.EMBEDDING, parts, about_shard(settings))


def coordinates_of(fitted, layer) -> np.ndarray:
    """(n, 2) float32, by sample_id."""
    found = tables.read_layers([fitted], tables.EMBEDDING, [layer], ["x", "y"])[layer]
    return np.column_stack([found["x"], found["y"]])


if "snakemake" in globals():
    job.run(place_in_embeddings, snakemake)
