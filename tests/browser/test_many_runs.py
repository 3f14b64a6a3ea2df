"""The index of ten thousand made runs."""

import shutil

import pytest
from PIL import Image

from builders.browser import PATIENCE, violations
from builders.made_answers import ANSWERS
from builders.many_runs import many_html
from chemins.base.files import write_text

pytestmark = pytest.mark.slow

LOADED = "() => document.documentElement.classList.contains('scripted')"
RUNS = 10_000


def accuracy(number):
    """Of a made run; no two of neighbours are the same."""
    return 0.5 + (number * 7919 % RUNS) / (2 * RUNS)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = tmp_path_factory.mktemp("many à côté") / "site"
    names = [f"sweep-{number}" for number in range(RUNS)]
    changes = {name: {"seed": number} for number, name in enumerate(names)}
    answers = {
        name: ANSWERS | {"accuracy": ANSWERS["accuracy"] | {"test": accuracy(number)}}
        for number, name in enumerate(names)
    }
    write_text(site / "index.html", many_html(changes, answers))
    figure = site.parent / "runs/sweep-0/figures/flow.png"
    figure.parent.mkdir(parents=True)
    Image.new("RGB", (40, 20), "red").save(figure)
    for name in names[1:24]:
        shutil.copytree(figure.parents[1], site.parent / "runs" / name)
    return site


@pytest.fixture
def index(opened, site):
    return lambda fragment="", **size: opened(
        (site / "index.html").as_uri() + fragment, ready=LOADED, **size
    )


def names_in(page):
    return page.locator("#table tbody th").all_text_contents()


def test_ten_thousand_runs_are_searched_sorted_and_gone_through(index, site):
    assert (site / "index.html").stat().st_size < 10_000_000
    page = index()
    assert names_in(page) == [f"sweep-{number}" for number in range(100)]
    assert page.locator("#shown").text_content() == "10,000 runs"
    page.get_by_role("button", name="Accuracy").click()
    best = sorted(range(RUNS), key=accuracy, reverse=True)
    assert names_in(page) == [f"sweep-{number}" for number in best[:100]]
    page.get_by_role("button", name="Next").first.press("Enter")
    assert names_in(page) == [f"sweep-{number}" for number in best[100:200]]
    assert "page=2" in page.url
    page.reload()
    page.wait_for_function(LOADED)
    assert names_in(page) == [f"sweep-{number}" for number in best[100:200]]
    page.locator("#filter").fill("sweep-99")
    assert page.locator("#shown").text_content() == "111 of 10,000 runs"
    assert len(names_in(page)) == 100
    page.get_by_role("button", name="Last").last.click()
    assert len(names_in(page)) == 11
    assert page.locator(".pager .place").first.text_content() == "101–111 of 111"


def test_cards_come_on_demand_with_their_pictures(index):
    page = index()
    assert page.locator(".run, img").count() == 0
    page.get_by_label("Cards").check()
    assert page.locator(".run").count() == 24
    page.wait_for_function("() => document.querySelector('.flow').naturalWidth === 40")
    for run in ("sweep-3", "sweep-5"):
        page.get_by_label(f"Compare {run}", exact=True).check()
    page.get_by_role("button", name="See them side by side").click()
    assert page.evaluate("document.activeElement.id") == "comparison"
    table = page.locator("#comparison table")
    assert table.locator("tr", has_text="Seed").locator("th, td").all_text_contents()[:3] == [
        "Seed",
        "3",
        "5",
    ]
    assert page.locator("#comparison .flow").count() == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["table", "cards"])
def test_axe_finds_nothing_and_nothing_is_cut(index, view, scheme):
    page = index(f"#view={view}&compare=sweep-1&compare=sweep-2", width=390, height=844)
    page.emulate_media(color_scheme=scheme)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_without_scripts_each_run_is_there(chromium, site):
    context = chromium.new_context(java_script_enabled=False)
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    assert page.get_by_role("link", name="sweep-9999", exact=True).count() == 1
    assert not page.locator("#filter").is_visible()
    context.close()
