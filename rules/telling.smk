# What is told at a call's start and end. Nothing of it decides what becomes of the call.
import json
from contextlib import contextmanager

from chemins.results.leftovers import leftovers, told
from chemins.jobs.shelves import job_name
from chemins.jobs.versions import notice


@contextmanager
def only_told(missing):
    """Inside the block, no error decides what becomes of a call: it is told, with what is missing."""
    try:
        yield
    except Exception as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        print(f"chemins: there is no {missing}: {reason}", file=sys.stderr)


def this_call(*arguments):
    """A command with this call's config, as a shell takes it. arguments: what it is to do."""
    asked = workflow.config_settings
    files = [os.path.relpath(file) for file in asked.configfiles]
    values = [f"{key}={json.dumps(value)}" for key, value in asked.config.items()]
    words = ["--configfile", *files] if files else []
    words += ["--config", *values] if values else []
    return shlex.join(["snakemake", *arguments, *words])


def rules_of(log):
    """A list of the name of the rule that a job's log is of (in a module, with its prefix), or of
    none where the rule is no more."""
    file = LAYOUT.benchmark(job_name(os.path.relpath(log, RESULTS)))
    return [rule.name for rule in workflow.rules if rule.benchmark and rule.benchmark.match(file)]


def tell_the_start():
    """Say on standard error which results other package versions made; jobs stay silent, and so do
    calls whose jobs have other packages than they have themselves."""
    if (
        workflow.exec_mode == ExecMode.DEFAULT
        and not workflow.deployment_settings.deployment_method
    ):
        for sentence in PLAN.comparisons.halved():
            print(f"chemins: {sentence}", file=sys.stderr)
        with only_told("word on package versions"):
            found, names = notice(PLAN.logs(), rules_of)
            again = this_call("--cores", "all", "--forcerun", *names)
            print(f"{found}To make them again: {again}\n" if names else "", end="", file=sys.stderr)


def tell_the_end():
    """Say which page to open, what it cost, and which results are left over."""
    with only_told("page to name"):
        for page in pages_asked_for()[:1]:
            print(f"\nOpen this page in a browser: {page}\n")
    tell_the_cost()
    with only_told("word on what is left over"):
        tell_what_is_left_over()


def pages_asked_for():
    """The pages that this call was asked for, or for what they lead to, and that are there: the one
    to begin with first."""
    made = {str(file) for job in workflow.dag.jobs for file in job.output}
    runs, index = [LAYOUT.run(run).page for run in RUNS], [LAYOUT.index]
    pages = [*runs, *index] if len(RUNS) == 1 else [*index, *runs]
    return [page for page in [*pages, LAYOUT.atlas_page] if page in made and Path(page).is_file()]


def tell_what_is_left_over():
    found = leftovers(RESULTS, PLAN.everything(), config_files())
    again = this_call("--cores", "1", "prune")
    print(told(found, RESULTS, CONFIG["runs"], again), end="\n\n")


def tell_the_cost():
    """Write the bill of all jobs in the results folder, and say where it is.

    No rule's: it tells of the other jobs, of the last and of failed calls' too, and times are not
    the same twice, so that nothing may depend on it. Whether the workflow succeeds does not either.
    """
    with only_told("bill"):
        from write_bill import write_bill

        page = write_bill(RESULTS, ".snakemake/log")
        print(f"What it cost: {page}\n" if page else "")


tell_the_start()


onsuccess:
    tell_the_end()


onerror:
    tell_the_cost()
