"""What a real run's page tells, shows and saves; compared with the run's tables."""

import functools
import http.server
import math
import threading

import duckdb
import numpy as np
import pytest

from builders.run_page import LAYER, exported, on_screen, panel, samples_of, selected

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


def test_everything_that_can_be_used_has_a_name(page):
    unnamed = page.evaluate("""() => [...document.querySelectorAll(
        "button, select, input, a[href], [tabindex], [role=img]")].filter((element) => !(
        element.getAttribute("aria-label") || element.textContent.trim() || element.labels?.length
        || element.querySelector("img[alt]"))).map((element) => element.outerHTML)""")
    assert unnamed == []
    stops = page.locator(".node[tabindex='0']")
    assert stops.count() == 1


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
