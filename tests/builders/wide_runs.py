"""Made runs for print figures of all widths, and an atlas as large as one of ten digits."""

from itertools import combinations

import numpy as np

from builders.deep_run import CLASSES, deep_run, evidence
from builders.made_atlas import ABOUT, atlas_of
from builders.made_run import small_gallery, small_run, small_scores
from chemins.answers.map_quality import MapQuality
from chemins.clusters.paths import count_flows, stage_pairs
from chemins.figures.run_results import Exhibit

LAYERS = ["pixels", "hidden_1", "hidden_2", "output"]


def ten_classes(**changes):
    """600 images of ten digits, through as many clusters in each of two hidden layers."""
    stream, label = np.random.default_rng(7), np.arange(600) % 10
    astray = {layer: stream.uniform(size=600) < 0.2 for layer in LAYERS}
    places = {layer: np.where(astray[layer], stream.integers(10, size=600), label)
              for layer in LAYERS}  # fmt: skip
    paths = {
        "sample_id": np.arange(600, dtype=np.int32),
        "role": np.where(np.arange(600) < 300, "train", "test"),
        "label": label.astype(np.int32),
        **{layer: cluster.astype(np.int32) for layer, cluster in places.items()},
        "prediction": places["output"].astype(np.int32),
        "probability": stream.uniform(0.5, 1, size=600).astype(np.float32),
    }
    flows = count_flows(paths, stage_pairs(LAYERS[1:3], LAYERS))
    roles = dict.fromkeys(("train", "test"), MapQuality(0.95, 0.87, 10))
    values = {
        "name": "all-digits",
        "digits": list(range(10)),
        "hidden": LAYERS[1:3],
        "stages": LAYERS[1:3],
        "layers": LAYERS,
        "paths": paths,
        "flows": {name: np.array(column) for name, column in flows.items()},
        "embeddings": {layer: stream.normal(size=(600, 2)).astype(np.float32) for layer in LAYERS},
        "scores": {layer: many_ks(place) for place, layer in enumerate(LAYERS)},
        "stability": {(layer, k): 0.5 + k / 20 for layer in LAYERS for k in range(10)},
        "map_quality": dict.fromkeys(LAYERS, roles),
        "k_evidence": dict.fromkeys(LAYERS, evidence()),
        "gallery": ten_exhibits(),
        "strays": 1_460,
    }
    return small_run(**{"unseen": (), **values, **changes})


def many_ks(place):
    k = np.arange(2, 21, dtype=np.int32)
    columns = {
        "k": k,
        "silhouette": 0.1 + 0.2 / k,
        "inertia": 2e6 / k,
        "chosen": k == 2 + 6 * place,
    }
    return {**small_scores(), **columns, "standard_error": 0 * k, "note": np.full(19, "")}


def ten_exhibits():
    first = small_gallery(40)
    return [
        Exhibit(**{**vars(exhibit), "label": place % 10, "travels_as": place % 11 - 1})
        for place, exhibit in enumerate(first)
    ]


def named_exhibits():
    """Of classes with long names, three colours a pixel."""
    exhibits = small_gallery(23, channels=3)
    return [
        Exhibit(**{**vars(exhibit), "label": place % 4, "prediction": (place + 1) % 4,
                   "travels_as": place % 5 - 1})
        for place, exhibit in enumerate(exhibits)
    ]  # fmt: skip


def prototypes_of(run, channels=1):
    """An image for each node of its flows, as run_results has them."""
    stages = ("label", *run.layers, "prediction")
    nodes = [(stage, int(value)) for stage in stages for value in np.unique(run.paths[stage])]
    stream = np.random.default_rng(3)
    shape = (9, 8, channels)
    return {node: stream.integers(256, size=shape).astype(np.uint8) for node in nodes}


RUNS = {
    "dense": lambda: small_run(gallery=small_gallery(12)),
    "ten classes": ten_classes,
    "many layers": lambda: deep_run(13, shown={}, gallery=named_exhibits()),
    "long names": lambda: deep_run(6, gallery=named_exhibits()),
    "images": lambda: ten_classes(prototypes=prototypes_of(ten_classes())),
    "images and names": lambda: deep_run(3, prototypes=prototypes_of(deep_run(3), channels=3)),
}


def large_atlas(named):
    """An Atlas of five classes' pairs, and what its figures are told of it."""
    stream, classes = np.random.default_rng(3), range(len(CLASSES))
    rows = []
    for pair in combinations(classes, 2):
        shares = {digit: stream.uniform(0.1, 0.9) for digit in classes if digit not in pair}
        for replicate in (1, 2):
            here = (*pair, replicate)
            for digit, share in shares.items():
                told = (share + replicate / 200, 1 - share - replicate / 200)
                rows += [(*here, "", digit, toward, "predicted", value)
                         for toward, value in zip(pair, told, strict=True)]  # fmt: skip
            rows += [(*here, layer, -1, -1, "purity", stream.uniform(0.9, 0.92))
                     for layer in ("pixels", "hidden_1", "hidden_2")]  # fmt: skip
    about = {**ABOUT, "digits": list(classes), "hidden": ["hidden_1", "hidden_2"]}
    names = {str(label): name for label, name in enumerate(CLASSES)}
    return atlas_of(rows, tuple(classes)), about | ({"names": names} if named else {})
