"""Place the unseen digits' images in the embeddings that were fitted without them."""

import json

import numpy as np

from chemins.clusters.embedding import place
from chemins.clusters.layer_points import read_layer, read_points
from chemins.results import tables
from embed_layers import embed_layer


def place_unseen(settings, run, known, unseen, embeddings, outputs):
    """All but settings and run: files, one a layer in the order of the settings' layers.

    Where UMAP is fitted on all samples, its fit is repeated (it is the same to the bit) and the
    unseen samples' own coordinates are kept.
    """
    for index, name in enumerate(settings["layers"]):
        what = f"run {run}, layer {name}"
        if settings["fit_on"] == "all":
            embed_layer(settings, what, [known[index], unseen[index]], "unseen", outputs[index])
        else:
            place_layer(
                settings, what, known[index], unseen[index], embeddings[index], outputs[index]
            )


def place_layer(settings, what, known, unseen, embedding, output):
    layer = read_layer([known], "train", settings["seed"], what)
    fitted = tables.read_columns(embedding, tables.EMBEDDING)
    coordinates = np.column_stack([fitted["x"], fitted["y"]])[layer.fitted]
    parts = list(read_points(unseen, layer.space, what))
    points = np.concatenate([part["points"] for part in parts])
    x, y = place(points, layer.points[layer.fitted], coordinates, settings["umap"]).T
    sample_id = np.concatenate([part["sample_id"] for part in parts])
    tables.write(output, tables.EMBEDDING, {"sample_id": sample_id, "x": x, "y": y})


if "snakemake" in globals():
    from chemins.jobs.making import making

    with making(snakemake):
        place_unseen(
            settings=json.loads(snakemake.params.settings),
            run=snakemake.wildcards.run,
            known=snakemake.input.known,
            unseen=snakemake.input.unseen,
            embeddings=snakemake.input.embeddings,
            outputs=snakemake.output.embeddings,
        )
