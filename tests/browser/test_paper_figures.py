"""Panels saved as figures for a paper: their size, that all can be read and nothing is cut."""

import re
from itertools import pairwise

import pytest
from PIL import Image

from builders.deep_run import deep_run
from builders.made_explored import explored_page
from builders.wide_runs import ten_classes
from chemins.base.files import write_text

pytestmark = pytest.mark.slow

WIDTHS = (85, 180)
AT_ONCE = 9  # files that Chromium lets a page save within a second, and one less
RUNS = {
    "ten classes": ten_classes,
    "many layers": lambda: deep_run(13),
}
# Texts and shapes of a picture, in its own pixels: the text, left, top, right, bottom, size of
# letters.
FOUND = """() => {
  const root = document.documentElement;
  const {width, height} = root.viewBox.baseVal;
  const own = root.getScreenCTM().inverse();
  const found = (name) => [...document.querySelectorAll(name)].map((part) => {
    const at = own.multiply(part.getScreenCTM()), box = part.getBBox();
    const [left, top] = [box.x + at.e, box.y + at.f];
    const size = Number(part.getAttribute("font-size"));
    return [part.textContent, left, top, left + box.width, top + box.height, size];
  });
  const inside = [...document.querySelectorAll("svg svg text")].map((part) => part.textContent);
  const [texts, shapes] = [found("text").filter(([text]) => text), found("rect, image, circle")];
  return {width, height, inside, texts, shapes};
}"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    for name, run in RUNS.items():
        # Its figures were never drawn; a page whose pictures are missing would say so.
        write_text(folder / f"site/{name}.html", re.sub(r"<img [^>]*>", "", explored_page(run())))
    return folder


def saved(page, label):
    with page.expect_download() as download:
        page.get_by_label(label).click()
    return download.value


def choose(page, width):
    page.get_by_label("Pictures").first.select_option(str(width))


def panels_of(page):
    """Of each panel the label of the button that saves it, without the format."""
    labels = [button.get_attribute("aria-label") for button in page.locator(".saves button").all()]
    return sorted({label.rsplit(" as ", 1)[0] for label in labels})


def overlap(one, other):
    """Whether two boxes share more than a pixel's edge, of which glyphs leave most free."""
    width = min(one[3], other[3]) - max(one[1], other[1])
    height = min(one[4], other[4]) - max(one[2], other[2])
    return width > 1 and height > 3


def check(found, width):
    scale = width / found["width"]
    for box in found["texts"] + found["shapes"]:
        assert box[1] >= -0.5, box
        assert box[2] >= -0.5, box
        assert box[3] <= found["width"] + 0.5, box
        assert box[4] <= found["height"] + 0.5, box
    for place, text in enumerate(found["texts"]):
        assert 7 <= text[5] * scale * 72 / 25.4 <= 8, text
        others = [other for other in found["texts"][:place] if overlap(text, other)]
        assert not others, (text, others)
    assert found["height"] * scale < 225


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("flow", ["hidden", "all"])
@pytest.mark.parametrize("run", RUNS)
def test_figures_can_be_read_and_nothing_leaves_them(opened, chromium, pages, run, flow, width):
    address = (pages / f"site/{run}.html").as_uri() + f"#flow={flow}"
    page = opened(address, width=1366, height=768)
    picture = chromium.new_page()
    panels = [name for name in panels_of(page) if flow == "hidden" or name.endswith(" flow")]
    assert len(panels) == (1 if flow == "all" else 2 + page.locator(".embedding").count())
    for place, name in enumerate(panels):
        if place % AT_ONCE == 0:
            page = opened(address, width=1366, height=768)
            choose(page, width)
        download = saved(page, f"{name} as SVG")
        assert f"-{width}mm." in download.suggested_filename
        file = download.path().with_suffix(".svg")
        download.save_as(file)
        picture.goto(file.as_uri())
        assert f'width="{width}mm"' in file.read_text()[:200]
        found = picture.evaluate(FOUND)
        check(found, width)
        if name.endswith(" flow"):
            ends_are_named(page, found["inside"], flow)
    picture.close()


def ends_are_named(page, texts, flow):
    """Every label and prediction has its name beside it, or the beginning of it."""
    named = page.evaluate("""(flow) => {
      const {stages, nodes} = JSON.parse(document.getElementById("header").textContent).flows[flow];
      const last = stages.length - 1;
      return nodes.filter(([stage]) => stage === 0 || stage === last).map((node) => node[4]);
    }""", flow)  # fmt: skip
    for name in named:
        cut = [text for text in texts if len(text) > 2 and name.startswith(text[:-1])]
        assert name in texts or cut, (name, texts)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_png_has_300_dots_an_inch_and_says_so(opened, pages, width):
    page = opened((pages / "site/ten classes.html").as_uri())
    choose(page, width)
    sizes = []
    for panel in ("flow", "hidden 1"):
        with Image.open(saved(page, f"Save all-digits {panel} as PNG").path()) as image:
            image.load()
            assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
            assert image.width == round(width / 25.4 * 300)
            sizes.append(image.size)
    assert sizes[0] != sizes[1]


def test_one_choice_is_for_all_panels_until_another_is_made(opened, pages):
    page = opened((pages / "site/ten classes.html").as_uri())
    names = []
    for field, width in enumerate((0, 85, 0)):  # above the flow, above the maps
        page.get_by_label("Pictures").nth(field % 2).select_option(str(width))
        for panel in ("flow", "images"):
            names.append(saved(page, f"Save all-digits {panel} as SVG").suggested_filename)
    assert names == [
        *("all-digits-flow.svg", "all-digits-images.svg"),
        *("all-digits-flow-85mm.svg", "all-digits-images-85mm.svg"),
        *("all-digits-flow.svg", "all-digits-images.svg"),
    ]


def test_images_on_a_page_say_of_how_many_they_are(opened, chromium, pages):
    page = opened((pages / "site/ten classes.html").as_uri() + "#color=prediction")
    choose(page, 85)
    text = saved(page, "images as SVG").path().read_text()
    told = re.search(r"the first (\d+) of 600 images", text)
    words = re.findall(r'text-anchor="middle">(\d)</text>', text)
    assert len(words) == int(told[1]) > 100


def test_a_map_keeps_what_is_magnified_in_the_middle(opened, pages):
    page = opened((pages / "site/ten classes.html").as_uri())
    choose(page, 85)
    page.get_by_label("clusters' names").uncheck()
    steps = []
    for _ in range(2):
        page.get_by_label("Magnify hidden 1").click()
        text = saved(page, "hidden 1 as SVG").path().read_text()
        steps.append(re.findall(r'<circle cx="([-\d.]+)" cy="([-\d.]+)"', text))
    middles = [[(float(x) - 200.8, float(y) - 200.8) for x, y in circles] for circles in steps]
    for (x, y), (nearer_x, nearer_y) in list(zip(*middles, strict=True))[:100]:
        assert nearer_x == pytest.approx(1.5 * x, abs=0.3)
        assert nearer_y == pytest.approx(1.5 * y, abs=0.3)
    assert all(one != other for one, other in pairwise(middles))
