"""A small atlas from end to end, its table read with DuckDB instead of our own reader."""

import json
import re
import subprocess
from itertools import combinations

import duckdb
import pytest

from builders.crates import entities
from builders.project import ROOT, copy_project
from chemins.results.manifest import CRATE

pytestmark = pytest.mark.slow

CONFIG = """
atlas: {digits: [0, 1, 7], replicates: 2}
defaults:
  per_digit: 20
  test_per_digit: 10
  network: {hidden: [4, 3]}
  training: {epochs: 2, learning_rate: 0.01}
"""
PAGE = (ROOT / "docs/atlas.md").read_text()
ATLAS = ("--configfile", "small.yaml")
PAIRS = ["0v1", "0v7", "1v7"]
FIGURES = {
    f"{name}.{format}"
    for name in ("destinations", "layers", "similarity")
    for format in ("svg", "pdf", "png", "txt")
}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    project = copy_project(tmp_path_factory.mktemp("atlas"))
    (project.folder / "small.yaml").write_text(CONFIG)
    process = project.snakemake(*ATLAS)
    assert process.returncode == 0, process.stderr
    (project.folder / "stdout.txt").write_text(process.stdout)
    return project


def query(project, text):
    path = project.folder / "results/atlas/atlas.parquet"
    return duckdb.sql(text.format(atlas=f"'{path}'")).fetchall()


def test_only_the_atlas_is_made_and_its_page_is_named(finished):
    results = finished.folder / "results"
    names = {path.name for path in results.iterdir()}
    assert names == {"atlas", "data", "site", "made", "logs", "benchmarks", "manifest.json", CRATE}
    assert {path.name for path in (results / "atlas/figures").iterdir()} == FIGURES
    assert [path.name for path in (results / "site").iterdir()] == ["atlas.html"]
    assert "results/site/atlas.html" in (finished.folder / "stdout.txt").read_text()


def test_a_second_call_has_nothing_to_do(finished):
    process = finished.forked(*ATLAS)
    assert process.returncode == 0
    assert "Nothing to be done" in process.stderr


def test_the_docs_example_prints_where_7s_go(finished):
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    process = subprocess.run(
        [finished.folder / ".venv/bin/python", "-c", example.replace("results-atlas", "results")],
        cwd=finished.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    # Of the one pair that was not taught 7s: the shares that go to 0 and to 1.
    assert re.findall(r"│ +(\d) │ +(\d) │ +(\d) │", process.stdout) == [
        ("0", "1", "0"),
        ("0", "1", "1"),
    ]


def test_every_pair_has_every_replicate_and_the_others_unseen(finished):
    found = query(
        finished,
        "select first, second, array_agg(distinct replicate order by replicate), "
        "array_agg(distinct digit order by digit) filter (digit >= 0) "
        "from {atlas} group by all order by all",
    )
    digits = {0, 1, 7}
    assert found == [(a, b, [1, 2], [*(digits - {a, b})]) for a, b in combinations((0, 1, 7), 2)]


def test_shares_of_both_classes_sum_to_one(finished):
    sums = query(
        finished,
        "select sum(value) from {atlas} where measure in ('predicted', 'affinity') "
        "group by first, second, replicate, measure, layer, digit",
    )
    assert len(sums) == 3 * 2 * (1 + 4)  # the prediction, and pixels, two hidden layers, output
    assert all(total == pytest.approx(1) for (total,) in sums)


def test_layers_and_detectors_are_measured(finished):
    layers = query(finished, "select distinct layer from {atlas} where measure = 'ami' order by 1")
    assert layers == [("hidden_1",), ("hidden_2",), ("output",), ("pixels",)]
    ranges = query(
        finished,
        "select measure, min(value) >= 0 and max(value) <= 1 from {atlas} "
        "where measure like 'auroc_%' group by all order by all",
    )
    names = ["energy", "mahalanobis", "max_softmax", "neighbours", "path"]
    assert ranges == [(f"auroc_{name}", True) for name in names]


def test_the_manifest_lists_every_result(finished):
    results = finished.folder / "results"
    listed = set(json.loads((results / "manifest.json").read_text())["files"])
    kept = (results / "atlas", results / "data", results / "site")
    there = {p.relative_to(results) for at in kept for p in at.rglob("*") if p.is_file()}
    assert listed == {str(path) for path in there if "made" not in path.parts}
    assert "There is nothing to prune." in finished.forked("prune", *ATLAS).stderr


def test_the_crate_tells_of_the_atlas_as_of_a_run(finished):
    results = finished.folder / "results"
    graph = entities(json.loads((results / CRATE).read_text()))
    made = {one["@id"] for one in graph["#run-atlas"]["result"]}
    listed = json.loads((results / "manifest.json").read_text())["files"]
    assert made == {name for name in listed if "atlas" in name}
    told = {one["name"]: one.get("value") for one in graph.values() if "value" in one}
    assert (told["digits"], told["replicates"], told["training.epochs"]) == ("[0,1,7]", 2, 2)


def test_one_more_digit_makes_only_pairs_and_what_they_lead_to(finished):
    (finished.folder / "more.yaml").write_text(CONFIG.replace("1, 7]", "1, 4, 7]"))
    jobs = finished.planned("--configfile", "more.yaml")
    rules = {job["rule"] for job in jobs} - {"all"}
    assert rules == {"chart_pair", "draw_atlas", "build_atlas", "write_manifest"}
    # The other digits of every pair are more.
    assert len([job for job in jobs if job["rule"] == "chart_pair"]) == 6


def test_figures_are_drawn_anew_in_another_width_without_training(finished):
    (finished.folder / "wide.yaml").write_text(CONFIG + "figures: {width: 120}\n")
    rules = {job["rule"] for job in finished.planned("--configfile", "wide.yaml")} - {"all"}
    assert rules == {"draw_atlas", "build_atlas", "write_manifest"}


def test_runs_that_are_named_are_made_beside_the_atlas(finished):
    (finished.folder / "both.yaml").write_text(CONFIG + "only: [0v1]\n")
    jobs = finished.planned("--configfile", "both.yaml")
    pages = [path for job in jobs for path in job["output"] if path.endswith(".html")]
    assert {path.split("/")[-1] for path in pages} >= {"0v1.html", "index.html", "atlas.html"}
    assert "chart_pair" not in {job["rule"] for job in jobs}
