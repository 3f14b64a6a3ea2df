"""Where and from what shell the workflow is started."""

import shutil
from importlib.metadata import distribution

import pytest

from builders.project import copy_project

pytestmark = pytest.mark.slow

ONE_JOB = "results/site/plotly.min.js"  # needs nothing before, and takes a second
ODD = '-100% "of" it\'s $HOME; #é字 & (*) `~ \\n'


def test_a_projects_folder_may_have_any_name_and_the_shell_any_language(tmp_path, monkeypatch):
    (tmp_path / ODD).mkdir()
    project = copy_project(tmp_path / ODD)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PYTHONUTF8", "0")
    process = project.snakemake(ONE_JOB)
    assert process.returncode == 0, process.stderr
    assert "Traceback" not in process.stderr
    assert (project.folder / ONE_JOB).exists()
    (log,) = (project.folder / ".snakemake/log").iterdir()
    assert f"Complete log(s): {log}" in process.stderr
    assert str(project.folder) in process.stderr
    log.read_text(encoding="utf-8")


@pytest.fixture
def modules(tmp_path, monkeypatch):
    """A folder on PYTHONPATH."""
    folder = tmp_path / "modules"
    folder.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


def test_another_chemins_that_is_loaded_before_is_not_used(project, modules):
    (modules / "chemins").mkdir()
    (modules / "chemins/__init__.py").write_text("")
    (modules / "sitecustomize.py").write_text("import chemins\n")
    process = project.snakemake(ONE_JOB)
    assert process.returncode == 0, process.stderr
    assert (project.folder / ONE_JOB).exists()


def test_a_package_that_hides_an_installed_one_is_told_before_anything_is_planned(project, modules):
    """Snakemake has read with it what it has read so far."""
    shutil.copytree(distribution("pyyaml").locate_file("yaml"), modules / "yaml")
    process = project.snakemake("-n", ONE_JOB)
    assert process.returncode == 1
    assert f"chemins: yaml was loaded from {modules}/yaml/__init__.py, which hides" in (
        process.stderr
    )
    assert "Traceback" not in process.stderr
