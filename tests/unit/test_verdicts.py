import json

import pytest

from builders.made_answers import made_separation, measured_as
from builders.told import number
from chemins.answers.measure_table import MeasureTable
from chemins.answers.verdicts import (
    ADDS,
    COSTS,
    FROM,
    LOST,
    NEVER,
    NOTHING,
    OPEN,
    counted,
    depth_of_runs,
    depth_verdict,
    outcome,
    separation,
    usual,
)
from chemins.measures.vocabulary import row
from chemins.statistics.uncertainty import p_of_interval

HIDDEN = ["hidden_1", "hidden_2"]


def purities(*values):
    """Of the pixels and each hidden layer of one network."""
    names = ["pixels", *(f"hidden_{i}" for i in range(1, len(values)))]
    return dict(zip(names, values, strict=True)), names[1:]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((0.5, 0.96, 0.97, 0.98), (FROM, "hidden_1")),
        ((0.5, 0.94, 0.95, 0.98), (FROM, "hidden_2")),  # 0.95 is enough
        ((0.5, 0.96, 0.94, 0.98), (FROM, "hidden_3")),  # all later ones must
        ((0.5, 0.96, 0.97, 0.94), (LOST, None)),
        ((0.99, 0.94, 0.93, 0.94), (NEVER, None)),  # the pixels are no hidden layer
        ((0.99, 0.96, 0.97, 0.98), (FROM, "hidden_1")),
    ],
)
def test_the_first_layer_that_tells_the_classes_apart(values, expected):
    assert outcome(*purities(*values), 0.95) == expected


def test_networks_are_counted_by_what_they_say():
    networks = [
        purities(pixels, *hidden)[0]
        for pixels, hidden in [
            (0.95, (0.95, 0.96)), (0.9, (0.97, 0.98)), (0.96, (0.9, 0.95)), (0.94, (0.96, 0.9)),
            (0.99, (0.5, 0.6)), (0.5, (0.99, 0.95)),
        ]
    ]  # fmt: skip
    found = counted(networks, HIDDEN, 0.95)
    assert found == {
        "mark": 0.95,
        "networks": 6,
        "pixels": 3,
        "outcomes": [
            {"outcome": FROM, "layer": "hidden_1", "networks": 3},
            {"outcome": FROM, "layer": "hidden_2", "networks": 1},
            {"outcome": LOST, "layer": None, "networks": 1},
            {"outcome": NEVER, "layer": None, "networks": 1},
        ],
    }
    assert usual(found)["layer"] == "hidden_1"


def test_of_outcomes_as_frequent_the_one_that_claims_least_is_usual():
    networks = [purities(0.5, *hidden)[0] for hidden in [(0.96, 0.97), (0.9, 0.97)]]
    assert usual(counted(networks, HIDDEN, 0.95))["layer"] == "hidden_2"
    networks.append(purities(0.5, 0.9, 0.9)[0])
    assert usual(counted(networks, HIDDEN, 0.95))["outcome"] == NEVER
    networks.append(purities(0.5, 0.9, 0.97)[0])
    assert usual(counted(networks, HIDDEN, 0.95))["layer"] == "hidden_2"


def measured(own, *replicates):
    """Purities, on test images at K = classes, of the pixels and two hidden layers."""
    rows = [
        entry
        for replicate, values in enumerate((own, *replicates))
        for layer, found in purities(*values)[0].items()
        for entry in measured_as("trained", replicate, row("purity", found, layer))
    ]
    other = measured_as("untrained", 1, row("purity", 1.0, "hidden_1"))
    chosen = measured_as("trained", 1, row("purity_chosen", 0.1, "hidden_1"))
    return MeasureTable(rows + other + chosen)


def test_the_verdict_is_the_replicates_and_the_runs_own_stands_apart():
    own, first, second = (0.96, 0.8, 0.7), (0.9, 0.97, 0.98), (0.96, 0.995, 0.99)
    found = separation(measured(own, first, second), HIDDEN, 0.95)
    assert found == made_separation([first, second], own, 0.95)
    assert [entry["networks"] for entry in found["outcomes"]] == [2, 0, 0, 0]
    assert [entry["networks"] for entry in found["own"]["outcomes"]] == [0, 0, 0, 1]
    assert (found["replicates"], found["pixels"], found["own"]["pixels"]) == (2, 1, 1)
    by_mark = {other["mark"]: other for other in found["others"]}
    assert {mark: other["pixels"] for mark, other in by_mark.items()} == {0.9: 2, 0.99: 0}
    assert [entry["networks"] for entry in by_mark[0.99]["outcomes"]] == [1, 0, 0, 1]
    json.dumps(found)


def test_without_replicates_it_is_the_one_networks():
    own = (0.5, 0.96, 0.97)
    found = separation(measured(own), HIDDEN, 0.95)
    assert found == made_separation([], own, 0.95)
    assert (found["replicates"], found["networks"]) == (0, 1)
    assert usual(found)["layer"] == "hidden_1"


def test_the_mark_itself_is_no_other_mark():
    found = separation(measured((0.5, 0.96, 0.97)), HIDDEN, 0.9)
    assert [other["mark"] for other in found["others"]] == [0.99]


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.001, 0.02, ADDS),
        (0.001, 0.003, ADDS),  # however little
        (-0.02, -0.001, COSTS),
        (-0.005, 0.005, NOTHING),
        (0.0, 0.0, NOTHING),
        (-0.006, 0.005, OPEN),
        (-0.004, 0.0051, OPEN),
        (None, None, None),
    ],
)
def test_nothing_is_only_what_lies_within_the_margin(low, high, verdict):
    assert depth_verdict(number(None, 0.0, low, high), 0.005) == verdict


def test_without_replicates_there_is_no_verdict_on_the_last_layer():
    assert depth_verdict(None, 0.005) is None


def about(mean, half, margin=0.005):
    difference = number(None, mean, mean - half, mean + half)
    found = {"verdict": depth_verdict(difference, margin), "p": p_of_interval(difference, 9)}
    return {"last_layer": found}


def test_of_several_runs_those_are_told_that_hold_among_so_many():
    """p of a half width w about a mean m, with 9 degrees of freedom: of t = 2.262 m / w."""
    runs = {
        "barely": about(0.0116, 0.0101),  # t = 2.6, p = 0.029
        "clearly": about(0.03, 0.01),  # t = 6.8, p = 0.00008
        "costly": about(-0.03, 0.012),  # t = -5.7, p = 0.0003
        "nothing": about(0.001, 0.003),
        "open": about(0.001, 0.03),
        "one": {"last_layer": {"verdict": None}},
    }
    found = {entry["run"]: entry for entry in depth_of_runs(runs)}
    assert {run: entry["alone"] for run, entry in found.items()} == {
        "barely": ADDS, "clearly": ADDS, "costly": COSTS, "nothing": NOTHING, "open": OPEN
    }  # fmt: skip
    assert {run: entry["together"] for run, entry in found.items()} == {
        "barely": OPEN, "clearly": ADDS, "costly": COSTS, "nothing": NOTHING, "open": OPEN
    }  # fmt: skip
    assert found["barely"]["p"] == pytest.approx(3 * 0.0287, abs=0.002)
    assert found["clearly"]["p"] == pytest.approx(5 * 0.00008, abs=5e-5)
    alone = {"barely": runs["barely"], "one": runs["one"]}
    assert [entry["together"] for entry in depth_of_runs(alone)] == [ADDS]
