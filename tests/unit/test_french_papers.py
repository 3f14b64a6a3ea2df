"""What a paper takes of a run in French: the same numbers as in English, and no word of it."""

import copy
import re

import pytest

from builders.french import badly_set, english_left, english_numbers, french_numbers
from builders.latex_files import is_balanced, macros_of, typeset_by_pdflatex
from builders.made_answers import made_answers
from builders.made_learning import (
    answers_that_settled,
    answers_with_learning,
    answers_with_ten_classes,
)
from builders.made_methods import SETTINGS, TRAINING
from builders.made_twin import answers_with_twin
from chemins.base.language import ENGLISH, FRENCH, speaking
from chemins.papers.answers_latex import latex
from chemins.papers.methods import DATASETS, Told, paragraphs
from chemins.papers.paper import cited, in_latex, in_markdown
from chemins.text.answers_markdown import markdown, sentences
from chemins.text.class_names import names_of

LONGER = {"epochs": 57, "images": 2345, "accuracy": {"mean": 0.91, "low": 0.9, "high": 0.93},
          "difference": {"mean": 0.021, "low": -0.003, "high": 0.045}}  # fmt: skip
WARNING = (
    "the network gets 12 % of 345 test images right, worse than guessing, which gets 53 %. Compare "
    "how its input is scaled with how it was trained (of a network that is asked here, "
    "`network.input: {mean, std}` says it; docs/networks.md), and the order of its classes with "
    "the run's classes (ascending, by label)"
)
GIVEN = "pixels from 0 to 1, standardised by mean 0.5, 0.25 and 0.75, as one row"


def separated(outcome, networks=2, **changed):
    """A `separation` of which all networks say the same."""
    found = copy.deepcopy(made_answers()["separation"])
    for entry in found["outcomes"]:
        entry["networks"] = networks * (entry["outcome"] == outcome)
    return found | changed


def of_last_layer(verdict):
    return {"last_layer": made_answers()["last_layer"] | {"verdict": verdict}}


def with_layers(**changed):
    answers = made_answers()
    for entry in answers["layers"]:
        entry |= changed
    return {"layers": answers["layers"]}


def with_exceptions(count):
    entry = made_answers()["paths"]["exceptions"][0]
    return {"paths": made_answers()["paths"] | {"exceptions": [entry] * count}}


CASES = {
    "two replicates": made_answers(2),
    "one replicate": made_answers(1),
    "no replicates": made_answers(0),
    "names": made_answers() | {"names": {"2": "Sac", "8": "Botte_1", "5": "Pull"}},
    "no names": made_answers() | {"names": {}},
    "no unseen": made_answers() | {"unseen": [], "unseen_digits": [], "smallest_p": []},
    "not converged": made_answers() | {"training": TRAINING | {"longer": LONGER}},
    "one epoch": made_answers() | {"training": TRAINING | {"epochs": 1, "fall": None}},
    "a twin": answers_with_twin() | {"given": GIVEN, "engine": "onnxruntime 1"},
    "no twin": made_answers(0) | {
        "no_twin": "its initialisers draw nothing at random", "warning": WARNING,
    },
    "a sample": made_answers() | {
        "fitted": {"count": 39, "of": 40},
        "asked": {"test": {"count": 37, "of": 38}, "unseen": {"count": 35, "of": 36}},
    } | with_layers(
        standard_error=0.012, note="the largest K tried: a larger k_max may score higher"
    ),
    "no separation": made_answers() | {"separation": separated("never", pixels=0)},
    "only before": made_answers() | {"separation": separated("lost", pixels=2)},
    "no exceptions": made_answers() | with_exceptions(0),
    "many exceptions": made_answers() | with_exceptions(1234),
    "adds": made_answers() | of_last_layer("adds"),
    "costs": made_answers() | of_last_layer("costs"),
    "nothing": made_answers() | of_last_layer("nothing"),
    "open": made_answers() | of_last_layer("open"),
    "epochs": answers_with_learning(),
    "epochs of few": answers_with_learning(3),
    "epochs of one": answers_with_learning(1),
    "epochs of none": answers_with_learning(0),
    "epochs of ten classes": answers_with_ten_classes(),
    "settled": answers_that_settled() | {"training": TRAINING | {"longer": LONGER}},
}  # fmt: skip


def both(function, *args):
    """What a function says in English and in French."""
    found = []
    for language in (ENGLISH, FRENCH):
        with speaking(language):
            found.append(function(*args))
    return found


@pytest.mark.parametrize("case", CASES)
def test_answers_have_the_same_numbers_and_no_english(case):
    english, french = both(markdown, "1v7", CASES[case])
    assert french_numbers(french) == english_numbers(english)
    assert english_left(french) == []
    assert badly_set(french) == []
    assert [english.count("\n"), english.count("|")] == [french.count("\n"), french.count("|")]


def test_sentences_by_hand():
    answers = made_answers()
    answers["last_layer"] |= {
        "verdict": "adds", "difference": {"mean": 0.0123, "low": 0.002, "high": 0.0226},
        "accuracy": {"mean": 0.9, "low": 0.8, "high": 0.95},
        "without_last": {"mean": 0.8877, "low": 0.8, "high": 0.9},
    }  # fmt: skip
    with speaking(FRENCH):
        layers, signatures, unseen = sentences(answers)
    assert layers.startswith(
        "**À partir de quelle couche\u202f?** Les groupes séparent les classes ainsi\u202f: à "
        "partir de la couche cachée 1 dans les 2 réseaux\u202f; ceux des pixels bruts, dans 1. "
        "Le seuil est de 85\u202f% des images de test dans un groupe de leur propre chiffre, avec "
        "autant de groupes que de classes\u202f; un seuil de 90\u202f% donnerait\u202f: "
    )
    assert layers.endswith(
        "Ce réseau en classe correctement 85,0\u202f%. La dernière couche cachée améliore "
        "l’exactitude\u202f: +1,23 [+0,20\u202f; +2,26] points (90,0\u202f% avec la couche cachée "
        "2, 88,8\u202f% sans elle)."
    )
    assert signatures.startswith(
        "**Les signatures diffèrent-elles\u202f?** Dans ce réseau, les 20 images de test suivent 6 "
        "chemins distincts à travers les couches cachées (11 avec l’étiquette et la "
        "prédiction)\u202f; 70\u202f% des images de 2 et 60\u202f% des images de 8 suivent le "
        "chemin principal de leur classe, et 1 image (apprentissage compris) suit celui d’une "
        "autre classe\u202f: 1 × 8 comme 2."
    )
    assert unseen.startswith("**Où va l’inconnu\u202f?** Sur 2 réplicats\u202f: ")
    assert re.search(
        r"des images de 5 \(ce réseau.*\) sont prises pour des [28]\. Le chemin", unseen
    )
    assert "distingue les chiffres jamais appris de ce que le réseau connaît" in unseen


# --- LaTeX ----------------------------------------------------------------------------------------


def words_of(body):
    """What is read of a macro's body, its numbers as elsewhere."""
    text = body.replace("{,}", ",").replace(r"\,", "\u202f").replace("$-$", "-")
    return re.sub(r"\\(begin|end)\{tabular\}(\{l?r*\})?|\\[a-z]+", "", text)


@pytest.mark.parametrize("case", CASES)
def test_macros_keep_their_names_and_numbers(case):
    english, french = (macros_of(text) for text in both(latex, "1v7", CASES[case]))
    assert list(english) == list(french)
    for name, body in french.items():
        told = words_of(body)
        assert french_numbers(told) == english_numbers(words_of(english[name])), name
        assert english_left(told) == [], name
        assert badly_set(told.replace(r"\%", "%")) == [], name
        assert is_balanced(body), name


def test_numbers_can_stand_in_formulas():
    answers = made_answers()
    answers["samples"]["train"] = 12345
    _, french = both(latex, "1v7", answers)
    macros = macros_of(french)
    assert macros["ChemAccuracy"] == "85{,}0"
    assert macros["ChemImagesTrain"] == r"12\,345"
    assert macros["ChemSilhouetteHiddenTwo"] == "0{,}54"
    assert re.fullmatch(r"(\+|\$-\$)\d+\{,\}\d\d", macros["ChemLastLayerAdds"])
    assert r"l'information mutuelle ajustée" not in macros["ChemCaptionLayers"]
    assert "chiffre & chemin principal & images d'apprentissage qui le suivent" in french


def test_the_head_of_the_file_is_french():
    _, french = both(latex, "1v7", made_answers() | {"names": {"2": "靴", "8": "b", "5": "c"}})
    head = french.partition("\n\n")[0]
    assert head.startswith("% Les réponses de l’expérience 1v7 en nombres")
    assert head.endswith("compiler avec LuaLaTeX ou XeLaTeX\u202f: 靴")
    assert all(line.startswith("%") for line in head.splitlines())


@pytest.mark.parametrize("case", ["two replicates", "a twin", "names"])
def test_pdflatex_takes_it(tmp_path, case):
    _, french = both(latex, "1v7", CASES[case])
    tables = "\n\n".join(rf"\{name}" for name in macros_of(french))
    done = typeset_by_pdflatex(tmp_path, f"{french}\n{tables}\n\n$\\ChemAccuracy$")
    assert done.returncode == 0, done.stdout


# --- methods --------------------------------------------------------------------------------------

VERSIONS = {"keras": ["31"], "tensorflow": ["22"], "umap-learn": ["4"], "numpy": ["25", "26"]}
CLUSTERING, TRAINED = SETTINGS["clustering"], SETTINGS["training"]
CHANGES = {
    "usual": {},
    "classes": {"clustering": CLUSTERING | {"k": "classes", "n_init": "auto"}},
    "five": {"clustering": CLUSTERING | {"k": 5, "n_init": 1, "fit_on": "all"}},
    "all images": {"per_digit": "all", "test_per_digit": "all"},
    "all for training": {"per_digit": "all", "unseen_dataset": {"name": "kmnist"}},
    "our own": {"dataset": None},
    "a CNN": {"network": {"kind": "cnn", "hidden": [1024], "pool": "max"}},
    "converged": {"training": TRAINED | {"epochs": "converged"}},
    "ONNX": {"network": {"kind": "onnx", "pool": "tokens"}},
    "activations": {"network": {"kind": "activations"}},
    **{f"dataset {name}": {"dataset": name} for name in DATASETS},
}


def methods_of(changes, answers):
    settings = copy.deepcopy(SETTINGS) | changes
    settings["chemins"] = settings["chemins"] | {"version": "789"}
    answers = answers | {"training": answers["training"] or TRAINING}
    return paragraphs(Told(settings, answers, VERSIONS, names_of(answers)))


@pytest.mark.parametrize(
    ("changes", "case"),
    [(change, "two replicates") for change in CHANGES] + [("usual", case) for case in CASES],
)
def test_methods_have_the_same_numbers_works_and_no_english(changes, case):
    english, french = both(methods_of, CHANGES[changes], CASES[case])
    assert len(english) == len(french)
    for (_, told), (title, said) in zip(english, french, strict=True):
        assert french_numbers(said) == english_numbers(told), title
        assert sorted(cited([("", said)])) == sorted(cited([("", told)])), title
        assert english_left(f"{title} {said}") == []
        assert badly_set(f"{title}. {said}") == []


def test_methods_by_hand():
    _, french = both(methods_of, {"seed": 1234}, made_answers())
    found = dict(french)
    assert found["Images et réseau"].startswith(
        "Le réseau distingue les chiffres 2 et 8 (un échantillon de 5\u202f000 images de MNIST "
        "[@lecun1998]). 40 images d’apprentissage et 20 images de test ont été tirées au hasard de "
        "ses deux parties (par classe\u202f: 21 pour l’apprentissage et 11 pour le test). Il a 2 "
        "couches cachées entièrement connectées de 33 et 65 neurones, à unités linéaires "
        "rectifiées (ReLU), et une sortie softmax. Il a été entraîné avec Keras 31 [@chollet2015] "
        "et TensorFlow 22 [@abadi2016]\u202f: RMSprop (taux d’apprentissage 0,003, lots de 14) "
        "pour minimiser "
        "l’entropie croisée catégorielle, pendant 17 époques."
    )
    assert (
        "entre 3 et 12, par la plus grande silhouette moyenne [@rousseeuw1987] de ces images"
        "\u202f: 6 dans les pixels, 2 dans la couche cachée 1, " in found["Groupes et chemins"]
    )
    assert "a baissé de 31\u202f% sur les 5 dernières époques" in " ".join(found.values())


def test_methods_in_both_formats(tmp_path):
    told = methods_of({}, made_answers())
    with speaking(FRENCH):
        told = methods_of({}, made_answers())
        text, tex = in_markdown("1v7", told), in_latex("1v7", told)
    assert text.startswith("# 1v7\u202f: méthodes\n\n**Images et réseau.** Le réseau distingue")
    assert tex.startswith("% Comment l’expérience 1v7 a été réalisée. Avec \\bibliography{")
    assert "taux d'apprentissage 0{,}003" in tex
    assert r"TensorFlow 22~\cite{abadi2016}\,: RMSprop" in tex
    assert r"un échantillon de 5\,000 images de MNIST~\cite{lecun1998})" in tex
    assert is_balanced(tex)
    done = typeset_by_pdflatex(tmp_path, tex, "\\usepackage{url}\n")
    assert done.returncode == 0, done.stdout
