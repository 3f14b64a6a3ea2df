"""Columns of small tables."""

import numpy as np

IDS = np.array([30, 10, 20], np.int32)
SAMPLES = {"sample_id": IDS, "label": [7, 1, 7], "role": ["test", "train", "train"]}
ACTIVATIONS = SAMPLES | {"activation": np.arange(6, dtype=np.float32).reshape(3, 2)}


def activations(rows, width, seed=0):
    """Columns of a table of activations, in order."""
    stream = np.random.default_rng(seed)
    return {
        "sample_id": np.arange(rows, dtype=np.int32),
        "role": np.where(np.arange(rows) % 3, "train", "test"),
        "label": stream.integers(0, 10, rows, dtype=np.int32),
        "activation": stream.normal(size=(rows, width)).astype(np.float32),
    }
