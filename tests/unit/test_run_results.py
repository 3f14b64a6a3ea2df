import numpy as np
import pytest

from builders.made_run import HIDDEN, LAYERS, SAMPLES, small_run, write_dataset
from chemins.figures.run_results import (
    GALLERY,
    pick_gallery,
    read_embeddings,
    read_run,
)
from chemins.results import tables


def write_embedding(path, sample_id):
    """Rows in this order, whose coordinates tell whose they are."""
    columns = {"sample_id": sample_id, "x": sample_id * 10.0, "y": -sample_id * 1.0}
    with tables.vector_writer(path, tables.EMBEDDING, {}) as append:
        append({**columns, "layer": ["pixels"] * len(sample_id)})
    return path


OWN = {"network": "trained", "replicate": 0, "digit": -1, "images": 0, "influence": None}


def write_measures(path, stability, k_evidence):
    """Stabilities, among others those that no resample tells, what speaks for K, and a measure of
    another kind."""
    rows = [
        OWN | {"measure": "stability", "layer": layer, "toward": cluster, "value": value}
        for (layer, cluster), value in {**stability, ("pixels", 9): np.nan}.items()
    ]
    rows += [
        OWN | {"measure": measure, "layer": layer, "toward": k, "value": value}
        for layer, support in k_evidence.items()
        for measure, k, value in k_measures(support)
    ]
    other = {"measure": "affinity_chosen", "layer": "hidden_1", "toward": 7, "value": 0.1}
    tables.write_rows(path, tables.MEASURES, [*rows, OWN | other])


def k_measures(support):
    """(measure, K or -1, value) that k_support makes this of."""
    yield from [("gap", k, k / 8) for k in range(1, 5)]
    yield from [("gap", 5, 0.5)] * (not support["gap_open"])
    yield from [("k_resampled", found["k"], found["samples"]) for found in support["resampled"]]
    names = {"k_gap": "gap", "k_calinski_harabasz": "calinski_harabasz", "k_images": "images"}
    yield from [(measure, -1, support[name]) for measure, name in names.items()]


def write_map_quality(path, by_layer):
    rows = [
        OWN | {"measure": f"{measure}_{role}", "layer": layer, "toward": -1, "value": value}
        for layer, roles in by_layer.items()
        for role, quality in roles.items()
        for measure, value in (
            ("trustworthiness", quality.trustworthiness),
            ("continuity", quality.continuity),
            ("rated", quality.images),
        )
    ]
    tables.write_rows(path, tables.MEASURES, rows)


def write_run(folder, run):
    """The files that a run is read from, with 6 × 5 images."""
    write_dataset(folder / "dataset", 3 * SAMPLES, (6, 5, 1))
    tables.write(folder / "paths", tables.paths_schema(LAYERS), run.paths)
    tables.write(folder / "flows", tables.FLOWS, run.flows)
    write_measures(folder / "measures", run.stability, run.k_evidence)
    write_map_quality(folder / "embedding_measures", run.map_quality)
    names = ("dataset", "paths", "flows", "measures", "embedding_measures")
    files = {name: folder / name for name in names}
    parts = {"pixels": ["pixels"], "network": [name for name in LAYERS if name != "pixels"]}
    files |= {"scores": [], "known": [], "unseen": []}
    known = run.paths["role"] != "unseen"
    for part, layers in parts.items():
        scores = [{"layer": layer, **run.scores[layer]} for layer in layers]
        files["scores"].append(folder / f"{part}.scores")
        tables.write_parts(files["scores"][-1], tables.CLUSTER_SCORES, scores)
        for group, rows in (("known", known), ("unseen", ~known)):
            if rows.any():
                files[group].append(folder / f"{part}.{group}")
                embedded = [embedding_columns(run, layer, rows) for layer in layers]
                tables.write_parts(files[group][-1], tables.EMBEDDING, embedded)
    return files


def embedding_columns(run, layer, rows):
    x, y = run.embeddings[layer][rows].T
    return {"layer": layer, "sample_id": run.paths["sample_id"][rows], "x": x, "y": y}


@pytest.mark.parametrize("unseen", [(4,), ()], ids=["unseen", "none unseen"])
def test_a_run_is_read_from_its_files(tmp_path, unseen):
    expected = small_run(unseen)
    given = ("digits", "unseen", "hidden", "layers", "fit_on")
    settings = {name: getattr(expected, name) for name in given}
    run = read_run("1v7", settings, write_run(tmp_path, expected))
    for name in ("name", *given):
        assert getattr(run, name) == getattr(expected, name)
    names = ("paths", "flows", "embeddings", "scores", "stability", "map_quality", "k_evidence")
    for name in names:
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
    other = {"layer": "hidden_1", "sample_id": ids, "x": ids + 0.5, "y": ids}
    tables.write_parts(files[1], tables.EMBEDDING, [other])
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
