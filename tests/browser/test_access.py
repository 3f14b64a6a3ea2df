"""Pages for all eyes and hands: what axe-core finds on them, their colours, and the paper they are
printed on."""

import re

import pytest

from builders.browser import PATIENCE, READY, unfold, violations
from builders.made_atlas import ABOUT, whole
from chemins.base.files import write_text
from chemins.pages.atlas_page import atlas_page

pytestmark = pytest.mark.slow

LOADED = "() => document.readyState === 'complete'"


@pytest.fixture(scope="module")
def places(tiny, tmp_path_factory):
    atlas = tmp_path_factory.mktemp("atlas") / "site/atlas.html"
    write_text(atlas, atlas_page(whole(), ABOUT, [], "atlas/atlas.parquet", "site/atlas.html"))
    site = tiny.folder / "results/site"
    return {"run": site / "tiny.html", "index": site / "index.html", "atlas": atlas}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["run", "index", "atlas"])
def test_axe_finds_nothing(opened, places, name, scheme):
    page = opened(places[name].as_uri(), ready=READY if name == "run" else LOADED)
    page.emulate_media(color_scheme=scheme)
    unfold(page)
    assert violations(page) == []


def test_axe_finds_nothing_in_a_lesson_and_among_views(opened, places):
    views = "views=One%3Dpin%253D1%26Two%3Dcolor%253Drole"
    for fragment, seen in ((views, "#view-list"), (f"lesson=2&{views}", ".lesson-bar")):
        page = opened(f"{places['run'].as_uri()}#{fragment}")
        if not page.locator(seen).is_visible():
            page.locator("#views").click()
        assert page.locator(seen).is_visible()
        assert violations(page) == []


# The first pixel that is drawn wholly, read from a copy.
INKED = """() => {
  const drawn = document.querySelector("#flow canvas.over");
  const {width, height} = drawn;
  const copy = Object.assign(document.createElement("canvas"), {width, height}).getContext("2d");
  copy.drawImage(drawn, 0, 0);
  const {data} = copy.getImageData(0, 0, width, height);
  for (let k = 0; k < data.length; k += 4) if (data[k + 3] === 255) return data[k];
}"""


def test_what_is_drawn_follows_the_scheme_while_the_page_is_open(opened, places):
    page = opened(places["run"].as_uri())
    page.locator("#gallery canvas").hover(position={"x": 10, "y": 10})  # its way: a line of ink
    assert page.evaluate(INKED) < 60
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => ({INKED})() > 200")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 24, 28)"
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"() => ({INKED})() < 60")


def test_forced_colours_leave_the_datas_own(opened, places):
    page = opened(places["run"].as_uri())
    color = "getComputedStyle(document.querySelector('.chip .swatch')).backgroundColor"
    before = page.evaluate(color)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    assert page.evaluate(color) == before
    page.locator("#gallery canvas").hover(position={"x": 10, "y": 10})
    page.wait_for_function(f"() => ({INKED})() === 255")


def test_on_paper_the_page_is_its_pictures(opened, places):
    page = opened(places["run"].as_uri())
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    for part in ("#flow", ".embedding"):
        assert page.locator(f"{part} > svg.on-paper").first.is_visible()
    gone = ("#flow .window", ".embedding .stage", "#undo", "#card .hint", "#gallery", ".wide-as")
    for part in (*gone, ".whole > summary"):
        assert not page.locator(part).first.is_visible(), part
    assert page.locator(".whole > p").first.is_visible()  # though folded on the screen
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".on-paper").count() == 0


def test_an_index_of_one_run_is_one_sheet(opened, places):
    page = opened(places["index"].as_uri(), ready=LOADED)
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
    assert len(sheets) == 1


def test_what_has_the_focus_is_not_under_the_toolbar(opened, places):
    page = opened(places["run"].as_uri(), width=800, height=600)
    page.set_default_timeout(1000 * PATIENCE)
    page.keyboard.press("End")
    covered = page.evaluate("""() => {
      const bar = document.querySelector(".toolbar").getBoundingClientRect();
      return [...document.querySelectorAll("main button, main select, main a")].filter((part) => {
        if (!part.checkVisibility() || part.closest(".toolbar")) return false;
        scrollTo(0, document.body.scrollHeight);
        part.focus();
        const {top, bottom} = part.getBoundingClientRect();
        const lowest = document.querySelector(".toolbar").getBoundingClientRect().bottom;
        return getComputedStyle(document.querySelector(".toolbar")).position === "sticky"
          && top < lowest - 1 && bottom > 0;
      }).map((part) => part.outerHTML.slice(0, 80));
    }""")
    assert covered == []


def test_by_keys_the_images_are_a_few_stops_away(opened, places):
    page = opened(f"{places['run'].as_uri()}#select=correct:yes")
    chosen = page.locator("#summary").text_content()
    told = []
    for _ in range(3):
        page.keyboard.press("Tab")
        told.append(page.evaluate("document.activeElement.textContent"))
        box = page.locator(":focus").bounding_box()
        assert min(box["x"], box["y"], box["height"] - 20) >= 0
    assert told == ["To the answers", "To the maps", "To the images"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "images"
    assert page.locator("#summary").text_content() == chosen
    page.keyboard.press("Enter")  # before any arrow the first
    assert page.locator("#card.pinned").is_visible()
    page.locator(".top h1").click()
    assert page.locator(".skips a").first.bounding_box()["width"] <= 1


def test_magnified_the_toolbar_leaves_the_screen_to_the_page(opened, places):
    page = opened(places["run"].as_uri(), width=683, height=384)
    page.evaluate("scrollTo(0, 900)")
    assert page.locator(".toolbar").bounding_box()["y"] < -100
