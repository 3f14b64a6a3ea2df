# What jobs ask for: cores, memory and time, which small runs' jobs share a submission; and what is
# looked after on a cluster.
import math

from snakemake_interface_common.exceptions import WorkflowError

from chemins.planning import slurm
from chemins.planning.workload import (
    breadth,
    images,
    images_of_pair,
    images_of_replicated_pair,
    images_measured,
    images_of_replicates,
    images_shown,
    images_trained_on,
    is_large,
    megabytes_of_network,
    wide_megabytes,
)

SNAKEMAKE = 300  # megabytes: in a submission it runs beside the job
WIDE = wide_megabytes(PLAN)  # megabytes that asking a network takes more for larger images
STARTING = 10  # minutes until a job's libraries are read from a cold shared file system


def work_in_the_submission():
    """In a submission, run its jobs side by side on the cores it was given.

    There Snakemake would start itself anew for each job, one after the other, with all cores of
    the node. So all jobs are local to it, and it has as many cores as SLURM says.
    """
    cores = os.environ.get("SLURM_CPUS_PER_TASK")
    if workflow.exec_mode == ExecMode.REMOTE and cores:
        workflow.global_resources["_nodes"] = None
        workflow.global_resources["_cores"] = int(cores)
        workflow.localrules(*[rule.name for rule in workflow.rules])


SMALL_RUNS = "small-runs"


def batched():
    """Whether a profile's `group-components` says how many small runs are one submission."""
    return SMALL_RUNS in workflow.group_settings.group_components


def batch(wildcards):
    """The group of a run's jobs: one submission, if batched, with those of some other small runs."""
    return SMALL_RUNS if batched() and not is_large(PLAN, wildcards.run) else None


# Where nothing is submitted there are no groups, and planning is spared them.
SUBMITS = workflow.exec_mode == ExecMode.DEFAULT and workflow.resource_settings.nodes
BATCH = batch if SUBMITS else None


def cores_if_large(cores):
    """A threads function: so many for a run of many samples, one for others, whose small jobs do
    better side by side, as those of several large runs do. Snakemake lowers it to what there is."""
    cores = min(cores, share_of_a_large_run(cores))
    return noted(lambda wildcards: cores if is_large(PLAN, wildcards.run) else 1)


def share_of_a_large_run(cores):
    """Of this machine's cores, where nothing is submitted; so many, where each job is by itself."""
    here = workflow.resource_settings.cores
    if SUBMITS or workflow.exec_mode != ExecMode.DEFAULT or here is None:
        return cores
    return max(1, here // max(1, sum(is_large(PLAN, run) for run in RUNS)))


def growing(amount, per_1000, of):
    """A resource that grows with the images of a run, or with all there are, and each attempt."""

    @noted
    def asked(wildcards, attempt):
        return attempt * math.ceil(amount + per_1000 * of(PLAN, wildcards.get("run")) / 1000)

    return asked


def memory(job, per_1000=0, of=images, network=0):
    """Megabytes: the job's own for few images, more for each 1,000 of MNIST's size, and Snakemake's;
    and so many times a given network's size, which is read, handed on, and kept once for each way
    to ask it."""
    asked = growing(SNAKEMAKE + job, per_1000 * breadth(PLAN), of)
    if not network:
        return asked

    @noted
    def with_network(wildcards, attempt):
        size = megabytes_of_network(PLAN, wildcards.run)
        return asked(wildcards, attempt) + attempt * math.ceil(network * size)

    return with_network


def minutes(job, per_1000=0, of=images):
    """Minutes: the job's own for few images, more for each 1,000; and, in a submission of its own,
    those that starting may take (in a batch, files that one job has read are at hand)."""
    asked = growing(job, per_1000, of)
    return noted(
        lambda wildcards, attempt: asked(wildcards, attempt) + (0 if batched() else STARTING)
    )


onstart:
    if workflow.executor_plugin.name == "slurm":
        look_after_slurm(workflow.executor_settings)


def look_after_slurm(settings):
    """Choose the command that tells what became of jobs, and say why; refuse to start where none
    does, or where jobs of a killed call are still at work."""
    try:
        slurm.refuse_leftovers(Path.cwd())
        settings.status_command, why = slurm.status_command(
            settings.status_command, settings.init_seconds_before_status_checks
        )
    except CheminsError as error:
        raise WorkflowError(f"chemins: {error}") from None
    print(f"Jobs' ends are learnt from {settings.status_command} ({why}).", file=sys.stderr)
