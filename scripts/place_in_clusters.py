"""Place a shard's samples in the clusters of one part of a run."""

import numpy as np

from chemins.clusters.centers import BASES, center_distance, nearest_center, read_centers
from chemins.clusters.layer_points import read_points, read_spaces
from chemins.jobs import job
from chemins.results import tables
from chemins.results.shards import about_shard, among, drop_others

NAMES = ["sample_id", "cluster", "silhouette"]


def place_in_clusters(settings, run, activations, spaces, centers, clusters, fitted=None) -> None:
    """activations: the shard of a table. spaces, centers: tables of the part. fitted: table of the
    clusters of those samples that were fitted on or have a silhouette; None where none was. They
    keep what they have there, all others go to the nearest center. clusters: the shard to write.
    """
    rows = []
    for layer, space in read_spaces([spaces]).items():
        around = read_centers([centers], [layer])[layer]
        kept = {basis: read_fitted(fitted, layer, basis) for basis in BASES}
        for batch in read_points(activations, layer, space, f"run {run}", **among(settings)):
            rows += [
                {"layer": layer, "basis": basis, **placed(batch, around[basis], kept[basis])}
                for basis in BASES
            ]
    tables.write_parts(clusters, tables.CLUSTERS, rows, about_shard(settings))
    drop_others(clusters, settings)


def read_fitted(fitted, layer, basis) -> dict:
    """name -> array of NAMES, by sample_id, of a layer at one K."""
    if fitted is None:
        return {name: np.empty(0, np.int32) for name in NAMES}
    return tables.read_layers([fitted], tables.CLUSTERS, [layer], NAMES, basis=basis)[layer]


def placed(batch, centers, fitted) -> dict:
    """Columns of tables.CLUSTERS. batch: as of read_points. fitted: as of read_fitted."""
    points, sample_id = batch["points"], batch["sample_id"]
    cluster = nearest_center(points, centers)
    silhouette = np.full(len(points), np.nan)
    _, own, there = np.intersect1d(sample_id, fitted["sample_id"], True, True)
    cluster[own], silhouette[own] = fitted["cluster"][there], fitted["silhouette"][there]
    distance = center_distance(points, cluster, centers)
    columns = {"sample_id": sample_id, "cluster": cluster}
    return {**columns, "distance": distance, "silhouette": silhouette}


if "snakemake" in globals():
    job.run(place_in_clusters, snakemake)
