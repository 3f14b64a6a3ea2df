"""What runs again follows the records of what results were made with, wherever the results lie.

On a workflow of four jobs that do nothing (records/Snakefile), with the rule file of the real one.
"""

import json
import os
import shutil
import subprocess
import sys

import pytest

from builders.project import ROOT

pytestmark = pytest.mark.slow

ALL = ["apart", "first", "second", "third"]
TOLD = "Results made otherwise than they would be now are made again:"
AFTER_FIRST = ["first", "second", "third"]


class Small:
    """The small workflow in a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.results = folder / "results"

    def snakemake(self, *arguments, **config):
        (self.folder / "config.json").write_text(json.dumps(config))
        return subprocess.run(
            [sys.executable, "-m", "snakemake", *arguments, "--cores", "1", "--configfile",
             "config.json"],
            cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
        )  # fmt: skip

    def make(self, *arguments, **config):
        process = self.snakemake(*arguments, **config)
        assert process.returncode == 0, process.stderr
        return jobs(process.stdout + process.stderr)

    def plan(self, *arguments, **config):
        """Rules of the jobs that would run."""
        return self.make("-n", *arguments, **config)


def jobs(said):
    started = (line.split()[1].strip(":") for line in said.splitlines() if is_start(line))
    return sorted(set(started) - {"all"})


def is_start(line):
    return line.startswith(("rule ", "localrule "))


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Made once; its path has a space."""
    folder = tmp_path_factory.mktemp("small") / "a workflow"
    shutil.copytree(ROOT / "tests/workflow/records", folder)
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "scripts/chemins", folder / "scripts/chemins", ignore=ignore)
    (folder / "rules").mkdir()
    shutil.copy(ROOT / "rules/reruns.smk", folder / "rules")
    (folder / "own.txt").write_text("own\n")
    small = Small(folder)
    process = small.snakemake()
    assert process.returncode == 0, process.stderr
    assert jobs(process.stderr) == ALL
    assert TOLD not in process.stderr  # what was never made was not made otherwise
    assert (small.results / "runs/a/third.txt").read_text().splitlines() == [
        "own", '{"first": 0}', '{"second": 0}', '{"third": 0}',
    ]  # fmt: skip
    return small


@pytest.fixture
def small(finished, tmp_path):
    """A copy, times included."""
    folder = tmp_path / "a copy"
    shutil.copytree(finished.folder, folder, symlinks=True)
    return Small(folder)


def without_notes(small):
    """As `make clean` does, or a copy of the results without Snakemake's own notes."""
    shutil.rmtree(small.folder / ".snakemake")


def reverse_times(small):
    """The last made file is the oldest, and the same again for what the jobs read."""
    files = [path for path in small.folder.rglob("*") if path.is_file()]
    for number, path in enumerate(sorted(files, key=lambda path: -path.stat().st_mtime_ns)):
        os.utime(path, (1e9 + 1000 * number, 1e9 + 1000 * number))


def test_results_with_other_times_are_fresh(small):
    reverse_times(small)
    assert small.plan() == []


def test_results_moved_elsewhere_without_notes_are_fresh(small):
    without_notes(small)
    shutil.copytree(small.results, small.folder / "elsewhere", copy_function=shutil.copy)
    shutil.rmtree(small.results)
    reverse_times(small)
    assert small.plan(results=str(small.folder / "elsewhere")) == []


def test_what_was_made_otherwise_is_made_again_without_notes_too(small):
    without_notes(small)
    process = small.snakemake(settings={"second": 1})
    assert jobs(process.stderr) == ["second", "third"]
    assert f"{TOLD}\n  other settings: second/a\n" in process.stderr
    text = (small.results / "runs/a/third.txt").read_text()
    assert text.splitlines()[2] == '{"second": 1}'
    assert small.plan() == ["second", "third"]


def test_of_a_result_deleted_under_another_config_nothing_old_is_mixed_in(small):
    without_notes(small)
    for name in ("first.txt", "beside.txt"):
        (small.results / "runs/a" / name).unlink()
    assert small.plan("results/runs/a/third.txt", settings={"first": 1}) == AFTER_FIRST


def test_a_call_that_ended_early_leaves_the_rest_stale(small):
    assert small.make("results/runs/a/first.txt", settings={"first": 1}) == ["first"]
    without_notes(small)
    assert small.plan(settings={"first": 1}) == ["second", "third"]


def test_an_input_replaced_by_an_older_file_is_noticed(small):
    """Of the same size and time, too; and what it was before is known by its content."""
    own = small.folder / "own.txt"
    small.plan()
    (small.folder / "other.txt").write_text("OWN\n")
    shutil.copystat(own, small.folder / "other.txt")
    os.replace(small.folder / "other.txt", own)
    assert small.plan() == AFTER_FIRST
    own.write_text("own\n")
    assert small.plan() == []


def test_a_result_that_was_edited_is_not_read(small):
    edited = small.results / "runs/a/first.txt"
    edited.write_text("forged\n")
    process = small.snakemake(settings={"second": 1})
    assert process.returncode != 0
    assert "results/runs/a/first.txt is not as its job made it" in process.stderr
    assert not (small.results / "runs/a/second.txt").exists()
