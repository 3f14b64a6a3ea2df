"""How a run was made, told for a paper: what was really done, with the versions really used."""

import copy
import json
import re

import pytest

from builders.latex_files import is_balanced, typeset_by_pdflatex
from builders.made_answers import made_answers
from builders.made_methods import CHEMINS, SETTINGS, TRAINING, VERSIONS
from builders.project import ROOT
from chemins.base.formatting import layers_called
from chemins.clusters import kmeans, standardise
from chemins.data.named import NAMED
from chemins.papers.methods import DATASETS, Told, paragraphs
from chemins.papers.paper import CITED, cited, in_latex, in_markdown
from chemins.papers.references import KEYS, WORKS, bibliography
from chemins.planning.citation import read_citation
from chemins.text.class_names import names_of
from write_methods import noted, write_methods


def told(answers=None, versions=VERSIONS, **settings):
    answers = made_answers() | {"training": TRAINING} | (answers or {})
    return Told(copy.deepcopy(SETTINGS) | settings, answers, versions, names_of(answers))


def texts(*args, **settings):
    return dict(paragraphs(told(*args, **settings)))


def text(*args, **settings):
    return " ".join(texts(*args, **settings).values())


def clustering(**changed):
    return SETTINGS["clustering"] | changed


def given(kind, **answers):
    training = {"training": None, "no_twin": "", **answers}
    replicates = made_answers(0) | training
    return replicates, {"kind": kind, "pool": "max"}


@pytest.mark.parametrize(
    ("title", "fragments"),
    [
        ("Images and network", [
            "digits 2 and 8 of a sample of 5,000 images of MNIST [@lecun1998]",
            "40 training images and 20 test images", "21 and 11 of each class",
            "2 fully connected hidden layers of 33 and 65 neurons",
            "Keras 3.1 [@chollet2015] and TensorFlow 2.2 [@abadi2016]",
            "RMSprop (learning rate 0.003, batches of 14) on the categorical cross-entropy, for 17 "
            "epochs",
            "10 images of digits 5, which it was never taught",
        ]),
        ("Clusters and paths", [
            "the best of 6 starts; it saw the training images and no labels",
            "from 3 to 12 by the highest mean silhouette [@rousseeuw1987] of these images: 6 in "
            "pixels, 2 in hidden 1, 4 in hidden 2 and 3 in output",
            "at K = 2, the number of classes", "nearest centre", "in the hidden layers",
        ]),
        ("Maps", [
            "umap-learn 0.4; 13 exact nearest neighbours by cosine distance, minimum distance 0.25",
            "fitted on the training images; all others were not embedded, but placed",
        ]),
        ("Measures", ["scikit-learn 1.3 [@pedregosa2011]", "[@vinh2010]", "[@alain2016]",
                      "[@baldock2021]", "[@hendrycks2017]"]),
        ("Replicates, controls and intervals", [
            "2 more networks were trained", "95 % intervals are over networks and images",
            "one taught shuffled labels",
        ]),
        ("Software", ["chemins 7.8.9 [@chemins]", "NumPy 2.5 and 2.6", "the seed 9876"]),
        ("What was not done, or is not known", [
            "its training loss fell by 31 % in the last 5 epochs", "one pool",
            "The versions of Python and Snakemake were not noted.",
        ]),
    ],
)  # fmt: skip
def test_each_paragraph_tells_what_was_done(title, fragments):
    found = texts()[title]
    assert [fragment for fragment in fragments if fragment not in found] == []


@pytest.mark.parametrize(
    ("settings", "fragment", "absent"),
    [
        ({"clustering": clustering(k="classes")}, "K was the number of classes: 6", "silhouette"),
        ({"clustering": clustering(k=5)}, "K was set to 5: 6 in pixels", "silhouette"),
        ({"clustering": clustering(n_init="auto")}, "20 to 100 starts", "best of 6"),
        ({"clustering": clustering(n_init=1)}, "the best of 1 start;", "1 starts"),
        ({"clustering": clustering(fit_on="all")}, "saw the images that they were tested on",
         "placed"),
        ({"clustering": clustering(fit_on="all")}, "fitted on all images, test and unseen",
         "nearest centre"),
        ({"per_digit": "all", "test_per_digit": "all"}, "are all that there are", "at random"),
        ({"per_digit": "all"}, "(all and 11 of each class)", "(21"),
        ({"dataset": None}, "our own images apart", "MNIST"),
        ({"dataset": "fashion-mnist"}, "Fashion-MNIST [@xiao2017]", "lecun1998"),
        ({"unseen_dataset": {"name": "kmnist"}}, "(of it, or of Kuzushiji-MNIST [@clanuwat2018])",
         "our own"),
        ({"unseen_dataset": {"name": None}}, "(of it, or of our own images)", "clanuwat"),
        ({"network": {"kind": "cnn", "hidden": [9], "pool": "max"}},
         "two convolutions (32 and 64 channels, 3 × 3, each followed by 2 × 2 max pooling) and 1 "
         "fully connected hidden layer of 9 neurons", "33"),
        ({"network": {"kind": "cnn", "hidden": [9], "pool": "max"}},
         "it is the maximum of each channel", "mean of each channel"),
    ],
)  # fmt: skip
def test_other_settings_are_told_otherwise(settings, fragment, absent):
    found = text(**settings)
    assert fragment in found
    assert absent not in found


@pytest.mark.parametrize(
    ("training", "fragment", "absent"),
    [
        ({"converged": True}, "for 17 epochs", "converge"),
        ({"fall": None}, "not known whether the network had converged", "fell by"),
    ],
)
def test_how_far_a_network_was_trained(training, fragment, absent):
    found = text({"training": TRAINING | training})
    assert fragment in found
    assert absent not in found


@pytest.mark.parametrize(
    ("converged", "epochs", "fragment"),
    [(True, 157, "in 5 epochs, which took 157 epochs"), (False, 500, "for 500 epochs at most")],
)
def test_epochs_until_convergence_are_those_that_it_took(converged, epochs, fragment):
    known = TRAINING | {"epochs": epochs, "converged": converged}
    settings = SETTINGS["training"] | {"epochs": "converged"}
    assert fragment in text({"training": known}, training=settings)


@pytest.mark.parametrize(
    ("count", "fragment", "absent"),
    [
        (0, "All numbers are of one network; 95 % intervals are over images alone.", "owen2007"),
        (0, "There is no control that was not trained", "shuffled labels and"),
        (1, "one more network was trained", "owen2007"),
    ],
)
def test_what_is_without_replicates_is_said(count, fragment, absent):
    found = text(made_answers(count) | {"training": TRAINING})
    assert fragment in found
    assert absent not in found


@pytest.mark.parametrize(
    ("fit_on", "limit", "whole", "sample"),
    [
        ("train", 39, "the training images", "a random sample of 39 of the training images"),
        ("all", 69, "all images, test and unseen ones included", "a random sample of 69 of all im"),
    ],
)
def test_what_saw_a_sample_is_said_to_have(fit_on, limit, whole, sample):
    at, below = ({"fit_on": fit_on, "fit_limit": limit + one} for one in (1, 0))
    umap = SETTINGS["umap"]
    assert f"it saw {whole}" in text(clustering=clustering(**at))
    assert f"it saw {sample}" in text(clustering=clustering(**below))
    found = text(clustering=clustering(**at), umap=umap | {"fit_limit": limit})
    assert f"it saw {whole}" in found
    assert f"fitted on {sample}" in found
    assert f"standard deviation of {whole}" in found


def test_a_sampled_silhouette_and_a_k_at_the_border_are_told():
    answers = made_answers()
    answers["layers"][2] |= {"standard_error": 0.004, "note": "the largest K tried"}
    found = text(answers | {"training": TRAINING})
    assert "of these images (in hidden 2 of a random sample of them)" in found
    assert "K = 4 in hidden 2 is to be doubted: the largest K tried." in found


def test_a_network_from_an_onnx_file_is_told_with_what_computed_it():
    answers, network = given("onnx", engine="onnxruntime 1.99", given="pixels from 0 to 1")
    found = text(answers, network=network, versions={})
    assert (
        "taken from an ONNX file as it was; its answers were computed by ONNX Runtime 1.99" in found
    )
    assert "It was given pixels from 0 to 1." in found
    assert "initial weights drawn anew" in found
    assert "How the network was trained is not known here." in found
    assert "The versions of scikit-learn, umap-learn, Python and Snakemake were not noted." in found
    assert "TensorFlow" not in found
    assert "no control that was taught shuffled labels" in found


def test_a_network_from_a_keras_file_and_one_without_a_twin():
    answers, network = given("file", no_twin="its weights are quantised")
    found = text(answers, network=network)
    assert "taken from a Keras file as it was; its answers were computed by Keras 3.1" in found
    assert "There is no untrained control: its weights are quantised." in found


def test_of_given_activations_nothing_is_claimed_of_the_network():
    answers = made_answers(0) | {"training": None}
    found = text(answers, network={"kind": "activations"}, per_digit=None)
    assert "the network itself was not at hand" in found
    assert "came with the activations" in found
    assert "Keras" not in found


def test_versions_that_no_job_noted_are_left_out_and_said_to_be_missing():
    found = text(versions={})
    assert "trained with Keras [@chollet2015] and TensorFlow [@abadi2016]" in found
    assert (
        "The versions of keras, tensorflow, scikit-learn, umap-learn, Python and Snakemake were "
        "not noted." in found
    )


# --- what is known elsewhere too ------------------------------------------------------------------


def test_numbers_of_the_text_are_those_of_the_code():
    found = text(clustering=clustering(n_init="auto"))
    assert f"{kmeans.LEAST_STARTS} to {kmeans.MOST_STARTS} starts" in found
    assert (kmeans.AGAIN, kmeans.SAME) == (3, 0.001)
    assert "until three agreed to 0.1 % in inertia" in found
    assert f"more than {standardise.WIDEST:,} values the {standardise.COMPONENTS} leading" in found


def test_every_dataset_by_name_is_called_something_and_cited():
    assert DATASETS.keys() == {"mnist-sample", *NAMED}
    assert set(DATASETS.values()) <= WORKS.keys()


def test_the_project_is_cited_as_it_asks_for():
    found = read_citation(ROOT / "CITATION.cff")
    text = (ROOT / "CITATION.cff").read_text()
    assert f"version: {found['version']}\n" in text
    assert f'title: "{found["title"]}"\n' in text
    assert found["authors"] == ["The chemins developers"]
    assert f"date-released: {found['year']}-" in text


def test_authors_are_people_or_groups(tmp_path):
    (tmp_path / "c.cff").write_text(
        "title: T\nversion: 1.0\ndate-released: 2030-01-02\nauthors:\n"
        "  - {given-names: Ada, name-particle: of, family-names: Lovelace}\n  - {name: A group}\n"
    )
    assert read_citation(tmp_path / "c.cff") == {
        "title": "T", "version": "1.0", "year": "2030",
        "authors": ["Ada of Lovelace", "A group"],
    }  # fmt: skip


# --- files ----------------------------------------------------------------------------------------


def entries(bib):
    return re.findall(r"^@\w+\{([a-z0-9]+),$", bib, re.MULTILINE)


def test_the_bibliography_has_what_is_cited_and_no_more():
    found = paragraphs(told())
    keys = cited(found)
    assert {"rousseeuw1987", "mcinnes2018", "vinh2010", "molder2021", "chemins"} <= keys
    assert "xiao2017" not in keys
    bib = bibliography(keys, CHEMINS)
    assert entries(bib) == sorted(keys)
    assert "author = {{Ada Lovelace} and {A group}}" in bib
    assert "note = {Version 7.8.9}" in bib


def test_every_work_is_whole_and_plain():
    bib = bibliography(KEYS, CHEMINS)
    assert entries(bib) == sorted(KEYS)
    assert bib.isascii()
    for entry in bib.split("\n\n"):
        assert is_balanced(entry.replace("\\'{i}", "i"))
        for field in ("author", "title", "year"):
            assert len(re.findall(rf"^  {field} = \{{.+\}},$", entry, re.MULTILINE)) == 1
    for key, (_, fields) in WORKS.items():
        assert key.endswith(fields["year"]) or key == "onnxruntime"


def test_markdown_and_latex_say_the_same():
    found = paragraphs(told())
    markdown, latex = in_markdown("a_b", found), in_latex("a_b", found)
    assert CITED.findall(markdown) == re.findall(r"\\cite\{(\w+)\}", latex)
    assert "[@" not in latex
    words = [re.sub(r"\W+", " ", re.sub(r" ?\[@\w+\]", "", body)) for _, body in found]
    plain = re.sub(r"~\\cite\{\w+\}|\\times|\\,", " ", latex)
    assert [each for each in words if each.strip() not in re.sub(r"\W+", " ", plain)] == []
    assert "MNIST~\\cite{lecun1998} apart" in latex
    assert is_balanced(latex)


def written(tmp_path, answers, logs):
    files = {"methods": "m.md", "latex": "m.tex", "references": "references.bib"}
    (tmp_path / "a.json").write_text(json.dumps(answers))
    for name, log in logs.items():
        (tmp_path / name).write_text(log)
    paths = [tmp_path / name for name in (*logs, "missing.log")]
    outputs = {key: tmp_path / name for key, name in files.items()}
    write_methods(copy.deepcopy(SETTINGS), "a_run", tmp_path / "a.json", paths, **outputs)
    return [path.read_text(encoding="utf-8") for path in outputs.values()]


LOGS = {
    "one.log": 'said\npackages: {"keras": "3.7", "numpy": "2.1"}\n',
    "two.log": 'packages: {"numpy": "2.2", "umap-learn": "0.6"}\n',
    "cut.log": "Traceback",
}
NAMED_ANSWERS = made_answers() | {
    "training": TRAINING, "names": {"2": "50 %_[x]", "8": "Crêpe & co", "5": "#5"},
    "shown": {"hidden_1": "/block_1/*"},
}  # fmt: skip


def test_files_tell_the_versions_of_the_jobs_logs_and_names_as_they_are(tmp_path):
    markdown, latex, bib = written(tmp_path, NAMED_ANSWERS, LOGS)
    assert noted([tmp_path / name for name in LOGS]) == {
        "keras": ["3.7"], "numpy": ["2.1", "2.2"], "umap-learn": ["0.6"],
    }  # fmt: skip
    for each in (markdown, latex):
        assert "Keras 3.7" in each
        assert "NumPy 2.1 and 2.2" in each
        assert "umap-learn 0.6;" in each
        assert "The versions of tensorflow, scikit-learn, Python and Snakemake" in each
    assert r"classes 50 %\_\[x\] and Crêpe \& co" in markdown
    assert r"classes 50\,\%\_[x] and Crêpe \& co" in latex
    assert r"2 in /block\_1/*" in latex
    assert "@misc{chemins," in bib


def test_pdflatex_takes_the_methods(tmp_path):
    written(tmp_path, NAMED_ANSWERS, LOGS)
    done = typeset_by_pdflatex(tmp_path, "\\input{m}")
    assert done.returncode == 0, done.stdout[-2000:]


def test_layers_are_called_as_their_network_calls_them():
    with layers_called({"hidden_1": "block"}):
        assert "2 in block" in text()
