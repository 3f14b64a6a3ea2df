"""The workflow on a real SLURM of two nodes, which these tests start and stop themselves."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from builders.machine import not_installed
from builders.project import copy_of, copy_project
from builders.slurm import NODES, bring_back, loopback, lose, missing_programs, until

pytestmark = pytest.mark.slow

LIMIT = 600  # seconds for a test: nothing that waits for SLURM waits for ever
# Looking for jobs' ends every few seconds is for tests; a real cluster's users share its scheduler.
PROFILE = ("--workflow-profile", "profiles/slurm", "--slurm-init-seconds-before-status-checks", "2")
ALONE = ("--group-components", "others=1")  # in place of the profile's: each job by itself
NO_RETRIES = ("--retries", "0")
RUN = {"replicates": 2, "per_digit": 20, "test_per_digit": 10, "network": {"hidden": [4, 3]},
       "training": {"epochs": 2, "learning_rate": 0.01}, "clustering": {"k_max": 4},
       "umap": {"n_neighbors": 5}}  # fmt: skip


@pytest.fixture(autouse=True)
def limit():
    def stop(*_):
        raise TimeoutError(f"the test took more than {LIMIT} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(LIMIT)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def cluster():
    """A SLURM of their own for all these tests."""
    missing = missing_programs()
    if missing:
        not_installed(f"no SLURM is installed: {missing} (Debian: apt-get install slurm-wlm munge)")
    folder = Path(tempfile.mkdtemp(prefix="chemins-slurm-"))
    folder.chmod(0o755)
    with loopback(folder) as slurm:
        yield slurm
    shutil.rmtree(folder)


@pytest.fixture
def slurm(cluster, monkeypatch, tmp_path):
    """The cluster, for the processes that this test starts; jobs are watched in `tmp_path`."""
    for name, value in cluster.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("WATCHED_JOBS", str(tmp_path))
    cluster.seen = len(cluster.jobs())
    return cluster


@pytest.fixture(scope="module")
def sampled(tmp_path_factory):
    """A project with the samples of four runs, from which pixels are a job of seconds each."""
    folder = tmp_path_factory.mktemp("cluster") / "un été"
    folder.mkdir()
    project = copy_project(folder)
    config = {"only": list("abcd"), "runs": dict.fromkeys("abcd", RUN)}
    (project.folder / "runs.json").write_text(json.dumps(config))
    process = project.snakemake("--configfile", "runs.json", "--until", "select_samples")
    assert process.returncode == 0, process.stderr
    return project


SHARDS, PLACED = ([f"results/runs/a/{kind}/pixels/known/00{n}.parquet" for n in (0, 1)]
                  for kind in ("activations", "clusters"))  # fmt: skip


SHARD_JOBS = (*SHARDS, "--configfile", "shards.json", *PROFILE, *ALONE)


@pytest.fixture(scope="module")
def in_shards(sampled, tmp_path_factory):
    """A project that has made a run with two shards on this machine."""
    project = copy_of(sampled, tmp_path_factory.mktemp("shards") / "un été")
    run = {**RUN, "digits": [1, 3, 7], "per_digit": "all"}
    (project.folder / "shards.json").write_text(json.dumps({"part_size": 1024, "runs": {"a": run}}))
    process = project.snakemake(*SHARDS, *PLACED, "--configfile", "shards.json")
    assert process.returncode == 0, process.stderr
    return project


def bytes_of(project, names):
    return [(project.folder / name).read_bytes() for name in names]


@pytest.fixture
def project(sampled, tmp_path):
    return copy_of(sampled, tmp_path / "un été")


def new_jobs(slurm):
    return slurm.jobs()[slurm.seen :]


def states(slurm):
    return [job["state"] for job in new_jobs(slurm)]


def pixels(*runs):
    """Arguments that ask for the pixels of some runs, a job each."""
    targets = [f"results/runs/{run}/activations/pixels/known.parquet" for run in runs]
    return (*targets, "--configfile", "runs.json", *PROFILE)


def made(project):
    """The runs that have their pixels."""
    files = project.folder.glob("results/runs/*/activations/pixels/known.parquet")
    return sorted(path.parents[2].name for path in files)


def test_all_results_have_the_bytes_that_the_local_executor_gives(slurm, tiny, tmp_path):
    only = ("--configfile", "tiny.yaml", "--config", 'only=["tiny"]')
    here, there = copy_of(tiny, tmp_path / "here"), copy_of(tiny, tmp_path / "there")
    # Of one run, the others' results left out: the index and the manifest tell of fewer.
    shutil.rmtree(there.folder / "results")
    process = here.snakemake(*only)
    assert process.returncode == 0, process.stderr
    for path in tmp_path.glob("threads-*"):
        path.unlink()
    process = there.snakemake(*only, *PROFILE)
    assert process.returncode == 0, process.stderr
    expected = here.contents()
    found = there.contents()
    assert found == {path: expected[path] for path in found}
    assert {path for path in expected.keys() - found.keys() if "tiny-cnn" not in path} == set()
    assert "learnt from squeue (sacct: Slurm accounting storage is disabled)" in process.stderr
    # All of the run was one submission, on the two cores that --cores names.
    (job,) = new_jobs(slurm)
    assert (job["state"], job["partition"], job["cpus"]) == ("COMPLETED", "main", "2")
    # The memory of two jobs side by side, whichever Snakemake puts there: the largest job has
    # 1,500 MB, and some for the images.
    assert 1500 < int(job["memory"].removesuffix("M")) < 2 * 1505
    # Each of its jobs had one core, and asked for one thread.
    asked = {path.name: max(map(int, path.read_text().split()), default=1)
             for path in tmp_path.glob("threads-*")}  # fmt: skip
    rules = {name.split("-")[1] for name in asked}
    assert {"train_model", "dump_activations", "cluster_layers", "embed_layers"} <= rules
    assert {name: threads for name, threads in asked.items() if threads > 1} == {}


def test_shards_have_the_bytes_that_the_local_executor_gives(slurm, sampled, in_shards, tmp_path):
    """A job for each shard, on two nodes; of the pixels, which need no training."""
    project = copy_of(sampled, tmp_path / "there")
    shutil.copy(in_shards.folder / "shards.json", project.folder)
    process = project.snakemake(*SHARDS, *PLACED, "--configfile", "shards.json", *PROFILE, *ALONE)
    assert process.returncode == 0, process.stderr
    assert bytes_of(project, SHARDS + PLACED) == bytes_of(in_shards, SHARDS + PLACED)
    # Of each shard the pixels and their place; the samples and what is fitted.
    assert states(slurm) == ["COMPLETED"] * 6


def test_batches_of_runs_are_one_submission_each(slurm, project):
    process = project.snakemake(*pixels(*"abcd"), "--group-components", "small-runs=2", cores=4)
    assert process.returncode == 0, process.stderr
    assert made(project) == list("abcd")
    jobs = new_jobs(slurm)
    # Two jobs side by side, on two cores of the four that a submission may ask for.
    assert [(job["state"], job["cpus"]) for job in jobs] == [("COMPLETED", "2")] * 2
    assert all(job["comment"].startswith("rule_small-runs") for job in jobs)


def test_a_failing_job_is_told_with_its_logs_and_the_other_runs_finish(slurm, project):
    (project.folder / "results/runs/b/samples/known.parquet").write_bytes(b"no table")
    process = project.snakemake(
        *pixels(*"abc"), *ALONE, *NO_RETRIES, "--default-resources", "slurm_partition=other"
    )
    assert process.returncode == 1
    assert made(project) == ["a", "c"]
    logs = re.findall(r"(\S*results/logs/\S+\.log)", process.stderr.replace("un été", "unété"))
    own, of_slurm = "results/logs/dump_pixels/b-known.log", "results/logs/slurm/rule_dump_pixels/"
    assert own in logs
    assert any(of_slurm in log for log in logs)
    (slurms,) = (project.folder / of_slurm).rglob("*.log")
    assert "chemins: " in slurms.read_text()
    assert "chemins: " not in (project.folder / own).read_text().splitlines()[0]
    assert sorted(states(slurm)) == ["COMPLETED", "COMPLETED", "FAILED"]
    assert {job["partition"] for job in new_jobs(slurm)} == {"other"}


def test_a_batch_stands_or_falls_as_one_and_the_other_batches_finish(slurm, project):
    (project.folder / "results/runs/b/samples/known.parquet").write_bytes(b"no table")
    two_each = ("--group-components", "small-runs=2")
    process = project.snakemake(*pixels(*"abcd"), *two_each, *NO_RETRIES)
    assert process.returncode == 1
    assert sorted(states(slurm)) == ["COMPLETED", "FAILED"]
    assert len(made(project)) == 2
    assert "b" not in made(project)


def test_too_little_memory_is_followed_by_more(slurm, project):
    enough = ("--set-resources", "dump_pixels:mem_mb=20*attempt**5", "--retries", "1")
    process = project.snakemake(*pixels("a"), *ALONE, *enough)
    assert process.returncode == 0, process.stderr
    first, second = new_jobs(slurm)
    assert (first["memory"], second["memory"]) == ("20M", "640M")
    assert first["state"] != "COMPLETED" == second["state"]


def test_a_job_past_its_time_limit_is_ended_and_told(slurm, project, tmp_path):
    (tmp_path / "hold-dump_pixels").touch()
    short = ("--set-resources", "dump_pixels:runtime=1")
    process = project.snakemake(*pixels("a"), *ALONE, *NO_RETRIES, *short)
    assert process.returncode == 1
    assert "TIMEOUT" in process.stderr
    assert states(slurm) == ["TIMEOUT"]


@pytest.fixture
def held(slurm, project, tmp_path):
    """A call of the workflow whose job is at work and does not end by itself."""
    hold = tmp_path / "hold-dump_pixels"
    hold.touch()
    with project.start(*pixels("a"), *ALONE, *NO_RETRIES) as process:
        until((tmp_path / "started-dump_pixels").exists, "the job", slurm.folder)
        yield process
        hold.unlink(missing_ok=True)


def finish(slurm, project, submissions):
    """The next call does what is missing, in so many submissions, and after it none is missing."""
    before = len(slurm.jobs())
    process = project.snakemake(*pixels("a"), *ALONE)
    assert process.returncode == 0, process.stderr
    assert made(project) == ["a"]
    assert len(slurm.jobs()) - before == submissions
    assert not slurm.ask("squeue", "--noheader")


def unlock(project):
    process = project.forked(*pixels("a"), "--unlock")
    assert process.returncode == 0, process.stderr


def end(process):
    process.stdout.read()
    return process.wait()


def test_a_cancelled_job_fails_and_the_next_call_makes_it(slurm, project, held, tmp_path):
    slurm.ask("scancel", new_jobs(slurm)[0]["id"])
    assert end(held) == 1
    assert states(slurm) == ["CANCELLED"]
    (tmp_path / "hold-dump_pixels").unlink()
    finish(slurm, project, submissions=1)


def test_an_interrupt_cancels_the_jobs(slurm, project, held, tmp_path):
    os.kill(held.pid, signal.SIGINT)
    assert end(held) != 0
    assert states(slurm) == ["CANCELLED"]
    (tmp_path / "hold-dump_pixels").unlink()
    finish(slurm, project, submissions=1)


def test_after_a_termination_running_jobs_finish_and_are_not_made_again(
    slurm, project, held, tmp_path
):
    os.kill(held.pid, signal.SIGTERM)
    (tmp_path / "hold-dump_pixels").unlink()
    end(held)
    assert states(slurm) == ["COMPLETED"]
    finish(slurm, project, submissions=0)


def test_after_a_kill_nothing_starts_beside_the_jobs_that_are_left(slurm, project, held, tmp_path):
    os.kill(held.pid, signal.SIGKILL)
    assert end(held) == -signal.SIGKILL
    (left,) = new_jobs(slurm)
    assert left["state"] == "RUNNING"
    unlock(project)
    process = project.snakemake(*pixels("a"), *ALONE)
    assert process.returncode != 0
    assert f"scancel {left['id']}" in process.stderr
    assert len(new_jobs(slurm)) == 1
    slurm.ask("scancel", left["id"])
    until(lambda: not slurm.ask("squeue", "--noheader"), "the cancelled job", slurm.folder)
    (tmp_path / "hold-dump_pixels").unlink()
    unlock(project)
    finish(slurm, project, submissions=1)


# --- a node that dies -----------------------------------------------------------------------------


@pytest.fixture
def unmade(in_shards, tmp_path):
    """A project that has the samples of the run in shards, and no shard."""
    project = copy_of(in_shards, tmp_path / "un été")
    for name in ("activations", "clusters"):
        shutil.rmtree(project.folder / "results/runs/a" / name)
    return project


def unnamed(project):
    """Shards that were written and have no name yet."""
    return [*project.folder.glob("results/runs/a/activations/pixels/known/.partial.*")]


@contextmanager
def dying(slurm, project, *arguments):
    """A call of which the node has died when its jobs had written their shards, but for the names:
    the process, those jobs' numbers, and the node that is left."""
    half = Path(os.environ["WATCHED_JOBS"], "half-dump_pixels")  # the script
    half.touch()
    with project.start(*SHARD_JOBS, *arguments, stderr=subprocess.PIPE) as process:
        try:
            until(lambda: len(unnamed(project)) == 2, "what is written", slurm.folder)
            jobs = new_jobs(slurm)
            lost = jobs[0]["node"]
            lose(slurm, lost)
        finally:
            half.unlink()
        try:
            (left,) = {*NODES} - {lost}
            yield process, [job["id"] for job in jobs if job["node"] == lost], left
        finally:
            bring_back(slurm, lost)


def made_by(slurm, node, lost):
    """Both shards were made by jobs of this node, none by those that were lost with theirs."""
    there = [(job["state"], job["node"]) for job in new_jobs(slurm) if job["id"] not in lost]
    return there == [("COMPLETED", node)] * 2


def told_of(lost, told):
    """Of each job that was lost, and of no other: its rule, its run's shard, and both its logs."""
    errors = [one for one in told.split("Error in rule ") if "due to a node failure" in one]
    found = {re.search(r"SLURM-job '(\d+)'", error)[1]: error for error in errors}
    return found.keys() == {*lost} and all(
        error.startswith("dump_pixels_shard:")
        and re.search(r"results/runs/a/activations/pixels/known/00[01]\.parquet", error)
        and re.search(r"results/logs/dump_pixels_shard/a-known-00[01]\.log", error)
        and re.search(rf"results/logs/slurm/rule_dump_pixels_shard/\S+/{job}\.log", error)
        for job, error in found.items()
    )


def test_what_a_dead_node_was_making_another_makes_anew(slurm, unmade, in_shards):
    with dying(slurm, unmade, "--slurm-no-requeue") as (process, lost, left):
        told = process.communicate()[1]
    assert process.returncode == 0, told
    assert {job["state"] for job in new_jobs(slurm) if job["id"] in lost} == {"NODE_FAIL"}
    assert made_by(slurm, left, lost)
    assert bytes_of(unmade, SHARDS) == bytes_of(in_shards, SHARDS)
    assert unnamed(unmade) == []
    assert told_of(lost, told)


def test_without_retries_a_dead_node_is_told_and_the_next_call_makes_what_it_was_making(
    slurm, unmade, in_shards
):
    with dying(slurm, unmade, "--slurm-no-requeue", *NO_RETRIES) as (process, lost, left):
        told = process.communicate()[1]
        assert process.returncode == 1
        assert told_of(lost, told)
        assert {job["state"] for job in new_jobs(slurm) if job["id"] in lost} == {"NODE_FAIL"}
        process = unmade.snakemake(*SHARD_JOBS)
    assert process.returncode == 0, process.stderr
    assert made_by(slurm, left, lost)
    assert bytes_of(unmade, SHARDS) == bytes_of(in_shards, SHARDS)
    assert unnamed(unmade) == []


def test_a_job_that_slurm_itself_starts_again_is_waited_for(slurm, unmade, in_shards):
    """As it does by itself, after two minutes, unless the site or the profile says otherwise."""
    with dying(slurm, unmade, *NO_RETRIES) as (process, lost, left):
        wanted = ("squeue", "--noheader", "--states=pending", "--format=%i")
        until(lambda: {*lost} <= {*slurm.ask(*wanted)}, "jobs in the queue again", slurm.folder)
        for job in lost:
            slurm.ask("scontrol", "update", f"jobid={job}", "starttime=now")
        told = process.communicate()[1]
    assert process.returncode == 0, told
    assert [(job["state"], job["node"]) for job in new_jobs(slurm)] == [("COMPLETED", left)] * 2
    assert bytes_of(unmade, SHARDS) == bytes_of(in_shards, SHARDS)
    assert unnamed(unmade) == []
