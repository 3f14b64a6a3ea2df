"""What the jobs of a results folder cost and what they had asked for, rule by rule.

The source is Snakemake's benchmark files, one a job. Snakemake looks at a job every half second,
after a quarter of a minute every half minute: a peak of memory between two looks, and the CPU time
after the last one, are not in them.
"""

import ast
import re
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

CLUSTER = "Provided remote nodes:"  # in the log of a call that submits its jobs
TIME = re.compile(r"\s*\[(\w+ \w+ +\d+ [\d:]+ \d+)\]")
SUBMITTED = re.compile(r"\s*Job (\d+): ")
FINISHED = re.compile(r"Finished jobid: (\d+) \(Rule: (\w+)\)")
LOOK = 0.5  # seconds until Snakemake's first look at a job that has got beyond its start
CLOCKS = 60  # seconds by which the clocks of two machines may differ


@dataclass(frozen=True)
class Job:
    """A job's cost; None where its benchmark file does not tell. Of a job that ended before the
    first look there is no CPU time: 0."""

    rule: str
    name: str  # Snakemake's for the rule: with the layers, where there is one for each list of them
    seconds: float
    cpu_seconds: float
    peak_mb: float | None
    cores: int | None
    asked_mb: float | None
    asked_seconds: float | None
    ended: float | None


def read_jobs(folder):
    """The jobs of a results folder: benchmarks/RULE.tsv and benchmarks/RULE/JOB.tsv, with their
    logs. Files that were cut are left out."""
    benchmarks = Path(folder, "benchmarks")
    names = sorted(
        file.relative_to(benchmarks).with_suffix("")
        for file in [*benchmarks.glob("*.tsv"), *benchmarks.glob("*/*.tsv")]
    )
    found = [read_job(Path(folder), name) for name in names]
    return [job for job in found if job is not None]


def read_job(folder, name):
    """A job, None if its benchmark file is not whole. name: the file's, from the rule on."""
    text = (folder / "benchmarks" / f"{name}.tsv").read_text(encoding="utf-8")
    columns = [line.split("\t") for line in text.splitlines()]
    if len(columns) != 2 or len(columns[0]) != len(columns[1]):
        return None
    row = dict(zip(*columns, strict=True))
    rule = name.parts[0]
    # Snakemake touches what a job made when it hears that it has ended; not the log.
    log = folder / "logs" / f"{name}.log"
    # Only `--benchmark-extended` has these; on a cluster they are of the attempt that succeeded.
    asked = ast.literal_eval(row.get("resources", "{}"))
    minutes = number(asked.get("runtime"))
    return Job(
        rule=rule,
        name=row.get("rule_name", rule),
        seconds=float(row["s"]),
        cpu_seconds=number(row["cpu_time"]) or 0.0,
        peak_mb=number(row["max_rss"]) if float(row["s"]) > LOOK else None,
        cores=int(row["threads"]) if "threads" in row else None,
        asked_mb=number(asked.get("mem_mb")),
        asked_seconds=None if minutes is None else 60 * minutes,
        ended=log.stat().st_mtime if log.exists() else None,
    )


def number(value):
    """A number, None for what Snakemake writes where it has none."""
    return None if value in (None, "NA", "-") else float(value)


def read_waiting(jobs, logs):
    """rule -> seconds that its jobs waited from submission to start; only what is known.

    logs: Snakemake's own, of all its calls. Those that ran their jobs on the spot do not tell how
    long a job was ready and not started.
    """
    waited, counted = defaultdict(float), defaultdict(int)
    for log in logs:
        for name, submitted in read_submissions(log).items():
            own = [j for j in jobs if j.name == name and within(j, log, submitted)]
            # A job's number in the log is in no benchmark file: sums need no pairs.
            if len(own) == len(submitted):
                starts = sum(job.ended - job.seconds for job in own)
                waited[own[0].rule] += max(0.0, starts - sum(submitted))
                counted[own[0].rule] += len(own)
    total = defaultdict(int)
    for job in jobs:
        total[job.rule] += 1
    return {rule: waited[rule] for rule in waited if counted[rule] == total[rule]}


def within(job, log, submitted):
    """Whether a job ended during the call that wrote this log."""
    if job.ended is None:
        return False
    return min(submitted) - CLOCKS < job.ended < Path(log).stat().st_mtime + CLOCKS


def read_submissions(log):
    """rule -> when each of its finished jobs was last submitted, by a call on a cluster; or {}."""
    text = Path(log).read_text(encoding="utf-8", errors="replace")
    if CLUSTER not in text:
        return {}
    now, submitted, found = None, {}, defaultdict(list)
    for line in text.splitlines():
        if match := TIME.match(line):
            now = time.mktime(time.strptime(match[1]))
        elif match := SUBMITTED.match(line):
            submitted[match[1]] = now
        elif (match := FINISHED.match(line)) and match[1] in submitted:
            found[match[2]].append(submitted[match[1]])
    return found


def rule_costs(jobs, waiting):
    """The columns of the bill, a row for each rule. waiting: rule -> seconds, of those known."""
    by_rule = defaultdict(list)
    for job in jobs:
        by_rule[job.rule].append(job)
    rows = [rule_cost(rule, by_rule[rule], waiting.get(rule)) for rule in sorted(by_rule)]
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def rule_cost(rule, jobs, waiting):
    """One rule's row; None for what is not known."""
    return {
        "rule": rule,
        "jobs": len(jobs),
        "wall_seconds": sum(job.seconds for job in jobs),
        "longest_seconds": max(job.seconds for job in jobs),
        "core_seconds": core_seconds(jobs),
        "cpu_seconds": sum(job.cpu_seconds for job in jobs),
        "waiting_seconds": waiting,
        "peak_mb": largest([job.peak_mb for job in jobs]),
        "asked_mb": largest([job.asked_mb for job in jobs]),
        "memory_used": largest([share(job.peak_mb, job.asked_mb) for job in jobs]),
        "asked_seconds": largest([job.asked_seconds for job in jobs]),
        "time_used": largest([share(job.seconds, job.asked_seconds) for job in jobs]),
    }


def core_seconds(jobs):
    """What a cluster bills: the cores that a job held, for as long as it ran."""
    if any(job.cores is None for job in jobs):
        return None
    return sum(job.seconds * job.cores for job in jobs)


def largest(values):
    """The largest of the values that are known."""
    return max((value for value in values if value is not None), default=None)


def share(part, of):
    return None if None in (part, of) else part / of
