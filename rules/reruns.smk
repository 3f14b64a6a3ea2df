# What makes a job run again: not times, nor Snakemake's own notes in `.snakemake/`, which a copied or
# moved results folder does not have, but the record of what its results were made with.

from snakemake.dag import DAG
from snakemake.jobs import Job as SnakemakeJob

from chemins.results.contents import Contents
from chemins.jobs.made import job_of
from chemins.results.staleness import explained, robbed, stale

CONTENTS = Contents(Path.cwd() / ".cache/contents.json")


# What Snakemake asks its notes: whether a job's code and the like are others since.
NOTES = ("code_changed", "input_changed", "params_changed", "software_stack_changed")


def follow_records():
    """Have Snakemake run again what the records say is stale, and nothing for its files' times or
    for its own notes. Rules of a workflow that has this one as a module are left to Snakemake.

    What is replaced is not documented for this; tests/workflow/test_records.py would notice a
    change. `check_incomplete` comes after all jobs are known and before any is judged, and is where
    Snakemake itself forces jobs whose results it cannot trust.
    """
    incomplete = DAG.check_incomplete
    oldest, older = SnakemakeJob.output_mintime, SnakemakeJob.outputs_older_than_script_or_notebook

    async def check_records(dag):
        await incomplete(dag)
        told, makers = planned(dag)
        found = stale(told, makers, CONTENTS.of, JOINED.identities)
        again = [job for job, _ in found] + deleted(told)
        dag.forcefiles.update(path for job in again for path in job.outputs)
        print(explained(found), end="", file=sys.stderr)
        for name in NOTES:
            setattr(workflow.persistence, name, of_others(getattr(workflow.persistence, name)))

    async def time_of_others(job):
        return None if is_own(job) else await oldest.fget(job)

    async def outputs_of_others(job):
        if not is_own(job):
            async for path in older(job):
                yield path

    DAG.check_incomplete = check_records
    SnakemakeJob.output_mintime = property(time_of_others)
    SnakemakeJob.outputs_older_than_script_or_notebook = outputs_of_others


def of_others(changed):
    """As one of Snakemake's NOTES, which has nothing to say of this workflow's jobs."""
    return lambda job: () if is_own(job) else changed(job)


def is_own(job):
    """Whether a job is this workflow's, not one's that has it as a module: by where its log is."""
    return bool(job.log) and LAYOUT.is_log(str(job.log[0]))


def planned(dag):
    """The plan's jobs that have results, and for each who makes what it reads."""
    jobs = {job: job_of(job) for job in dag.jobs if job.output and is_own(job)}
    joined = {LAYOUT.path(name): maker for name, maker in JOINED.makers.items()}
    makers = [
        joined
        | {
            str(path): jobs[maker].name
            for maker, files in dag.dependencies[job].items()
            if maker in jobs
            for path in files
        }
        for job in jobs
    ]
    return list(jobs.values()), makers


def deleted(jobs):
    """The jobs of a call for the manifest that have made results which are no more. It lists all of
    them: who asks for it asks for each, though the job that writes it waits for the pages only."""
    asked = any(LAYOUT.manifest in job.outputs for job in jobs)
    return robbed(jobs, set(PLAN.listed())) if asked else []


if workflow.exec_mode == ExecMode.DEFAULT:
    follow_records()
