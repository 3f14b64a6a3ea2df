"""The results of a small run, made by hand."""

import json

import numpy as np

from chemins.answers.map_quality import MapQuality
from chemins.answers.move_shares import MoveShares
from chemins.clusters.paths import count_flows, stage_pairs
from chemins.figures.run_results import Exhibit, RunResults
from chemins.measures.vocabulary import MOVES
from chemins.results import tables

HIDDEN = ["hidden_1"]
LAYERS = ["pixels", "hidden_1", "output"]
SAMPLES = 60


def small_paths():
    """24 train and 24 test images of 1 and 7, 12 of the unseen 4; one in six goes astray."""
    stream = np.random.default_rng(0)
    role = np.repeat(["train", "test", "unseen"], [24, 24, 12])
    label = np.where(role == "unseen", 4, np.where(np.arange(SAMPLES) % 2, 7, 1)).astype(np.int32)
    cluster = np.where(role == "unseen", 2, label == 7).astype(np.int32)
    layers = {
        layer: np.where(stream.uniform(size=SAMPLES) < 1 / 6, stream.integers(3, size=60), cluster)
        for layer in LAYERS
    }
    return {
        "sample_id": (np.arange(SAMPLES) * 3).astype(np.int32),
        "role": role,
        "label": label,
        **{layer: values.astype(np.int32) for layer, values in layers.items()},
        "prediction": np.where(layers["output"] == 0, 1, 7).astype(np.int32),
        "probability": stream.uniform(0.5, 1, size=SAMPLES).astype(np.float32),
    }


def small_scores():
    return {
        "k": np.array([2, 3, 4], np.int32),
        "silhouette": np.array([0.25, 0.5, 0.375]),
        "standard_error": np.zeros(3),
        "inertia": np.array([3000.0, 1500.0, 700.0]),
        "chosen": np.array([False, True, False]),
        "note": np.array(["", "", ""]),
    }


def small_history(epochs=3):
    values = np.linspace(0.5, 0.1, epochs)
    return {
        "epoch": np.arange(1, epochs + 1, dtype=np.int32),
        "loss": values,
        "accuracy": 1 - values,
        "test_loss": values * 1.5,
        "test_accuracy": 1 - values * 1.5,
    }


def small_moves(replicates=3):
    """layer -> shares of moves, no two of them the same."""
    return {
        layer: [
            small_share(kind, place / 8 + first, replicates)
            for place, kind in enumerate(MOVES.values())
        ]
        for layer, first in (("hidden_1", 0.02), ("hidden_2", 0.04))
    }


def small_share(kind, mean, replicates):
    """A mean with an interval about it, and replicates that lie in it; their own network beside."""
    spread = [mean + 0.002 * (1 + i - replicates / 2) for i in range(replicates)]
    interval = {"mean": mean, "low": mean - 0.01, "high": mean + 0.011}
    own = None if kind in ("untrained", "shuffled labels") else mean + 0.005
    return MoveShares(kind, own, spread, interval if replicates else None)


# One of the clusters is not to be trusted, one as far as two decimals tell.
STABILITY = {(layer, cluster): 0.97 for layer in LAYERS for cluster in range(3)}
STABILITY |= {("hidden_1", 1): 0.42, ("output", 1): 0.597}


MAP_QUALITY = {
    layer: {
        role: MapQuality(
            0.95 - place / 10 - part / 100, 0.855 - place / 10 - part / 100, 10 + place
        )
        for place, role in enumerate(("train", "test", "unseen"))
    }
    for part, layer in enumerate(LAYERS)
}
K_EVIDENCE = {
    layer: {
        "gap": 1 + part,
        "gap_open": part == 2,
        "calinski_harabasz": 5 + part,
        "resampled": [{"k": 3, "samples": 17 - part}, {"k": 2, "samples": 3 + part}],
        "images": 24,
    }
    for part, layer in enumerate(LAYERS)
}


def small_gallery(images=5, channels=1):
    stream = np.random.default_rng(1)
    return [
        Exhibit(
            pixels=stream.integers(256, size=(9, 8, channels)).astype(np.uint8),
            sample_id=number,
            role=("test", "train")[number % 2],
            label=(1, 7)[number % 2],
            prediction=7,
            probability=0.75,
            path=(number % 3,),
            travels_as=(7, 1, -1)[number % 3],
        )
        for number in range(images)
    ]


def small_run(unseen=(4,), gallery=None, **changes):
    """Two digits, one unseen, three layers, 60 samples; without `unseen`, the first 48."""
    paths = small_paths()
    if not unseen:
        paths = {name: column[paths["role"] != "unseen"] for name, column in paths.items()}
    flows = count_flows(paths, stage_pairs(HIDDEN, LAYERS))
    stream = np.random.default_rng(2)
    points = {
        layer: stream.normal(size=(len(paths["label"]), 2)).astype(np.float32) for layer in LAYERS
    }
    values = {
        "name": "1v7",
        "digits": [1, 7],
        "unseen": list(unseen),
        "hidden": HIDDEN,
        "stages": HIDDEN,
        "layers": LAYERS,
        "paths": paths,
        "flows": {name: np.array(column) for name, column in flows.items()},
        "embeddings": points,
        "scores": {layer: small_scores() for layer in LAYERS},
        "stability": STABILITY,
        "map_quality": {
            layer: {role: q for role, q in roles.items() if unseen or role != "unseen"}
            for layer, roles in MAP_QUALITY.items()
        },
        "k_evidence": K_EVIDENCE,
        "gallery": small_gallery() if gallery is None else gallery,
        "fit_on": "train",
    }
    values["strays"] = len(values["gallery"])
    return RunResults(**{**values, **changes})


def write_dataset(path, count, shape):
    """Images whose every pixel is its number."""
    pixels = np.arange(count, dtype=np.uint8)[:, np.newaxis] * np.ones(np.prod(shape), np.uint8)
    columns = {
        "sample_id": np.arange(count),
        "split": np.full(count, "train"),
        "label": np.zeros(count),
        "pixels": pixels,
    }
    tables.write(path, tables.DATASET, columns, {"chemins.shape": json.dumps(shape)})
    return path
