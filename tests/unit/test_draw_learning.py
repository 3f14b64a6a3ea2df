"""What the figures of learning are drawn from, read; and all of their files."""

import json

import numpy as np
import pytest

from builders.learnt_runs import made_paths
from builders.made_learning import EPOCHS, answers_with_learning, learning_rows, shares
from chemins.clusters.stages import stages_text
from chemins.figures.read_learnt import read_learnt
from chemins.results import tables
from chemins.results.layout import LEARNING_FIGURES
from draw_learning import draw_learning

HIDDEN, LAYERS = ["hidden_1", "hidden_2"], ["pixels", "hidden_1", "hidden_2", "output"]
LOOK = {"width": 180, "dpi": 60, "palette": [], "formats": ["svg", "pdf"]}
SETTINGS = {"digits": [2, 8], "unseen": [5], "hidden": HIDDEN, "layers": LAYERS, "replicates": 10}
SETTINGS |= {"fit_on": "train", "figures": LOOK}
FORMATS = ("svg", "pdf", "png", "html", "txt")


@pytest.fixture
def files(tmp_path):
    """As the rule has them: own measures apart from those of the replicates."""
    rows = [{"images": 0, **row} for row in learning_rows()]
    named = {name: str(tmp_path / f"{name}.parquet") for name in ("own", "replicates", "paths")}
    tables.write_rows(named["own"], tables.LEARNING, [r for r in rows if not r["replicate"]])
    tables.write_rows(named["replicates"], tables.LEARNING, [r for r in rows if r["replicate"]])
    paths = made_paths((2, 8), (5,), HIDDEN, EPOCHS)
    tables.write(named["paths"], tables.learning_paths_schema(LAYERS[1:]), paths)
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(answers_with_learning()))
    measures = [named["own"], named["replicates"]]
    return {"paths": named["paths"], "measures": measures, "answers": str(answers)}


def test_shares_of_classes_are_those_of_the_tables(files):
    found = read_learnt("2v8", SETTINGS, **files)
    assert found.epochs == EPOCHS
    course, since = found.classes[8].right, found.classes[8].right_since
    every = [shares(onset, number) for number, onset in enumerate([8, *[8] * 9, 15])]
    np.testing.assert_allclose(course.own, list(every[0].values()))
    means = [np.mean([one[epoch] for one in every[1:]]) for epoch in EPOCHS]
    np.testing.assert_allclose(course.value, means)
    assert (since["median"], found.classes[2].path_since["own"]) == (8, 2)
    np.testing.assert_allclose(found.classes[2].on_path.own, list(shares(2, 0).values()))


def test_the_rest_is_what_the_answers_say(files):
    found, told = read_learnt("2v8", SETTINGS, **files), answers_with_learning()["learning"]
    assert list(found.layers) == LAYERS[1:]
    for entry in told["layers"]:
        course = found.layers[entry["layer"]]
        assert course.value.tolist() == [number["mean"] for number in entry["ami"]]
        assert course.high.tolist() == [number["high"] for number in entry["ami"]]
    assert found.accuracy.own.tolist() == [number["own"] for number in told["accuracy"]]
    assert found.on_final_path.low.tolist() == [number["low"] for number in told["on_final_path"]]
    assert (found.mark, found.replicates, found.stages) == (0.85, 10, HIDDEN)
    assert len(found.paths["label"]) == 90 * len(EPOCHS)


def test_paths_go_through_the_stages_that_the_run_has(files, tmp_path):
    paths = {name: [] for name in tables.paths_schema(LAYERS).columns}
    thinned = str(tmp_path / "thinned.parquet")
    tables.write(thinned, tables.paths_schema(LAYERS), paths, stages_text(["hidden_2"], HIDDEN))
    assert read_learnt("2v8", SETTINGS, **files, stages=thinned).stages == ["hidden_2"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_file_is_written(files, tmp_path, language):
    figures = [tmp_path / f"{name}.{form}" for name in LEARNING_FIGURES for form in FORMATS]
    settings = SETTINGS | {"figures": LOOK | {"language": language}}
    draw_learning(settings, "2v8", **files, figures=list(map(str, figures)))
    assert all(path.stat().st_size for path in figures)
    caption = (tmp_path / "learning-classes.txt").read_text()
    told = {"en": ("Run 2v8", "The mark is 85 %."), "fr": ("Expérience 2v8", "de 85\u202f%.")}
    assert [part for part in told[language] if part not in caption] == []
    page = (tmp_path / "learning.html").read_text()
    assert "on their final path" in page  # pages are English
