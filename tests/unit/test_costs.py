import os
import time

import pytest

from chemins.results.costs import read_jobs, read_waiting, rule_costs, unreadable

NOON = time.mktime((2026, 11, 22, 12, 0, 0, 0, 0, -1))
HEAD = ["s", "h:m:s", "max_rss", "max_vms", "max_uss", "max_pss", "io_in", "io_out"]
HEAD += ["mean_load", "cpu_time"]
EXTENDED = ["jobid", "rule_name", "wildcards", "params", "threads", "cpu_usage", "resources"]
EXTENDED += ["input_size_mb"]


def write_tsv(folder, job, seconds, peak, cpu, *, asked=None, threads=1, ended=NOON, name=None):
    """A job's benchmark file as Snakemake writes it, and its log.

    asked: mem_mb and runtime; None: without the extended columns.
    """
    row = [seconds, "0:00:00", peak, 0, 0, 0, 0, 0, 0, cpu]
    if asked is not None:
        resources = {"tmpdir": "/tmp", "mem_mb": asked[0], "runtime": asked[1], "mem": "2 GB"}
        rule = name or job.split("/")[0]
        row += [3, rule, {"run": "a"}, {"files": ["a", "b"]}, threads, 1.0, resources, {"a": 0.1}]
    path, log = folder / f"benchmarks/{job}.tsv", folder / f"logs/{job}.log"
    for file in (path, log):
        file.parent.mkdir(parents=True, exist_ok=True)
    head = HEAD + (EXTENDED if asked is not None else [])
    path.write_text("\t".join(head) + "\n" + "\t".join(map(str, row)) + "\n")
    log.write_text("packages: {}")
    os.utime(log, (ended, ended))  # the benchmark file's own time is now: it says nothing


def costs(folder, waiting=()):
    """rule -> its row."""
    columns = rule_costs(read_jobs(folder)[0], dict(waiting))
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return {row["rule"]: row for row in rows}


def test_a_rules_row_worked_by_hand(tmp_path):
    write_tsv(tmp_path, "train/a", "10.00", "300.00", "8.00", asked=(1000, 10), threads=1)
    write_tsv(tmp_path, "train/b", "90.00", "900.00", "300.00", asked=(4000, 30), threads=4)
    write_tsv(tmp_path, "fetch", "2.00", "50.00", "1.00", asked=(500, 5))
    found = costs(tmp_path, [("train", 7.0)])
    assert list(found) == ["fetch", "train"]
    assert found["train"] == {
        "rule": "train",
        "jobs": 2,
        "wall_seconds": 100.0,
        "longest_seconds": 90.0,
        "core_seconds": 10.0 + 4 * 90.0,
        "cpu_seconds": 308.0,
        "waiting_seconds": 7.0,
        "peak_mb": 900.0,
        "asked_mb": 4000.0,
        "memory_used": 0.3,  # the small job's 300 of 1,000, not 900 of 4,000
        "asked_seconds": 1800.0,
        "time_used": 0.05,  # 90 s of half an hour, not 10 s of ten minutes
    }
    assert found["fetch"]["waiting_seconds"] is None


def test_what_was_asked_for_is_unknown_without_the_extended_columns(tmp_path):
    write_tsv(tmp_path, "train/a", "10.00", "300.00", "8.00")
    write_tsv(tmp_path, "train/b", "10.00", "200.00", "8.00", asked=(1000, 10))
    row = costs(tmp_path)["train"]
    assert (row["wall_seconds"], row["core_seconds"]) == (20.0, None)
    assert (row["asked_mb"], row["memory_used"]) == (1000.0, 0.2)


@pytest.mark.parametrize(("seconds", "peak"), [("0.40", "1.50"), ("0.70", "NA")])
def test_memory_that_nobody_looked_at_is_not_told(tmp_path, seconds, peak):
    write_tsv(tmp_path, "train/a", seconds, peak, "NA", asked=(1000, 10))
    row = costs(tmp_path)["train"]
    assert (row["peak_mb"], row["memory_used"], row["cpu_seconds"]) == (None, None, 0.0)


# --- what cannot be read ----------------------------------------------------------------------


WHOLE = "s\tmax_rss\tcpu_time\n8.0\t300.0\t5.0\n"


def as_folder(path):
    path.mkdir()


def as_link_to_nothing(path):
    path.symlink_to("nowhere")


BROKEN = {
    "empty": lambda path: path.write_text(""),
    "cut in its first line": lambda path: path.write_text("s\th:m:s\n"),
    "cut in its second line": lambda path: path.write_text("s\tmax_rss\n1.0\n"),
    "several rows": lambda path: path.write_text(WHOLE + "9.0\t1.0\t1.0\n"),
    "no time": lambda path: path.write_text(WHOLE.replace("8.0", "NA")),
    "a dash for the time": lambda path: path.write_text(WHOLE.replace("8.0", "-")),
    "an endless time": lambda path: path.write_text(WHOLE.replace("8.0", "inf")),
    "a time before 0": lambda path: path.write_text(WHOLE.replace("8.0", "-8.0")),
    "foreign columns": lambda path: path.write_text("a\tb\n1\t2\n"),
    "no text": lambda path: path.write_bytes(b"\xff\xfes\x00\t\x00"),
    "a folder": as_folder,
    "a link to nothing": as_link_to_nothing,
    "a pipe": os.mkfifo,
}


@pytest.mark.parametrize("make", BROKEN.values(), ids=BROKEN)
def test_a_benchmark_file_that_tells_of_no_job_is_left_out_and_named(tmp_path, make):
    write_tsv(tmp_path, "train/a", "10.00", "300.00", "8.00", asked=(1000, 10))
    make(tmp_path / "benchmarks/train/b.tsv")
    jobs, unread = read_jobs(tmp_path)
    assert [job.seconds for job in jobs] == [10.0]
    assert unread == ["train/b"]


def test_a_name_that_is_no_text_is_left_out_and_told(tmp_path):
    write_tsv(tmp_path, "train/a", "10.00", "300.00", "8.00")
    with open(os.fsencode(tmp_path) + b"/benchmarks/\xff.tsv", "w") as file:
        file.write(WHOLE)
    jobs, unread = read_jobs(tmp_path)
    assert len(jobs) == 1
    assert unread == [r"\udcff"]


@pytest.mark.parametrize("value", ["NA", "-", "", "?", "nan", "inf", "-3", "{", "{'mem_mb': [2]}"])
@pytest.mark.parametrize("column", ["max_rss", "cpu_time", "threads", "resources"])
def test_what_a_job_does_not_tell_is_not_known(tmp_path, column, value):
    values = {"s": "8.0", "max_rss": "300.0", "cpu_time": "5.0", "threads": "2"}
    values |= {"resources": "{'mem_mb': 1000, 'runtime': 10}", column: value}
    (tmp_path / "benchmarks").mkdir()
    lines = "\t".join(values), "\t".join(values.values())
    (tmp_path / "benchmarks/train.tsv").write_text("\n".join(lines) + "\n")
    row = costs(tmp_path)["train"]
    found = {
        "max_rss": row["peak_mb"],
        "cpu_time": row["cpu_seconds"] or None,
        "threads": row["core_seconds"],
        "resources": row["asked_seconds"],
    }
    known = {"max_rss": 300.0, "cpu_time": 5.0, "threads": 16.0, "resources": 600.0}
    assert found == known | {column: None}


def test_no_jobs_cost_nothing(tmp_path):
    assert read_jobs(tmp_path) == ([], [])
    assert rule_costs([], {}) == {}


def test_a_job_that_asked_for_nothing_used_no_share_of_it(tmp_path):
    write_tsv(tmp_path, "train", "10.00", "300.00", "8.00", asked=(0, 0))
    row = costs(tmp_path)["train"]
    assert (row["memory_used"], row["time_used"]) == (None, None)


# As Snakemake 9.27 writes them: a job, two in a group, one that failed and was started anew.
CLUSTER_LOG = """Provided remote nodes: 10
Select jobs to execute...

[Sun Nov 22 11:00:00 2026]
Job 5: Training run a
Reason: Missing output files: results/runs/a/model.keras
[Sun Nov 22 11:00:20 2026] Group job 9f1 (jobs in lexicogr. order):
    [Sun Nov 22 11:00:20 2026]
    Job 6: Drawing the figures of run a
    Reason: Missing output files
    [Sun Nov 22 11:00:20 2026]
    Job 7: Drawing the figures of run b
[Sun Nov 22 11:00:30 2026]
Error in rule train:
    jobid: 5
Trying to restart job 5.
[Sun Nov 22 11:01:00 2026]
Job 5: Training run a
Reason: Missing output files: results/runs/a/model.keras
[Sun Nov 22 11:02:00 2026]
Finished jobid: 5 (Rule: train)
[Sun Nov 22 11:02:00 2026]
Finished jobid: 6 (Rule: draw.conv_1.conv_2)
Finished jobid: 7 (Rule: draw.conv_1.conv_2)
[Sun Nov 22 11:02:10 2026]
Job 8: Never finished
"""
ELEVEN = NOON - 3600


@pytest.fixture
def cluster(tmp_path):
    """Results, and the log of a call that submitted three jobs."""
    jobs, log = tmp_path / "results", tmp_path / "call.log"
    write_tsv(jobs, "train/a", "15.00", "300", "8", asked=(1, 1), ended=ELEVEN + 60 + 40 + 15)
    ended = [ELEVEN + 20 + 5 + 10, ELEVEN + 20 + 15 + 30]
    for run, end, seconds in zip("ab", ended, ("10.00", "30.00"), strict=True):
        write_tsv(jobs, f"draw/{run}", seconds, "300", "8", asked=(1, 1), ended=end,
                  name="draw.conv_1.conv_2")  # fmt: skip
    log.write_text(CLUSTER_LOG)
    os.utime(log, (ELEVEN + 130, ELEVEN + 130))
    return jobs, log


def test_waiting_is_from_the_last_submission_to_the_start(cluster):
    jobs, log = cluster
    assert read_waiting(read_jobs(jobs)[0], [log]) == {"train": 40.0, "draw": 5.0 + 15.0}


def test_waiting_is_unknown_on_ones_own_machine(cluster):
    jobs, log = cluster
    log.write_text(CLUSTER_LOG.replace("Provided remote nodes: 10", "Provided cores: 2"))
    os.utime(log, (ELEVEN + 130, ELEVEN + 130))
    assert read_waiting(read_jobs(jobs)[0], [log]) == {}
    assert read_waiting(read_jobs(jobs)[0], []) == {}


def test_waiting_is_unknown_if_a_job_of_the_rule_is_of_another_call(cluster):
    jobs, log = cluster
    write_tsv(jobs, "draw/c", "1.00", "1", "1", asked=(1, 1), ended=NOON, name="draw.conv_1.conv_2")
    assert read_waiting(read_jobs(jobs)[0], [log]) == {"train": 40.0}
    write_tsv(jobs, "train/b", "1.00", "1", "1", asked=(1, 1), ended=ELEVEN + 90)
    assert read_waiting(read_jobs(jobs)[0], [log]) == {}


@pytest.mark.parametrize("make", [as_folder, as_link_to_nothing, os.mkfifo])
def test_a_log_that_cannot_be_read_is_named_and_hides_no_other(cluster, make, tmp_path):
    jobs, log = cluster
    make(tmp_path / "other.log")
    logs = [tmp_path / "other.log", log]
    assert read_waiting(read_jobs(jobs)[0], logs) == {"train": 40.0, "draw": 5.0 + 15.0}
    assert unreadable(logs) == ["other.log"]


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("[Sun Nov 22 11:01:00 2026]", "[Sun Nov 99 11:01:00 2026]"),
        ("[Sun Nov 22 11:01:00 2026]", "[So Nov 22 11:01:00 2026]"),
        ("[Sun Nov 22 11:01:00 2026]", "[Sun Nov 22 11:01:00 99999999999999999999]"),
    ],
)
def test_a_time_that_is_none_leaves_its_jobs_waiting_unknown(cluster, line, instead):
    jobs, log = cluster
    log.write_text(CLUSTER_LOG.replace(line, instead))
    os.utime(log, (ELEVEN + 130, ELEVEN + 130))
    assert read_waiting(read_jobs(jobs)[0], [log]) == {"draw": 5.0 + 15.0}


def test_a_log_cut_before_its_first_time_tells_nothing(cluster):
    jobs, log = cluster
    log.write_bytes(b"Provided remote nodes: 10\nJob 5: \xff\nFinished jobid: 5 (Rule: train)\n")
    assert read_waiting(read_jobs(jobs)[0], [log]) == {}
