"""Whose each file of a results folder is, where its record lies, and which job a log is of."""

from pathlib import Path

import pytest

from chemins.jobs.shelves import folder_of_log, job_name, record_name, shelf, whose


@pytest.mark.parametrize(
    ("name", "owner", "folder"),
    [
        ("runs/a/paths.parquet", "a", "runs/a/made"),
        ("runs/a/made/join_paths.json", "a", "runs/a/made"),
        ("site/a.html", "a", "runs/a/made"),
        ("site/b.c.html", "b.c", "runs/b.c/made"),
        ("site/index.html", "", "made"),
        ("site/plotly.min.js", "", "made"),
        ("site/plotly.min.html", "plotly.min", "runs/plotly.min/made"),
        ("site/a.html.damaged", "", "made"),
        ("site/atlas.html", "atlas", "atlas/made"),
        ("atlas/pairs/0v1.parquet", "atlas", "atlas/made"),
        ("atlas/made/chart_pair-0v1.json", "atlas", "atlas/made"),
        ("comparisons/a/b/fates.parquet", "a/b", "comparisons/a/b/made"),
        ("comparisons/a/b/figures/x.svg", "a/b", "comparisons/a/b/made"),
        ("comparisons/a/b/made/compare_networks-a-b.json", "a/b", "comparisons/a/b/made"),
        ("site/comparisons/a/b.c.html", "a/b.c", "comparisons/a/b.c/made"),
        ("site/comparisons.html", "comparisons", "runs/comparisons/made"),  # of a run
        ("data/mnist.parquet", "", "made"),
        ("made/write_manifest.json", "", "made"),
        ("manifest.json", "", "made"),
        ("runs", "", "made"),
    ],
)
def test_a_record_lies_with_what_it_is_of(name, owner, folder):
    assert whose(name) == owner
    assert shelf(owner) == folder


def test_a_record_is_named_by_its_rule_and_by_what_tells_it_from_others():
    assert record_name("a", "cluster_layers", "pixels") == "runs/a/made/cluster_layers-pixels.json"
    assert record_name("", "build_index") == "made/build_index.json"


@pytest.mark.parametrize(
    ("name", "job"), [("verify", "verify"), ("join_paths/b.c", "join_paths/b.c")]
)
@pytest.mark.parametrize("folder", ["results", "logs", "a/logs/b"])
def test_a_log_tells_its_folder_and_its_job(folder, name, job):
    assert folder_of_log(f"{folder}/logs/{name}.log") == Path(folder)
    assert job_name(f"logs/{name}.log") == job_name(f"benchmarks/{name}.tsv") == job
