"""A page that shows a sample of very many images: what it says of all, and of those."""

from dataclasses import replace

import numpy as np
import pytest

from builders.made_drawn import drawn_of, numerous_page, numerous_run
from chemins.base.files import write_text

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    run = numerous_run()
    drawn = drawn_of(run)
    file = tmp_path_factory.mktemp("drawn") / "results/site/numerous.html"
    write_text(file, numerous_page(run, drawn))
    return run.paths, drawn, file


@pytest.fixture(scope="module")
def billion(tmp_path_factory):
    """A page as if there were 250,000 times as many images."""
    run = numerous_run()
    drawn = drawn_of(run)
    many = replace(drawn, images=drawn.images * 250_000, of=drawn.of * 250_000)
    file = tmp_path_factory.mktemp("billion") / "results/site/numerous.html"
    write_text(file, numerous_page(run, many))
    return file


def text(page, place):
    return " ".join(page.locator(place).text_content().split())


def test_counts_are_of_all_and_pictures_of_those_shown(opened, made):
    paths, drawn, file = made
    page = opened(file.as_uri(), width=1366, height=768)
    assert text(page, "#summary") == "700 of 4,000 images shown, none selected"
    assert text(page, "#drawn").startswith("700 of its 4,000 images are shown, drawn evenly path")
    assert text(page, "#gallery h2") == "700 images shown, of 4,000"
    chips = {one.split()[0]: one.split()[-1] for one in page.locator(".chip").all_inner_texts()}
    assert chips["7"] == f"{np.sum(paths['label'] == 7):,}"
    assert chips["test"] == str(np.sum(paths["role"] == "test"))

    # A node of the flow, and with a filter, of which no condition tells.
    node = page.locator(".node[data-stage=hidden_2][data-value='0']")
    own = paths["hidden_2"] == 0
    node.click()
    assert text(page, "#summary").startswith(f"{own.sum():,} of 4,000 images selected, ")
    shown = own[drawn.rows].sum()
    assert text(page, "#gallery h2") == f"{shown} images shown, of {own.sum():,} selected"
    page.locator("#labels input").first.uncheck()
    node.click()
    kept = own & (paths["label"] != 1)
    of = np.sum(paths["label"] != 1)
    assert text(page, "#summary").startswith(f"{kept.sum()} of {of:,} images selected, ")
    page.locator("#labels input").first.check()

    # The list of paths.
    row = page.locator("#paths tbody tr").first
    cells = row.locator("td").all_inner_texts()
    first = (paths["hidden_1"] == int(cells[1][0])) & (paths["hidden_2"] == int(cells[1][-1]))
    assert cells[2] == f"{first.sum():,}"
    row.locator("button").click()
    assert text(page, "#summary").startswith(f"{first.sum():,} of 4,000 images selected, ")
    assert row.locator(".selected").text_content() == f"{first.sum():,}"


def test_a_lasso_and_a_number_are_told_of_those_shown(opened, made):
    paths, drawn, file = made
    absent = np.setdiff1d(paths["sample_id"], paths["sample_id"][drawn.rows])[0]
    page = opened(f"{file.as_uri()}#pin={absent}")
    assert "is not among those shown" in text(page, "#said")
    canvas = page.locator(".embedding canvas.over").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.locator("input[value=box]").check()
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 2, steps=4)
    page.mouse.up()
    assert " of the 700 images shown are selected, for about " in text(page, "#summary")
    assert text(page, "#gallery h2").endswith(" images selected, of 4,000")
    page.fill("#condition-text", f"id:{absent}")
    page.keyboard.press("Enter")
    assert text(page, "#condition-error") == f"None of the images shown meets id:{absent}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1920, 1366, 1100, 390])
def test_how_many_are_shown_is_told_in_full_and_what_is_selected_moves_nothing(
    opened, billion, width, scheme
):
    page = opened(billion.as_uri(), width=width, height=800)
    page.emulate_media(color_scheme=scheme)
    assert text(page, "#summary") == "700 of 1,000,000,000 images shown, none selected"
    bounds = page.evaluate("""() => {
        const [element, range] = [document.getElementById("summary"), document.createRange()];
        range.selectNodeContents(element);
        return [element, range].map((one) => one.getBoundingClientRect().toJSON());
    }""")
    own, words = bounds
    assert words["left"] >= own["left"]
    assert words["right"] <= own["right"]
    assert words["height"] <= own["height"] + 3  # letters are higher than their lines
    first = "() => document.querySelector('.first').getBoundingClientRect().top + scrollY"
    before = page.evaluate(first)
    page.fill("#condition-text", "hidden_1:0")
    page.keyboard.press("Enter")
    assert " of 1,000,000,000 images selected, " in text(page, "#summary")
    assert abs(page.evaluate(first) - before) < 1
