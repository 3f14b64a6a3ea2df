"""Cluster the layers of one part of a run: its pixels, or all of its network's."""

import numpy as np

from chemins.clusters.clustering import cluster_layer
from chemins.clusters.layer_points import read_layer
from chemins.jobs import job
from chemins.results import tables


def cluster_layers(settings, run, known, outputs, unseen=None, threads=1) -> None:
    """Cluster each of the settings' layers.

    known: activation table. unseen: another one, or None unless its samples are fitted on. outputs:
    name -> file, for clusters, scores, centers and spaces.
    """
    parts = {name: [] for name in outputs}
    for name in settings["layers"]:
        layer = read_layer(
            [known, unseen] if unseen else [known],
            name,
            settings["clustering"]["fit_on"],
            settings["seed"],
            f"run {run}",
            settings["clustering"]["fit_limit"],
        )
        clustering = cluster_layer(
            layer, settings["clustering"], settings["classes"], settings["seed"], threads
        )
        for kind, rows in described(name, layer, clustering).items():
            parts[kind] += rows
    tables.write_parts(outputs["clusters"], tables.CLUSTERS, parts["clusters"])
    tables.write_parts(outputs["scores"], tables.CLUSTER_SCORES, parts["scores"])
    tables.write_parts(outputs["centers"], tables.CENTERS, parts["centers"])
    tables.write_parts(outputs["spaces"], tables.SPACES, parts["spaces"])


def described(name, layer, clustering) -> dict:
    """table -> its parts that are about one layer; of samples, the known ones only."""
    both = {"chosen": clustering.chosen, "classes": clustering.classes}
    return {
        "clusters": [
            {"layer": name, "basis": basis, **sample_columns(layer, placed)}
            for basis, placed in both.items()
        ],
        "scores": [{"layer": name, **clustering.scores}],
        "centers": [
            {"layer": name, "basis": basis, **center_columns(placed.fit)}
            for basis, placed in both.items()
        ],
        "spaces": [{"layer": name, **space_columns(layer.space)}],
    }


def sample_columns(layer, placed) -> dict:
    known = layer.role != "unseen"
    return {
        "sample_id": layer.sample_id[known],
        "cluster": placed.cluster[known],
        "distance": placed.distance[known],
        "silhouette": placed.silhouette[known],
    }


def center_columns(fit) -> dict:
    size = np.bincount(fit.cluster, minlength=len(fit.centers))
    return {"cluster": np.arange(len(fit.centers)), "size": size, "center": list(fit.centers)}


def space_columns(space) -> dict:
    axes = np.empty((0, 0), np.float32) if space.basis is None else space.basis
    return {
        "mean": [space.mean],
        "scale": [space.scale],
        "components": [len(axes)],
        "axes": [axes.reshape(-1)],
    }


if "snakemake" in globals():
    job.run(cluster_layers, snakemake)
