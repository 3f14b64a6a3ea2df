"""A run as its page explores it, of nine samples that are all of another kind."""

import numpy as np

from chemins.clusters.paths import count_flows, stage_pairs
from chemins.pages.explorer import Explored

HIDDEN, LAYERS = ["hidden_1"], ["pixels", "hidden_1", "output"]
# role, label, hidden_1, prediction
ROWS = [
    ("train", 1, 0, 1),
    ("train", 1, 0, 1),
    ("test", 1, 1, 7),  # an exception
    ("unseen", 4, 1, 7),
    ("train", 7, 1, 7),
    ("train", 7, 1, 7),
    ("test", 7, 2, 7),  # on no one's main path
    ("unseen", 4, 0, 1),
    ("train", 7, 2, 7),
]


def explored_run():
    role, label, cluster, prediction = (np.array(column) for column in zip(*ROWS, strict=True))
    count = len(ROWS)
    paths = {
        "sample_id": np.array([3, 10, 11, 12, 70, 71, 72, 500, 70_000], np.int32),
        "role": role,
        "label": label,
        "pixels": np.zeros(count, int),
        "hidden_1": cluster,
        "output": np.where(prediction == 1, 0, 1),
        "prediction": prediction,
        "probability": np.linspace(0.5, 1, count),
    }
    points = np.random.default_rng(0).normal(size=(count, 2)).astype(np.float32)
    sample_measures = {
        "committed": np.where(role == "unseen", "never", "hidden_1"),
        "depth": np.where(role == "test", ["output", "never", "pixels"] * 3, ""),
        "path_score": np.linspace(-7.25, 1.5, count),
        "p_value": np.where(role == "train", np.nan, np.linspace(0.0192, 1, count)),
    }
    silhouette = np.where(role == "unseen", np.nan, np.linspace(-0.5, 0.999, count))
    return Explored(
        name="1v7",
        digits=[1, 7],
        unseen=[4],
        hidden=HIDDEN,
        stages=HIDDEN,
        layers=LAYERS,
        paths=paths,
        flows=count_flows(paths, stage_pairs(HIDDEN, LAYERS)),
        embeddings=dict.fromkeys(LAYERS, points),
        silhouettes=dict.fromkeys(LAYERS, silhouette),
        stability={("hidden_1", 0): 0.97, ("hidden_1", 1): 0.42},
        map_quality={layer: {} for layer in LAYERS},
        sample_measures=sample_measures,
    )
