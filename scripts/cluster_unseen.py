"""Place the unseen samples of a run in the clusters that were fitted without them."""

import numpy as np

from chemins.clusters.centers import center_distance, nearest_center, read_centers
from chemins.clusters.layer_points import all_points, read_spaces
from chemins.jobs import job
from chemins.results import tables


def cluster_unseen(run, activations, spaces, centers, clusters) -> None:
    """activations, spaces, centers: tables, one of each part. clusters: files to write, of each."""
    for files in zip(activations, spaces, centers, clusters, strict=True):
        cluster_part(run, *files)


def cluster_part(run, activations, spaces, centers, clusters) -> None:
    rows = []
    for layer, space in read_spaces([spaces]).items():
        samples = all_points([activations], layer, space, f"run {run}")
        for basis, around in read_centers([centers], [layer])[layer].items():
            placed = clusters_of(samples["points"], around)
            rows.append(
                {"layer": layer, "basis": basis, **placed, "sample_id": samples["sample_id"]}
            )
    tables.write_parts(clusters, tables.CLUSTERS, rows)


def clusters_of(points, centers) -> dict:
    """Columns of tables.CLUSTERS: each sample in the cluster with the nearest center. There are no
    silhouettes of samples that belong to no class."""
    cluster = nearest_center(points, centers)
    distance = center_distance(points, cluster, centers)
    return {"cluster": cluster, "distance": distance, "silhouette": np.full(len(points), np.nan)}


if "snakemake" in globals():
    job.run(cluster_unseen, snakemake)
