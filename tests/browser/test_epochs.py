"""How a network came to be: the slider over kept epochs, what it moves, where it is kept."""

import re
from urllib.parse import parse_qs

import numpy as np
import pytest

from builders.browser import violations
from builders.made_explored import explored_page
from builders.made_followed import EPOCHS, write_learning
from builders.made_run import small_run
from chemins.base.files import write_text
from chemins.results import tables

pytestmark = pytest.mark.slow

LAST = EPOCHS[-1]
HIGH = 2400  # pixels of a window that shows all maps: what nobody sees is painted later
SOME = np.arange(0, 60, 4)
NOW = "() => document.getElementById('epoch').ariaValueText"
NODES = """() => [...document.querySelectorAll(".node")].map((node) =>
    [node.dataset.stage, node.dataset.value, parseFloat(node.style.height)])"""
SEEN = """() => Object.fromEntries([
    ["flow", document.querySelector("#flow canvas.base").toDataURL()],
    ...[...document.querySelectorAll(".embedding")].map((map) =>
        [map.dataset.layer, map.querySelector("canvas.points").toDataURL()])])"""
# An epoch is chosen, and what is seen in the same breath: before any frame.
CHOSEN = f"""(place) => {{
    const slider = document.getElementById("epoch");
    slider.value = place;
    for (const kind of ["input", "change"]) slider.dispatchEvent(new Event(kind));
    return ({NODES})();
}}"""
PRESSED = "() => document.querySelector('.play').ariaPressed"


def made_page(folder, run, followed=None):
    """A page's file, and its tables."""
    learnt = write_learning(folder, run, followed)
    # Its figures were never drawn; a page whose pictures are missing would say so.
    html = re.sub(r"<img [^>]*>", "", explored_page(run, learnt))
    file = folder / "site/1v7.html"
    write_text(file, html)
    return file, learnt


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return made_page(tmp_path_factory.mktemp("learnt"), small_run())


@pytest.fixture(scope="module")
def file(made):
    return made[0].as_uri()


@pytest.fixture(scope="module")
def paths(made):
    """The columns of the paths while it learned."""
    schema = tables.learning_paths_schema(["hidden_1", "output"])
    return tables.read_columns(made[1]["learning_paths"][0], schema)


def go(page, epoch):
    """With the slider; until nothing moves."""
    page.evaluate(CHOSEN, EPOCHS.index(epoch))
    rested(page, epoch)


def rested(page, epoch):
    page.wait_for_function(
        "(epoch) => document.getElementById('epochs').dataset.shown === epoch", arg=str(epoch)
    )


def kept(page):
    """The epoch that the address says, once it is written."""
    page.evaluate("() => new Promise((done) => setTimeout(done, 400))")
    return parse_qs(page.url.partition("#")[2]).get("epoch")


def test_flow_and_maps_go_where_the_images_were(opened, file, paths):
    page = opened(file, height=HIGH)
    end, heights = page.evaluate(SEEN), page.evaluate(NODES)
    go(page, 0)
    start = page.evaluate(SEEN)
    assert {name for name in end if end[name] != start[name]} == {"flow", "hidden_1", "output"}
    assert page.evaluate(NOW) == f"epoch 0 of {LAST}"
    then = paths["epoch"] == 0
    labels = sum(height for stage, _, height in heights if stage == "label")
    for stage, value, height in page.evaluate(NODES):
        column = paths["prediction" if stage == "prediction" else stage]
        expected = np.sum(column[then] == int(value)) * labels / np.sum(then)
        assert height == pytest.approx(max(expected, 1), abs=0.6)
    # And back: to the pixel what it was.
    go(page, LAST)
    assert page.evaluate(SEEN) == end
    assert page.evaluate(NODES) == heights


def test_play_reaches_the_end_and_stops_and_is_one_step(opened, file):
    page = opened(f"{file}#color=role")
    go(page, 1)
    assert kept(page) == ["1"]
    play = page.locator(".play")
    play.focus()
    page.keyboard.press("Space")
    assert page.evaluate(PRESSED) == "true"
    # Its name stays: that it is pressed says the rest.
    assert play.text_content() == "Play"
    page.wait_for_function("() => document.querySelector('.play').ariaPressed === 'false'")
    rested(page, LAST)
    assert page.evaluate(NOW) == f"epoch {LAST} of {LAST}"
    assert kept(page) is None
    page.go_back()
    rested(page, 1)

    # From the end it begins anew; what is chosen meanwhile stops it, there.
    go(page, LAST)
    play.click()
    page.wait_for_function("() => Number(document.getElementById('epoch').value) === 1")
    go(page, 3)
    assert page.evaluate(PRESSED) == "false"
    assert kept(page) == ["3"]
    page.go_back()
    rested(page, LAST)


def test_nothing_moves_where_that_is_asked_for(opened, file):
    page = opened(file)
    end = page.evaluate(NODES)
    assert page.evaluate(CHOSEN, 0) == end
    rested(page, 0)
    start = page.evaluate(NODES)
    assert start != end
    go(page, LAST)
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(CHOSEN, 0) == start
    assert page.evaluate("() => document.getElementById('epochs').dataset.shown") == "0"


def test_in_between_there_is_some_of_both(opened, file):
    page = opened(file)
    end = page.evaluate(NODES)
    go(page, 0)
    start = page.evaluate(NODES)
    page.evaluate(CHOSEN, len(EPOCHS) - 1)
    page.wait_for_function(
        """(start) => document.getElementById("epochs").dataset.shown === "" &&
            [...document.querySelectorAll(".node")].some((node, i) =>
                parseFloat(node.style.height) !== start[i])""",
        arg=[height for *_, height in start],
    )
    between = page.evaluate(NODES)
    for (*node, first), (*same, height), (*_, last) in zip(start, between, end, strict=True):
        assert node == same
        assert min(first, last) - 0.01 <= height <= max(first, last) + 0.01


def test_keys_and_the_curves_choose_epochs(opened, file):
    page = opened(file)
    slider = page.locator("#epoch")
    slider.focus()
    for key, epoch in (("ArrowLeft", 3), ("Home", 0), ("ArrowUp", 1), ("End", LAST)):
        page.keyboard.press(key)
        assert page.evaluate(NOW) == f"epoch {epoch} of {LAST}"
    box = page.locator("#epochs input").bounding_box()
    page.mouse.click(
        box["x"] + 8 + (box["width"] - 16) / 3,
        page.locator("#epochs .curves").bounding_box()["y"] + 9,
    )
    rested(page, 1)
    assert page.evaluate("() => document.activeElement.id") == "epoch"
    assert page.locator("#epochs output").text_content().startswith(f"epoch 1 of {LAST}")


def test_the_address_keeps_the_epoch(opened, file):
    page = opened(f"{file}#epoch=1&flow=all")
    rested(page, 1)
    assert page.locator("#epoch").input_value() == "1"
    go(page, 3)
    assert kept(page) == ["3"]
    page.go_back()
    rested(page, 1)
    page.go_forward()
    rested(page, 3)
    # Among the views that are kept, each is of its epoch.
    page.locator("#views").click()
    page.locator("#view-name").fill("Third")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    go(page, LAST)
    page.locator("#views").click()
    page.get_by_role("button", name="Third", exact=True).click()
    rested(page, 3)


def test_what_is_dragged_over_is_one_step(opened, file):
    page = opened(f"{file}#epoch=1")
    rested(page, 1)
    box = page.locator("#epoch").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8 + (box["width"] - 16) / 3, middle)
    page.mouse.down()
    for place, epoch in ((2, 3), (3, LAST)):
        page.mouse.move(box["x"] + 8 + (box["width"] - 16) * place / 3, middle)
        rested(page, epoch)
        assert kept(page) == ["1"]
    page.mouse.up()
    assert kept(page) is None
    page.go_back()
    rested(page, 1)


def test_an_epoch_that_was_not_kept_is_said(opened, file):
    page = opened(f"{file}#epoch=2")
    assert page.evaluate(NOW) == f"epoch {LAST} of {LAST}"
    assert "epoch" in page.locator("#said").text_content()


def test_a_saved_page_opens_at_its_epoch(opened, file, tmp_path):
    page = opened(file, height=HIGH)
    go(page, 1)
    seen = page.evaluate(SEEN)
    with page.expect_download() as download:
        page.locator("#save-page").click()
    (tmp_path / "saved").mkdir()
    saved = tmp_path / "saved/view.html"
    download.value.save_as(saved)
    assert "epoch-1-of-7" in download.value.suggested_filename
    again = opened(saved.as_uri(), height=HIGH)
    rested(again, 1)
    assert again.evaluate(SEEN) == seen


def test_a_pinned_image_tells_when_it_took_its_final_path(opened, file, paths):
    order = np.unique(paths["sample_id"])
    taken = paths["hidden_1"].reshape(len(EPOCHS), -1)
    row = int(np.flatnonzero((taken[1] != taken[-1]) & (taken[2] == taken[-1]))[0])
    page = opened(f"{file}#epoch=1&pin={order[row]}")
    rested(page, 1)
    card = page.locator("#card dl").inner_text().replace("\n", " ")
    assert "final path from epoch 3 on" in card
    predicted = paths["prediction"].reshape(len(EPOCHS), -1)
    assert f"at epoch 1 {predicted[1][row]}, probability" in card
    assert (
        page.locator("#epochs .pinned").text_content()
        == f"Image {order[row]}: its final path from epoch 3 on."
    )
    ink = page.evaluate("() => document.querySelector('#flow canvas.over').toDataURL()")
    go(page, 3)
    assert page.evaluate("() => document.querySelector('#flow canvas.over').toDataURL()") != ink
    go(page, LAST)
    card = page.locator("#card dl").inner_text().replace("\n", " ")
    assert "final path from epoch 3 on" in card
    assert "at epoch" not in card


def test_a_click_takes_what_is_there_at_that_epoch(opened, file, paths):
    page = opened(f"{file}#epoch=0")
    rested(page, 0)
    page.locator('.node[data-stage="hidden_1"][data-value="2"]').click()
    then = (paths["epoch"] == 0) & (paths["hidden_1"] == 2)
    summary = page.locator("#summary").text_content()
    assert summary.startswith(f"{np.sum(then)} of 60 images selected")
    assert kept(page) == ["0"]
    assert "ids=" in page.url
    # Which stay the same images at every epoch.
    go(page, LAST)
    assert page.locator("#summary").text_content() == summary
    page.keyboard.press("Escape")
    page.locator('.node[data-stage="hidden_1"][data-value="2"]').click()
    kept(page)
    assert "select=hidden_1" in page.url


def test_of_many_images_those_that_are_followed(opened, tmp_path):
    file, _ = made_page(tmp_path, small_run(), SOME)
    page = opened(file.as_uri(), height=HIGH)
    end = page.evaluate(SEEN)
    go(page, 0)
    assert (
        page.locator("#epochs .few")
        .text_content()
        .startswith(f"{len(SOME)} of 60 images followed.")
    )
    page.locator('.node[data-stage="label"]').first.click()
    labels = small_run().paths["label"][SOME]
    assert page.locator("#summary").text_content().startswith(f"{np.sum(labels == 1)} of 60 images")
    page.keyboard.press("Escape")
    go(page, LAST)
    assert page.evaluate(SEEN) == end


def test_on_paper_the_epoch_is_said_and_at_the_end_nothing(opened, file):
    page = opened(f"{file}#epoch=1")
    rested(page, 1)
    page.emulate_media(media="print")
    assert page.locator("#epochs output").is_visible()
    assert page.locator("#epochs").inner_text().startswith(f"epoch 1 of {LAST}")
    assert not page.locator("#epoch").is_visible()
    page.emulate_media(media="screen")
    go(page, LAST)
    page.emulate_media(media="print")
    assert not page.locator("#epochs").is_visible()


def test_a_node_keeps_the_focus_while_it_plays(opened, file):
    page = opened(file)
    page.locator(".play").click()
    page.locator('.node[data-stage="hidden_1"][data-value="1"]').focus()
    rested(page, LAST)
    focused = "() => ({...document.activeElement.dataset})"
    assert page.evaluate(focused) == {"stage": "hidden_1", "value": "1"}


def test_a_saved_picture_says_its_epoch_and_the_csv_none(opened, file):
    page = opened(f"{file}#epoch=1")
    rested(page, 1)
    with page.expect_download() as download:
        page.locator("#flow .saves button").first.click()
    assert download.value.suggested_filename == "1v7-flow-epoch-1-of-7.svg"
    assert f"1v7 · flow · epoch 1 of {LAST}" in download.value.path().read_text()
    with page.expect_download() as download:
        page.locator("#csv").click()
    assert download.value.suggested_filename == "1v7-all.csv"


@pytest.mark.parametrize("width", [390, 1400])
def test_nobody_is_kept_out(opened, file, width):
    page = opened(f"{file}#epoch=1", width=width, height=844)
    rested(page, 1)
    assert violations(page) == []


def test_a_finger_moves_it_on_a_narrow_screen(opened, file):
    page = opened(file, width=390, height=844)
    page.locator("#epoch").scroll_into_view_if_needed()
    box = page.locator("#epoch").bounding_box()
    assert box["height"] >= 24
    touch = page.context.new_cdp_session(page)
    point = {"x": box["x"] + 9, "y": box["y"] + box["height"] / 2}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    rested(page, 0)
    # It stays in view above the maps, and nothing of the page is wider than the screen.
    page.locator(".embedding").nth(1).evaluate("(map) => map.scrollIntoView()")
    assert page.locator("#epochs").bounding_box()["y"] == pytest.approx(0, abs=1)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
