import copy
import itertools

import pytest

from builders.made_answers import ANSWERS, LAYERS, interval, made_answers, replicated, value
from chemins.pages.answer_plots import END, answer_plots

CONTROLS = ("untrained", "shuffled")


def shares(plot, low=0.0):
    """name -> the row, with values in the place of places."""

    def back(place):
        return low + (1 - low) * (float(place) - plot["start"]) / (END - plot["start"])

    return {
        row["name"]: {
            "dots": [back(x) for x, _ in row["dots"]],
            "interval": [back(x) for x in row["interval"]],
            "mean": row["mean"] and back(row["mean"]),
            "own": row["own"] and back(row["own"]),
            "marks": {name: back(x) for name, x in row["marks"].items()},
        }
        for row in plot["rows"]
    }


def near(numbers):
    """As places on an axis are rounded; beyond its ends they lie at them."""
    return pytest.approx([min(1, max(0, number)) for number in numbers], abs=1e-3)


def test_a_layers_row_is_the_purity_that_the_verdict_goes_by():
    plot, _, _ = answer_plots(ANSWERS)
    assert [row["name"] for row in plot["rows"]] == ["pixels", "hidden 1", "hidden 2"]
    rows = list(shares(plot).values())
    for row, layer, own in zip(rows, LAYERS, (0.75, 0.9, 0.94), strict=False):
        assert row["dots"] == near(replicated("purity", layer))
        assert [row["mean"], *row["interval"]] == near(interval("purity", layer))
        assert row["own"] == pytest.approx(own, abs=1e-3)
    for network in CONTROLS:
        mark = value("purity", "hidden_2", network)
        assert rows[2]["marks"][network] == pytest.approx(mark, abs=1e-3)
    assert rows[0]["marks"] == {}
    assert float(plot["mark"]) == pytest.approx(
        plot["start"] + 0.85 * (END - plot["start"]), abs=0.06
    )


def test_an_axis_starts_at_a_half_where_nothing_is_lower():
    answers = copy.deepcopy(ANSWERS)
    assert answer_plots(answers)[0]["ends"][0] == "0\u00a0%"
    for layer in answers["layers"]:
        layer["purity"] = {"own": 0.75, "mean": 0.875, "low": 0.7, "high": 1.0}
        layer["purity_values"] = [0.8, 0.95]
        layer["controls"] = {network: {"purity": None} for network in CONTROLS}
    plot, _, _ = answer_plots(answers)
    assert plot["ends"][0] == "50\u00a0%"
    assert shares(plot, 0.5)["hidden 1"]["own"] == pytest.approx(0.75, abs=1e-3)
    answers["layers"][1]["purity_values"] = [0.8, 0.45]
    assert answer_plots(answers)[0]["ends"][0] == "0\u00a0%"


def test_a_distances_rows_are_the_controls_of_the_same_measure():
    _, plot, _ = answer_plots(ANSWERS)
    rows = shares(plot)
    assert list(rows) == ["trained", "raw pixels", "untrained", "shuffled labels"]
    networks = ("trained", "trained", *CONTROLS)
    for row, layer, network in zip(rows.values(), ("", "pixels", "", ""), networks, strict=True):
        assert row["dots"] == near(replicated("js_mean", layer, network))
        assert [row["mean"], *row["interval"]] == near(interval("js_mean", layer, network))
    assert rows["trained"]["own"] == pytest.approx(value("js_mean"), abs=1e-3)
    assert rows["raw pixels"]["own"] == pytest.approx(value("js_mean", "pixels"), abs=1e-3)
    assert rows["untrained"]["own"] is None


def test_of_two_classes_the_unknown_lies_between_them():
    plot = answer_plots(ANSWERS)[2]
    assert plot["ends"] == ["all for 2s", "all for 8s"]
    row = shares(plot)["5s"]
    assert row["dots"] == near(replicated("predicted", digit=5, toward=8))
    assert row["own"] == pytest.approx(0.9, abs=1e-3)


def test_of_more_classes_each_has_a_row_the_likeliest_first():
    answers = copy.deepcopy(ANSWERS) | {"digits": [2, 3, 8]}
    numbers = {2: 0.3, 3: 0.1, 8: 0.6}
    answers["unseen_digits"][0]["predicted"] = [
        {
            "digit": digit,
            "number": {"own": 0.5, "mean": mean, "low": mean - 0.05, "high": mean + 0.05},
            "values": [mean - 0.02, mean + 0.02],
        }
        for digit, mean in numbers.items()
    ]
    plot = answer_plots(answers)[2]
    assert [row["name"] for row in plot["rows"]] == ["5s for 8s", "5s for 2s", "5s for 3s"]
    answers["unseen_digits"] *= 2  # of several, the two likeliest of each
    assert len(answer_plots(answers)[2]["rows"]) == 4


def test_nothing_is_drawn_of_what_was_not_sent():
    assert answer_plots(ANSWERS | {"unseen_digits": []})[2] is None


def test_one_network_has_a_ring_with_its_interval_and_no_dots():
    answers = made_answers(0)
    answers["layers"][0]["purity"] |= {"low": 0.7, "high": 0.8}
    plot, distance, _ = answer_plots(answers)
    pixels = shares(plot, 0.5)["pixels"]
    assert (pixels["dots"], pixels["mean"]) == ([], None)
    assert pixels["interval"] == near([0.7, 0.8])
    assert plot["text"].startswith("pixels: this network 0.75, 95\u00a0% interval 0.70 to 0.80.")
    assert dict(plot["keys"]) == {
        "own": "this network, 95 % interval over images",
        "line": "the mark, 85\u00a0%",
    }
    assert [row["name"] for row in distance["rows"]] == ["trained", "raw pixels"]


def test_a_plot_is_told_in_words():
    _, plot, _ = answer_plots(ANSWERS)
    mean, low, high = interval("js_mean")
    first, last = replicated("js_mean")
    assert plot["text"].startswith(
        f"trained: mean of 2 replicates {mean:.2f}, 95\u00a0% interval {low:.2f} to {high:.2f}, "
        f"from {first:.2f} to {last:.2f}, this network {value('js_mean'):.2f}. raw pixels: "
    )


def test_many_layers_lie_closer_and_long_names_are_cut():
    answers = copy.deepcopy(ANSWERS)
    layer = answers["layers"][1]
    more = [layer | {"layer": f"a_block_with_a_long_name_{i}"} for i in range(9)]
    answers["layers"][1:1] = more
    plot = answer_plots(answers)[0]
    assert plot["rows"][1]["name"] == "a block with a long…"
    places = [float(row["y"]) for row in plot["rows"]]
    assert {b - a for a, b in itertools.pairwise(places)} == {14.0}
    assert plot["start"] < END / 2
