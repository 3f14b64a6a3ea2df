"""Two networks' page that shows a sample: what its scripts count is what is counted of all."""

import json
import re
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import playwright
import pytest

from builders.made_compared import CONVOLVED, SETTINGS, comparison
from builders.made_numerous import COUNT, SHAPE, numerous
from builders.made_run import LAYERS, write_dataset
from chemins.clusters.paths import main_paths
from chemins.pages import compared_sample as module
from chemins.pages.compare_page import compare_page

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(playwright.__file__).parent / "driver/node"
LIMIT, LABELS = 600, [1, 4, 7]
FOUND = numerous()
FATES = FOUND.fates
FIRST, SECOND = (run.clusters for run in FOUND.runs)
TAUGHT = {side: FATES[f"{side}_role"] != "unseen" for side in ("first", "second")}
BOTH = TAUGHT["first"] & TAUGHT["second"]
RIGHT, CORRECT = (FATES[f"{side}_prediction"] == FATES["label"] for side in ("first", "second"))
LEFT, CAME = (FATES[f"{side}_travels_as"] == FATES["label"] for side in ("first", "second"))
DIFFER = FATES["first_prediction"] != FATES["second_prediction"]
STRAY = BOTH & (LEFT != CAME)
# As the page's kinds, worked out another way.
KINDS = {
    "changed": DIFFER | STRAY,
    "differently": DIFFER,
    "worse": BOTH & RIGHT & ~CORRECT,
    "better": BOTH & ~RIGHT & CORRECT,
    "leaves": STRAY & LEFT,
    "joins": STRAY & CAME,
    "all": np.ones(COUNT, bool),
}
ALL = np.ones(COUNT, bool)
# Address -> the images that are meant, layers of the flow, the images that it is of.
STATES = {
    "": (ALL, ("hidden_1", "dense_1"), ALL),
    "role=test": (FATES["role"] == "test", ("hidden_1", "dense_1"), FATES["role"] == "test"),
    "label=7&kind=worse": (FATES["label"] == 7, ("hidden_1", "dense_1"), ALL),
    "first=pixels&second=conv_1&from=0&to=1&kind=all": (
        (FIRST["pixels"] == 0) & (SECOND["conv_1"] == 1), ("pixels", "conv_1"), ALL,
    ),
    "first=output&from=2&role=unseen": (
        (FIRST["output"] == 2) & (FATES["role"] == "unseen"),
        ("output", "dense_1"), FATES["role"] == "unseen",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "dataset.parquet"
    return write_dataset(path, 2 * COUNT + 10, SHAPE)


def drawn_of(monkeypatch, limit=LIMIT, rows=module.FLOW_ROWS, found=FOUND):
    monkeypatch.setattr(module, "LIMIT", limit)
    monkeypatch.setattr(module, "FLOW_ROWS", rows)
    return module.draw_for_page(found)


def page_of(dataset, found=FOUND):
    return compare_page(SETTINGS, found, dataset, SHAPE, ["r/similarity.png"], "r/site/a/b.html")


def within(html, name):
    found = re.search(rf'<script[^>]* id="{name}">(.*?)</script>', html, re.DOTALL)
    return found and found[1]


def header_of(html):
    return json.loads(within(html, "header"))


def told_by(html, states=STATES):
    """Address -> what the page's scripts say."""
    told = {name: within(html, name) for name in ("columns", "flows")}
    done = subprocess.run(
        [NODE, ROOT / "tests/js/told_compared.js"],
        input=json.dumps(told | {"header": header_of(html), "states": list(states)}),
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def ways(layers, among):
    columns = FIRST[layers[0]], SECOND[layers[1]], FATES["label"]
    rows = zip(*(column[among].tolist() for column in columns), strict=True)
    return sorted([a, b, LABELS.index(c), n] for (a, b, c), n in Counter(rows).items())


def test_every_two_paths_and_every_image_that_changes_fate_are_shown(monkeypatch):
    drawn = drawn_of(monkeypatch, 1_500)
    shown = set(drawn.rows.tolist())
    assert len(shown) == 1_500
    assert drawn.layers == [LAYERS, CONVOLVED]
    assert drawn.every == ("changed", "exception")
    assert set(np.flatnonzero(FATES["changed"] != "")) <= shown
    exception = np.zeros(COUNT, bool)
    for run, side in zip(FOUND.runs, ("first", "second"), strict=True):
        paths = {
            "label": FATES["label"],
            "role": FATES[f"{side}_role"].astype(object),
            **run.clusters,
        }
        main = main_paths(paths, run.stages)
        for row in np.flatnonzero(TAUGHT[side]):
            way = tuple(int(run.clusters[stage][row]) for stage in run.stages)
            exception[row] |= way in {p for c, p in main.items() if c != FATES["label"][row]}
    assert exception.sum() > 50
    assert set(np.flatnonzero(exception)) <= shown
    names = [FIRST[name] for name in LAYERS] + [SECOND[name] for name in CONVOLVED]
    names += [FATES[name] for name in ("role", "label", "first_prediction", "second_prediction")]
    kinds = list(zip(*(column.tolist() for column in names), strict=True))
    assert {kinds[row] for row in shown} == set(kinds)


@pytest.mark.parametrize("state", STATES)
def test_all_that_is_counted_is_counted_of_all_images(monkeypatch, dataset, state):
    drawn_of(monkeypatch)
    monkeypatch.setattr(module, "KINDS", 1)
    html = page_of(dataset)
    assert header_of(html)["count"] == LIMIT
    found = told_by(html)[state]
    chosen, layers, among = STATES[state]
    assert found["odd"] == []
    assert found["counts"] == {kind: f"{np.sum(own & chosen):,}" for kind, own in KINDS.items()}
    assert sorted(found["ways"]) == ways(layers, among)


def test_without_the_table_of_flows_they_are_counted_by_kinds(monkeypatch, dataset):
    drawn_of(monkeypatch, rows=10)
    monkeypatch.setattr(module, "KINDS", 1)
    html = page_of(dataset)
    assert within(html, "flows") is None
    found = told_by(html)
    for state, (_, layers, among) in STATES.items():
        assert sorted(found[state]["ways"]) == ways(layers, among)


@pytest.mark.parametrize(("most", "layers"), [(0.3, [[1], [2]]), (0.001, [[], []])])
def test_of_too_many_kinds_coarser_ones_are_drawn_and_counts_of_clusters_are_estimates(
    monkeypatch, dataset, most, layers
):
    drawn_of(monkeypatch)
    monkeypatch.setattr(module, "KINDS", most)
    html = page_of(dataset)
    assert header_of(html)["drawn"]["layers"] == layers
    found = told_by(html)
    for state, (chosen, layers, among) in STATES.items():
        assert sorted(found[state]["ways"]) == ways(layers, among)  # of the table
        for kind, own in KINDS.items():
            if "from" not in state:
                assert found[state]["counts"][kind] == f"{np.sum(own & chosen):,}"
            else:
                assert found[state]["counts"][kind].startswith("about ")
    none = told_by(html, ["first=output&second=output&from=0&to=1&label=4&kind=better"])
    assert [one["shown"] for one in none.values()] == ["None of the 600 images shown: better."]


def test_the_page_says_what_it_shows(monkeypatch, dataset):
    drawn_of(monkeypatch, 1_500)
    html = page_of(dataset)
    assert '<p class="lead">4,000 images that both networks have.' in html
    assert (
        " 1,500 of the images are shown, drawn evenly path by path, every pair of paths, every "
        "image that changes fate and every exception of either network among them. The flow and "
        "all counts are of all.</p>"
    ) in html
    changed = KINDS["changed"].sum()
    assert re.search(r'pictured">(.*?)<', html)[1] == (
        "All images that change fate have a picture; "
        f"of the {COUNT - changed:,} others {1_500 - changed:,}, evenly taken."
    )
    found = told_by(html, ["kind=joins", "kind=all", "pin=5", "pin=6"])
    assert found["kind=joins"]["shown"] == (
        f"{KINDS['joins'].sum()} images of 4,000 that both networks have: joins."
    )
    assert found["kind=all"]["shown"] == (
        "4,000 images of 4,000 that both networks have: all; 1,500 of them are shown."
    )
    assert found["pin=6"]["odd"] == ["image “6” is not among those shown"]


@pytest.mark.parametrize(
    ("layers", "flows", "told"),
    [
        ([[0, 1, 2], [0, 1, 2, 3]], False, "The flow and all counts are of all."),
        ([[1], [2]], True, "once a cluster is chosen, counts are estimates."),
        ([[], []], False, "All counts are of all; the flow, and counts once a cluster is chosen"),
    ],
)
def test_what_is_not_counted_of_all_is_told(monkeypatch, layers, flows, told):
    drawn = drawn_of(monkeypatch)
    runs = [{"path": [1], "layers": LAYERS}, {"path": [2], "layers": CONVOLVED}]
    header = {"count": 600, "runs": runs, "drawn": {"every": ["exception"], "layers": layers}}
    text = module.sentence(drawn, header | ({"flows": {}} if flows else {}))
    assert told in text
    assert ("every pair of paths" in text) == bool(layers[0])
    assert ", but not every image that changes fate." in text


def test_a_page_of_no_more_than_the_limit_has_all(monkeypatch, dataset):
    assert drawn_of(monkeypatch, COUNT) is None
    found = comparison()
    header = header_of(page_of(dataset, found))
    assert header["count"] == len(found.fates["label"])
    assert {"drawn", "flows"} & header.keys() == set()
    assert {"images", "alike"} & {name for name, _ in header["columns"]} == set()


def test_a_layers_clusters_are_those_of_all_images(monkeypatch, dataset):
    drawn_of(monkeypatch)
    rare = FIRST["hidden_1"].copy()
    rare[np.flatnonzero(FATES["changed"] == "")[:2]] = [9, 7]
    first = replace(FOUND.runs[0], clusters=FIRST | {"hidden_1": rare})
    found = replace(FOUND, runs=[first, FOUND.runs[1]])
    monkeypatch.setattr(module, "KINDS", 0.001)
    layers = header_of(page_of(dataset, found))["runs"][0]["layers"]
    assert [layer["clusters"] for layer in layers] == [3, 10, 3]


def test_networks_of_many_layers_have_room_for_fewer_images():
    def networks(count):
        return [replace(run, layers=[str(i) for i in range(count)]) for run in FOUND.runs]

    assert module.room(networks(4)) == module.room(networks(30)) == 70_000
    assert module.room(networks(150)) * (16 + 4 / 3 * 300) == pytest.approx(8e6, rel=1e-3)
