"""Layers of points in blobs, and how they are clustered unless a test says otherwise."""

import numpy as np

from chemins.clusters.layer_points import Layer
from chemins.clusters.standardise import Space

SETTINGS = {
    "k": "silhouette",
    "k_min": 2,
    "k_max": 6,
    "n_init": "auto",
    "silhouette_limit": 200_000,
    "fit_limit": 200_000,
    "fit_on": "train",
}


def make_layer(points, label, role):
    points, role = np.asarray(points, np.float32), np.asarray(role)
    columns, fitted = points.shape[1], role == "train"
    return Layer(
        sample_id=np.arange(len(points), dtype=np.int32),
        label=np.asarray(label, np.int32),
        role=role,
        fitted=fitted,
        points=points[fitted],
        space=Space(np.zeros(columns), np.ones(columns), None),
        batches=lambda: iter([points]),
    )


def all_points_of(layer):
    """Every sample's, fitted or not."""
    return layer.at(np.ones(len(layer.role), bool))


def blobs(per_blob=20, blobs=4, columns=6, spread=0.5, seed=0):
    """A layer with so many blobs, all equally far from each other: two labels, three roles."""
    stream = np.random.default_rng(seed)
    centers = np.eye(blobs, columns) * 10
    blob = np.tile(np.arange(blobs), per_blob)
    points = centers[blob] + stream.normal(size=(len(blob), columns)) * spread
    role = np.array(["train", "train", "test", "train", "unseen"])[np.arange(len(blob)) // 4 % 5]
    return make_layer(points, blob % 2, role)
