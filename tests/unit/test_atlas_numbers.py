"""Every number that an atlas tells is the one it is called: cells, tables, sentences, by value."""

import re
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from builders.made_atlas import DIGITS, LAYERS, PAIRS, distinct, in_replicates
from chemins.figures import atlas_cells
from chemins.pages import atlas_page
from chemins.text import atlas_captions

HIDDEN = ["hidden_1", "hidden_2"]
NAMES = ["pixels", "hidden 1", "hidden 2"]
LIMIT = 0.6
ABOUT = {
    "digits": list(DIGITS),
    "hidden": HIDDEN,
    "replicates": 2,
    "per_digit": 20,
    "test_per_digit": "all",
    "dataset": "small",
    "mark": LIMIT,
    "has_index": False,
}
ATLAS = distinct()
UNSEEN = {pair: [digit for digit in DIGITS if digit not in pair] for pair in PAIRS}


def between(values):
    """(mean, low, high) after Student, of two replicates' values."""
    mean = np.mean(values)
    return (mean, *stats.t.interval(0.95, 1, mean, stats.sem(values)))


def half(values, decimals, scale=1):
    """`83 ± 5`."""
    mean, low, high = between(scale * np.asarray(values))
    return f"{mean:z.{decimals}f} ± {(high - low) / 2:z.{decimals}f}"


def span(values, decimals, scale=1):
    """`83 [78, 88]`."""
    mean, low, high = between(scale * np.asarray(values))
    return f"{mean:.{decimals}f} [{low:.{decimals}f}, {high:.{decimals}f}]"


def second(pair, digit):
    """The share of an unseen digit that is taken for the pair's second class."""
    return in_replicates("predicted", pair, "", digit, pair[1])


def bits(share):
    return -share * np.log2(share) - (1 - share) * np.log2(1 - share)


def even(pair):
    return np.mean([bits(second(pair, digit)) for digit in UNSEEN[pair]], axis=0)


def alike(a, b):
    """How often a is taken for b rather than for a third, and b for a, in the mean."""

    def taken(digit, winner):
        shares = []
        for third in set(DIGITS) - {a, b}:
            pair = min(winner, third), max(winner, third)
            share = second(pair, digit)
            shares.append(share if winner == pair[1] else 1 - share)
        return np.mean(shares, axis=0)

    return (taken(a, b) + taken(b, a)) / 2


def first_layer(pair):
    """Index of the first hidden layer from which on all have the purity; 2 for none."""
    enough = [np.mean(in_replicates("purity", pair, layer)) >= LIMIT for layer in HIDDEN]
    return next((i for i in range(2) if all(enough[i:])), 2)


def auroc(name, layer="", kind="auroc"):
    """(cells, replicates), pair by pair."""
    return np.array(
        [in_replicates(f"{kind}_{name}", pair, layer, d) for pair in PAIRS for d in UNSEEN[pair]]
    )


DETECTORS = {
    "path score": ("path", ""),
    "largest softmax": ("max_softmax", ""),
    "energy": ("energy", ""),
    **{f"Mahalanobis ({name})": ("mahalanobis", at)
       for at, name in zip(LAYERS, NAMES, strict=True)},
    **{f"nearest neighbours ({name})": ("neighbours", at)
       for at, name in zip(LAYERS, NAMES, strict=True)},
}  # fmt: skip


# --- cells --------------------------------------------------------------------------------------


def test_the_cells_of_where_digits_go():
    matrix = atlas_cells.destination_matrix(ATLAS)
    assert matrix.rows == sorted(PAIRS, key=lambda pair: np.mean(even(pair)))
    assert matrix.columns == list(DIGITS)
    for pair, cells, margin in zip(matrix.rows, matrix.cells, matrix.margin, strict=True):
        assert margin.text == half(even(pair), 2)
        assert margin.value == pytest.approx(np.mean(even(pair)))
        for digit, cell in zip(DIGITS, cells, strict=True):
            assert cell.words == destination_words(pair, digit)
            if digit not in pair:
                assert cell.value == pytest.approx(np.mean(second(pair, digit)))
                winner, share = won(pair, digit)
                assert cell.text == f"{winner}: {half(share, 0, 100)}"


def won(pair, digit):
    share = second(pair, digit)
    return (pair[1], share) if np.mean(share) >= 0.5 else (pair[0], 1 - share)


def destination_words(pair, digit):
    if digit in pair:
        return "taught"
    winner, share = won(pair, digit)
    return f"{digit}s, taught {pair[0]} and {pair[1]}: {span(share, 1, 100)} % taken for {winner}"


def test_the_cells_of_layers_and_pixels():
    matrix = atlas_cells.layer_matrix(ATLAS, HIDDEN, LIMIT)
    assert matrix.rows == matrix.columns == list(DIGITS)
    assert {first_layer(pair) for pair in PAIRS} == {0, 1, 2}  # all there is to be told
    for pair in PAIRS:
        i, j = map(DIGITS.index, pair)
        first, who = first_layer(pair), f"{pair[0]} and {pair[1]}"
        at = HIDDEN[min(first, 1)]
        purity, pixels = (in_replicates("purity", pair, layer) for layer in (at, "pixels"))
        name = ["hidden 1", "hidden 2", "no layer"][first]
        assert matrix.cells[i][j].text == f"{name}\n{half(purity, 1, 100)}"
        apart = "in no hidden layer" if first == 2 else f"from {name} on"
        assert matrix.cells[i][j].words == (
            f"{who}: told apart {apart}; purity in {at.replace('_', ' ')} {span(purity, 1, 100)} %"
        )
        mark = "* " if np.mean(pixels) >= LIMIT else ""
        assert matrix.cells[j][i].text == mark + half(pixels, 1, 100)
        words = f"{who}: purity of the pixels {span(pixels, 1, 100)} %"
        assert matrix.cells[j][i].words == words


def test_layers_have_the_colours_of_their_key():
    matrix = atlas_cells.layer_matrix(ATLAS, HIDDEN, LIMIT)
    labels = ["from hidden 1 on", "from hidden 2 on", "no hidden layer"]
    assert [label for _, label in matrix.key] == [*labels, "below the diagonal: pixels"]
    colors = [color for color, _ in matrix.key]
    assert len(set(colors)) == 4
    for pair in PAIRS:
        i, j = map(DIGITS.index, pair)
        assert matrix.cells[i][j].color == colors[first_layer(pair)]


def test_the_cells_of_similarity():
    matrix = atlas_cells.alike(ATLAS)
    assert sorted(matrix.rows) == list(DIGITS)
    assert matrix.columns == matrix.rows
    for i, j in combinations(range(4), 2):
        a, b = matrix.rows[i], matrix.rows[j]
        mean, low, high = between(alike(a, b))
        words = f"{a} and {b}: {mean:.3f} [{low:.3f}, {high:.3f}]"
        assert matrix.cells[i][j].words == matrix.cells[j][i].words == words
        assert matrix.cells[i][j].text == f"{mean:.2f}"
        assert matrix.cells[j][i].text == f"{low:.2f}–{high:.2f}"
        assert matrix.cells[i][j].color == matrix.cells[j][i].color
    widest = max(abs(np.mean(alike(*pair)) - 0.5) for pair in PAIRS)
    assert [label for _, label in matrix.key] == [
        f"{0.5 - widest:.2f}, less than by chance",
        "0.50, as by chance",
        f"{0.5 + widest:.2f}, more than by chance",
    ]


def test_the_darker_the_colour_the_farther_from_chance():
    """Of the digits most unlike chance the cell has the colour at its end of the key."""
    matrix = atlas_cells.alike(ATLAS)
    farthest = max(PAIRS, key=lambda pair: abs(np.mean(alike(*pair)) - 0.5))
    cell = matrix.cells[matrix.rows.index(farthest[0])][matrix.rows.index(farthest[1])]
    assert cell.color == matrix.key[0 if np.mean(alike(*farthest)) < 0.5 else 2][0]


# --- tables -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def entries():
    return {entry["digits"]: entry for entry in atlas_page.pair_entries(ATLAS, ABOUT)}


@pytest.fixture(scope="module")
def page():
    return atlas_page.atlas_page(ATLAS, ABOUT, [], "r/atlas/atlas.parquet", "r/site/atlas.html")


@pytest.mark.parametrize("pair", PAIRS)
def test_the_row_of_a_pair(entries, pair):
    entry = entries[pair]
    accuracy = in_replicates("accuracy", pair)
    assert entry["accuracy"].text == half(accuracy, 1, 100)
    assert entry["accuracy"].value == pytest.approx(np.mean(accuracy))
    assert [cell.text for cell in entry["ami"]] == [
        half(in_replicates("ami", pair, layer), 2) for layer in LAYERS
    ]
    first = first_layer(pair)
    told = [("from hidden 1 on", "hidden 1"), ("from hidden 2 on", "hidden 2"),
            ("in no hidden layer", "no layer")][first]  # fmt: skip
    assert (entry["apart"], entry["first"].text) == told
    assert entry["first"].value == pytest.approx([0, 1, np.nan][first], nan_ok=True)
    assert entry["evenness"].text == half(even(pair), 2)


@pytest.mark.parametrize("pair", PAIRS)
def test_the_layers_of_a_pair(entries, pair):
    assert entries[pair]["layers"] == [
        {
            "layer": name,
            "cells": [
                half(in_replicates("purity", pair, layer), 3),
                half(in_replicates("ami", pair, layer), 3),
                half(in_replicates("probe", pair, layer), 3),
                half(in_replicates("neighbours", pair, layer), 3),
            ],
        }
        for layer, name in zip(LAYERS, NAMES, strict=True)
    ]


@pytest.mark.parametrize("pair", PAIRS)
def test_the_unseen_digits_of_a_pair(entries, pair):
    told = {row["digit"]: row for row in entries[pair]["unseen"]}
    assert list(told) == UNSEEN[pair]
    for digit, row in told.items():
        shares = [in_replicates("affinity", pair, layer, digit, pair[1]) for layer in LAYERS]
        shares += [second(pair, digit), in_replicates("confidence", pair, "", digit)]
        assert row["cells"] == [half(share, 0, 100) for share in shares]
        means = {
            text: np.mean(in_replicates(f"auroc_{name}", pair, layer, digit))
            for text, (name, layer) in DETECTORS.items()
        }
        assert row["auroc"] == f"{means.pop('path score'):.2f}"
        best = max(means, key=means.get)
        assert row["best"] == f"{means[best]:.2f}, {best}"


def test_the_heads_of_the_tables(page):
    heads = [re.findall(r'<th scope="col">(.*?)</th>', head)
             for head in re.findall(r"<thead>(.*?)</thead>", page, re.DOTALL)]  # fmt: skip
    assert heads[3] == ["score", "AUROC", "FPR95, %", "paths better in"]
    amis = [f"AMI, {name}" for name in NAMES]
    assert heads[4] == ["taught", "accuracy, %", *amis, "told apart from", "entropy, bits"]
    unseen = ["predicted", "confidence, %", "AUROC, paths", "best other"]
    assert heads[5] == ["digit", *NAMES, *unseen]
    assert heads[6] == ["layer", "purity", "AMI", "probe", "neighbours"]


def test_the_table_of_detectors():
    rows = atlas_page.detector_rows(ATLAS, HIDDEN)
    means = {text: auroc(*key).mean() for text, key in DETECTORS.items()}
    assert [row["name"] for row in rows] == sorted(means, key=lambda text: -means[text])
    paths = auroc("path").mean(axis=1)
    for row in rows:
        name, layer = DETECTORS[row["name"]]
        found = auroc(name, layer)
        assert row["auroc"] == span(found.mean(axis=0), 3)
        assert row["fpr95"] == span(auroc(name, layer, "fpr95").mean(axis=0), 1, 100)
        better = f"{np.sum(paths > found.mean(axis=1))} of 12"
        assert row["paths"] == ("" if name == "path" else better)


# --- sentences ----------------------------------------------------------------------------------


def joined(pair):
    return f"{pair[0]}\N{NO-BREAK SPACE}|\N{NO-BREAK SPACE}{pair[1]}"


def test_the_sentence_on_layers():
    sentence = atlas_page.layers_sentence(ATLAS, HIDDEN, LIMIT)
    first = [first_layer(pair) for pair in PAIRS]
    pixels = sum(np.mean(in_replicates("purity", pair, "pixels")) >= LIMIT for pair in PAIRS)
    assert sentence.startswith(
        f"Of the 6 pairs, clusters tell apart {first.count(0)} from hidden 1 on and "
        f"{first.count(1)} from hidden 2 on (mean purity on test images of 60 % or more); in "
        f"{pixels} those of the pixels do."
    )
    never = [joined(pair) for pair in PAIRS if first_layer(pair) == 2]
    assert all(name in sentence.split("In no hidden layer: ")[1] for name in never)
    assert sentence.count("|") == len(never)


def test_the_sentence_on_similarity():
    order = sorted(PAIRS, key=lambda pair: -np.mean(alike(*pair)))
    told = [f"{joined(pair)} ({span(alike(*pair), 2)})" for pair in order]
    assert atlas_page.similarity_sentence(ATLAS) == (
        f"Most alike to the networks are {told[0]}, {told[1]} and {told[2]}; least alike "
        f"{told[5]}, {told[4]} and {told[3]}."
    )


def test_the_sentence_on_evenness():
    order = sorted(PAIRS, key=lambda pair: np.mean(even(pair)))
    most, least = (f"{joined(pair)} ({span(even(pair), 2)} bits)" for pair in (order[-1], order[0]))
    assert atlas_page.evenness_sentence(ATLAS) == (
        f"Networks of {most} divide unseen digits most evenly between their classes, those of "
        f"{least} least."
    )


def test_the_sentence_on_detectors():
    paths, others = auroc("path"), {t: key for t, key in DETECTORS.items() if key[0] != "path"}
    best = max(others, key=lambda text: auroc(*others[text]).mean())
    assert best != "largest softmax"
    told, beaten = [], []
    for text in (best, "largest softmax"):
        found = auroc(*others[text])
        told.append(f"{text} {span(found.mean(axis=0), 2)}")
        beaten.append(f"{text} in {np.sum(paths.mean(axis=1) > found.mean(axis=1))}")
    assert atlas_page.detector_sentence(ATLAS, HIDDEN) == (
        f"To notice an unseen digit, its path score has an AUROC of "
        f"{span(paths.mean(axis=0), 2)} in the mean over the 12 cells (a pair and an unseen "
        f"digit); {told[0]} and {told[1]}. Paths do better than {beaten[0]} and {beaten[1]} of the "
        "cells."
    )


# --- captions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "same"), [("all", True), (7, False)])
def test_a_caption_says_whether_test_images_are_the_same(count, same):
    text = atlas_captions.sample_text(ABOUT | {"test_per_digit": count})
    assert ("and the images of the test split that all of them meet;" in text) == same
    assert ("test images, and the images, some of which they share;" in text) != same


def test_what_was_taught_and_asked_in_numbers():
    assert atlas_captions.sample_text(ABOUT).startswith(
        "Each of the 6 pairs of the digits 2, 3, 5 and 8 (small) was taught to 2 networks with 2 "
        "hidden layers, on 20 training images of each digit, and the other digits were sent "
        "through, all test images of each. Intervals are over the networks, which differ in"
    )
    one = ABOUT | {"replicates": 1, "hidden": ["hidden_1"], "test_per_digit": 7, "per_digit": "all"}
    assert atlas_captions.sample_text(one).endswith(
        "was taught to 1 network with 1 hidden layer, on all training images of each digit, and "
        "the other digits were sent through, 7 test images of each."
    )


@pytest.mark.parametrize(
    ("count", "told"), [(2, "(mean of 2 networks ± half the 95 % interval)"), (1, "(one network)")]
)
def test_what_the_cells_show_is_said(count, told):
    about = ABOUT | {"replicates": count}
    for name in ("destinations", "layers"):
        assert told in atlas_captions.subtitle(name, about)
    layers = atlas_captions.subtitle("layers", about)
    assert "a purity of at least 60 %" in layers
    assert "* where it is 60 % already" in layers
    below = "below the diagonal its 95 % interval" in atlas_captions.subtitle("similarity", about)
    assert below == (count > 1)


def test_a_caption_has_its_own_title_and_text():
    for name, title in (
        ("destinations", "Where each digit goes that a network was not taught"),
        ("layers", "From which layer a pair of digits is told apart"),
        ("similarity", "Which digits are alike to the networks"),
    ):
        text = atlas_captions.caption(name, ABOUT)
        assert text.startswith(f"{title}. {atlas_captions.subtitle(name, ABOUT)} Each of the 6")
