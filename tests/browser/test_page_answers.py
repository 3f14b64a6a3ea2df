"""The answers of a real run: read, asked and followed to their images, as a person would."""

import re

import duckdb
import pytest

from builders.browser import unfold
from chemins.text.headlines import WORDS

pytestmark = pytest.mark.slow

INDEX_READY = "() => document.documentElement.classList.contains('scripted')"


@pytest.fixture(scope="module")
def site(tiny):
    return tiny.folder / "results/site"


@pytest.fixture
def page(opened, site):
    return opened((site / "tiny.html").as_uri())


def summary(page):
    return page.locator("#summary").text_content()


def test_every_claim_selects_as_many_as_it_says(page):
    unfold(page)
    links = page.locator(".claims a")
    assert links.count() >= 5
    for link in links.all():
        count = re.search(r": ([\d,]+) of ", link.text_content())[1]
        link.click()
        assert summary(page).startswith(f"{count} of ")
        assert link.get_attribute("aria-current") == "true"


def test_numbers_in_sentences_select_what_they_count(page, tiny):
    paths = f"'{tiny.folder}/results/runs/tiny/paths.parquet'"
    right, of = duckdb.sql(
        f"select count(*) filter (label = prediction), count(*) from {paths} where role = 'test'"
    ).fetchall()[0]
    unfold(page)
    link = page.locator('.whole a[data-condition="role:test correct:yes"]')
    assert float(link.text_content().split("\u00a0")[0]) == pytest.approx(
        100 * right / of, abs=0.05
    )
    link.click()
    assert summary(page).startswith(f"{right} of ")
    pairs = page.locator(".whole p a[data-condition^='role:train|test']").all()
    for pair in pairs:
        count = pair.text_content().split(" ")[0]
        pair.click()
        assert summary(page).startswith(f"{count} of ")


def test_a_number_leads_to_its_table_and_unfolds_it(page):
    page.locator(".whole summary").nth(1).click()
    link = page.locator(".whole a:not([data-condition])").locator("visible=true").first
    place = page.locator(link.get_attribute("href"))
    assert not place.locator("table").first.is_visible()
    link.click()
    assert place.locator("table").first.is_visible()
    assert place.locator("table").first.evaluate(
        "table => table.getBoundingClientRect().top < innerHeight"
    )


def test_the_count_in_a_headline_selects_as_many_images(page):
    count = page.locator(".headline a")
    found, known = re.match(r"(\w+) of ([\d,]+) images", count.text_content()).groups()
    count.click()
    selected = re.match(r"([\d,]+) of", summary(page))[1]
    assert selected == str(WORDS.index(found) if found in WORDS else found)
    assert int(known.replace(",", "")) >= int(selected)


def test_a_term_tells_what_it_means_by_mouse_keys_and_tap(page):
    term = page.locator(".headline .term").first
    meaning = page.locator(f"#{term.get_attribute('popovertarget')}")
    assert not meaning.is_visible()
    page.locator(".node").first.focus()
    page.keyboard.press("Enter")
    before = summary(page)  # Escape would clear it
    term.hover()
    assert meaning.is_visible()
    term.click()  # stays
    page.mouse.move(0, 0)
    assert meaning.is_visible()
    page.keyboard.press("Escape")
    assert not meaning.is_visible()
    assert summary(page) == before
    term.click()
    assert meaning.is_visible()
    page.locator(".top h1").click()
    assert not meaning.is_visible()
    page.locator("nav a").first.focus()
    reached = []
    while "term" not in reached and len(reached) < 100:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("() => document.activeElement.className"))
    assert reached[-1] == "term"
    assert meaning.is_visible()
    page.keyboard.press("Escape")
    assert not meaning.is_visible()


@pytest.mark.parametrize("width", [390, 1366])
def test_plots_fit_and_can_be_read(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    plots = page.locator(".answer .strip > svg")
    assert plots.count() >= 2
    for plot in plots.all():
        box = plot.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["width"] <= 22 * 16
        size = plot.evaluate("svg => parseFloat(getComputedStyle(svg).fontSize)")
        assert size * box["width"] / 320 >= 11
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_what_is_unfolded_comes_into_view_with_its_claims_first(page):
    page.set_viewport_size({"width": 1366, "height": 600})
    page.locator(".whole > summary").nth(1).click()
    claim = page.locator(".whole").nth(1).locator(".claims a").first
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    head, panel = (
        page.locator(".whole").nth(1).bounding_box(),
        page.locator(".answers").bounding_box(),
    )
    assert head["y"] == pytest.approx(panel["y"], abs=2)
    box = claim.bounding_box()
    assert panel["y"] <= box["y"] <= panel["y"] + panel["height"] - box["height"]
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("width", [390, 1366])
def test_what_is_unfolded_stays_within_its_card(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    unfold(page)
    inside = page.locator(".answer").evaluate_all("""(cards) => cards.map((card) => {
        const lines = [...card.querySelectorAll(".whole > p")].map((text) => {
            const range = document.createRange();
            range.selectNodeContents(text);
            return range.getBoundingClientRect().right;
        });
        return lines.length > 0 && Math.max(...lines) <= card.getBoundingClientRect().right;
    })""")
    assert inside == [True] * 3


def told(page, within):
    heads = [head.text_content() for head in page.locator(f"{within} .headline").all()]
    marks = page.locator(f"{within} .strip > svg > *").evaluate_all(
        "parts => parts.map((part) => part.outerHTML)"
    )
    return heads, marks


def test_the_index_says_and_draws_what_the_page_does(page, opened, site):
    index = opened((site / "index.html").as_uri(), ready=INDEX_READY)
    heads, marks = told(page, ".answer")
    assert len(heads) == 3
    assert len(marks) > 10
    assert told(index, '.run:has(h2 a[href="tiny.html"])') == (heads, marks)
