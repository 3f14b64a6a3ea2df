"""A page that shows a sample: what its scripts count is what is counted of all images."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import playwright
import pytest

from builders.made_drawn import COUNT, HIDDEN, LIMIT, drawn_of, numerous_run
from builders.made_page import html_of
from chemins.clusters.paths import main_paths
from chemins.pages import explorer, page_sample
from chemins.pages.page_sample import drawn_sentence, odd_images
from chemins.results import tables

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(playwright.__file__).parent / "driver/node"
RUN = numerous_run()
PATHS = RUN.paths
WRONG = PATHS["prediction"] != PATHS["label"]
TRAIN = PATHS["role"] == "train"
MAJORITY = np.array(
    [np.bincount(PATHS["label"][TRAIN & (PATHS["pixels"] == k)]).argmax() for k in range(3)]
)
# Condition -> what of all images it selects.
WHOLE = {
    "label:7": PATHS["label"] == 7,
    "role:test correct:no": (PATHS["role"] == "test") & WRONG,
    "hidden_1:0|2 prediction:1": (PATHS["hidden_1"] != 1) & (PATHS["prediction"] == 1),
    "path:0-0": (PATHS["hidden_1"] == 0) & (PATHS["hidden_2"] == 0),
    "own.pixels:no role:train": (MAJORITY[PATHS["pixels"]] != PATHS["label"]) & TRAIN,
    "committed:never": RUN.sample_measures["committed"] == "never",
}


@pytest.fixture(scope="module")
def drawn():
    return drawn_of(RUN)


@pytest.fixture(scope="module")
def found(drawn):
    """What the page's scripts find."""
    told = {"header": explorer.header(RUN, (), (8, 8, 1), drawn)}
    told |= {"columns": explorer.packed_columns(RUN, drawn)}
    told |= {"conditions": [*WHOLE, "probability<0.6", "exception:yes"]}
    done = subprocess.run(
        [NODE, ROOT / "tests/js/told_drawn.js"],
        input=json.dumps(told), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return told["header"], json.loads(done.stdout)


def test_every_path_and_every_odd_image_is_shown(drawn):
    shown = set(drawn.rows.tolist())
    odd = odd_images(RUN)
    assert drawn.every == ("exception", "wrong")
    for mask in odd.values():
        assert mask.sum() > 0
        assert set(np.flatnonzero(mask)) <= shown
    ways = list(
        zip(*(PATHS[name].tolist() for name in ("label", *HIDDEN, "prediction")), strict=True)
    )
    assert {ways[row] for row in drawn.rows} == set(ways)


def test_odd_images_by_hand():
    odd = odd_images(RUN)
    main = main_paths(PATHS, HIDDEN)
    known = PATHS["role"] != "unseen"
    own = np.column_stack([PATHS[layer] for layer in HIDDEN]).tolist()
    others = [
        any(tuple(path) == way for digit, way in main.items() if digit != label)
        for path, label in zip(own, PATHS["label"].tolist(), strict=True)
    ]
    assert odd["exception"].tolist() == (known & others).tolist()
    assert odd["wrong"].tolist() == (known & WRONG).tolist()


def test_the_flow_and_its_counts_are_of_all(found):
    header, told = found
    flow = header["flows"]["all"]
    assert header["count"] == LIMIT
    assert sum(node[3] for node in flow["nodes"] if node[0] == 2) == COUNT
    assert told["nothing"]["carried"] == [ribbon[4] for ribbon in flow["ribbons"]]
    assert told["nothing"]["summary"] == "700 of 4,000 images shown, none selected"


@pytest.mark.parametrize("condition", WHOLE)
def test_what_takes_kinds_as_wholes_is_counted_of_all(found, drawn, condition):
    header, told = found
    chosen = WHOLE[condition]
    shown = chosen[drawn.rows].sum()
    text = told[condition]["summary"]
    assert text.startswith(f"{chosen.sum():,} of 4,000 images selected, {shown} of them shown: ")
    counts = [f"{n:,} × {d}" for d in (1, 4, 7) if (n := np.sum(PATHS["label"][chosen] == d))]
    assert f": {', '.join(counts)}; " in text
    flow = header["flows"]["all"]
    for node, marked in zip(flow["nodes"], told[condition]["marked"], strict=True):
        stage = flow["stages"][node[0]]["name"]
        assert marked == np.sum(PATHS[stage][chosen] == node[1])
    for ribbon, carried in zip(flow["ribbons"], told[condition]["carried"], strict=True):
        (a, x), (b, y) = (
            (flow["stages"][n[0]]["name"], n[1]) for n in map(flow["nodes"].__getitem__, ribbon[:2])
        )
        own = chosen & (PATHS[a] == x) & (PATHS[b] == y) & (PATHS["label"] == ribbon[2])
        assert carried == pytest.approx(own.sum())
    for path, count, labels in told[condition]["paths"]:
        own = chosen & np.all([PATHS[h] == c for h, c in zip(HIDDEN, path, strict=True)], axis=0)
        assert count == own.sum()
        assert labels == [np.sum(PATHS["label"][own] == digit) for digit in (1, 4, 7)]


def test_a_selection_of_single_images_is_told_of_those_shown(found, drawn):
    _, told = found
    rows = np.round(PATHS["probability"][drawn.rows] * 10_000) < 6_000
    about = float(f"{(drawn.images / drawn.alike)[rows].sum():.2g}")
    start = f"{rows.sum()} of the 700 images shown are selected, for about {about:,.0f} of all: "
    assert told["probability<0.6"]["summary"].startswith(start)
    shown = np.sum(PATHS["label"][drawn.rows][rows] == 7)
    assert f" {shown} × 7; " in told["probability<0.6"]["summary"]


def test_what_is_joined_is_counted_as_long_as_all_of_it_can_be(found):
    _, told = found
    both = np.sum((PATHS["label"] == 1) & (PATHS["hidden_1"] == 0))
    assert told["kept"].startswith(f"{both:,} of 4,000 images selected")
    for name in ("added", "more"):
        assert " of the 700 images shown are selected" in told[name]
    assert told["undone"] == told["kept"]


def test_how_common_a_path_is_is_known_of_all(found, drawn):
    _, told = found
    for place, row in list(enumerate(drawn.rows))[::50]:
        own = PATHS["label"] == PATHS["label"][row]
        same = np.all([PATHS[h] == PATHS[h][row] for h in HIDDEN], axis=0)
        assert told["common"][place] == pytest.approx(np.sum(own & same) / np.sum(own), abs=1e-6)


def test_coarser_kinds_make_fewer_conditions_exact():
    fine = page_sample.exact_names(RUN, drawn_of(RUN))
    assert {"label", "path", "committed", "own.pixels", "output"} <= set(fine)
    assert not {"id", "probability", "depth", "p_value", "path_score"} & set(fine)
    coarse = page_sample.exact_names(RUN, replace(drawn_of(RUN), layers=("hidden_1",)))
    assert "pixels" not in coarse
    assert "committed" not in coarse
    assert page_sample.exact_names(RUN, replace(drawn_of(RUN), layers=())) == ["label", "role"]


def test_the_page_says_what_it_shows(drawn):
    header = explorer.header(RUN, (), (8, 8, 1), drawn)
    assert drawn_sentence(header) == (
        "700 of its 4,000 images are shown, drawn evenly path by path, every path, every exception "
        "and every wrong prediction among them. The flow, the paths and what they count are of all."
    )
    header["drawn"] |= {"every": [], "exact": ["label", "role"]}
    assert drawn_sentence(header) == (
        "700 of its 4,000 images are shown, drawn evenly path by path, but not every exception. "
        "The flow, the paths and what they count are of all."
    )
    assert 'id="drawn"' not in html_of("few")


def test_a_page_of_no_more_than_the_limit_is_as_it_was(monkeypatch):
    assert page_sample.draw_for_page(RUN, "no file is read", odd_images(RUN), []) is None
    found = explorer.header(RUN, (), (8, 8, 1))
    assert "drawn" not in found
    assert {"images", "alike"} & {name for name, _ in found["columns"]} == set()


def test_a_page_has_room_for_fewer_images_that_are_harder_to_compress(monkeypatch, tmp_path):
    monkeypatch.setattr(page_sample, "LIMIT", 1_000)
    monkeypatch.setattr(page_sample, "PAGE_BYTES", 80_000)
    limits, stream = [], np.random.default_rng(1)
    followed = PATHS["sample_id"][[17, 3_999]]
    for name, most in (("plain", 1), ("noise", 256)):
        file, pixels = tmp_path / name, stream.integers(most, size=(COUNT, 64)).astype(np.uint8)
        columns = {"sample_id": PATHS["sample_id"], "split": PATHS["role"], "label": PATHS["label"]}
        meta = {"chemins.shape": "[8, 8, 1]"}
        with tables.vector_writer(file, tables.DATASET, {"pixels": 64}, meta) as write:
            write(columns | {"pixels": pixels})
        drawn = page_sample.draw_for_page(RUN, file, odd_images(RUN), followed)
        assert {17, 3_999} <= set(drawn.rows.tolist())
        limits.append(len(drawn.rows))
    assert 1_000 == limits[0] > limits[1] > 400
