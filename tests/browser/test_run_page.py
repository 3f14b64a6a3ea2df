"""The explorer of a real run, driven as a person would; compared with the run's tables."""

import csv
import functools
import http.server
import io
import math
import re
import threading
from collections import Counter

import duckdb
import numpy as np
import pytest

pytestmark = pytest.mark.slow

LAYER = "hidden_1"


@pytest.fixture(scope="module")
def results(tiny):
    return tiny.folder / "results"


@pytest.fixture
def page(opened, results):
    return opened((results / "site/tiny.html").as_uri())


@pytest.fixture(scope="module")
def samples(results):
    """sample_id -> the row of the table of paths."""
    rows = duckdb.sql(f"from '{results}/runs/tiny/paths.parquet'")
    return {row[0]: dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()}


def coordinates(results, layer):
    """sample_id -> (x, y) of an embedding."""
    found = duckdb.sql(
        f"select sample_id, x, y from '{results}/runs/tiny/embeddings/*/*.parquet' "
        f"where layer = '{layer}'"
    )
    return {row[0]: row[1:] for row in found.fetchall()}


def on_screen(results, layer, box):
    """sample_id -> the pixel where a point is seen: the whole in the middle, x and y alike."""
    places = coordinates(results, layer)
    points = np.array(list(places.values()))
    low, high = points.min(axis=0), points.max(axis=0)
    side = 0.92 * min(box["width"], box["height"])
    away = (points - (low + high) / 2) / (high - low).max() * [1, -1] * side
    pixels = away + np.array([box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])
    return dict(zip(places, pixels, strict=True))


def panel(page, layer):
    """The canvas of a layer's embedding that takes the pointer."""
    title = layer.replace("_", " ")
    canvas = page.locator(f'.embedding[aria-label="UMAP of {title}"] canvas.over')
    canvas.scroll_into_view_if_needed()
    return canvas


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


def exported(page):
    """The rows of the CSV that the page gives."""
    with page.expect_download() as download:
        page.locator("#csv").click()
    text = download.value.path().read_text()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def selected(page):
    return {int(row["sample_id"]) for row in exported(page)}


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


def test_a_point_under_the_pointer_is_told(page, results, samples):
    canvas = panel(page, "pixels")
    pixels = on_screen(results, "pixels", canvas.bounding_box())
    points = np.array(list(pixels.values()))
    gaps = np.linalg.norm(points[:, None] - points[None], axis=-1) + 1e9 * np.eye(len(points))
    lonely = int(gaps.min(axis=1).argmax())
    sample = samples[list(pixels)[lonely]]
    page.mouse.move(*points[lonely])
    told = page.locator("#card dl").text_content()
    assert f"{sample['sample_id']}, {sample['role']}" in told
    assert f"{sample['prediction']}, probability {sample['probability']:.2f}" in told
    assert f"{sample['hidden_1']} → {sample['hidden_2']}" in told
    share = np.mean(
        [
            (row["hidden_1"], row["hidden_2"]) == (sample["hidden_1"], sample["hidden_2"])
            for row in samples.values()
            if row["label"] == sample["label"]
        ]
    )
    assert f"{round(100 * share)}\N{NO-BREAK SPACE}%" in told or share in (0, 1)


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


def test_everything_that_can_be_used_has_a_name(page):
    unnamed = page.evaluate("""() => [...document.querySelectorAll(
        "button, select, input, a[href], [tabindex], [role=img]")].filter((element) => !(
        element.getAttribute("aria-label") || element.textContent.trim() || element.labels?.length
        || element.querySelector("img[alt]"))).map((element) => element.outerHTML)""")
    assert unnamed == []
    stops = page.locator(".node[tabindex='0']")
    assert stops.count() == 1


def test_a_filter_leaves_out_and_brings_back(page, samples):
    known = {s for s, row in samples.items() if row["role"] != "unseen"}
    assert len(known) < len(samples)
    page.locator("#roles").get_by_label("unseen").uncheck()
    assert selected(page) == known
    page.locator('.node[data-stage="hidden_1"]').first.click()
    assert selected(page) <= known
    assert f"({len(samples) - len(known)} images filtered out)" in summary(page)


@pytest.fixture(scope="module")
def sample_measures(results):
    """sample_id -> the row of the table of sample_measures."""
    rows = duckdb.sql(f"from '{results}/runs/tiny/measures/samples.parquet'")
    return {row[0]: dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()}


def test_the_measures_of_each_sample_is_in_the_csv(page, sample_measures):
    rows = exported(page)
    assert {int(row["sample_id"]) for row in rows} == set(sample_measures)
    path_score = [row["path_score"] for row in sample_measures.values()]
    step = (max(path_score) - min(path_score)) / 65_535
    for row in rows:
        expected = sample_measures[int(row["sample_id"])]
        assert (row["committed"], row["depth"]) == (expected["committed"], expected["depth"])
        assert float(row["path_score"]) == pytest.approx(expected["path_score"], abs=step + 1e-4)
        p_value = float(row["p_value"] or "nan")
        assert p_value == pytest.approx(expected["p_value"], abs=1e-4, nan_ok=True)


def test_a_commitment_layer_colours_and_selects(page, sample_measures):
    layers = {row["committed"] for row in sample_measures.values()}
    page.locator("#color").select_option("committed")
    legend = page.locator("#legend").text_content()
    for layer in layers:
        assert layer.replace("_", " ") in legend
        page.locator("#condition-text").fill(f"committed:{layer}")
        page.keyboard.press("Enter")
        assert selected(page) == {
            s for s, row in sample_measures.items() if row["committed"] == layer
        }


def test_the_lowest_path_score_comes_first(page, sample_measures):
    page.locator("#sort").select_option("path_score")
    page.locator("#gallery .scroller").focus()
    page.keyboard.press("ArrowRight")
    first = min(sample_measures, key=lambda sample: sample_measures[sample]["path_score"])
    told = page.locator("#card dl").text_content()
    assert f"image{first}, " in told
    assert ("p = " in told) != math.isnan(sample_measures[first]["p_value"])


def test_a_clusters_stability_is_told(page, results):
    rows = duckdb.sql(
        f"select toward, value from '{results}/runs/tiny/measures/own.parquet' "
        f"where measure = 'stability' and layer = '{LAYER}'"
    )
    for cluster, stability in rows.fetchall():
        node = page.locator(f'.node[data-stage="{LAYER}"][data-value="{cluster}"]')
        unstable = stability < 0.6
        told = min(stability, 0.59) if unstable else stability
        assert f"stability {told:.2f}" in node.get_attribute("aria-label")
        assert ("unstable" in node.get_attribute("class").split()) == unstable


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


def test_the_csv_says_what_the_table_says(page, samples):
    rows = exported(page)
    assert [int(row["sample_id"]) for row in rows] == sorted(samples)
    for row in rows:
        sample = samples[int(row["sample_id"])]
        for name in ("role", "label", "prediction", "pixels", "hidden_1", "hidden_2", "output"):
            assert row[name] == str(sample[name])
        assert float(row["probability"]) == pytest.approx(sample["probability"], abs=1e-4)


@pytest.mark.parametrize("name", ["flow", "hidden 1", "images"])
def test_a_panel_is_saved_as_a_picture(page, name):
    for format, start in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with page.expect_download() as download:
            page.get_by_label(f"Save tiny {name} as {format}").click()
        content = download.value.path().read_bytes()
        assert content.startswith(start)
        assert len(content) > 2000


def test_a_served_page_is_the_same(opened, results, samples):
    handler = functools.partial(QuietHandler, directory=results)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        page = opened(f"http://127.0.0.1:{server.server_port}/site/tiny.html#select=label:{1}")
        assert selected(page) == {s for s, row in samples.items() if row["label"] == 1}
        server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


# Makes the page believe that its WebGL runs on a GPU.
WITH_GPU = """
    const context = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, wanted) {
        return context.call(this, kind, {...wanted, failIfMajorPerformanceCaveat: false});
    };
    const parameter = WebGLRenderingContext.prototype.getParameter;
    WebGLRenderingContext.prototype.getParameter = function (name) {
        const value = parameter.call(this, name);
        return typeof value === "string" ? "a GPU" : value;
    };
"""
# The colours, seven bits of each part, that an embedding shows at points, given as pixels.
COLORS_AT = """([layer, places]) => {
    const points = document.querySelectorAll(".embedding canvas.points")[layer];
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [points.width, points.height];
    const context = copy.getContext("2d", {willReadFrequently: true});
    context.drawImage(points, 0, 0);
    return places.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data].map((v) => v >> 1));
}"""


def test_with_a_gpu_the_same_is_painted_by_webgl(opened, results, samples):
    address = (results / "site/tiny.html").as_uri() + "#select=role:train"
    plain, with_gpu = opened(address), opened(address, before=WITH_GPU)
    painters = [p.evaluate("document.documentElement.dataset.painter") for p in (plain, with_gpu)]
    assert painters == ["pixels", "webgl"]
    box = panel(plain, "pixels").bounding_box()
    pixels = on_screen(results, "pixels", box | {"x": 0, "y": 0})
    # Of a disc the middle is painted; of points that lie on others, only the last is seen.
    points = np.array(list(pixels.values()))
    gaps = np.linalg.norm(points[:, None] - points[None], axis=-1) + 1e9 * np.eye(len(points))
    alone = [
        np.round(point).tolist()
        for (sample, point), gap in zip(pixels.items(), gaps.min(axis=1), strict=True)
        if gap > 10 and samples[sample]["role"] == "train"
    ]
    assert len(alone) > 3
    seen = [page.evaluate(COLORS_AT, [0, [*alone, [1, 1]]]) for page in (plain, with_gpu)]
    assert seen[0] == seen[1]
    assert len({tuple(color) for color in seen[0]}) > 2


@pytest.mark.parametrize("width", [1366, 768, 390])
def test_nothing_sticks_out_of_the_page(opened, results, width):
    page = opened((results / "site/tiny.html").as_uri(), width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
