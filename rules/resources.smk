# What jobs ask for: cores, memory and time, which small runs' jobs share a submission; and what is
# looked after on a cluster.
import math

from snakemake_interface_common.exceptions import WorkflowError

from chemins.planning import slurm

LARGE = 10_000  # training samples of a run; above, its heavy jobs use several cores
SNAKEMAKE = 300  # megabytes: in a submission it runs beside the job
STARTING = 10  # minutes until a job's libraries are read from a cold shared file system
USUAL_EPOCHS = 15


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


def is_large(run):
    if run in DUMPS:
        return DUMPS[run].train > LARGE
    settings = CONFIG["runs"][run]
    per_digit = settings["per_digit"]
    return per_digit == "all" or per_digit * len(settings["digits"]) > LARGE


SMALL_RUNS = "small-runs"


def batched():
    """Whether a profile's `group-components` says how many small runs are one submission."""
    return SMALL_RUNS in workflow.group_settings.group_components


def batch(wildcards):
    """The group of a run's jobs: one submission, if batched, with those of some other small runs."""
    return SMALL_RUNS if batched() and not is_large(wildcards.run) else None


# Where nothing is submitted there are no groups, and planning is spared them.
SUBMITS = workflow.exec_mode == ExecMode.DEFAULT and workflow.resource_settings.nodes
BATCH = batch if SUBMITS else None


def cores_if_large(cores):
    """A threads function: so many for a run of many samples, one for others, whose small jobs do
    better side by side. Snakemake lowers it to what there is."""
    return lambda wildcards: cores if is_large(wildcards.run) else 1


@cache
def images(run):
    """How many images a run uses; without a run, all there are."""
    if run is None:
        return sum(sum(counts.values()) for counts in IMAGES.counts.values())
    if run in DUMPS:
        return DUMPS[run].samples
    return images_asked(CONFIG["runs"][run])


def images_asked(settings):
    """As images. settings: a run's, or a pair's of the atlas."""
    asked = [("train", "per_digit", label) for label in settings["digits"]]
    asked += [
        ("test", "test_per_digit", label) for label in (*settings["digits"], *settings["unseen"])
    ]
    return sum(
        taken(settings[key], IMAGES.counts[split].get(label, 0)) for split, key, label in asked
    )


def taken(asked, there):
    return there if asked == "all" else min(asked, there)


def images_trained_on(run):
    """As images, for training: as many more as there are more epochs than usual."""
    return images(run) * max(1, CONFIG["runs"][run]["training"]["epochs"] / USUAL_EPOCHS)


def images_of_replicates(run):
    """As images, for training replicates: three networks each."""
    return 3 * CONFIG["runs"][run]["replicates"] * images_trained_on(run)


@cache
def images_of_pair(run):
    """As images, for the networks of the largest pair of the atlas."""
    return max(images_asked(pair) for pair in ATLAS.values())


def images_of_replicated_pair(run):
    """As images, for training and measuring all networks of a pair."""
    pair = next(iter(ATLAS.values()))
    more = max(1, pair["training"]["epochs"] / USUAL_EPOCHS)
    return pair["replicates"] * more * images_of_pair(run)


def growing(amount, per_1000, of):
    """A resource that grows with the images of a run, or with all there are, and each attempt."""

    def asked(wildcards, attempt):
        return attempt * math.ceil(amount + per_1000 * of(wildcards.get("run")) / 1000)

    return asked


def memory(job, per_1000=0, of=images):
    """Megabytes: the job's own for few images, more for each 1,000, and Snakemake's."""
    return growing(SNAKEMAKE + job, per_1000, of)


def minutes(job, per_1000=0, of=images):
    """Minutes: the job's own for few images, more for each 1,000; and, in a submission of its own,
    those that starting may take (in a batch, files that one job has read are at hand)."""
    asked = growing(job, per_1000, of)
    return lambda wildcards, attempt: asked(wildcards, attempt) + (0 if batched() else STARTING)


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
