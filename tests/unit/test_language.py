"""Texts in French: whole and correct; printed figures and their captions, which can be read; pages
stay English."""

import re
from pathlib import Path

import pytest

from builders.figures import every_figure
from builders.french import (
    CODE,
    ENGLISH_WORDS,
    PLACEHOLDER,
    english_numbers,
    french_numbers,
    placeholders,
)
from builders.made_run import small_run
from builders.print_texts import check_texts, laid_out
from builders.project import ROOT
from builders.wide_runs import RUNS
from chemins.base.formatting import fitted_on, layer_text, percent, the_layer
from chemins.base.language import (
    ENGLISH,
    FRENCH,
    TEXTS,
    bare,
    enumerated,
    fixed,
    numeral,
    plural,
    said,
    shortest,
    speaking,
    whole,
)
from chemins.base.languages import (
    english,
    english_answers,
    english_comparison,
    english_learning,
    english_papers,
    french,
    french_answers,
    french_comparison,
    french_learning,
    french_papers,
)
from chemins.figures.printed import style
from chemins.figures.saving import save_figure
from chemins.measures.vocabulary import MOVES
from chemins.results.layout import FIGURES, INTERVENTIONS, LEARNING_FIGURES, TRAINING
from chemins.text.captions import caption_text
from chemins.text.class_names import DIGITS, ClassNames
from draw_figures import told_of_run

NAMES = (*FIGURES, INTERVENTIONS, TRAINING)
STARTS = (
    "role_",
    "held_",
    "layer_",
    "the_layer_",
    "pooled_",
    "metric_",
    "dataset_",
    "note_on_asked_",
    "optimizer_",
    "loss_",
)
LOOK = {"width": 180, "dpi": 60, "palette": [], "formats": ["svg"], "language": FRENCH}
MODULES = [
    [english, english_answers, english_comparison, english_learning, english_papers],
    [french, french_answers, french_comparison, french_learning, french_papers],
]


def test_both_languages_say_the_same_things_with_the_same_placeholders():
    english, french = TEXTS[ENGLISH], TEXTS[FRENCH]
    assert list(english) == list(french)
    for key, text in english.items():
        assert placeholders(text) == placeholders(french[key]), key
        assert english_numbers(text) == french_numbers(french[key]), key


@pytest.mark.parametrize("modules", MODULES)
def test_no_text_has_the_key_of_another(modules):
    keys = [key for module in modules for key in module.TEXTS]
    assert sorted(keys) == sorted(set(keys))


def test_every_text_is_said_somewhere_and_nothing_else_is():
    sources = "".join(path.read_text() for path in (ROOT / "scripts").rglob("*.py")
                      if path.parent.name != "languages")  # fmt: skip
    asked = set(re.findall(r'said\(\s*f?"([^"]+)"', sources))
    counted = set(re.findall(r'plural\(\s*"([^"]+)"', sources))
    asked |= counted | {f"{key}_one" for key in counted}
    names = (*NAMES, *LEARNING_FIGURES)
    made = {f"{start}_{name}" for start in ("title", "caption", "head") for name in names}
    made |= {key for key in TEXTS[ENGLISH] if key.startswith(STARTS)} | asked
    found = {key for key in TEXTS[ENGLISH] if f'"{key}"' in sources or f"'{key}'" in sources}
    assert set(TEXTS[ENGLISH]) - found - made == set()
    assert {key for key in asked if "{" not in key} <= TEXTS[ENGLISH].keys()
    assert set(MOVES.values()) <= TEXTS[ENGLISH].keys()


def test_french_is_typeset_as_french():
    for key, text in TEXTS[FRENCH].items():
        text = CODE.sub("", text)
        assert not re.search(r"[^\s][;?!»]", text.replace("« ? »", "")), key
        assert not re.search(r"[A-Za-zé}]:", text), key
        assert "'" not in text, key
        assert not re.search(r"\d\.\d|\d%", text), key
        assert not ENGLISH_WORDS.search(PLACEHOLDER.sub("", text)), key
    with speaking(FRENCH):
        assert said("head_training", run="1v7") == "1v7\u202f: l’apprentissage"
        assert "«\u00a0?\u00a0»" in said("flow_dashed", trusted="0,6")


@pytest.mark.parametrize(
    ("english", "french"),
    [("0.93", "0,93"), ("1,234.5", "1\u202f234,5"), ("87.5 %", "87,5\u202f%"), ("7", "7")],
)
def test_numbers(english, french):
    assert numeral(english) == english
    with speaking(FRENCH):
        assert numeral(english) == french


def test_numbers_of_each_kind():
    values = (1234567, 0, 42), (0.005, 12.34), (0.5, 1e-05)
    written = [*map(whole, values[0]), bare(2000), *map(fixed, values[1])]
    assert written == ["1,234,567", "0", "42", "2000", "0.01", "12.34"]
    assert list(map(shortest, values[2])) == ["0.5", "1e-05"]
    with speaking(FRENCH):
        written = [*map(whole, values[0]), bare(2000), *map(fixed, values[1])]
        assert written == ["1\u202f234\u202f567", "0", "42", "2\u202f000", "0,01", "12,34"]
        assert (shortest(0.5), fixed(2, 3), plural("epochs", 1)) == ("0,5", "2,000", "epochs_one")
    assert (plural("epochs", 0), plural("epochs", 2)) == ("epochs", "epochs")


def test_words_for_layers_classes_and_shares():
    named = ClassNames({3: "Botte", 5: "Sac"})
    with speaking(FRENCH):
        layers = ("hidden_2", "conv_1", "output", "pixels", "label", "prediction", "a_b")
        assert list(map(layer_text, layers)) == [
            "couche cachée 2", "convolution 1", "sortie", "pixels", "étiquette", "prédiction",
            "a b",
        ]  # fmt: skip
        assert DIGITS.taught([1, 4, 7]) == "chiffres 1, 4 et 7"
        assert (DIGITS.taught([4]), named.taught([5])) == ("chiffre 4", "classe Sac")
        assert named.taught([3, 5]) == "classes Botte et Sac"
        assert (DIGITS.kind(7), ClassNames({}).kind(7), named.kind(3)) == ("7", "classe 7", "Botte")
        assert percent(0.9996) == "> 99,9\u202f%"
        assert list(map(the_layer, ("hidden_2", "output", "pixels", "a_b"))) == [
            "la couche cachée 2", "la sortie", "les pixels", "la couche a b",
        ]  # fmt: skip
        images = (DIGITS.images(7), ClassNames({}).images(7), named.images(3))
        assert images == ("images de 7", "images de la classe 7", "images de Botte")
        taken = (DIGITS.taken(7), ClassNames({}).taken(7), named.taken(3))
        assert taken == ("des 7", "la classe 7", "Botte")
        assert fitted_on("train") == "les seules images d’apprentissage"
        assert enumerated(["a"]) == "a"
    assert DIGITS.taught([4]) == "digits 4"
    assert (layer_text("hidden_2"), DIGITS.kind(7), percent(0.25)) == ("hidden 2", "7s", "25 %")


def test_another_language_ends_with_its_block_even_where_that_fails():
    with pytest.raises(ZeroDivisionError), speaking(FRENCH):
        raise ZeroDivisionError
    assert said("and") == "and"


# --- figures --------------------------------------------------------------------------------------


def french_texts(case, name, width):
    run = RUNS[case]()
    with style.styled(), speaking(FRENCH):
        return laid_out(run, every_figure(run, {**LOOK, "width": width})[name][0])


@pytest.mark.parametrize("width", [80, 180])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("case", ["dense", "ten classes"])
def test_a_french_figure_is_french_and_can_be_read(case, name, width):
    run = RUNS[case]()
    with style.styled(), speaking(FRENCH):
        figure, texts = laid_out(run, every_figure(run, {**LOOK, "width": width})[name][0])
        check_texts(figure, texts)
        shown = [text.get_text() for text in texts]
    assert [text for text in shown if ENGLISH_WORDS.search(text)] == []
    assert [text for text in shown if re.search(r"\d\.\d|\w[;:?]", text)] == []


@pytest.mark.parametrize(
    ("name", "fragments"),
    [
        ("flow", ["couche cachée 1", "étiquette", "prédiction", "stabilité", "0,"]),
        ("embeddings", ["UMAP des activations", "apprentissage", "test", "sortie"]),
        ("exceptions", ["comme ", "(0,"]),
        ("clustering", ["silhouette moyenne", "inertie", "0,"]),
        ("interventions", ["vers un autre groupe", "étiquettes mélangées"]),
        ("training", ["époque", "perte", "exactitude", "0,"]),
    ],
)
def test_what_a_french_figure_says(name, fragments):
    _, texts = french_texts("dense", name, 180)
    shown = "\n".join(text.get_text() for text in texts)
    assert [fragment for fragment in fragments if fragment not in shown] == []


@pytest.mark.parametrize("name", FIGURES)
def test_captions_are_french_and_pages_stay_english(tmp_path, name):
    run = small_run()
    files = [str(tmp_path / f"{name}.{ending}") for ending in ("txt", "html")]
    about = {"digits": [1, 7], "unseen": [3], "fit_on": "train"}
    with style.styled(), speaking(FRENCH):
        about["found"] = told_of_run(run)
        save_figure(name, "1v7", *every_figure(run, LOOK)[name], files, LOOK, about)
    caption, page = (Path(file).read_text(encoding="utf-8") for file in files)
    assert "Expérience 1v7\u202f: un réseau qui a appris les chiffres 1 et 7" in caption
    assert "images de 3, absentes de l’apprentissage" in caption
    assert not ENGLISH_WORDS.search(caption)
    assert not re.search(r"\d\.\d", caption)
    assert not re.search("couche|groupe|chemins des|silhouette moyenne", page)


def test_english_captions_do_not_change():
    text = caption_text("training", "1v7", [1, 7], [3, 4], "train")
    assert text == (
        "The training. Run 1v7: a network taught the digits 1 and 7, and sent 3 and 4 unseen. Loss "
        "and accuracy of each epoch: on training images the mean over the epoch, on test images "
        "after it. The test images are only measured.\n"
    )
