"""What results say in English is told in French: of each text that is made there is one."""

import re

import pytest

from builders.french import badly_set, english_left, french_numbers
from builders.project import ROOT
from chemins.base.language import FRENCH, speaking
from chemins.clusters.clustering import note
from chemins.statistics.chance import chance_warning
from chemins.text.held_text import given_text, retold

SEARCHED, GIVEN = {"k": "silhouette", "k_min": 3, "k_max": 8}, {"k": 4, "k_min": 3, "k_max": 8}
NOTES = [
    note(1, SEARCHED, [3, 8]), note(2, SEARCHED, [3, 8]), note(8, SEARCHED, [3, 8]),
    note(3, SEARCHED, [3, 8]), note(2, GIVEN, [4]),
]  # fmt: skip
WARNINGS = [chance_warning(0.01, [500, 734]), chance_warning(0.6, [500, 734])]
# As they are raised; what varies in them is filled in below.
REASONS = [
    "its layer 'dense_2' has quantised weights, which no initialiser draws",
    "its initialisers draw nothing at random",
    "its configuration builds no second network (no such layer)",
    "its file has no weights in floating point to be drawn anew",
    "its answers would be no finite numbers",
]


def in_french(text):
    with speaking(FRENCH):
        return retold(text)


@pytest.mark.parametrize("text", [*NOTES, *WARNINGS, REASONS[0], REASONS[1], *REASONS[3:]])
def test_what_results_hold_is_told_in_french(text):
    assert text != ""
    assert retold(text) == text
    found = in_french(text)
    assert found != text
    assert english_left(found) == []
    assert badly_set(found) == []
    assert french_numbers(found) == sorted(re.findall(r"\d+", text))


def test_every_reason_that_there_is_no_twin_is_known():
    sources = [path.read_text() for path in (ROOT / "scripts").rglob("*.py")]
    raised = [text for source in sources for text in re.findall(r'NoTwin\(f?"([^"]*)"', source)]
    assert len(raised) == len(REASONS)
    for text in raised:
        shown = text.replace("{layer.name!r} {reason}", REASONS[0].removeprefix("its layer "))
        assert shown.replace("{text}", "no such layer") in REASONS


def test_what_keras_says_is_quoted():
    found = in_french(REASONS[2])
    assert found == "sa configuration ne permet pas de construire un second réseau (no such layer)"


def test_a_warning_by_hand():
    assert in_french(WARNINGS[0]).startswith(
        "le réseau classe correctement 1\u202f% des 1\u202f234 images de test, moins bien que le "
        "hasard (59\u202f%). Comparer l’échelle de ses entrées"
    )


def test_what_is_not_known_stays_as_it_is():
    assert in_french("something else") == "something else"
    assert in_french("its answers would be no finite numbers, too").startswith("its answers")


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("pixels from 0 to 1, as NCHW", "pixels de 0 à 1, dans l’ordre NCHW"),
        ("pixels from 0 to 255, as one row", "pixels de 0 à 255, mis sur une ligne"),
        ("pixels from 0 to 1, as brightness", "pixels de 0 à 1, réduits à la luminance"),
        (
            "pixels from 0 to 1, standardised by mean 0.5, as NHWC",
            "pixels de 0 à 1, standardisés (moyenne 0,5), dans l’ordre NHWC",
        ),
        (
            "pixels from 0 to 1, standardised by mean 0.485, 0.456 and 0.406 and deviation 0.25, "
            "resized from 6 × 5 to 9 × 8, grey repeated as 3 channels",
            "pixels de 0 à 1, standardisés (moyenne 0,485\u202f; 0,456\u202f; 0,406, écart type "
            "0,25), redimensionnés de 6 × 5 à 9 × 8, le gris répété sur 3 canaux",
        ),
        (
            "pixels from 0 to 1, standardised by deviation 0.1 and 1e-05",
            "pixels de 0 à 1, standardisés (écart type 0,1\u202f; 1e-05)",
        ),
    ],
)
def test_how_images_are_prepared(english, french):
    assert given_text({"given": english}) == english
    with speaking(FRENCH):
        assert given_text({"given": english}) == french
