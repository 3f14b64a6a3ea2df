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
from chemins.text.captions import TITLES, captions
from chemins.planning.config import check_dataset, load_schema, read_config, selected_runs
from chemins.data.datasets import dataset_name, describe, source_files
from chemins.base.errors import CheminsError
from chemins.planning.given_networks import with_given_networks
from chemins.jobs.making import CONFIG as CONFIG_FILES, config_names
from chemins.data.mnist import FILES as MNIST_FILES
from chemins.planning.wildcards import one_of
from chemins.networks.layer_names import GIVEN, all_layers, hidden_layers, network_layers
from chemins.planning.settings import canonical_json, charting, rule_settings

# Snakemake starts a script with this path unquoted (snakemake issue 2645): without this, a project
# and its .venv in a folder with a space in its name would run nothing.
sys.executable = shlex.quote(sys.executable)

try:
    SCHEMA = load_schema(Path(workflow.basedir) / "config/schema.yaml")
    CONFIG = read_config(config, SCHEMA)
    IMAGES = describe(CONFIG["dataset"])
    check_dataset(CONFIG, IMAGES)
    ATLAS = atlas_runs(CONFIG, SCHEMA, IMAGES)
    CONFIG, DUMPS = with_given_networks(CONFIG, IMAGES)
except CheminsError as error:
    refuse_config(error)

RUNS = selected_runs(CONFIG)
RESULTS = CONFIG["results_dir"]
# Each result's record says which config it was made for.
os.environ[CONFIG_FILES] = json.dumps(config_names(workflow.configfiles, RESULTS))
DATASET = f"{RESULTS}/data/{dataset_name(CONFIG['dataset'])}.parquet"
RUN = f"{RESULTS}/runs/{{run}}"
SITE = Path(workflow.basedir) / "site"


wildcard_constraints:
    run=one_of(CONFIG["runs"]),
    group="known|unseen",


def settings(rule_name, **common):
    """A params function: the settings that the rule uses of its run, as canonical JSON.

    common: what it uses of the rest of the config.
    """
    return lambda wildcards: rule_settings(rule_name, CONFIG["runs"][wildcards.run], **common)


def index_settings():
    """What the index tells of the config: every setting, since it says in which two runs differ."""
    palette = CONFIG["figures"]["palette"]
    told = {"dataset": CONFIG["dataset"], "palette": palette, "runs": RUNS}
    return told | ({"atlas": True} if ATLAS else {})


def sampling_settings(wildcards):
    return rule_settings(f"select_{wildcards.group}", CONFIG["runs"][wildcards.run])


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


def has_logits(run):
    """Whether there are a run's logits, one file a group."""
    return DUMPS[run].logits if run in DUMPS else True


def runs_where(holds):
    """A wildcard constraint: the runs of which this holds. holds: run -> bool."""
    return one_of([run for run in CONFIG["runs"] if holds(run)])


def model_file(wildcards):
    """A run's network: the one that was trained here, or the config's."""
    if kind(wildcards.run) == "file":
        return CONFIG["runs"][wildcards.run]["network"]["model"]
    return f"{RUN}/model.keras".format(run=wildcards.run)


def layers(run):
    return all_layers(CONFIG["runs"][run]["network"])


# A rule's outputs cannot depend on its wildcards, and runs differ in their layers. So the rules
# that write a file for each layer of a network exist once for each list of layers that occurs.
DEFAULT_LAYERS = ("hidden_1", "hidden_2", "output")
LAYER_LISTS = sorted(
    {DEFAULT_LAYERS} | {network_layers(run["network"]) for run in CONFIG["runs"].values()}
)


def per_layer_list(rule_name, layer_list):
    """The rule's name for runs with these layers: its own name for the default ones."""
    if layer_list == DEFAULT_LAYERS:
        return rule_name
    return ".".join([rule_name, *layer_list[:-1]])  # a dot is in no layer's name


def has_layers(run, layer_list):
    return network_layers(CONFIG["runs"][run]["network"]) == layer_list


def runs_with(layer_list):
    """A wildcard constraint: the runs with these layers."""
    return runs_where(lambda run: has_layers(run, layer_list))


def sent_through(layer_list):
    """A wildcard constraint: the runs with these layers, whose network is at hand."""
    return runs_where(lambda run: has_layers(run, layer_list) and kind(run) != "activations")


def dumped(layer_list, logits):
    """A wildcard constraint: the runs whose activations, of these layers, are given."""
    return runs_where(
        lambda run: run in DUMPS and has_layers(run, layer_list) and has_logits(run) == logits
    )


def own_dump(wildcards):
    """The files of a run's folder of activations."""
    return [str(path) for path in DUMPS[wildcards.run].files]


# Whether there are logits changes the outputs too.
DUMPED_LISTS = sorted(
    {(network_layers(CONFIG["runs"][run]["network"]), has_logits(run)) for run in DUMPS}
)


def dataset_files(wildcards):
    """What a dataset is made from: MNIST's four files, a user's own, or nothing.

    Of those in `dataset_dir`, the ones that are there: which is missing is the job's to say.
    """
    if CONFIG["dataset_dir"]:
        files = [Path(CONFIG["dataset_dir"], f"{name}.gz") for name in MNIST_FILES]
        return {"mnist": [str(path) for path in files if path.is_file()]}
    if CONFIG["dataset"] == "mnist":
        return {"mnist": [f"{RESULTS}/data/mnist/{name}.gz" for name in MNIST_FILES]}
    return {"own": [str(path) for path in source_files(CONFIG["dataset"])]}


def activations(group, layer_list):
    """Activation tables of these layers, one file each."""
    return [f"{RUN}/activations/{group}/{layer}.parquet" for layer in layer_list]


def unseen_if_fitted(layer_list):
    """An input function: the unseen samples' activations, where a run is fitted on all."""

    def files(wildcards):
        run = CONFIG["runs"][wildcards.run]
        wanted = run["clustering"]["fit_on"] == "all" and run["unseen"]
        return expand(activations("unseen", layer_list), run=wildcards.run) if wanted else []

    return files


def unseen_layers(wildcards):
    """The unseen samples' activations, where a run has any."""
    if "unseen" not in groups(wildcards.run):
        return []
    return expand(activations("unseen", layers(wildcards.run)), run=wildcards.run)


def logits_of_run(wildcards):
    """The logits of all groups of a run, where there are any."""
    run = wildcards.run
    return [f"{RUN}/logits/{g}.parquet".format(run=run) for g in groups(run) if has_logits(run)]


def has_replicates(run):
    """Whether networks like a run's can be trained, and are."""
    return is_trained(run) and CONFIG["runs"][run]["replicates"] > 0


def replicated_samples(wildcards):
    """The samples that replicates are measured on."""
    names = ["known", "unseen"] if wildcards.group == "unseen" else ["known"]
    return {name: f"{RUN}/samples/{name}.parquet".format(run=wildcards.run) for name in names}


def measure_files(run):
    """All measures of a run: of its own network, and of its replicates."""
    replicates = [f"replicates-{group}" for group in groups(run) if has_replicates(run)]
    return [f"{RUN}/measures/{name}.parquet" for name in ["own", *replicates]]


CLUSTER_TABLES = {
    "clusters": "{layer}.parquet",
    "classes": "{layer}.classes.parquet",
    "scores": "{layer}.scores.parquet",
    "centers": "{layer}.centers.parquet",
    "scaler": "{layer}.scaler.parquet",
}


def clusters(kind, layer_list):
    """Cluster tables of one kind, one file a layer."""
    name = f"{RUN}/clusters/{CLUSTER_TABLES[kind]}"
    return [name.replace("{layer}", layer) for layer in layer_list]


def embeddings(group, layer_list):
    return [f"{RUN}/embeddings/{group}/{layer}.parquet" for layer in layer_list]


def unseen_embeddings(wildcards):
    """Where the unseen samples lie in each layer, where a run has any."""
    if "unseen" not in groups(wildcards.run):
        return []
    return expand(embeddings("unseen", layers(wildcards.run)), run=wildcards.run)


def of_run(files_of):
    """An input function: files of all the layers of a run. files_of: layers -> file names."""
    return lambda wildcards: expand(files_of(layers(wildcards.run)), run=wildcards.run)


# Of every figure: for print, for pages, for a browser, and its caption.
FORMATS = [*CONFIG["figures"]["formats"], "png", "html", "txt"]


def figure_files(trained=True):
    """A run's figures. trained: whether its network is, so that there is a training to draw."""
    names = [name for name in TITLES if trained or name != "training"]
    return [f"{RUN}/figures/{name}.{format}" for name in names for format in FORMATS]


def page_figures(wildcards):
    """The PNG of each of a run's figures."""
    files = figure_files(is_trained(wildcards.run))
    return expand([path for path in files if path.endswith(".png")], run=wildcards.run)


def in_report(path):
    """A figure's file; of its formats the first is also in `snakemake --report`."""
    name, format = Path(path).stem, Path(path).suffix[1:]
    if format != FORMATS[0]:
        return path
    return report(
        path,
        caption=f"../report/{name}.rst",
        category="{run}",
        labels={"figure": TITLES[name]},
    )


@cache
def run_results(run):
    """Every file of a run."""
    every = layers(run)
    files = [f"{RUN}/scores.json"]
    files += [f"{RUN}/{name}" for name in ("model.keras", "history.parquet") if is_trained(run)]
    for group in groups(run):
        files += [f"{RUN}/samples/{group}.parquet"]
        files += [f"{RUN}/logits/{group}.parquet"] * has_logits(run)
        files += activations(group, every) + embeddings(group, every)
    for kind in CLUSTER_TABLES:
        files += clusters(kind, every)
    files += [f"{RUN}/{name}" for name in ("paths.parquet", "flows.parquet")]
    files += [*measure_files(run), f"{RUN}/measures/samples.parquet"]
    files += [f"{RUN}/{name}" for name in ("answers.json", "answers.md")]
    files += figure_files(is_trained(run))
    files += [f"{RESULTS}/site/{{run}}.html"]
    return [file.replace("{run}", run) for file in files]


def listed_results():
    """Every result of the selected runs and what they share: all that the manifest lists."""
    pages = [f"{RESULTS}/site/plotly.min.js", f"{RESULTS}/site/index.html"] if RUNS else []
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
    return [f"{RESULTS}/manifest.json", *of_runs, *listed_results()]


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
    """The names of jobs' logs: runs, runs with a group, and pairs."""
    of_runs = {name for run in RUNS for name in (run, f"{run}-known", f"{run}-unseen")}
    return of_runs | set(ATLAS)
