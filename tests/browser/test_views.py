"""Views under names, in the page's address, and lessons that go through them."""

from urllib.parse import parse_qsl, urlencode

import pytest

from builders.browser import READY

pytestmark = pytest.mark.slow

# name -> what is seen under it
VIEWS = {
    "All images": "",
    "The 1s": "select=label:1&color=role",
    "Those that go astray, <b>and</b> why": "select=correct:no&flow=all&zoom=hidden_1:3_300_600",
}
FULL = "() => document.fullscreenElement === document.documentElement"


@pytest.fixture(scope="module")
def file(tiny):
    return (tiny.folder / "results/site/tiny.html").as_uri()


def address(file, **parts):
    return f"{file}#{urlencode({**parts, 'views': urlencode(VIEWS)})}"


def quiet(page):
    page.evaluate("() => new Promise((done) => setTimeout(done, 400))")


def views_in(page):
    """The names in the page's address, and what is seen under each."""
    quiet(page)
    parts = dict(parse_qsl(page.url.partition("#")[2]))
    return dict(parse_qsl(parts.get("views", ""), keep_blank_values=True))


def listed(page):
    return page.locator("#view-list .view").all_text_contents()


def summary(page):
    return page.locator("#summary").text_content()


def keep(page, name):
    page.locator("#view-name").fill(name)
    page.keyboard.press("Enter")


def test_views_are_kept_shown_named_moved_and_removed(opened, file):
    page = opened(file)
    page.locator("#views").click()
    keep(page, "Whole")
    page.keyboard.press("Escape")
    page.locator('.node[data-stage="label"]').first.click()
    page.locator("#color").select_option("role")
    chosen = summary(page)
    page.locator("#views").click()
    keep(page, "  Les   7 ")
    keep(page, "")
    assert listed(page) == ["Whole", "Les 7", "View 3"]
    assert page.locator("#views-said").text_content() == "Kept as “View 3”."
    assert list(views_in(page)) == listed(page)

    # Shown, and marked; what is kept under a name that there is, takes its place.
    page.get_by_role("button", name="Whole", exact=True).click()
    assert (summary(page) != chosen, page.locator("#color").input_value()) == (True, "label")
    assert page.locator(".view[aria-current]").all_text_contents() == ["Whole"]
    keep(page, "View 3")
    assert views_in(page)["View 3"] == ""
    page.get_by_role("button", name="Les 7", exact=True).click()
    assert (summary(page), page.locator("#color").input_value()) == (chosen, "role")

    page.get_by_role("button", name="Earlier: Les 7").click()
    assert listed(page) == ["Les 7", "Whole", "View 3"]
    assert page.evaluate("document.activeElement.ariaLabel") == "Later: Les 7"
    page.get_by_role("button", name="Rename: Whole").click()
    page.keyboard.type("Everything")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Rename: View 3").click()
    page.keyboard.type("Les 7")
    page.keyboard.press("Enter")
    assert "is no name, or another view's" in page.locator("#views-said").text_content()
    assert listed(page) == ["Les 7", "Everything", "View 3"]
    page.get_by_role("button", name="Remove: View 3").click()
    assert listed(page) == list(views_in(page)) == ["Les 7", "Everything"]

    # They travel with the address; Escape shuts the panel and nothing else.
    page.keyboard.press("Escape")
    assert not page.locator("#views-panel").is_visible()
    assert summary(page) == chosen
    other = opened(page.url)
    assert summary(other) == chosen
    assert other.locator("#views").text_content() == "Views (2)"
    # Back goes to what was seen; what has been kept since then stays kept.
    page.evaluate("history.go(-1)")
    quiet(page)
    assert summary(page) != chosen
    assert list(views_in(page)) == ["Les 7", "Everything"]


def test_views_that_no_page_keeps_are_left_out_and_told(opened, file):
    wrong = urlencode({"": "pin=3", "a" * 61: "", "good": "color=nonsense"})
    page = opened(f"{file}#{urlencode({'views': wrong, 'lesson': 'yes'})}")
    # A lesson of what is left, whose own oddity is told with the others.
    said = page.locator("#said").text_content()
    assert "“” is no name for one more view" in said
    assert "there is no color “nonsense”" in said
    assert page.locator("#lesson-name").text_content() == "good"
    other = opened(f"{file}#lesson=yes")
    assert "there are none" in other.locator("#said").text_content()
    assert not other.locator(".lesson-bar").is_visible()


def told(page):
    return [page.locator(f"#lesson-{part}").text_content() for part in ("name", "place")]


def test_a_lesson_goes_through_the_views_and_ends(opened, file):
    page = opened(address(file), width=1280, height=720)
    page.locator("#views").click()
    page.get_by_role("button", name="Show as a lesson").click()
    page.wait_for_function(FULL)
    names = list(VIEWS)
    assert told(page) == [names[0], "1 of 3"]
    assert page.locator("#lesson-before").is_disabled()
    for gone in (".toolbar", ".answers", "#paths", "#gallery", "#figures", ".top"):
        assert not page.locator(gone).first.is_visible(), gone
    # All on one screen: the flow and four maps.
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    for part in ("#flow canvas.base", *[f".embedding >> nth={i}" for i in range(4)]):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= 720
        assert box["height"] > 230
    assert page.locator("[aria-live] #lesson-name").count() == 1
    assert page.evaluate("document.activeElement.id") == "lesson-name"

    page.keyboard.press("ArrowRight")
    assert told(page) == [names[1], "2 of 3"]
    assert " × 1;" in summary(page)
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowRight")
    assert told(page) == [names[2], "3 of 3"]
    assert page.locator('.node[data-stage="output"]').count() > 0
    page.locator("#lesson-before").click()
    assert told(page) == [names[1], "2 of 3"]
    page.locator("#lesson-after").click()
    # The button has gone grey under the finger: the focus is not lost with it.
    assert page.evaluate("document.activeElement.id") == "lesson-name"
    quiet(page)
    assert "lesson=3" in page.url
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.fullscreenElement")
    assert page.locator(".toolbar").is_visible()
    assert not page.locator(".lesson-bar").is_visible()
    assert page.evaluate("document.activeElement.id") == "views"
    quiet(page)
    assert "lesson" not in page.url
    page.evaluate("history.go(-1)")
    quiet(page)
    assert told(page) == [names[2], "3 of 3"]


def test_a_link_opens_a_lesson_where_it_says(opened, file):
    page = opened(address(file, lesson="2"))
    assert told(page) == [list(VIEWS)[1], "2 of 3"]
    assert " × 1;" in summary(page)
    assert page.locator("#lesson-screen").is_visible()
    # What is chosen on the way is seen, and stays when it is loaded again.
    page.locator('.node[data-stage="label"]').last.click()
    quiet(page)
    chosen = summary(page)
    assert " × 7;" in chosen
    page.reload()
    page.wait_for_function(READY)
    assert (summary(page), told(page)[1]) == (chosen, "2 of 3")


def test_arrows_are_a_maps_own_where_it_was_reached_by_keys(opened, file):
    page = opened(address(file, lesson="1"))
    canvas = page.locator(".embedding canvas.over").first
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + 3, box["y"] + 3)
    page.keyboard.press("ArrowRight")
    assert told(page)[1] == "2 of 3"
    page.locator("#lesson-end").focus()
    while not canvas.evaluate("canvas => canvas === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert told(page)[1] == "2 of 3"
    page.keyboard.press("PageUp")
    assert told(page)[1] == "1 of 3"


def test_a_lesson_on_a_phone_scrolls_and_keeps_its_buttons(opened, file):
    page = opened(address(file, lesson="1"), width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.evaluate("scrollTo(0, 900)")
    box = page.locator("#lesson-after").bounding_box()
    assert 0 <= box["y"] < 200
    page.locator("#lesson-after").click()
    assert told(page)[1] == "2 of 3"


@pytest.mark.parametrize("media", [{"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_a_lesson_is_seen_in_any_colours(opened, file, media):
    page = opened(address(file, lesson="2"))
    page.emulate_media(reduced_motion="reduce", **media)
    found = page.evaluate("""() => ["#lesson-name", "#lesson-after"].map((id) => {
        const {color, backgroundColor} = getComputedStyle(document.querySelector(id));
        return [color, getComputedStyle(document.querySelector(".lesson-bar")).backgroundColor];
    })""")
    assert all(ink != paper for ink, paper in found)
