"""Placing points in the clusters that others were fitted to."""

import numpy as np

from chemins.base.threads import one_thread


def nearest_center(points, centers):
    """Index of the nearest of (K, d) centers for each of (n, d) points; (n,) int32."""
    centers = centers.astype(np.float64)
    with one_thread():  # products differ in their last bits between thread counts
        squares = np.square(centers).sum(axis=1) - 2 * (points @ centers.T)
    return squares.argmin(axis=1).astype(np.int32)
