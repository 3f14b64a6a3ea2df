import numpy as np
import pytest

from builders.made_answers import measured_as
from chemins.controls import SHORTER, SHUFFLED, TRAINED, UNTRAINED
from chemins.files import write_json
from chemins.measured import Measured, interval
from chemins.measures import row
from chemins.support import (
    depth_support,
    detector_table,
    layer_support,
    number,
    path_support,
    smallest_p,
)
from chemins.uncertainty import t_interval


def test_a_number_is_the_runs_own_beside_the_replicates_interval():
    rows = measured_as(TRAINED, 0, row("ami", 0.5, "hidden_1"))
    for replicate, value in enumerate((0.6, 0.7, 0.9), start=1):
        rows += measured_as(TRAINED, replicate, row("ami", value, "hidden_1"))
    rows += measured_as(UNTRAINED, 1, row("ami", 0.1, "hidden_1"))
    mean, low, high = t_interval([0.6, 0.7, 0.9])
    expected = {"own": 0.5, "mean": mean, "low": low, "high": high}
    assert number(Measured(rows), "ami", "hidden_1") == pytest.approx(expected)


def test_what_was_not_measured_is_none():
    assert number(Measured([]), "ami", "hidden_1") is None
    assert interval([]) is None


def test_one_replicate_has_no_interval():
    assert interval([0.5]) == {"mean": 0.5, "low": None, "high": None}


def test_without_replicates_the_own_value_stands_alone():
    rows = measured_as(TRAINED, 0, row("accuracy", 0.5))
    assert number(Measured(rows), "accuracy") == {
        "own": 0.5, "mean": None, "low": None, "high": None
    }  # fmt: skip


def test_gains_are_paired_by_replicate():
    """Each replicate gains 0.1 over the pixels, however the replicates differ."""
    rows = []
    for replicate, pixels in enumerate((0.2, 0.5, 0.8), start=1):
        rows += measured_as(TRAINED, replicate, row("ami", pixels, "pixels"))
        rows += measured_as(TRAINED, replicate, row("ami", pixels + 0.1, "hidden_1"))
        rows += measured_as(UNTRAINED, replicate, row("ami", 0.0, "hidden_1"))
        rows += measured_as(SHUFFLED, replicate, row("ami", pixels, "hidden_1"))
    gains = layer_support(Measured(rows), "hidden_1")["gains"]
    tenth = {"mean": 0.1, "low": 0.1, "high": 0.1}
    assert gains["pixels"] == pytest.approx(tenth)
    assert gains["shuffled"] == pytest.approx(tenth)
    assert gains["untrained"]["mean"] == pytest.approx(0.6)


def test_a_difference_leaves_out_replicates_that_only_one_side_has():
    rows = measured_as(TRAINED, 1, row("accuracy", 0.9)) + measured_as(
        TRAINED, 2, row("accuracy", 0.1)
    )
    rows += measured_as(SHORTER, 1, row("accuracy", 0.8))
    found = depth_support(Measured(rows))
    assert found["difference"] == pytest.approx({"mean": 0.1, "low": None, "high": None})
    assert found["replicates"] == 2


def test_a_cluster_below_the_mark_is_not_trusted():
    rows = [row("stability", s, "hidden_1", toward=c) for c, s in enumerate((0.9, 0.6, 0.59))]
    found = layer_support(Measured(measured_as(TRAINED, 0, *rows)), "hidden_1")["stability"]
    assert [entry["trusted"] for entry in found] == [True, True, False]
    assert [entry["cluster"] for entry in found] == [0, 1, 2]


def test_a_cluster_that_no_resample_drew_is_unknown_in_the_answers(tmp_path):
    """JSON has no NaN: the answers could not be written."""
    rows = [
        row("stability", np.nan, "hidden_1", toward=0),
        row("stability", 0.9, "hidden_1", toward=1),
    ]
    found = layer_support(Measured(measured_as(TRAINED, 0, *rows)), "hidden_1")["stability"]
    write_json(tmp_path / "found.json", found)
    assert [(entry["stability"], entry["trusted"]) for entry in found] == [
        (None, True),
        (0.9, True),
    ]


def test_agreement_between_replicates_has_no_interval():
    """Its values are means over pairs that share networks."""
    rows = [e for r in (1, 2) for e in measured_as(TRAINED, r, row("replicate_agreement", 0.1 * r))]
    found = path_support(Measured(rows), [1, 7])["measures"]["replicate_agreement"]
    assert found["mean"] == pytest.approx(0.15)
    assert (found["low"], found["high"]) == (None, None)


def test_every_pair_of_classes_has_its_distance():
    rows = [row("js_distance", 0.1 * (a + b), digit=a, toward=b) for a, b in [(1, 3), (1, 7)]]
    found = path_support(Measured(measured_as(TRAINED, 0, *rows)), [1, 3, 7])["differences"]
    distances = {tuple(entry["classes"]): entry["distance"] for entry in found}
    assert distances == {(1, 3): 0.4, (1, 7): 0.8, (3, 7): None}


def test_detectors_are_listed_with_the_layers_they_have():
    rows = [row("auroc_path", 0.9, digit=4), row("fpr95_path", 0.2, digit=4)]
    rows += [row("auroc_neighbours", 0.8, "pixels", 4), row("fpr95_neighbours", 0.3, "pixels", 4)]
    rows += [row("auroc_path", 0.1, digit=3)]
    found = detector_table(Measured(measured_as(TRAINED, 0, *rows)), ["pixels", "hidden_1"], 4)
    told = [(e["detector"], e["layer"], e["auroc"]["own"], e["fpr95"]["own"]) for e in found]
    assert told == [("path", "", 0.9, 0.2), ("neighbours", "pixels", 0.8, 0.3)]


def test_the_smallest_p_of_each_class_that_has_calibration_images():
    rows = measured_as(TRAINED, 0, row("smallest_p", 0.1, toward=7))
    assert smallest_p(Measured(rows), [1, 7]) == [{"digit": 7, "p": 0.1}]
