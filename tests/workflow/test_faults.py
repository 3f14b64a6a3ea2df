"""What happens when something breaks: nothing half-written stays, the next call mends it."""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pytest

from chemins import tables
from conftest import ROOT, Project, copy_project

pytestmark = pytest.mark.slow

TINY = ("--configfile", "tiny.yaml", "--config", 'only=["tiny"]')
RULES = [
    "fetch_dataset",
    "select_samples",
    "train_model",
    "dump_activations",
    "dump_pixels",
    "cluster_pixels",
    "cluster_layers",
    "embed_pixels",
    "embed_layers",
    "place_unseen",
    "join_paths",
    "answer_questions",
    "draw_figures",
    "build_page",
    "build_index",
    "write_manifest",
]


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """One tiny run, finished."""
    project = copy_project(tmp_path_factory.mktemp("faults"))
    shutil.copy(ROOT / "tests/workflow/tiny/config.yaml", project.folder / "tiny.yaml")
    process = project.snakemake(*TINY)
    assert process.returncode == 0, process.stderr
    return project


@pytest.fixture
def copied(finished, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(finished.folder, folder, symlinks=True)
    return Project(folder)


def struck(project, rule, strike):
    """Force a rule, and strike Snakemake's process group when its first job runs."""
    with project.start("--logger", "jobs", *TINY, "--forcerun", rule) as process:
        for line in process.stdout:
            if f'"rule": "{rule}"' in line:
                os.killpg(process.pid, strike)
                break
        process.stdout.read()
    return process.returncode


def finish(project):
    """Run to the end, unlocking first if the last call could not; the lock is explained."""
    process = project.snakemake(*TINY)
    if process.returncode != 0:
        assert "--unlock" in process.stderr
        assert project.snakemake(*TINY, "--unlock").returncode == 0
        process = project.snakemake(*TINY)
    assert process.returncode == 0, process.stderr


@pytest.mark.parametrize("rule", RULES)
def test_a_kill_leaves_nothing_that_the_next_call_takes_for_a_result(finished, copied, rule):
    assert struck(copied, rule, signal.SIGKILL) == -signal.SIGKILL
    finish(copied)
    assert copied.contents() == finished.contents()


@pytest.mark.parametrize("strike", [signal.SIGTERM, signal.SIGINT])
def test_an_interruption_is_mended_by_the_next_call(finished, copied, strike):
    assert struck(copied, "cluster_layers", strike) != 0
    finish(copied)
    assert copied.contents() == finished.contents()


def test_a_layer_that_answers_all_images_alike_is_told(copied):
    config = (copied.folder / "tiny.yaml").read_text()
    (copied.folder / "tiny.yaml").write_text(
        config.replace("learning_rate: 0.01", "learning_rate: 1000000, optimizer: sgd")
    )
    process = copied.snakemake(*TINY)
    assert process.returncode == 0, process.stderr
    run = copied.folder / "results/runs/tiny"
    scores = f"'{run}/clusters/output.scores.parquet'"
    (row,) = duckdb.sql(f"select k, isnan(silhouette), note from {scores} where chosen").fetchall()
    assert row == (1, True, "the fitted samples have only one distinct activation")
    assert "output, K = 1: the fitted samples have only one" in (run / "answers.md").read_text()


def test_activations_that_are_no_numbers_stop_the_job_with_run_and_layer(copied):
    path = copied.folder / "results/runs/tiny/activations/known/hidden_1.parquet"
    columns = tables.read_columns(path, tables.ACTIVATIONS)
    columns["activation"] = np.where(columns["sample_id"][:, np.newaxis] == 500, np.nan, 1.0)
    columns["activation"][7] = np.inf
    tables.write(path, tables.ACTIVATIONS, columns)
    process = copied.snakemake(*TINY)
    assert process.returncode != 0
    assert "chemins: run tiny, layer hidden_1 answers with values that are no finite" in (
        process.stderr
    )
    assert "smaller training.learning_rate" in process.stderr


def test_two_calls_at_once_do_not_both_work(copied):
    with copied.start("--logger", "jobs", *TINY, "--forcerun", "train_model") as first:
        first.stdout.readline()
        second = copied.snakemake(*TINY)
        assert second.returncode != 0
        assert "cannot be locked" in second.stderr
        first.stdout.read()
    assert first.returncode == 0


@pytest.fixture
def small_disk(tmp_path):
    """A file system of two megabytes; mounting needs root."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small file system needs root")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_told_and_leaves_nothing_half_written(project, small_disk):
    (small_disk / "ballast").write_bytes(bytes(1_200_000))
    process = project.snakemake("--config", f"results_dir={small_disk}/results", 'only=["0v1"]')
    assert process.returncode != 0
    assert "No space left on device" in process.stderr
    assert list((small_disk / "results/data").glob("*")) == []


def test_a_read_only_results_folder_is_told(project, small_disk):
    (small_disk / "results").mkdir()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    process = project.snakemake("--config", f"results_dir={small_disk}/results", 'only=["0v1"]')
    assert process.returncode != 0
    assert "Read-only file system" in process.stderr


def test_without_a_home_caches_stay_in_the_project(finished, copied, monkeypatch):
    shutil.rmtree(copied.folder / ".cache")
    monkeypatch.setenv("HOME", "/proc/nobody")
    monkeypatch.setenv("XDG_CACHE_HOME", str(copied.folder / ".cache"))
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(copied.folder / ".cache/numba"))
    process = copied.snakemake(*TINY, "--forcerun", "embed_pixels", "train_model")
    assert process.returncode == 0, process.stderr
    assert copied.contents() == finished.contents()
    caches = {path.name for path in (copied.folder / ".cache").iterdir()}
    assert caches == {"keras", "matplotlib", "numba", "snakemake"}


def test_a_cache_that_cannot_be_written_to_costs_time_only(
    finished, copied, small_disk, monkeypatch
):
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(small_disk))
    process = copied.snakemake(*TINY, "--forcerun", "embed_pixels")
    assert process.returncode == 0, process.stderr
    assert copied.contents() == finished.contents()


def test_two_jobs_may_fill_the_cache_at_once(finished, copied, tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "numba"))
    process = copied.snakemake(*TINY, "--forcerun", "embed_pixels", "embed_layers")
    assert process.returncode == 0, process.stderr
    assert copied.contents() == finished.contents()


def test_results_may_lie_on_another_file_system(finished, copied):
    with TemporaryDirectory(dir="/dev/shm") as folder:
        if os.stat(folder).st_dev == os.stat(copied.folder).st_dev:
            pytest.skip("there is no second file system here")
        process = copied.snakemake(*TINY, f"results_dir={folder}/results")
        assert process.returncode == 0, process.stderr
        elsewhere = Project(Path(folder))
        assert elsewhere.contents().keys() == finished.contents().keys()
        assert elsewhere.contents() == finished.contents()
