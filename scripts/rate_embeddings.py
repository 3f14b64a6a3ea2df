"""Say how far each layer's embedding is to be trusted, for each role of samples."""

import numpy as np

from chemins.clusters.faithfulness import Embedded, faithfulness, sampled
from chemins.clusters.layer_points import read_layer
from chemins.jobs import job
from chemins.measures.vocabulary import TRAINED
from chemins.results import tables

ROLES = ("train", "test", "unseen")
MEASURES = ("trustworthiness", "continuity", "rated")


def rate_embeddings(settings, run, pixels, network, known, measures, unseen=()) -> None:
    """pixels, network: activation tables of the known samples and, if any, of the unseen ones.
    known, unseen: tables of these samples' embeddings, of both parts. measures: file to write.
    """
    rows = []
    for layer in settings["layers"]:
        files = pixels if layer == "pixels" else network
        seed, limit = settings["seed"], settings["fit_limit"]
        joined = read_layer(files, layer, settings["fit_on"], seed, f"run {run}", limit)
        placed = tables.read_layers([*known, *unseen], tables.EMBEDDING, [layer])[layer]
        rows += rows_of_layer(layer, joined, in_order(placed, joined.sample_id), settings)
    own = {"network": TRAINED, "replicate": 0, "digit": -1, "toward": -1}
    own |= {"images": 0, "influence": None}  # of maps, no mean over images
    tables.write_rows(measures, tables.MEASURES, [own | row for row in rows])


def in_order(placed, sample_id) -> np.ndarray:
    """(n, 2) coordinates of these samples. placed: columns of tables.EMBEDDING."""
    order = np.argsort(placed["sample_id"])
    rows = order[np.searchsorted(placed["sample_id"], sample_id, sorter=order)]
    return np.column_stack([placed["x"], placed["y"]])[rows]


def rows_of_layer(name, layer, coordinates, settings) -> list[dict]:
    """Rows of tables.MEASURES about one layer."""
    fitted = Embedded(np.flatnonzero(layer.fitted), layer.points, coordinates[layer.fitted])
    rows = []
    for role, looked_at in looked(layer, coordinates, settings["seed"]).items():
        values = faithfulness(looked_at, fitted, settings["metric"])
        found = (*values, len(looked_at.rows))
        for measure, value in zip(MEASURES, found, strict=True):
            rows.append({"layer": name, "measure": f"{measure}_{role}", "value": value})
    return rows


def looked(layer, coordinates, seed) -> dict[str, Embedded]:
    """Role -> those of its samples that are looked at, read in one pass. coordinates: (n, 2), of
    all."""
    rows = {}
    for role in ROLES:
        of_role = layer.role == role
        # Of samples some of which were fitted on, only those: the others are as new ones are.
        counted = of_role & layer.fitted if (of_role & layer.fitted).any() else of_role
        if counted.any():
            rows[role] = sampled(np.flatnonzero(counted), seed)
    chosen = np.zeros(len(coordinates), bool)
    for own in rows.values():
        chosen[own] = True
    points, order = layer.at(chosen), np.flatnonzero(chosen)
    return {
        role: Embedded(own, points[np.searchsorted(order, own)], coordinates[own])
        for role, own in rows.items()
    }


if "snakemake" in globals():
    job.run(rate_embeddings, snakemake)
