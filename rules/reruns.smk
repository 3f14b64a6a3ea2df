# What makes a job run again: not times, nor Snakemake's own notes in `.snakemake/`, which a copied or
# moved results folder does not have, but the record of what its results were made with.

from snakemake.dag import DAG
from snakemake.jobs import Job as SnakemakeJob

from chemins.results.contents import Contents
from chemins.jobs.made import job_of
from chemins.results.staleness import explained, stale

CONTENTS = Contents(Path.cwd() / ".cache/contents.json")


def follow_records():
    """Have Snakemake run again what the records say is stale, and nothing for its files' times.

    Two of its methods are not documented for this; tests/workflow/test_records.py would notice a
    change. `check_incomplete` comes after all jobs are known and before any is judged, and is where
    Snakemake itself forces jobs whose results it cannot trust.
    """
    incomplete = DAG.check_incomplete

    async def check_records(dag):
        await incomplete(dag)
        workflow.dag_settings.rerun_triggers = frozenset()
        told, makers = planned(dag)
        found = stale(list(told), makers, CONTENTS.of)
        dag.forcefiles.update(path for job, _ in found for path in job.outputs)
        print(explained(found), end="", file=sys.stderr)

    async def no_time(job):
        return None

    DAG.check_incomplete = check_records
    SnakemakeJob.output_mintime = property(no_time)


def planned(dag):
    """The plan's jobs that have results, and for each who makes what it reads."""
    jobs = {job: job_of(job) for job in dag.jobs if job.output and job.log}
    makers = [
        {
            str(path): jobs[maker].name
            for maker, files in dag.dependencies[job].items()
            for path in files
        }
        for job in jobs
    ]
    return jobs.values(), makers


if workflow.exec_mode == ExecMode.DEFAULT:
    follow_records()
