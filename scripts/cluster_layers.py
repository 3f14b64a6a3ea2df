"""Cluster the layers of one part of a run: its pixels, or all of its network's."""

import numpy as np

from chemins.clusters.clustering import cluster_layer
from chemins.clusters.layer_points import fitted_text, read_layer, space_columns
from chemins.jobs import job
from chemins.results import tables


def cluster_layers(settings, run, known, outputs, unseen=None, threads=1) -> None:
    """Cluster each of the settings' layers.

    known: activation table. unseen: another one, or None unless its samples are fitted on. outputs:
    name -> file, for scores, centers, spaces, and clusters; or `fitted` in place of these: those of
    the samples alone that take more than their point to know them.
    """
    of_samples = "fitted" if "fitted" in outputs else "clusters"
    parts = {name: [] for name in outputs}
    files, clustering = [known, unseen] if unseen else [known], settings["clustering"]
    fit_on, limit, seed = clustering["fit_on"], clustering["fit_limit"], settings["seed"]
    for name in settings["layers"]:
        layer = read_layer(files, name, fit_on, seed, f"run {run}", limit)
        found = cluster_layer(layer, clustering, settings["classes"], seed, threads)
        for kind, rows in described(name, layer, found, of_samples).items():
            parts[kind] += rows
    about = fitted_text(files, fit_on, limit, seed)
    tables.write_parts(outputs[of_samples], tables.CLUSTERS, parts[of_samples], about)
    tables.write_parts(outputs["scores"], tables.CLUSTER_SCORES, parts["scores"])
    tables.write_parts(outputs["centers"], tables.CENTERS, parts["centers"])
    tables.write_parts(outputs["spaces"], tables.SPACES, parts["spaces"])


def described(name, layer, clustering, of_samples) -> dict:
    """table -> its parts that are about one layer. of_samples: "clusters", of all that are known,
    or "fitted", of those that are fitted on or have a silhouette."""
    whole = of_samples == "clusters"
    both = {"chosen": clustering.chosen, "classes": clustering.classes}
    return {
        of_samples: [
            {"layer": name, "basis": basis, **sample_columns(layer, placed, whole)}
            for basis, placed in both.items()
        ],
        "scores": [{"layer": name, **clustering.scores}],
        "centers": [
            {"layer": name, "basis": basis, **center_columns(placed.fit)}
            for basis, placed in both.items()
        ],
        "spaces": [{"layer": name, **space_columns(layer.space)}],
    }


def sample_columns(layer, placed, whole=True) -> dict:
    """Columns of tables.CLUSTERS. whole: of all known samples, or as of `described`."""
    kept = layer.role != "unseen"
    if not whole:
        kept &= layer.fitted | ~np.isnan(placed.silhouette)
    return {
        "sample_id": layer.sample_id[kept],
        "cluster": placed.cluster[kept],
        "distance": placed.distance[kept],
        "silhouette": placed.silhouette[kept],
    }


def center_columns(fit) -> dict:
    size = np.bincount(fit.cluster, minlength=len(fit.centers))
    return {"cluster": np.arange(len(fit.centers)), "size": size, "center": list(fit.centers)}


if "snakemake" in globals():
    job.run(cluster_layers, snakemake)
