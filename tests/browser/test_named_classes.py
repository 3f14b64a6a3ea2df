"""The explorer of a run whose classes have names, in a real Chromium, on a page of the tiny run."""

import csv
import io
import json
import re

import duckdb
import pytest

from build_page import build_page
from builders.browser import unfold
from builders.project import copy_of
from chemins.base.files import read_json, write_json
from chemins.jobs.made import read_record
from chemins.results.layout import Layout

pytestmark = pytest.mark.slow

NAMES = {"1": "<b>Ankle</b> boot", "4": "Größe", "7": "a|b 41% of a name with many letters"}


@pytest.fixture(scope="module")
def results(tiny, tmp_path_factory):
    """The tiny project's results with a page that calls its 1s, 4s and 7s otherwise."""
    folder = tmp_path_factory.mktemp("named") / "copy"
    results = copy_of(tiny, folder).folder / "results"
    files = Layout(str(results)).run("tiny")
    settings = json.loads(read_record(files.record("build_page")).made_with["settings"])
    answers = write_json_to(results / "named.json", {**read_json(files.answers), "names": NAMES})
    inputs = {
        "answers": answers,
        "figures": [str(file) for file in (results / "runs/tiny/figures").glob("*.png")],
        "dataset": next((results / "data").glob("*.parquet")),
        "paths": files.paths,
        "flows": files.flows,
        "measures": files.measures,
        "sample_measures": files.sample_measures,
        "clusters": files.of_parts("clusters", "known"),
        "known": files.of_parts("embeddings", "known"),
        "unseen": files.of_parts("embeddings", "unseen"),
        "embedding_measures": files.embedding_measures,
        "pixels": [files.activations("pixels", group) for group in ("known", "unseen")],
        "network": [files.activations("network", group) for group in ("known", "unseen")],
        "spaces": files.of_parts("spaces"),
    }
    build_page({**settings, "names": NAMES}, "tiny", inputs, files.page)
    return results


def write_json_to(path, value):
    write_json(path, value)
    return path


@pytest.fixture
def page(opened, results):
    return opened((results / "site/tiny.html").as_uri())


@pytest.fixture(scope="module")
def labels(results):
    """sample_id -> label."""
    rows = duckdb.sql(f"select sample_id, label from '{results}/runs/tiny/paths.parquet'")
    return dict(rows.fetchall())


def rows_of(page):
    """What the page's CSV has of the selection."""
    with page.expect_download() as download:
        page.locator("#csv").click()
    return list(csv.DictReader(io.StringIO(download.value.path().read_text(), newline="")))


def select(page, condition):
    page.locator("#condition-text").fill(condition)
    page.locator("#condition button").click()
    return rows_of(page)


@pytest.mark.parametrize("label", [1, 4, 7])
def test_a_condition_takes_a_name_or_a_label(page, labels, label):
    name = NAMES[str(label)]
    written = name.replace("%", "%25").replace(" ", "%20").replace("|", "%7C")
    expected = {str(sample) for sample, own in labels.items() if own == label}
    for value in (written, str(label)):
        rows = select(page, f"label:{value}")
        assert {row["sample_id"] for row in rows} == expected
        assert {(row["label"], row["label_name"]) for row in rows} == {(str(label), name)}


def test_what_is_asked_for_by_another_name_is_told_the_names(page):
    page.locator("#condition-text").fill("label:Slipper")
    page.locator("#condition button").click()
    said = page.locator("#condition-error").text_content()
    assert "“Slipper” is not one of" in said
    assert "Größe" in said


def test_claims_select_as_many_as_they_say(page):
    unfold(page)
    for claim in page.locator(".claims a").all():
        text = claim.text_content()
        claim.click()
        count = int(re.search(r": ([\d,]+) of [\d,]+$", text)[1].replace(",", ""))
        assert len(rows_of(page)) == count, text


def test_chips_nodes_tips_and_cards_have_names(page, labels):
    chips = [chip.text_content() for chip in page.locator("#labels .chip").all()]
    assert [text.rstrip("0123456789") for text in chips] == [
        NAMES["1"],
        f"{NAMES['4']} (unseen)",
        NAMES["7"],
    ]
    nodes = page.locator('.node[data-stage="label"]')
    assert nodes.nth(2).locator("span").text_content() == "a|b 41% of a na…"
    nodes.nth(2).hover()
    tip = page.locator("#flow .tip").text_content()
    assert tip.startswith(f"label · {NAMES['7']}, ")
    nodes.nth(2).click()
    assert f" × {NAMES['7']}; " in page.locator("#summary").text_content()
    high = page.locator("#card").bounding_box()["height"]
    page.locator("#gallery canvas").hover(position={"x": 12, "y": 12})
    card = page.locator("#card dl").text_content()
    assert f"class{NAMES['7']}predicted" in card
    assert "% of its class" in card
    assert page.locator("#card").bounding_box()["height"] == high


def test_nothing_is_of_digits_and_no_name_is_markup(page):
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true; }")
    text = page.locator("body").inner_text()
    assert not re.findall(r"\bdigits?\b|\b[147]s\b", text)
    assert "classes <b>Ankle</b> boot and a|b 41% of a name with many letters" in text
    assert page.locator("b", has_text=re.compile("^Ankle$")).count() == 0
    for choice in page.locator("#color option").all():
        page.locator("#color").select_option(choice.get_attribute("value"))
        legend = page.locator("#legend").text_content()
        assert not re.findall(r"\bdigits?\b|\b[147]s\b", legend)


def test_names_fit_into_the_flow(page):
    stage = page.locator("#flow .stage").bounding_box()
    for name in page.locator("#flow .node span:visible").all():
        box = name.bounding_box()
        assert box["x"] + box["width"] <= stage["x"] + stage["width"] + 1
