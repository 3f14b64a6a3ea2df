"""A run whose tables lie in shards: its results, and what runs again (docs/reruns.md)."""

import re
import shutil

import pytest
import yaml

from builders.changes import of_run, with_changes
from builders.project import ROOT, copy_of, copy_project
from compare_results import compare_results

pytestmark = pytest.mark.slow

CONFIG = {
    "part_size": 1024,
    "runs": {
        # 1,230 known samples.
        "long": {"digits": [1, 3, 7], "unseen": [4], "per_digit": "all", "test_per_digit": 10},
    },
    "defaults": {
        "replicates": 0,
        "network": {"hidden": [4, 3]},
        "training": {"epochs": 4, "learning_rate": 0.01},
    },
    "figures": {"formats": []},
}
ENDS = {"build_index", "write_manifest", "all"}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    project = copy_project(tmp_path_factory.mktemp("shards"))
    (project.folder / "config/config.yaml").write_text(yaml.safe_dump(CONFIG))
    process = project.forked()
    assert process.returncode == 0, process.stderr
    return project


@pytest.fixture
def changed(finished, tmp_path):
    return copy_of(finished, tmp_path / "copy")


def deleted(name):
    return lambda project: (project.folder / "results/runs/long" / name).unlink()


def part_size(size):
    return lambda project: with_changes(part_size=size)(project, "")


def of_long(**keys):
    return lambda project: of_run(**keys)(project, "long")


# What the page calls a change -> how it is made here.
CHANGES = {
    "nothing at all": lambda project: None,
    "one shard of the network's clusters deleted": deleted("clusters/network/known/001.parquet"),
    "one shard of the network's embeddings deleted": deleted(
        "embeddings/network/known/000.parquet"
    ),
    "one shard of the paths deleted": deleted("paths/known/001.parquet"),
    "one shard of the flows deleted": deleted("flows/unseen/000.parquet"),
    "`part_size`, to the same multiple of 1,024": part_size(1100),
    "`part_size`, so that the run has other shards, or none": part_size(500_000),
    "the run's `clustering.k`": of_long(clustering={"k": 4}),
    "the run's `umap.n_neighbors`": of_long(umap={"n_neighbors": 10}),
}


def table():
    """change -> what the page tells of it, rule -> how many jobs."""
    text = (ROOT / "docs/reruns.md").read_text().partition("## Tables in parts")[2]
    rows = re.findall(r"^\| (.*?) \| (.*) \|$", text.partition("\n## ")[0], flags=re.MULTILINE)
    return {change: told for change, told in rows if change not in ("change", "---")}


def test_each_row_of_the_page_is_tried():
    assert list(table()) == list(CHANGES)


@pytest.mark.parametrize("change", CHANGES)
def test_what_runs(changed, change):
    CHANGES[change](changed)
    jobs = changed.planned()
    rules = {job["rule"] for job in jobs} - ENDS
    assert rules == set(re.findall("`([a-z_]+)`", table()[change]))
    wildcards = [job["wildcards"] for job in jobs if "shard" in job["wildcards"]]
    assert len({(of["group"], of["shard"]) for of in wildcards}) == 1 or "deleted" not in change


def test_results_are_the_same_in_one_file(changed):
    before = changed.contents()
    part_size(500_000)(changed)
    tables = ["paths", "flows", "measures/own", "measures/samples", "measures/embeddings"]
    assert changed.jobs("--", *(f"results/runs/long/{name}.parquet" for name in tables))
    after = changed.contents()
    new = after.keys() - before.keys()
    kinds = ("activations", "clusters", "embeddings")
    assert new == {
        f"results/runs/long/{kind}/{part}/{group}.parquet"
        for kind in kinds for part in ("pixels", "network") for group in ("known", "unseen")
    }  # fmt: skip
    assert {path for path in before if after[path] != before[path]} == set()


def test_both_kinds_of_results_are_compared_as_what_they_say(finished, changed):
    run = changed.folder / "results/runs/long"
    for name in ("activations", "clusters", "embeddings", "fitted", "paths", "flows"):
        shutil.rmtree(run / name)
    part_size(500_000)(changed)
    process = changed.forked()
    assert process.returncode == 0, process.stderr
    assert not (run / "fitted").exists()
    folders = [project.folder / "results" for project in (finished, changed)]
    told, agrees = compare_results(*folders, tolerance=0, agreement=1)
    assert agrees, told
    assert told.count("2 and 1 files, as one table: 100 % of the rows decide alike") == 6
