"""Place the unseen samples of a run in the embeddings that were fitted without them."""

import numpy as np

from chemins.clusters.embedding import place_rows
from chemins.clusters.layer_points import all_points, read_layer
from chemins.jobs import job
from chemins.results import tables
from embed_layers import embed_layer


def embed_unseen(settings, run, inputs, outputs) -> None:
    """inputs: name -> tables, one of each part: of the known and unseen samples' activations and
    the known samples' embeddings. outputs: embeddings -> files to write, of each part.
    """
    names = ("known", "unseen", "embeddings")
    by_part = zip(*(inputs[name] for name in names), outputs["embeddings"], strict=True)
    for layers, (*part, output) in zip(settings["layers"], by_part, strict=True):
        given = dict(zip(names, part, strict=True))
        rows = [embedding_of(settings, run, given, layer) for layer in layers]
        tables.write_parts(output, tables.EMBEDDING, rows)


def embedding_of(settings, run, files, layer) -> dict:
    """Columns of tables.EMBEDDING. files: name -> file of the layer's part.

    Where UMAP is fitted on all samples, its fit is repeated (it is the same to the bit) and the
    unseen samples' own coordinates are kept.
    """
    if settings["fit_on"] == "all":
        both = [files["known"], files["unseen"]]
        return embed_layer(settings, run, both, layer, "unseen")
    seed, limit = settings["seed"], settings["umap"]["fit_limit"]
    known = read_layer([files["known"]], layer, "train", seed, f"run {run}", limit)
    unseen = all_points([files["unseen"]], layer, known.space, f"run {run}")
    columns = ("sample_id", "x", "y")
    fitted = tables.read_layers([files["embeddings"]], tables.EMBEDDING, [layer], columns)[layer]
    coordinates = np.column_stack([fitted["x"], fitted["y"]])[known.fitted]
    x, y = place_rows(unseen["points"], known.points, coordinates, settings["umap"]).T
    return {"layer": layer, "sample_id": unseen["sample_id"], "x": x, "y": y}


if "snakemake" in globals():
    job.run(embed_unseen, snakemake)
