"""Back and Forward go through what was seen; how maps are magnified is in the address."""

import pytest

from builders.browser import READY

pytestmark = pytest.mark.slow

ZOOM = "() => new URLSearchParams(location.hash.slice(1)).get('zoom')"


@pytest.fixture(scope="module")
def file(tiny):
    return (tiny.folder / "results/site/tiny.html").as_uri()


@pytest.fixture
def page(opened, file):
    return opened(file)


def summary(page):
    return page.locator("#summary").text_content()


def color(page):
    return page.locator("#color").input_value()


def quiet(page):
    """After the address has followed."""
    page.evaluate("() => new Promise((done) => setTimeout(done, 400))")
    return page.evaluate("[history.length, location.hash]")


def go(page, by):
    page.evaluate("(by) => history.go(by)", by)
    return quiet(page)


def test_back_goes_through_what_was_seen_and_forward_again(page):
    (entries, address), seen = quiet(page), [summary(page)]
    assert address == ""
    for node in (0, 2):
        page.locator(".node").nth(node).click()
        assert quiet(page)[0] == entries + 1
        entries += 1
        seen.append(summary(page))
    assert len(set(seen)) == 3
    page.locator("#color").select_option("role")
    assert quiet(page)[0] == entries + 1
    go(page, -1)
    assert (color(page), summary(page)) == ("label", seen[2])
    go(page, -1)
    assert summary(page) == seen[1]
    assert quiet(page)[0] == entries + 1
    assert go(page, -1)[1] == ""
    assert summary(page) == seen[0]
    go(page, 3)
    assert (color(page), summary(page)) == ("role", seen[2])
    # A new choice after Back takes the place of what was before it.
    go(page, -2)
    page.locator("#roles").get_by_label("train").uncheck()
    assert quiet(page)[0] == entries
    go(page, -1)
    assert page.locator("#roles").get_by_label("train").is_checked()


def test_undo_is_a_step_too_and_back_is_one_that_undo_goes(page):
    page.locator(".node").first.click()
    quiet(page)
    selected = summary(page)
    page.keyboard.press("Control+z")
    assert quiet(page)[1] == ""
    go(page, -1)
    assert summary(page) == selected
    page.keyboard.press("Control+z")
    assert "none selected" in summary(page)
    page.keyboard.press("Control+Shift+z")
    assert summary(page) == selected


def test_back_without_another_selection_is_nothing_to_undo(page):
    page.locator(".node").first.click()
    quiet(page)
    page.locator("#color").select_option("role")
    quiet(page)
    go(page, -1)
    page.keyboard.press("Control+z")
    assert "none selected" in summary(page)
    assert page.locator("#undo").is_disabled()


def test_what_is_no_step_takes_the_place_of_what_is_there(page):
    entries, _ = quiet(page)
    page.locator("#sort").select_option("path_score")
    page.get_by_label("Magnify hidden 1").click()
    page.locator("input[name=tool][value=box]").check()
    found, address = quiet(page)
    assert found == entries
    assert {"sort=path_score", "tool=box"} <= set(address[1:].split("&"))


def test_links_to_places_in_the_page_go_on_working(page):
    page.locator(".node").first.click()
    quiet(page)
    first = summary(page)
    page.evaluate("location.hash = '#figures'")
    quiet(page)
    page.locator(".node").nth(2).click()
    quiet(page)
    second = summary(page)
    assert second != first
    assert go(page, -1)[1] == "#figures"
    assert summary(page) == first
    # Loaded again there, it shows what it did.
    page.reload()
    page.wait_for_function(READY)
    assert (page.evaluate("location.hash"), summary(page)) == ("#figures", first)
    go(page, 1)
    assert summary(page) == second
    assert go(page, -2)[1].startswith("#select=")
    assert summary(page) == first
    go(page, -1)
    assert "none selected" in summary(page)


def test_a_typed_address_is_a_step(page):
    page.locator(".node").first.click()
    quiet(page)
    page.evaluate("location.hash = '#color=role'")
    quiet(page)
    assert "none selected" in summary(page)
    go(page, -1)
    assert (color(page), "none selected" in summary(page)) == ("label", False)


def names_on(page, place):
    canvas = page.locator(".embedding canvas.clusters").nth(place)
    canvas.scroll_into_view_if_needed()
    page.evaluate("() => new Promise((done) => setTimeout(done, 400))")
    return canvas.evaluate("canvas => canvas.toDataURL()")


def test_a_magnified_map_is_so_wherever_its_address_is_opened(page, opened):
    page.get_by_label("Magnify hidden 1").click()
    page.get_by_label("Magnify hidden 1").click()
    canvas = page.locator(".embedding canvas.over").nth(1)
    canvas.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    quiet(page)
    zoom = page.evaluate(ZOOM)
    assert zoom.startswith("hidden_1:2.25_")
    assert float(zoom.split("_")[2]) > 550  # the middle went to the right
    # As it opens, and where the address comes while the page is open.
    first, whole = (opened(address) for address in (page.url, page.url.partition("#")[0]))
    assert names_on(first, 1) != names_on(whole, 1)
    whole.evaluate("(fragment) => { location.hash = fragment; }", page.url.partition("#")[2])
    whole.wait_for_function("() => location.hash.includes('zoom')")
    assert names_on(first, 1) == names_on(whole, 1)
    # Elsewhere there is another size, and the same in the middle; it stays when the window changes.
    small = opened(page.url, width=800, height=700)
    small.locator("#color").select_option("role")
    small.wait_for_function("() => location.hash.includes('color=role')")
    assert small.evaluate(ZOOM) == zoom
    small.set_viewport_size({"width": 1100, "height": 600})
    small.get_by_label("Magnify output").click()
    quiet(small)
    assert small.evaluate(ZOOM).split()[0] == zoom
    small.get_by_label("Show all of hidden 1").click()
    quiet(small)
    assert small.evaluate(ZOOM).startswith("output:1.5_500_500")


def test_what_no_map_can_show_is_told(opened, file):
    page = opened(f"{file}#zoom=hidden_1:99_1_1+gone:2_1_1+output:2_400_400")
    assert "the map hidden_1 cannot be magnified by “99_1_1”; there is no map “gone”" in (
        page.locator("#said").text_content()
    )
    page.locator("#color").select_option("role")
    quiet(page)
    assert page.evaluate(ZOOM) == "output:2_400_400"
