"""Embed layers of a run in two dimensions: the pixels, or all of its network's."""

import json

from joblib import Parallel, delayed

from chemins.clusters.embedding import embed
from chemins.clusters.layer_points import read_layer
from chemins.jobs.job import follow_caller
from chemins.results import tables


def embed_layers(settings, run, known, unseen, outputs, threads=1):
    """known, unseen: activation tables, one a layer; outputs likewise, for the known samples.

    unseen is [] unless UMAP is fitted on those samples too. threads: of which a layer can use one
    for most of its time, so that layers go to processes.
    """
    processes = min(threads, len(settings["layers"]))
    Parallel(n_jobs=processes, initializer=follow_caller)(
        delayed(embed_layer)(
            settings,
            f"run {run}, layer {name}",
            [known[index], *unseen[index : index + 1]],
            "known",
            outputs[index],
            threads // processes,
        )
        for index, name in enumerate(settings["layers"])
    )


def embed_layer(settings, what, paths, group, output, threads=1):
    """Write one group's coordinates of one layer."""
    layer = read_layer(paths, settings["fit_on"], settings["seed"], what)
    coordinates = embed(layer.points, layer.fitted, settings["umap"], settings["seed"], threads)
    rows = (layer.role == "unseen") == (group == "unseen")
    x, y = coordinates[rows].T
    tables.write(output, tables.EMBEDDING, {"sample_id": layer.sample_id[rows], "x": x, "y": y})


if "snakemake" in globals():
    from chemins.jobs.making import making

    with making(snakemake):
        embed_layers(
            settings=json.loads(snakemake.params.settings),
            run=snakemake.wildcards.run,
            known=snakemake.input.known,
            unseen=snakemake.input.unseen,
            outputs=snakemake.output.embeddings,
            threads=snakemake.threads,
        )
