"""Cluster layers of a run: the pixels, or all of its network's."""

import json

import numpy as np

from chemins.clusters.clustering import cluster_layer
from chemins.clusters.layer_points import read_layer
from chemins.results import tables


def cluster_layers(settings, run, known, unseen, outputs, threads=1):
    """Cluster each of the settings' layers.

    known, unseen: activation tables, one a layer in the same order (unseen: [] unless fitted
    on). outputs: name -> files, one a layer, for clusters, classes, scores, centers and scaler.
    """
    for index, name in enumerate(settings["layers"]):
        paths = [known[index], *unseen[index : index + 1]]
        layer = read_layer(
            paths, settings["clustering"]["fit_on"], settings["seed"], f"run {run}, layer {name}"
        )
        clustering = cluster_layer(
            layer, settings["clustering"], settings["classes"], settings["seed"], threads
        )
        write_clustering(layer, clustering, {kind: outputs[kind][index] for kind in outputs})


def write_clustering(layer, clustering, files):
    """The five tables of one layer; of samples, the known ones only."""
    known = layer.role != "unseen"
    columns = {
        "sample_id": layer.sample_id,
        "cluster": clustering.cluster,
        "distance": clustering.distance,
        "silhouette": clustering.silhouette,
    }
    kept = {name: column[known] for name, column in columns.items()}
    tables.write(files["clusters"], tables.CLUSTERS, kept)
    classes = {"sample_id": kept["sample_id"], "cluster": clustering.class_cluster[known]}
    tables.write(files["classes"], tables.CLASS_CLUSTERS, classes)
    tables.write(files["scores"], tables.CLUSTER_SCORES, clustering.scores)
    tables.write(files["centers"], tables.CENTERS, center_columns(clustering.chosen))
    tables.write(files["scaler"], tables.SCALER, scaler_columns(layer.space))


def center_columns(fit):
    size = np.bincount(fit.cluster, minlength=len(fit.centers))
    return {"cluster": np.arange(len(fit.centers)), "size": size, "center": fit.centers}


def scaler_columns(space):
    basis = np.empty((0, 0), np.float32) if space.basis is None else space.basis
    return {
        "mean": [space.mean],
        "scale": [space.scale],
        "components": [len(basis)],
        "basis": [basis.reshape(-1)],
    }


if "snakemake" in globals():
    from chemins.jobs.making import making

    with making(snakemake):
        cluster_layers(
            settings=json.loads(snakemake.params.settings),
            run=snakemake.wildcards.run,
            known=snakemake.input.known,
            unseen=snakemake.input.unseen,
            outputs=dict(snakemake.output.items()),
            threads=snakemake.threads,
        )
