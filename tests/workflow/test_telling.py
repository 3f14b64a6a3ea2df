"""What a call says at its start and end, on the results of the tiny config."""

import re
import shlex

import pytest

from builders.project import copy_of

pytestmark = pytest.mark.slow

CONFIG = ("--configfile", "tiny.yaml")


@pytest.fixture(scope="module")
def finished(tiny, tmp_path_factory):
    return copy_of(tiny, tmp_path_factory.mktemp("telling") / "à dire")


def test_a_notices_command_reaches_every_run_it_speaks_of_and_no_other_rule(finished):
    logs = finished.folder / "results/logs"
    for name in ("cluster_layers/tiny-pixels", "embed_layers/tiny-cnn-network"):
        log = logs / f"{name}.log"
        log.write_text(re.sub(r'("scipy": )"[0-9.]+"', r'\1"0.1"', log.read_text()))
    (logs / "dump_pixels/tiny-known.log").write_text('packages: {"numpy": "1.')
    process = finished.forked("-n", *CONFIG, "--config", 'only=["tiny", "tiny-cnn"]')
    assert process.returncode == 0, process.stderr
    (command,) = re.findall("To make them again: (.*)", process.stderr)
    words = shlex.split(command)
    assert words[:3] == ["snakemake", "--cores", "all"]
    assert words[-4:] == [*CONFIG, "--config", 'only=["tiny", "tiny-cnn"]']
    jobs = finished.planned(*words[3:])
    forced = {(job["rule"], *job["wildcards"].values()) for job in jobs}
    runs = ("tiny", "tiny-cnn")
    again = {(rule, run) for rule in ("cluster_layers", "embed_layers") for run in runs}
    assert {found[:2] for found in forced if found[0].endswith("_layers")} == again
    assert not [found for found in forced if found[0] in ("train_model", "dump_pixels")]


def test_a_rules_name_means_all_runs_and_parts(finished):
    jobs = finished.planned(
        *("--forcerun", "cluster_layers", *CONFIG, "--set-resources", "cluster_layers:mem_mb=4321")
    )
    made = [job for job in jobs if job["rule"] == "cluster_layers"]
    whose = [(job["wildcards"]["run"], job["wildcards"]["part"]) for job in made]
    runs = ("tiny", "tiny-cnn")
    assert sorted(whose) == [(run, part) for run in runs for part in ("network", "pixels")]
    assert {job["resources"]["mem_mb"] for job in made} == {4321}


def page_named(stdout):
    return re.findall("Open this page in a browser: (.*)", stdout)


@pytest.mark.parametrize(
    ("arguments", "pages"),
    [
        (["results/site/plotly.min.js", "--forcerun", "write_plotly"], []),
        (["--until", "write_plotly", "--forcerun", "write_plotly"], []),
        (["results/site/tiny.html", "--forcerun", "build_page"], ["results/site/tiny.html"]),
        (["--forcerun", "build_index"], ["results/site/index.html"]),
    ],
    ids=" ".join,
)
def test_a_page_is_named_where_it_was_asked_for(finished, arguments, pages):
    process = finished.snakemake(*arguments, *CONFIG)
    assert process.returncode == 0, process.stderr
    assert page_named(process.stdout) == pages
    assert "What it cost: results/benchmarks/summary.html" in process.stdout


def test_a_page_that_is_not_there_is_not_named(tiny, tmp_path):
    """As where a call only touches, or what makes the index is left out."""
    project = copy_of(tiny, tmp_path / "à toucher")
    (project.folder / "results/site/index.html").unlink()
    (project.folder / "results/manifest.json").unlink()
    arguments = ("--forcerun", "write_plotly", "--omit-from", "build_page")
    process = project.snakemake(*arguments, *CONFIG)
    assert process.returncode == 0, process.stderr
    assert page_named(process.stdout) == []


def test_the_bill_never_decides_what_becomes_of_a_call(finished):
    benchmarks = finished.folder / "results/benchmarks"
    (benchmarks / "fetch_dataset.tsv").write_text("s\tNA")
    (benchmarks / "summary.parquet").unlink(missing_ok=True)
    (benchmarks / "summary.parquet").mkdir()  # what nobody foresaw: no table can be written there
    again = ("results/site/plotly.min.js", "--forcerun", "write_plotly", *CONFIG)
    process = finished.snakemake(*again)
    assert process.returncode == 0, process.stderr
    assert re.search("chemins: there is no bill: .*Is a directory", process.stderr)
    (benchmarks / "summary.parquet").rmdir()
    process = finished.snakemake(*again)
    assert process.returncode == 0, process.stderr
    assert "1 benchmark file (fetch_dataset), whose" in (benchmarks / "summary.html").read_text()
