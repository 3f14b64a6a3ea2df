# What the rules share: the plan of the checked config, and what they ask it by their wildcards.
import inspect
import json
import os
import re
import shlex

from snakemake.cli import get_argument_parser
from snakemake.settings.types import ExecMode

from chemins.base.errors import CheminsError
from chemins.data.named import NAMED
from chemins.jobs.made import CONFIG as CONFIG_FILES, config_names
from chemins.planning import code_digest as digests
from chemins.planning.config import load_schema, makeable_runs
from chemins.planning.plan import read_plan
from chemins.planning.settings import canonical_json, look, rule_settings, spoken
from chemins.planning.statements import Remembered
from chemins.planning.wildcards import one_of
from chemins.results.layout import (
    FIGURES,
    GROUPS,
    INTERVENTIONS,
    LEARNING_FIGURES,
    PARTS,
    TRAINING,
)
from chemins.text.captions import LEARNING, NAMES, TITLES, captions
from chemins.text.class_names import names_of

# Snakemake starts a script with this path unquoted (snakemake issue 2645): without this, a project
# and its .venv in a folder with a space in its name would run nothing.
sys.executable = shlex.quote(sys.executable)

try:
    PLAN = read_plan(config, load_schema(HOME / "config/schema.yaml"))
except CheminsError as error:
    refuse_config(error)

CONFIG, RUNS, ATLAS = PLAN.config, PLAN.selected, PLAN.atlas
LAYOUT, DATASET = PLAN.layout, PLAN.dataset
RESULTS = LAYOUT.folder
RUN = LAYOUT.run()
# Each result's record says which config it was made for.
os.environ[CONFIG_FILES] = json.dumps(config_names(workflow.configfiles, RESULTS))


def is_asked_for(target):
    """Whether this call names a target. Snakemake knows its targets once it has read all rules: its
    arguments, read again."""
    if target not in sys.argv or workflow.exec_mode != ExecMode.DEFAULT:
        return False
    return target in get_argument_parser().parse_known_args(sys.argv[1:])[0].targets


# Whether what slices of many runs have made is put together: this makes no run (joining.smk).
JOINS = is_asked_for("join")
MAKEABLE = {} if JOINS else makeable_runs(CONFIG)


# Of the runs that `only` leaves out no file can be asked for: an expression of ten thousand names, in
# each rule's files, takes longer than planning a slice of them.
wildcard_constraints:
    run=one_of(MAKEABLE),
    group=one_of(GROUPS),
    part=one_of(PARTS),
    shard=r"\d+",


def runs_where(holds):
    """A wildcard constraint: the runs of which this holds. holds: run -> bool."""
    return one_of([run for run in MAKEABLE if holds(run)])


def whole_if(holds=lambda run: True):
    """As runs_where, of those whose tables are one file each: rules/shards.smk has the others."""
    return runs_where(lambda run: holds(run) and not PLAN.shards.has(run))


def noted(function):
    """A function of wildcards, with its parameters noted down: Snakemake asks for them whenever it
    calls one, and works them out anew each time."""
    function.__signature__ = inspect.signature(function)
    return function


def filled(text, wildcards):
    """A file's name with the values of its wildcards."""
    return text.format(**dict(wildcards.items()))


def settings(rule_name, **common):
    """A params function: the settings that the rule uses of its run, as canonical JSON.

    rule_name: the rule's, or that of its work on a group or a part, as `cluster_{part}`. common:
    what it uses of the rest of the config.
    """
    return noted(
        lambda wildcards: PLAN.settings(filled(rule_name, wildcards), wildcards.run, **common)
    )


STATEMENTS = Remembered(Path.cwd() / ".cache/statements.json")


def code_digest(script):
    """A digest of a script and of all local modules it imports."""
    return digests.code_digest(SCRIPTS / script, STATEMENTS.stated)


CODES = {path.stem: code_digest(path.name) for path in sorted(SCRIPTS.glob("*.py"))}
STATEMENTS.remember()


def templates_digest(template):
    """A digest of a template of `site/`, and of the styles and scripts that its page brings."""
    return digests.templates_digest(HOME / "site", template)


def of_groups(file):
    """An input function: a file of each group of samples that a run has. file: group -> name."""
    return noted(
        lambda wildcards: [filled(file(group), wildcards) for group in PLAN.groups(wildcards.run)]
    )


def tables_of(kind, groups, parts=PARTS):
    """An input function: a run's tables of each of these groups that it has and of each part, a
    table in shards as these, in order. kind: as of PLAN.shards.tables. parts: may be "{part}"."""

    @noted
    def files(wildcards):
        run = wildcards.run
        pairs = [(part, group) for group in groups for part in parts if group in PLAN.groups(run)]
        pairs = [(filled(part, wildcards), group) for part, group in pairs]
        return [file for pair in pairs for file in PLAN.shards.tables(run, kind, *pair)]

    return files


def fitted_unseen(part):
    """An input function: the unseen samples' activations, where a part is fitted on all samples.
    part: its name."""
    files = tables_of("activations", ["unseen"], [part])
    return noted(lambda wildcards: files(wildcards) if PLAN.fits_unseen(wildcards.run) else [])


@noted
def thinned_paths(wildcards):
    """The table of a run's paths, where it tells which hidden layers these go through."""
    return filled(RUN.paths, wildcards) if PLAN.is_thinned(wildcards.run) else []


def learnt(*names):
    """An input function: what is known of how a run's network learns, where it is looked at then.
    names: as of PLAN.learning."""

    @noted
    def files(wildcards):
        found = PLAN.learning(wildcards.run)
        return [found[name] for name in names if name in found]

    return files


@noted
def replicated_samples(wildcards):
    """The run's own samples that say what replicates are asked."""
    return {wildcards.group: filled(RUN.samples(wildcards.group), wildcards)}


def figure_files(names):
    """Figures of a run, in all formats."""
    return [RUN.figure(name, format) for name in names for format in PLAN.formats]


@noted
def page_figures(wildcards):
    """The PNG of each of a run's figures."""
    run = LAYOUT.run(wildcards.run)
    return [run.figure(name, "png") for name in PLAN.figures(wildcards.run)]


def figure_in_report(path):
    """A figure's file; of its formats the first is also in `snakemake --report`."""
    name = Path(path).stem
    return in_report(path, TITLES[name], name) if path.endswith(f".{PLAN.formats[0]}") else path


SHARED = "All runs"  # what is of no single run, in `snakemake --report`


def in_report(path, title, caption, category="{run}"):
    """A file that is also in `snakemake --report`. caption: the name of its text in `report/`."""
    caption, labels = f"../report/{caption}.rst", {"result": title}
    return report(path, caption=caption, category=category, labels=labels)


def captions_of(figures):
    """A params function: the captions of a run's figures in `snakemake --report`. figures: their
    names."""

    @noted
    def told(wildcards):
        run = PLAN.run(wildcards.run)
        fit_on, names = run["clustering"]["fit_on"], names_of(PLAN.names(run))
        return captions(fit_on, names, figures=figures)

    return told


captions_of_run = captions_of(NAMES)


def manifest_is_lost():
    """Whether there was a manifest, by its job's record, that somebody has deleted since."""
    record = Path(LAYOUT.record("write_manifest"))
    return record.exists() and not Path(LAYOUT.manifest).exists()


def config_files():
    """The config files of this call, as records have them."""
    return json.loads(os.environ[CONFIG_FILES])
