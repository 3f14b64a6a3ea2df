"""The record of a job, and what is stale by it: on files in a folder, without Snakemake."""

import hashlib
import json
import os
from dataclasses import replace

import pytest

from chemins.base.errors import CheminsError
from chemins.jobs.made import Job, Record, begin, checksums, finish, read_record, records
from chemins.results.contents import Contents
from chemins.results.staleness import SHOWN, explained, robbed, stale


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


class World:
    """Jobs in a row in a results folder: own.npz -> train -> dump (two groups) -> page."""

    def __init__(self, folder):
        self.results = folder / "results"
        self.own = folder / "own.npz"
        self.own.write_text("own")
        run = self.results / "runs/a"
        self.train = self.job("train", [self.own], [run / "model.keras", run / "scores.json"])
        self.known = self.job("dump", [run / "model.keras"], [run / "known.parquet"], "known")
        self.unseen = self.job("dump", [run / "model.keras"], [run / "unseen.parquet"], "unseen")
        page = self.results / "site/a.html"
        self.page = self.job("build_page", [*self.known.outputs, *self.unseen.outputs], [page])

    def job(self, rule, inputs, outputs, group=""):
        return Job(
            log=str(self.results / f"logs/{rule}/a{'-' * bool(group)}{group}.log"),
            wildcards={"run": "a"} | ({"group": group} if group else {}),
            inputs=list(map(str, inputs)),
            outputs=list(map(str, outputs)),
            made_with={"settings": f"{{{rule}}}", "code": f"{rule} 1"},
            config=["config.yaml"],
        )

    @property
    def jobs(self):
        return [self.train, self.known, self.unseen, self.page]

    def make(self, *jobs):
        for job in jobs:
            record = begin(job)
            for path in map(self.results.joinpath, job.outputs):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f"{path.name} by {job.made_with}")
            finish(job, record)

    def stale(self, *jobs):
        """log -> why, of what is stale among these jobs, or all."""
        jobs = jobs or self.jobs
        makers = {path: job.name for job in jobs for path in job.outputs}
        made_by = [{path: makers[path] for path in job.inputs if path in makers} for job in jobs]
        content = Contents(self.results / "memory.json").of
        return {job.name.rpartition("/")[2]: why for job, why in stale(jobs, made_by, content)}


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path)
    world.make(*world.jobs)
    return world


def record_of(world, job):
    return json.loads((world.results / job.name).read_text())


def test_a_record_tells_what_a_result_was_made_with(world):
    assert record_of(world, world.train) == {
        "made_with": {"settings": "{train}", "code": "train 1"},
        "inputs": {"own.npz": digest("own")},
        "outputs": {
            "runs/a/model.keras": digest(f"model.keras by {world.train.made_with}"),
            "runs/a/scores.json": digest(f"scores.json by {world.train.made_with}"),
        },
        "log": "logs/train/a.log",
        "config": ["config.yaml"],
        "left": [],
    }
    maker = read_record(world.results / world.train.name)
    assert record_of(world, world.known)["inputs"] == {world.train.name: maker.identity}
    assert list(record_of(world, world.page)["inputs"]) == [
        "runs/a/made/dump-known.json",
        "runs/a/made/dump-unseen.json",
    ]
    assert len(checksums(records(world.results))) == 5


def test_whatever_a_result_rests_on_changes_its_identity():
    record = Record({"code": "1"}, {"own": "2"}, {"out": "3"}, "logs/a.log", ["c"])
    others = [
        replace(record, made_with={"code": "x"}),
        replace(record, inputs={"own": "x"}),
        replace(record, outputs={"out": "x"}),
    ]
    assert len({other.identity for other in [record, *others]}) == 4
    assert replace(record, log="x", config=["x"]).identity == record.identity


def test_nothing_is_stale_that_was_made_as_it_would_be(world):
    assert world.stale() == {}


@pytest.mark.parametrize("changed", [0, 1, 2])
def test_files_of_one_name_from_several_folders_all_count(world, tmp_path, changed):
    own = [tmp_path / folder / "own.npz" for folder in ("a", "b", "c")]
    for file in own:
        file.parent.mkdir()
        file.write_text(f"of {file.parent.name}")
    job = world.job("read", own, [world.results / "runs/a/table.parquet"])
    world.make(job)
    names = ["own.npz", "own.npz 2", "own.npz 3"]
    contents = [digest(f"of {folder}") for folder in "abc"]
    assert record_of(world, job)["inputs"] == dict(zip(names, contents, strict=True))
    assert world.stale(job) == {}
    own[changed].write_text("another")
    assert world.stale(job) == {"read.json": "other inputs"}


@pytest.mark.parametrize("key", ["settings", "code", "templates"])
def test_another_setting_or_code_is_told_by_its_name(world, key):
    world.known = replace(world.known, made_with={**world.known.made_with, key: "other"})
    assert world.stale() == {"dump-known.json": f"other {key}"}
    world.make(world.known)
    assert world.stale() == {"build_page.json": "other inputs"}


def test_a_file_that_no_job_makes_counts_by_its_content(world):
    world.own.write_text("OWN")
    assert world.stale() == {"train.json": "other inputs"}
    world.own.unlink()
    assert world.stale() == {"train.json": "other inputs"}


def test_a_job_that_makes_other_files_is_stale(world):
    world.known = replace(world.known, outputs=[*world.known.outputs, world.own])
    assert world.stale() == {"dump-known.json": "other files"}


@pytest.mark.parametrize(
    "text", [None, "", "{}", "[1]", '{"inputs": 3}', "[" * 99_999], ids=range(6)
)
def test_a_result_without_a_record_is_stale_and_what_rests_on_it(world, text):
    path = world.results / world.known.name
    path.unlink()
    if text is not None:
        path.write_text(text)
    unknown = "no record of what they were made with"
    assert world.stale() == {"dump-known.json": unknown, "build_page.json": "other inputs"}


def test_what_is_not_there_is_missing_but_not_stale(world):
    (world.results / "runs/a/known.parquet").unlink()
    assert world.stale() == {}
    (world.results / world.known.name).unlink()
    assert world.stale() == {"build_page.json": "other inputs"}


def test_a_job_is_robbed_of_what_it_made_and_somebody_deleted(world):
    wanted = {*world.train.outputs, *world.known.outputs}
    assert robbed(world.jobs, wanted) == []
    for file in ("model.keras", "known.parquet", "unseen.parquet"):
        (world.results / "runs/a" / file).unlink()
    assert robbed(world.jobs, wanted) == [world.train, world.known]  # unseen: nobody wants it
    (world.results / world.known.name).unlink()
    assert robbed(world.jobs, wanted) == [world.train]


def test_a_job_works_out_its_name_once(world):
    assert world.page.name is world.page.name


def test_a_job_that_starts_takes_back_what_was_known_of_its_results(world):
    """Also where another rule made them before: a run whose network is given, say."""
    begin(replace(world.known, log=str(world.results / "logs/copy/a-known.log")))
    assert not (world.results / world.known.name).exists()
    assert (world.results / world.unseen.name).exists()


def test_what_a_job_no_longer_writes_stays_in_its_record(world):
    scores = str(world.results / "runs/a/scores.json")
    world.train = replace(world.train, outputs=world.train.outputs[:1])
    for _ in range(2):
        world.make(world.train)
        assert record_of(world, world.train)["left"] == ["runs/a/scores.json"]
    world.train = replace(world.train, outputs=[*world.train.outputs, scores])
    world.make(world.train)
    assert record_of(world, world.train)["left"] == []


def test_an_input_that_was_edited_is_refused(world):
    (world.results / "runs/a/model.keras").write_text("forged")
    with pytest.raises(CheminsError, match=r"runs/a/model\.keras is not as its job made it"):
        begin(world.known)
    assert world.stale() == {"dump-known.json": "no record of what they were made with",
                             "build_page.json": "other inputs"}  # fmt: skip


def test_of_many_stale_jobs_some_are_named():
    jobs = [Job(f"r/logs/rule/{n}.log", {}, [], ["r/x"], {}, []) for n in range(SHOWN + 2)]
    text = explained([(job, "other code") for job in jobs] + [(jobs[0], "other inputs")])
    assert text.splitlines()[1:] == [
        "  other inputs: 1 jobs",
        "  other code: rule/0, rule/1, rule/2 and 2 more",
    ]
    assert explained([]) == ""


# --- contents of files that no job makes ----------------------------------------------------------


def test_contents_are_read_once_as_long_as_nothing_changes(tmp_path, monkeypatch):
    file, read = tmp_path / "own.npz", []
    file.write_text("own")
    monkeypatch.setattr("chemins.results.contents.SETTLED", -1)
    monkeypatch.setattr(
        "chemins.results.contents.content_sha256", lambda path: read.append(path) or f"{len(read)}"
    )
    for _ in range(2):
        assert Contents(tmp_path / "memory.json").of(file) == "1"
    file.chmod(0o600)  # changes the time that nobody can set
    assert Contents(tmp_path / "memory.json").of(file) == "2"


def test_what_changed_a_moment_ago_is_not_remembered(tmp_path):
    file = tmp_path / "own.npz"
    file.write_text("own")
    assert Contents(tmp_path / "memory.json").of(file) == digest("own")
    assert not (tmp_path / "memory.json").exists()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"x": 1}'])
def test_a_memory_that_was_lost_costs_time_only(tmp_path, text):
    (tmp_path / "memory.json").write_text(text)
    (tmp_path / "own.npz").write_text("own")
    assert Contents(tmp_path / "memory.json").of(tmp_path / "own.npz") == digest("own")
    assert Contents(tmp_path / "memory.json").of(tmp_path / "none.npz") is None
    os.mkfifo(tmp_path / "pipe.npz")
    assert Contents(tmp_path / "memory.json").of(tmp_path / "pipe.npz") is None
