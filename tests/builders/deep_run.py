"""The results of a made run of a deep network whose layers and classes have long names."""

import numpy as np

from builders.made_run import small_run, small_scores
from chemins.answers.map_quality import MapQuality
from chemins.clusters.paths import count_flows, stage_pairs
from chemins.text.class_names import ClassNames

CLASSES = ["T-shirt/top", "Trouser", "Pullover", "Ankle boot", "mnist-sample 7"]
UNSEEN = 4


def deep_run(depth=13, **changes):
    """100 images of four classes and an unseen one; two predictions that hardly any image has."""
    hidden = [f"relu_{place}" for place in range(depth)]
    layers = ["pixels", *hidden, "output"]
    paths = deep_paths(layers)
    flows = count_flows(paths, stage_pairs(hidden, layers))
    stream = np.random.default_rng(5)
    values = {
        "name": "deep",
        "digits": [0, 1, 2, 3],
        "unseen": [UNSEEN],
        "hidden": hidden,
        "stages": hidden,
        "layers": layers,
        "paths": paths,
        "flows": {name: np.array(column) for name, column in flows.items()},
        "embeddings": {layer: stream.normal(size=(100, 2)).astype(np.float32) for layer in layers},
        "scores": {layer: deep_scores(place) for place, layer in enumerate(layers)},
        "stability": {(layer, cluster): 0.97 for layer in layers for cluster in range(3)},
        "map_quality": {
            layer: dict.fromkeys(("train", "test", "unseen"), MapQuality(0.95, 0.87, 10))
            for layer in layers
        },
        "k_evidence": dict.fromkeys(layers, evidence()),
        "names": ClassNames(dict(enumerate(CLASSES))),
        "shown": {layer: f"/layer{1 + i // 4}/layer{i // 4}.{i % 4}/relu_1/Relu" for i, layer in
                  enumerate(hidden)},
    }  # fmt: skip
    return small_run(**{**values, **changes})


def deep_paths(layers):
    label = np.repeat(np.arange(5), 20)
    prediction = np.where(label == 1, 0, 3)
    prediction[[0, 1]] = [1, 2]
    stream = np.random.default_rng(4)
    columns = {layer: stream.integers(3, size=100).astype(np.int32) for layer in layers}
    role = np.where(label == UNSEEN, "unseen", np.where(np.arange(100) % 2, "test", "train"))
    return {
        "sample_id": np.arange(100, dtype=np.int32),
        "role": role,
        "label": label.astype(np.int32),
        **columns,
        "prediction": prediction.astype(np.int32),
        "probability": np.full(100, 0.75, np.float32),
    }


def deep_scores(place):
    """K from 2 to 20, of which another is chosen in each layer, the last among them."""
    k = np.arange(2, 21, dtype=np.int32)
    chosen = k == [2, 20, 3, 11][place % 4]
    silhouette = np.where(chosen, 0.46, 0.4 - k / 100 + 0.05 * (k % 2))
    columns = {"k": k, "silhouette": silhouette, "inertia": 4000 / k, "chosen": chosen}
    return {**small_scores(), **columns, "standard_error": 0 * k, "note": np.full(19, "")}


def evidence():
    resampled = [{"k": 20, "samples": 20}]
    return {
        "gap": 20, "gap_open": True, "calinski_harabasz": 12, "resampled": resampled, "images": 24
    }  # fmt: skip
