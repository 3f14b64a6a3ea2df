"""Results compared: files of every kind, links, manifests, the command."""

import os
import shutil
import subprocess
import sys

import pytest

from builders.project import ROOT
from builders.two_results import (
    EMBEDDING,
    PATHS,
    compared,
    told,
    two_folders,
    write_manifest,
    write_paths,
)


@pytest.fixture
def folders(tmp_path):
    return two_folders(tmp_path)


def test_what_tells_of_one_call_does_not_count(folders):
    lines, agrees = compared(folders)
    assert agrees
    assert lines == [
        "10 files are identical to the byte.",
        "The results agree (numbers within 0.001, 99 % of the decisions).",
    ]


# --- every kind of file ---------------------------------------------------------------------------

FILES = [
    PATHS,
    EMBEDDING,
    "runs/r/measures/own.parquet",
    "runs/r/answers.json",
    "runs/r/scores.json",
    "runs/r/figures/flow.svg",
    "runs/r/figures/embeddings.svg",
    "runs/r/figures/embeddings.txt",
    "site/r.html",
    "site/index.html",
]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("rubbish", [b"", b"rubbish", b"\xff\xfe\x00", b"PAR1", b"[" * 100_000])
def test_a_file_overwritten_is_a_disagreement_in_one_line(folders, name, rubbish):
    (folders[0] / name).write_bytes(rubbish)
    for order in (folders, folders[::-1]):
        line, agrees = told(order, name)
        assert not agrees
        assert len(line) < 300


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_only_one_has_is_named_and_counts(folders, name):
    (folders[0] / name).unlink()
    write_manifest(folders[0])
    for order in (folders, folders[::-1]):
        lines, agrees = compared(order)
        assert not agrees
        assert f"  {name}: only in {folders[1]}" in lines
        assert f"  {name}: only the manifest of {folders[1]} lists it" in lines


def test_disagreements_are_counted_by_kind(folders):
    for name in (PATHS, "runs/r/answers.json", "runs/r/figures/flow.svg", "site/index.html"):
        (folders[1] / name).write_text("rubbish")
    (folders[1] / "site/r.html").unlink()
    lines, _ = compared(folders)
    assert lines[0] == "5 files are identical to the byte."
    assert [line for line in lines[1:-1] if not line.startswith("  ")] == [
        "JSON files:",
        "files of one folder only:",
        "manifests:",
        "other files:",
        "tables:",
    ]
    assert lines[-1].startswith(
        "The results do not agree: 1 JSON files, 1 files of one folder only, 1 manifests, "
        "2 other files and 1 tables (numbers within"
    )


# --- links, and what is no file ---------------------------------------------------------------


def test_a_link_is_followed_and_told(folders, tmp_path):
    shutil.move(folders[1] / PATHS, tmp_path / "elsewhere")
    (folders[1] / PATHS).symlink_to(tmp_path / "elsewhere")
    assert told(folders, PATHS) == (f"{folders[1] / PATHS} is a link (followed)", True)
    write_paths(tmp_path / "elsewhere", cluster=(1, 1, 1, 0))
    lines, agrees = compared(folders)
    assert any("75 % of the rows" in line for line in lines)
    assert not agrees


def test_a_link_to_nothing_is_told(folders):
    for folder in folders:
        (folder / PATHS).unlink()
        (folder / PATHS).symlink_to("nowhere")
    assert told(folders, PATHS) == (f"{folders[0] / PATHS} is a link to nothing", False)


def test_a_link_to_a_folder_is_told_and_not_followed(folders, tmp_path):
    for folder in folders:
        shutil.move(folder / "runs", tmp_path / f"runs of {folder.name}")
        (folder / "runs").symlink_to(tmp_path / f"runs of {folder.name}")
    lines, agrees = compared(folders)
    assert f"  runs: {folders[0]}/runs is a link to a folder" in lines
    assert f"  {PATHS}: listed in the manifest of {folders[0]}, but not there" in lines
    assert not agrees


def test_a_pipe_is_told_and_not_waited_for(folders):
    for folder in folders:
        (folder / "site/index.html").unlink()
        os.mkfifo(folder / "site/index.html")
    assert told(folders, "site/index.html") == (f"{folders[0]}/site/index.html is no file", False)


def test_a_folder_in_a_files_place_is_told(folders):
    (folders[1] / PATHS).unlink()
    (folders[1] / PATHS).mkdir()
    line, agrees = compared(folders)
    assert f"  {PATHS}: only in {folders[0]}" in line
    assert not agrees


# --- manifests --------------------------------------------------------------------------------


def test_a_manifests_other_versions_and_checksums_are_only_told(folders):
    write_manifest(folders[1], versions={"numpy": "9.9"}, files=dict.fromkeys(FILES, "other"))
    lines, agrees = compared(folders)
    assert "  manifest.json: other versions for numpy (not counted)" in lines
    assert any("other files for" in line and line.count("runs/r/") == 3 for line in lines)
    assert agrees


def test_a_file_that_is_listed_and_in_neither_folder_counts(folders):
    for folder in folders:
        (folder / PATHS).unlink()
    lines, agrees = compared(folders)
    for folder in folders:
        assert f"  {PATHS}: listed in the manifest of {folder}, but not there" in lines
    assert not agrees


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "is missing"),
        (lambda path: path.write_bytes(b"\xff{"), "is no manifest"),
        (lambda path: path.write_text("[]"), "is no manifest"),
        (lambda path: path.write_text('{"files": 3}'), "is no manifest"),
        (lambda path: path.write_text("[" * 100_000), "is no manifest"),
        (lambda path: path.mkdir(), "is no manifest"),
        (lambda path: path.symlink_to("nowhere"), "is missing"),
    ],
)
def test_both_need_a_manifest(folders, make, said):
    (folders[1] / "manifest.json").unlink()
    make(folders[1] / "manifest.json")
    process = command(*folders)
    assert (process.returncode, process.stdout) == (1, "")
    assert process.stderr.startswith(f"chemins: {folders[1]}/manifest.json {said}")
    assert process.stderr.count("\n") == 1


# --- the command ------------------------------------------------------------------------------


def command(*folders):
    script = ROOT / "scripts/compare_results.py"
    return subprocess.run(
        [sys.executable, script, *folders], capture_output=True, text=True, check=False
    )


def test_the_command_ends_with_0_only_where_all_agrees(folders):
    assert command(*folders).returncode == 0
    (folders[1] / "site/index.html").write_text("other")
    process = command(*folders)
    assert process.returncode == 1
    assert "  site/index.html: other bytes" in process.stdout
    assert process.stderr == ""


def test_a_name_that_no_text_has_is_told(folders):
    with open(os.fsencode(folders[1]) + b"/site/\xff.html", "w"):
        pass
    process = command(*folders)
    assert "site/\\udcff.html: only in" in process.stdout
    assert (process.returncode, process.stderr) == (1, "")


def test_folders_that_hold_no_results_are_told(tmp_path):
    for folder in (tmp_path, ROOT / "docs"):
        process = command(folder, folder)
        assert (process.returncode, process.stdout) == (1, "")
        assert process.stderr.startswith(f"chemins: {folder}/manifest.json is missing")
    process = command("nowhere", "nowhere")
    assert process.returncode == 1
    assert process.stderr == "chemins: nowhere is no folder\n"
