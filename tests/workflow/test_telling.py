"""What a call says at its start and end, on the results of the tiny config."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from builders.forked import PLUGINS
from builders.project import ROOT, copy_of, environment, jobs_in

pytestmark = pytest.mark.slow

CONFIG = ("--configfile", "tiny.yaml")


@pytest.fixture(scope="module")
def finished(tiny, tmp_path_factory):
    return copy_of(tiny, tmp_path_factory.mktemp("telling") / "à dire")


def test_a_notices_command_reaches_every_run_it_speaks_of_and_no_other(finished):
    logs = finished.folder / "results/logs"
    for name in ("cluster_layers/tiny", "cluster_layers/tiny-cnn", "embed_layers/tiny-cnn"):
        log = logs / f"{name}.log"
        log.write_text(re.sub(r'("scikit-learn": )"[0-9.]+"', r'\1"0.1"', log.read_text()))
    (logs / "dump_pixels/tiny-known.log").write_text('packages: {"numpy": "1.')
    process = finished.forked("-n", *CONFIG, "--config", 'only=["tiny", "tiny-cnn"]')
    assert process.returncode == 0, process.stderr
    (command,) = re.findall("To make them again: (.*)", process.stderr)
    words = shlex.split(command)
    assert words[:3] == ["snakemake", "--cores", "all"]
    assert words[-4:] == [*CONFIG, "--config", 'only=["tiny", "tiny-cnn"]']
    jobs = finished.planned(*words[3:])
    made = {(job["rule"], job["wildcards"].get("run")) for job in jobs}
    assert {("cluster_layers", "tiny"), ("embed_layers.conv_1.conv_2.hidden_1", "tiny-cnn")} < made
    assert ("cluster_layers.conv_1.conv_2.hidden_1", "tiny-cnn") in made
    assert ("embed_layers", "tiny") not in made


def test_the_documented_command_reaches_every_run(finished):
    page = (ROOT / "docs/reruns.md").read_text()
    (command,) = re.findall(r"^ {4}(snakemake .*--list-rules.*)", page, re.MULTILINE)
    call = command.replace("snakemake ", f"snakemake {shlex.join(CONFIG)} ") + " -n --logger jobs"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.run(
        ["sh", "-c", call],
        cwd=finished.folder,
        env={**environment(), "PATH": path, "PYTHONPATH": str(PLUGINS)},
        capture_output=True,
        text=True,
        check=False,
    )
    made = {(job["rule"], job["wildcards"].get("run")) for job in jobs_in(process)}
    assert ("cluster_layers", "tiny") in made
    assert ("cluster_layers.conv_1.conv_2.hidden_1", "tiny-cnn") in made


def test_resources_are_set_name_by_name(finished):
    names = ["cluster_layers", "cluster_layers.conv_1.conv_2.hidden_1"]
    entries = [f"{name}:mem_mb=4321" for name in names]
    jobs = finished.planned("--forcerun", *names, *CONFIG, "--set-resources", *entries)
    asked = {job["rule"]: job["resources"]["mem_mb"] for job in jobs if job["rule"] in names}
    assert asked == dict.fromkeys(names, 4321)


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
