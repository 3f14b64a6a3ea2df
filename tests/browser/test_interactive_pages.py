"""The interactive figures in a window: as high as it is, and a way back to the run's page."""

from itertools import pairwise

import pytest
from plotly.offline import get_plotlyjs

from builders.figures import every_figure
from builders.made_run import small_run
from chemins.base.files import write_text
from chemins.figures import interactive

pytestmark = pytest.mark.slow

DRAWN = "() => document.documentElement.dataset.ready === 'yes'"
LOOK = {"width": 180, "dpi": 60, "palette": []}
FILLING = ["flow", "flow-all-layers", "embeddings", "clustering", "interventions", "training"]
BOXES = """(all) => all.map((one) => one.getBoundingClientRect())
    .map(({left, top, bottom}) => [left, top, bottom])"""
HEIGHT = "document.scrollingElement.scrollHeight"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Figures and a page where a results folder has them."""
    results = tmp_path_factory.mktemp("made") / "un été"
    write_text(results / "site/plotly.min.js", get_plotlyjs())
    write_text(results / "site/small run.html", "<p>The run's page</p>")
    for name in [*FILLING, "exceptions"]:
        figure = every_figure(small_run(), LOOK)[name][1]()
        file = results / f"runs/small run/figures/{name}.html"
        interactive.save_html(figure, file, name, "small run")
    return results


def opened_figure(opened, made, name, **size):
    file = made / f"runs/small run/figures/{name}.html"
    return opened(file.as_uri(), ready=DRAWN, above=3, **size)


def drawn(page):
    """The top and the bottom of the figure."""
    box = page.locator(".main-svg").first.bounding_box()
    return box["y"], box["y"] + box["height"]


@pytest.mark.parametrize("name", FILLING)
def test_a_figure_fills_the_window_without_a_scrollbar(opened, made, name):
    page = opened_figure(opened, made, name, width=1366, height=768)
    assert page.evaluate(HEIGHT) == 768
    assert drawn(page)[1] == pytest.approx(768, abs=1)
    assert page.evaluate("document.scrollingElement.scrollWidth") == 1366
    page.set_viewport_size({"width": 1366, "height": 1000})
    page.wait_for_function(
        "() => document.querySelector('.main-svg').getBoundingClientRect().bottom > 990"
    )


def test_the_gaps_of_a_flow_grow_with_it(opened, made):
    """Its nodes lie where they are said to, whatever the height."""
    page = opened_figure(opened, made, "flow", width=1366, height=1000)
    nodes = page.locator(".sankey-node .node-rect").evaluate_all(BOXES)
    first = sorted([top, bottom] for left, top, bottom in nodes if left < 100)
    top, bottom = drawn(page)
    assert len(first) == 3
    assert all(lower[0] > upper[1] + 20 for upper, lower in pairwise(first))
    assert first[0][0] == pytest.approx(top + interactive.MARGIN["t"], abs=2)
    assert first[-1][1] == pytest.approx(bottom - interactive.MARGIN["b"], abs=2)


def test_a_gallery_keeps_its_rows_together(opened, made):
    page = opened_figure(opened, made, "exceptions", width=1366, height=1000)
    top, bottom = drawn(page)
    assert bottom - top < 600


def test_a_figure_leads_back_to_its_run(opened, made):
    page = opened_figure(opened, made, "flow", width=1366, height=768)
    page.get_by_role("link", name="small run").click()
    page.get_by_text("The run's page").wait_for()
    assert page.url == (made / "site/small run.html").as_uri()
