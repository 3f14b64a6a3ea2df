import copy
import json
import os
import re
from pathlib import PurePosixPath

import pytest

from builders.made_answers import ANSWERS, value
from builders.made_page import (
    FIGURES,
    FORMATS,
    HOSTILE,
    Page,
    explorer_of,
    figures_of,
    html_of,
)
from chemins.pages.run_page import example_of, sections, to_html
from chemins.text.answers_markdown import markdown
from chemins.text.captions import TITLES, caption_text, captions


def page_of(run, answers=ANSWERS, fit_on="train", figures=None, **header):
    return Page(html_of(run, answers, fit_on, figures, **header))


def test_a_runs_page_tells_what_it_is():
    page = page_of("2v8")
    assert "2v8" in page.text
    assert "taught the digits 2 and 8" in page.text
    assert "sent 5 unseen" in page.text
    assert "85 % of the test images classified correctly" in page.text


def test_a_run_without_unseen_digits():
    page = page_of("2v8", ANSWERS | {"unseen": [], "unseen_digits": []})
    assert "unseen;" not in page.text
    assert "No unseen digit was sent through" in page.text


# What a run's page links to of the run's folder, beside its figures.
FILES = ("paths.parquet", "flows.parquet", "answers.json", "answers.tex", "methods.md")
FILES += ("methods.tex", "references.bib")
# What most 5s are taken for, over the replicates.
MAIN = max((2, 8), key=lambda digit: value("predicted", "", "trained", 5, digit))


def test_a_runs_page_holds_the_answers():
    page = page_of("2v8")
    # The explorer's paths and flow; those of answers.md.
    assert page.tags.count("table") == 2 + markdown("2v8", ANSWERS).count("|---|\n")
    for fragment in (
        "Clusters tell the classes apart from hidden 1 on in all 2 networks",
        "6 distinct paths through the hidden layers (11 with label and prediction)",
        "4321",
        f"Over 2 replicates: {100 * value('predicted', '', 'trained', 5, MAIN):.1f} % [",
    ):
        assert fragment in page.text
    assert "**" not in page.text
    assert "|" not in page.text


def test_an_example_of_a_condition_is_easy_to_read():
    assert example_of("Sneaker", 7) == "Sneaker"
    assert example_of("Ankle boot", 9) == "9"


def test_the_answers_tables_fold_under_their_titles():
    found = sections("lead\n\n## One\n\n| a |\n|---|\n| 1 |\n\n### in one\n\n## Two\n\ntext")
    assert [part["title"] for part in found] == ["", "One", "Two"]
    assert found[0]["html"] == "<p>lead</p>\n"
    assert "<table>" in found[1]["html"]
    assert "<h3>in one</h3>" in found[1]["html"]
    titles = re.findall("^## (.*)$", markdown("2v8", ANSWERS), flags=re.MULTILINE)
    html = html_of("2v8")
    assert re.findall(r'<details class="part" id="[a-z-]+"><summary><h3>(.*?)</h3>', html) == titles


def test_a_claim_is_a_link_to_its_evidence():
    page = page_of("2v8")
    assert "Test images 8s, 1: 3 of 5" in page.text
    assert ("href", "#select=label%3A8%20travels%3A8") in page.attributes
    assert ("data-condition", "label:8 travels:8") in page.attributes


def test_what_the_explorer_reads_is_in_the_page_and_cannot_end_its_script():
    html = html_of("2v8", labels=["</script><b>"])
    (found,) = re.findall(r'<script type="application/json" id="header">(.*?)</script>', html)
    assert json.loads(found) == explorer_of("2v8", labels=["</script><b>"])["header"]
    assert re.findall(r'class="sprites">(.*?)</script>', html) == ["AAAA", "BBBB"]
    assert html.count('id="columns">H4sI</script>') == 1


def test_a_page_loads_nothing_but_pictures_of_its_own():
    page = page_of("2v8")
    assert page.tags.count("link") == 1  # the icon
    hosts = [value for name, value in page.attributes if name in ("src", "href") and ":" in value]
    assert [value.split(",")[0] for value in hosts] == ["data:image/svg+xml"]
    assert html_of("2v8").count("<script src") == 0


@pytest.mark.parametrize("fit_on", ["train", "all"])
def test_every_figure_has_its_title_and_a_caption_that_says_what_was_fitted_on(fit_on):
    text = page_of("2v8", fit_on=fit_on).text
    assert list(captions(fit_on)) == FIGURES == list(TITLES)[: len(FIGURES)]
    places = [text.index(TITLES[name]) for name in FIGURES]
    assert places == sorted(places)
    for caption in captions(fit_on).values():
        assert caption in text
    # The embeddings and the clustering are what is fitted.
    counts = [text.count(part) for part in ("train images only", "all images, test and unseen")]
    assert counts == ([2, 0] if fit_on == "train" else [0, 2])


def test_panels_and_captions_tell_how_far_to_trust_the_maps_and_k():
    text = page_of("2v8").text
    assert text.count("trustworthiness 0.94") == 2  # a panel and the caption
    assert "For train images: hidden 1 trustworthiness 0.94, continuity 0.88." in text
    assert "K of pixels: silhouette " in text


@pytest.mark.parametrize("run", ["2v8", "a.b-c_d", "a b", "50%41", "a#b?c"])
def test_every_link_leads_to_a_file(run):
    page = page_of(run)
    folder = f"results/runs/{run}"
    found = {os.path.normpath(f"results/site/{link}") for link in page.links}
    assert set(figures_of(run)) <= found
    others = {folder, "results/site/index.html"}
    others |= {f"{folder}/{name}" for name in FILES}
    assert found - set(figures_of(run)) == others


def test_formats_that_were_not_drawn_are_not_linked():
    figures = [path for path in figures_of("a") if not path.endswith(("svg", "pdf"))]
    page = page_of("a", figures=figures)
    assert not [link for link in page.links if link.endswith((".svg", ".pdf"))]


@pytest.mark.parametrize("unseen", [[], [4, 3]])
def test_a_captions_file_says_what_the_figure_is_of(unseen):
    text = caption_text("flow", "1v7", [1, 7], unseen, "train")
    assert text.startswith("Paths from label to prediction. Run 1v7: a network taught the digits 1")
    assert captions("train")["flow"] in text
    assert ("sent 4 and 3 unseen" in text) == bool(unseen)


@pytest.mark.parametrize("run", HOSTILE)
def test_a_runs_name_stays_text_on_its_page(run):
    page = page_of(run)
    assert run in page.text
    assert page.tags.count("script") == page_of("2v8").tags.count("script")
    assert "onload" not in dict(page.attributes)
    assert all(PurePosixPath(link).name in expected_names(run) for link in page.links)


def expected_names(run):
    names = {"index.html", *FILES, run}
    return names | {f"{name}.{format}" for name in FIGURES for format in FORMATS}


def test_a_note_stays_text():
    answers = copy.deepcopy(ANSWERS)
    answers["layers"][1]["note"] = "<img src=x onerror=alert(1)> and <b>more</b>"
    page = page_of("2v8", answers)
    assert "<img src=x onerror=alert(1)> and <b>more</b>" in page.text
    assert "onerror" not in dict(page.attributes)
    assert "b" not in page.tags


def test_markdown_becomes_html_and_html_stays_text():
    page = Page(to_html("**bold** <i>text</i>\n\n| a | b |\n|---|---|\n| 1 | <script>2 |\n"))
    assert page.tags[:5] == ["p", "strong", "table", "thead", "tr"]
    assert page.tags[5:] == ["th", "th", "tbody", "tr", "td", "td"]
    assert page.text == "bold <i>text</i> a b 1 <script>2"


def test_the_same_answers_give_the_same_page():
    """Whatever order their keys are in: they are read from JSON with sorted keys."""
    turned = {key: ANSWERS[key] for key in reversed(ANSWERS)}
    assert html_of("a", turned) == html_of("a", ANSWERS)
