"""How a network's paths formed, in numbers, of made tables in which no two are the same."""

import copy
import json

import pytest
from scipy import stats

from builders.made_answers import interval, measured_as, replicated, value
from builders.made_learning import EPOCHS, RUN, learning_rows, made_learning
from chemins.answers.learning import settled_verdict
from chemins.answers.learning_table import LearningTable, read_learning
from chemins.measures.vocabulary import row
from chemins.results import tables

LEARNING = made_learning()


def course(measure, layer=""):
    """What each epoch's number is, by another way."""
    found = []
    for epoch in EPOCHS:
        mean, low, high = interval(measure, layer, f"epoch {epoch}", count=10)
        own = value(measure, layer, f"own, epoch {epoch}")
        found.append(pytest.approx({"own": own, "mean": mean, "low": low, "high": high}))
    return found


def test_each_number_is_at_its_epoch_in_its_layer():
    assert LEARNING["epochs"] == EPOCHS
    assert [entry["layer"] for entry in LEARNING["layers"]] == ["hidden_1", "hidden_2", "output"]
    for entry in LEARNING["layers"]:
        assert entry["ami"] == course("ami", entry["layer"])
        assert entry["probe"] == course("probe", entry["layer"])
    assert LEARNING["layers"][1]["committed"] == course("committed", "hidden_2")
    assert LEARNING["layers"][2]["committed"] is None
    for measure in ("accuracy", "on_final_path", "distinct_paths"):
        assert LEARNING[measure] == course(measure)


def since(found, *keys):
    return [found[key] for key in keys or ("own", "low", "median", "high", "verdict")]


def test_when_layers_tell_the_classes_apart_by_hand():
    (pair,) = LEARNING["pairs"]
    assert pair["classes"] == [2, 8]
    first, second, output = (entry["from"] for entry in pair["layers"])
    assert since(first) == [4, 2, 4, 8, "from"]
    assert since(second) == [None, None, None, None, "never"]
    assert second["never"] == 0.9
    assert since(output) == [1, 1, 2, None, "open"]
    assert output["never"] == 0.3


def test_when_classes_are_told_rightly_and_take_their_path_by_hand():
    two, eight = LEARNING["classes"]
    assert [two["digit"], eight["digit"]] == [2, 8]
    assert since(two["right_from"]) == [0, 0, 0, 0, "from"]
    assert since(eight["right_from"]) == [8, 5, 8, 8, "from"]
    assert since(two["path_from"]) == [2, 3, 4, 4, "from"]
    assert since(eight["path_from"]) == [None, None, None, None, "never"]


def test_when_most_of_the_unknown_go_where_they_go_in_the_end():
    (found,) = LEARNING["unseen"]
    assert found["digit"] == 5
    assert (found["main"]["digit"], found["main"]["next"]) == (8, 2)
    assert found["main"]["lead"]["low"] > 0
    assert since(found["from"]) == [2, 1, 4, 4, "from"]


def test_the_mark_is_the_runs_and_of_the_unknown_it_is_the_half():
    run = copy.deepcopy(RUN)
    run["answers"]["mark"] = 0.90085  # the shares of the last three replicates are above
    found = made_learning(run=run)
    assert found["mark"] == 0.90085
    assert found["pairs"][0]["layers"][0]["from"]["never"] == 0.7
    assert found["unseen"] == LEARNING["unseen"]


# --- whether it has settled -----------------------------------------------------------------------


def test_changes_are_paired_within_each_network():
    """From epoch 4, the last one that is not past the half of 15, to the end."""
    settled = LEARNING["settled"]
    assert settled["since"] == 4
    for entry in settled["layers"]:
        now, before = (
            replicated("ami", entry["layer"], f"epoch {epoch}", count=10) for epoch in (15, 4)
        )
        differences = [a - b for a, b in zip(now, before, strict=True)]
        mean = sum(differences) / 10
        low, high = stats.t.interval(0.95, 9, mean, stats.sem(differences))
        own = value("ami", entry["layer"], "own, epoch 15") - value(
            "ami", entry["layer"], "own, epoch 4"
        )
        assert entry["change"] == pytest.approx(
            {"own": own, "mean": mean, "low": low, "high": high}
        )


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.06, 0.09, "forming"),
        (-0.3, -0.051, "forming"),
        (0.01, 0.09, "open"),  # not 0, and perhaps no more than the margin
        (-0.01, 0.06, "open"),
        (-0.06, 0.01, "open"),
        (0.01, 0.05, "settled"),
        (-0.05, 0.05, "settled"),
        (0.0, 0.0, "settled"),
        (None, None, None),
    ],
)
def test_settled_is_what_lies_within_the_margin_and_forming_what_lies_beyond(low, high, expected):
    assert settled_verdict({"low": low, "high": high}, 0.05) == expected


def test_the_margin_is_never_below_that_of_the_config():
    assert LEARNING["settled"]["margin"] == 0.05
    run = RUN | {"answers": {"mark": 0.85, "margin": 0.2}}
    assert made_learning(run=run)["settled"]["margin"] == 0.2


@pytest.mark.parametrize(
    ("epochs", "since"), [([0, 1], 0), ([0, 1, 2, 3], 1), ([0, 4, 8], 4), ([20, 30], 20)]
)
def test_the_half_of_the_training(epochs, since):
    assert made_learning(rows=learning_rows(2, epochs))["settled"]["since"] == since


# --- few networks, and trainings of several lengths ----------------------------------------------


def test_one_network_alone():
    found = made_learning(0)
    first = found["pairs"][0]["layers"][0]["from"]
    assert since(first) == [4, None, 4, None, None]
    assert first["networks"] == 1
    own = value("ami", "hidden_1", "own, epoch 2")
    number = {"own": own, "mean": None, "low": None, "high": None}
    assert found["layers"][0]["ami"][2] == pytest.approx(number)
    assert {entry["verdict"] for entry in found["settled"]["layers"]} == {None}


def test_all_of_it_is_json_and_has_no_number_twice():
    text = json.dumps(LEARNING, allow_nan=False)
    assert json.loads(text) == LEARNING
    numbers = [
        number[name]
        for entry in LEARNING["layers"]
        for measure in ("ami", "probe", "committed")
        for number in entry[measure] or []
        for name in ("own", "mean", "low", "high")
    ]
    assert len(set(numbers)) == len(numbers) == 4 * 6 * (3 + 3 + 2)


def test_trainings_that_end_earlier_and_later_than_the_runs_own():
    """The run's own ends with epoch 9, and stands beside the others' ends; a replicate that has
    ended before an epoch is there as it is in the end."""
    kept = {0: [0, 1, 4, 8, 9], 1: [0, 1, 3], 2: [0, 1, 4, 8, 16, 17]}
    rows = [
        measured_as("trained", replicate, row("ami", 100 * replicate + epoch, "output"))[0]
        | {"epoch": epoch}
        for replicate, epochs in kept.items()
        for epoch in epochs
    ]
    found = LearningTable(rows)
    assert found.epochs == [0, 1, 4, 8, 9]
    assert [found.at[epoch].values("ami", "output") for epoch in found.epochs] == [
        {1: 100, 2: 200}, {1: 101, 2: 201}, {1: 103, 2: 204}, {1: 103, 2: 208}, {1: 103, 2: 217}
    ]  # fmt: skip
    assert list(found.course("ami", "output")[2]) == kept[2]


def test_tables_are_read_as_they_are_written(tmp_path):
    rows = [entry | {"influence": [1.0] * 64} for entry in learning_rows()]
    own, others = tmp_path / "own.parquet", tmp_path / "replicates.parquet"
    tables.write_rows(own, tables.LEARNING, [r for r in rows if r["replicate"] == 0])
    tables.write_rows(others, tables.LEARNING, [r for r in rows if r["replicate"]])
    found = read_learning([own, others])
    assert found.epochs == EPOCHS
    assert found.course("told_apart", "hidden_1", 2, 8)[9][8] == pytest.approx(0.901008)
    assert read_learning([own]).course("ami", "output").keys() == {0}
