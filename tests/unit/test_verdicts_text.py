import copy
import re

import pytest

from builders.made_answers import ANSWERS, made_separation, made_support, value
from builders.made_page import Page, html_of, index_html
from builders.told import LAYERS, TOLD, number
from chemins.answers.verdicts import depth_verdict, usual
from chemins.base.formatting import typeset
from chemins.text.answers_markdown import markdown
from chemins.text.headlines import separation_headline
from chemins.text.verdicts_text import (
    depth_sentence,
    last_layer_sentence,
    mark_sentence,
    points,
    separation_sentence,
    separation_short,
)

FIRST, SECOND, LOST, NEVER = (0.5, 0.96, 0.97), (0.5, 0.9, 0.97), (0.5, 0.96, 0.9), (0.5, 0.6, 0.7)
PIXELS = (0.96, 0.96, 0.97)


def separated(*networks, own=FIRST):
    return made_separation(networks, own, 0.95)


@pytest.mark.parametrize(
    ("found", "text", "short"),
    [
        (
            separated(*[FIRST] * 7, *[SECOND] * 3),
            "Clusters tell the classes apart from hidden 1 on in 7 of 10 networks, from hidden 2 "
            "on in 3; those of the raw pixels do in none.",
            "hidden 1 in 7 of 10 networks, hidden 2 in 3",
        ),
        (
            separated(*[PIXELS] * 3, own=PIXELS),
            "Clusters tell the classes apart from hidden 1 on in all 3 networks; those of the raw "
            "pixels do in all 3.",
            "hidden 1 in all 3 networks",
        ),
        (
            separated(FIRST, LOST, NEVER, SECOND, FIRST),
            "Clusters tell the classes apart from hidden 1 on in 2 of 5 networks, from hidden 2 on "
            "in 1, before the last hidden layer only in 1, in no hidden layer in 1; those of the "
            "raw pixels do in none.",
            "hidden 1 in 2 of 5 networks, hidden 2 in 1, only before the last in 1, no hidden "
            "layer in 1",
        ),
        (
            separated(NEVER, NEVER, own=NEVER),
            "Clusters tell the classes apart in no hidden layer in any of 2 networks; those of the "
            "raw pixels do in none.",
            "no hidden layer in any of 2 networks",
        ),
        (
            separated(NEVER, own=NEVER),
            "Clusters tell the classes apart in no hidden layer in 1 network; those of the raw "
            "pixels do in none.",
            "no hidden layer in 1 network",
        ),
        (
            separated(PIXELS, FIRST, FIRST, own=NEVER),
            "Clusters tell the classes apart from hidden 1 on in all 3 networks; those of the raw "
            "pixels do in 1. This network: in no hidden layer.",
            "hidden 1 in all 3 networks",
        ),
        (
            separated(PIXELS, PIXELS, SECOND, own=SECOND),
            "Clusters tell the classes apart from hidden 1 on in 2 of 3 networks, from hidden 2 on "
            "in 1; those of the raw pixels do in 2. This network: from hidden 2 on; this run's "
            "pixels do not.",
            "hidden 1 in 2 of 3 networks, hidden 2 in 1",
        ),
        (
            separated(FIRST, FIRST, own=PIXELS),
            "Clusters tell the classes apart from hidden 1 on in all 2 networks; those of the raw "
            "pixels do in none. This run's pixels do.",
            "hidden 1 in all 2 networks",
        ),
        (
            separated(),
            "In this network, the only one, clusters tell the classes apart from hidden 1 on; "
            "those of the raw pixels do not.",
            "hidden 1",
        ),
        (
            separated(own=PIXELS),
            "In this network, the only one, clusters tell the classes apart from hidden 1 on; "
            "those of the raw pixels do, too.",
            "hidden 1",
        ),
        (
            separated(own=LOST),
            "In this network, the only one, clusters tell the classes apart before the last hidden "
            "layer only; those of the raw pixels do not.",
            "only before the last",
        ),
    ],
)  # fmt: skip
def test_the_verdict_in_words(found, text, short):
    assert separation_sentence(found) == text
    assert separation_short(found) == short


def test_what_other_marks_would_have_said():
    found = separated((0.92, 0.96, 0.995), (0.5, 0.995, 0.995), (0.5, 0.96, 0.97))
    assert mark_sentence(found) == (
        "The mark is 95 % of the test images in a cluster of their own digit, with as many "
        "clusters as classes; one of 90 % would give hidden 1 in all 3, the pixels in 1; one of "
        "99 % would give hidden 1 in 1, hidden 2 in 1, no hidden layer in 1, the pixels in none."
    )
    same = "; one of 90 % would give the same; one of 99 % would give no hidden layer"
    assert f"{same} in any, the pixels in none." in mark_sentence(separated(FIRST, FIRST))
    assert mark_sentence(separated(own=PIXELS)).endswith(f"{same}, the pixels not.")
    other = made_separation([FIRST], FIRST, 0.925)
    assert mark_sentence(other).startswith("The mark is 92.5 % of the test images")


SAID = [separated(FIRST, SECOND, SECOND), separated(LOST, NEVER, PIXELS), separated(own=NEVER)]


@pytest.mark.parametrize("found", SAID)
def test_index_and_answers_tell_the_same_verdict(found):
    """The card, the sentence inside it, the table; the page of the run and its text."""
    answers = copy.deepcopy(ANSWERS) | {"separation": found}
    index, run = Page(index_html("a", answers=answers)), Page(html_of("a", answers))
    sentence, short = separation_sentence(found), separation_short(found)
    # A run's page has it among its three answers, and in the whole text.
    for text, times in ((markdown("a", answers), 1), (index.text, 1), (run.text, 2)):
        assert text.count(sentence) == times
    headline = typeset(separation_headline(answers))
    assert (index.text.count(headline), run.text.count(headline)) == (1, 1)
    assert f" {short} 5 → " in index.text  # the table's cell, and the next
    # Nowhere else is a count of networks told.
    told = re.findall(r"in (?:all \d+|\d+ of \d+) networks", index.text)
    assert len(told) == 2 * bool(found["replicates"])
    assert len(set(told)) <= 1


def depth(low, high, margin=0.005):
    found = copy.deepcopy(TOLD["last_layer"])
    found["difference"] = number(None, (low + high) / 2, low, high)
    return found | {"margin": margin, "verdict": depth_verdict(found["difference"], margin)}


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (depth(0.001, 0.021), "The last hidden layer adds accuracy: +1.10 [+0.10, +2.10] points ("),
        (
            depth(-0.021, -0.001),
            "The last hidden layer costs accuracy: -1.10 [-2.10, -0.10] points (",
        ),
        (
            depth(-0.002, 0.004),
            "The last hidden layer adds no accuracy: +0.10 [-0.20, +0.40] points, within ±0.5 (",
        ),
        (
            depth(-0.002, 0.006, 0.0025),
            "Whether the last hidden layer adds accuracy cannot be told: +0.20 [-0.20, +0.60] "
            "points, neither clear of 0 nor within ±0.25 (",
        ),
    ],
)
def test_what_the_last_hidden_layer_does(found, verdict):
    with_it, without_it = (100 * value("accuracy", "", name) for name in ("trained", "shorter"))
    told = f"{verdict}{with_it:.1f} % with hidden 2, {without_it:.1f} % without)."
    assert last_layer_sentence(found, ["hidden_1", "hidden_2"]) == told


@pytest.mark.parametrize("replicates", [0, 1])
def test_without_an_interval_nothing_is_said_of_the_last_layer(replicates):
    found = made_support(LAYERS, [1, 7], [], replicates)["last_layer"]
    assert last_layer_sentence(found, ["hidden_1"]) == ""


def test_differences_are_percentage_points_with_their_signs():
    assert points(number(None, -0.0005, -0.0025, 0.0015)) == "-0.05 [-0.25, +0.15]"


def test_runs_together_say_whose_last_layer_adds_anything():
    def run(name, alone, together):
        return {"run": name, "alone": alone, "p": 0.5, "together": together}

    found = [
        run("a", "adds", "adds"), run("b", "adds", "open"), run("c", "nothing", "nothing"),
        run("d", "open", "open"), run("e", "nothing", "nothing"),
    ]  # fmt: skip
    assert depth_sentence(found) == (
        "That the last hidden layer adds accuracy holds for a (corrected for 5 runs after Holm; "
        "taken alone, b would say otherwise), that it adds nothing to speak of for c and e; of the "
        "others it cannot be told."
    )
    assert depth_sentence(found[3:]) == (
        "That the last hidden layer adds accuracy holds for no run (corrected for 2 runs after "
        "Holm), that it adds nothing to speak of for e; of the others it cannot be told."
    )
    costs = depth_sentence([found[0], run("f", "costs", "costs")])
    assert "accuracy holds for a, that it costs some for f (corrected for 2 runs after" in costs
    assert "nothing to speak of for no run; of" in costs
    assert depth_sentence(found[:1]) == depth_sentence([]) == ""


def test_what_is_usual_is_what_the_words_begin_with():
    found = separated(SECOND, SECOND, NEVER)
    assert separation_short(found).startswith(usual(found)["layer"].replace("_", " "))
