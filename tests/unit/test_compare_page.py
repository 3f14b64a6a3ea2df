"""The page of two networks: what it tells its scripts, and what it says itself."""

import json
import re

import numpy as np
import pytest

from builders.made_compared import CONVOLVED, SETTINGS, comparison, similarity
from builders.made_run import LAYERS, write_dataset
from chemins.measures.path_measures import cluster_pairs
from chemins.pages import compare_page as module
from chemins.pages.compare_page import compare_page
from chemins.pages.html_text import to_html
from chemins.text.comparison_text import cluster_sentence, fate_sentences, layer_sentences

PAGE = "r/site/comparisons/a/b.html"
FIGURES = [f"r/comparisons/a/b/figures/similarity.{end}" for end in ("svg", "png")]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return write_dataset(tmp_path_factory.mktemp("data") / "dataset.parquet", 200, (3, 2, 1))


def page_of(dataset, found=None, figures=FIGURES, **changes):
    return compare_page(
        SETTINGS | changes, found or comparison(), dataset, (3, 2, 1), figures, PAGE
    )


def header_of(html):
    return json.loads(re.search(r'id="header">(.*?)</script>', html, re.DOTALL)[1])


@pytest.fixture(scope="module")
def html(dataset):
    return page_of(dataset)


def test_the_matrices_have_a_row_a_layer_of_the_first(html):
    matrices = header_of(html)["similarity"]
    for network in ("trained", "untrained"):
        for i in range(3):
            for j in range(4):
                number = similarity(network, i, j)
                expected = number and [number[k] for k in ("value", "low", "high", "cka")]
                assert matrices[network][i][j] == expected


def test_the_most_alike_hidden_layers_are_seen_first(html):
    """Of the first network's one and the second's two: not pixels and output, whose values are
    higher."""
    assert header_of(html)["chosen"] == [1, 2]


def test_where_there_is_no_twin_there_is_no_switch(dataset):
    html = page_of(dataset, comparison(networks=("trained",)))
    assert list(header_of(html)["similarity"]) == ["trained"]
    assert 'name="network"' not in html


def test_layers_without_a_value_are_told_as_such(dataset):
    header = header_of(page_of(dataset, comparison(networks=())))
    assert header["similarity"] == {"trained": [[None] * 4] * 3}
    assert header["chosen"] == [1, 2]


def test_clusters_that_stand_for_each_other_are_those_that_were_matched(html):
    """By the training images of both networks."""
    found = comparison()
    train = found.fates["role"] == "train"
    agreement = header_of(html)["agreement"]
    for i, layer in enumerate(LAYERS):
        for j, other in enumerate(CONVOLVED):
            columns = found.runs[0].clusters[layer], found.runs[1].clusters[other]
            pairs = cluster_pairs(*(column[train] for column in columns))
            here = [[a, b] for a, b in pairs if ((columns[0] == a) & (columns[1] == b)).any()]
            assert agreement[i][j]["pairs"] == here
    assert [pair for cell in agreement for pairs in cell for pair in pairs["pairs"]]


def test_numbers_of_clusters_have_their_interval(html):
    found = comparison()
    told = {(e["first_layer"], e["second_layer"]): e for e in found.told.found["clusters"]}
    cell = header_of(html)["agreement"][1][2]
    for name in ("ami", "matched"):
        number = told["hidden_1", "dense_1"][name]
        assert cell[name] == [number["value"], number["low"], number["high"]]
    assert cell["ami"] != cell["matched"]


def test_labels_are_all_that_are_named_and_what_one_was_never_taught_is_unseen(dataset):
    taught_more = SETTINGS["second"] | {"digits": [1, 2, 4, 7]}
    header = header_of(page_of(dataset, second=taught_more))
    assert header["labels"] == ["1", "2", "4", "7"]
    assert header["unseen"] == [1, 2]
    assert header["colors"][0] == "#3f90da"
    assert header_of(page_of(dataset))["unseen"] == [1]
    other = SETTINGS["first"] | {"digits": [1, 2, 4, 7]}
    assert header_of(page_of(dataset, first=other))["unseen"] == [1, 2]


def test_classes_and_layers_are_called_by_their_names(dataset):
    header = header_of(page_of(dataset, names={"1": "boot", "4": "coat", "7": "bag <i>"}))
    assert header["labels"] == ["boot", "coat", "bag <i>"]
    assert header["one"] == "class"
    assert [layer["title"] for layer in header["runs"][1]["layers"]][1] == "block/conv <1>"
    assert [layer["title"] for layer in header["runs"][0]["layers"]][1] == "hidden 1"


def test_each_section_has_its_answer_and_what_is_told_in_words_alone_stands_below(html):
    told = comparison().told
    answers = re.findall(r'<div class="answer">(.*?)</div>', html, re.DOTALL)
    texts = [layer_sentences(told), cluster_sentence(told), fate_sentences(told)]
    for answer, text in zip(answers, texts, strict=True):
        question, _, rest = text.removeprefix("**").partition("** ")
        assert question.endswith("?")
        assert answer.strip() == str(to_html(rest)).strip()
    assert len(set(answers)) == 3
    text = re.search(r'<div class="text"[^>]*>(.*?)</div>', html, re.DOTALL)[1]
    assert "<h2>Images by their role</h2>" in text
    assert "<td>block/conv &lt;1&gt;</td>" in text or "<th>block/conv &lt;1&gt;</th>" in text
    assert "<th></th>" not in text
    assert "56 images that both networks have." in html
    assert "<h1>a and b: two networks, the same images</h1>" in html


def test_roles_are_offered_where_there_are_several(html, dataset):
    assert re.findall(r'<option value="(\w+)"', html) == ["all", "train", "test", "unseen", "mixed"]
    choices = module.role_choices(np.array(["test", "test"]))
    assert choices == [("all", "all images")]


def test_links_lead_from_where_the_page_lies_and_nowhere_else(html):
    assert 'href="../../../comparisons/a/b/figures/similarity.svg"' in html
    assert "How alike the layers are, for print: " in html
    assert 'data-figure="../../../comparisons/a/b/figures/similarity.png"' in html
    assert {"../../index.html", "../../a.html", "../../b.html"} <= set(
        re.findall(r'href="([^"]+)"', html)
    )
    assert re.findall(r'(?:src|href)="(?:https?:)?//', html) == []


def test_a_name_is_no_markup(dataset):
    html = page_of(dataset, comparison(runs=("<b>a#", "b")))
    assert "<b>a#" not in html
    assert 'href="../../%3Cb%3Ea%23.html"' in html
