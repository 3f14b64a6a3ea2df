"""A page that is saved with what is seen: opened where it was put, alone, and saved again there."""

import re

import pytest

from builders.browser import PATIENCE, READY

pytestmark = pytest.mark.slow

BLOCKS = re.compile(r"<(?:script|style)[^>]*>.*?</(?:script|style)>", re.DOTALL)
SEEN = """() => ({
    summary: document.getElementById("summary").textContent,
    color: document.getElementById("color").value,
    flow: document.querySelector("input[name=flow]:checked").value,
    pinned: document.querySelector("#card.pinned dd").textContent,
    hidden: [...document.querySelectorAll(".chip input:not(:checked)")].map((box) =>
        box.dataset.kind + box.dataset.place),
    views: [...document.querySelectorAll("#view-list .view")].map((view) => view.textContent),
    said: document.getElementById("said").textContent,
    maps: [...document.querySelectorAll("canvas.clusters")].map((map) => map.toDataURL()),
})"""


@pytest.fixture(scope="module")
def file(tiny):
    return tiny.folder / "results/site/tiny.html"


@pytest.fixture
def alone(chromium):
    """A function that opens pages where nothing else is; the console is silent but for that."""
    said, contexts = [], []

    def open_page(address):
        context = chromium.new_context(viewport={"width": 1400, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        page.wait_for_function(READY)
        return page

    yield open_page
    for context in contexts:
        context.close()
    kinds = ("GL Driver Message", "net::ERR_FILE_NOT_FOUND")
    assert [text for text in said if not any(kind in text for kind in kinds)] == []


def look_closely(page):
    """Something of all that is kept: a selection, a colour, a flow, a filter, a pin, a zoom."""
    page.locator('.node[data-stage="hidden_1"]').first.click()
    page.locator("#color").select_option("cluster hidden_2")
    page.get_by_label("with pixels and output").check()
    page.locator("#roles").get_by_label("train").uncheck()
    page.locator("#gallery .scroller").scroll_into_view_if_needed()
    page.locator("#gallery canvas").click(position={"x": 20, "y": 20})
    page.get_by_label("Magnify hidden 1").click()
    page.get_by_label("Magnify hidden 1").click()
    page.locator("#views").click()
    page.locator("#view-name").fill('Les "égarés" <b>&amp;')
    page.get_by_role("button", name="Keep", exact=True).click()
    page.keyboard.press("Escape")


def see_all(page):
    """A map out of view is painted when it is seen."""
    for canvas in page.locator(".embedding canvas.over").all():
        canvas.scroll_into_view_if_needed()
    page.evaluate("() => new Promise((done) => setTimeout(done, 500))")
    return page.evaluate(SEEN)


def saved(page, folder):
    with page.expect_download() as download:
        page.locator("#save-page").click()
    target = folder / download.value.suggested_filename
    download.value.save_as(target)
    return target


def test_a_saved_page_opens_with_what_was_seen_and_can_be_saved_again(
    opened, alone, file, tmp_path
):
    page = opened(file.as_uri())
    look_closely(page)
    before = see_all(page)
    assert before["pinned"]
    assert before["hidden"] == ["roles0"]
    assert before["views"] == ['Les "égarés" <b>&amp;']

    (tmp_path / "first").mkdir()
    first = saved(page, tmp_path / "first")
    assert first.name == "tiny-Les-égarés-b-amp.html"
    # In a browser window of the same size, from a folder in which nothing else is.
    other = alone(first.as_uri())
    assert "#" not in other.url
    assert see_all(other) == before

    (tmp_path / "second").mkdir()
    other.locator("#color").select_option("role")
    second = saved(other, tmp_path / "second")
    last = see_all(alone(second.as_uri()))
    assert last["color"] == "role"
    assert {**last, "color": "", "maps": ""} == {**before, "color": "", "maps": ""}


def test_a_saved_page_is_the_page_and_nobodys_folders(opened, file, tmp_path):
    original = file.read_text(encoding="utf-8")
    page = opened(file.as_uri())
    look_closely(page)
    text = saved(page, tmp_path).read_text(encoding="utf-8")
    # Every script and block of data, the style and the policy: to the letter, in their order.
    assert BLOCKS.findall(text.replace(' async="">', " async>")) == BLOCKS.findall(original)
    ours, theirs = (
        re.findall(r'Content-Security-Policy" content="[^"]*"', one) for one in (text, original)
    )
    assert ours == [policy.replace("&#39;", "'") for policy in theirs] != []
    # As it came: not with what scripts have made of it since.
    for made in ('class="node"', 'class="chip"', "data-ready", "aria-current", "blob:"):
        assert made not in BLOCKS.sub("", text)
    assert str(file.parent) not in text
    assert "file:///" not in BLOCKS.sub("", text)
    assert len(text) < len(original) + 5000


def test_a_saved_page_alone_has_no_broken_pictures(opened, alone, file, tmp_path):
    saved_file = saved(opened(file.as_uri()), tmp_path)
    assert saved_file.name == "tiny-view.html"
    page = alone(saved_file.as_uri())
    page.evaluate(
        "document.querySelectorAll('details').forEach((part) => { part.open = true; });"
        "document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })"
    )
    page.wait_for_function("() => document.images.length === 0")
    assert page.locator(".elsewhere").count() > 3


def test_an_address_goes_before_what_a_page_was_saved_with(opened, alone, file, tmp_path):
    page = opened(file.as_uri())
    page.locator("#color").select_option("role")
    address = saved(page, tmp_path).as_uri()
    other = alone(f"{address}#flow=all")
    assert other.locator("#color").input_value() == "label"
    assert alone(f"{address}#tables").locator("#color").input_value() == "role"
    # To see nothing in particular has an address too.
    again = alone(address)
    again.locator("#color").select_option("label")
    again.wait_for_function("() => location.hash === '#color=label'")
    assert alone(again.url).locator("#color").input_value() == "label"
