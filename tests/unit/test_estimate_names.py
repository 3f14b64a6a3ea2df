"""Every number of the estimates is what it is called."""

import pytest

from builders.made_answers import interval as made_interval
from builders.made_answers import made_measured, made_support, measured_as, value
from chemins.answers.estimates import main_support
from chemins.answers.measure_table import MeasureTable
from chemins.measures.vocabulary import TRAINED, row

LAYERS = ["pixels", "hidden_1", "hidden_2", "output"]
TOLD = made_support(LAYERS, [1, 7], [3, 4])


def made(measure, *where):
    """What is to be told of a measure: the run's own value, the replicates' interval."""
    own = value(measure, *(where[:1] or ("",)), "own", *where[1:])
    return {"own": own, **between(measure, *(where[:1] or ("",)), "trained", *where[1:])}


def between(*key):
    return dict(zip(("mean", "low", "high"), made_interval(*key), strict=True))


@pytest.mark.parametrize("measure", [
    "ami", "purity", "ami_chosen", "purity_chosen", "probe", "neighbours", "depth", "reach",
    "reach_chosen", "ami_mixture", "purity_mixture",
])  # fmt: skip
def test_a_layers_measures_are_those_of_that_name_and_layer(measure):
    assert [found["layer"] for found in TOLD["layers"]] == LAYERS
    for found in TOLD["layers"]:
        assert found[measure] == pytest.approx(made(measure, found["layer"]))


@pytest.mark.parametrize("measure", ["committed", "committed_chosen"])
def test_commitment_is_of_the_hidden_layers(measure):
    told = [found[measure] for found in TOLD["layers"]]
    assert told[0] is told[3] is None
    assert told[1] == pytest.approx(made(measure, "hidden_1"))
    assert told[2] == pytest.approx(made(measure, "hidden_2"))


@pytest.mark.parametrize("control", ["untrained", "shuffled"])
@pytest.mark.parametrize(
    "measure", ["ami", "purity", "ami_chosen", "purity_chosen", "probe", "neighbours"]
)
def test_a_controls_measures_are_the_controls(control, measure):
    told = {found["layer"]: found["controls"][control][measure] for found in TOLD["layers"]}
    assert told.pop("pixels") is None
    for layer, found in told.items():
        assert found == pytest.approx(between(measure, layer, control))


@pytest.mark.parametrize(("gains", "measure"), [("gains", "ami"), ("gains_chosen", "ami_chosen")])
def test_gains_are_of_ami_over_the_control_of_that_name(gains, measure):
    for found in TOLD["layers"][1:]:
        own = value(measure, found["layer"], "trained")
        expected = {
            "pixels": own - value(measure, "pixels", "trained"),
            "untrained": own - value(measure, found["layer"], "untrained"),
            "shuffled": own - value(measure, found["layer"], "shuffled"),
        }
        assert {name: gain["mean"] for name, gain in found[gains].items()} == pytest.approx(
            expected
        )
        assert all(gain["low"] < gain["mean"] < gain["high"] for gain in found[gains].values())


def test_gains_of_mixtures_are_over_the_pixels():
    for found in TOLD["layers"][1:]:
        own, pixels = (value("ami_mixture", of, "trained") for of in (found["layer"], "pixels"))
        assert found["gains_mixture"].keys() == {"pixels"}
        assert found["gains_mixture"]["pixels"]["mean"] == pytest.approx(own - pixels)


def test_stabilities_are_the_layers_own():
    for found in TOLD["layers"]:
        told = [(entry["cluster"], entry["stability"]) for entry in found["stability"]]
        layer = found["layer"]
        assert told == [(c, value("stability", layer, "own", -1, c)) for c in range(3)]
        of_classes = [entry["stability"] for entry in found["stability_classes"]]
        assert of_classes == [value("stability_classes", layer, "own", -1, c) for c in range(3)]


def test_accuracy_with_and_without_the_last_hidden_layer():
    told = TOLD["last_layer"]
    assert told["accuracy"] == pytest.approx(between("accuracy", "", "trained"))
    with_it, without_it = value("accuracy", "", "trained"), value("accuracy", "", "shorter")
    assert told["without_last"] == pytest.approx(between("accuracy", "", "shorter"))
    assert told["difference"]["mean"] == pytest.approx(with_it - without_it)
    assert told["replicates"] == 2


@pytest.mark.parametrize("end", ["", "_chosen"])
@pytest.mark.parametrize(
    "measure", ["distinct_paths", "effective_paths", "path_entropy", "path_purity", "alignment"]
)
def test_measures_of_paths_are_those_of_that_name(measure, end):
    assert TOLD["paths"]["measures"][measure + end] == pytest.approx(made(measure + end))


def test_agreements_are_of_replicates_alone():
    measures = TOLD["paths"]["measures"]
    for name in ("noise_agreement", "noise_agreement_chosen"):
        assert measures[name] == pytest.approx({"own": None, **between(name, "", "trained")})
    told = measures["replicate_agreement"]
    assert told["mean"] == pytest.approx(value("replicate_agreement", "", "trained"))
    assert measures["replicate_agreement_chosen"] is None


def test_most_taken_paths_and_differences_are_their_classes():
    most = {entry["digit"]: entry["number"] for entry in TOLD["paths"]["most_taken"]}
    assert most[1] == pytest.approx(made("most_taken", "", -1, 1))
    assert most[7] == pytest.approx(made("most_taken", "", -1, 7))
    (found,) = TOLD["paths"]["differences"]
    assert found["classes"] == [1, 7]
    assert found["p"] == value("js_p", digit=1, toward=7)
    assert found["p_adjusted"] == value("js_p_adjusted", digit=1, toward=7)


def predicting(replicates, own=None):
    """What 4s are predicted as: class -> share, of each replicate and of the run's own network."""
    networks = enumerate([own or replicates[0], *replicates])
    rows = [
        entry
        for replicate, shares in networks
        for digit, share in shares.items()
        for entry in measured_as(TRAINED, replicate, row("predicted", share, "", 4, digit))
    ]
    return MeasureTable(rows)


def test_the_main_prediction_is_the_replicates_and_its_lead_is_paired():
    shares = [{1: 0.5, 3: 0.1, 7: 0.4}, {1: 0.35, 3: 0.4, 7: 0.25}]
    found = main_support(predicting(shares, {1: 0.0, 3: 1.0, 7: 0.0}), [1, 3, 7], 4)
    assert (found["digit"], found["next"]) == (1, 7)
    # 0.1 more go to 1s than to 7s in both.
    assert [found["lead"][name] for name in ("mean", "low", "high")] == pytest.approx([0.1] * 3)


def test_without_replicates_the_main_prediction_is_the_one_networks():
    found = main_support(predicting([], {1: 0.4, 3: 0.2, 7: 0.4}), [1, 3, 7], 4)
    assert found == {"digit": 1, "next": 7, "lead": None}  # of two as frequent the lower


def test_distances_have_their_controls():
    (pair,) = TOLD["paths"]["differences"]
    for found, measure, classes in (
        (pair, "js_distance", (1, 7)),
        (TOLD["paths"]["distance"], "js_mean", (-1, -1)),
    ):
        assert found["distance"] == pytest.approx(made(measure, "", *classes))
        controls = found["controls"]
        assert controls["pixels"] == pytest.approx(made(measure, "pixels", *classes))
        for network in ("untrained", "shuffled"):
            assert controls[network] == pytest.approx(between(measure, "", network, *classes))
        assert list(controls) == ["pixels", "untrained", "shuffled"]


@pytest.mark.parametrize("digit", [3, 4])
def test_what_is_told_of_an_unseen_digit_is_its_own(digit):
    told = next(entry for entry in TOLD["unseen_digits"] if entry["digit"] == digit)
    assert told["confidence"] == pytest.approx(made("confidence", "", digit))
    assert told["atypical"] == pytest.approx(made("atypical", "", digit))
    assert [entry["layer"] for entry in told["layers"]] == LAYERS
    shares = {("predicted", "", e["digit"]): e["number"] for e in told["predicted"]}
    for entry in told["layers"]:
        assert entry["entropy"] == pytest.approx(made("entropy", entry["layer"], digit))
        shares |= {("affinity", entry["layer"], e["digit"]): e["number"] for e in entry["affinity"]}
    assert len(shares) == 2 * (1 + len(LAYERS))
    for (measure, layer, toward), found in shares.items():
        assert found == pytest.approx(made(measure, layer, digit, toward))


@pytest.mark.parametrize("digit", [3, 4])
def test_a_detectors_numbers_are_its_own(digit):
    told = next(entry for entry in TOLD["unseen_digits"] if entry["digit"] == digit)["detectors"]
    found = {(entry["detector"], entry["layer"]): entry for entry in told}
    whole = [(name, "") for name in ("path", "max_softmax", "energy")]
    of_layers = [(name, at) for name in ("neighbours", "mahalanobis") for at in LAYERS[:-1]]
    assert list(found) == whole + of_layers
    for (name, layer), entry in found.items():
        assert entry["auroc"] == pytest.approx(made(f"auroc_{name}", layer, digit))
        assert entry["fpr95"] == pytest.approx(made(f"fpr95_{name}", layer, digit))


def test_the_smallest_p_is_its_classes():
    told = {entry["digit"]: entry["p"] for entry in TOLD["smallest_p"]}
    assert told == {digit: value("smallest_p", toward=digit) for digit in (1, 7)}


def test_the_own_network_is_no_replicate():
    measured = made_measured(LAYERS, [1, 7], [])
    assert measured.own("ami", "hidden_1") == value("ami", "hidden_1", "own")
    assert set(measured.values("ami", "hidden_1")) == {1, 2}
    rows = measured_as("untrained", 0, row("ami", 0.1, "hidden_1"))
    assert MeasureTable(rows).own("ami", "hidden_1") is None
