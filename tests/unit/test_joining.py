"""Which runs of a results folder are finished, by the records that their jobs left."""

import pytest

from chemins.base.files import read_json, write_json, write_text
from chemins.jobs.made import read_record
from chemins.results.joining import finished, told, value_of

RUNS = ("a", "b")
MADE_WITH = {"settings": "{}", "code": "one"}


@pytest.fixture
def folder(tmp_path):
    """fetch -> train -> page, of each of two runs."""
    note(tmp_path, "made/fetch.json", "logs/fetch.log", ["data/d.parquet"], {})
    for run in RUNS:
        made, logs = f"runs/{run}/made", f"{run}.log"
        model, page = [f"runs/{run}/model.keras"], [f"site/{run}.html"]
        note(tmp_path, f"{made}/train.json", f"logs/train/{logs}", model, ["made/fetch.json"])
        note(tmp_path, f"{made}/page.json", f"logs/page/{logs}", page, [f"{made}/train.json"])
    return tmp_path


def note(folder, name, log, outputs, makers):
    """A job's results, and their record."""
    for output in outputs:
        write_text(folder / output, f"content of {output}")
    inputs = {maker: read_record(folder / maker).identity for maker in makers}
    outputs = {output: f"SHA-256 of {output}" for output in outputs}
    record = {"made_with": MADE_WITH, "inputs": inputs | {"own.npz": "SHA-256"}}
    write_json(folder / name, record | {"outputs": outputs, "log": log, "config": []})


def changed(folder, name, **keys):
    write_json(folder / name, read_json(folder / name) | keys)


def files_of(run):
    return [f"runs/{run}/model.keras", f"site/{run}.html"]


def found(folder, made_with=lambda owner, record: MADE_WITH):
    owners = {run: files_of(run) for run in RUNS}
    return finished(folder, owners, made_with, lambda run: [f"site/{run}.html"])


def test_what_is_finished_is_told_with_the_makers_of_what_is_asked_for(folder):
    result = found(folder)
    assert result.lacking == {}
    assert result.makers == {f"site/{run}.html": f"runs/{run}/made/page.json" for run in RUNS}
    assert result.identities == {
        name: read_record(folder / name).identity for name in result.makers.values()
    }


@pytest.mark.parametrize("name", ["runs/b/model.keras", "runs/b/made/train.json"])
def test_a_file_that_is_gone_or_that_no_record_has(folder, name):
    (folder / name).unlink()
    result = found(folder)
    assert result.lacking == {"b": "1 of its 2 files are not there, such as runs/b/model.keras"}
    assert list(result.makers) == ["site/a.html"]


def test_a_job_that_was_made_with_something_else(folder):
    result = found(folder, lambda run, record: {**MADE_WITH, "code": {"a": "one", "b": "two"}[run]})
    assert result.lacking == {"b": "page/b was made with other code"}


def test_a_job_that_the_rules_no_longer_have(folder):
    result = found(
        folder, lambda run, record: None if record.log.startswith("logs/page") else MADE_WITH
    )
    assert result.lacking["a"] == "page/a was made with other code and settings"


def test_a_run_of_another_dataset_than_lies_there(folder):
    changed(folder, "made/fetch.json", outputs={"data/d.parquet": "another"})
    why = "train/{} was made of other results than are there of made/fetch.json"
    assert found(folder).lacking == {run: why.format(run) for run in RUNS}


def test_half_a_run_that_came_from_elsewhere(folder):
    changed(folder, "runs/a/made/train.json", outputs={"runs/a/model.keras": "another"})
    why = "page/a was made of other results than are there of runs/a/made/train.json"
    assert found(folder).lacking == {"a": why}


def test_a_record_of_what_nobody_asks_for_any_more_does_not_matter(folder):
    note(folder, "runs/a/made/old.json", "logs/old/a.log", ["runs/a/old.parquet"], [])
    result = found(folder, lambda run, record: None if "old" in record.log else MADE_WITH)
    assert result.lacking == {}


def test_two_that_are_compared_are_made_of_both_runs(folder):
    makers = [f"runs/{run}/made/train.json" for run in RUNS]
    page = "site/comparisons/a/b.html"
    note(folder, "comparisons/a/b/made/pair.json", "logs/pair/a+b.log", [page], makers)

    def result():
        return finished(folder, {"a/b": [page]}, lambda *_: MADE_WITH, lambda owner: [page])

    assert result().makers == {page: "comparisons/a/b/made/pair.json"}
    changed(folder, "runs/b/made/train.json", made_with={})
    assert list(result().lacking) == ["a/b"]


@pytest.mark.parametrize(
    ("template", "text", "values"),
    [
        ("fetch", "fetch", {}),
        ("page/a", "page/b", None),
        ("dump/a-{group}", "dump/a-known", {"group": "known"}),
        ("dump/a-{group}-{shard}-{part}", "dump/a-known-007-pixels", ("known", "007", "pixels")),
        ("dump/a-{group}", "dump/a-", None),
        ("dump/a-{group}.x", "dump/a-known", None),
        ("dump/a", "dump/a-known", None),
    ],
)
def test_wildcards_are_read_from_a_name(template, text, values):
    if isinstance(values, tuple):
        values = dict(zip(("group", "shard", "part"), values, strict=True))
    assert value_of(template, text) == values


def test_what_is_left_out_is_told_with_the_command_that_makes_it():
    lacking = {f"run-{n}": f"why {n}" for n in range(8)}
    text = told(lacking, 10_000, lambda names: f"snakemake {len(names)}")
    assert text.splitlines() == [
        "chemins: not finished, and left out: 8 of 10,000",
        *(f"  run-{n}: why {n}" for n in range(5)),
        "  and 3 more",
        "To make them: snakemake 8",
    ]
    assert told({}, 10, str) == ""
