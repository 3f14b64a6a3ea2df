import pytest

from builders.made_answers import interval, made_support, value
from builders.told import LAYERS, NAMES, TOLD, cell, gain, number, own_value, share
from chemins.text.estimates_text import (
    commitment_sentence,
    detection_sentence,
    distance_text,
    format_estimate,
    format_own,
    format_share,
    gain_sentence,
    is_decided,
    mixture_sentence,
    move_sentence,
    predictions,
    taken_text,
    undecided_text,
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
    answers = trusted(stable, stable, stable, last)
    for layer in answers["layers"]:  # at the chosen K
        layer["stability"] = [{**entry, "trusted": False} for entry in layer["stability"]]
    assert unstable_layers_sentence(answers) == ""
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
def test_commitment_is_the_replicates(layer):
    told = f"{share('committed', layer)} of the test images are committed there."
    assert commitment_sentence(TOLD, layer) == told
    alone = made_support(LAYERS, [1, 7], [], replicates=0)
    own = f"{100 * value('committed', layer):.1f} % of the test images are committed there."
    assert commitment_sentence(alone, layer) == own


def test_detectors_are_compared_by_their_mean_auroc():
    def mean(name, layer=""):
        return sum(value(f"auroc_{name}", layer, "trained", digit) for digit in (3, 4)) / 2

    others = {"largest softmax": mean("max_softmax"), "energy": mean("energy")}
    for text, name in (("nearest neighbours", "neighbours"), ("Mahalanobis", "mahalanobis")):
        for layer, shown in zip(LAYERS[:-1], NAMES, strict=False):
            others[f"{text} in {shown}"] = mean(name, layer)
    best = max(others, key=others.get)
    assert detection_sentence(TOLD).startswith(
        "An image's path tells unseen digits from known ones with an AUROC of "
        f"{mean('path'):.2f}; the best other score, {best}, has {others[best]:.2f} (means over"
    )


def unseen(main, following, lead=None, **predicted):
    """What answers say of the 9s. predicted: own share and number over replicates, by class."""
    return {
        "digit": 9,
        "main": {"digit": main, "next": following, "lead": lead},
        "predicted": [{"digit": int(name[1:]), "number": n} for name, n in predicted.items()],
    }


NINES = {
    "_2": number(0.51, 0.005, -0.06, 0.07),
    "_6": number(0.3, 0.55, 0.5, 0.6),
    "_7": number(0.19, 0.445, 0.4, 0.5),
}


def test_an_unseen_digit_goes_where_the_replicates_send_it():
    """Half of this network's 9s are 2s, hardly any of the replicates'."""
    found = unseen(6, 7, {"mean": 0.105, "low": 0.01, "high": 0.2}, **NINES)
    assert is_decided(found)
    assert taken_text(found) == "55.0 % [50.0, 60.0] of the 9s (this network takes 51 % for 2s)"
    found["predicted"][1]["number"] = NINES["_6"] | {"own": 0.52}
    assert taken_text(found) == "55.0 % [50.0, 60.0] of the 9s (this network 52 %)"


@pytest.mark.parametrize("low", [0.0, -0.01])
def test_of_two_classes_that_cannot_be_told_neither_is_the_main_one(low):
    found = unseen(6, 7, {"mean": 0.105, "low": low, "high": 0.22}, **NINES)
    assert not is_decided(found)
    assert undecided_text(found) == (
        "whether the 9s are taken for 6s (55.0 % [50.0, 60.0]) rather than for 7s "
        "(44.5 % [40.0, 50.0]) cannot be told (this network takes 51 % for 2s)"
    )


def test_without_an_interval_over_replicates_it_goes_where_most_are_sent():
    found = unseen(6, 2, _2=number(0.4), _6=number(0.6))
    for entry in found["predicted"]:
        own = entry["number"]["own"]
        entry["number"] |= {"low": own - 0.1, "high": own + 0.15}
    assert is_decided(found)
    assert taken_text(found) == "60.0 % [50.0, 75.0] of the 9s"
    assert is_decided(unseen(6, 2, {"mean": 0.2, "low": None, "high": None}))


def test_predictions_are_told_by_how_frequent_they_are_in_this_network():
    shares = {1: 0.25, 3: 0.0, 7: 0.5, 9: 0.25}
    found = {"predicted": [{"digit": d, "number": number(n, 1 - n)} for d, n in shares.items()]}
    assert [entry["digit"] for entry in predictions(found)] == [7, 1, 9]


def test_what_paths_notice_stands_beside_the_best_other_score():
    support = made_support(LAYERS, [1, 7], [4], replicates=0)
    entries = {e["detector"]: e for e in support["unseen_digits"][0]["detectors"]}
    entries["energy"]["auroc"] = number(0.97)
    entries["path"]["auroc"] = number(0.96)
    told = detection_sentence(support)
    assert "AUROC of 0.96; the best other score, energy, has 0.97" in told


def test_an_interval_of_a_distance_is_cut_where_distances_end():
    number = {"mean": 0.9, "low": 0.69, "high": 1.12, "own": 0.8}
    assert distance_text(number) == "0.90 [0.69, 1.00]"
    low = {**number, "mean": 0.17, "low": -0.13, "high": 0.48}
    assert distance_text(low) == "0.17 [0.00, 0.48]"
    assert distance_text({**number, "low": None, "high": None}) == "0.90"
    assert distance_text(None) == "–"


def test_of_many_layers_with_unstable_clusters_it_is_told_how_many():
    def layers(unstable, of):
        trusted = [False] * unstable + [True] * (of - unstable)
        return [
            {"layer": f"relu_{i}", "stability_classes": [{"trusted": known}, {"trusted": True}]}
            for i, known in enumerate([*trusted, False])
        ]

    few = unstable_layers_sentence({"layers": layers(2, 6)})
    assert few.startswith("**Beware:** clusters are not stable (1 of 2 in relu 0 and 1 of 2 in ")
    many = unstable_layers_sentence({"layers": layers(5, 6)})
    assert many.startswith("**Beware:** clusters are not stable (5 of 6 layers have some): ")


def test_of_many_layers_the_sentence_on_moves_names_the_least_and_the_most():
    def layer(name, moved, random):
        shares = {"moved": moved, "moved_random": random}
        told = {
            key: {"mean": None, "low": None, "high": None, "own": value}
            for key, value in shares.items()
        }
        return {"layer": name, "moves": told}

    values = [(0.41, 0.07), (0.37, 0.19), (0.83, 0.11), (0.62, 0.05), (0.54, 0.13)]
    layers = [layer(f"relu_{i}", *pair) for i, pair in enumerate(values, start=1)]
    assert move_sentence({"layers": layers}).endswith(
        "so many predictions change: from 37.0 % in relu 2 to 83.0 % in relu 3, of 5 layers "
        "(a step as long in a random direction: 5.0 % to 19.0 %)."
    )


def test_the_sentence_on_moves_names_the_random_step():
    random = [f"{100 * interval('moved_random', layer)[0]:.1f} %" for layer in LAYERS[1:-1]]
    assert move_sentence(TOLD).endswith(
        f"so many predictions change: {share('moved', 'hidden_1')} in hidden 1 and "
        f"{share('moved', 'hidden_2')} in hidden 2 (a step as long in a random direction: "
        f"{random[0]} and {random[1]})."
    )
