"""A made run of some thousand images, and its page as if a page had room for fewer."""

import numpy as np

from builders.made_answers import ANSWERS
from chemins.clusters.paths import count_flows, stage_pairs
from chemins.figures.drawn import draw_evenly
from chemins.pages import explorer, thumbnails
from chemins.pages.page_sample import odd_images, wanted
from chemins.pages.run_page import run_page

COUNT, LIMIT = 4_000, 700
HIDDEN = ["hidden_1", "hidden_2"]
LAYERS = ["pixels", *HIDDEN, "output"]


def numerous_run():
    """1s, 7s and 4s that were not taught; some astray in each layer, some predicted wrong."""
    stream = np.random.default_rng(4)
    label = stream.choice([1, 7, 4], COUNT, p=[0.5, 0.4, 0.1])
    role = np.where(label == 4, "unseen", stream.choice(["train", "test"], COUNT, p=[0.8, 0.2]))
    home = np.select([label == 1, label == 7], [0, 1], 2)
    astray = stream.random((len(LAYERS), COUNT)) < 0.04
    clusters = {
        layer: np.where(astray[i], stream.integers(0, 3, COUNT), home)
        for i, layer in enumerate(LAYERS)
    }
    paths = {
        "sample_id": np.arange(COUNT) * 2 + 5,
        "role": role,
        "label": label,
        **clusters,
        "prediction": np.where(clusters["output"] == 0, 1, 7),
        "probability": stream.uniform(0.5, 1, COUNT),
    }
    return explorer.Explored(
        name="numerous",
        digits=[1, 7],
        unseen=[4],
        hidden=HIDDEN,
        stages=HIDDEN,
        layers=LAYERS,
        paths=paths,
        flows=count_flows(paths, stage_pairs(HIDDEN, LAYERS)),
        embeddings={
            layer: 5 * np.eye(3)[home][:, :2] + stream.normal(size=(COUNT, 2)) for layer in LAYERS
        },
        stability={},
        map_quality={layer: {} for layer in LAYERS},
        silhouettes={
            layer: np.where(role == "unseen", np.nan, stream.uniform(-0.2, 0.9, COUNT))
            for layer in LAYERS
        },
        sample_measures={
            "committed": np.where(paths["prediction"] == label, "hidden_1", "never"),
            "depth": np.where(role == "test", stream.choice(LAYERS, COUNT), ""),
            "path_score": stream.normal(size=COUNT),
            "p_value": np.where(role == "train", np.nan, stream.random(COUNT)),
        },
    )


def drawn_of(run, limit=LIMIT):
    return draw_evenly(run.paths, run.stages, run.layers, limit, wanted(odd_images(run)))


def numerous_page(run, drawn) -> str:
    stream = np.random.default_rng(8)
    images = stream.integers(256, size=(len(drawn.rows), 8, 8, 1)).astype(np.uint8)
    parts = {
        "maps": run.map_quality,
        "header": explorer.header(run, (), (8, 8, 1), drawn),
        "columns": explorer.packed_columns(run, drawn),
        "sprites": [thumbnails.packed(images)],
    }
    page = f"results/site/{run.name}.html"
    return run_page(ANSWERS, [f"results/runs/{run.name}/figures/a.png"], page, "train", parts)
