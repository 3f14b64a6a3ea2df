"""What a person selects on a real run's page, driven as a person would; held to the tables."""

import re
from collections import Counter

import numpy as np
import pytest

from builders.run_page import LAYER, on_screen, panel, samples_of, selected

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def results(tiny):
    return tiny.folder / "results"


@pytest.fixture
def page(opened, results):
    return opened((results / "site/tiny.html").as_uri())


@pytest.fixture(scope="module")
def samples(results):
    return samples_of(results)


def left_part(pixels):
    """A line between the points' left and right parts where the gap is wide; those left of it."""
    xs = np.sort([x for x, _ in pixels.values()])
    middle = xs[len(xs) // 4 : 3 * len(xs) // 4]
    at = np.argmax(np.diff(middle))
    line = middle[at : at + 2].mean()
    return line, {sample for sample, (x, _) in pixels.items() if x < line}


def lasso(page, canvas, line, modifiers=()):
    """Draw around everything left of a line, as a hand would."""
    box = canvas.bounding_box()
    top, bottom = box["y"] + 2, box["y"] + box["height"] - 2
    corners = [(box["x"] + 2, top), (line, top), (line, bottom), (box["x"] + 2, bottom)]
    for key in modifiers:
        page.keyboard.down(key)
    page.mouse.move(*corners[0])
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*corner, steps=5)
    page.mouse.up()
    for key in modifiers:
        page.keyboard.up(key)


def summary(page):
    return page.locator("#summary").text_content()


def test_a_lasso_selects_the_same_samples_everywhere(page, results, samples):
    canvas = panel(page, LAYER)
    pixels = on_screen(results, LAYER, canvas.bounding_box())
    line, expected = left_part(pixels)
    assert 0 < len(expected) < len(samples)
    lasso(page, canvas, line)

    assert selected(page) == expected
    assert summary(page).startswith(f"{len(expected)} of {len(samples)} images selected")
    assert page.locator("#images-count").text_content() == str(len(expected))
    chosen = [samples[sample] for sample in expected]
    for stage in ("label", "hidden_1", "hidden_2", "prediction"):
        counts = Counter(row[stage] for row in chosen)
        for node in page.locator(f'.node[data-stage="{stage}"]').all():
            value = int(node.get_attribute("data-value"))
            label = node.get_attribute("aria-label")
            assert re.search(r"; (\d+) selected image", label)[1] == str(counts[value])
    paths = Counter(f"{row['hidden_1']} → {row['hidden_2']}" for row in chosen)
    for line in page.locator("#paths tbody tr").all():
        cells = [cell.text_content() for cell in line.locator("td").all()]
        assert cells[4] == str(paths[cells[1]])


def test_shift_adds_and_alt_removes(page, results, samples):
    page.locator('.node[data-stage="label"]').first.click()
    before = selected(page)
    canvas = panel(page, LAYER)
    line, left = left_part(on_screen(results, LAYER, canvas.bounding_box()))
    lasso(page, canvas, line, ["Shift"])
    assert selected(page) == before | left
    page.mouse.wheel(0, -2000)
    canvas = panel(page, LAYER)
    line, left = left_part(on_screen(results, LAYER, canvas.bounding_box()))
    lasso(page, canvas, line, ["Alt"])
    assert selected(page) == before - left


def test_a_box_selects_what_is_in_it(page, results):
    page.get_by_label("box").check()
    canvas = panel(page, LAYER)
    box = canvas.bounding_box()
    line, expected = left_part(on_screen(results, LAYER, box))
    page.mouse.move(box["x"] + 1, box["y"] + 1)
    page.mouse.down()
    page.mouse.move(line, box["y"] + box["height"] - 1, steps=4)
    page.mouse.up()
    assert selected(page) == expected


def test_a_ribbon_marks_the_whole_paths_through_it(page, samples):
    """The ribbon at the top of the first label's node leads to the first cluster it enters."""
    label, cluster = min((row["label"], row["hidden_1"]) for row in samples.values())
    node = page.locator(f'.node[data-stage="label"][data-value="{label}"]').bounding_box()
    page.mouse.move(node["x"] + node["width"] + 2, node["y"] + 2)
    assert page.locator(".tip").is_visible()
    assert page.locator(".tip").text_content().startswith(f"{label}s")
    page.mouse.click(node["x"] + node["width"] + 2, node["y"] + 2)
    expected = {
        sample
        for sample, row in samples.items()
        if (row["label"], row["hidden_1"]) == (label, cluster)
    }
    assert selected(page) == expected
    assert page.locator("#condition-text").input_value() == f"label:{label} hidden_1:{cluster}"


def test_the_address_brings_back_what_was_seen(page, opened, results):
    canvas = panel(page, LAYER)
    line, expected = left_part(on_screen(results, LAYER, canvas.bounding_box()))
    lasso(page, canvas, line)
    page.locator("#color").select_option("cluster hidden_2")
    page.get_by_label("with pixels and output").check()
    page.wait_for_function("() => /select=lasso.*color=.*flow=all/.test(location.hash)")
    other = opened(page.url)
    assert selected(other) == expected
    assert other.locator("#color").input_value() == "cluster hidden_2"
    assert other.locator('.node[data-stage="output"]').count() > 0
    assert other.locator("#legend").text_content() == page.locator("#legend").text_content()


def test_a_link_with_a_condition_opens_its_selection(opened, results, samples):
    address = (results / "site/tiny.html").as_uri() + "#select=correct:no"
    wrong = {s for s, row in samples.items() if row["label"] != row["prediction"]}
    assert selected(opened(address)) == wrong


def test_keys_alone_are_enough(page, samples):
    page.locator(".node").first.focus()
    page.keyboard.press("ArrowRight")
    node = page.locator(".node:focus")
    assert node.get_attribute("data-stage") == "hidden_1"
    value = int(node.get_attribute("data-value"))
    page.keyboard.press("Enter")
    expected = {s for s, row in samples.items() if row["hidden_1"] == value}
    assert selected(page) == expected
    page.keyboard.press("Escape")
    assert summary(page) == f"{len(samples)} images, none selected"
    page.keyboard.press("Control+z")
    assert selected(page) == expected
    page.keyboard.press("Control+Shift+Z")
    assert summary(page) == f"{len(samples)} images, none selected"

    page.locator("#gallery .scroller").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    second = sorted(samples)[1]
    assert f"image {second}," in page.locator('#gallery [aria-live="polite"]').text_content()
    page.keyboard.press("Enter")
    assert f"image{second}, " in page.locator("#card.pinned dl").text_content()
    assert len(selected(page)) == len(samples)
    page.locator("#card [data-only]").focus()
    page.keyboard.press("Enter")
    assert selected(page) == {second}
    page.locator("#gallery .scroller").focus()


def test_a_filter_leaves_out_and_brings_back(page, samples):
    known = {s for s, row in samples.items() if row["role"] != "unseen"}
    assert len(known) < len(samples)
    page.locator("#roles").get_by_label("unseen").uncheck()
    assert selected(page) == known
    page.locator('.node[data-stage="hidden_1"]').first.click()
    assert selected(page) <= known
    assert f"({len(samples) - len(known)} images filtered out)" in summary(page)


def test_a_wrong_condition_says_what_is_right(page):
    field = page.locator("#condition-text")
    field.fill("colour:7")
    page.keyboard.press("Enter")
    told = page.locator("#condition-error")
    assert "NAME:VALUE with one of the names label, prediction" in told.text_content()
    assert told.bounding_box()["y"] >= field.bounding_box()["y"]
    field.fill("1s")
    assert not told.is_visible()
    page.keyboard.press("Enter")
    assert field.input_value() == "label:1"
