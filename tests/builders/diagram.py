"""The diagram of docs/architecture.md: what each job makes, who reads it."""

from chemins.data.mnist import FILES
from chemins.networks.layer_names import network_layers

WITH_GROUP = {"select_samples", "dump_activations", "dump_pixels", "train_replicates"}
PER_LAYER_LIST = {"dump_activations", "cluster_layers", "embed_layers", "place_unseen"}
RUN_RULES = [
    "select_samples", "train_model", "dump_activations", "dump_pixels", "cluster_pixels",
    "cluster_layers", "embed_pixels", "embed_layers", "place_unseen", "join_paths",
    "measure_run", "train_replicates",
    "answer_questions", "draw_figures", "build_page",
]  # fmt: skip


# A result of each job -> the job, and a job -> those that read what it makes. From the diagram in
# docs/architecture.md, with a group where a rule has a job for each.
MADE_BY = {
    "data/mnist-sample.parquet": "fetch_dataset",
    "runs/THAT/samples/known.parquet": "select_samples known",
    "runs/THAT/samples/unseen.parquet": "select_samples unseen",
    "runs/THAT/history.parquet": "train_model",
    "runs/THAT/activations/known/hidden_1.parquet": "dump_activations known",
    "runs/THAT/activations/unseen/hidden_2.parquet": "dump_activations unseen",
    "runs/THAT/logits/known.parquet": "dump_activations known",
    "runs/THAT/activations/known/pixels.parquet": "dump_pixels known",
    "runs/THAT/activations/unseen/pixels.parquet": "dump_pixels unseen",
    "runs/THAT/clusters/pixels.classes.parquet": "cluster_pixels",
    "runs/THAT/clusters/output.centers.parquet": "cluster_layers",
    "runs/THAT/embeddings/known/pixels.parquet": "embed_pixels",
    "runs/THAT/embeddings/known/hidden_1.parquet": "embed_layers",
    "runs/THAT/embeddings/unseen/output.parquet": "place_unseen",
    "runs/THAT/flows.parquet": "join_paths",
    "runs/THAT/measures/own.parquet": "measure_run",
    "runs/THAT/measures/samples.parquet": "measure_run",
    "runs/THAT/measures/replicates-known.parquet": "train_replicates known",
    "runs/THAT/measures/replicates-unseen.parquet": "train_replicates unseen",
    "runs/THAT/answers.md": "answer_questions",
    "runs/THAT/figures/training.pdf": "draw_figures",
    "site/THAT.html": "build_page",
    "site/plotly.min.js": "write_plotly",
    "site/index.html": "build_index",
    "manifest.json": "write_manifest",
}
READERS = {
    "fetch_dataset": ["select_samples known", "select_samples unseen"],
    "select_samples known": [
        "train_model", "dump_pixels known", "train_replicates known", "train_replicates unseen",
    ],
    "select_samples unseen": [
        "dump_activations unseen", "dump_pixels unseen", "train_replicates unseen",
    ],
    "train_model": ["dump_activations known", "dump_activations unseen"],
    "dump_activations known": ["cluster_layers", "embed_layers"],
    "dump_activations unseen": ["place_unseen", "join_paths", "measure_run"],
    "dump_pixels known": ["cluster_pixels", "embed_pixels"],
    "dump_pixels unseen": ["place_unseen", "join_paths", "measure_run"],
    "cluster_pixels": ["join_paths", "measure_run"],
    "cluster_layers": ["join_paths", "measure_run"],
    "embed_pixels": ["place_unseen", "draw_figures"],
    "embed_layers": ["place_unseen", "draw_figures"],
    "place_unseen": ["draw_figures"],
    "join_paths": ["answer_questions", "draw_figures"],
    "measure_run": ["answer_questions", "draw_figures", "build_page"],
    "train_replicates known": ["answer_questions"],
    "train_replicates unseen": ["answer_questions"],
    "answer_questions": ["build_page"],
    "draw_figures": ["build_page"],
    "write_plotly": ["build_page"],
    "build_page": ["build_index"],
    "build_index": ["write_manifest"],
    "write_manifest": [],
}  # fmt: skip


def steps_from(step):
    """A step and all that depend on it."""
    return {step}.union(*map(steps_from, READERS[step]))


def jobs_of(steps, runs, config):
    """The jobs, as `rule wildcards`, of steps: rules, or rules with a group."""
    return {job for step in steps for run in runs for job in jobs_of_step(step, run, config)}


def jobs_of_step(step, run, config):
    rule, _, group = step.partition(" ")
    if rule == "download_mnist":
        return [f"{rule} {file}" for file in FILES]
    if rule not in RUN_RULES:
        return [rule]
    settings = config["runs"][run]
    groups = ["known", "unseen"] if settings["unseen"] else ["known"]
    name = rule_name(rule, network_layers(settings["network"]))
    if rule in WITH_GROUP:
        return [f"{name} {run} {each}" for each in groups if group in ("", each)]
    return [f"{name} {run}"] if rule != "place_unseen" or "unseen" in groups else []


def rule_name(rule, layers):
    """The name that a rule has for runs with these layers."""
    default = ("hidden_1", "hidden_2", "output")
    if rule not in PER_LAYER_LIST or layers == default:
        return rule
    return ".".join([rule, *layers[:-1]])


def named(jobs):
    """The jobs, as `rule wildcards`, in order; a job planned twice would be there twice."""
    return sorted(" ".join([job["rule"], *job["wildcards"].values()])
                  for job in jobs if job["rule"] != "all")  # fmt: skip
