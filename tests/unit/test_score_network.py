"""The accuracy of a network from elsewhere, and what is said where it is near chance."""

import io
import json

import numpy as np

from chemins.results import tables
from score_network import score_network


def scored(folder, right):
    """What is written and what is told of 60 test samples of 1s and 7s, so many of them right."""
    label = np.tile([1, 7], 40)
    role = np.repeat(["train", "test"], [20, 60])
    told = np.where(np.arange(80) < 20 + right, label, 8 - label)
    columns = {
        "sample_id": np.arange(80),
        "role": role,
        "label": label,
        "output": np.where(told[:, np.newaxis] == [1, 7], 0.7, 0.3),
    }
    tables.write(folder / "network", tables.ACTIVATIONS, columns)
    terminal = io.StringIO()
    score_network({"digits": [1, 7]}, "a", folder / "network", folder / "scores.json", terminal)
    return json.loads((folder / "scores.json").read_text()), terminal.getvalue()


def test_the_accuracy_of_both_roles(tmp_path):
    scores, told = scored(tmp_path, 45)
    assert scores["train"] == {"accuracy": 1}
    assert scores["test"] == {"accuracy": 0.75}
    assert (scores["warning"], told) == ("", "")


def test_an_accuracy_near_chance_is_told_and_written(tmp_path):
    scores, told = scored(tmp_path, 31)
    assert scores["warning"].startswith("the network gets 52 % of 60 test images right, hardly")
    assert told == f"\nchemins: run a: {scores['warning']}.\n\n"


def test_an_accuracy_far_below_chance_is_told(tmp_path):
    assert "worse than guessing, which gets 50 %" in scored(tmp_path, 3)[1]
