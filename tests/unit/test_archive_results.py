"""What goes into an archive, and what a check of one starts from."""

import io
import json
import subprocess
from dataclasses import asdict

import pytest

import verify_archive
from archive_results import CONFIG, archive_results, config_text
from builders.crates import CHEMINS, told
from chemins.archives.crate import results_crate
from chemins.archives.packing import unpack
from chemins.base.errors import CheminsError
from chemins.base.files import read_json, sha256, write_json
from chemins.jobs.made import Record
from chemins.planning.strict_yaml import read_mapping
from chemins.results.manifest import CRATE

TABLE, DATA, DOWNLOAD = "runs/a/paths.parquet", "data/mnist.parquet", "data/mnist/x.gz"
PACKAGES = {"snakemake": {"version": "9.27.1"}}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with results of the run `a`, of one that the manifest leaves out, and of a download
    that is no more."""
    for name in ("Snakefile", "rules/a.smk", "scripts/__pycache__/a.pyc", "tests/t.py", ".git/x"):
        write(tmp_path / name)
    for name in ("pictures/cat/1.png", "pictures/dog/2.png", "nets/own.onnx"):
        write(tmp_path / name)
    results = tmp_path / "results"
    recorded(results, "runs/a/made/join_paths.json", TABLE)
    recorded(results, "runs/b/made/join_paths.json", "runs/b/paths.parquet")
    recorded(results, "made/fetch_dataset.json", DATA)
    recorded(results, "made/download_dataset-mnist-x.gz.json", DOWNLOAD)
    (results / DOWNLOAD).unlink()
    write(results / "logs/fetch_dataset.log")
    sums = {name: sha256(results / name) for name in (TABLE, DATA)}
    write_json(results / "manifest.json", {"files": sums})
    crate = results_crate(sums, told(runs={"a": {}}, atlas={}, packages=PACKAGES))
    write_json(results / CRATE, crate)
    outputs = {name: sha256(results / name) for name in ("manifest.json", CRATE)}
    write_json(results / "made/write_manifest.json", asdict(Record({}, {}, outputs, "", [])))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(path.name)


def recorded(results, record, name):
    write(results / name)
    write_json(results / record, asdict(Record({}, {}, {name: sha256(results / name)}, "", [])))


def archived(project, given=(), config=None):
    """name -> content, of an archive; and what was said."""
    said = io.StringIO()
    archive_results(
        "results/manifest.json", project, config or {"only": ["a"], "runs": {"a": {}}},
        given, CHEMINS, "2031-02-03", project / "x.tar.zst", said,
    )  # fmt: skip
    folder = project / "unpacked"
    names = unpack(project / "x.tar.zst", folder)
    return {name: (folder / name).read_bytes() for name in names}, said.getvalue()


def test_it_has_the_code_and_what_the_manifest_lists_with_its_records(project):
    found, said = archived(project)
    assert found.keys() == {
        "Snakefile", "rules/a.smk", CONFIG, CRATE, "SHA256SUMS", "SHA256SUMS.sha256",
        f"results/{TABLE}", f"results/{DATA}", "results/manifest.json", f"results/{CRATE}",
        "results/runs/a/made/join_paths.json", "results/made/fetch_dataset.json",
        "results/made/download_dataset-mnist-x.gz.json", "results/made/write_manifest.json",
    }  # fmt: skip
    assert "  archiving a\n" in said
    assert f"x.tar.zst: {len(found)} files, 0.0 MB" in said


def test_files_of_ones_own_are_in_it_where_they_lie_in_the_project(project, tmp_path):
    outside = str(tmp_path.parent / "elsewhere.onnx")
    found, said = archived(project, ["pictures", str(project / "nets/own.onnx"), outside])
    own = {"pictures/cat/1.png", "pictures/dog/2.png", "nets/own.onnx"}
    assert own <= found.keys()
    assert f"not archived, since it lies outside of this folder: {outside}\n" in said
    assert said.count("not archived") == 1
    graph = {one["@id"]: one for one in json.loads(found[CRATE])["@graph"]}
    assert graph["nets/own.onnx"]["sha256"] == sha256(project / "nets/own.onnx")


@pytest.mark.parametrize("name", [TABLE, "manifest.json", CRATE])
def test_what_is_not_as_its_job_made_it_is_not_archived(project, name):
    path = project / "results" / name
    path.write_text(path.read_text() + " ")
    with pytest.raises(CheminsError, match="is not as its job made it"):
        archived(project)
    assert not (project / "x.tar.zst").exists()


def test_a_manifest_that_no_record_tells_of_is_named(project):
    (project / "results/made/write_manifest.json").unlink()
    with pytest.raises(CheminsError, match=r"no record says what made .*manifest\.json"):
        archived(project)


def test_the_config_is_read_as_it_was_but_for_where_the_results_lie(tmp_path):
    config = {
        "results_dir": "/elsewhere/r", "date_published": "2031-02-03",
        "runs": {"z": {"digits": [7, 1], "training": {"learning_rate": 1e-05}}, "a": {}},
        "class_names": ["010", "no", "é: #", "1e-4"], "mirrors": [],
    }  # fmt: skip
    (tmp_path / "c.yaml").write_text(config_text(config), encoding="utf-8")
    read = read_mapping(tmp_path / "c.yaml")
    assert read == {**config, "results_dir": "results"}
    assert list(read["runs"]) == ["z", "a"]


def test_a_fresh_run_starts_from_the_archived_images_and_nothing_else(project, monkeypatch):
    calls = []

    def run(*arguments, **others):
        calls.append((arguments[0][1:], others["cwd"]))
        return subprocess.CompletedProcess(arguments, 0)

    monkeypatch.setattr(verify_archive.subprocess, "run", run)
    archived(project, ["pictures"])
    verify_archive.make_afresh(project / "unpacked", project / "fresh", "3")
    results = project / "fresh/results"
    names = {p.relative_to(results).as_posix() for p in results.rglob("*") if p.is_file()}
    assert names == {
        DATA, "made/fetch_dataset.json", "made/download_dataset-mnist-x.gz.json",
    }  # fmt: skip
    assert (project / "fresh/pictures/cat/1.png").exists()
    command = ["-m", "snakemake", "--cores", "3", "--configfile", "archive.yaml"]
    assert calls == [(command, project / "fresh")]


def test_a_fresh_run_that_fails_is_told(project, monkeypatch):
    failed = subprocess.CompletedProcess((), 1)
    monkeypatch.setattr(verify_archive.subprocess, "run", lambda *a, **k: failed)
    archived(project)
    with pytest.raises(CheminsError, match="could not be made afresh"):
        verify_archive.make_afresh(project / "unpacked", project / "fresh", "3")


def test_what_the_manifest_lists_and_the_archive_has_otherwise_is_told(project):
    archived(project)
    folder = project / "unpacked"
    listed = read_json(folder / "results/manifest.json")["files"]
    found = {f"results/{name}": sha for name, sha in listed.items()}
    assert verify_archive.manifest_wrong(folder, found) == []
    del found[f"results/{DATA}"]
    found[f"results/{TABLE}"] = "other"
    assert verify_archive.manifest_wrong(folder, found) == [
        f"results/{name}: its content is another than the manifest says" for name in (DATA, TABLE)
    ]
