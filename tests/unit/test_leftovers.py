from pathlib import Path

import pytest

from chemins.leftovers import leftovers, removed_runs, stray_files

FILES = [
    "runs/a/paths.parquet",
    "runs/a-known/paths.parquet",
    "runs/b.c/paths.parquet",
    "site/a.html",
    "site/b.c.html",
    "site/index.html",
    "logs/train_model/a.log",
    "logs/train_model/a-known.log",
    "logs/dump_pixels/b.c-unseen.log",
    "benchmarks/train_model/a.tsv",
    "logs/fetch_dataset.log",
]


@pytest.fixture
def results(tmp_path):
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("runs", "gone"),
    [
        (["a", "a-known", "b.c"], []),
        (
            ["a-known", "b.c"],
            ["benchmarks/train_model/a.tsv", "logs/train_model/a.log", "runs/a", "site/a.html"],
        ),
        (["a", "a-known"], ["logs/dump_pixels/b.c-unseen.log", "runs/b.c", "site/b.c.html"]),
    ],
)
def test_what_is_left_of_removed_runs(results, runs, gone):
    asked_for = [results / name for name in FILES]
    found = leftovers(results, runs, asked_for)
    assert [str(path.relative_to(results)) for path in found] == gone
    assert removed_runs(results, runs) == sorted({"a", "a-known", "b.c"} - set(runs))


def test_no_results_no_leftovers(tmp_path):
    assert leftovers(tmp_path / "none", ["a"], []) == []


def test_what_a_run_in_the_config_does_not_ask_for(results, monkeypatch):
    stray = ["data/own.parquet.damaged", "runs/a/paths.parquet.damaged",
             "runs/a/unseen/pixels.parquet", "site/b.c.html.damaged"]  # fmt: skip
    for name in (*stray, "data/own.parquet", "runs/a/known/pixels.parquet"):
        (results / name).parent.mkdir(parents=True, exist_ok=True)
        (results / name).touch()
    asked_for = [*FILES, "runs/a/known/pixels.parquet", "runs/a/known/not-made-yet.parquet"]
    monkeypatch.chdir(results)
    for folder in (".", results):
        found = stray_files(folder, ["a", "b.c"], [f"{folder}/{name}" for name in asked_for])
        assert found == [Path(folder, name) for name in stray]


def test_an_atlas_that_the_config_no_longer_has_is_left_over_with_its_logs(results):
    names = ["atlas/pairs/0v1.parquet", "atlas/atlas.parquet", "site/atlas.html"]
    logs = ["benchmarks/chart_pair/0v1.tsv", "logs/chart_pair/0v1.log"]
    for name in [*names, *logs]:
        (results / name).parent.mkdir(parents=True, exist_ok=True)
        (results / name).touch()
    runs, every = ["a", "a-known", "b.c"], [str(results / name) for name in FILES[:6]]
    assert leftovers(results, runs, every) == sorted(results / name for name in [*names, *logs])
    kept = [*every, *(str(results / name) for name in names)]
    assert leftovers(results, runs, kept) == []
