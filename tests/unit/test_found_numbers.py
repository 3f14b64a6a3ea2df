"""docs/found.md is compared with results by hand (tools/found_numbers.py); here, how."""

import importlib.util
import json

import pytest

from builders.project import ROOT
from chemins.results.layout import Layout

spec = importlib.util.spec_from_file_location("found_numbers", ROOT / "tools/found_numbers.py")
found_numbers = importlib.util.module_from_spec(spec)
spec.loader.exec_module(found_numbers)

ANSWERS = {
    "layers": [
        {"layer": "pixels", "ami": {"own": 0.1, "mean": 0.21, "low": 0.2, "high": 0.22}},
        {"layer": "hidden_1", "ami": {"own": 0.3, "mean": 0.41, "low": 0.4, "high": 0.42}},
    ],
    "last_layer": {"difference": {"mean": -0.0025, "low": -0.005, "high": 0.001}},
    "unseen_digits": [
        {"digit": 4, "predicted": [{"digit": 7, "number": {"own": 0.9, "mean": 0.96,
                                                           "low": 0.951, "high": 0.972}}]},
    ],
    "detectors": [
        {"detector": "path", "layer": "", "auroc": 0.5},
        {"detector": "path", "layer": "pixels", "auroc": 0.75},
    ],
    "differences": [{"classes": [1, 7], "p": 0.125}, {"classes": [1, 17], "p": 0.25}],
    "images": 1234,
}  # fmt: skip
PAGE = (
    "**In words.** 95 of **0.21 [0.20, 0.22]** and **9 %**, **not a number**.\n"
    "<!-- a layers.pixels.ami; "
    "other/b unseen_digits.4.predicted.7.number -->\nThen **5 points** <!-- a last_layer.difference"
    " -->\nand **1,234**.<!-- a images -->"
)


@pytest.fixture
def folder(tmp_path):
    for results, run in (("results", "a"), ("other", "b")):
        path = tmp_path / Layout(results).run(run).answers
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(ANSWERS))
    return tmp_path


def test_numbers_are_found_at_their_places_and_told_as_they_were_written(folder):
    text, differing = found_numbers.rewritten(PAGE, folder)
    assert "**96.0 % [95.1, 97.2]**, **not a number**" in text
    assert "Then **-0.25 [-0.50, +0.10] points** <!--" in text
    assert [line.split(":")[0] for line in differing] == [
        "other/b unseen_digits.4.predicted.7.number",
        "a last_layer.difference",
    ]
    assert found_numbers.rewritten(text, folder) == (text, [])


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("layers.hidden_1.ami.own", 0.3),
        ("detectors.path.auroc", 0.5),
        ("detectors.path-pixels.auroc", 0.75),
        ("differences.1-17.p", 0.25),
    ],
)
def test_ways_through_lists_go_by_names(way, expected):
    assert found_numbers.value_at(ANSWERS, way.split(".")) == expected


@pytest.mark.parametrize(
    "page", ["**1** and **2** <!-- a b -->", "**1** <!-- a b; c d -->", "**1**"]
)
def test_numbers_and_places_are_as_many(page):
    with pytest.raises(ValueError, match="place"):
        found_numbers.numbers_of(page)


def test_an_atlas_has_answers_of_its_own(tmp_path):
    path = tmp_path / Layout("some").atlas_answers
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"ami": {"pixels": {"mean": 0.6, "low": 0.59, "high": 0.62}},
                                "rank": -0.731, "pairs": 45, "none": ["2v3", "4v9"]}))  # fmt: skip
    places = "; ".join(f"some/atlas {way}" for way in ("ami.pixels", "pairs", "rank", "none"))
    page = f"**0** of **1** at **2**: **3 | 4** <!-- {places} -->"
    text, _ = found_numbers.rewritten(page, tmp_path)
    assert text.startswith("**0.60 [0.59, 0.62]** of **45** at **-0.73**: **2 | 3, 4 | 9** <!--")


@pytest.mark.parametrize("page", found_numbers.PAGES, ids=lambda page: page.name)
def test_every_number_of_a_page_has_its_place(page):
    assert len(found_numbers.numbers_of(page.read_text(encoding="utf-8"))) > 30
