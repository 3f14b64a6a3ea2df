"""What the jobs of a results folder cost and what they had asked for, rule by rule.

The source is Snakemake's benchmark files, one a job. Snakemake looks at a job every half second,
after a quarter of a minute every half minute: a peak of memory between two looks is not in them,
nor, but for jobs that are copies (jobs/copies.py), the CPU time after the last one.
"""

import ast
import math
import os
import re
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from chemins.jobs.shelves import job_name
from chemins.results.layout import Layout

CLUSTER = "Provided remote nodes:"  # in the log of a call that submits its jobs
TIME = re.compile(r"\s*\[(\w+ \w+ +\d+ [\d:]+ \d+)\]")
SUBMITTED = re.compile(r"\s*Job (\d+): ")
FINISHED = re.compile(r"Finished jobid: (\d+) \(Rule: (.+)\)")  # a name with layers has dots
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


def read_jobs(folder) -> tuple[list, list]:
    """The jobs of a results folder, and the benchmark files that tell of none, by their names.

    With each goes a log. A file that is cut, of another kind, or without a job's wall time tells of
    none.
    """
    layout = Layout(str(folder))
    names = [job_name(os.path.relpath(file, folder)) for file in layout.of_jobs("benchmark")]
    names.sort(key=PurePosixPath)
    jobs = [read_job(layout, name) for name in names]
    unread = [repr(name)[1:-1] for name, job in zip(names, jobs, strict=True) if job is None]
    return [job for job in jobs if job is not None], unread


def read_job(layout, name) -> Job | None:
    """A job; None if its benchmark file tells of none. name: as `job_name` gives it."""
    row = read_row(Path(layout.benchmark(name)))
    seconds, rule = not_negative(row.get("s")), name.partition("/")[0]
    if seconds is None or not rule.isprintable():
        return None
    # Only `--benchmark-extended` has these; on a cluster they are of the attempt that succeeded.
    asked = literal(row.get("resources"))
    minutes = not_negative(asked.get("runtime"))
    cores = not_negative(row.get("threads"))
    return Job(
        rule=rule,
        name=row.get("rule_name", rule),
        seconds=seconds,
        cpu_seconds=not_negative(row.get("cpu_time")) or 0.0,
        peak_mb=not_negative(row.get("max_rss")) if seconds > LOOK else None,
        cores=None if cores is None else int(cores),
        asked_mb=not_negative(asked.get("mem_mb")),
        asked_seconds=None if minutes is None else 60 * minutes,
        # Snakemake touches what a job made when it hears that it has ended; not the log.
        ended=changed_at(Path(layout.log(name))),
    )


def read_row(path) -> dict[str, str]:
    """column -> text of a benchmark file of one job; {} if it is none."""
    lines = [line.split("\t") for line in (readable_text(path) or "").splitlines()]
    if len(lines) != 2 or len(lines[0]) != len(lines[1]):
        return {}
    return dict(zip(*lines, strict=True))


def readable_text(path) -> str | None:
    """A file's text, with what is no UTF-8 replaced; None for what is no file or cannot be read."""
    try:
        # A pipe would be waited for.
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None
    except OSError:
        return None


def unreadable(logs) -> list[str]:
    """Those of Snakemake's logs that cannot be read, by their names."""
    return [log.name for log in map(Path, logs) if readable_text(log) is None]


def changed_at(path) -> float | None:
    """When a file was last changed; None if there is none."""
    try:
        return path.stat().st_mtime
    except OSError:
        return None


def not_negative(value) -> float | None:
    """A number from 0 on; None for all else, as for what Snakemake writes where it has none."""
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if 0 <= found < math.inf else None


def literal(text) -> dict:
    """A dict from its Python text; {} for all else."""
    try:
        found = ast.literal_eval(text or "{}")
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return {}
    return found if isinstance(found, dict) else {}


def read_waiting(jobs, logs) -> dict[str, float]:
    """rule -> seconds that its jobs waited from submission to start; only what is known.

    logs: Snakemake's own, of all its calls. Those that ran their jobs on the spot do not tell how
    long a job was ready and not started; nor do those that cannot be read.
    """
    waited, counted = defaultdict(float), defaultdict(int)
    for log in map(Path, logs):
        for name, submitted in read_submissions(log).items():
            own = [job for job in jobs if job.name == name and within(job, log, submitted)]
            # A job's number in the log is in no benchmark file: sums need no pairs.
            if own and len(own) == len(submitted):
                starts = sum(job.ended - job.seconds for job in own)
                waited[own[0].rule] += max(0.0, starts - sum(submitted))
                counted[own[0].rule] += len(own)
    total = defaultdict(int)
    for job in jobs:
        total[job.rule] += 1
    return {rule: waited[rule] for rule in waited if counted[rule] == total[rule]}


def within(job, log, submitted) -> bool:
    """Whether a job ended during the call that wrote this log."""
    last = changed_at(log)
    if job.ended is None or last is None:
        return False
    return min(submitted) - CLOCKS < job.ended < last + CLOCKS


def read_submissions(log) -> defaultdict | dict:
    """rule -> when each of its finished jobs was last submitted, by a call on a cluster; or {}."""
    text = readable_text(log) or ""
    if CLUSTER not in text:
        return {}
    now, submitted, found = None, {}, defaultdict(list)
    for line in text.splitlines():
        if match := TIME.match(line):
            now = seconds_of(match[1])
        elif match := SUBMITTED.match(line):
            submitted[match[1]] = now
        elif (match := FINISHED.match(line)) and submitted.get(match[1]) is not None:
            found[match[2]].append(submitted[match[1]])
    return found


def seconds_of(text) -> float | None:
    """A time in Snakemake's log as seconds since 1970; None if it is none."""
    try:
        return time.mktime(time.strptime(text))
    except (ValueError, OverflowError):
        return None


def rule_costs(jobs, waiting) -> dict[str, list]:
    """The columns of the bill, a row for each rule. waiting: rule -> seconds, of those known."""
    by_rule = defaultdict(list)
    for job in jobs:
        by_rule[job.rule].append(job)
    rows = [rule_cost(rule, by_rule[rule], waiting.get(rule)) for rule in sorted(by_rule)]
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def rule_cost(rule, jobs, waiting) -> dict:
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


def core_seconds(jobs) -> float | None:
    """What a cluster bills: the cores that a job held, for as long as it ran."""
    if any(job.cores is None for job in jobs):
        return None
    return sum(job.seconds * job.cores for job in jobs)


def largest(values) -> float | None:
    """The largest of the values that are known."""
    return max((value for value in values if value is not None), default=None)


def share(part, of) -> float | None:
    return part / of if of and part is not None else None
