"""Images on the index: one in all its runs, and those that two runs predict differently."""

import json
import re
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pytest

from build_index import build_index
from builders.browser import PATIENCE, READY, violations
from builders.project import copy_of
from chemins.jobs.made import read_record
from chemins.results import tables
from chemins.results.layout import Layout

pytestmark = pytest.mark.slow

LOADED = "() => document.documentElement.classList.contains('scripted')"
OTHER = "other way #2"
LAYERS = ["pixels", "hidden_1", "hidden_2", "output"]


@pytest.fixture(scope="module")
def results(tiny, tmp_path_factory):
    """The tiny project's results, and a run on the images of the first that takes every third for
    what it is not."""
    folder = copy_of(tiny, tmp_path_factory.mktemp("shared") / "à côté").folder / "results"
    layout = Layout(str(folder))
    shutil.copytree(folder / "runs/tiny", folder / "runs" / OTHER)
    shutil.copy(folder / "site/tiny.html", layout.run(OTHER).page)
    schema = tables.paths_schema(LAYERS)
    paths = tables.read_columns(layout.run("tiny").paths, schema)
    third = np.arange(len(paths["label"])) % 3 == 0
    paths["prediction"] = np.where(third, 8 - paths["prediction"], paths["prediction"])
    tables.write(layout.run(OTHER).paths, schema, paths)
    settings = json.loads(read_record(layout.record("build_index")).made_with["settings"])
    settings["runs"][OTHER] = settings["runs"]["tiny"]
    files = [layout.run(run) for run in settings["runs"]]
    build_index(
        settings,
        answers=[of.answers for of in files],
        paths=[of.paths for of in files],
        sample_measures=[of.sample_measures for of in files],
        dataset=next((folder / "data").glob("*.parquet")),
        page=layout.index,
    )
    return folder


@pytest.fixture
def index(opened, results):
    return lambda fragment="", **size: opened(
        (results / "site/index.html").as_uri() + fragment, ready=LOADED, **size
    )


def facts(results, image):
    """What became of an image: run -> label, prediction, probability, path, committed, role."""
    found = {}
    for run in ("tiny", OTHER):
        files = Layout(str(results)).run(run)
        (row,) = duckdb.execute(
            "select p.label, prediction, probability, hidden_1, hidden_2, committed, p.role "
            "from read_parquet($1) p join read_parquet($2) m using (sample_id) "
            "where sample_id = $3",
            [files.paths, files.sample_measures, image],
        ).fetchall()
        label, prediction, probability, first, second, committed, role = row
        verdict = "right" if prediction == label else "wrong"
        found[run] = [
            f"{prediction}, {'never taught its class' if role == 'unseen' else verdict}",
            f"{probability:.2f}",
            f"{first} → {second}",
            committed.replace("_", " "),
            role,
        ]
    return found


def shown(page):
    """The same of the index; where the path is the main one is not asked for."""
    rows = page.locator("#fate tbody tr")
    texts = [row.locator("th, td").all_text_contents() for row in rows.all()]
    return {run: [*cells[:3], *cells[4:]] for run, *cells in texts if run in ("tiny", OTHER)}


def pinned(page):
    return int(page.locator("#card dd").first.text_content().split(",")[0])


def test_a_pinned_image_leads_to_what_became_of_it_in_other_runs(opened, results):
    page = opened((results / "site/tiny.html").as_uri())
    page.locator("#gallery .scroller").scroll_into_view_if_needed()
    page.locator("#gallery .scroller").click(position={"x": 20, "y": 20})
    image = pinned(page)
    page.get_by_role("link", name="in other runs").click()
    page.wait_for_url("**/index.html#pin=*")
    page.locator("#fate tbody tr").first.wait_for()
    assert shown(page) == facts(results, image)
    assert page.locator("#fate-title").text_content().startswith(f"Image {image}, ")
    inked = "(c) => new Set(c.getContext('2d').getImageData(0, 0, 112, 112).data).size"
    assert page.locator("#fate canvas").evaluate(inked) > 2
    page.locator("#fate").get_by_role("link", name=OTHER).click()
    page.wait_for_function(READY)
    assert page.url.endswith(f"other%20way%20%232.html#pin={image}")
    assert pinned(page) == image


def test_each_image_is_told_as_in_the_tables(index, results):
    paths = Layout(str(results)).run("tiny").paths
    page = index()
    for (image,) in duckdb.sql(f"select sample_id from '{paths}'").fetchall()[::4]:
        page.evaluate("(image) => { location.hash = `#pin=${image}`; }", image)
        page.locator("#fate-title", has_text=re.compile(rf"^Image {image}, ")).wait_for()
        assert shown(page) == facts(results, image)


def test_side_by_side_there_are_the_images_that_two_runs_predict_differently(index, results):
    page = index()
    for run in ("tiny", OTHER):
        page.locator(".run", has=page.get_by_role("link", name=run, exact=True)).get_by_label(
            "compare"
        ).check()
    page.locator("#changed li").first.wait_for()
    paths = Layout(str(results)).run("tiny").paths
    ids = [i for (i,) in duckdb.sql(f"select sample_id from '{paths}'").fetchall()]
    links = page.locator("#changed a").evaluate_all("all => all.map((a) => a.ariaLabel)")
    found = [int(re.match(r"Image (\d+)", text)[1]) for text in links]
    assert found == sorted(ids)[::3]
    note = page.locator("#changed .note").text_content()
    assert note.startswith(f"{len(found)} of {len(ids)} images that both have")
    page.locator("#changed a").nth(2).click()
    page.locator("#fate tbody tr").first.wait_for()
    assert page.locator("#fate-title").text_content().startswith(f"Image {found[2]}, ")
    assert page.evaluate("document.activeElement.id") == "fate"
    assert "compare=tiny" in page.url
    page.get_by_role("button", name="Close").click()
    assert not page.locator("#fate").is_visible()
    assert "pin=" not in page.evaluate("location.hash")
    assert page.locator("#changed").is_visible()


def test_an_address_that_pins_opens_on_its_image(index):
    page = index("#pin=4000000000", width=390, height=700)
    page.locator("#fate", has_text="No two of these runs").wait_for()
    assert abs(page.locator("#fate").bounding_box()["y"]) < 60


def test_an_image_of_no_two_runs_is_told_so(index):
    page = index("#pin=4000000000")
    page.locator("#fate", has_text="No two of these runs have image 4000000000.").wait_for()
    assert not page.locator("#fate table").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_opens(index, results, scheme):
    paths = Layout(str(results)).run("tiny").paths
    ((image,),) = duckdb.sql(f"select min(sample_id) from '{paths}'").fetchall()
    page = index(f"#compare=tiny&compare=other+way+%232&pin={image}")
    page.emulate_media(color_scheme=scheme)
    page.locator("#fate tbody tr").first.wait_for()
    page.locator("#changed li").first.wait_for()
    assert violations(page) == []


LETTERS = """all => all.map((text) => {
    const {a} = text.getScreenCTM();
    return a * parseFloat(getComputedStyle(text).fontSize);
})"""


@pytest.mark.parametrize("width", [1366, 390])
def test_a_cards_small_flow_can_be_read(index, width):
    page = index(width=width)
    sizes = page.locator(".small-flow text").evaluate_all(LETTERS)
    assert len(sizes) >= 3 * 4
    assert min(sizes) >= 11
    assert page.locator(".run img").count() == 0


def test_pages_without_their_folder_lead_nowhere_and_say_so(chromium, results, tmp_path):
    for name in ("index.html", "tiny.html"):
        shutil.copy(results / "site" / name, tmp_path)
    page = chromium.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    page.goto((tmp_path / "index.html").as_uri())
    page.get_by_text("This page was moved without its folder").wait_for()
    page.goto((tmp_path / "tiny.html").as_uri())
    page.wait_for_function(READY)
    with page.expect_event("requestfailed") as failed:
        page.locator("#gallery .scroller").click(position={"x": 20, "y": 20})
    assert Path(failed.value.url).suffix == ".png"
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    assert not page.get_by_role("link", name="in other runs").is_visible()
    page.close()


def test_where_its_folder_is_the_index_says_nothing_of_that(index):
    page = index()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert not page.locator("#alone").is_visible()
