"""Whose each file of a results folder is, and where the record of its job lies.

As much of a results folder as a job's process has to know, and no more, since it is in every job's
digest of code: a change here makes all results stale. `results/layout.py`, which names the files,
builds on it, and is in the digest of no job that computes.

Records lie in folders named `made`: a run's in `runs/RUN/made/`, the atlas's in `atlas/made/`, a
comparison's of two runs in `comparisons/FIRST/SECOND/made/`, those of what runs share in `made/`.
All names are of files within a results folder, with `/`.
"""

from pathlib import Path

MADE, LOGS = "made", "logs"
RUNS, ATLAS, SITE, COMPARISONS = "runs", "atlas", "site", "comparisons"
INDEX = "index"  # the one page that is neither a run's nor the atlas's
PAGE = ".html"


def folder_of_log(log) -> Path:
    """The results folder that a log lies in, as `logs/RULE.log` or `logs/RULE/JOB.log`."""
    above = Path(log).parent
    return above.parent if above.name == LOGS else above.parent.parent


def job_name(name) -> str:
    """`RULE` or `RULE/JOB`: the job that a log or a benchmark is of."""
    return name.partition("/")[2].rpartition(".")[0]


def whose(name) -> str:
    """The run that a result or a record is of, `atlas`, or the two runs that are compared, as
    `FIRST/SECOND`; "" of what runs share."""
    top, _, inside = name.partition("/")
    if top == COMPARISONS:
        return "/".join(inside.split("/")[:2])
    if top == RUNS:
        return inside.partition("/")[0]
    if top == SITE and inside.endswith(PAGE):
        page = inside.removesuffix(PAGE)
        return "" if page == INDEX else page.removeprefix(f"{COMPARISONS}/")
    return ATLAS if top == ATLAS else ""


def shelf(owner) -> str:
    """The folder of somebody's records. owner: as `whose` gives it."""
    if not owner:
        return MADE
    if "/" in owner:
        return f"{COMPARISONS}/{owner}/{MADE}"
    return f"{ATLAS}/{MADE}" if owner == ATLAS else f"{RUNS}/{owner}/{MADE}"


def record_name(owner, rule, *others) -> str:
    """The record of a job. others: what tells it from its rule's others for the same owner."""
    return f"{shelf(owner)}/{'-'.join([rule, *others])}.json"
