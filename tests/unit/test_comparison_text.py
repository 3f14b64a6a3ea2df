"""comparison.md: what is said of made comparisons, and what is not."""

import copy
import dataclasses
import re

import pytest

from builders.french import badly_set, english_left
from builders.made_comparison import compared
from chemins.base.language import FRENCH, speaking
from chemins.text.class_names import ClassNames
from chemins.text.comparison_captions import alike_caption, matched_caption
from chemins.text.comparison_text import (
    LISTED,
    accuracy_sentence,
    alike_text,
    beyond,
    layer_sentences,
    markdown,
    p_text,
    seed_sentence,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return compared(tmp_path_factory.mktemp("made"), 2, 3, tied=0.2)[0]


def changed(made, **changes):
    """With other numbers, by their keys in comparison.json."""
    found = copy.deepcopy(made.found)
    for path, value in changes.items():
        *above, last = path.split("__")
        place = found
        for key in above:
            place = place[key]
        place[last] = value
    return dataclasses.replace(made, found=found)


NUMBER = {"value": 0.934, "low": 0.908, "high": 0.951, "cka": 0.94}


def entry(first, second, trained, untrained=None, difference=None):
    layers = {"first_layer": first, "second_layer": second}
    return layers | {"trained": trained, "untrained": untrained, "difference": difference}


def told(made, entries, **changes):
    layers = {"first": ["pixels", "hidden_1", "output"], "second": ["pixels", "conv_1", "output"]}
    best = {"first": {"hidden_1": {"layer": "conv_1", "as_alike": ["output"]}}, "second": {}}
    return changed(made, layers=layers, similarity=entries, most_alike=best, **changes)


def test_the_layer_most_alike_with_its_interval_and_its_control(made):
    pair = entry("hidden_1", "conv_1", NUMBER, NUMBER | {"value": 0.7149})
    found = layer_sentences(told(made, [pair]))
    assert (
        "Most like hidden 1 of a is conv 1 of b (CKA 0.93 [0.91, 0.95]; untrained 0.71); as alike, "
        "as far as these images tell: output."
    ) in found
    with speaking(FRENCH):
        found = layer_sentences(told(made, [pair]))
    assert "La plus proche de la couche cachée 1 de a est la convolution 1 de b" in found
    assert "(CKA 0,93 [0,91\u202f; 0,95]\u202f; sans apprentissage 0,71)" in found


def test_pairs_beyond_what_is_alike_before_training_are_counted(made):
    differences = [(0.2, 0.01), (0.1, 0.05), (-0.3, 0.0), (0.4, 0.06)]
    entries = [
        entry("hidden_1", "conv_1", NUMBER, NUMBER, {"mean": mean, "p_adjusted": p})
        for mean, p in differences
    ]
    assert beyond(told(made, [*entries, entry("pixels", "pixels", NUMBER)], same_start=False)) == (
        "Of 4 pairs of layers 2 are more alike than before training, 1 less; of 1 these images do "
        "not tell."
    )
    same = beyond(told(made, entries, same_start=True))
    assert same.endswith("Both networks began with the same weights.")


@pytest.mark.parametrize(
    ("reason", "english", "french"),
    [
        ("its activations are at hand, but not the network",
         "since b has no untrained twin: its activations are at hand, but not the network.",
         "car b n’a pas de jumeau sans apprentissage\u202f: on dispose de ses activations, mais "
         "pas du réseau."),
        ("its initialisers draw nothing at random",
         "its initialisers draw nothing at random.", "ne tirent rien au hasard."),
    ],
)  # fmt: skip
def test_why_there_is_no_control(made, reason, english, french):
    lacking = changed(made, untrained__second__missing=reason)
    assert beyond(lacking).endswith(english)
    with speaking(FRENCH):
        assert beyond(lacking).endswith(french)


ACCURACY = {
    "first": {"count": 90, "images": 100, "value": 0.9, "low": 0.82, "high": 0.94},
    "second": {"count": 97, "images": 100, "value": 0.97, "low": 0.91, "high": 0.99},
    "only_first": 1,
    "only_second": 8,
    "difference": {"value": 0.07, "low": 0.012, "high": 0.13},
    "p": 0.039,
}


def test_which_network_is_right_more_often_is_told_where_it_can_be(made):
    found = accuracy_sentence(changed(made, fates__accuracy=ACCURACY))
    assert found == (
        "a is right about 90.0 % [82.0, 94.0] of the test images, b about 97.0 % [91.0, 99.0]: b "
        "is right more often, by 7.0 [1.2, 13.0] points (right alone: a about 1, b about 8; "
        "McNemar's exact test, p = 0.039)."
    )
    turned = {**ACCURACY, "difference": {"value": -0.07, "low": -0.13, "high": -0.012}}
    assert "a is right more often, by 7.0 [1.2, 13.0] points" in accuracy_sentence(
        changed(made, fates__accuracy=turned)
    )
    open_one = accuracy_sentence(changed(made, fates__accuracy={**ACCURACY, "p": 0.051}))
    assert "whether either is right more often, these images do not tell" in open_one


def test_a_small_p_value_is_no_zero():
    assert (p_text(0.0009), p_text(0.001), p_text(0.2)) == ("< 0.001", "= 0.001", "= 0.200")
    assert (alike_text(-0.001), alike_text(-0.02), alike_text(1.0)) == ("0.00", "-0.02", "1.00")


SEEDS = {
    "same_paths": {"count": 8, "images": 10, "value": 0.8, "low": 0.5, "high": 0.95},
    "replicates": {
        "first": {"mean": 0.9, "least": 0.85, "most": 0.95, "networks": 3},
        "second": {"mean": 0.82, "least": 0.79, "most": 0.83, "networks": 3},
    },
}


def test_what_another_seed_differs_by_stands_beside(made):
    assert seed_sentence(made) == ""
    found = seed_sentence(changed(made, seeds=SEEDS))
    assert "80.0 % [50.0, 95.0] of the test images have the same path" in found
    assert "of the kind of a that differ by their seed and training images it is 90.0 %" in found
    assert "of b 82.0 % in the mean (79.0 % to 83.0 %)" in found
    assert found.endswith("So two networks of the same kind differ as much by that alone.")
    apart = changed(made, seeds=SEEDS, seeds__replicates__second__least=0.81)
    assert "differ as much" not in seed_sentence(apart)


def test_the_tables_have_every_pair_and_the_images_that_are_predicted_differently(made):
    text = markdown(made)
    cells = re.findall(r"^\| (?:pixels|hidden \d|output) \| (.*) \|$", text, re.MULTILINE)
    assert [len(row.split(" | ")) for row in cells] == [5] * 8  # two tables of four rows
    differing = [kind in ("prediction", "both") for kind in made.fates["changed"]]
    told = re.search(r"predicted differently\n\n(\d+) of (\d+);", text)
    assert int(told[2]) == sum(differing) > 10
    rows = re.findall(r"^\| (\d+) \| (test|train) in both \|", text, re.MULTILINE)
    assert len(rows) == int(told[1]) == min(LISTED, sum(differing))
    roles = [role for _, role in rows]
    assert roles == sorted(roles)
    ids = made.fates["sample_id"][differing].tolist()
    assert {int(one) for one, _ in rows} <= set(ids)


def test_without_any_there_is_no_table_of_images(made):
    nothing = dataclasses.replace(made, fates={**made.fates, "changed": ["", "path"]})
    assert "## Images that are predicted differently" in markdown(made)
    assert "## Images that are predicted differently" not in markdown(nothing)


def test_classes_and_layers_have_their_own_names(made):
    names = ClassNames({0: "T-shirt", 1: "Ankle_boot"})
    shown = {"first": {"hidden_1": "/features/0"}, "second": {"hidden_1": "/block/1"}}
    text = markdown(dataclasses.replace(made, names=names, shown=shown))
    assert "| /features/0 |" in text
    assert "| /block/1 |" in text
    assert "Ankle\\_boot (0." in text
    assert "| class |" in text


def test_it_is_said_of_which_two_networks_it_is(made):
    assert "All of this is about these two networks." in markdown(made)
    assert markdown(made).startswith("# a and b: the same images in two networks\n")


def test_in_french_all_of_it_is_french(made):
    with speaking(FRENCH):
        texts = [markdown(changed(made, seeds=SEEDS)), alike_caption(made), matched_caption(made)]
    for text in texts:
        assert english_left(text) == []
        assert badly_set(text) == []


def test_captions_tell_what_is_seen(made):
    assert "of the activations of 80 test images that both have" in alike_caption(made)
    assert "Beside it, the same of both networks before training." in alike_caption(made)
    alone = changed(made, untrained__first__missing="its answers would be no finite numbers")
    assert "before training" not in alike_caption(alone)
    first, second = (layer.replace("_", " ") for layer in made.closest)
    assert f"their cluster in {first} of a, their cluster in {second} of b" in matched_caption(made)
