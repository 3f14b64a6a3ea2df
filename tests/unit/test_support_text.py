import pytest

from builders.made_answers import made_support
from chemins.support_text import (
    affinity_table,
    atypical_text,
    class_share,
    control_tables,
    detection_sentence,
    detector_cell,
    difference_sentence,
    difference_table,
    gain_sentence,
    last_layer_sentence,
    own,
    points,
    shared,
    stability_notes,
    valued,
)

LAYERS = ["pixels", "hidden_1", "output"]


def number(own=None, mean=None, low=None, high=None):
    return {"own": own, "mean": mean, "low": low, "high": high}


def test_numbers_with_and_without_intervals():
    assert valued(number(0.5, 0.856, 0.841, 0.879)) == "0.86 [0.84, 0.88]"
    assert valued(number(0.5, 0.856)) == "0.86"
    assert valued(number(0.5)) == valued(None) == "–"
    assert own(number(0.5)) == "0.50"
    assert own(number(mean=0.5)) == own(None) == "–"


def test_shares_with_intervals_stay_shares():
    assert shared(number(0.5, 0.987, 0.98449, 0.98951)) == "98.7 % [98.4, 99.0]"
    assert shared(number(0.5, 0.995, 0.98, 1.01)) == "99.5 % [98.0, 100.0]"
    assert shared(number(0.5, 0.005, -0.01, 0.02)) == "0.5 % [0.0, 2.0]"


def test_differences_are_percentage_points_with_their_signs():
    assert points(number(None, -0.0005, -0.0025, 0.0015)) == "-0.05 [-0.25, +0.15]"


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.001, 0.02, "adds accuracy"),
        (-0.02, -0.001, "costs accuracy"),
        (-0.01, 0.01, "adds no accuracy that could be measured"),
        (0.0, 0.0, "adds no accuracy that could be measured"),
    ],
)
def test_what_the_last_hidden_layer_does(low, high, verdict):
    support = made_support(LAYERS, [1, 7], [])
    support["last_layer"]["difference"] = number(None, (low + high) / 2, low, high)
    assert f"The last hidden layer {verdict}" in last_layer_sentence(support, ["hidden_1"])


def test_without_replicates_there_are_no_controls():
    support = made_support(LAYERS, [1, 7], [4], replicates=0)
    assert gain_sentence(support, "hidden_1") == ""
    assert last_layer_sentence(support, ["hidden_1"]) == ""
    assert control_tables(support, 2) == ""
    table = affinity_table(support)
    assert "Wilson's 95 % interval over the images" in table
    # Of 20 images ten: Wilson (1927) gives 0.299 to 0.701.
    assert table.splitlines()[-1] == (
        "| 4 | predicted | 1s: 50.0 % [29.9, 70.1], 7s: 50.0 % [29.9, 70.1] |  |"
    )
    assert table.splitlines()[-2].endswith("| 0.50 |")


def test_one_replicate_gives_values_without_intervals():
    support = made_support(LAYERS, [1, 7], [4], replicates=1)
    sentence = gain_sentence(support, "hidden_1")
    assert sentence.startswith("The AMI in hidden 1 is 0.50, a gain of 0.00 over raw pixels (0.50)")
    assert sentence.endswith("(1 replicate; this network 0.50).")
    assert "[" not in sentence
    assert last_layer_sentence(support, ["hidden_1"]) == ""


def test_gains_are_told_with_their_controls():
    sentence = gain_sentence(made_support(LAYERS, [1, 7], []), "hidden_1")
    for part in (
        "a gain of 0.00 [0.00, 0.00] over raw pixels (0.55 [",
        "of 0.25 [-0.39, 0.89] over an untrained network (0.30 [0.30, 0.30])",
        "taught shuffled labels it is 0.30 [0.30, 0.30]",
        "(2 replicates; this network 0.50)",
    ):
        assert part in sentence


def test_the_chosen_k_has_a_table_where_it_was_measured():
    support = made_support(LAYERS, [1, 7], [])
    assert "highest silhouette" in control_tables(support, 2)
    for found in support["layers"]:
        found["ami_chosen"] = number(0.5)
    assert "highest silhouette" not in control_tables(support, 2)


def test_one_pair_of_classes_is_told_and_several_are_counted():
    one = made_support(LAYERS, [1, 7], [])
    assert "lie 0.50 apart (Jensen–Shannon distance, 0 to 1; p = 0.500" in difference_sentence(one)
    assert difference_table(one) == ""
    several = made_support(LAYERS, [1, 3, 7], [])
    pairs = several["paths"]["differences"]
    pairs[0] |= {"p_adjusted": 0.05}
    pairs[1] |= {"p_adjusted": 0.051, "distance": 0.2}
    sentence = difference_sentence(several)
    assert "The paths of 1 of 3 pairs of classes differ" in sentence
    assert "most alike are those of 1 and 7, 0.20 apart" in sentence
    assert difference_table(several).splitlines()[4].startswith("| 1 and 7 | 0.20 |")


def test_a_table_of_many_pairs_has_the_most_alike():
    support = made_support(LAYERS, list(range(6)), [])
    text = difference_table(support)
    assert "the 10 most alike of 15 pairs" in text
    assert len(text.splitlines()) == 2 + 2 + 10


def test_paths_lose_or_win_against_the_best_other_detector():
    support = made_support(LAYERS, [1, 7], [4], replicates=0)
    entries = {e["detector"]: e for e in support["unseen"][0]["detectors"]}
    entries["energy"]["auroc"] = number(0.9)
    assert "AUROC of 0.50, less than energy with 0.90" in detection_sentence(support)
    entries["path"]["auroc"] = number(0.95)
    assert "AUROC of 0.95, better than energy with 0.90" in detection_sentence(support)


def test_the_best_detector_of_a_digit_is_bold():
    entry = {"auroc": number(0.5, 0.9, 0.8, 1.0), "fpr95": number(0.5, 0.25, 0.2, 0.3)}
    assert detector_cell(entry, best=True, roomy=True) == "**0.90 [0.80, 1.00]** / 0.25"
    assert detector_cell(entry, best=False, roomy=False) == "0.90 / 0.25"


def test_the_text_says_how_small_p_can_get():
    support = made_support(LAYERS, [1, 7], [4])
    support["smallest_p"] = [{"digit": 7, "p": 1 / 51}]
    text = atypical_text(support["unseen"], support["smallest_p"])
    assert "p cannot be smaller than 0.020 among the 7s" in text
    assert "50.0 % of the 4s have p ≤ 0.05" in text


def test_without_calibration_images_there_are_no_p_values_to_tell():
    support = made_support(LAYERS, [1, 7], [4])
    assert "no test image was left" in atypical_text(support["unseen"], [])


def test_clusters_that_are_not_to_be_trusted_are_named():
    support = made_support(LAYERS, [1, 7], [])
    found = support["layers"][1]["stability"]
    assert "hidden 1, cluster 0: not to be trusted, its stability is 0.50" in stability_notes(
        support
    )
    for layer in support["layers"]:
        layer["stability"] = [{**entry, "trusted": True} for entry in found]
    assert stability_notes(support) == ""


def test_an_interval_that_touches_zero_is_still_shown():
    assert class_share(7, number(0.0, 0.0, 0.0, 0.0)) == "7s: 0.0 % (0.0 % [0.0, 0.0])"
