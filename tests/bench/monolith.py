"""The default config by Snakemake, against one process that does the same and nothing else.

The one process calls the scripts' functions in turn, imports each library once, and plans, checks
and records nothing. Both have warm caches, and write the same files with the same bytes.
"""

import hashlib
import tempfile
from pathlib import Path

from measure import ROOT, measured, measured_command, say, shown, table

FORMATS = ("svg", "pdf", "png", "html", "txt")


def run():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        say("the default config in one process, twice: first to fill the caches")
        measured(everything, folder / "first")
        alone = measured(everything, folder / "alone")
        say("the default config by Snakemake")
        done = measured_command(snakemake(folder / "workflow"), cwd=ROOT)
        compare(folder / "alone", folder / "workflow")
        say("the same once more: nothing to do")
        again = measured_command(snakemake(folder / "workflow"), cwd=ROOT)
        assert "Nothing to be done" in again.value
    rows = [
        ["one process", shown(alone.seconds), f"{alone.peak:.0f} MB", ""],
        ["`snakemake --cores 2`", shown(done.seconds), "", f"{done.seconds / alone.seconds:.2f}"],
        ["again, nothing stale", shown(again.seconds), "", ""],
    ]
    table("The default config: nine runs", ["", "seconds", "peak", "ratio"], rows)
    rows = [[name, f"{seconds:.1f} s"] for name, seconds in alone.value]
    table("What the one process spends its time on", ["step", "nine runs"], rows)


def snakemake(results):
    python = ROOT / ".venv/bin/python"
    return [python, "-m", "snakemake", "--cores", "2", "--config", f"results_dir={results}"]


def compare(one, other):
    """The same bytes, but for the index and the manifest, which the one process does not write."""
    found = {
        path.relative_to(one): hashlib.sha256(path.read_bytes()).digest()
        for path in one.rglob("*")
        if path.is_file()
    }
    assert len(found) > 400
    for path, digest in found.items():
        assert hashlib.sha256((other / path).read_bytes()).digest() == digest, path


def everything(folder):
    """All of the default config's results but the index and the manifest; seconds per step."""
    import yaml

    from chemins.planning.config import load_schema, read_config, selected_runs

    config = read_config(
        yaml.safe_load((ROOT / "config/config.yaml").read_text()),
        load_schema(ROOT / "config/schema.yaml"),
    )
    steps = Steps()
    dataset = folder / "data/mnist-sample.parquet"
    from fetch_dataset import fetch_dataset

    steps.call(fetch_dataset, {"dataset": config["dataset"]}, made(dataset))
    from write_plotly import write_plotly

    steps.call(write_plotly, made(folder / "site/plotly.min.js"))
    for name, settings in selected_runs(config).items():
        one_run(steps, Run(folder, name, settings, dataset, config["figures"]))
    return sorted(steps.seconds.items(), key=lambda item: -item[1])


class Steps:
    """Calls functions and adds up their time."""

    def __init__(self):
        self.seconds = {}

    def call(self, function, *arguments, **keywords):
        import time

        start = time.perf_counter()
        function(*arguments, **keywords)
        taken = time.perf_counter() - start
        name = function.__name__
        self.seconds[name] = self.seconds.get(name, 0) + taken


class Run:
    """Where a run's files are, and what its rules are told."""

    def __init__(self, folder, name, settings, dataset, figures):
        from chemins.results.layout import Layout

        self.name, self.own, self.dataset, self.figures = name, settings, dataset, figures
        self.files = Layout(str(folder)).run(name)
        self.groups = ["known", "unseen"] if settings["unseen"] else ["known"]
        pictures = [(figure, format) for figure in drawn() for format in FORMATS]
        for file in self.files.files(self.groups, True, True, True, pictures):
            Path(file).parent.mkdir(parents=True, exist_ok=True)

    def settings(self, rule, **common):
        import json

        from chemins.planning.settings import rule_settings

        return json.loads(rule_settings(rule, self.own, **common))

    def of_parts(self, kind, group):
        """A file of each part, none of a group that the run does not have."""
        return self.files.of_parts(kind, group) if group in self.groups else []


def drawn():
    from chemins.text.captions import TITLES

    return TITLES


def made(path):
    """A path as text, its folder made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return str(path)


def one_run(steps, run):
    sample_and_train(steps, run)
    for part in ("pixels", "network"):
        cluster_and_embed(steps, run, part)
    if "unseen" in run.groups:
        place(steps, run)
    rate(steps, run)
    join(steps, run)
    measure(steps, run)
    answer(steps, run)
    draw(steps, run)


def sample_and_train(steps, run):
    from dump_activations import dump_activations
    from dump_pixels import dump_pixels
    from select_samples import select_samples
    from train_model import train_model

    files, dataset = run.files, run.dataset
    for group in run.groups:
        samples = files.samples(group)
        steps.call(select_samples, run.settings(f"select_{group}"), group, dataset, samples)
        steps.call(dump_pixels, dataset, samples, files.activations("pixels", group))
    outputs = (files.model, files.history, files.accuracy)
    known = files.samples("known")
    steps.call(train_model, run.settings("train_model"), dataset, known, *outputs)
    for group in run.groups:
        steps.call(
            dump_activations,
            run.settings("dump_activations"),
            run.name,
            files.model,
            dataset,
            files.samples(group),
            files.activations("network", group),
        )


def cluster_and_embed(steps, run, part):
    from cluster_layers import cluster_layers
    from embed_layers import embed_layers

    files = run.files
    known = files.activations(part, "known")
    outputs = {
        "clusters": files.clusters(part, "known"),
        "scores": files.scores(part),
        "centers": files.centers(part),
        "spaces": files.spaces(part),
    }
    steps.call(cluster_layers, run.settings(f"cluster_{part}"), run.name, known, outputs)
    embeddings = files.embeddings(part, "known")
    steps.call(embed_layers, run.settings(f"embed_{part}"), run.name, known, embeddings)


def place(steps, run):
    from cluster_unseen import cluster_unseen
    from embed_unseen import embed_unseen

    unseen = run.of_parts("activations", "unseen")
    steps.call(
        cluster_unseen,
        run.name,
        unseen,
        run.files.of_parts("spaces"),
        run.files.of_parts("centers"),
        run.of_parts("clusters", "unseen"),
    )
    given = {
        "known": run.of_parts("activations", "known"),
        "unseen": unseen,
        "embeddings": run.of_parts("embeddings", "known"),
    }
    outputs = {"embeddings": run.of_parts("embeddings", "unseen")}
    steps.call(embed_unseen, run.settings("embed_unseen"), run.name, given, outputs)


def rate(steps, run):
    from rate_embeddings import rate_embeddings

    steps.call(
        rate_embeddings,
        run.settings("rate_embeddings"),
        run.name,
        [run.files.activations("pixels", group) for group in run.groups],
        [run.files.activations("network", group) for group in run.groups],
        run.of_parts("embeddings", "known"),
        run.files.embedding_measures,
        run.of_parts("embeddings", "unseen"),
    )


def join(steps, run):
    from join_paths import join_paths

    steps.call(
        join_paths,
        run.settings("join_paths"),
        [run.files.samples(group) for group in run.groups],
        [run.files.activations("network", group) for group in run.groups],
        run.of_parts("clusters", "known"),
        run.files.paths,
        run.files.flows,
        run.of_parts("clusters", "unseen"),
    )


def answer(steps, run):
    from answer_questions import answer_questions

    files = run.files
    steps.call(
        answer_questions,
        run.settings("answer_questions"),
        run.name,
        files.paths,
        run.of_parts("clusters", "known"),
        files.of_parts("scores"),
        files.accuracy,
        [files.measures, *map(files.replicates, run.groups)],
        files.answers,
        files.text,
    )


def measure(steps, run):
    from measure_run import measure_run
    from train_replicates import train_replicates

    files = run.files
    steps.call(
        measure_run,
        run.settings("measure_run"),
        run.name,
        [files.activations("pixels", group) for group in run.groups],
        [files.activations("network", group) for group in run.groups],
        run.of_parts("clusters", "known"),
        files.of_parts("spaces"),
        files.of_parts("scores"),
        files.measures,
        files.sample_measures,
        run.of_parts("clusters", "unseen"),
    )
    for group in run.groups:
        steps.call(
            train_replicates,
            run.settings("train_replicates"),
            run.dataset,
            files.samples("known"),
            files.replicates(group),
            files.samples("unseen") if group == "unseen" else None,
        )


def draw(steps, run):
    from build_page import build_page
    from draw_figures import draw_figures
    from draw_interventions import draw_interventions
    from draw_training import draw_training

    files = {
        "dataset": run.dataset,
        "paths": run.files.paths,
        "flows": run.files.flows,
        "measures": run.files.measures,
        "scores": run.files.of_parts("scores"),
        "known": run.of_parts("embeddings", "known"),
        "unseen": run.of_parts("embeddings", "unseen"),
        "embedding_measures": run.files.embedding_measures,
    }
    figures = [run.files.figure(name, format) for name in drawn() for format in FORMATS]
    settings = run.settings("draw_figures", figures=run.figures)
    steps.call(draw_figures, settings, run.name, files, figures)
    settings = run.settings("draw_interventions", figures=run.figures)
    moved = [run.files.interventions, run.files.replicates("known")]
    steps.call(draw_interventions, settings, run.name, moved, figures)
    settings = run.settings("draw_training", figures=run.figures)
    steps.call(draw_training, settings, run.name, run.files.history, figures)
    settings = run.settings("build_page", figures=run.figures)
    files |= {
        "answers": run.files.answers,
        "sample_measures": run.files.sample_measures,
        "clusters": run.of_parts("clusters", "known"),
        "figures": [path for path in figures if path.endswith(".png")],
    }
    steps.call(build_page, settings, run.name, files, run.files.page)
