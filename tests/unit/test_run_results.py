import json

import numpy as np
import pytest

from chemins import tables
from chemins.paths import count_flows, stage_pairs
from chemins.run_results import (
    GALLERY,
    Exhibit,
    RunResults,
    pick_gallery,
    read_embeddings,
    read_run,
)

HIDDEN = ["hidden_1"]
LAYERS = ["pixels", "hidden_1", "output"]
SAMPLES = 60


# --- a small run, made by hand ------------------------------------------------------------------


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


# One of the clusters is not to be trusted, one as far as two decimals tell.
STABILITY = {(layer, cluster): 0.97 for layer in LAYERS for cluster in range(3)}
STABILITY |= {("hidden_1", 1): 0.42, ("output", 1): 0.597}


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
        "layers": LAYERS,
        "paths": paths,
        "flows": {name: np.array(column) for name, column in flows.items()},
        "embeddings": points,
        "scores": {layer: small_scores() for layer in LAYERS},
        "stability": STABILITY,
        "history": small_history(),
        "gallery": small_gallery() if gallery is None else gallery,
        "fit_on": "train",
    }
    values["strays"] = len(values["gallery"])
    return RunResults(**{**values, **changes})


# --- files --------------------------------------------------------------------------------------


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


def write_embedding(path, sample_id):
    """Rows in this order, whose coordinates tell whose they are."""
    columns = {"sample_id": sample_id, "x": sample_id * 10.0, "y": -sample_id * 1.0}
    with tables.vector_writer(path, tables.EMBEDDING, 1) as append:
        append(columns)
    return path


def write_measures(path, stability):
    """Stabilities, among others those that no resample tells and measures of another kind."""
    own = {"network": "trained", "replicate": 0, "digit": -1}
    rows = [
        own | {"measure": "stability", "layer": layer, "toward": cluster, "value": value}
        for (layer, cluster), value in {**stability, ("pixels", 9): np.nan}.items()
    ]
    other = {"measure": "affinity_chosen", "layer": "hidden_1", "toward": 7, "value": 0.1}
    tables.write_rows(path, tables.MEASURES, [*rows, own | other])


def write_run(folder, run):
    """The files that a run is read from, with 6 × 5 images."""
    write_dataset(folder / "dataset", 3 * SAMPLES, (6, 5, 1))
    tables.write(folder / "paths", tables.paths_schema(LAYERS), run.paths)
    tables.write(folder / "flows", tables.FLOWS, run.flows)
    tables.write(folder / "history", tables.HISTORY, run.history)
    write_measures(folder / "measures", run.stability)
    names = ("dataset", "paths", "flows", "measures", "history")
    files = {name: folder / name for name in names}
    files |= {"scores": [], "known": [], "unseen": []}
    known = run.paths["role"] != "unseen"
    for layer in LAYERS:
        files["scores"].append(folder / f"{layer}.scores")
        tables.write(files["scores"][-1], tables.CLUSTER_SCORES, run.scores[layer])
        for group, rows in (("known", known), ("unseen", ~known)):
            x, y = run.embeddings[layer][rows].T
            columns = {"sample_id": run.paths["sample_id"][rows], "x": x, "y": y}
            if rows.any():
                files[group].append(folder / f"{layer}.{group}")
                tables.write(files[group][-1], tables.EMBEDDING, columns)
    return files


@pytest.mark.parametrize("unseen", [(4,), ()], ids=["unseen", "none unseen"])
def test_a_run_is_read_from_its_files(tmp_path, unseen):
    expected = small_run(unseen)
    given = ("digits", "unseen", "hidden", "layers", "fit_on")
    settings = {name: getattr(expected, name) for name in given}
    run = read_run("1v7", settings, write_run(tmp_path, expected))
    for name in ("name", *given):
        assert getattr(run, name) == getattr(expected, name)
    for name in ("paths", "flows", "embeddings", "scores", "stability", "history"):
        np.testing.assert_equal(getattr(run, name), getattr(expected, name))
    assert run.gallery
    assert run.strays == len(run.gallery)  # all of them fit
    assert all(exhibit.pixels.shape == (6, 5, 1) for exhibit in run.gallery)


# --- embeddings ---------------------------------------------------------------------------------


def test_coordinates_are_in_the_order_of_the_paths_whatever_that_of_the_files(tmp_path):
    stream = np.random.default_rng(0)
    ids = stream.choice(500, size=40, replace=False)
    known = write_embedding(tmp_path / "known", ids[:30])
    unseen = write_embedding(tmp_path / "unseen", ids[30:])
    for order in (np.sort(ids), stream.permutation(ids)):
        found = read_embeddings(["pixels"], {"sample_id": order}, [known], [unseen])
        np.testing.assert_array_equal(found["pixels"], np.column_stack([order * 10, -order]))


def test_each_layer_has_its_own_coordinates(tmp_path):
    ids = np.array([2, 5, 9])
    files = [write_embedding(tmp_path / "a", ids), tmp_path / "b"]
    tables.write(files[1], tables.EMBEDDING, {"sample_id": ids, "x": ids + 0.5, "y": ids})
    found = read_embeddings(["pixels", "hidden_1"], {"sample_id": ids}, files, [])
    np.testing.assert_array_equal(found["pixels"][:, 0], ids * 10)
    np.testing.assert_array_equal(found["hidden_1"][:, 0], ids + 0.5)


# --- the gallery --------------------------------------------------------------------------------


def gallery_paths(rows):
    """Paths from rows of (sample, role, label, cluster, probability), predicted as their label."""
    sample, role, label, cluster, probability = zip(*rows, strict=True)
    return {
        "sample_id": np.array(sample),
        "role": np.array(role),
        "label": np.array(label),
        "hidden_1": np.array(cluster),
        "prediction": np.array(label),
        "probability": np.array(probability, np.float32),
    }


# The 1s' main path is 0, the 7s' is 1.
ON_MAIN_PATHS = [(i, "train", (1, 7)[i % 2], i % 2, 0.9) for i in range(20)]


def picked(tmp_path, rows, shape=(4, 4, 1)):
    dataset = write_dataset(tmp_path / "dataset", 200, shape)
    return pick_gallery(gallery_paths([*ON_MAIN_PATHS, *rows]), HIDDEN, dataset)


def test_exceptions_come_first_then_test_images_then_the_surest(tmp_path):
    found, strays = picked(
        tmp_path,
        [
            (30, "train", 1, 5, 0.99),
            (31, "train", 7, 0, 0.5),
            (32, "test", 1, 5, 0.6),
            (33, "test", 1, 6, 0.75),
            (34, "test", 7, 0, 0.5),
            (35, "test", 1, 1, 0.9),
            (36, "test", 7, 0, 0.5),
            (37, "train", 1, 1, 0.6),
            (38, "test", 7, 1, 0.9),  # on its own main path
            (39, "unseen", 4, 0, 1.0),
            (40, "unseen", 4, 9, 1.0),
        ],
    )
    assert [exhibit.sample_id for exhibit in found] == [35, 34, 36, 37, 31, 33, 32, 30]
    assert strays == 8


def test_what_an_exhibit_says(tmp_path):
    rows = [(50, "test", 7, 0, 0.5), (51, "train", 1, 8, 0.25)]
    (first, second), strays = picked(tmp_path, rows)
    assert strays == 2
    assert (first.role, first.label, first.prediction) == ("test", 7, 7)
    assert (first.probability, first.path, first.travels_as) == (0.5, (0,), 1)
    assert (second.role, second.path, second.travels_as) == ("train", (8,), -1)


@pytest.mark.parametrize("shape", [(4, 4, 1), (3, 5, 3)])
def test_an_exhibit_shows_its_own_image(tmp_path, shape):
    rows = [(90, "test", 7, 0, 0.5), (60, "test", 1, 1, 0.9), (75, "train", 1, 4, 0.5)]
    found, _ = picked(tmp_path, sorted(rows), shape)
    assert [exhibit.sample_id for exhibit in found] == [60, 90, 75]
    for exhibit in found:
        assert exhibit.pixels.shape == shape
        assert exhibit.pixels.dtype == np.uint8
        assert (exhibit.pixels == exhibit.sample_id).all()


def test_no_more_than_the_gallery_holds(tmp_path):
    found, strays = picked(tmp_path, [(100 + i, "test", 1, 5, i / 100) for i in range(60)])
    expected = list(range(159, 159 - GALLERY, -1))
    assert [exhibit.sample_id for exhibit in found] == expected
    assert strays == 60  # those that are left out too


def test_an_empty_gallery(tmp_path):
    assert picked(tmp_path, [(50, "unseen", 4, 0, 0.5)]) == ([], 0)
