"""Which results were made otherwise than they would be made now, and why."""

from collections import defaultdict
from os.path import exists

from chemins.base.errors import listed
from chemins.jobs.made import name_outside, read_record
from chemins.jobs.shelves import job_name

SHOWN = 3  # jobs named for a reason, of however many
UNKNOWN = "no record of what they were made with"
INPUTS = "other inputs"


def expected_inputs(job, makers, identities, content) -> dict:
    """What a job's record would have of its inputs.

    makers: path of an input -> name of the record of the job that makes it, for those that one
    makes. identities: name of a record -> its identity; None where there is none. content: path ->
    SHA-256 of a file that no job makes.
    """
    expected = {}
    for path in job.inputs:
        if path in makers:
            expected[makers[path]] = identities[makers[path]]
        else:
            expected[name_outside(path, expected)] = content(path)
    return expected


def why_stale(job, record, inputs) -> str:
    """Why a job's results are stale; empty if they are not. inputs: as of expected_inputs."""
    if record is None:
        return UNKNOWN
    if record.made_with != job.made_with:
        keys = sorted(set(record.made_with) | set(job.made_with))
        differing = [key for key in keys if record.made_with.get(key) != job.made_with.get(key)]
        return f"other {listed(differing)}"
    if set(record.outputs) != {job.own_name(path) for path in job.outputs}:
        return "other files"
    return "" if record.inputs == inputs else INPUTS


def stale(jobs, makers, content, known=()) -> list[tuple]:
    """The jobs whose results, as far as they are there, were made otherwise: [(job, why)].

    jobs: Jobs. makers: one dict for each of them, and content, as of expected_inputs. known: name
    of a record -> its identity, of those that none of the jobs writes.
    """
    found = {job.name: read_record(job.results / job.name) for job in jobs}
    identities = {name: record and record.identity for name, record in found.items()}
    identities |= dict(known)
    result = []
    for job, made_by in zip(jobs, makers, strict=True):
        record = found[job.name]
        inputs = expected_inputs(job, made_by, identities, content) if record else {}
        why = why_stale(job, record, inputs)
        if why and (record or any(map(exists, job.outputs))):
            result.append((job, why))
    return result


def robbed(jobs, wanted) -> list:
    """The jobs that have a record, and of whose results somebody has deleted some that are wanted.

    Without a record a result is stale, or what rests on it is. wanted: paths, a set.
    """
    return [
        job
        for job in jobs
        if any(path in wanted and not exists(path) for path in job.outputs)
        and exists(job.results / job.name)
    ]


def explained(found) -> str:
    """A text of why jobs are stale, a line a reason; "" if none is. found: as `stale` gives it.

    Of jobs whose inputs are others, mostly because of the rest, only the number is told.
    """
    if not found:
        return ""
    jobs = defaultdict(list)
    for job, why in found:
        jobs[why].append(job_name(job.own_name(job.log)))
    lines = [f"  {why}: {len(jobs[INPUTS])} jobs" for why in jobs if why == INPUTS]
    lines += [f"  {why}: {some_of(names)}" for why, names in sorted(jobs.items()) if why != INPUTS]
    return "\n".join(["Results made otherwise than they would be now are made again:", *lines, ""])


def some_of(names) -> str:
    """`a, b, c and 4 more`."""
    more = [f"{len(names) - SHOWN} more"] if len(names) > SHOWN else []
    return listed([*sorted(names)[:SHOWN], *more])
