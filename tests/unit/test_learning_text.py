"""What is said of how paths formed, as sentences and tables, of made answers."""

import copy

import pytest

from builders.latex_files import macros_of, rows_of
from builders.made_learning import (
    EPOCHS,
    answers_with_learning,
    answers_with_ten_classes,
    learning_rows,
    made_learning,
)
from builders.made_methods import SETTINGS, TRAINING
from chemins.base.language import speaking
from chemins.pages.run_page import answer_cards
from chemins.papers.answers_latex import latex
from chemins.papers.methods import Told, paragraphs
from chemins.text.answers_markdown import markdown, sentences
from chemins.text.class_names import DIGITS, names_of
from chemins.text.estimates_text import format_best, format_number
from chemins.text.learning_tables import shown_places
from chemins.text.learning_text import epochs_named, first_and_last, learning_section

TOLD = answers_with_learning()
PARTS = learning_section(TOLD).split("\n\n")


def test_a_run_without_kept_epochs_says_what_it_said_before():
    """Nothing of it is in their texts, and all else is in those of the others, as it was."""
    without = {key: value for key, value in TOLD.items() if key != "learning"}
    assert learning_section(without) == ""
    section = f"\n\n{learning_section(TOLD)}\n"
    assert markdown("a", TOLD).endswith(section)
    before, _, after = markdown("a", TOLD).removesuffix(section).partition(" **Still forming:**")
    assert markdown("a", without) == f"{before}{after[after.index('. ') + 1 :]}\n"
    macros, others = macros_of(latex("a", TOLD)), macros_of(latex("a", without))
    assert {name: body for name, body in macros.items() if name in others} == others
    assert all("Learning" in n or "From" in n or "Change" in n for n in macros.keys() - others)


def test_of_many_epochs_some_are_shown_from_the_first_to_the_last():
    assert shown_places([*range(20)]) == [*range(20)]
    found = shown_places([*range(100)])
    assert (found[0], found[-1]) == (0, 99)
    assert found[:4] == [0, 1, 2, 3]
    assert found[-2] == 77  # the root of 100 of order 19, to the power of 18, is 78.5
    assert len(found) <= 20


def test_tables_of_many_epochs_have_these_rows():
    epochs = [*range(100)]
    answers = TOLD | {"learning": made_learning(rows=learning_rows(10, epochs))}
    (table,) = (rows(p) for p in learning_section(answers).split("\n\n") if p.startswith("|"))
    shown = list(map(str, shown_places(epochs)))
    assert [row[0] for row in table[2:]] == shown
    place = shown_places(epochs)[-2]
    assert table[-2][4] == format_number(answers["learning"]["layers"][0]["ami"][place])
    assert [r[0] for r in rows_of(macros_of(latex("a", answers))["ChemTableLearning"])[1:]] == shown


# --- two classes ----------------------------------------------------------------------------------


def test_what_was_looked_at():
    assert PARTS[:2] == [
        "## While the network learned",
        "Epochs 0, 1, 2, 4, 8 and 15 were looked at: at each of them the layers were clustered "
        "anew, with as many clusters as classes. All is of test images. Something holds from an "
        "epoch on if it does at that one and at all later ones of these. Epochs are medians of 10 "
        "replicates; never is later than any. Their 95 % intervals are over networks and images, "
        "suppose nothing of how networks differ, and begin one after the epoch looked at before.",
    ]


def test_of_many_epochs_not_all_are_named():
    assert epochs_named([*range(0, 40, 2)]).endswith("34, 36 and 38")
    assert epochs_named([*range(1, 43, 2)]) == "1, 3, 5, … and 41 (21 of them)"
    with speaking("fr"):
        assert epochs_named([*range(100)]) == "0, 1, 2, … et 99 (100 en tout)"


def test_sentences_of_two_classes_by_hand():
    assert PARTS[2:5] == [
        "**From when on are classes told apart?** Clusters tell 2 and 8 apart, with at least 85 % "
        "of their images in one of their own class: in hidden 1 from epoch 4 [2, 8] on (this "
        "network: 4), in hidden 2 never (1 of 10 networks in the end; this network: never) and in "
        "output not known from when on (7 of 10 networks in the end; this network: 1).",
        "**From when on does each class take its path?** At least 85 % of a class's images are "
        "told rightly: the 2s from epoch 0 [0, 0] on (this network: 0) and the 8s from epoch 8 "
        "[5, 8] on (this network: 8). As many are on the path that is its main one in the end: the "
        "2s from epoch 4 [3, 4] on (9 of 10 networks in the end; this network: 2) and the 8s never "
        "(this network: never).",
        "**Since when does the unknown go there?** Most of the 5s are taken for 8s from epoch 4 "
        "[1, 4] on (this network: 2).",
    ]


def test_one_network_has_no_intervals_and_no_other_beside_it():
    found = learning_section(answers_with_learning(0))
    assert "There is one network: what others would do is in no number" in found
    assert "in hidden 1 from epoch 4 on, in hidden 2 never and in output from epoch 1 on." in found
    assert "; there is no interval." in found
    for word in ("this network", "[", "settled)", "forming", "replicate", "cannot"):
        assert word not in found


def test_few_replicates_are_counted():
    found = learning_section(answers_with_learning(3))
    assert "medians of 3 replicates, too few for a 95 % interval" in found
    assert "in hidden 1 from epoch 2 on (this network: 4), in hidden 2 never (1 of 3" in found
    assert "those of 1 replicate, and have no interval" in learning_section(
        answers_with_learning(1)
    )


# --- the unknown ----------------------------------------------------------------------------------


def unseen(**changed):
    entry = copy.deepcopy(TOLD["learning"]["unseen"][0]) | changed
    found = learning_section(answers_with_learning(unseen=[entry])).split("\n\n")
    return found[4].removeprefix("**Since when does the unknown go there?** ")


def test_what_cannot_be_told_of_the_unknown_is_not():
    entry = TOLD["learning"]["unseen"][0]
    undecided = entry["main"] | {"lead": {"mean": 0.1, "low": -0.01, "high": 0.2}}
    cannot = "From when on most of the 5s are taken for what they are in the end cannot be told."
    assert unseen(main=undecided) == cannot
    assert unseen(**{"from": entry["from"] | {"verdict": "open", "high": None}}) == cannot
    never = entry["from"] | {"verdict": "never", "median": None, "low": None, "high": None}
    assert unseen(**{"from": never}) == "No class is what most of the 5s are taken for."
    assert "unknown" not in learning_section(answers_with_learning(unseen=[]))


# --- whether it has settled -----------------------------------------------------------------------


def settled(*changes, margin=0.05, **answers):
    """Answers with so much change in hidden 1, hidden 2 and the output."""
    verdicts = {0.1: "forming", 0.02: "settled", 0.04: "open"}
    found = answers_with_learning()
    found["learning"]["settled"] = {
        "since": 8,
        "margin": margin,
        "layers": [
            {
                "layer": entry["layer"],
                "change": {"own": 0.7, "mean": c, "low": c - 0.02, "high": c + 0.02},
                "verdict": verdicts[c],
            }
            for entry, c in zip(found["learning"]["layers"], changes, strict=True)
        ],
    }
    return found | answers


def test_each_layers_change_and_what_follows_from_it():
    found = learning_section(settled(0.1, 0.02, 0.04)).split("\n\n")
    assert found[5] == (
        "**Has it settled?** From epoch 8 to 15 the AMI of clusters and labels changes by +0.10 "
        "[+0.08, +0.12] in hidden 1 (still forming), +0.02 [+0.00, +0.04] in hidden 2 (settled) "
        "and +0.04 [+0.02, +0.06] in output (not known). Settled is said where the interval lies "
        "within ±0.05, still forming where it lies beyond."
    )


FORMING = "**Still forming:** from epoch 8 to 15 the AMI of clusters and labels changes by "
ALL = "The clusters have settled all the same: from epoch 8 to 15 the AMI of clusters and labels "


@pytest.mark.parametrize(
    ("changes", "converged", "expected"),
    [
        ((0.1, 0.02, 0.02), True, f"{FORMING}+0.10 [+0.08, +0.12] in hidden 1. "),
        ((0.1, 0.1, 0.02), False, f"{FORMING}+0.10 [+0.08, +0.12] in hidden 1 and +0.10 "),
        ((0.02, 0.02, 0.1), False, f"{ALL}changes by less than 0.05 in each hidden layer. "),
        ((0.02, 0.02, 0.1), True, ""),
        ((0.02, 0.04, 0.02), False, ""),
    ],
)
def test_claims_about_layers_come_with_it(changes, converged, expected):
    """Beside what the training loss says; the output is no layer that claims are made of."""
    training = TRAINING | {"converged": converged}
    first = sentences(settled(*changes, training=training))[0]
    assert expected in first
    assert ("Still forming" in first) == ("Still" in expected)
    assert ("all the same" in first) == ("all the same" in expected)


def test_what_is_still_forming_is_marked_on_the_page():
    converged = {"training": TRAINING | {"converged": True}}
    stable = {"layers": [entry | {"stability_classes": []} for entry in TOLD["layers"]]}
    for changes, expected in [((0.1, 0.02, 0.02), True), ((0.02, 0.02, 0.02), False)]:
        first, *_ = answer_cards(settled(*changes, **converged, **stable), [], set())
        assert first["beware"] is expected


# --- many classes ---------------------------------------------------------------------------------


def found(low, median, high, verdict="from", never=0.0):
    return {"low": low, "median": median, "high": high, "verdict": verdict, "never": never}


def test_first_and_last_are_those_whose_intervals_do_not_meet():
    items = {
        "a": found(1, 1, 2), "b": found(1, 2, 4), "c": found(3, 4, 8), "d": found(5, 8, 15),
        "e": found(5, 8, None, "open"), "f": found(None, None, None, "never"),
        "g": found(6, 15, 15), "h": found(0, 0, 5), "i": found(4, 8, 8),
    }  # fmt: skip
    first, last = first_and_last(list(items.items()))
    assert [name for name, _ in first] == ["a", "b", "h"]
    assert [name for name, _ in last] == ["g"]
    del items["h"]
    first, last = first_and_last(list(items.items()))
    assert [name for name, _ in first] == ["a", "b"]
    assert [name for name, _ in last] == ["g", "d"]


def test_where_all_intervals_meet_none_is_first():
    assert first_and_last([("a", found(1, 2, 4)), ("b", found(3, 8, 15))]) == ([], [])
    assert first_and_last([("a", found(None, None, None, "never"))]) == ([], [])
    few = [(n, found(None, n, None, None)) for n in (8, 2, 2, 4)]
    assert first_and_last(few) == ([few[1], few[2], few[3]], [few[0]])


TEN = answers_with_ten_classes()


def test_sentences_of_ten_classes_by_hand():
    """In hidden 1 no pair with a 0 is told apart, 9 of 45, nor are 3 and 5; 7 and 9 in half of the
    networks."""
    parts = learning_section(TEN).split("\n\n")
    assert parts[2] == (
        "**From when on are classes told apart?** Of the 45 pairs of classes clusters tell so many "
        "apart in the end, with at least 85 % of their images in one of their own class: 34 in "
        "hidden 1 (never: 10, not known: 1), 43 in hidden 2 (never: 1, not known: 1) and 43 in "
        "output (never: 1, not known: 1). Among the first in hidden 2 are 0 and 1 (epoch 1 "
        "[1, 1]), 0 and 2 (epoch 4 [3, 4]) and 0 and 3 (epoch 4 [3, 4]); among the last, 4 and 9 "
        "(epoch 15 [9, 15]). In hidden 2 never: 3 and 5."
    )
    assert parts[3] == (
        "**From when on does each class take its path?** At least 85 % of a class's images are "
        "told rightly: 10 of 10 classes, among the first 1s (epoch 0 [0, 0]), 0s (epoch 4 [3, 4]) "
        "and 2s (epoch 4 [3, 4]), among the last 8s (epoch 8 [5, 8]). As many are on the path that "
        "is its main one in the end: 7 of 10 classes (never: 3, not known: 0)."
    )


def rows(part):
    return [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in part.split("\n")]


def test_tables_of_ten_classes():
    parts = learning_section(TEN).split("\n\n")
    tables = {parts[i]: rows(part) for i, part in enumerate(parts[1:]) if part.startswith("|")}
    pairs = tables["From which epoch on clusters tell two classes apart:"]
    assert pairs[0] == ["two classes", "hidden 1", "hidden 2", "output"]
    assert len(pairs) == 2 + 45
    told = {row[0]: row[1:] for row in pairs}
    assert told["0, 1"] == ["never", "1 [1, 1]", "1 [1, 1]"]
    assert told["3, 5"] == ["never"] * 3
    assert told["4, 9"] == ["15 [9, 15]"] * 3
    assert told["7, 9"] == ["not known (5 of 10)"] * 3
    (classes,) = (table for table in tables.values() if table[0][0] == "digit")
    assert classes[0] == ["digit", "told rightly", "in the end", "on its main path", "in the end"]
    right, path = "90.1 % [90.0, 90.1]", "30.1 % [30.0, 30.1]"
    assert classes[2 + 8] == ["8", "8 [5, 8]", right, "never", path]
    assert classes[2 + 6] == ["6", "4 [3, 4]", right, "4 [3, 4]", right]


def test_two_classes_have_the_table_of_epochs_alone():
    (table,) = (rows(part) for part in PARTS if part.startswith("|"))
    assert table[0] == ["epoch", "accuracy", "on the final path", "distinct paths",
                        "AMI: hidden 1", "AMI: hidden 2", "AMI: output"]  # fmt: skip
    assert [row[0] for row in table[2:]] == list(map(str, EPOCHS))
    learning = TOLD["learning"]
    for place, row in enumerate(table[2:]):
        assert row[1:3] == [
            format_best(learning[name][place]) for name in ("accuracy", "on_final_path")
        ]
        assert row[3] == format_number(learning["distinct_paths"][place], 1)
        assert row[4:] == [format_number(entry["ami"][place]) for entry in learning["layers"]]


def test_names_of_classes_are_told_and_escaped():
    answers = TOLD | {"names": {"2": "T-shirt_1", "8": "Bag", "5": "Coat"}}
    found = learning_section(answers)
    assert "Clusters tell *T-shirt\\_1* and *Bag* apart" in found
    assert "the images of *Bag* from epoch 8" in found
    assert "Most of the images of *Coat* are taken for *Bag* from epoch 4" in found


# --- papers ---------------------------------------------------------------------------------------

MACROS = macros_of(latex("a", TOLD))


def test_macros_of_epochs_are_those_that_may_be_claimed():
    names = {name for name in MACROS if "From" in name}
    ends = {name + end for name in ("ToldFromHiddenOne", "RightFromTwo", "RightFromEight",
            "PathFromTwo") for end in ("", "Low", "High")}  # fmt: skip
    assert names == {f"Chem{name}" for name in ends}
    assert [MACROS[f"ChemRightFromEight{end}"] for end in ("", "Low", "High")] == ["8", "5", "8"]
    assert [MACROS[f"ChemToldFromHiddenOne{end}"] for end in ("", "Low", "High")] == list("428")


def test_macros_of_changes_have_their_signs():
    assert MACROS["ChemChangeSince"] == "4"
    for word, entry in zip(("HiddenOne", "HiddenTwo", "Output"),
                           TOLD["learning"]["settled"]["layers"], strict=True):  # fmt: skip
        found = [MACROS[f"ChemChange{word}{end}"] for end in ("", "Low", "High", "Own")]
        numbers = (entry["change"][key] for key in ("mean", "low", "high", "own"))
        assert found == [f"{number:+.2f}".replace("-", "$-$") for number in numbers]


def test_the_table_of_epochs():
    head, *found = rows_of(MACROS["ChemTableLearning"])
    assert head == ["epoch", "accuracy", "AMI: hidden 1", "AMI: hidden 2", "AMI: output"]
    assert [row[0] for row in found] == list(map(str, EPOCHS))
    mean = TOLD["learning"]["layers"][1]["ami"][3]["mean"]
    assert found[3][3].startswith(f"{mean:.2f} [")
    assert "over 10 networks" in MACROS["ChemCaptionLearning"]


def test_methods_say_which_epochs_were_looked_at():
    def measured(answers):
        told = Told(SETTINGS, answers | {"training": TRAINING}, {}, names_of(answers))
        return dict(paragraphs(told))["Measures"]

    added = (
        " How paths formed was followed at epochs 0, 1, 2, 4, 8 and 15: at each of them every "
        "layer was clustered anew, at K = number of classes, and all images were placed in the "
        "clusters of the last one."
    )
    without = {key: value for key, value in TOLD.items() if key != "learning"}
    assert measured(TOLD) == measured(without) + added
    assert names_of(TOLD) == DIGITS
