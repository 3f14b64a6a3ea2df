"""Place a shard's samples in the embeddings of one part of a run, fitted to some of them."""

from dataclasses import dataclass

import numpy as np

from chemins.clusters.embedding import place_rows
from chemins.clusters.layer_points import PLACED, only, read_points, read_spaces, regrouped
from chemins.clusters.standardise import Space
from chemins.jobs import job
from chemins.results import tables
from chemins.results.shards import about_shard, among, drop_others

ABOUT = [*tables.ACTIVATIONS.columns]


@dataclass(frozen=True)
class Fit:
    """What UMAP was fitted on in a layer."""

    sample_id: np.ndarray  # (n,) int32
    points: np.ndarray  # (n, d) float32
    coordinates: np.ndarray  # (n, 2) float32
    space: Space


def place_in_embeddings(
    settings, run, activations, fitted, points, spaces, embeddings, threads=1
) -> None:
    """activations: the shard of a table. fitted, points, spaces: as fit_embeddings writes them.
    embeddings: the shard to write.
    """
    samples = tables.read_columns(activations, tables.ACTIVATIONS, ABOUT)["sample_id"]
    fits, parts = read_fits(fitted, points, spaces), []
    for layer, fit in fits.items():
        what, where = f"run {run}", among(settings)
        batches = read_points(activations, layer, fit.space, what, **where)
        points_of = (batch["points"] for batch in batches)
        x, y = placed(samples, points_of, fit, settings["umap"], threads).T
        parts.append({"layer": layer, "sample_id": samples, "x": x, "y": y})
    tables.write_parts(embeddings, tables.EMBEDDING, parts, about_shard(settings))
    drop_others(embeddings, settings)


def read_fits(fitted, points, spaces) -> dict[str, Fit]:
    """layer -> what UMAP was fitted on, in the order of then, which decides among neighbours that
    are equally near: unseen samples after all others."""
    about = tables.read_columns(points, tables.ACTIVATIONS, ABOUT)
    order = np.argsort(about["role"] == "unseen", kind="stable")
    found = {}
    for layer, space in read_spaces([spaces]).items():
        rows = tables.read_layers([fitted], tables.EMBEDDING, [layer], ["x", "y"])[layer]
        own = tables.read_columns(points, tables.ACTIVATIONS, [layer])[layer]
        coordinates = np.column_stack([rows["x"], rows["y"]])
        found[layer] = Fit(about["sample_id"][order], own[order], coordinates[order], space)
    return found


def placed(samples, batches, fit, umap, threads) -> np.ndarray:
    """(n, 2) float32 coordinates: those that were fitted keep theirs. batches: of (m, d) points."""
    found, others = np.empty((len(samples), 2), np.float32), np.ones(len(samples), bool)
    _, here, there = np.intersect1d(samples, fit.sample_id, True, True)
    found[here], others[here] = fit.coordinates[there], False
    for rows, points in regrouped(only(batches, others), PLACED):
        found[rows] = place_rows(points, fit.points, fit.coordinates, umap, threads)
    return found


if "snakemake" in globals():
    job.run(place_in_embeddings, snakemake)
