"""Maps, images and pins on the page of a real run, driven with mouse, keys and a finger."""

import json
import re

import duckdb
import numpy as np
import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def file(tiny):
    return (tiny.folder / "results/site/tiny.html").as_uri()


@pytest.fixture
def page(opened, file):
    return opened(file)


def canvas_of(page, place):
    canvas = page.locator(".embedding canvas.over").nth(place)
    canvas.scroll_into_view_if_needed()
    return canvas


def point_on(page, place):
    """A pixel of the screen at which a map shows a point."""
    canvas = canvas_of(page, place)
    box = canvas.bounding_box()
    for across in range(8, 57):
        for down in range(8, 57):
            x, y = box["x"] + box["width"] * across / 64, box["y"] + box["height"] * down / 64
            page.mouse.move(x, y)
            if page.locator("#card canvas").is_visible():
                return x, y
    raise AssertionError("the map has no point")


def pinned(page):
    """The number of the image that the card keeps, or None."""
    if not page.locator("#card.pinned").count():
        return None
    return int(page.locator("#card dd").first.text_content().split(",")[0])


def summary(page):
    return page.locator("#summary").text_content()


def sides(page):
    return page.locator(".embedding .stage").evaluate_all("all => all.map((s) => s.clientHeight)")


def test_maps_are_never_smaller_on_a_larger_screen(opened, file):
    found = [min(sides(opened(file, width=w, height=h))) for w, h in SCREENS]
    assert found == sorted(found)
    assert found[-1] >= 380


SCREENS = [(1280, 720), (1366, 768), (1920, 1080)]


def test_no_map_is_alone_in_a_row(opened, file):
    for width, height in [*SCREENS, (768, 1024)]:
        page = opened(file, width=width, height=height)
        boxes = [m.bounding_box() for m in page.locator(".embedding").all()]
        rows = [round(box["y"]) for box in boxes]
        room = page.locator(".embeddings").bounding_box()["width"]
        for box in boxes:
            assert rows.count(round(box["y"])) > 1 or box["width"] > 0.95 * room


def test_what_is_zoomed_stays_so_when_enlarged(page):
    canvas = canvas_of(page, 1)
    point_on(page, 1)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -600)
    page.keyboard.up("Control")
    before = canvas.bounding_box()
    canvas.focus()
    page.keyboard.press("f")
    large = page.locator(".embedding.large")
    assert large.get_attribute("data-layer") == "hidden_1"
    assert canvas.bounding_box()["width"] > 1.5 * before["width"]
    assert large.locator("[data-large=panel]").get_attribute("aria-pressed") == "true"
    # Magnified still: the whole map shows other pixels.
    zoomed = canvas_shown(page, 1)
    large.get_by_label("Show all of hidden 1").click()
    assert canvas_shown(page, 1) != zoomed
    canvas.dblclick()
    assert page.locator(".embedding.large").count() == 0
    assert canvas.bounding_box()["width"] == before["width"]


def canvas_shown(page, place):
    return page.locator(".embedding canvas.points").nth(place).evaluate("c => c.toDataURL()")


def test_a_map_fills_the_screen(page):
    page.get_by_label("hidden 1 on the whole screen").click()
    page.wait_for_function("() => document.fullscreenElement?.dataset.layer === 'hidden_1'")
    assert page.locator(".embedding").nth(1).bounding_box()["width"] == 1400
    page.get_by_label("hidden 1 on the whole screen").click()
    page.wait_for_function("() => !document.fullscreenElement")


def test_names_and_outlines_are_there_and_can_be_switched_off(page):
    def saved():
        with page.expect_download() as download:
            page.get_by_label("Save tiny hidden 1 as SVG").click()
        return download.value.path().read_text()

    header = json.loads(page.locator("#header").text_content())
    majority = header["layers"][1]["majority"]
    assert any(f">{c}: {label}s</text>" in saved() for c, label in enumerate(majority))
    whole = page.locator("canvas.clusters").nth(1).evaluate("c => c.toDataURL()")
    page.get_by_label("outlines").uncheck()
    page.get_by_label("clusters' names").uncheck()
    assert page.locator("canvas.clusters").nth(1).evaluate("c => c.toDataURL()") != whole
    assert not any(f">{c}: {label}s</text>" in saved() for c, label in enumerate(majority))


def test_a_click_pins_and_leaves_the_selection(page):
    page.locator(".node").first.click()
    selection = summary(page)
    x, y = point_on(page, 1)
    page.mouse.click(x, y)
    first = pinned(page)
    assert first is not None
    assert summary(page) == selection
    assert f"pin={first}" in page.evaluate(
        "new Promise((d) => setTimeout(() => d(location.hash), 400))"
    )
    # The pointer is elsewhere, the card is still that image's.
    page.mouse.move(2, 2)
    assert pinned(page) == first
    page.keyboard.press("Escape")
    assert pinned(page) is None
    assert summary(page) == selection
    page.keyboard.press("Escape")
    assert summary(page) != selection


def test_the_gallery_pins_and_steps_in_its_order(page):
    scroller = page.locator("#gallery .scroller")
    scroller.scroll_into_view_if_needed()
    box = scroller.bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 20)
    ids = page.evaluate("new Promise((d) => setTimeout(() => d(location.hash), 400))")
    first = pinned(page)
    assert ids.endswith(f"pin={first}")
    assert page.locator("#card [data-step='-1']").is_disabled()
    page.locator("#card [data-step='1']").click()
    second = pinned(page)
    assert second > first
    page.locator("#card [data-step='-1']").click()
    assert pinned(page) == first
    page.locator("#card [data-only]").click()
    assert summary(page).startswith("1 of ")
    assert page.locator("#gallery h2").inner_text().startswith("1 image selected")
    page.keyboard.press("Control+z")
    assert "none selected" in summary(page)
    assert pinned(page) == first


def test_a_pin_is_drawn_on_the_flow_and_on_every_map(page):
    over = ["#flow canvas.over", *(f".embedding:nth-child({i + 1}) canvas.over" for i in range(4))]
    shown = "c => c.toDataURL()"
    for place in range(4):
        canvas_of(page, place)
    page.mouse.move(2, 2)
    before = [page.locator(name).evaluate(shown) for name in over]
    x, y = point_on(page, 0)
    page.mouse.click(x, y)
    page.mouse.move(2, 2)
    after = [page.locator(name).evaluate(shown) for name in over]
    assert all(one != other for one, other in zip(before, after, strict=True))


def test_an_address_brings_the_pin(opened, file, page):
    sample = first_id(page)
    assert sample is not None
    other = opened(f"{file}#pin={sample}")
    assert pinned(other) == sample
    wrong = opened(f"{file}#pin=4000000000")
    assert pinned(wrong) is None
    assert "4000000000" in wrong.locator("#said").text_content()


def test_the_nearest_images_of_each_layer_are_those_of_its_activations(page, tiny):
    first = first_id(page)
    labels = page.locator("#near-panel .layer").all_text_contents()
    assert labels == ["pixels", "hidden 1", "hidden 2", "output"]
    expected = nearest_in(tiny.folder / "results/runs/tiny", "network", "hidden_2", first)
    buttons = page.locator("#near-panel .images").nth(2).locator("button")
    told = [re.match(r"Pin image (\d+),", b.get_attribute("aria-label"))[1] for b in buttons.all()]
    assert [int(sample) for sample in told] == expected
    # One under the pointer is lit on the maps; a click pins it.
    over = page.locator(".embedding canvas.over").first
    over.scroll_into_view_if_needed()
    before = over.evaluate("c => c.toDataURL()")
    buttons.first.hover()
    assert over.evaluate("c => c.toDataURL()") != before
    buttons.first.click()
    assert pinned(page) == expected[0]


def nearest_in(run, part, layer, sample):
    """The five images nearest to one, standardised over train samples."""
    rows = duckdb.sql(
        f"select sample_id, role, {layer} from '{run}/activations/{part}/*.parquet' order by 1"
    ).fetchall()
    points = np.array([row[2] for row in rows], np.float64)
    train = points[[row[1] == "train" for row in rows]]
    scale = np.where(train.std(axis=0) > 0, train.std(axis=0), 1)
    points = (points - train.mean(axis=0)) / scale
    ids = np.array([row[0] for row in rows])
    gaps = np.linalg.norm(points - points[ids == sample], axis=1)
    gaps[ids == sample] = np.inf
    return ids[np.argsort(gaps, kind="stable")[:5]].tolist()


def first_id(page):
    page.locator("#gallery .scroller").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    return pinned(page)


def test_a_finger_scrolls_taps_and_draws_only_when_asked(chromium, file):
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(file)
    page.wait_for_function("() => document.documentElement.dataset.images === 'yes'")
    assert page.locator(".embedding .saves button").first.is_visible()
    canvas = canvas_of(page, 1)
    box = canvas.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    before = page.evaluate("scrollY")
    swipe(context, page, middle, -250)
    assert page.evaluate("scrollY") > before + 100
    assert "none selected" in summary(page)

    canvas_of(page, 1)
    tap_until_pinned(page, canvas.bounding_box())
    card = page.locator("#card").bounding_box()
    assert card["y"] + card["height"] == pytest.approx(844, abs=2)
    page.locator("#card [data-unpin]").tap()
    assert pinned(page) is None

    page.locator("#finger-draws").check()
    canvas_of(page, 1)
    before, box = page.evaluate("scrollY"), canvas.bounding_box()
    swipe(context, page, (box["x"] + 200, box["y"] + 320), -250, across=150)
    assert page.evaluate("scrollY") == before
    context.close()


def tap_until_pinned(page, box):
    for across in range(1, 12):
        for down in range(1, 12):
            page.touchscreen.tap(
                box["x"] + box["width"] * across / 12, box["y"] + box["height"] * down / 12
            )
            if pinned(page) is not None:
                return
    raise AssertionError("no point was tapped")


def swipe(context, page, start, down, across=0):
    """A finger from a place, so many pixels on, in steps as a hand's."""
    session = context.new_cdp_session(page)
    x, y = start

    def send(kind, points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", [{"x": x, "y": y}])
    for step in range(1, 11):
        send("touchMove", [{"x": x + across * step / 10, "y": y + down * step / 10}])
    send("touchEnd", [])
    page.wait_for_timeout(400)
