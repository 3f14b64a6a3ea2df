"""The job that answers the questions, from tables: with those of kept epochs and without."""

import json

import numpy as np
import pytest

from answer_questions import answer_questions
from builders.made_answers import LAYERS, made_rows
from builders.made_learning import HIDDEN, RUN, learning_rows
from chemins.results import tables

SETTINGS = RUN | {"layers": LAYERS, "hidden": HIDDEN}
SETTINGS["clustering"] = {"fit_on": "train", "fit_limit": 900}
ROLES = np.repeat(["train", "test", "unseen"], [8, 8, 4])
LABELS = np.concatenate([np.tile([2, 8], 8), [5] * 4])


def paths():
    found = {"sample_id": np.arange(20), "role": ROLES, "label": LABELS}
    found |= {layer: (LABELS > 2).astype(int) for layer in LAYERS}
    return found | {
        "prediction": np.where(np.arange(20) % 2, 8, 2),
        "probability": np.full(20, 0.75),
    }


def clusters():
    known = ROLES != "unseen"
    per_layer = {"sample_id": np.arange(16), "cluster": (LABELS[known] > 2).astype(int)}
    per_layer |= {"distance": np.ones(16), "silhouette": np.ones(16), "basis": "classes"}
    return [per_layer | {"layer": layer} for layer in LAYERS]


def scores():
    found = {"k": [2], "silhouette": [0.5], "standard_error": [0.0], "inertia": [1.0]}
    return [found | {"chosen": [True], "note": [""], "layer": layer} for layer in LAYERS]


@pytest.fixture
def given(tmp_path):
    """What the job reads of a run, and what it reads of kept epochs."""
    tables.write(tmp_path / "paths", tables.paths_schema(LAYERS), paths())
    tables.write_parts(tmp_path / "clusters", tables.CLUSTERS, clusters())
    tables.write_parts(tmp_path / "scores", tables.CLUSTER_SCORES, scores())
    rows = made_rows(LAYERS, RUN["digits"], RUN["unseen"], 10)
    tables.write_rows(tmp_path / "measures", tables.MEASURES, rows)
    tables.write_rows(tmp_path / "learning", tables.LEARNING, learning_rows())
    accuracy = {"train": {"accuracy": 1.0}, "test": {"accuracy": 0.9}}
    (tmp_path / "accuracy").write_text(json.dumps(accuracy))
    places = {"paths": "paths", "model_scores": "accuracy"}
    lists = {name: [tmp_path / name] for name in ("clusters", "scores", "measures")}
    return {name: tmp_path / place for name, place in places.items()} | lists, [
        tmp_path / "learning"
    ]


def answered(folder, given, **others):
    """answers.json, and the two texts, as bytes."""
    folder.mkdir()
    made = {name: folder / name for name in ("answers", "text", "latex")}
    answer_questions(SETTINGS, "2v8", **given, **made, **others)
    return [path.read_bytes() for path in made.values()]


def test_kept_epochs_are_told_where_there_are_any_and_change_nothing_else(given, tmp_path):
    given, learning = given
    before = answered(tmp_path / "before", given)
    assert answered(tmp_path / "none", given, learning=[]) == before
    after = answered(tmp_path / "after", given, learning=learning)
    first, second = json.loads(before[0]), json.loads(after[0])
    assert second.pop("learning")["epochs"] == [0, 1, 2, 4, 8, 15]
    assert first == second
    assert b"While the network learned" in after[1]
    assert b"learn" not in before[1]
    assert b"ChemTableLearning" in after[2]
    assert b"Learning" not in before[2]
