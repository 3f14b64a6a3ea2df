"""Two runs' networks on nine images, seven of which both have, worked out by hand."""

import numpy as np

from chemins.measures.two_networks import travelled

LAYERS = {"first": ["pixels", "h1", "h2", "output"], "second": ["pixels", "only", "output"]}
STAGES = {"first": ["h1", "h2"], "second": ["only"]}
# Image 4 is taught by the first and held out by the second, 8 of a class that only the second was
# taught; 7 and 9 only one of them has.
FIRST = {
    "sample_id": [1, 2, 3, 4, 5, 6, 7, 8],
    "role": ["train", "train", "test", "train", "test", "unseen", "test", "unseen"],
    "label": [0, 1, 0, 1, 1, 5, 0, 2],
    "pixels": [0, 0, 0, 1, 1, 1, 0, 0],
    "h1": [0, 1, 0, 1, 0, 1, 0, 1],
    "h2": [2, 3, 2, 3, 3, 3, 2, 3],
    "output": [0, 1, 0, 1, 1, 1, 0, 1],
    "prediction": [0, 1, 0, 1, 1, 1, 0, 1],
    "probability": [0.9, 0.8, 0.7, 0.6, 0.55, 0.95, 1.0, 0.75],
}
SECOND = {
    "sample_id": [1, 2, 3, 4, 5, 6, 8, 9],
    "role": ["train", "train", "test", "test", "test", "unseen", "train", "train"],
    "label": [0, 1, 0, 1, 1, 5, 2, 1],
    "pixels": [0, 0, 0, 1, 1, 1, 0, 1],
    "only": [4, 6, 6, 6, 6, 4, 7, 6],
    "output": [0, 1, 1, 1, 1, 0, 2, 1],
    "prediction": [0, 1, 1, 1, 1, 0, 1, 1],
    "probability": [0.9, 0.8, 0.51, 0.6, 0.65, 0.7, 0.5, 1.0],
}
COMMITTED = {
    "first": ["h1", "h1", "h1", "h1", "h2", "never", "h1", "h1"],
    "second": ["only", "only", "only", "only", "only", "never", "only", "only"],
}
INTEGERS = {"sample_id", "label", "prediction", *LAYERS["first"], *LAYERS["second"]}
TABLES = {"first": FIRST, "second": SECOND}


def columns(side):
    """The columns of a run's table of paths."""
    kinds = dict.fromkeys(INTEGERS, np.int32) | {"probability": np.float32}
    return {name: np.array(found, kinds.get(name)) for name, found in TABLES[side].items()}


def whole(side):
    return travelled(columns(side), LAYERS[side], STAGES[side], np.array(COMMITTED[side]))
