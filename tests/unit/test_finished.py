"""Finished runs, opened by what lies in a results folder."""

import pytest

from builders.made_run import small_run
from chemins.base.errors import CheminsError
from chemins.base.files import write_json
from chemins.figures.finished import find_dataset, find_runs, open_run
from chemins.jobs.made import read_record


def test_runs_are_those_that_have_a_page(tmp_path):
    for name in ("b", "a", "unfinished"):
        (tmp_path / "runs" / name).mkdir(parents=True)
    (tmp_path / "site").mkdir()
    for name in ("index", "a", "b", "removed"):
        (tmp_path / f"site/{name}.html").touch()
    assert find_runs(tmp_path) == ["a", "b"]


def write_record(path, outputs, inputs=(), settings="{}"):
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"made_with": {"settings": settings}, "inputs": dict(inputs), "log": "logs/a.log"}
    write_json(path, {**told, "outputs": dict.fromkeys(outputs, "0" * 64), "config": []})
    return read_record(path)


@pytest.fixture
def drawn(tmp_path):
    """The record of figures that were drawn from a dataset, and other things."""
    (tmp_path / "data").mkdir()
    for name in ("a-first", "own", "z-last"):
        (tmp_path / f"data/{name}.parquet").touch()
    dataset = write_record(tmp_path / "made/fetch_dataset.json", ["data/own.parquet"])
    paths = write_record(tmp_path / "runs/a/made/join_paths.json", ["runs/a/paths.parquet"])
    inputs = {
        "runs/a/made/join_paths.json": paths.identity,
        "made/fetch_dataset.json": dataset.identity,
    }
    return write_record(tmp_path / "runs/a/made/draw_figures.json", [], inputs)


def test_a_runs_dataset_is_the_one_that_its_figures_were_drawn_from(tmp_path, drawn):
    assert find_dataset(tmp_path, drawn) == tmp_path / "data/own.parquet"


def without_its_file(folder):
    (folder / "data/own.parquet").unlink()


def another_since(folder):
    write_record(folder / "made/fetch_dataset.json", ["data/a-first.parquet"])


def without_its_record(folder):
    (folder / "made/fetch_dataset.json").unlink()


@pytest.mark.parametrize("change", [without_its_file, another_since, without_its_record])
def test_a_runs_dataset_is_not_guessed(tmp_path, drawn, change):
    change(tmp_path)
    with pytest.raises(CheminsError, match="no images of this run; run again to make them"):
        find_dataset(tmp_path, drawn)


def test_a_run_whose_record_is_lost_is_not_opened(tmp_path):
    with pytest.raises(CheminsError, match="the run 1v7 were made with; run again"):
        open_run(tmp_path, small_run().name)
