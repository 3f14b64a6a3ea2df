"""Two clean runs, on one core and on two, in different folders, give the same bytes."""

import os
import shutil

import pytest

from conftest import ROOT, copy_project

pytestmark = pytest.mark.slow


def results_of(folder, cores):
    """path -> digest of everything that a clean run of the tiny config makes.

    Its processes find so many cores in the machine: that, not --cores, is what libraries go by.
    """
    folder.mkdir()
    project = copy_project(folder)
    shutil.copy(ROOT / "tests/workflow/tiny/config.yaml", folder / "tiny.yaml")
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[:cores])
    try:
        process = project.snakemake("--configfile", "tiny.yaml", cores=cores)
    finally:
        os.sched_setaffinity(0, allowed)
    assert process.returncode == 0, process.stderr
    return project.contents()


def test_one_core_and_two_give_the_same_bytes(tmp_path):
    one = results_of(tmp_path / "one", cores=1)
    two = results_of(tmp_path / "un été", cores=2)
    assert len(one) > 100
    assert {name for name in one if one[name] != two.get(name)} == set()
    assert one.keys() == two.keys()
