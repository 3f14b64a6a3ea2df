"""The images nearest to an image, against a search of all; which images are asked."""

from types import SimpleNamespace

import numpy as np
import pytest

from builders.made_explored import explored_run
from chemins.pages import neighbours
from chemins.pages.page_sample import odd_images
from chemins.results import tables


def searched(points, row, count):
    """As `nearest` of one row, by all distances in float64."""
    gaps = np.square(points.astype(np.float64) - points[row].astype(np.float64)).sum(axis=1)
    gaps[row] = np.inf
    return np.lexsort([np.arange(len(points)), gaps])[:count]


@pytest.mark.parametrize("count", [2, 4, 6, 14, 900])
def test_the_nearest_are_those_that_a_search_of_all_finds(count):
    points = np.random.default_rng(3).normal(size=(count, 7)).astype(np.float32)
    rows = np.arange(0, count, 3)
    found = neighbours.nearest(points, rows, at_once=50)
    expected = [searched(points, row, min(5, count - 1)) for row in rows]
    np.testing.assert_array_equal(found, expected)


def test_of_images_equally_far_away_the_lower_number_comes_first_and_none_is_its_own():
    points = np.zeros((9, 3), np.float32)
    found = neighbours.nearest(points, np.arange(9))
    np.testing.assert_array_equal(found[0], [1, 2, 3, 4, 5])
    assert all(row not in near for row, near in enumerate(found))


def paths_of(count, wrong=(), astray=()):
    label = np.arange(count) % 2
    prediction, cluster = label.copy(), label.copy()
    prediction[list(wrong)] ^= 1
    cluster[list(astray)] ^= 1
    role = np.full(count, "train", dtype="U6")
    role[-1], label[-1] = "unseen", 7
    return {"label": label, "prediction": prediction, "hidden_1": cluster, "role": role}


def asked(paths):
    odd = odd_images(SimpleNamespace(paths=paths, stages=["hidden_1"]))
    return neighbours.asked_rows(np.any([*odd.values()], axis=0))


def test_of_few_images_all_are_asked():
    rows = asked(paths_of(neighbours.ALL))
    np.testing.assert_array_equal(rows, np.arange(neighbours.ALL))


def test_of_many_images_the_wrong_ones_and_the_exceptions_are_asked_first():
    wrong, astray = [5, 2500], [7, 4000]
    paths = paths_of(5000, wrong, astray)
    rows = asked(paths)
    assert len(rows) == neighbours.ASKED
    assert (np.diff(rows) > 0).all()
    assert {*wrong, *astray} <= set(rows.tolist())
    np.testing.assert_array_equal(rows, asked(paths))
    many = np.arange(0, 4000, 2)
    assert set(asked(paths_of(5000, many)).tolist()) <= set(many)


def test_activations_are_standardised_and_come_in_the_order_of_the_paths(tmp_path):
    """Known and unseen samples lie in tables of their own, the pixels in others."""
    run = explored_run()
    ids, role, label = (run.paths[name] for name in ("sample_id", "role", "label"))
    stream = np.random.default_rng(5)
    values = {layer: stream.normal(size=(len(ids), 3)).astype(np.float32) for layer in run.layers}
    values["hidden_1"] *= np.array([1, 100, 1], np.float32)
    scale = {layer: np.array([1.0, 100.0 if layer == "hidden_1" else 1.0, 1.0]) for layer in values}
    files = {"pixels": [], "network": [], "spaces": [tmp_path / "spaces.parquet"]}
    for part, layers in (("pixels", ["pixels"]), ("network", ["hidden_1", "output"])):
        for group, rows in (("known", role != "unseen"), ("unseen", role == "unseen")):
            file = tmp_path / f"{part}-{group}.parquet"
            widths = dict.fromkeys(layers, 3)
            with tables.vector_writer(file, tables.ACTIVATIONS, widths) as write:
                columns = {"sample_id": ids[rows], "role": role[rows], "label": label[rows]}
                write(columns | {layer: values[layer][rows] for layer in layers})
            files[part].append(file)
    spaces = [
        {"layer": layer, "mean": [np.zeros(3)], "scale": [scale[layer]]}
        | {"components": [0], "axes": [np.empty(0, np.float32)]}
        for layer in run.layers
    ]
    tables.write_parts(files["spaces"][0], tables.SPACES, spaces)
    found = neighbours.read_neighbours(run, files, np.arange(len(ids)), ids)
    for layer in run.layers:
        points = (values[layer] / scale[layer]).astype(np.float32)
        expected = [searched(points, row, 5) for row in range(len(ids))]
        np.testing.assert_array_equal(found[layer], expected)


def test_what_is_packed_is_what_the_page_reads():
    rows = np.array([2, 70_000])
    found = {"a": np.array([[1, 3], [4, 5]]), "b": np.array([[6, 7], [8, 9]])}
    packed = np.frombuffer(neighbours.packed(["a", "b"], rows, found), "<u4")
    assert packed.tolist() == [2, 70_000, 1, 3, 4, 5, 6, 7, 8, 9]
    assert neighbours.entry(rows, found) == {"near": {"asked": 2, "nearest": 2}}
