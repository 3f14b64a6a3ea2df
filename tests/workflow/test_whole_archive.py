"""An archive of real results: the same wherever it is made, and a project that works."""

import hashlib
import json
import shutil
import subprocess
import sys

import pytest

import verify_archive
from builders.crates import entities, issues
from builders.project import ROOT, Project, copy_of, environment
from chemins.archives.packing import SEAL, SUMS, entry, sealed, unpack, write_archive
from chemins.base.files import sha256
from chemins.results.manifest import CRATE

pytestmark = pytest.mark.slow

# Besides what a copy has to have to run: what an archive is to bring along.
MORE = ("Makefile", "requirements.lock", "README.md", "LICENSE")
ONE = ("--configfile", "tiny.yaml", "--config", 'only=["tiny"]', "date_published='2031-02-03'")


@pytest.fixture(scope="module")
def archived(tiny, tmp_path_factory):
    """A project with the archive of one of its two runs."""
    project = copy_of(tiny, tmp_path_factory.mktemp("archive") / "made here")
    return archive_of(project)


def archive_of(project):
    for name in MORE:
        shutil.copy(ROOT / name, project.folder)
    process = project.forked("archive", *ONE)
    assert process.returncode == 0, process.stdout + process.stderr
    (project.folder / "said.txt").write_text(process.stderr)
    return project


def archive(project):
    return project.folder / "results.tar.zst"


@pytest.fixture
def unpacked(archived, tmp_path):
    """What was in the archive, in a folder with a space, and .venv as `make` would set it up."""
    folder = tmp_path / "un packed"
    unpack(archive(archived), folder)
    (folder / ".venv").symlink_to(archived.folder / ".venv")
    return Project(folder)


def verify(file, *arguments, folder=ROOT):
    return subprocess.run(
        [sys.executable, folder / "scripts/verify_archive.py", file, *arguments],
        capture_output=True, text=True, check=False, env=environment(), stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_the_same_results_elsewhere_make_the_same_archive(archived, tiny, tmp_path):
    other = archive_of(copy_of(tiny, tmp_path / "un autre été"))
    whole = archive(archived).read_bytes()
    assert archive(other).read_bytes() == whole
    said = (archived.folder / "said.txt").read_text()
    assert f"SHA-256 {hashlib.sha256(whole).hexdigest()}" in said
    assert "  archiving tiny\n" in said


def test_it_has_the_run_and_its_records_and_nothing_of_the_other_run(archived, unpacked):
    results = unpacked.folder / "results"
    listed = json.loads((results / "manifest.json").read_text())["files"]
    names = {path.relative_to(results).as_posix() for path in results.rglob("*") if path.is_file()}
    assert {*listed, "manifest.json", CRATE} <= names
    rest = names - {*listed, "manifest.json", CRATE}
    assert all("made" in name.split("/") for name in rest)
    whole = archived.folder / "results"
    made = [*(whole / "made").iterdir(), *(whole / "runs/tiny/made").iterdir()]
    assert rest == {path.relative_to(whole).as_posix() for path in made}
    assert not any("tiny-cnn" in name for name in names)


def test_unpacked_it_is_a_project_in_which_nothing_is_stale(unpacked):
    process = unpacked.forked("--configfile", "archive.yaml", "-n")
    assert process.returncode == 0, process.stderr
    assert "Nothing to be done" in process.stdout + process.stderr


def test_its_crate_is_a_workflow_run_crate(unpacked, tmp_path):
    (tmp_path / "crate").symlink_to(unpacked.folder)
    assert issues(tmp_path / "crate", "workflow-run-crate-0.5") == []


def test_what_is_at_hand_and_what_the_crate_tells_are_the_same_files(unpacked):
    graph = entities(json.loads((unpacked.folder / CRATE).read_text()))
    files = {name: one for name, one in graph.items() if "File" in one["@type"]}
    there = [p for p in unpacked.folder.rglob("*") if p.is_file() and ".venv" not in p.parts]
    names = {path.relative_to(unpacked.folder).as_posix(): path for path in there}
    assert set(files) == set(names) - {CRATE}
    unhashed = {name for name, one in files.items() if "sha256" not in one}
    assert unhashed == {SUMS, SEAL, "results/manifest.json"}
    for name in set(files) - unhashed:
        content = names[name].read_bytes()
        assert files[name]["sha256"] == hashlib.sha256(content).hexdigest(), name


def test_made_afresh_it_is_the_same_and_says_so(archived, tmp_path):
    file = tmp_path / "a copy.tar.zst"
    shutil.copy(archive(archived), file)
    process = verify(file, "--cores", "2")
    assert process.returncode == 0, process.stdout + process.stderr
    assert "files are as their checksums say." in process.stdout
    assert "results are the same to the byte." in process.stdout.splitlines()[-1]


def test_checksums_alone_run_nothing(archived):
    process = verify(archive(archived), "--checksums")
    assert process.returncode == 0, process.stderr
    assert process.stdout.splitlines()[-1].endswith("files are as their checksums say.")


def test_results_that_nobody_can_make_again_are_told(
    unpacked, archived, tmp_path, monkeypatch, capsys
):
    """Whoever archived them has edited one, and all checksums with it."""

    def made(there, fresh, cores):
        """The results of the same run, which need not be made once more for this."""
        unpack(archive(archived), fresh)

    monkeypatch.setattr(verify_archive, "make_afresh", made)
    answers = unpacked.folder / "results/runs/tiny/answers.json"
    answers.write_text(answers.read_text().replace('"pixels"', '"voxels"', 1))
    manifest = unpacked.folder / "results/manifest.json"
    told = json.loads(manifest.read_text())
    told["files"]["runs/tiny/answers.json"] = sha256(answers)
    manifest.write_text(json.dumps(told))
    file = packed(unpacked.folder, tmp_path / "y.tar.zst")
    assert not verify_archive.verify_archive(file, checksums=False, cores="1")
    said = capsys.readouterr().out
    assert "files are as their checksums say." in said
    assert "1 results do not agree:\n  runs/tiny/answers.json: other values: " in said


def packed(folder, path):
    """A folder as an archive, whatever is in it."""
    files = [p for p in folder.rglob("*") if p.is_file() and ".venv" not in p.parts]
    names = {file.relative_to(folder).as_posix(): file for file in files}
    own = {name: entry(file.read_bytes()) for name, file in names.items() if SUMS not in name}
    write_archive(path, sealed(own), "2031-02-03", lambda name: None)
    return path


def test_a_file_that_is_not_as_the_manifest_says_is_told(unpacked, tmp_path):
    (unpacked.folder / "results/runs/tiny/answers.md").write_text("edited")
    process = verify(packed(unpacked.folder, tmp_path / "y.tar.zst"), "--checksums")
    assert process.returncode == 1
    assert process.stdout.splitlines()[1:] == [
        "  results/runs/tiny/answers.md: its content is another than the manifest says"
    ]


def test_a_result_that_was_edited_since_is_named_and_nothing_is_archived(archived, tmp_path):
    project = copy_of(archived, tmp_path / "copy")
    archive(project).unlink()
    (project.folder / "results/runs/tiny/answers.md").write_text("edited")
    process = project.forked("archive", *ONE)
    assert process.returncode != 0
    assert "answers.md is not as its job made it" in process.stderr
    assert not archive(project).exists()
