"""Placing points in the clusters that others were fitted to."""

import numpy as np

from chemins.base.threads import one_thread
from chemins.results import tables

# What a layer's samples are clustered by: the K that was chosen, and K = number of classes.
BASES = ("chosen", "classes")
ROWS = 8192  # whose differences from their centers are in memory at once


def nearest_center(points, centers) -> np.ndarray:
    """Index of the nearest of (K, d) centers for each of (n, d) points; (n,) int32."""
    centers = centers.astype(np.float64)
    with one_thread():  # products differ in their last bits between thread counts
        squares = np.square(centers).sum(axis=1) - 2 * (points @ centers.T)
    return squares.argmin(axis=1).astype(np.int32)


def center_distance(points, cluster, centers) -> np.ndarray:
    """(n,) float64 distances of (n, d) float32 points to the center of their (n,) clusters."""
    distance, centers = np.empty(len(points)), centers.astype(np.float64)
    for start in range(0, len(points), ROWS):
        part = slice(start, start + ROWS)
        distance[part] = np.linalg.norm(points[part] - centers[cluster[part]], axis=1)
    return distance


def read_centers(paths, layers) -> dict:
    """layer -> basis -> (K, d) float32. paths: the tables of centers of a run's parts."""
    found = {layer: {} for layer in layers}
    for basis in BASES:
        rows = tables.read_layers(paths, tables.CENTERS, layers, ["center"], basis=basis)
        for layer in layers:
            found[layer][basis] = np.stack(rows[layer]["center"])
    return found
