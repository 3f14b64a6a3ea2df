# Many runs, made slice by slice with `only`: one manifest, crate and index of all that are finished.
# `snakemake join` plans no run's jobs, which is what takes long, but looks at what they have left.
import re
from dataclasses import replace

from snakemake.iocontainers import Wildcards

from chemins.jobs.made import MADE_WITH
from chemins.jobs.shelves import job_name
from chemins.results.joining import Finished, finished, told as told_of_unfinished, value_of


def log_templates():
    """Rule's name -> the rule, and its log's name with wildcards in braces, within the folder of logs."""
    constraint = re.compile(r"\{(\w+),[^{}]*\}")
    found = {}
    for one in workflow.rules:
        for log in one.log:
            name = os.path.relpath(constraint.sub(r"{\1}", str(log)), RESULTS)
            found[job_name(name).partition("/")[0]] = one, job_name(name)
    return found


def owner_values(owner):
    """The wildcards that say whose a job is."""
    first, _, second = owner.partition("/")
    return {"first": first, "second": second} if second else {"run": first}


def made_with_now(templates):
    """(owner, record) -> what its job would be made with now."""

    def found(owner, record):
        job = job_name(record.log)
        if job.partition("/")[0] not in templates:
            return None
        of_job, template = templates[job.partition("/")[0]]
        values = owner_values(owner)
        for name, value in values.items():
            template = template.replace(f"{{{name}}}", value)
        others = value_of(template, job)
        if others is None:
            return None
        wildcards = Wildcards(fromdict={**values, **others})
        given = {key: of_job.params[key] for key in MADE_WITH if key in dict(of_job.params.items())}
        return {key: value(wildcards) if callable(value) else value for key, value in given.items()}

    return found


def names_in_results(files):
    return [os.path.relpath(file, RESULTS) for file in files]


def files_of_index(owner):
    """Of a run or of two that are compared, what the index reads."""
    if "/" in owner:
        files = LAYOUT.comparison(*owner.split("/"))
        return names_in_results([files.answers, files.page])
    files = LAYOUT.run(owner)
    return names_in_results([files.page, files.answers, files.paths, files.sample_measures])


def twins_of(run):
    return [LAYOUT.run(run).untrained] if PLAN.is_sent_through(run) else []


def owned_files():
    """owner -> the names of its files, of the runs and comparisons that this call is about."""
    compared = {run for pair in PLAN.comparisons.selected for run in pair}
    found = {
        run: names_in_results([*PLAN.files(run), *(twins_of(run) if run in compared else [])])
        for run in PLAN.selected
    }
    for pair in PLAN.comparisons.selected:
        files = [*LAYOUT.comparison(*pair).files(), *PLAN.comparisons.figures(*pair)]
        found["/".join(pair)] = names_in_results(files)
    return found


def slice_of(owners):
    """The command that makes what is not finished."""
    runs = sorted({run for owner in owners for run in owner.split("/")})
    return this_call("--cores", "all", "--config", f"only={json.dumps(runs)}")


def with_those_finished():
    """The plan of a call for the runs and comparisons that are finished, and what is known of them;
    the others are told."""
    owners = owned_files()
    found = finished(RESULTS, owners, made_with_now(log_templates()), files_of_index)
    print(told_of_unfinished(found.lacking, len(owners), slice_of), end="", file=sys.stderr)
    only = [run for run in PLAN.selected if run not in found.lacking]
    if not only:
        sys.exit("chemins: no run of this config is finished, and there is nothing to join.")
    pairs = [pair for pair in PLAN.config["compare"] if "/".join(pair) not in found.lacking]
    return replace(PLAN, config={**PLAN.config, "only": only, "compare": pairs}), found


PLAN, JOINED = with_those_finished() if JOINS else (PLAN, Finished())
