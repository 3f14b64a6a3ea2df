import copy

import pytest

from builders.made_answers import ANSWERS, made_answers, made_separation
from chemins.answers.verdicts import FARTHER, OPEN, distance_verdict
from chemins.text.headlines import LONGEST, headline_conditions, headlines

FROM_1, FROM_2, LOST, NEVER = (0.5, 0.96, 0.97), (0.5, 0.6, 0.97), (0.5, 0.96, 0.6), (0.5, 0.6, 0.7)
PIXELS_TOO = (0.96, 0.97, 0.98)


def changed(**keys):
    return copy.deepcopy(ANSWERS) | keys


def separation_of(*networks, own=FROM_1, **keys):
    found = made_separation(networks, own, 0.95)
    return headlines(changed(separation=found, **keys))[0]


@pytest.mark.parametrize(
    ("networks", "told"),
    [
        (
            [FROM_1] * 8 + [PIXELS_TOO] * 2,
            "From hidden 1 on, clusters tell 2s from 8s in all ten networks; the raw pixels' do in "
            "two.",
        ),
        (
            [FROM_2] * 7 + [FROM_1] * 5,
            "From hidden 2 on, clusters tell 2s from 8s in seven of 12 networks; the raw pixels' "
            "do in none.",
        ),
        (
            [LOST] * 3 + [NEVER],
            "Only before the last hidden layer do clusters tell 2s from 8s, in three of four "
            "networks; the raw pixels' do in none.",
        ),
        (
            [NEVER] * 3,
            "No hidden layer's clusters tell 2s from 8s in any of three networks; nor do the raw "
            "pixels'.",
        ),
        (
            [FROM_1] * 4 + [FROM_2] * 3 + [NEVER] * 3,
            "Networks differ: from hidden 1 on, clusters tell 2s from 8s in four of ten networks; "
            "the raw pixels' do in none.",
        ),
        (
            [PIXELS_TOO] * 2,
            "From hidden 1 on, clusters tell 2s from 8s in all two networks; the raw pixels' do in "
            "all.",
        ),
        (
            [PIXELS_TOO],
            "From hidden 1 on, clusters tell 2s from 8s in the one replicate; the raw pixels' do "
            "in one.",
        ),
    ],
)
def test_from_which_layer_is_the_replicates_verdict(networks, told):
    assert separation_of(*networks, own=NEVER) == told


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (FROM_2, "from hidden 2 on, clusters tell 2s from 8s; the raw pixels' do not."),
        (PIXELS_TOO, "from hidden 1 on, clusters tell 2s from 8s; the raw pixels' do, too."),
        (NEVER, "no hidden layer's clusters tell 2s from 8s; the raw pixels' do not."),
    ],
)
def test_of_one_network_alone_it_is_said_that_it_is_one(own, told):
    assert separation_of(own=own) == f"In this network, the only one, {told}"


def test_many_classes_are_counted_and_two_named():
    assert "tell the three digits apart" in separation_of(FROM_1, FROM_1, digits=[0, 1, 2])
    names = {"2": "Bag", "8": "Shirt"}
    assert "tell Bag from Shirt" in separation_of(FROM_1, FROM_1, names=names)


# --- signatures ---------------------------------------------------------------------------------


def with_gains(replicates=2, **limits):
    """limits: control -> (low, high) of what the distance gains over it, or None."""
    answers = made_answers(replicates)
    found = answers["paths"]["distance"]
    found["gains"] = {
        name: limit and {"mean": sum(limit) / 2, "low": limit[0], "high": limit[1]}
        for name, limit in limits.items()
    }
    found["distance"] |= {"own": 0.61, "mean": 0.83 if replicates else None}
    return answers


def test_paths_are_farther_apart_only_where_no_control_comes_near():
    clear = {"pixels": (0.1, 0.2), "untrained": (0.01, 0.3), "shuffled": (0.2, 0.3)}
    answers = with_gains(**clear)
    assert distance_verdict(answers["paths"]["distance"]) == FARTHER
    assert headlines(answers)[1] == (
        "Yes: two classes' paths lie farther apart than any control's, 0.83 of 1; here one of "
        "60 images travels another class's path."
    )
    for name in clear:
        answers = with_gains(**clear | {name: (-0.01, 0.4)})
        assert distance_verdict(answers["paths"]["distance"]) == OPEN
        assert headlines(answers)[1].startswith(
            "Not clearly: two classes' paths lie 0.83 of 1 apart, perhaps no farther than a "
            "control's; here one of"
        )


def test_what_has_no_interval_shows_no_difference():
    gains = dict.fromkeys(("pixels", "untrained", "shuffled"))
    assert distance_verdict({"gains": gains}) == OPEN
    unknown = {"mean": 0.5, "low": None, "high": None}
    assert distance_verdict({"gains": gains | {"pixels": unknown}}) == OPEN


def test_without_replicates_the_paths_are_this_networks_and_there_are_the_pixels_alone():
    told = {"pixels": (0.1, 0.2), "untrained": None, "shuffled": None}
    answers = with_gains(0, **told)
    answers["paths"]["exceptions"] *= 3
    assert headlines(answers)[1] == (
        "Yes, here: two classes' paths lie farther apart than the pixels' clusters, 0.61 of 1; "
        "three of 60 images travel another class's path."
    )
    answers["paths"]["exceptions"] = []
    assert headlines(answers)[1].endswith("; none of 60 images travel another class's path.")


# --- the unknown --------------------------------------------------------------------------------


def unseen(digit, main, low, decided=True):
    lead = {"mean": 0.2, "low": 0.1 if decided else -0.1, "high": 0.3}
    number = {"own": 0.2, "mean": 0.9, "low": low, "high": 0.95}
    return {
        "digit": digit,
        "main": {"digit": main, "next": 10 - main, "lead": lead},
        "predicted": [{"digit": main, "number": number}],
    }


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([], "No unseen digit was sent through this network."),
        ([unseen(3, 2, 0.6)], "The 3s are mostly taken for 2s."),
        ([unseen(3, 2, 0.4)], "The 3s are most often taken for 2s."),
        ([unseen(3, 2, 0.6, False)], "Of the 3s it cannot be told."),
        (
            [unseen(3, 2, 0.6, False), unseen(4, 8, 0.7), unseen(5, 8, 0.8)],
            "The 4s and the 5s are mostly taken for 8s; of the 3s it cannot be told.",
        ),
        (
            [unseen(d, 2 + 6 * (d % 2), 0.6 if d % 3 else 0.3, d != 6) for d in range(3, 8)],
            "Four of five unseen digits are taken for one class more often than for any other; of "
            "the others it cannot be told.",
        ),
    ],
)
def test_where_the_unknown_goes(entries, told):
    assert headlines(changed(unseen_digits=entries))[2] == told


def test_of_one_network_the_unknown_is_told_as_such():
    assert headlines(made_answers(0))[2] == "In this network the 5s are mostly taken for 8s."


@pytest.mark.parametrize("replicates", [0, 1, 2])
def test_a_headline_is_short_and_plain(replicates):
    for told in headlines(made_answers(replicates)):
        assert len(told.split()) <= LONGEST
        assert not set("[]()%*") & set(told)
        assert told.endswith(".")
        assert told[0].isupper()


def test_what_a_headline_counts_can_be_selected_where_there_is_any():
    answers = made_answers()
    ((counted, meant),) = headline_conditions(answers).items()
    assert meant == "exception:yes"
    assert f" {counted} travel" in headlines(answers)[1]
    answers["paths"]["exceptions"] = []
    assert headline_conditions(answers) == {}
