"""The page of two networks and the same images, in a real browser and against the tables."""

import re
from urllib.parse import quote

import duckdb
import pytest

from builders.browser import PATIENCE, READY, unfold, violations
from builders.compared_pages import OTHER, add_other_run, compare, number
from builders.project import copy_of

pytestmark = pytest.mark.slow

DRAWN = "() => document.documentElement.dataset.ready === 'yes'"


@pytest.fixture(scope="module")
def pair(tiny, tmp_path_factory):
    results = copy_of(tiny, tmp_path_factory.mktemp("compared") / "à côté").folder / "results"
    add_other_run(results, "tiny")
    return compare(results, "tiny")


@pytest.fixture
def page(opened, pair):
    def open_page(fragment="", **size):
        address = f"file://{quote(str(pair.page))}{fragment}"
        return opened(address, ready=DRAWN, above=3, **size)

    return open_page


@pytest.fixture(scope="module")
def told(pair):
    """The images that both have, in the order of their numbers, with both networks' clusters."""
    paths = [f"{pair.results}/runs/{run}/paths.parquet" for run in ("tiny", OTHER)]
    rows = duckdb.execute(
        "select f.*, a.hidden_1 a1, a.hidden_2 a2, b.hidden_1 b1, b.hidden_2 b2 "
        "from read_parquet($1) f join read_parquet($2) a using (sample_id) "
        "join read_parquet($3) b using (sample_id) order by sample_id",
        [pair.fates, *paths],
    )
    names = [column[0] for column in rows.description]
    return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def fragment(page):
    return dict(part.split("=") for part in page.evaluate("location.hash")[1:].split("&") if part)


def shown(page):
    """The numbers of the images that are shown, all of them."""
    while page.locator(".more-images").is_visible():
        page.locator(".more-images").click()
    return sorted(
        map(int, page.locator(".image").evaluate_all("all => all.map((one) => one.dataset.image)"))
    )


def point_at(page, way):
    """Move the pointer to where a ribbon begins, and tell where that is."""
    place = page.locator(f"[data-way='{way}']").evaluate(
        "(path) => { path.scrollIntoView({block: 'center'});"
        "  const {x, y} = path.getPointAtLength(0);"
        "  return new DOMPoint(x + 3, y + 1.5).matrixTransform(path.getScreenCTM()).toJSON(); }"
    )
    page.mouse.move(place["x"], place["y"])
    return place["x"], place["y"]


def ids(rows, holds):
    return [row["sample_id"] for row in rows if holds(row)]


def count_of(page, kind):
    chip = page.locator(".kinds button", has_text=re.compile(f"^{kind}"))
    return int(chip.locator(".count").text_content().replace(",", ""))


def cell(page, i, j):
    return page.locator("#similarity tbody tr").nth(i).locator("button").nth(j)


def test_the_matrix_has_every_pair_of_layers_and_the_control_by_a_switch(page):
    opened = page()
    for network in ("trained", "untrained"):
        opened.locator(f"input[value={network}]").check()
        for i in range(4):
            texts = (
                opened.locator("#similarity tbody tr").nth(i).locator("button").all_text_contents()
            )
            assert texts == [f"{number(network, i, j)['value']:.2f}" for j in range(4)]
    cell(opened, 3, 1).hover()
    readout = opened.locator(".readout").text_content()
    assert readout.startswith(f"output of tiny, hidden 1 of {OTHER}: ")
    assert "as trained 0.70 [0.68,\u00a00.71]" in readout
    assert "untrained 0.66 [0.64,\u00a00.67]" in readout
    assert fragment(opened) == {"network": "untrained"}


def test_a_cell_chooses_its_layers_and_back_takes_it_back(page, told):
    opened = page()
    title = opened.locator("#flow-title")
    assert title.text_content() == f"From hidden 2 of tiny to hidden 2 of {OTHER}"
    cell(opened, 1, 2).click()
    assert title.text_content() == f"From hidden 1 of tiny to hidden 2 of {OTHER}"
    assert cell(opened, 1, 2).get_attribute("aria-pressed") == "true"
    assert fragment(opened) == {"first": "hidden_1"}
    counted = {(r["a1"], r["b2"], r["label"]) for r in told}
    ways = opened.locator(".ribbon").evaluate_all("all => all.map((one) => one.dataset.way)")
    labels = sorted({r["label"] for r in told})
    assert {(a, b, labels.index(label)) for a, b, label in counted} == {
        tuple(map(int, way.split())) for way in ways
    }
    opened.go_back()
    opened.wait_for_function("() => !location.hash")
    assert title.text_content() == f"From hidden 2 of tiny to hidden 2 of {OTHER}"


def test_clusters_that_stand_for_each_other_lie_opposite(page, told):
    """The first layer's are turned about in the other run."""
    opened = page("#first=hidden_1&second=hidden_1")
    most = max(r["a1"] for r in told)
    for value in range(most + 1):
        boxes = [
            opened.locator(f"[data-node='{side} {cluster}'] .bar").bounding_box()
            for side, cluster in ((0, value), (1, most - value))
        ]
        middles = [box["y"] + box["height"] / 2 for box in boxes]
        assert abs(middles[0] - middles[1]) < 1
    assert "100\u00a0%" in opened.locator("#flow .facts").text_content()


def test_a_ribbon_chooses_its_images_and_a_second_press_takes_it_back(page, told):
    opened = page("#first=hidden_1&kind=all")
    one = told[0]
    labels = sorted({r["label"] for r in told})
    way = f"{one['a1']} {one['b2']} {labels.index(one['label'])}"
    own = ids(told, lambda r: all(r[key] == one[key] for key in ("a1", "b2", "label")))
    point_at(opened, way)
    assert f": {len(own)} image" in opened.locator(".tip").text_content()
    opened.mouse.click(*point_at(opened, way))
    assert shown(opened) == own
    assert count_of(opened, "predicted differently") == sum(
        r["first_prediction"] != r["second_prediction"] for r in told if r["sample_id"] in own
    )
    assert opened.locator(".ribbon:not(.off)").count() == 1
    assert opened.locator("#flow .meant").text_content().endswith(f"See {len(own)} images ↓")
    told_of = fragment(opened)
    assert (told_of["from"], told_of["to"]) == (str(one["a1"]), str(one["b2"]))
    opened.mouse.click(*point_at(opened, way))
    assert len(shown(opened)) == len(told)


def test_kinds_labels_and_roles_filter_the_images(page, told):
    opened = page()

    def differ(r):
        return r["first_prediction"] != r["second_prediction"]

    assert shown(opened) == ids(told, lambda r: r["changed"])
    opened.locator(".kinds button", has_text="predicted differently").click()
    assert shown(opened) == ids(told, differ)
    opened.locator("#role").select_option("test")
    assert shown(opened) == ids(told, lambda r: differ(r) and r["role"] == "test")
    label = told[-1]["label"]
    counts = opened.locator(".labels .count").all_text_contents()
    assert sum(map(int, counts)) == sum(r["role"] == "test" for r in told)
    opened.locator(".labels button", has_text=re.compile(rf"^{label}\b")).click()
    narrowed = ids(told, lambda r: differ(r) and r["role"] == "test" and r["label"] == label)
    assert shown(opened) == narrowed
    opened.locator(".kinds button", has_text="wrong, then right").click()
    assert shown(opened) == ids(
        told,
        lambda r: r["first_prediction"] != r["label"] == r["second_prediction"]
        and r["role"] == "test" and r["label"] == label,
    )  # fmt: skip
    opened.locator("#fates .meant button").click()
    assert "label" not in fragment(opened)
    assert opened.locator("#fates .kinds :focus").count() == 1


def test_a_pinned_image_is_told_of_in_both_and_leads_to_its_runs(page, told):
    opened = page("#kind=differently")
    opened.locator(".image").nth(1).click()
    image = int(fragment(opened)["pin"])
    one = next(r for r in told if r["sample_id"] == image)
    card = opened.locator("#both")
    cells = {
        row.locator("th").text_content(): row.locator("td").all_text_contents()
        for row in card.locator("tbody tr").all()
    }
    assert [text.split(",")[0] for text in cells["predicted"]] == [
        str(one["first_prediction"]),
        str(one["second_prediction"]),
    ]
    assert cells["path"] == [f"{one['a1']} → {one['a2']}", f"{one['b1']} → {one['b2']}"]
    assert cells["probability"] == [f"{one[f'{s}_probability']:.2f}" for s in ("first", "second")]
    assert opened.locator("path.pinned-way").count() == 1
    card.get_by_role("link", name=f"in {OTHER}").click()
    opened.wait_for_function(READY)
    assert opened.url.endswith(f"/other%20way%20%232.html#pin={image}")
    assert opened.locator("#card dd").first.text_content().startswith(f"{image},")
    opened.go_back()
    opened.wait_for_function(DRAWN)
    assert opened.locator("#both-title").text_content().startswith(f"Image {image}, ")
    opened.keyboard.press("Escape")
    assert not card.is_visible()
    assert "pin" not in fragment(opened)


def test_an_address_opens_with_what_it_says(page, told):
    said = "network=untrained&first=hidden_1&second=pixels&from=0&label=1&kind=all"
    opened = page(f"#{said}&pin={told[0]['sample_id']}")
    assert cell(opened, 1, 0).get_attribute("aria-pressed") == "true"
    assert opened.locator("input[value=untrained]").is_checked()
    assert opened.locator("[data-node='0 0']").get_attribute("aria-pressed") == "true"
    assert shown(opened) == ids(told, lambda r: r["a1"] == 0 and r["label"] == 1)
    assert opened.locator("#both-title").is_visible()
    opened.keyboard.press("Escape")
    opened.go_back()
    opened.wait_for_function("() => location.hash.includes('pin')")
    written = opened.evaluate("location.hash")
    again = page(written)
    assert again.locator("main").inner_text() == opened.locator("main").inner_text()


def test_what_no_page_writes_is_told(page):
    opened = page("#first=hidden_9&pin=4000000000")
    assert "there is no layer “hidden_9”" in opened.locator("#said").text_content()
    assert not opened.locator("#both").is_visible()


def test_all_can_be_done_by_keys(page):
    opened = page()
    opened.locator("#similarity td button[aria-pressed=true]").focus()
    opened.keyboard.press("ArrowUp")
    opened.keyboard.press("Enter")
    assert fragment(opened)["first"] == "hidden_1"
    opened.locator("#flow svg .node[tabindex='0']").focus()
    opened.keyboard.press("Enter")
    assert fragment(opened)["from"] == opened.evaluate("document.activeElement.dataset.node")[-1]
    opened.keyboard.press("ArrowRight")
    assert opened.evaluate("document.activeElement.dataset.node").startswith("1 ")
    opened.keyboard.press("Space")
    assert "to" in fragment(opened)
    opened.keyboard.press("Escape")
    assert not {"from", "to"} & set(fragment(opened))
    opened.locator(".image[tabindex='0']").focus()
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("Enter")
    second = opened.locator(".image").nth(1)
    assert fragment(opened)["pin"] == second.get_attribute("data-image")
    assert opened.locator("#similarity td button[tabindex='0']").count() == 1


def test_the_flow_as_a_table_counts_the_same_and_chooses(page, told):
    opened = page("#first=hidden_1&kind=all")
    opened.locator("#flow summary").click()
    opened.locator("#flow tbody tr").first.wait_for()
    rows = [row.locator("td").all_text_contents() for row in opened.locator("#flow tbody tr").all()]
    counts = {}
    for r in told:
        counts[r["a1"], r["b2"]] = counts.get((r["a1"], r["b2"]), 0) + 1
    assert {(int(a[-1]), int(b[-1])): int(n) for a, b, _, n, _ in rows} == counts
    opened.locator("#flow tbody button").last.click()
    assert len(shown(opened)) == min(counts.values())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(page, told, scheme, width):
    opened = page(f"#pin={told[0]['sample_id']}", width=width, height=844)
    opened.emulate_media(color_scheme=scheme)
    unfold(opened)
    assert violations(opened) == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_there_are_the_matrix_the_flow_and_the_images(page, told):
    opened = page(f"#pin={told[0]['sample_id']}")
    opened.emulate_media(media="print")
    for selector in ("#similarity td button", ".ribbon", ".labels .chip", ".image", "#both table"):
        assert opened.locator(selector).first.is_visible()
    for selector in ("header nav", "#role", ".kinds", "#both .unpin", "input[name=network]"):
        assert not opened.locator(selector).first.is_visible()


def test_without_its_folder_the_page_says_that_its_links_lead_nowhere(chromium, pair, tmp_path):
    alone = tmp_path / "alone.html"
    with open(pair.page, "rb") as file:
        alone.write_bytes(file.read())
    opened = chromium.new_page()
    opened.set_default_timeout(1000 * PATIENCE)
    opened.goto(alone.as_uri())
    opened.get_by_text("This page was moved without its folder").wait_for()
    opened.close()


def test_where_its_folder_is_it_says_nothing_of_that(page):
    assert not page().locator("#alone").is_visible()
