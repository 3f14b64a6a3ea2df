# What the rules share: the checked config, each rule's settings and code digest, file names.
import json
import os
import re
import shlex
from functools import cache

from snakemake.settings.types import ExecMode

from chemins.planning import code_digest as digests
from chemins.text.atlas_captions import TITLES as ATLAS_TITLES
from chemins.planning.atlas_runs import atlas_runs
from chemins.text.captions import OF_RESULTS, TITLES, TRAINING, captions
from chemins.planning.config import check_dataset, load_schema, read_config, selected_runs
from chemins.data.datasets import dataset_name, describe, source_files
from chemins.base.errors import CheminsError
from chemins.planning.given_networks import with_given_networks
from chemins.jobs.making import CONFIG as CONFIG_FILES, config_names
from chemins.data.mnist import FILES as MNIST_FILES
from chemins.planning.wildcards import one_of
from chemins.results.layout import GROUPS, PARTS, Layout
from chemins.networks.layer_names import GIVEN, hidden_layers
from chemins.planning.settings import canonical_json, charting, rule_settings

# Snakemake starts a script with this path unquoted (snakemake issue 2645): without this, a project
# and its .venv in a folder with a space in its name would run nothing.
sys.executable = shlex.quote(sys.executable)

try:
    SCHEMA = load_schema(HOME / "config/schema.yaml")
    CONFIG = read_config(config, SCHEMA)
    IMAGES = describe(CONFIG["dataset"])
    check_dataset(CONFIG, IMAGES)
    ATLAS = atlas_runs(CONFIG, SCHEMA, IMAGES)
    CONFIG, DUMPS = with_given_networks(CONFIG, IMAGES)
except CheminsError as error:
    refuse_config(error)

RUNS = selected_runs(CONFIG)
RESULTS = CONFIG["results_dir"]
LAYOUT = Layout(RESULTS)
# Each result's record says which config it was made for.
os.environ[CONFIG_FILES] = json.dumps(config_names(workflow.configfiles, RESULTS))
DATASET = LAYOUT.dataset(dataset_name(CONFIG["dataset"]))
RUN = LAYOUT.run()
SITE = HOME / "site"


wildcard_constraints:
    run=one_of(CONFIG["runs"]),
    group=one_of(GROUPS),
    part=one_of(PARTS),


def settings(rule_name, **common):
    """A params function: the settings that the rule uses of its run, as canonical JSON.

    rule_name: the rule's, or that of its work on a group or a part, as `cluster_{part}`. common:
    what it uses of the rest of the config.
    """

    def used(wildcards):
        name = filled(rule_name, wildcards)
        return rule_settings(name, CONFIG["runs"][wildcards.run], **common)

    return used


def filled(text, wildcards):
    """A file's name with the values of its wildcards."""
    return text.format(**dict(wildcards.items()))


def index_settings():
    """What the index tells of the config: every setting, since it says in which two runs differ."""
    palette = CONFIG["figures"]["palette"]
    told = {"dataset": CONFIG["dataset"], "palette": palette, "runs": RUNS}
    return told | ({"atlas": True} if ATLAS else {})


def copying_settings(wildcards):
    run = wildcards.run
    return rule_settings("copy_activations", CONFIG["runs"][run], logits=DUMPS[run].logits)


def code_digest(script):
    """A digest of a script and of all local modules it imports."""
    return digests.code_digest(SCRIPTS / script)


CODES = {path.stem: code_digest(path.name) for path in sorted(SCRIPTS.glob("*.py"))}


def templates_digest(*names):
    """A digest of the files of `site/` whose names start so, and of what all pages share."""
    files = sorted(path for path in SITE.rglob("*") if path.is_file())
    wanted = ("style.css", "head.html", "fragment.js", *names)
    kept = [path for path in files if path.relative_to(SITE).as_posix().startswith(wanted)]
    return digests.files_digest(kept)


def text_digest(value):
    """A digest of settings."""
    return digests.text_digest(canonical_json(value))


def groups(run):
    """The groups of samples that a run has."""
    return ["known", "unseen"] if CONFIG["runs"][run]["unseen"] else ["known"]


def kind(run):
    """The kind of a run's network."""
    return CONFIG["runs"][run]["network"]["kind"]


def is_trained(run):
    """Whether a run's network is trained here, or was elsewhere."""
    return kind(run) not in GIVEN


def runs_where(holds):
    """A wildcard constraint: the runs of which this holds. holds: run -> bool."""
    return one_of([run for run in CONFIG["runs"] if holds(run)])


def model_file(wildcards):
    """A run's network: the one that was trained here, or the config's."""
    if kind(wildcards.run) == "file":
        return CONFIG["runs"][wildcards.run]["network"]["model"]
    return filled(RUN.model, wildcards)


def own_dump(wildcards):
    """The files of a run's folder of activations."""
    return [str(path) for path in DUMPS[wildcards.run].files]


def dataset_files(wildcards):
    """What a dataset is made from: MNIST's four files, a user's own, or nothing.

    Of those in `dataset_dir`, the ones that are there: which is missing is the job's to say.
    """
    if CONFIG["dataset_dir"]:
        files = [Path(CONFIG["dataset_dir"], f"{name}.gz") for name in MNIST_FILES]
        return {"mnist": [str(path) for path in files if path.is_file()]}
    if CONFIG["dataset"] == "mnist":
        return {"mnist": [LAYOUT.download(name) for name in MNIST_FILES]}
    return {"own": [str(path) for path in source_files(CONFIG["dataset"])]}


def of_groups(file):
    """An input function: a file of each group of samples that a run has. file: group -> name."""
    return lambda wildcards: [filled(file(group), wildcards) for group in groups(wildcards.run)]


def if_unseen(files):
    """An input function: these files of a run's unseen samples, where it has any."""

    def found(wildcards):
        unseen = CONFIG["runs"][wildcards.run]["unseen"]
        return [filled(file, wildcards) for file in files] if unseen else []

    return found


def fitted_unseen(wildcards):
    """The unseen samples' activations, where a part is fitted on all samples."""
    run = CONFIG["runs"][wildcards.run]
    wanted = run["clustering"]["fit_on"] == "all" and run["unseen"]
    return filled(RUN.activations(group="unseen"), wildcards) if wanted else []


def has_replicates(run):
    """Whether networks like a run's can be trained, and are."""
    return is_trained(run) and CONFIG["runs"][run]["replicates"] > 0


def replicated_samples(wildcards):
    """The samples that replicates are measured on."""
    names = ["known", "unseen"] if wildcards.group == "unseen" else ["known"]
    return {name: filled(RUN.samples(name), wildcards) for name in names}


def measure_files(wildcards):
    """All measures of a run: of its own network, and of its replicates."""
    replicates = [RUN.replicates(group) for group in groups(wildcards.run)]
    files = [RUN.measures, *(replicates if has_replicates(wildcards.run) else [])]
    return [filled(file, wildcards) for file in files]


# Of every figure: for print, for pages, for a browser, and its caption.
FORMATS = [*CONFIG["figures"]["formats"], "png", "html", "txt"]


def figure_files(names):
    """Figures of a run, in all formats."""
    return [RUN.figure(name, format) for name in names for format in FORMATS]


def figure_names(run):
    """The figures of a run: that of its training only if that was here."""
    return [name for name in TITLES if is_trained(run) or name != TRAINING]


def page_figures(wildcards):
    """The PNG of each of a run's figures."""
    names = figure_names(wildcards.run)
    return [filled(RUN.figure(name, "png"), wildcards) for name in names]


def in_report(path):
    """A figure's file; of its formats the first is also in `snakemake --report`."""
    name = Path(path).stem
    if not path.endswith(f".{FORMATS[0]}"):
        return path
    caption, labels = f"../report/{name}.rst", {"figure": TITLES[name]}
    return report(path, caption=caption, category="{run}", labels=labels)


def captions_of_run(wildcards):
    """The captions in `snakemake --report`."""
    return captions(CONFIG["runs"][wildcards.run]["clustering"]["fit_on"])


@cache
def run_results(run):
    """Every file of a run."""
    figures = [(name, format) for name in figure_names(run) for format in FORMATS]
    return LAYOUT.run(run).files(groups(run), is_trained(run), has_replicates(run), figures)


def listed_results():
    """Every result of the selected runs and what they share: all that the manifest lists."""
    pages = [LAYOUT.plotly, LAYOUT.page("index")] if RUNS else []
    of_runs = [file for run in RUNS for file in run_results(run)]
    return [DATASET, *pages, *of_runs, *atlas_results()]


def manifest_settings():
    """Of each run, and of each pair of the atlas: a digest of its settings."""
    pairs = {f"atlas/{pair}": text_digest(charting(run)) for pair, run in ATLAS.items()}
    return {run: text_digest(RUNS[run]) for run in RUNS} | pairs


def manifest_is_lost():
    """Whether there was a manifest, by its job's record, that somebody has deleted since."""
    manifest = Path(RESULTS, "manifest.json")
    return Path(RESULTS, "made/write_manifest.json").exists() and not manifest.exists()


def all_results():
    """Every result of the config, of runs selected or not, and of the atlas."""
    of_runs = [file for run in CONFIG["runs"] for file in run_results(run)]
    return [LAYOUT.manifest, *of_runs, *listed_results()]


def config_files():
    """The config files of this call, as records have them."""
    return json.loads(os.environ[CONFIG_FILES])


def job_logs():
    """The logs of the selected runs' jobs, and of those they share."""
    logs, names = Path(RESULTS, "logs"), job_names()
    return [
        path
        for path in [*logs.glob("*.log"), *logs.glob("*/*.log")]
        if path.parent == logs or path.stem in names
    ]


def job_names():
    """The names of jobs' logs: runs, runs with a group or a part, and pairs."""
    kinds = ("", *(f"-{kind}" for kind in (*GROUPS, *PARTS)))
    return {f"{run}{kind}" for run in RUNS for kind in kinds} | set(ATLAS)
