"""Finished runs, opened by what lies in a results folder."""

import os

import numpy as np
import pytest

from builders.made_run import small_run
from chemins.base.errors import CheminsError
from chemins.figures.finished import find_dataset, find_fit_on, find_runs
from chemins.results import tables

LABELS = np.array([0, 1, 2, 3])
IMAGES = np.arange(16, dtype=np.uint8).reshape(4, 4) * 17


def test_runs_are_those_that_have_a_page(tmp_path):
    for name in ("b", "a", "unfinished"):
        (tmp_path / "runs" / name).mkdir(parents=True)
    (tmp_path / "site").mkdir()
    for name in ("index", "a", "b", "removed"):
        (tmp_path / f"site/{name}.html").touch()
    assert find_runs(tmp_path) == ["a", "b"]


def write_images(path, images=IMAGES, labels=LABELS, ids=range(4)):
    columns = {"sample_id": list(ids), "split": ["test"] * len(images)}
    tables.write(path, tables.DATASET, columns | {"label": labels, "pixels": images})
    return path


@pytest.fixture
def pixels(tmp_path):
    """The images 1 and 3, and 2, as a run has sent them through its network."""
    found = []
    for group, rows in (("known", [1, 3]), ("unseen", [2])):
        columns = {"sample_id": rows, "role": ["test"] * len(rows), "label": LABELS[rows]}
        columns["activation"] = IMAGES[rows].astype(np.float32) / np.float32(255)
        found.append(tmp_path / f"runs/a/activations/{group}/pixels.parquet")
        tables.write(found[-1], tables.ACTIVATIONS, columns)
    return found


def changed(place, value):
    images = IMAGES.copy()
    images[place] = value
    return images


OTHERS = {
    "other images": {"images": 255 - IMAGES},
    "one pixel of a known image": {"images": changed((3, 2), 1)},
    "one pixel of an unseen image": {"images": changed((2, 0), 1)},
    "other labels": {"labels": LABELS[::-1].copy()},
    "other numbers": {"ids": range(1, 5)},
    "fewer": {"images": IMAGES[:2], "labels": LABELS[:2], "ids": range(2)},
    "another size": {"images": IMAGES[:, :3].copy()},
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("age", [-1000, 1000])
@pytest.mark.parametrize("name", ["a-first", "z-last"])
def test_a_runs_dataset_is_the_one_whose_images_it_saw(tmp_path, pixels, other, age, name):
    own = write_images(tmp_path / "data/own.parquet")
    write_images(tmp_path / f"data/{name}.parquet", **other)
    os.utime(own, (1_800_000_000 + age,) * 2)
    os.utime(tmp_path / f"data/{name}.parquet", (1_800_000_000,) * 2)
    assert find_dataset(tmp_path, pixels) == own
    own.unlink()
    with pytest.raises(CheminsError, match="no images of this run; run again to make them"):
        find_dataset(tmp_path, pixels)


def test_a_table_that_cannot_be_read_is_not_the_one(tmp_path, pixels):
    own = write_images(tmp_path / "data/own.parquet")
    (tmp_path / "data/another.parquet").write_text("cut")
    (tmp_path / "data/folder.parquet").mkdir()
    assert find_dataset(tmp_path, pixels) == own


def test_without_its_pixels_a_runs_dataset_is_not_guessed(tmp_path, pixels):
    write_images(tmp_path / "data/own.parquet")
    pixels[1].unlink()
    with pytest.raises(CheminsError, match="is missing; run again to make it"):
        find_dataset(tmp_path, pixels)


@pytest.mark.parametrize(("sizes", "fit_on"), [([14, 10], "train"), ([30, 30], "all")])
def test_what_a_run_was_fitted_on(tmp_path, sizes, fit_on):
    columns = {"cluster": [0, 1], "size": sizes, "center": np.zeros((2, 3))}
    tables.write(tmp_path / "clusters/pixels.centers.parquet", tables.CENTERS, columns)
    assert find_fit_on(tmp_path, small_run().paths) == fit_on
