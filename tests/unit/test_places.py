"""Paths in a config: worked out, in one spelling, or refused in one message."""

import os
import socket
from pathlib import Path

import pytest

from chemins.base.errors import CheminsError
from chemins.planning.places import OWN, input_place, results_folder, worked_out

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A working folder inside a home folder."""
    folder = tmp_path / "home" / "project"
    folder.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder.parent))
    monkeypatch.setenv("SCRATCH", str(tmp_path / "scratch"))
    monkeypatch.delenv("NOWHERE", raising=False)
    monkeypatch.setenv("EMPTY", "")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("own.npz", "own.npz"),
        ("./own.npz", "own.npz"),
        ("a//b/./own.npz", "a/b/own.npz"),
        ("a/b/", "a/b"),
        ("../own", "../own"),
        ("~/own.npz", "{tmp}/home/own.npz"),
        ("$SCRATCH/own.npz", "{tmp}/scratch/own.npz"),
        ("${SCRATCH}2/own.npz", "{tmp}/scratch2/own.npz"),
        ("./~own", "~own"),
        ("for $5/own.npz", None),
        ("price $/own.npz", "price $/own.npz"),
        ("mes images/été 2021.npz", "mes images/été 2021.npz"),
        ("/abs/own.npz", "/abs/own.npz"),
    ],
)
def test_a_path_is_worked_out(here, tmp_path, text, path):
    if path is None:
        with pytest.raises(CheminsError, match=r"\$5, which is not set"):
            worked_out(text, "dataset.path")
    else:
        assert worked_out(text, "dataset.path") == path.format(tmp=tmp_path)


WRONG = {
    "a variable that is not set": ("$NOWHERE/own", "$NOWHERE"),
    "one in braces": ("a/${NOWHERE}/own", "${NOWHERE}"),
    "one that is empty": ("$EMPTY/own", "$EMPTY"),
    "a variable without a name": ("${}/own", "${}"),
    "nobody's folder": ("~nobody-of-this-name/own", "no such user"),
    "blanks": ("   ", "blank"),
    "a blank first": (" own", "blank"),
    "a blank last": ("own ", "blank"),
    "a blank before a slash": ("own /a", "blank"),
    "a blank after a slash": ("own/ a", "blank"),
    "a tab": ("ow\tn", "printed"),
    "two lines": ("own\nother", "printed"),
    "a line's end": ("own\n", "blank"),
    "a NUL": ("ow\0n", "printed"),
    "half a character": ("ow\ud800n", "printed"),
    "a bucket": ("s3://own/images", "an address"),
    "a URL": ("https://own.org/images", "an address"),
    "a file's URL": ("file:///own/images", "an address"),
    "braces": ("own {v1}.npz", "placeholders"),
    "one brace": ("own}", "placeholders"),
    "angle brackets": ("<results>/own", "placeholders"),
    "a backslash": (r"C:\own", "backslash"),
    "a long name": ("a" * 256, "more characters"),
    "a long name in UTF-8": ("é" * 128, "more characters"),
    "a long path": ("a/" * 2000, "more characters"),
}


@pytest.mark.parametrize("place", [input_place, lambda text, what: results_folder(text)])
@pytest.mark.parametrize(("text", "reason"), WRONG.values(), ids=WRONG)
def test_a_path_that_cannot_be_is_refused(here, text, reason, place):
    with pytest.raises(CheminsError) as caught:
        place(text, "results_dir")
    message = str(caught.value)
    assert message.startswith(f"results_dir: {text[:100]!r}"[:60])
    assert reason in message
    assert "allowed" in message
    assert "\n" not in message
    assert len(message) < 500


def test_what_variables_bring_is_looked_at_too(here, monkeypatch):
    monkeypatch.setenv("SCRATCH", "s3://bucket")
    with pytest.raises(CheminsError, match=r"'\$SCRATCH/own' has an address"):
        worked_out("$SCRATCH/own", "results_dir")


def test_a_pipe_or_a_device_is_not_read(here):
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        for text in ("pipe", "socket", "/dev/null", "/dev/zero"):
            with pytest.raises(CheminsError, match="a pipe, a socket or a device"):
                input_place(text, "dataset.path")


def test_a_file_a_folder_and_what_is_not_there_are_left_to_whoever_reads_them(here):
    Path("own.npz").touch()
    Path("own").mkdir()
    for text in ("own.npz", "own", "nowhere", "own.npz/inside"):
        assert input_place(text, "dataset.path") == text


# --- results ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "results", "./results", "results/", "results//", "./a/../results", "{here}/results",
        "{here}//results/.", "$HOME/project/results", "~/project/results", "../project/results",
        "{link}/results",
    ],
)  # fmt: skip
def test_every_spelling_of_a_folder_in_the_project_is_one(here, tmp_path, text):
    (tmp_path / "link").symlink_to(here)
    given = text.replace("{here}", str(here)).replace("{link}", str(tmp_path / "link"))
    assert results_folder(given, here) == "results"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a//b/", "a/b"),
        ("../r", "../r"),
        ("my results", "my results"),
        ("~/r", "{tmp}/home/r"),
        ("{tmp}/r", "{tmp}/r"),
        ("scripts2", "scripts2"),
        ("results/scripts", "results/scripts"),
        ("./~", "~"),
    ],
)
def test_other_folders(here, tmp_path, text, path):
    assert results_folder(text.format(tmp=tmp_path), here) == path.format(tmp=tmp_path)


@pytest.mark.parametrize("there", [True, False])
def test_a_link_to_a_folder_keeps_its_name(here, tmp_path, there):
    (tmp_path / "disk").mkdir()
    Path("results").symlink_to(tmp_path / "disk")
    assert results_folder("results" if there else f"{here}/results", here) == "results"


@pytest.mark.parametrize(
    "text",
    [".", "./", "/", "//", "..", "../..", "{here}", "~", "~/project", "~/", "a/..", "{link}"],
)
def test_the_project_and_what_it_lies_in(here, tmp_path, text):
    (tmp_path / "link").symlink_to(here)
    with pytest.raises(CheminsError, match="the folder of the project, or around it"):
        results_folder(text.format(here=here, link=tmp_path / "link"), here)


@pytest.mark.parametrize("name", [*OWN, "Scripts", "scripts/x", "./site", "config/a/b"])
def test_what_the_project_consists_of(here, name):
    with pytest.raises(CheminsError, match="which is the project's own"):
        results_folder(name, here)


def test_a_project_elsewhere_is_left_alone_too(here, tmp_path):
    project = tmp_path / "elsewhere"
    (project / "rules").mkdir(parents=True)
    Path("link").symlink_to(project / "rules")
    for text in ("../../elsewhere", f"{project}/scripts", "link", "link/x"):
        with pytest.raises(CheminsError, match=r"results_dir: .*allowed: a folder of its own"):
            results_folder(text, project)
    assert results_folder("results", project) == "results"


def test_the_names_that_are_the_projects_own_are_those_it_has():
    there = {path.name.casefold() for path in ROOT.iterdir() if path.is_dir()}
    caches = {"__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis"}
    results = {name for name in there if name.startswith("results")}
    assert there - caches - results <= set(OWN)


def test_what_is_no_folder(here):
    Path("file").touch()
    Path("gone").symlink_to("nowhere")
    Path("loop").symlink_to("loop")
    os.mkfifo("pipe")
    for text in ("file", "file/inside", "gone", "loop", "pipe", "/dev/null"):
        with pytest.raises(CheminsError, match="is no folder, or lies in a file"):
            results_folder(text, here)


def test_a_folder_that_cannot_be_made(here, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere
    with pytest.raises(CheminsError, match=r"since .*home/project cannot be written to"):
        results_folder("results", here)
    Path("results").mkdir()  # what is there can be looked at
    assert results_folder("results", here) == "results"
