"""A clean run on one core, in another folder, its results on another disk: the same bytes."""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from builders.project import ROOT, Project, copy_project

pytestmark = pytest.mark.slow


def run_on_one_core(folder, results_dir):
    """Run the tiny config whose processes find one core in the machine, which libraries go by."""
    project = copy_project(folder)
    shutil.copy(ROOT / "tests/workflow/tiny/config.yaml", folder / "tiny.yaml")
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[:1])
    try:
        return project.snakemake(
            *("--configfile", "tiny.yaml", "--config", f"results_dir={results_dir}"), cores=1
        )
    finally:
        os.sched_setaffinity(0, allowed)


@pytest.fixture
def other_disk(tmp_path):
    with TemporaryDirectory(dir="/dev/shm") as folder:
        assert os.stat(folder).st_dev != os.stat(tmp_path).st_dev
        yield Project(Path(folder))


def test_one_core_and_two_give_the_same_bytes(tiny, tmp_path, other_disk):
    process = run_on_one_core(tmp_path, other_disk.folder / "results")
    assert process.returncode == 0, process.stderr
    one, two = other_disk.contents(), tiny.contents()
    assert len(one) > 100
    assert {name for name in one if one[name] != two.get(name)} == set()
    assert one.keys() == two.keys()
