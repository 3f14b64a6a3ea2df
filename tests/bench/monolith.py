"""The default config by Snakemake, against one process that does the same and nothing else.

The one process calls the scripts' functions in turn, imports each library once, and plans, checks
and records nothing. Both have warm caches, and write the same files with the same bytes.
"""

import hashlib
import tempfile
from pathlib import Path

from measure import ROOT, measured, measured_command, say, shown, table

FORMATS = ("svg", "pdf", "png", "html", "txt")
KINDS = {
    "clusters": "{}.parquet",
    "classes": "{}.classes.parquet",
    "scores": "{}.scores.parquet",
    "centers": "{}.centers.parquet",
    "scaler": "{}.scaler.parquet",
}


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

    steps.call(fetch_dataset, {"dataset": config["dataset"]}, [], made(dataset))
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
        from chemins.networks.layer_names import all_layers, network_layers

        self.name, self.own, self.dataset, self.figures = name, settings, dataset, figures
        self.site, self.folder = folder / "site", folder / "runs" / name
        self.layers = all_layers(settings["network"])
        self.network_layers = network_layers(settings["network"])
        self.groups = ["known", "unseen"] if settings["unseen"] else ["known"]

    def settings(self, rule, **common):
        import json

        from chemins.planning.settings import rule_settings

        return json.loads(rule_settings(rule, self.own, **common))

    def file(self, name):
        return made(self.folder / name)

    def files(self, pattern, names):
        return [self.file(pattern.format(name)) for name in names]

    def clusters(self, kind, layers):
        return self.files(f"clusters/{KINDS[kind]}", layers)


def made(path):
    """A path as text, its folder made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return str(path)


def one_run(steps, run):
    known = ["known"]
    sample_and_train(steps, run)
    for part in (["pixels"], run.network_layers):
        cluster_and_embed(steps, run, part)
    if run.groups != known:
        from place_unseen import place_unseen

        steps.call(
            place_unseen,
            run.settings("place_unseen"),
            run.name,
            run.files("activations/known/{}.parquet", run.layers),
            run.files("activations/unseen/{}.parquet", run.layers),
            run.files("embeddings/known/{}.parquet", run.layers),
            run.files("embeddings/unseen/{}.parquet", run.layers),
        )
    join(steps, run)
    measure(steps, run)
    answer(steps, run)
    draw(steps, run)


def sample_and_train(steps, run):
    from dump_activations import dump_activations
    from dump_pixels import dump_pixels
    from select_samples import select_samples
    from train_model import train_model

    for group in run.groups:
        samples = run.file(f"samples/{group}.parquet")
        steps.call(select_samples, run.settings(f"select_{group}"), group, run.dataset, samples)
        steps.call(
            dump_pixels, run.dataset, samples, run.file(f"activations/{group}/pixels.parquet")
        )
    names = ("model.keras", "history.parquet", "scores.json")
    outputs = [run.file(name) for name in names]
    known = run.file("samples/known.parquet")
    steps.call(train_model, run.settings("train_model"), run.dataset, known, *outputs)
    for group in run.groups:
        steps.call(
            dump_activations,
            run.settings("dump_activations"),
            run.name,
            outputs[0],
            run.dataset,
            run.file(f"samples/{group}.parquet"),
            run.files(f"activations/{group}/{{}}.parquet", run.network_layers),
            run.file(f"logits/{group}.parquet"),
        )


def cluster_and_embed(steps, run, layers):
    from cluster_layers import cluster_layers
    from embed_layers import embed_layers

    which = "pixels" if layers == ["pixels"] else "layers"
    known = run.files("activations/known/{}.parquet", layers)
    outputs = {kind: run.clusters(kind, layers) for kind in KINDS}
    steps.call(cluster_layers, run.settings(f"cluster_{which}"), run.name, known, [], outputs)
    embeddings = run.files("embeddings/known/{}.parquet", layers)
    steps.call(embed_layers, run.settings(f"embed_{which}"), run.name, known, [], embeddings)


def join(steps, run):
    from join_paths import join_paths

    samples = {
        group: {
            "samples": run.file(f"samples/{group}.parquet"),
            "layers": run.files(f"activations/{group}/{{}}.parquet", run.layers),
        }
        for group in run.groups
    }
    clusters = {kind: run.clusters(kind, run.layers) for kind in KINDS}
    steps.call(
        join_paths,
        run.settings("join_paths"),
        run.name,
        samples["known"],
        samples.get("unseen"),
        clusters,
        run.file("paths.parquet"),
        run.file("flows.parquet"),
    )


def answer(steps, run):
    from answer_questions import answer_questions

    replicates = [f"measures/replicates-{group}.parquet" for group in run.groups]
    steps.call(
        answer_questions,
        run.settings("answer_questions"),
        run.name,
        run.file("paths.parquet"),
        run.clusters("classes", run.layers),
        run.clusters("scores", run.layers),
        run.file("scores.json"),
        [run.file(name) for name in ["measures/own.parquet", *replicates]],
        run.file("answers.json"),
        run.file("answers.md"),
    )


def measure(steps, run):
    from measure_run import measure_run
    from train_replicates import train_replicates

    groups = [
        {
            "layers": run.files(f"activations/{group}/{{}}.parquet", run.layers),
            "logits": run.file(f"logits/{group}.parquet"),
        }
        for group in run.groups
    ]
    steps.call(
        measure_run,
        run.settings("measure_run"),
        run.name,
        groups,
        {kind: run.clusters(kind, run.layers) for kind in ("scaler", "centers")},
        run.file("measures/own.parquet"),
        run.file("measures/samples.parquet"),
    )
    for group in run.groups:
        steps.call(
            train_replicates,
            run.settings("train_replicates"),
            run.dataset,
            run.file("samples/known.parquet"),
            run.file("samples/unseen.parquet") if group == "unseen" else None,
            run.file(f"measures/replicates-{group}.parquet"),
        )


def draw(steps, run):
    from build_page import build_page
    from chemins.text.captions import TITLES
    from draw_figures import draw_figures

    files = {
        "dataset": run.dataset,
        "paths": run.file("paths.parquet"),
        "flows": run.file("flows.parquet"),
        "measures": run.file("measures/own.parquet"),
        "history": run.file("history.parquet"),
        "scores": run.clusters("scores", run.layers),
        "known": run.files("embeddings/known/{}.parquet", run.layers),
        "unseen": [
            path
            for group in run.groups[1:]
            for path in run.files(f"embeddings/{group}/{{}}.parquet", run.layers)
        ],
    }
    figures = [run.file(f"figures/{name}.{format}") for name in TITLES for format in FORMATS]
    settings = run.settings("draw_figures", figures=run.figures)
    steps.call(draw_figures, settings, run.name, files, figures)
    settings = run.settings("build_page", figures=run.figures)
    files |= {
        "answers": run.file("answers.json"),
        "evidence": run.file("measures/samples.parquet"),
        "clusters": run.clusters("clusters", run.layers),
        "figures": [path for path in figures if path.endswith(".png")],
    }
    steps.call(build_page, settings, run.name, files, made(run.site / f"{run.name}.html"))
