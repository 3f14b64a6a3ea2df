"""The three sentences of a run's answers."""

import copy
import re

import pytest

from builders import made_answers
from builders.grouped_answers import (
    ANSWERS,
    GROUPS,
    HIDDEN,
    LAYERS,
    RUN,
    changed,
    exceptional,
    made,
)
from builders.made_answers import made_separation, value
from builders.told import share
from chemins.base.formatting import percent
from chemins.text.answers_markdown import (
    exception_count,
    markdown,
    own_sentence,
    sentences,
    shared_text,
)

# The hidden layer with the highest purity in the mean over replicates.
BEST = max(HIDDEN, key=lambda layer: value("purity", layer, "trained")).replace("_", " ")

# What most 4s are predicted as over replicates; half of this network's are as 7s.
MAIN = max(RUN["digits"], key=lambda digit: value("predicted", "", "trained", 4, digit))
HERE = "50 %" if MAIN == 7 else "takes 50 % for 7s"

ALONE = made(replicates=0)
TOLD = made_answers.ANSWERS
TOLD_ALONE = made_answers.made_answers(replicates=0)


def with_ami(pixels, hidden):
    """ALONE with these AMI of the pixels and of the layer that the sentence is about."""
    answers = copy.deepcopy(ALONE)
    for entry, ami in zip(answers["layers"], (pixels, hidden, hidden, hidden), strict=True):
        entry["ami"]["own"] = ami
    return answers


def test_the_three_sentences_with_their_numbers():
    layer, signature, unseen = sentences(ANSWERS)
    for fragment in (
        "Clusters tell the classes apart in no hidden layer in any of 2 networks; those of the raw "
        "pixels do in none. This network: from hidden 1 on; this run's pixels do. ",
        "The mark is 95 % of the test images in a cluster of their own digit, with as many "
        "clusters as classes; one of 90 % would give the same; one of 99 % would give the same.",
        f"The AMI in {BEST} is {value('ami', BEST.replace(' ', '_'), 'trained'):.2f} [",
        f" {share('committed', BEST.replace(' ', '_'))} of the test images are committed there.",
        "This network classifies 97.0 % of them correctly.",
    ):
        assert fragment in layer
    for fragment in (
        "60 test images",
        "3 distinct paths through the hidden layers (4 with label and prediction)",
        "100 % of the 1s, 95 % of the 7s and 100 % of the 10s",
        "1 image (training included) travels another class's: 1 × 7 as 1",
    ):
        assert fragment in signature
    for fragment in (
        f"Over 2 replicates: {share('predicted', '', 'trained', 4, MAIN)} of the 4s (this network "
        f"{HERE}) are taken for {MAIN}s.",
        f"with an AUROC of {value('auroc_path', '', 'trained', 4):.2f}",
    ):
        assert fragment in unseen
    assert len(set(re.findall(r"for (\d+)s", unseen)) - {str(MAIN), "7"}) == 0  # no others


def with_purity(*purities):
    """ALONE with these purities, on test images at K = classes, of each of LAYERS."""
    answers = copy.deepcopy(ALONE)
    for entry, purity in zip(answers["layers"], purities, strict=True):
        entry["purity"]["own"] = purity
    return answers | {"separation": made_separation([], purities[:3], 0.95)}


@pytest.mark.parametrize(
    ("purities", "named"),
    [
        ((0.94, 0.95, 0.96, 0.5), "hidden 1"),
        ((0.5, 0.94, 0.96, 1.0), "hidden 2"),
        ((0.5, 0.93, 0.94, 1.0), "hidden 2"),  # the best of them
        ((0.5, 0.9412, 0.93, 1.0), "hidden 1"),
        ((0.5, 0.96, 0.93, 1.0), "hidden 1"),  # lost again
    ],
)
def test_the_layer_from_which_classes_are_apart_is_the_one_whose_numbers_are_told(purities, named):
    sentence = sentences(with_purity(*purities))[0]
    shown = percent(purities[LAYERS.index(named.replace(" ", "_"))], 1)
    assert f"In {named} that share is {shown}, for the raw pixels {percent(purities[0], 1)}" in (
        sentence
    )
    assert sentence.count("that share is") == 1


def test_the_layer_that_is_told_of_is_the_replicates():
    """This network's is hidden 1, most replicates' hidden 2; of several the best in their mean."""
    answers = copy.deepcopy(made_answers.ANSWERS)
    own, later = (0.5, 0.9, 0.9), (0.5, 0.8, 0.9)
    answers["separation"] = made_separation([later, later, own], own)
    assert "The AMI in hidden 2 is" in sentences(answers)[0]
    answers["separation"] = made_separation([(0.5, 0.6, 0.7)] * 2, own)
    for entry, mean in zip(answers["layers"], (0.9, 0.7, 0.6, 0.9), strict=True):
        entry["purity"] |= {"own": 1 - mean, "mean": mean}
    assert "The AMI in hidden 1 is" in sentences(answers)[0]


def comparison(pixels, hidden):
    """What the sentence says between a layer's AMI and the raw pixels'."""
    said = sentences(with_ami(pixels, hidden))[0]
    return re.search(rf"the AMI is {hidden:.2f}, (.*) the pixels' {pixels:.2f}\.", said)[1]


def test_raw_pixels_are_the_control():
    """Far above, hardly above and far below the pixels are three things to say."""
    said = [comparison(0.50, 0.90), comparison(0.90, 0.93), comparison(0.90, 0.50)]
    assert len(set(said)) == 3
    assert ["hardly" in text for text in said] == [False, True, False]
    assert said[0] == comparison(0.10, 0.30)
    assert said == ["against", "hardly more than", "less than"]


def test_what_is_below_the_pixels_is_not_said_to_be_more():
    assert not re.search(r"\b(more|better|above)\b", comparison(0.93, 0.90))
    assert comparison(0.93, 0.90) == "much like"
    assert comparison(0.90, 0.90) == "much like"


def test_shared_main_paths_are_told():
    assert "share" not in sentences(ANSWERS)[1]
    answers = changed("paths", "classes", 1, "main_path", value=[0, 0])
    assert "take their class's main path (1 and 7 share theirs), and" in sentences(answers)[1]


def test_those_that_share_a_main_path_are_named_together():
    routes = {0: [1, 2], 4: [3, 3], 9: [3, 3], 5: [1, 2], 6: [3, 3], 7: [2, 1]}
    classes = [{"digit": digit, "main_path": route} for digit, route in routes.items()]
    assert shared_text(classes) == " (0 and 5; 4, 9 and 6 share theirs)"
    assert shared_text([classes[0], classes[1], classes[-1]]) == ""


def test_an_accuracy_near_chance_is_told_behind_the_verdict():
    plain = sentences(made_answers.ANSWERS)[0]
    warned = sentences(made_answers.ANSWERS | {"warning": "the network guesses"})[0]
    text = " **Beware:** the network guesses."
    assert f"in 1.{text} The mark is" in warned
    assert warned.replace(text, "") == plain


def test_without_unseen_digits():
    answers = made([group for group in GROUPS if group[1] != "unseen"], RUN | {"unseen": []})
    assert "No unseen digit" in sentences(answers)[2]
    assert "Unseen digits" not in markdown("a", answers)
    assert answers["samples"] == {"train": 30, "test": 60, "unseen": 0}


def test_each_unseen_digit_is_told():
    more = [*GROUPS, (3, "unseen", 0, (0, 0, 0, 0), 1, 0.5)]
    sentence = sentences(made(more, RUN | {"unseen": [0, 4]}, replicates=0))[2]
    assert sentence.startswith(
        "**Where does the unknown go?** In this network, the only one (intervals over images): "
    )
    assert "100.0 % of the 0s are taken for 1s; 50.0 % of the 4s are taken for 7s. " in sentence


def test_of_an_unseen_digit_that_goes_two_ways_none_is_claimed():
    answers = copy.deepcopy(ANSWERS)
    answers["unseen_digits"][0]["main"]["lead"] = {"mean": 0.01, "low": -0.1, "high": 0.12}
    sentence = sentences(answers)[2]
    assert "Over 2 replicates: whether the 4s are taken for" in sentence
    assert "of the 4s" not in sentence


def test_exceptions_are_counted_by_pair_the_most_frequent_first():
    found = [exceptional(1, 7)] + [exceptional(7, 1)] * 3 + [exceptional(1, 3)]
    assert exception_count(found) == (
        "5 images (training included) travel another class's: 3 × 7 as 1, 1 × 1 as 3 and 1 × 1 as 7"
    )


def test_many_pairs_are_summed_up():
    found = [exceptional(9, 8)] * 2 + [exceptional(0, other) for other in (1, 2, 3, 4, 5)]
    text = exception_count(found)
    assert text.startswith("7 images")
    assert "2 × 9 as 8, 1 × 0 as 1, 1 × 0 as 2 and 1 × 0 as 3, 2 more" in text


def test_no_exceptions():
    assert exception_count([]) == "no image travels another class's main path"
    assert "## Exceptions" not in markdown("a", changed("paths", "exceptions", value=[]))


def test_the_sentence_on_layers_without_replicates():
    sentence = sentences(TOLD_ALONE)[0]
    assert "In this network, the only one, clusters tell the classes apart from hidden 1 on" in (
        sentence
    )
    assert (
        "In hidden 1 that share is 90.0 %, for the raw pixels 75.0 %; the AMI is 0.64, against the "
        "pixels' 0.31."
    ) in sentence
    committed = 100 * value("committed", "hidden_1")
    assert f" {committed:.1f} % of the test images are committed there." in sentence
    assert "This network classifies 85.0 % of them correctly." in sentence


def test_the_sentence_on_signatures():
    sentence = sentences(TOLD)[1]
    assert "In this network the 20 test images take 6 distinct paths" in sentence
    assert "(11 with label and prediction)" in sentence
    assert "70 % of the 2s and 60 % of the 8s take their class's main path" in sentence
    assert "travels another class's: 1 × 8 as 2." in sentence


def test_the_sentence_on_the_unknown():
    main = max((2, 8), key=lambda digit: value("predicted", "", "trained", 5, digit))
    here = "90 %" if main == 8 else "takes 90 % for 8s"
    told = f"{share('predicted', '', 'trained', 5, main)} of the 5s (this network {here})"
    assert f"Over 2 replicates: {told} are taken for {main}s. " in sentences(TOLD)[2]


def test_intervals_of_one_network_say_what_they_are_over():
    def entry(layer, purity, ami):
        return {"layer": layer, "purity": purity, "ami": ami}

    with_limits = {"own": 0.9, "mean": None, "low": 0.85, "high": 0.95}
    alone = {"own": 0.75, "mean": None, "low": None, "high": None}
    hidden, pixels = entry("hidden_1", with_limits, with_limits), entry("pixels", alone, alone)
    assert own_sentence({"layers": [pixels, hidden]}, "hidden_1") == (
        "In hidden 1 that share is 90.0 % [85.0, 95.0], for the raw pixels 75.0 %; the AMI is "
        "0.90 [0.85, 0.95], against the pixels' 0.75. Intervals are of 95 %, over images: "
        "there is one network."
    )
    hidden |= {"purity": alone}
    assert "Intervals" not in own_sentence({"layers": [pixels, hidden]}, "hidden_1")
