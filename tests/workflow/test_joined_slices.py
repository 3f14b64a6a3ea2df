"""Slices of many runs: each makes an index and a manifest of its own; `join` makes those of all."""

import json

import pytest

from builders.project import copy_of

TINY = ("--configfile", "tiny.yaml")


@pytest.fixture(scope="module")
def project(tiny, tmp_path_factory):
    return copy_of(tiny, tmp_path_factory.mktemp("slices") / "à part")


def rules_of(project, *arguments):
    return sorted(job["rule"] for job in project.jobs("--rerun-incomplete", *arguments, *TINY))


def runs_of(project):
    manifest = json.loads((project.folder / "results/manifest.json").read_text("utf-8"))
    return {name.split("/")[1] for name in manifest["files"] if name.startswith("runs/")}


def test_slices_join_into_what_one_call_makes(project):
    whole, runs = project.contents(), runs_of(project)
    assert len(runs) > 1
    sliced = rules_of(project, "--config", 'only=["1..1"]')
    assert sliced == ["all", "build_index", "write_manifest"]
    assert len(runs_of(project)) == 1
    assert project.contents() != whole
    assert rules_of(project, "join") == ["build_index", "join", "write_manifest"]
    assert project.contents() == whole
    # Neither it nor a call for everything makes anything then.
    assert rules_of(project, "join") == []
    assert rules_of(project) == []


def test_what_is_not_finished_is_left_out_and_named(project):
    (gone,) = (project.folder / "results/runs").glob("tiny/answers.json")
    kept = gone.read_bytes()
    gone.unlink()
    process = project.forked("join", *TINY)
    assert process.returncode == 0, process.stderr
    assert "tiny: 1 of its" in process.stderr
    assert "such as runs/tiny/answers.json" in process.stderr
    assert 'only=["tiny"]' in process.stderr
    assert "tiny" not in runs_of(project)
    gone.write_bytes(kept)
    assert rules_of(project, "join") == ["build_index", "join", "write_manifest"]


def test_a_run_made_with_other_settings_is_named(project):
    process = project.forked("join", *TINY, "--config", "defaults={umap: {n_neighbors: 4}}", "-n")
    assert "not finished, and left out" in process.stderr
    assert "with other settings" in process.stderr
