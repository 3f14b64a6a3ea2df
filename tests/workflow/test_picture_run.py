"""A folder of pictures from its files to a page, and what is noticed when it changes."""

import json
import os
import shutil

import numpy as np
import pandas as pd
import pytest
import yaml
from PIL import Image

from chemins.data.datasets import load_sample

pytestmark = pytest.mark.slow

NAMES = {1: "one", 7: "seven", 4: "zz four"}  # labels 0, 1 and 2, by name
PER_CLASS = 25
CONFIG = {
    "dataset": {"path": "my pictures", "test_share": 0.4},
    "figures": {"formats": []},
    "defaults": {
        "replicates": 0,
        "per_digit": 15,
        "test_per_digit": 10,
        "clustering": {"k_max": 3},
        "umap": {"n_neighbors": 5},
        "training": {"epochs": 2, "learning_rate": 0.01},
    },
    "runs": {"mine": {"digits": [0, 1], "unseen": [2], "network": {"hidden": [6]}}},
}
SCORES, DATASET = "results/runs/mine/scores.json", "results/data/my-pictures.parquet"


@pytest.fixture
def pictures(project):
    """The project with a folder of MNIST's images as PNG files, one folder a digit."""
    images = load_sample()
    for digit, name in NAMES.items():
        (project.folder / "my pictures" / name).mkdir(parents=True)
        for place in np.flatnonzero(images.label == digit)[:PER_CLASS]:
            picture = Image.fromarray(images.pixels[place, :, :, 0])
            picture.save(project.folder / f"my pictures/{name}/{place:04}.png")
    (project.folder / "config/config.yaml").write_text(yaml.safe_dump(CONFIG))
    return project


def rules(jobs):
    return sorted({job["rule"] for job in jobs})


def test_pictures_become_a_run_with_its_page(pictures):
    process = pictures.snakemake()
    assert process.returncode == 0, process.stderr
    table = pd.read_parquet(pictures.folder / DATASET)
    assert table.groupby(["split", "label"]).size().to_dict() == {
        (split, label): count
        for split, count in (("train", 15), ("test", 10))
        for label in range(3)
    }
    # seven/…png is of label 1, and lies in the table as it was drawn
    sevens = {
        Image.open(path).tobytes() for path in (pictures.folder / "my pictures/seven").iterdir()
    }
    assert {row.tobytes() for row in table["pixels"][table["label"] == 1]} == sevens
    assert (pictures.folder / "results/site/mine.html").exists()
    assert json.loads((pictures.folder / SCORES).read_text())["test"]["accuracy"] > 0.5


def test_a_folder_that_changed_is_noticed_whatever_its_times_say(pictures):
    """And only then."""
    assert pictures.jobs("--", SCORES)
    assert pictures.planned("--", SCORES) == []
    folder = pictures.folder / "my pictures"
    first = sorted((folder / "one").iterdir())[0]
    before = first.read_bytes()
    os.utime(first)
    (folder / "one/.DS_Store").touch()
    assert pictures.planned("--", SCORES) == []

    shutil.copy(sorted((folder / "seven").iterdir())[0], folder / "other")
    os.utime(folder / "other", (1, 1))
    os.replace(folder / "other", first)
    stale = ["fetch_dataset", "select_samples", "train_model"]
    assert rules(pictures.planned("--", SCORES)) == stale
    first.write_bytes(before)
    assert pictures.planned("--", SCORES) == []


def test_pictures_that_cannot_be_taken_are_one_message(pictures):
    folder = pictures.folder / "my pictures"
    names = [sorted((folder / name).iterdir())[3] for name in ("one", "seven")]
    for name in names:
        name.write_bytes(name.read_bytes()[:60])
    process = pictures.snakemake("--", DATASET)
    assert process.returncode != 0
    said = process.stdout + process.stderr
    assert "chemins: dataset my pictures: 2 of its files cannot be taken" in said
    for name in names:
        assert f"  {name.parent.name}/{name.name}: " in said
    assert "Traceback" not in said
    assert not (pictures.folder / DATASET).exists()
