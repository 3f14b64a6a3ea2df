"""A run as its page explores it, of nine samples of as many kinds; pages of made runs."""

import dataclasses

import numpy as np

from builders.made_answers import ANSWERS
from chemins.base.formatting import layers_called
from chemins.clusters.paths import count_flows, stage_pairs
from chemins.figures.run_results import Followed
from chemins.pages import explorer, learning, thumbnails
from chemins.pages.explorer import Explored
from chemins.pages.run_page import run_page
from chemins.pages.thumbnails import packed

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


def explored(run):
    """A made run as its page explores it, with measures of samples that mean nothing."""
    count, stream = len(run.paths["label"]), np.random.default_rng(6)
    role = run.paths["role"]
    sample_measures = {
        "committed": stream.choice([*run.hidden, "never"], count),
        "depth": np.where(role == "test", stream.choice(run.layers, count), ""),
        "path_score": stream.normal(size=count),
        "p_value": np.where(role == "train", np.nan, stream.random(count)),
    }
    followed = {field.name: getattr(run, field.name) for field in dataclasses.fields(Followed)}
    silhouettes = {
        layer: np.where(role == "unseen", np.nan, stream.uniform(-0.2, 0.9, count))
        for layer in run.layers
    }
    return Explored(**followed, silhouettes=silhouettes, sample_measures=sample_measures)


def explored_page(run, learnt=()) -> str:
    """The page of a made run; its answers are those of another, its images are noise. learnt: what
    write_learning has made of it."""
    found, stream = explored(run), np.random.default_rng(8)
    images = stream.integers(256, size=(len(run.paths["label"]), 28, 28, 1)).astype(np.uint8)
    blocks = range(0, len(images), thumbnails.PER_BLOCK)
    with layers_called(run.shown):
        parts = {
            "maps": found.map_quality,
            "header": explorer.header(found, (), (28, 28, 1)),
            "columns": explorer.packed_columns(found),
            "sprites": [packed(images[first : first + thumbnails.PER_BLOCK]) for first in blocks],
        }
        if learnt:
            entry, parts["learning"] = learning.page_parts(
                found, learning.read_learning(found, learnt)
            )
            parts["header"]["learning"] = entry
        page = f"results/site/{run.name}.html"
        return run_page(ANSWERS, [f"results/runs/{run.name}/figures/a.png"], page, "train", parts)
