"""Addresses that no page wrote, in a real Chromium: the page as it opens, and a word about it."""

import pytest

from builders.made_atlas import ABOUT, whole
from chemins.base.files import write_text
from chemins.pages.atlas_page import atlas_page

pytestmark = pytest.mark.slow

LOADED = "() => document.readyState === 'complete'"
MEGABYTES = 200  # that a page of 70 images may take
ODD = {
    "ids of eight exabytes": "ids=gICAgICAgBAC",
    "ids beyond 2^53": "ids=______________9_AQ",
    "a colour that objects have": "color=__proto__",
    "another": "color=constructor",
    "a kind of colour without its layer": "color=cluster",
    "a flow that there is not": "flow=xyz",
    "a condition that there is not": "select=__proto__:1",
    "a condition that nothing meets": "select=label:7+label:1",
    "a million characters": f"ids={'A' * 1_000_000}",
    "a million characters of nothing": "x" * 1_000_000,
    "percent signs": "color=%zz%&%",
    "a label that there is not": "hide-labels=99",
    "a part given twice": "color=role&color=depth",
    "what there is not": "constructor=1",
}


@pytest.fixture(scope="module")
def results(tiny):
    return tiny.folder / "results"


def megabytes(page):
    session = page.context.new_cdp_session(page)
    return session.send("Runtime.getHeapUsage")["usedSize"] / 1e6


def assert_as_it_opens(page, images):
    assert page.locator("#summary").text_content() == f"{images} images, none selected"
    assert page.locator("#color").input_value() == "label"
    assert page.locator("input[name=flow]:checked").input_value() == "hidden"
    assert page.locator("#said").is_visible()
    said = page.locator("#said").text_content()
    assert said.startswith("Not all of this address can be shown: ")
    assert len(said) < 500
    assert megabytes(page) < MEGABYTES


@pytest.mark.parametrize("fragment", ODD.values(), ids=ODD)
def test_a_runs_page_stands_any_address(opened, results, fragment):
    address = (results / "site/tiny.html").as_uri()
    page = opened(f"{address}#{fragment}")
    images = page.evaluate("JSON.parse(document.getElementById('header').textContent).count")
    assert_as_it_opens(page, images)
    # It works: a label's node selects, and the word about the address goes with the next address.
    page.locator('.node[data-stage="label"]').first.click()
    assert " selected: " in page.locator("#summary").text_content()
    page.evaluate("location.hash = '#color=role'")
    page.wait_for_function("() => document.getElementById('color').value === 'role'")
    assert page.locator("#said").text_content() == ""
    page.evaluate("(fragment) => { location.hash = fragment; }", fragment)
    page.wait_for_function("() => document.getElementById('said').textContent !== ''")
    assert_as_it_opens(page, images)


def test_a_link_to_a_place_in_the_page_is_none_to_a_state(opened, results):
    page = opened((results / "site/tiny.html").as_uri() + "#figures")
    assert page.locator("#said").text_content() == ""
    page.locator('.node[data-stage="label"]').first.click()
    # The selection comes into the address a moment later, over whatever stands there by then.
    page.wait_for_function("() => location.hash !== '#figures'")
    before = page.locator("#summary").text_content()
    page.evaluate("location.hash = '#tables'")
    page.wait_for_function("() => location.hash === '#tables'")
    assert page.locator("#summary").text_content() == before


INDEX = {
    "a column that objects have": ("sort=__proto__", "there is no sort “__proto__”"),
    "a run that there is not": ("compare=gone", "there is no run “gone”"),
    "a view given twice": ("view=table&view=cards", "view stands in it 2 times"),
    "a long filter": (f"filter={'a' * 1001}", "a filter has 1,000 characters at most"),
    "a million characters": ("x" * 1_000_000, "it is longer than any that this page writes"),
    "a pin that is no number": ("pin=1e3", "pin “1e3” is no number of an image"),
    "percent signs": ("view=%zz%", "there is no view “%zz%”"),
}


@pytest.mark.parametrize(("fragment", "word"), INDEX.values(), ids=INDEX)
def test_the_index_stands_any_address(opened, results, fragment, word):
    page = opened((results / "site/index.html").as_uri() + f"#{fragment}", ready=LOADED)
    said = page.locator("#said")
    assert said.is_visible()
    assert said.text_content() == f"Not all of this address can be shown: {word}."
    assert page.locator("input[name=view]:checked").input_value() == "cards"
    assert page.locator(".run:visible").count() == page.locator(".run").count() > 1
    page.get_by_label("Table").check()
    assert said.text_content() == ""
    assert page.evaluate("location.hash") == "#view=table"


@pytest.mark.parametrize("fragment", ["%", "%zz", "__proto__", "pair-9v9", "x" * 1_000_000])
def test_the_atlas_stands_any_address(opened, tmp_path, fragment):
    page_file = tmp_path / "site/atlas.html"
    write_text(page_file, atlas_page(whole(), ABOUT, [], "atlas.parquet", str(page_file)))
    page = opened(f"{page_file.as_uri()}#{fragment}", ready=LOADED)
    assert "there is no “" in page.locator("#said").text_content()
    assert page.locator("details[open]").count() == 0
    page.locator("a[href='#pair-0v2']").first.click()
    assert page.locator("details[open]").get_attribute("id") == "pair-0v2"
    assert page.locator("#said").text_content() == ""


def test_what_the_atlas_has_no_value_for_comes_last_either_way(opened, tmp_path):
    page_file = tmp_path / "site/atlas.html"
    write_text(page_file, atlas_page(whole(), ABOUT, [], "atlas.parquet", str(page_file)))
    page = opened(page_file.as_uri(), ready=LOADED)
    table = page.locator("table.sortable").last
    told = "(table) => [...table.tBodies[0].rows].map((row) => row.cells[4].textContent)"
    for _ in range(2):
        table.get_by_role("button", name="told apart from").click()
        assert table.evaluate(told)[-1] == "no layer"
        assert len(set(table.evaluate(told))) == 2
