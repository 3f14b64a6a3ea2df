"""Planning and the bill where there are only the packages that docs/containers.md names."""

import re
import subprocess

import pytest

from builders.planning import make_environment
from builders.project import ROOT, copy_of, environment

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def documented():
    """Snakemake, and what the page says that it needs beside it."""
    text = " ".join((ROOT / "docs/containers.md").read_text().split())
    (sentence,) = re.findall(
        "What reads the config and writes the bill needs (.*?) beside it", text
    )
    return ["snakemake", *re.findall(r"`([\w-]+)`", sentence)]


@pytest.fixture(scope="module")
def planned(tiny, documented, tmp_path_factory):
    """A function that runs a Python there, in a copy of finished results."""
    folder = tmp_path_factory.mktemp("planning")
    python = make_environment(folder / "environment", documented)
    project = copy_of(tiny, folder / "copy")

    def run(*arguments):
        command = [python, *arguments]
        return subprocess.run(
            command, cwd=project.folder, env=environment(), capture_output=True, text=True,
            check=False,
        )  # fmt: skip

    return run


@pytest.mark.parametrize("name", ["tensorflow", "keras", "sklearn", "threadpoolctl", "matplotlib"])
def test_the_environment_lacks_what_jobs_need(planned, name):
    assert f"No module named '{name}'" in planned("-c", f"import {name}").stderr


@pytest.mark.parametrize("config", ["tiny.yaml", "config/config.yaml", "config/atlas.yaml"])
def test_snakemake_plans_with_the_documented_packages(planned, config):
    process = planned("-m", "snakemake", "--cores", "1", "-n", "--configfile", config)
    assert process.returncode == 0, process.stdout + process.stderr
    assert "chemins:" not in process.stderr


def test_the_bill_is_written_with_the_documented_packages(planned):
    process = planned("scripts/write_bill.py", "results")
    assert (process.returncode, process.stderr) == (0, "")
    assert process.stdout == "results/benchmarks/summary.html\n"
