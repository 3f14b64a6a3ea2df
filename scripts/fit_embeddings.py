"""Fit UMAP to the layers of one part of a run whose samples are placed in it shard by shard."""

from joblib import Parallel, delayed

from chemins.clusters.embedding import fit_umap
from chemins.clusters.layer_points import read_layer, space_columns
from chemins.jobs import job
from chemins.jobs.job import follow_caller
from chemins.results import tables


def fit_embeddings(
    settings, run, known, embeddings, points, spaces, unseen=None, threads=1
) -> None:
    """known, unseen: as of embed_layers. Files to write, of what UMAP is fitted on alone:
    embeddings, the coordinates of these samples; points, of each layer's space; and the spaces.
    """
    files = [known, unseen] if unseen else [known]
    processes = min(threads, len(settings["layers"]))
    found = Parallel(n_jobs=processes, initializer=follow_caller)(
        delayed(fit_layer)(settings, run, files, layer, threads // processes)
        for layer in settings["layers"]
    )
    samples = found[0]["samples"]
    widths = {one["layer"]: one["points"] for one in found}
    tables.write(points, tables.ACTIVATIONS, {**samples, **widths})
    rows = [{**samples_of(one), "x": one["x"], "y": one["y"]} for one in found]
    tables.write_parts(embeddings, tables.EMBEDDING, rows)
    tables.write_parts(spaces, tables.SPACES, [{"layer": o["layer"], **o["space"]} for o in found])


def samples_of(one) -> dict:
    return {"layer": one["layer"], "sample_id": one["samples"]["sample_id"]}


def fit_layer(settings, run, files, name, threads) -> dict:
    """A layer's fitted samples (columns of tables.SAMPLES), points (n, d), coordinates x and y
    (n,), and its space as a row of tables.SPACES."""
    seed, limit = settings["seed"], settings["umap"]["fit_limit"]
    layer = read_layer(files, name, settings["fit_on"], seed, f"run {run}", limit)
    x, y = fit_umap(layer.points, settings["umap"], seed, threads).T
    about = {"sample_id": layer.sample_id, "role": layer.role, "label": layer.label}
    samples = {key: column[layer.fitted] for key, column in about.items()}
    own = {"layer": name, "samples": samples, "points": layer.points, "x": x, "y": y}
    return {**own, "space": space_columns(layer.space)}


if "snakemake" in globals():
    job.run(fit_embeddings, snakemake)
