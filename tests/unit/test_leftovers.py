"""What is left over in a results folder, by the records of what was made: never anything else."""

import io
import os
from dataclasses import asdict
from pathlib import Path

import pytest

from chemins.base.errors import CheminsError
from chemins.base.files import read_json, write_json
from chemins.jobs.made import Record
from chemins.results.leftovers import leftovers, told
from chemins.results.locking import locked
from prune_results import prune_results

OURS, THEIRS = ["config/config.yaml"], ["config/mnist.yaml"]
RUNS = ("t1", "t1-known", "b.c")


def record(results, run, rule, outputs, config=OURS, suffix=""):
    """A job's results, record, log and benchmark."""
    log = f"logs/{rule}/{run}{suffix}.log"
    made = Record({}, {}, dict.fromkeys(outputs, "1" * 64), log, config)
    write_json(results / f"runs/{run}/made/{rule}{suffix}.json", asdict(made))
    for name in (*outputs, log, f"benchmarks/{rule}/{run}{suffix}.tsv"):
        (results / name).parent.mkdir(parents=True, exist_ok=True)
        (results / name).write_text(name)


@pytest.fixture
def results(tmp_path):
    """Three runs of our config, one of another's, and what a person keeps beside them."""
    folder = tmp_path / "results"
    for run in (*RUNS, "theirs"):
        config = THEIRS if run == "theirs" else OURS
        outputs = [f"runs/{run}/paths.parquet", f"runs/{run}/flows.parquet"]
        record(folder, run, "join_paths", outputs, config)
        record(folder, run, "build_page", [f"site/{run}.html"], config)
        samples = [f"runs/{run}/samples/known.parquet"]
        record(folder, run, "select_samples", samples, config, "-known")
    for name in ("atlas/brain/scan.nii", "runs/t1/notes.md", "runs/t1/.git/HEAD", "runs/mine/x"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("a colleague's")
    return folder


def names(paths, folder):
    return [path.relative_to(folder).as_posix() for path in paths]


def asked_for(results, runs):
    return [
        results / name
        for run in runs
        for name in (
            f"runs/{run}/paths.parquet",
            f"runs/{run}/flows.parquet",
            f"runs/{run}/samples/known.parquet",
            f"site/{run}.html",
        )
    ]


def found(results, runs=RUNS):
    return leftovers(results, asked_for(results, runs), OURS)


OF_T1 = [
    "benchmarks/build_page/t1.tsv",
    "benchmarks/join_paths/t1.tsv",
    "benchmarks/select_samples/t1-known.tsv",
    "logs/build_page/t1.log",
    "logs/join_paths/t1.log",
    "logs/select_samples/t1-known.log",
    "runs/t1/flows.parquet",
    "runs/t1/made/build_page.json",
    "runs/t1/made/join_paths.json",
    "runs/t1/made/select_samples-known.json",
    "runs/t1/paths.parquet",
    "runs/t1/samples/known.parquet",
    "site/t1.html",
]
FOREIGN = ["atlas", "runs/mine", "runs/t1/.git", "runs/t1/notes.md"]


def test_of_a_removed_run_what_records_list_is_left_over_and_nothing_else(results):
    assert names(found(results).own, results) == []
    left = found(results, ("t1-known", "b.c"))
    # Not logs/join_paths/t1-known.log: that is the other run's.
    assert names(left.own, results) == OF_T1
    assert names(left.foreign, results) == FOREIGN
    assert left.others == {tuple(THEIRS): ["theirs"]}


def test_of_a_kept_run_what_it_no_longer_asks_for(results):
    wanted = [path for path in asked_for(results, RUNS) if path.name != "flows.parquet"]
    left = leftovers(results, wanted, OURS)
    assert names(left.own, results) == [f"runs/{run}/flows.parquet" for run in sorted(RUNS)]


def test_a_run_that_both_configs_have_is_this_ones_too(results):
    """What the other config asked of it, and this one does not, is left over."""
    record(results, "t1", "dump_pixels", ["runs/t1/pixels.parquet"], THEIRS)
    left = found(results)
    assert names(left.own, results) == [
        "benchmarks/dump_pixels/t1.tsv",
        "logs/dump_pixels/t1.log",
        "runs/t1/made/dump_pixels.json",
        "runs/t1/pixels.parquet",
    ]
    assert left.others == {tuple(THEIRS): ["theirs"]}


def test_what_a_job_wrote_when_it_was_to_write_more_is_left_over(results):
    path = results / "runs/b.c/made/join_paths.json"
    write_json(path, {**read_json(path), "left": ["runs/b.c/old.parquet", "site/b.c.html"]})
    (results / "runs/b.c/old.parquet").touch()
    assert names(found(results).own, results) == ["runs/b.c/old.parquet"]


def test_papers_that_two_jobs_have_in_common_stay_with_the_one_that_is_asked_for(results):
    record(results, "t1", "join_paths", ["runs/t1/gone.parquet"])
    (results / "runs/t1/made/join_paths.json").rename(results / "runs/t1/made/older.json")
    kept = [f"runs/t1/{name}.parquet" for name in ("paths", "flows")]
    record(results, "t1", "join_paths", kept)
    assert names(found(results).own, results) == ["runs/t1/gone.parquet", "runs/t1/made/older.json"]


def test_what_was_set_aside_or_half_written_is_left_over(results):
    remains = ["runs/b.c/.partial.paths.parquet", "runs/b.c/paths.parquet.damaged",
               "runs/b.c/paths.parquet.damaged-2"]  # fmt: skip
    for name in remains:
        (results / name).touch()
    assert names(found(results).own, results) == remains


def test_a_manifest_that_was_set_aside_or_half_written_is_left_over(results):
    """It lies in the results folder itself."""
    made = Record({}, {}, {"manifest.json": "1" * 64}, "logs/write_manifest.log", OURS)
    write_json(results / "made/write_manifest.json", asdict(made))
    remains = [".partial.manifest.json", "manifest.json.damaged"]
    for name in ("manifest.json", *remains):
        (results / name).touch()
    left = leftovers(results, [*asked_for(results, RUNS), results / "manifest.json"], OURS)
    assert names(left.own, results) == remains


def test_a_page_that_was_set_aside_is_no_run_of_its_own(results):
    (results / "site/b.c.html.damaged").touch()
    left = found(results)
    assert names(left.own, results) == ["site/b.c.html.damaged"]
    assert "No longer in the config" not in told(left, results, RUNS, "PRUNE")


def test_a_run_can_have_the_name_of_the_folder_of_records(results):
    record(results, "made", "join_paths", ["runs/made/paths.parquet"])
    (results / "runs/made/notes.md").touch()
    left = leftovers(results, asked_for(results, [*RUNS, "made"]), OURS)
    assert names(left.own, results) == []
    assert names(left.foreign, results) == sorted([*FOREIGN, "runs/made/notes.md"])


def test_nothing_behind_a_link_is_looked_at(results):
    elsewhere = results.parent / "colleague"
    os.rename(results / "runs", elsewhere)
    (results / "runs").symlink_to(elsewhere)
    left = found(results, ())
    assert [name for name in names(left.own, results) if name.startswith("runs")] == []
    assert "runs" in names(left.foreign, results)


def test_no_results_no_leftovers(tmp_path):
    left = leftovers(tmp_path / "none", [], OURS)
    assert (left.own, left.others, left.foreign) == ([], {}, [])


def test_the_end_of_a_call_tells_whose_leftovers_there_are(results):
    text = told(found(results, ("t1-known", "b.c")), results, ("t1-known", "b.c"), "PRUNE")
    assert f"No longer in the config, but still in {results}: t1." in text
    assert (
        f"nothing in the config asks for: {len(OF_T1)}.\nTo see or delete these files: PRUNE"
        in text
    )
    assert f"Another config's results are in {results} too ({THEIRS[0]}): theirs." in text
    (results / "runs/theirs").rename(results.parent / "theirs")
    assert told(found(results), results, RUNS, "PRUNE") == ""


# --- pruning ------------------------------------------------------------------------------------


def prune(results, runs, confirmed, locks=None):
    said = io.StringIO()
    prune_results(
        folder=results,
        asked_for=asked_for(results, runs),
        config=OURS,
        locks=locks or results.parent / "locks",
        confirmed=confirmed,
        terminal=said,
    )
    return said.getvalue().removesuffix("\n")


def everything(results):
    return {path.relative_to(results).as_posix() for path in results.rglob("*") if path.is_file()}


def test_pruning_deletes_what_it_listed_and_names_what_it_leaves(results):
    before = everything(results)
    said = prune(results, ("t1-known", "b.c"), confirmed=False)
    assert everything(results) == before
    assert "CONFIRM=yes snakemake --cores 1 prune" in said
    for name in OF_T1:
        assert f"  {results / name}\n" in said
    for name in FOREIGN:
        assert f"  {results / name} (left alone: no record" in said
    assert f"theirs (left alone: of another config, {THEIRS[0]})" in said
    assert f"Deleted {len(OF_T1)} files." in prune(results, ("t1-known", "b.c"), confirmed=True)
    assert everything(results) == before - set(OF_T1)
    assert not (results / "runs/t1/samples").exists()
    assert (results / "runs/t1/notes.md").exists()


def test_pruning_unlinks_a_link_and_leaves_what_it_leads_to(results):
    elsewhere = results.parent / "annex.parquet"
    os.rename(results / "runs/t1/paths.parquet", elsewhere)
    (results / "runs/t1/paths.parquet").symlink_to(elsewhere)
    prune(results, ("t1-known", "b.c"), confirmed=True)
    assert elsewhere.read_text() == "runs/t1/paths.parquet"
    assert not (results / "runs/t1/paths.parquet").is_symlink()


def test_pruning_waits_for_nobody_and_keeps_others_out(results):
    locks = results.parent / "locks"
    locks.mkdir()
    (locks / "0.output.lock").write_text("results/runs/b.c/paths.parquet\n")
    with pytest.raises(CheminsError, match="another call of Snakemake is at work"):
        prune(results, ("t1-known", "b.c"), confirmed=True, locks=locks)
    assert (results / "runs/t1/paths.parquet").exists()
    (locks / "0.output.lock").unlink()
    with locked(locks, [Path("results/a")]):
        assert (locks / "0.output.lock").read_text() == "results/a\n"
    assert list(locks.iterdir()) == []
