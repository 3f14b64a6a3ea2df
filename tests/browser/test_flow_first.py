"""The picture first: the flow on the first screen, its images, its keys, its table."""

import re

import duckdb
import pytest

pytestmark = pytest.mark.slow

# The boxes of elements: left, top, right, bottom.
BOXES = """(found) => found.map((element) => element.getBoundingClientRect())
    .filter(({width, height}) => width && height)
    .map(({left, top, right, bottom}) => [left, top, right, bottom])"""
# How many pixels of a canvas have a colour, in each of these boxes of the page.
PAINTED = """(canvas, boxes) => {
    const {left, top, width: wide} = canvas.getBoundingClientRect();
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [canvas.width, canvas.height];
    const context = copy.getContext("2d", {willReadFrequently: true});
    context.drawImage(canvas, 0, 0);
    const scale = canvas.width / wide;
    return boxes.map(([x, y, width, height]) => {
        const box = [x - left, y - top, width, height].map((v) => Math.round(v * scale));
        return context.getImageData(...box).data.filter((v, i) => i % 4 === 3 && v).length;
    });
}"""
IMAGES = "() => document.querySelector('#flow canvas.images').dataset.painted === 'yes'"


@pytest.fixture(scope="module")
def address(tiny):
    return (tiny.folder / "results/site/tiny.html").as_uri()


@pytest.fixture(scope="module")
def samples(tiny):
    rows = duckdb.sql(f"from '{tiny.folder}/results/runs/tiny/paths.parquet'")
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]


def box_of(page, selector):
    return page.locator(selector).evaluate_all(BOXES)[0]


def summary(page):
    return page.locator("#summary").text_content()


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720), (1920, 1080)])
def test_the_flow_and_the_answers_beside_it_fill_the_first_screen(opened, address, size):
    width, height = size
    page = opened(address, width=width, height=height)
    left, top, right, bottom = box_of(page, "#flow")
    assert top < 190  # under the line of the epochs, which is 30 high
    assert 0.94 * height < bottom <= height
    assert right - left > 0.6 * width
    beside = box_of(page, ".answers")
    assert beside[0] >= right
    assert [beside[1], beside[3]] == pytest.approx([top, bottom], abs=1)
    node = box_of(page, '.node[data-stage="label"]')
    assert node[3] < bottom


def test_on_a_phone_the_flow_goes_down_and_a_ribbon_of_it_is_chosen(opened, address, samples):
    page = opened(address, width=390, height=844)
    stages = ["label", "hidden_1", "hidden_2", "prediction"]
    tops = [box_of(page, f'.node[data-stage="{stage}"] >> nth=0')[1] for stage in stages]
    assert tops == sorted(set(tops))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert box_of(page, "#flow .stage")[2] <= 390
    label, cluster = min((row["label"], row["hidden_1"]) for row in samples)
    left, _, _, bottom = box_of(page, f'.node[data-stage="label"][data-value="{label}"]')
    page.mouse.click(left + 2, bottom + 2)
    chosen = [row for row in samples if (row["label"], row["hidden_1"]) == (label, cluster)]
    assert summary(page).startswith(f"{len(chosen)} of {len(samples)} ")
    page.locator(".node").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.locator(".node:focus").get_attribute("data-stage") == "hidden_1"


@pytest.mark.parametrize("width", [390, 600, 768, 1280, 1920])
def test_no_name_in_the_flow_lies_over_another_or_over_a_node(opened, address, width):
    page = opened(f"{address}#flow=all", width=width)
    names = page.locator("#flow .node span").evaluate_all(BOXES)
    titles = page.locator("#flow .stage-title").evaluate_all(BOXES)
    nodes = page.locator("#flow .node").evaluate_all(BOXES)
    assert len(names) > 3 or width == 390
    for i, name in enumerate(names):
        assert not [other for other in names[:i] + titles + nodes if overlap(name, other)]
    for i, title in enumerate(titles):
        assert not [other for other in titles[:i] if overlap(title, other)]


def overlap(one, other):
    """Whether two boxes share more than a pixel's edge, of which glyphs leave most free."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width > 1 and height > 3


def test_tall_nodes_carry_images_and_show_them_large(opened, address):
    page = opened(address, width=1366, height=768)
    page.wait_for_function(IMAGES)
    boxes = [node.bounding_box() for node in page.locator("#flow .node").all()]
    beside = [[b["x"] + b["width"], b["y"], 60, max(b["height"], 2)] for b in boxes]
    painted = page.locator("#flow canvas.images").evaluate(PAINTED, beside)
    assert [count > 300 for count in painted] == [box["height"] >= 17 for box in boxes]
    node = page.locator('.node[data-stage="hidden_1"]').first
    node.focus()
    assert page.locator("#flow .tip canvas.large").bounding_box()["width"] > 150


def test_a_claim_far_below_brings_the_flow_into_view_and_keeps_the_focus(opened, address):
    page = opened(address, width=768, height=700)
    page.emulate_media(reduced_motion="reduce")
    page.locator("details.whole").evaluate_all("(all) => all.forEach((one) => (one.open = true))")
    claim = page.locator("a[data-condition]").last
    claim.focus()
    page.keyboard.press("Enter")
    _, top, _, bottom = box_of(page, "#flow")
    toolbar = box_of(page, ".toolbar")
    assert toolbar[3] <= top < 350 < bottom
    assert claim.evaluate("(link) => link === document.activeElement")
    assert "none selected" not in summary(page)


def test_a_link_to_a_selection_opens_with_the_flow_in_view(opened, address):
    page = opened(f"{address}#select=label:1", width=390, height=700)
    _, top, _, bottom = box_of(page, "#flow")
    assert min(bottom, 700) - max(top, 0) >= 0.6 * min(bottom - top, 700)


def test_two_nodes_are_intersected_by_keys(opened, address, samples):
    page = opened(address)
    row = samples[0]
    page.locator(f'.node[data-stage="label"][data-value="{row["label"]}"]').focus()
    page.keyboard.press("Enter")
    page.locator(f'.node[data-stage="hidden_1"][data-value="{row["hidden_1"]}"]').focus()
    page.keyboard.press("Control+Enter")
    both = [s for s in samples if all(s[key] == row[key] for key in ("label", "hidden_1"))]
    assert summary(page).startswith(f"{len(both)} of ")
    told = f"label:{row['label']} hidden_1:{row['hidden_1']}"
    assert page.locator("#condition-text").input_value() == told


def test_the_table_says_how_many_go_from_node_to_node(opened, address, samples):
    page = opened(address)
    page.locator(".flow-table summary").click()
    page.locator(".flow-table tbody tr").first.wait_for()
    rows = {}
    for line in page.locator(".flow-table tbody tr").all():
        cells = [cell.text_content() for cell in line.locator("td").all()]
        rows[cells[0], cells[1]] = cells
    row = samples[0]
    ends = f"label {row['label']}", f"hidden 1, cluster {row['hidden_1']}"
    both = [s for s in samples if all(s[key] == row[key] for key in ("label", "hidden_1"))]
    assert int(rows[ends][2]) == len(both)
    known = [cells for (start, _), cells in rows.items() if start.startswith("label ")]
    assert sum(int(cells[2]) for cells in known) == len(samples)
    page.get_by_label(re.compile(f"from {ends[0]} to {ends[1]}$")).click()
    assert summary(page).startswith(f"{len(both)} of ")
