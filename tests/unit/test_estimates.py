"""Estimates over replicates, or over the images of one network."""

import numpy as np
import pytest

from builders.made_answers import measured_as
from chemins.answers.estimates import (
    depth_support,
    detector_estimates,
    estimate,
    layer_support,
    longer_support,
    path_support,
    smallest_p_by_class,
)
from chemins.answers.measure_table import MeasureTable, read_measures
from chemins.base.files import write_json
from chemins.measures.vocabulary import LONGER, SHORTER, SHUFFLED, TRAINED, UNTRAINED, row
from chemins.results import tables
from chemins.statistics.influence import summed
from chemins.statistics.uncertainty import t_interval


def test_a_number_is_the_runs_own_beside_the_replicates_interval():
    rows = measured_as(TRAINED, 0, row("ami", 0.5, "hidden_1"))
    for replicate, ami in enumerate((0.6, 0.7, 0.9), start=1):
        rows += measured_as(TRAINED, replicate, row("ami", ami, "hidden_1"))
    rows += measured_as(UNTRAINED, 1, row("ami", 0.1, "hidden_1"))
    mean, low, high = t_interval([0.6, 0.7, 0.9])
    expected = {"own": 0.5, "mean": mean, "low": low, "high": high}
    assert estimate(MeasureTable(rows), "ami", "hidden_1") == pytest.approx(expected)


def test_what_was_not_measured_is_none():
    assert estimate(MeasureTable([]), "ami", "hidden_1") is None
    assert MeasureTable([]).interval("ami", "hidden_1") is None


def test_measures_are_read_from_all_their_tables(tmp_path):
    first = measured_as("trained", 0, row("ami", 0.25, "hidden_1"), row("images", 20, digit=4))
    second = measured_as("untrained", 3, row("affinity", 0.75, "pixels", 4, 7))
    for name, rows in (("a", first), ("b", second)):
        tables.write_rows(tmp_path / name, tables.MEASURES, rows)
    measured = read_measures([tmp_path / "a", tmp_path / "b"])
    assert measured.own("ami", "hidden_1") == 0.25
    assert measured.own("images", digit=4) == 20
    assert measured.values("affinity", "pixels", 4, 7, network="untrained") == {3: 0.75}


def test_one_replicate_has_no_interval():
    measured = MeasureTable(measured_as(TRAINED, 1, row("accuracy", 0.5)))
    assert measured.interval("accuracy") == {"mean": 0.5, "low": None, "high": None}


def test_without_replicates_the_own_value_stands_alone():
    rows = measured_as(TRAINED, 0, row("accuracy", 0.5))
    assert estimate(MeasureTable(rows), "accuracy") == {
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
    gains = layer_support(MeasureTable(rows), "hidden_1")["gains"]
    tenth = {"mean": 0.1, "low": 0.1, "high": 0.1}
    assert gains["pixels"] == pytest.approx(tenth)
    assert gains["shuffled"] == pytest.approx(tenth)
    assert gains["untrained"]["mean"] == pytest.approx(0.6)


def test_a_difference_leaves_out_replicates_that_only_one_side_has():
    rows = measured_as(TRAINED, 1, row("accuracy", 0.9)) + measured_as(
        TRAINED, 2, row("accuracy", 0.1)
    )
    rows += measured_as(SHORTER, 1, row("accuracy", 0.8))
    found = depth_support(MeasureTable(rows))
    assert found["difference"] == pytest.approx({"mean": 0.1, "low": None, "high": None})
    assert found["replicates"] == 2


def test_what_one_replicate_reaches_is_compared_with_itself():
    """It is right on 9 of its 10 images in the place of 7; the other replicate does not count."""
    label, group = np.repeat([2, 8], 5), np.arange(10)
    rows = []
    for network, replicate, right in ((TRAINED, 1, 7), (TRAINED, 2, 1), (LONGER, 1, 9)):
        hit = (np.arange(10) < right).astype(float)
        entry = summed(row("accuracy", hit.mean(), terms=hit), label, group)
        rows.append({"network": network, "replicate": replicate, **entry})
    rows += measured_as(LONGER, 1, row("epochs", 77))
    found = longer_support(MeasureTable(rows))
    assert (found["epochs"], found["images"]) == (77, 10)
    assert found["accuracy"]["mean"] == 0.9
    assert found["accuracy"]["low"] < 0.7 < 0.9 < found["accuracy"]["high"] < 1
    assert found["difference"]["mean"] == pytest.approx(0.2)
    assert found["difference"]["low"] < 0.1 < 0.3 < found["difference"]["high"]


def test_where_nothing_was_trained_on_nothing_is_told():
    assert longer_support(MeasureTable(measured_as(TRAINED, 1, row("accuracy", 0.9)))) is None


def test_a_cluster_below_the_mark_is_not_trusted():
    rows = [row("stability", s, "hidden_1", toward=c) for c, s in enumerate((0.9, 0.6, 0.59))]
    found = layer_support(MeasureTable(measured_as(TRAINED, 0, *rows)), "hidden_1")["stability"]
    assert [entry["trusted"] for entry in found] == [True, True, False]
    assert [entry["cluster"] for entry in found] == [0, 1, 2]


def test_a_cluster_that_no_resample_drew_is_unknown_in_the_answers(tmp_path):
    """JSON has no NaN: the answers could not be written."""
    rows = [
        row("stability", np.nan, "hidden_1", toward=0),
        row("stability", 0.9, "hidden_1", toward=1),
    ]
    found = layer_support(MeasureTable(measured_as(TRAINED, 0, *rows)), "hidden_1")["stability"]
    write_json(tmp_path / "found.json", found)
    assert [(entry["stability"], entry["trusted"]) for entry in found] == [
        (None, True),
        (0.9, True),
    ]


def test_agreement_between_replicates_has_no_interval():
    """Its values are means over pairs that share networks."""
    rows = [e for r in (1, 2) for e in measured_as(TRAINED, r, row("replicate_agreement", 0.1 * r))]
    found = path_support(MeasureTable(rows), [1, 7])["measures"]["replicate_agreement"]
    assert found["mean"] == pytest.approx(0.15)
    assert (found["low"], found["high"]) == (None, None)


def test_every_pair_of_classes_has_its_distance():
    rows = [row("js_distance", 0.1 * (a + b), digit=a, toward=b) for a, b in [(1, 3), (1, 7)]]
    found = path_support(MeasureTable(measured_as(TRAINED, 0, *rows)), [1, 3, 7])["differences"]
    distances = {tuple(entry["classes"]): entry["distance"] for entry in found}
    assert distances.pop((3, 7)) is None
    own = {classes: distance["own"] for classes, distance in distances.items()}
    assert own == {(1, 3): 0.4, (1, 7): 0.8}


def test_detectors_are_listed_with_the_layers_they_have():
    rows = [row("auroc_path", 0.9, digit=4), row("fpr95_path", 0.2, digit=4)]
    rows += [row("auroc_neighbours", 0.8, "pixels", 4), row("fpr95_neighbours", 0.3, "pixels", 4)]
    rows += [row("auroc_path", 0.1, digit=3)]
    found = detector_estimates(
        MeasureTable(measured_as(TRAINED, 0, *rows)), ["pixels", "hidden_1"], 4
    )
    told = [(e["detector"], e["layer"], e["auroc"]["own"], e["fpr95"]["own"]) for e in found]
    assert told == [("path", "", 0.9, 0.2), ("neighbours", "pixels", 0.8, 0.3)]


def test_the_smallest_p_of_each_class_that_has_calibration_images():
    rows = measured_as(TRAINED, 0, row("smallest_p", 0.1, toward=7))
    assert smallest_p_by_class(MeasureTable(rows), [1, 7]) == [{"digit": 7, "p": 0.1}]


# --- a network from a file, and its untrained twin ----------------------------------------------


def of_images(network, measure, layer, hit):
    """A row of replicate 0: a share of images, each a group of its own. hit: (64,) of 0 and 1."""
    hit = np.asarray(hit, float)
    influence = ((hit - hit.mean()) / 64).tolist()
    of = {"network": network, "replicate": 0, "images": 64, "influence": influence}
    return of | {k: v for k, v in row(measure, hit.mean(), layer).items() if k != "terms"}


HITS = {"own": np.arange(64) < 60, "twin": np.arange(64) < 40, "pixels": np.arange(64) < 50}


def beside_a_twin(*more):
    rows = [
        of_images(TRAINED, "ami", "hidden_1", HITS["own"]),
        of_images(TRAINED, "ami", "pixels", HITS["pixels"]),
        *more,
    ]
    return layer_support(MeasureTable(rows), "hidden_1")


def test_gains_over_a_twin_are_paired_by_image():
    """Student's interval of 64 paired differences, each image counted once."""
    twin = of_images(UNTRAINED, "ami", "hidden_1", HITS["twin"])
    found = beside_a_twin(twin)
    for control, other in (("untrained", "twin"), ("pixels", "pixels")):
        difference = HITS["own"].astype(float) - HITS[other]
        _, low, high = t_interval(difference)
        expected = {"own": difference.mean(), "low": low, "high": high}
        gain = found["gains"][control]
        assert gain.pop("mean") is None
        assert gain == pytest.approx(expected)
    assert found["gains"]["shuffled"] is None
    ami = found["controls"]["untrained"]["ami"]
    assert ami["own"] == 40 / 64
    assert ami["low"] < 40 / 64 < ami["high"]
    assert found["controls"]["shuffled"]["ami"] is None


def test_without_a_twin_and_replicates_there_is_a_gain_over_the_pixels():
    twin = of_images(UNTRAINED, "ami", "hidden_1", HITS["twin"])
    found, beside = beside_a_twin(), beside_a_twin(twin)
    assert found["gains"] == {
        "pixels": beside["gains"]["pixels"],
        "untrained": None,
        "shuffled": None,
    }
    assert found["controls"]["untrained"]["ami"] is None


def test_with_replicates_gains_are_theirs():
    rows = [of_images(UNTRAINED, "ami", "hidden_1", HITS["twin"])]
    for network, ami in ((TRAINED, 0.9), (UNTRAINED, 0.2)):
        rows += measured_as(network, 1, row("ami", ami, "hidden_1"))
    found = beside_a_twin(*rows)
    assert found["gains"]["untrained"] == pytest.approx({"mean": 0.7, "low": None, "high": None})
    assert found["controls"]["untrained"]["ami"] == {"mean": 0.2, "low": None, "high": None}
