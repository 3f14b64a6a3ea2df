"""Embed the layers of one part of a run in two dimensions: its pixels, or all of its network's."""

from joblib import Parallel, delayed

from chemins.clusters.embedding import embed
from chemins.clusters.layer_points import fitted_text, read_layer
from chemins.jobs import job
from chemins.jobs.job import follow_caller
from chemins.results import tables


def embed_layers(settings, run, known, embeddings, unseen=None, threads=1) -> None:
    """known: activation table. unseen: another one, or None unless UMAP is fitted on its samples
    too. embeddings: file to write, of the known samples. threads: of which a layer can use one for
    most of its time, so that layers go to processes.
    """
    processes = min(threads, len(settings["layers"]))
    files = [known, unseen] if unseen else [known]
    parts = Parallel(n_jobs=processes, initializer=follow_caller)(
        delayed(embed_layer)(settings, run, files, layer, "known", threads // processes)
        for layer in settings["layers"]
    )
    limit, seed = settings["umap"]["fit_limit"], settings["seed"]
    about = fitted_text(files, settings["fit_on"], limit, seed)
    tables.write_parts(embeddings, tables.EMBEDDING, parts, about)


def embed_layer(settings, run, files, name, group, threads=1) -> dict:
    """Columns of tables.EMBEDDING: one group's coordinates of one layer."""
    seed, limit = settings["seed"], settings["umap"]["fit_limit"]
    layer = read_layer(files, name, settings["fit_on"], seed, f"run {run}", limit)
    coordinates = embed(layer, settings["umap"], seed, threads)
    rows = (layer.role == "unseen") == (group == "unseen")
    x, y = coordinates[rows].T
    return {"layer": name, "sample_id": layer.sample_id[rows], "x": x, "y": y}


if "snakemake" in globals():
    job.run(embed_layers, snakemake)
