"""Results compared: how far tables, JSON and embeddings may differ."""

import json

import numpy as np
import pytest

from builders.two_results import (
    ANSWERS,
    EMBEDDING,
    PAGE,
    PATHS,
    told,
    two_folders,
    write_embedding,
    write_measures,
    write_paths,
)
from chemins.base.files import write_json
from chemins.results import tables
from chemins.results.comparison import Limits, compare

CLUSTERS = "runs/r/clusters/network/known.parquet"


@pytest.fixture
def folders(tmp_path):
    return two_folders(tmp_path)


# --- tables -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said", "agrees"),
    [
        ({"probability": (0.5, 0.6, 0.7, 0.8001)}, "100 %", True),
        ({"probability": (0.5, 0.6, 0.7, 0.76)}, "100 % of the rows decide alike, numbers differ "
         "by 0.05", False),
        ({"probability": (0.5, 0.6, 0.7, np.nan)}, "numbers differ by inf", False),
        ({"probability": (0.5, 0.6, 0.7, np.inf)}, "numbers differ by inf", False),
        ({"cluster": (0, 1, 1, 1)}, "75 % of the rows decide alike, numbers differ by 0", False),
        ({"cluster": (1, 1, 1, 0), "probability": (0.5, 0.6, 0.7, 0.76)}, "75 %", False),
    ],
)  # fmt: skip
def test_decisions_and_numbers_by_hand(folders, changes, said, agrees):
    write_paths(folders[1] / PATHS, **changes)
    line, found = told(folders, PATHS)
    assert said in line
    assert found == agrees


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_on_both_sides_is_alike_and_hides_no_other(folders, odd):
    write_paths(folders[0] / PATHS, probability=(0.5, 0.6, odd, 0.8))
    write_paths(folders[1] / PATHS, probability=(0.5001, 0.6, odd, 0.8))
    assert told(folders, PATHS)[1]
    write_paths(folders[1] / PATHS, probability=(0.1, 0.6, odd, 0.8))
    line, agrees = told(folders, PATHS)
    assert "numbers differ by 0.5" in line
    assert not agrees


def test_measures_share_no_scale(folders):
    write_measures(folders[1] / "runs/r/measures/own.parquet", ami=0.43, distance=900.0)
    line, agrees = told(folders, "runs/r/measures/own.parquet")
    assert "numbers differ by 0.5" in line
    assert not agrees


@pytest.mark.parametrize(("other", "by"), [([1.0, 2.0, 3.0], "0.25"), ([1.0, 2.0], "inf")])
def test_vectors_are_numbers(folders, other, by):
    for folder, basis in zip(folders, ([1.0, 2.0, 4.0], other), strict=True):
        columns = {"mean": [[0.0]], "scale": [[1.0]], "components": [1], "axes": [basis]}
        part = {"layer": "pixels", **columns}
        tables.write_parts(folder / "runs/r/spaces/pixels.parquet", tables.SPACES, [part])
    line, agrees = told(folders, "runs/r/spaces/pixels.parquet")
    assert line == f"100 % of the rows decide alike, numbers differ by {by}"
    assert not agrees


def write_clusters(folder, moved=(0, 0), far=(1.0, 1000.0)):
    """Of two layers of 100 samples: how many are in another cluster, how far they lie."""
    parts = [
        {
            "layer": layer,
            "basis": "chosen",
            "sample_id": np.arange(100),
            "cluster": (np.arange(100) < count).astype(int),
            "distance": np.full(100, distance),
            "silhouette": np.zeros(100),
        }
        for layer, count, distance in zip("ab", moved, far, strict=True)
    ]
    tables.write_parts(folder / CLUSTERS, tables.CLUSTERS, parts)


def test_layers_share_no_scale(folders):
    write_clusters(folders[0])
    write_clusters(folders[1], far=(0.5, 1000.0))
    line, agrees = told(folders, CLUSTERS)
    assert line == "100 % of the rows decide alike, numbers differ by 0.5"
    assert not agrees


def test_a_layer_of_its_own_must_agree(folders):
    """1.5 % of all rows, and 3 % of one layer's."""
    write_clusters(folders[0])
    write_clusters(folders[1], moved=(3, 0))
    line, agrees = told(folders, CLUSTERS)
    assert line.startswith("97 % of the rows")
    assert not agrees


def test_other_layers_are_no_agreement(folders):
    for folder, layer in zip(folders, "ab", strict=True):
        columns = {"layer": layer, "sample_id": [1], "x": [0.0], "y": [0.0]}
        tables.write_parts(folder / EMBEDDING, tables.EMBEDDING, [columns])
    line, agrees = told(folders, EMBEDDING)
    assert line.startswith("0 % of the rows")
    assert not agrees


def test_other_rows_are_no_agreement(folders):
    for folder, count in zip(folders, (2, 3), strict=True):
        write_embedding(folder, x=[0.0] * count, sample_id=range(count))
    found = compare(*folders, Limits(tolerance=1, agreement=0.5))
    (table,) = (d for d in found.differences if d.name == EMBEDDING)
    assert table.counts
    assert table.text.startswith("0 % of the rows")


# --- JSON -------------------------------------------------------------------------------------


def changed(path, value):
    answers = json.loads(json.dumps(ANSWERS))
    *places, last = path
    part = answers
    for place in places:
        part = part[place]
    part[last] = value
    return answers


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["accuracy", "test"], 0, "other values: accuracy.test (by 1)"),
        (["accuracy", "test"], 0.98, "accuracy.test (by 0.0051)"),
        (["layers", 0, "ami"], 0.514, "layers[0].ami (by 0.099)"),  # 0.096 of 0.97
        (["layers", 1, "layer"], "hidden_1", "other values: layers[1].layer"),
        (["digits"], [1, 7, 4], "other values: digits[2]"),
        (["digits"], {"0": 1, "1": 7}, "digits"),
        (["certain"], 1, "other values: certain"),
        (["certain"], False, "other values: certain"),
        (["unstable"], {}, "other values: unstable"),
        (["note"], "none", "other values: note"),
        (["accuracy", "test"], "0.985", "other values: accuracy.test"),
        (["accuracy", "test"], float("nan"), "accuracy.test (by inf)"),
        (["accuracy", "test"], 10**400, "cannot be compared"),
        (["more"], 1, "other values: more"),
    ],
)
def test_json_that_says_something_else_is_a_disagreement(folders, path, value, said):
    (folders[1] / "runs/r/answers.json").write_text(json.dumps(changed(path, value)))
    line, agrees = told(folders, "runs/r/answers.json")
    assert said in line
    assert not agrees


@pytest.mark.parametrize(
    ("path", "value"),
    [(["accuracy", "test"], 0.9851), (["layers", 0, "ami"], 0.6101), (["accuracy", "train"], 1)],
)
def test_json_within_the_tolerance_agrees(folders, path, value):
    (folders[1] / "runs/r/answers.json").write_text(json.dumps(changed(path, value)))
    line, agrees = told(folders, "runs/r/answers.json")
    assert line.endswith("(agrees)")
    assert agrees


def test_rounding_about_nothing_is_no_difference(folders):
    for folder, gain in zip(folders, (0.0, 3e-17), strict=True):
        write_json(folder / "runs/r/scores.json", {"gain": gain})
    assert told(folders, "runs/r/scores.json")[1]


# --- embeddings -------------------------------------------------------------------------------


def test_embeddings_are_told_but_do_not_count(folders):
    write_embedding(folders[1], x=(9.0, 1.0))
    line, agrees = told(folders, EMBEDDING)
    assert line.endswith("numbers differ by 1 (embeddings: not counted)")
    assert agrees


@pytest.mark.parametrize("changes", [{"x": (np.nan, 1.0)}, {"sample_id": (0, 2)}])
def test_embeddings_of_nothing_count(folders, changes):
    write_embedding(folders[1], **changes)
    assert not told(folders, EMBEDDING)[1]


MOVED = {"runs/r/figures/embeddings.svg": "other points", "site/r.html": PAGE.format("BBBB")}


@pytest.mark.parametrize(("name", "text"), MOVED.items())
def test_what_is_drawn_from_embeddings_counts_only_where_these_are_the_same(folders, name, text):
    (folders[1] / name).write_text(text)
    assert told(folders, name) == ("other bytes", False)
    write_embedding(folders[1], x=(9.0, 1.0))
    line, agrees = told(folders, name)
    assert "embeddings" in line
    assert agrees


@pytest.mark.parametrize(
    "name", ["site/index.html", "runs/r/figures/flow.svg", "runs/r/figures/embeddings.txt"]
)
def test_what_is_not_drawn_from_embeddings_counts_where_they_differ_too(folders, name):
    write_embedding(folders[1], x=(9.0, 1.0))
    (folders[1] / name).write_text("other")
    assert told(folders, name) == ("other bytes", False)


def test_the_rest_of_a_page_counts_where_embeddings_differ(folders):
    write_embedding(folders[1], x=(9.0, 1.0))
    (folders[1] / "site/r.html").write_text(PAGE.format("BBBB").replace("7 of 9", "8 of 9"))
    assert told(folders, "site/r.html") == ("other bytes", False)
