import hashlib
import io
import json
from dataclasses import asdict

import pytest

from builders.crates import CHEMINS, entities
from chemins.base.errors import CheminsError
from chemins.base.files import write_json
from chemins.jobs.made import Record
from chemins.results.manifest import CRATE, check_files, differing, read_manifest, set_aside
from verify_results import verify_results
from write_manifest import SHOWN, write_manifest

NAMES = ("runs/a/paths.parquet", "runs/a/answers.json", "site/a.html")


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def results(tmp_path):
    """Three results, each of a job's record, and their manifest."""
    folder = tmp_path / "results"
    for number, name in enumerate(NAMES):
        made(folder, f"rule_{number}", name, f"content {number}")
    manifest(folder)
    return folder


def made(folder, rule, name, content):
    """A result as a job leaves it."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content)
    record = Record({}, {}, {name: digest(content)}, f"logs/{rule}/a.log", [])
    write_json(folder / f"runs/a/made/{rule}.json", asdict(record))


def manifest(folder, names=NAMES, lost=False):
    said = io.StringIO()
    files = [folder / name for name in names]
    settings = {"digests": {"a": "1"}, "date": "2031-02-03", "chemins": CHEMINS}
    results = folder / "manifest.json", folder / CRATE
    runs = {"a": {"per_digit": 101}}
    write_manifest(settings, {"rule_0": "2"}, files, *results, runs, {}, lost, said)
    return said.getvalue().removesuffix("\n")


def verify(folder):
    said = io.StringIO()
    verify_results(folder / "manifest.json", said)
    return said.getvalue().removesuffix("\n")


def everything(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_manifest_has_every_checksum_and_what_was_made_from_what(results):
    written = json.loads((results / "manifest.json").read_text())
    assert written["files"] == {name: digest(f"content {i}") for i, name in enumerate(NAMES)}
    assert (written["settings"], written["code"]) == ({"a": "1"}, {"rule_0": "2"})
    assert verify(results) == "All 3 results are as they were made."


def test_the_crate_says_of_the_files_what_the_manifest_says(results):
    graph = entities(json.loads((results / CRATE).read_text()))
    told = {name: graph[name]["sha256"] for name in NAMES}
    assert told == json.loads((results / "manifest.json").read_text())["files"]
    assert graph["./"]["datePublished"] == "2031-02-03"
    assert graph["#setting-per_digit=101"]["value"] == 101


def test_a_manifest_written_anew_does_not_vouch_for_what_was_edited(results):
    (results / NAMES[1]).write_text("forged")
    (results / NAMES[2]).unlink()
    said = manifest(results)
    assert "not as their jobs made them (edited, cut or gone since): 2" in said
    assert f"  {results / NAMES[1]}\n" in said
    assert f"  {results / NAMES[2]}\n" in said
    assert read_manifest(results / "manifest.json")["files"][NAMES[1]] == digest("content 1")
    with pytest.raises(CheminsError, match="2 results are not as they were made"):
        verify(results)
    assert (results / f"{NAMES[1]}.damaged").read_text() == "forged"


def test_a_manifest_that_was_deleted_vouches_from_then_on_only(results):
    assert manifest(results) == ""
    said = manifest(results, lost=True)
    assert f"{results / 'manifest.json'} was deleted" in said
    assert "vouches from now on only" in said


def test_of_many_edited_files_some_are_named(results):
    names = [f"runs/a/{number}" for number in range(SHOWN + 3)]
    for number, name in enumerate(names):
        made(results, f"many_{number}", name, name)
        (results / name).write_text("other")
    assert "  and 3 more" in manifest(results, names)


def test_what_no_record_lists_is_not_vouched_for(results):
    (results / "runs/a/made/rule_1.json").unlink()
    with pytest.raises(CheminsError, match=r"no record says what .*answers\.json was made with"):
        manifest(results)


def test_a_result_made_again_since_the_manifest_is_not_damaged(results):
    """An atlas drawn anew by itself, say."""
    made(results, "rule_1", NAMES[1], "made anew")
    with pytest.raises(CheminsError, match=r"answers\.json and 0 other results were made since"):
        verify(results)
    assert (results / NAMES[1]).read_text() == "made anew"
    manifest(results)
    assert verify(results) == "All 3 results are as they were made."


def test_results_beside_the_manifest_are_checked_by_their_records(results):
    manifest(results, NAMES[:2])
    assert verify(results) == "All 3 results are as they were made."
    (results / NAMES[2]).write_text("edited")
    with pytest.raises(CheminsError, match=r"damaged, now .*site/a\.html\.damaged"):
        verify(results)
    assert verify(results) == "All 2 results are as they were made."


@pytest.mark.parametrize("name", ["../x", "/etc/x", "runs/../../x", "", "a\0b"])
def test_nothing_outside_the_folder_is_looked_at_or_renamed(results, name):
    (results.parent / "x").write_text("a person's")
    write_json(results / "manifest.json", {"files": {name: digest("other")}})
    with pytest.raises(CheminsError, match="outside its folder"):
        verify(results)
    assert (results.parent / "x").read_text() == "a person's"
    assert list(results.parent.rglob("*.damaged*")) == []


def test_a_link_counts_as_what_it_leads_to(results):
    elsewhere = results.parent / "annex"
    (results / NAMES[0]).rename(elsewhere)
    (results / NAMES[0]).symlink_to(elsewhere)
    assert f"1 of them are links to files of the same content, such as {NAMES[0]}." in (
        verify(results)
    )
    elsewhere.write_text("other")
    with pytest.raises(CheminsError, match=r"paths\.parquet\.damaged"):
        verify(results)
    assert elsewhere.read_text() == "other"
    assert (results / f"{NAMES[0]}.damaged").is_symlink()


def test_what_was_set_aside_before_stays(results):
    for content in ("first", "second", "third"):
        (results / NAMES[0]).write_text(content)
        set_aside([NAMES[0]], results)
    ends = [".damaged", ".damaged-2", ".damaged-3"]
    assert [(results / f"{NAMES[0]}{end}").read_text() for end in ends] == [
        "first", "second", "third",
    ]  # fmt: skip


def test_files_are_told_apart_by_content_alone(tmp_path):
    for name in ("whole", "edited", "cut", "deleted"):
        (tmp_path / name).write_text(name)
    sums = {name: digest(name) for name in ("whole", "edited", "cut", "deleted")}
    (tmp_path / "edited").write_text("Edited")
    (tmp_path / "cut").write_text("cu")
    (tmp_path / "deleted").unlink()
    report = check_files(sums, {}, tmp_path)
    assert (report.whole, report.damaged) == (["whole"], ["cut", "edited"])
    assert (report.missing, report.remade) == (["deleted"], [])
    assert differing(sums, tmp_path) == ["cut", "deleted", "edited"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"files": 3}', "[" * 100_000, "\0"])
def test_what_is_no_manifest_is_named(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(CheminsError, match=r"manifest\.json is no manifest.*delete it"):
        read_manifest(tmp_path / "manifest.json")


def test_a_missing_manifest_is_told(tmp_path):
    with pytest.raises(CheminsError, match="is missing; run everything once"):
        read_manifest(tmp_path / "manifest.json")
