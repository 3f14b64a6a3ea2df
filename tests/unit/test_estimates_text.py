import pytest

from builders.made_answers import made_support, value
from builders.told import LAYERS, NAMES, TOLD, cell, gain, number, own_value, share
from chemins.text.estimates_text import (
    commitment_text,
    detection_sentence,
    format_estimate,
    format_own,
    format_share,
    gain_sentence,
    last_layer_sentence,
    mixture_sentence,
    points,
    predictions,
    taken_text,
    unstable_layers_sentence,
    unstable_paths_sentence,
)


def test_numbers_with_and_without_intervals():
    assert format_estimate(number(0.5, 0.856, 0.841, 0.879)) == "0.86 [0.84, 0.88]"
    assert format_estimate(number(0.5, 0.856)) == "0.86"
    assert format_estimate(number(0.5)) == format_estimate(None) == "–"
    assert format_own(number(0.5)) == "0.50"
    assert format_own(number(mean=0.5)) == format_own(None) == "–"


def test_shares_with_intervals_stay_shares():
    assert format_share(number(0.5, 0.987, 0.98449, 0.98951)) == "98.7 % [98.4, 99.0]"
    assert format_share(number(0.5, 0.995, 0.98, 1.01)) == "99.5 % [98.0, 100.0]"
    assert format_share(number(0.5, 0.005, -0.01, 0.02)) == "0.5 % [0.0, 2.0]"


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


def test_one_replicate_gives_values_without_intervals():
    support = made_support(LAYERS, [1, 7], [4], replicates=1)
    sentence = gain_sentence(support, "hidden_1")
    ami, pixels = (value("ami", layer, "trained") for layer in ("hidden_1", "pixels"))
    assert sentence.startswith(
        f"The AMI in hidden 1 is {ami:.2f}, a gain of {ami - pixels:.2f} over raw pixels "
        f"({pixels:.2f})"
    )
    assert sentence.endswith(f"(1 replicate; this network {value('ami', 'hidden_1', 'own'):.2f}).")
    assert "[" not in sentence
    assert last_layer_sentence(support, ["hidden_1"]) == ""


def trusted(*by_layer):
    """A run's answers, of pixels, two hidden layers and the output: which of each layer's clusters
    are stable, at K = number of classes and, exchanged, as chosen; main paths of 2s and 8s."""
    layers = []
    for name, of_layer in zip(LAYERS, by_layer, strict=True):
        classes, chosen = (
            [{"cluster": c, "stability": 0.5, "trusted": t} for c, t in enumerate(clusters)]
            for clusters in (of_layer, of_layer[::-1])
        )
        layers.append({"layer": name, "stability_classes": classes, "stability": chosen})
    classes = [{"digit": 2, "main_path": [0, 1]}, {"digit": 8, "main_path": [1, 1]}]
    return {"layers": layers, "paths": {"classes": classes}}


def test_layers_whose_clusters_are_not_stable_are_named():
    stable, last = (True, True, True), (True, True, False)
    assert unstable_layers_sentence(trusted(stable, stable, stable, last)) == ""
    told = unstable_layers_sentence(trusted((False, True, False), stable, last, last))
    assert told.startswith(
        "**Beware:** clusters are not stable (2 of 3 in pixels and 1 of 3 in hidden 2):"
    )


def test_main_paths_through_clusters_that_are_not_stable_are_named():
    stable, last, middle = (True, True, True), (True, True, False), (True, False, True)
    both = "**Beware:** the main paths of the 2s and 8s go"
    assert unstable_paths_sentence(trusted(last, stable, stable, middle)) == ""
    assert unstable_paths_sentence(trusted(stable, last, stable, stable)).startswith(
        "**Beware:** the main paths of the 2s go through clusters that are not stable"
    )
    assert unstable_paths_sentence(trusted(stable, stable, middle, stable)).startswith(both)


@pytest.mark.parametrize("layer", ["hidden_1", "hidden_2"])
def test_the_gain_with_another_clusterer_is_told(layer):
    assert mixture_sentence(TOLD, layer) == (
        "That is with k-means; with a Gaussian mixture the gain over raw pixels is "
        f"{gain(TOLD, layer, 'pixels', 'gains_mixture')} (AMI {cell('ami_mixture', layer)} against "
        f"{cell('ami_mixture', 'pixels')})."
    )


def test_without_replicates_the_mixtures_gain_is_the_networks_own():
    support = made_support(LAYERS, [1, 7], [], replicates=0)
    own, pixels = (value("ami_mixture", of) for of in ("hidden_1", "pixels"))
    assert mixture_sentence(support, "hidden_1") == (
        f"That is with k-means; with a Gaussian mixture the gain over raw pixels is "
        f"{own - pixels:.2f} (AMI {own:.2f} against {pixels:.2f})."
    )


@pytest.mark.parametrize("layer", ["hidden_1", "hidden_2"])
def test_gains_are_told_with_their_controls(layer):
    assert gain_sentence(TOLD, layer) == (
        f"The AMI in {layer.replace('_', ' ')} is {cell('ami', layer)}, a gain of "
        f"{gain(TOLD, layer, 'pixels')} over raw pixels ({cell('ami', 'pixels')}) and of "
        f"{gain(TOLD, layer, 'untrained')} over an untrained network "
        f"({cell('ami', layer, 'untrained')}); taught shuffled labels it is "
        f"{cell('ami', layer, 'shuffled')} (2 replicates; this network {own_value('ami', layer)})."
    )


@pytest.mark.parametrize("layer", ["hidden_1", "hidden_2"])
def test_commitment_in_words(layer):
    share_ = f"{100 * value('committed', layer):.0f} %"
    assert commitment_text(TOLD, layer) == f"{share_} of its test images are committed there"


def test_the_last_layers_accuracies_are_told():
    with_it, without_it = (100 * value("accuracy", "", name) for name in ("trained", "shorter"))
    sentence = last_layer_sentence(TOLD, ["hidden_1", "hidden_2"])
    assert f"{with_it:.1f} % with hidden 2, {without_it:.1f} % without, " in sentence
    assert f" {with_it - without_it:+.2f} [" in sentence


def test_detectors_are_compared_by_their_mean_auroc():
    def mean(name, layer=""):
        return sum(value(f"auroc_{name}", layer, "trained", digit) for digit in (3, 4)) / 2

    others = {"largest softmax": mean("max_softmax"), "energy": mean("energy")}
    for text, name in (("nearest neighbours", "neighbours"), ("Mahalanobis", "mahalanobis")):
        for layer, shown in zip(LAYERS[:-1], NAMES, strict=False):
            others[f"{text} in {shown}"] = mean(name, layer)
    best = max(others, key=others.get)
    verdict = "better than" if mean("path") > others[best] else "less than"
    assert detection_sentence(TOLD).startswith(
        "An image's path tells unseen digits from known ones with an AUROC of "
        f"{mean('path'):.2f}, {verdict} {best} with {others[best]:.2f} (means over"
    )


@pytest.mark.parametrize("top", [1, 7])
@pytest.mark.parametrize("digit", [3, 4])
def test_what_an_unseen_digit_is_taken_for_has_that_class_s_interval(digit, top):
    (found,) = [entry for entry in TOLD["unseen_digits"] if entry["digit"] == digit]
    (number,) = [entry["number"] for entry in found["predicted"] if entry["digit"] == top]
    told = taken_text(TOLD, digit, number)
    own_share = f"{100 * value('predicted', '', 'own', digit, top):.0f} %"
    replicates = share("predicted", "", "trained", digit, top)
    assert told == f"{own_share} of the {digit}s ({replicates} over 2 replicates)"


def test_predictions_are_told_by_how_frequent_they_are_in_this_network():
    shares = {1: 0.25, 3: 0.0, 7: 0.5, 9: 0.25}
    found = {"predicted": [{"digit": d, "number": number(n, 1 - n)} for d, n in shares.items()]}
    assert [entry["digit"] for entry in predictions(found)] == [7, 1, 9]


def test_paths_lose_or_win_against_the_best_other_detector():
    support = made_support(LAYERS, [1, 7], [4], replicates=0)
    entries = {e["detector"]: e for e in support["unseen_digits"][0]["detectors"]}
    entries["energy"]["auroc"] = number(0.97)
    entries["path"]["auroc"] = number(0.96)
    assert "AUROC of 0.96, less than energy with 0.97" in detection_sentence(support)
    entries["path"]["auroc"] = number(0.98)
    assert "AUROC of 0.98, better than energy with 0.97" in detection_sentence(support)
