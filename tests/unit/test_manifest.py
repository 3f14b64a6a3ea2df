import hashlib

import pytest

from chemins.errors import CheminsError
from chemins.files import write_json
from chemins.manifest import check_files, checksums, read_manifest, set_aside


def test_checksums_are_those_of_the_contents(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("a.txt", "b/c.txt"):
        (tmp_path / name).write_text(name)
    found = checksums([tmp_path / "b/c.txt", tmp_path / "a.txt"], tmp_path)
    assert found == {
        name: hashlib.sha256(name.encode()).hexdigest() for name in ("a.txt", "b/c.txt")
    }


def test_what_was_edited_cut_or_deleted_is_found_and_set_aside(tmp_path):
    for name in ("whole", "edited", "cut", "deleted"):
        (tmp_path / name).write_text(name)
    files = checksums(tmp_path.iterdir(), tmp_path)
    (tmp_path / "edited").write_text("Edited")
    (tmp_path / "cut").write_text("cu")
    (tmp_path / "deleted").unlink()
    report = check_files(files, tmp_path)
    assert report.whole == ["whole"]
    assert sorted(report.damaged) == ["cut", "edited"]
    assert report.missing == ["deleted"]
    set_aside(report.damaged, tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"whole", "cut.damaged", "edited.damaged"}
    assert (tmp_path / "cut.damaged").read_text() == "cu"


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"files": 3}'])
def test_what_is_no_manifest_is_named(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(CheminsError, match=r"manifest\.json is no manifest.*delete it"):
        read_manifest(tmp_path / "manifest.json")


def test_a_missing_manifest_is_told(tmp_path):
    with pytest.raises(CheminsError, match="is missing; run everything once"):
        read_manifest(tmp_path / "manifest.json")


def test_a_manifest_is_read_as_written(tmp_path):
    manifest = {"files": {"a": "1"}, "settings": {}, "code": {}, "versions": {}}
    write_json(tmp_path / "manifest.json", manifest)
    assert read_manifest(tmp_path / "manifest.json") == manifest
