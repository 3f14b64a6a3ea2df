"""The diagram of docs/architecture.md: what each job makes, who reads it."""

from chemins.data.idx import FILES
from chemins.results.layout import GROUPS, PARTS

WITH_GROUP = {"select_samples", "dump_activations", "dump_pixels", "train_replicates"}
WITH_PART = {"cluster_layers", "embed_layers"}
OF_UNSEEN = {"cluster_unseen", "embed_unseen"}
FOLLOWING = {"follow_learning", "follow_replicates", "draw_learning"}  # with `training.snapshots`
OF_REPLICATES = {"train_replicates", "follow_replicates"}
RUN_RULES = [
    "select_samples", "train_model", "dump_activations", "dump_pixels", "cluster_layers",
    "cluster_unseen", "embed_layers", "embed_unseen", "rate_embeddings", "join_paths",
    "measure_run", "move_activations", "train_replicates", "follow_learning", "follow_replicates",
    "answer_questions", "draw_figures", "draw_interventions", "draw_learning", "draw_training",
    "write_methods", "build_page",
]  # fmt: skip


# A result of each job -> the job, and a job -> those that read what it makes. From the diagram in
# docs/architecture.md, with a group or a part where a rule has a job for each.
MADE_BY = {
    "data/mnist-sample.parquet": "fetch_dataset",
    "runs/THAT/samples/known.parquet": "select_samples known",
    "runs/THAT/samples/unseen.parquet": "select_samples unseen",
    "runs/THAT/history.parquet": "train_model",
    "runs/THAT/activations/network/known.parquet": "dump_activations known",
    "runs/THAT/activations/network/unseen.parquet": "dump_activations unseen",
    "runs/THAT/activations/pixels/known.parquet": "dump_pixels known",
    "runs/THAT/activations/pixels/unseen.parquet": "dump_pixels unseen",
    "runs/THAT/clusters/pixels/known.parquet": "cluster_layers pixels",
    "runs/THAT/scores/pixels.parquet": "cluster_layers pixels",
    "runs/THAT/centers/network.parquet": "cluster_layers network",
    "runs/THAT/spaces/network.parquet": "cluster_layers network",
    "runs/THAT/clusters/network/unseen.parquet": "cluster_unseen",
    "runs/THAT/embeddings/pixels/known.parquet": "embed_layers pixels",
    "runs/THAT/embeddings/network/known.parquet": "embed_layers network",
    "runs/THAT/embeddings/pixels/unseen.parquet": "embed_unseen",
    "runs/THAT/embeddings/network/unseen.parquet": "embed_unseen",
    "runs/THAT/measures/embeddings.parquet": "rate_embeddings",
    "runs/THAT/flows.parquet": "join_paths",
    "runs/THAT/measures/own.parquet": "measure_run",
    "runs/THAT/measures/samples.parquet": "measure_run",
    "runs/THAT/measures/interventions.parquet": "move_activations",
    "runs/THAT/measures/replicates-known.parquet": "train_replicates known",
    "runs/THAT/measures/replicates-unseen.parquet": "train_replicates unseen",
    "runs/THAT/learning/paths.parquet": "follow_learning",
    "runs/THAT/learning/embeddings.parquet": "follow_learning",
    "runs/THAT/learning/own.parquet": "follow_learning",
    "runs/THAT/learning/replicates.parquet": "follow_replicates",
    "runs/THAT/answers.md": "answer_questions",
    "runs/THAT/answers.tex": "answer_questions",
    "runs/THAT/methods.md": "write_methods",
    "runs/THAT/references.bib": "write_methods",
    "runs/THAT/figures/flow.pdf": "draw_figures",
    "runs/THAT/figures/interventions.pdf": "draw_interventions",
    "runs/THAT/figures/learning-flow.pdf": "draw_learning",
    "runs/THAT/figures/training.pdf": "draw_training",
    "site/THAT.html": "build_page",
    "site/plotly.min.js": "write_plotly",
    "site/index.html": "build_index",
    "manifest.json": "write_manifest",
}
READERS = {
    "fetch_dataset": ["select_samples known", "select_samples unseen", "follow_replicates"],
    "select_samples known": ["train_model", "dump_pixels known", "train_replicates known"],
    "select_samples unseen": [
        "dump_activations unseen", "dump_pixels unseen", "train_replicates unseen",
    ],
    "train_model": [
        "dump_activations known", "dump_activations unseen", "draw_training", "move_activations",
    ],
    "dump_activations known": [
        "cluster_layers network", "embed_layers network", "move_activations",
    ],
    "dump_activations unseen": [
        "cluster_unseen", "embed_unseen", "rate_embeddings", "join_paths", "measure_run",
    ],
    "dump_pixels known": ["cluster_layers pixels", "embed_layers pixels"],
    "dump_pixels unseen": ["cluster_unseen", "embed_unseen", "rate_embeddings", "measure_run"],
    "cluster_layers pixels": ["cluster_unseen", "join_paths", "measure_run"],
    "cluster_layers network": [
        "cluster_unseen", "join_paths", "measure_run", "move_activations", "follow_learning",
    ],
    "cluster_unseen": ["join_paths", "measure_run", "follow_learning"],
    "embed_layers pixels": [
        "embed_unseen", "rate_embeddings", "draw_figures", "write_methods",
    ],
    "embed_layers network": [
        "embed_unseen", "rate_embeddings", "draw_figures", "write_methods", "follow_learning",
    ],
    "embed_unseen": ["rate_embeddings", "draw_figures", "follow_learning"],
    "rate_embeddings": ["draw_figures", "build_page"],
    "join_paths": ["answer_questions", "draw_figures"],
    "measure_run": ["answer_questions", "draw_figures", "build_page"],
    "move_activations": ["answer_questions", "draw_interventions"],
    "train_replicates known": ["answer_questions", "draw_interventions"],
    "train_replicates unseen": ["answer_questions"],
    "follow_learning": ["answer_questions", "draw_learning", "build_page"],
    "follow_replicates": ["answer_questions", "draw_learning", "build_page"],
    "answer_questions": ["write_methods", "build_page", "draw_learning"],
    "write_methods": ["build_page"],
    "draw_figures": ["build_page"],
    "draw_interventions": ["build_page"],
    "draw_learning": ["build_page"],
    "draw_training": ["build_page"],
    "write_plotly": ["build_page"],
    "build_page": ["build_index"],
    "build_index": ["write_manifest"],
    "write_manifest": [],
}  # fmt: skip


def steps_from(step):
    """A step and all that depend on it."""
    return {step}.union(*map(steps_from, READERS[step]))


def jobs_of(steps, runs, config):
    """The jobs, as `rule wildcards`, of steps: rules, or rules with a group or a part."""
    return {job for step in steps for run in runs for job in jobs_of_step(step, run, config)}


def jobs_of_step(step, run, config):
    rule, _, kind = step.partition(" ")
    if rule == "download_dataset":
        return [f"{rule} mnist {file}.gz" for file in FILES]
    if rule not in RUN_RULES:
        return [rule]
    groups = GROUPS if config["runs"][run]["unseen"] else GROUPS[:1]
    if rule in OF_UNSEEN and "unseen" not in groups:
        return []
    if rule in FOLLOWING and not is_followed(run, config):
        return []
    if rule in OF_REPLICATES and config["runs"][run]["replicates"] == 0:
        return []
    kinds = groups if rule in WITH_GROUP else PARTS if rule in WITH_PART else None
    if kinds is None:
        return [f"{rule} {run}"]
    return [f"{rule} {run} {each}" for each in kinds if kind in ("", each)]


def is_followed(run, config):
    return "snapshots" in config["runs"][run]["training"]


def named(jobs):
    """The jobs, as `rule wildcards`, in order; a job planned twice would be there twice."""
    return sorted(" ".join([job["rule"], *job["wildcards"].values()])
                  for job in jobs if job["rule"] != "all")  # fmt: skip
