"""A million images: the whole workflow at 10⁴, 10⁵ and 10⁶, rule by rule, and what limits change.

Ten digits taught and ten kinds of clothes unseen, a dense network and a CNN, compared with each
other. What the limits change is measured with the network that the million images trained, on the
80,000 images as published, which are all in the million, without limits.
"""

import csv
import json
import math
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import yaml
from measure import ROOT, measured_command, say, shown, table
from variations import save_images

SIZES = (10_000, 100_000, 1_000_000)
PUBLISHED = 80_000
CONFIG = yaml.safe_load((ROOT / "config/million.yaml").read_text())
NETWORKS = list(CONFIG["runs"])
HIDDEN = [("dense", "hidden_1"), ("dense", "hidden_2"), ("cnn", "conv_1"), ("cnn", "conv_2"),
          ("cnn", "hidden_1")]  # fmt: skip
SAMPLE = 200_000  # the default of `clustering.fit_limit`
UNLIMITED = {"clustering": {"k_max": 20}, "umap": {}}  # of 60,000 training images
# Rules of runs in shards -> the step that is one rule, or two, of others, with which they compare.
STEPS = {
    "dump_pixels_shard": "dump_pixels",
    "dump_activations_shard": "dump_activations",
    **dict.fromkeys(("join_paths_shard", "gather_paths"), "join_paths"),
    **dict.fromkeys(
        ("cluster_layers", "cluster_unseen", "fit_clusters", "place_in_clusters"), "clustering"
    ),
    **dict.fromkeys(
        ("embed_layers", "embed_unseen", "fit_embeddings", "place_in_embeddings"), "embedding"
    ),
}
# Snakemake looks at its jobs every half minute, and leaves out what comes after the last look.
LOOKING_OFTEN = """
import sys
from snakemake import benchmark, cli
benchmark.benchmarked.__wrapped__.__defaults__ = (None, None, 2)
cli.main(sys.argv[1:])
"""
VERDICTS = ("outcome", "converged", "warning", "gap_open")  # keys of answers.json


def run():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        done = {size: made(folder / f"{size}", size) for size in SIZES}
        of_rules(folder, done)
        whole(folder, done)
        largest = folder / f"{SIZES[-1]}/results"
        exact = folder / "exact"
        made(exact, PUBLISHED, runs=trained(largest), defaults=CONFIG["defaults"] | UNLIMITED)
        agreement(largest, exact / "results")
        seeds(largest, exact / "results")


def trained(results):
    """The networks that were trained there, as runs."""
    files = {name: results / f"runs/{name}/model.keras" for name in NETWORKS}
    return {
        name: CONFIG["runs"][name] | {"network": {"kind": "file", "model": str(file)}}
        for name, file in files.items()
    }


def made(folder, count, **keys):
    """The Measurement of config/million.yaml on so many images; what is made lies in `results`.

    keys: of the config, in place of the file's.
    """
    say(f"{count:,} images")
    folder.mkdir()
    save_images(folder / "images.npz", count)
    own = {"dataset": {"path": str(folder / "images.npz")}, "results_dir": str(folder / "results")}
    (folder / "config.json").write_text(json.dumps(CONFIG | own | keys))
    command = [ROOT / ".venv/bin/python", "-c", LOOKING_OFTEN, "--cores", "2"]
    return measured_command([*command, "--configfile", folder / "config.json"], cwd=ROOT)


def of_rules(folder, done):
    """How CPU time and memory grow, rule by rule; and what the rules of shards take."""
    rules = {size: costs_of(folder / f"{size}/results") for size in done}
    costs = {size: in_steps(rules[size]) for size in done}
    small, large = SIZES[-2:]
    rows = []
    for rule in sorted(costs[large], key=lambda rule: -costs[large][rule][0]):
        of_sizes = [costs[size][rule] for size in SIZES]
        cells = [f"{cpu:,.1f} s, {peak:,.0f} MB" for cpu, peak in of_sizes]
        growth = costs[large][rule][0] / max(costs[small][rule][0], 0.1)
        rows.append([f"`{rule}`", *cells, f"{growth:.1f}"])
    head = ["rule", *(f"{size:,}" for size in SIZES), f"{large:,} / {small:,}"]
    table("CPU seconds of all of a rule's jobs, peak of the largest", head, rows)
    of_shards = {rule: cost for rule, cost in rules[large].items() if STEPS.get(rule, rule) != rule}
    rows = [
        [f"`{rule}`", f"{cpu:,.1f} s", f"{peak:,.0f} MB"] for rule, (cpu, peak) in of_shards.items()
    ]
    table(f"Of {large:,} images, these in shards", ["rule", "CPU", "peak"], rows)


def in_steps(rules):
    """As `costs_of`, of steps: what is one rule or several, as a run's size has it."""
    costs = defaultdict(lambda: (0.0, 0.0))
    for rule, (cpu, peak) in rules.items():
        before = costs[STEPS.get(rule, rule)]
        costs[STEPS.get(rule, rule)] = before[0] + cpu, max(before[1], peak)
    return costs


def costs_of(results):
    """rule -> CPU seconds of its jobs and megabytes of the largest of them."""
    costs = defaultdict(lambda: (0.0, 0.0))
    for path in (results / "benchmarks").glob("**/*.tsv"):
        with path.open() as file:
            (row,) = csv.DictReader(file, delimiter="\t")
        rule = row["rule_name"]
        cpu, peak = costs[rule]
        costs[rule] = cpu + number(row["cpu_time"]), max(peak, number(row["max_rss"]))
    return costs


def number(text):
    """As benchmark files have it: NA of a job that was too short to be looked at."""
    return float(text) if text not in ("NA", "-") else 0.0


def whole(folder, done):
    """What all of it takes, and how large it is."""
    rows = []
    for size, measurement in done.items():
        results = folder / f"{size}/results"
        files = [path for path in results.rglob("*") if path.is_file()]
        pages = max((results / f"site/{name}.html").stat().st_size for name in NETWORKS)
        rows.append([
            f"{size:,}",
            f"{measurement.seconds / 60:.1f} min",
            shown(measurement.cpu),
            f"{sum(path.stat().st_size for path in files) / 1e9:.2f} GB",
            f"{pages / 1e6:.1f} MB",
        ])  # fmt: skip
    table("Both runs, 2 cores", ["images", "wall", "CPU", "results", "larger page"], rows)


def agreement(large, exact):
    """How the run of a million images agrees with that of those as published."""
    rows = []
    for name in NETWORKS:
        one, other = (folder / f"runs/{name}" for folder in (large, exact))
        layers = {e["layer"]: e["k"] for e in answers(one)["layers"]}
        of_other = {e["layer"]: e["k"] for e in answers(other)["layers"]}
        for layer, k in layers.items():
            amis = [f"{ami(one, other, layer, basis):.3f}" for basis in ("chosen", "classes")]
            rows.append([name, layer, k, of_other[layer], *amis])
    head = ["run", "layer", "K", "K exact", "AMI at the chosen K", "AMI at K = classes"]
    table(f"{SIZES[-1]:,} images against the {PUBLISHED:,} as published", head, rows)
    for name in NETWORKS:
        one, other = (verdicts(folder / f"runs/{name}") for folder in (large, exact))
        places = sorted(place for place in {*one, *other} if one.get(place) != other.get(place))
        print(f"{name}: {len(one)} verdicts, {len(places)} differ.", "", sep="\n")
        for place in places:
            print(f"- {place}: {one.get(place)}; exact: {other.get(place)}")


def answers(run):
    return json.loads((run / "answers.json").read_text())


def ami(one, other, layer, basis):
    """Adjusted mutual information of a layer's clusters in two runs, over the images in both."""
    import duckdb

    found = []
    for run, count in ((one, SIZES[-1]), (other, PUBLISHED)):
        columns = duckdb.execute(
            "select sample_id, cluster from read_parquet(?) where layer = ? and basis = ? "
            "order by sample_id", [files_of(run, "clusters", layer), layer, basis],
        ).fetchnumpy()  # fmt: skip
        found.append(published_only(columns, count))
    return agreeing(*found)


def agreeing(one, other):
    from sklearn.metrics import adjusted_mutual_info_score

    return adjusted_mutual_info_score(one, other)


def seeds(large, exact):
    """How far the sample's clusters agree with those of all images, K as many as there are classes;
    and how far these, and those of the images as published, agree with those of another seed."""
    rows = []
    for run, layer in HIDDEN:
        some, whole = (layer_of(large, run, layer, limit) for limit in (SAMPLE, math.inf))
        less = layer_of(exact, run, layer, math.inf)
        of_all = [clusters_of(whole, seed, SIZES[-1]) for seed in (0, 1)]
        pairs = (
            (clusters_of(some, 0, SIZES[-1]), of_all[0]),
            of_all,
            [clusters_of(less, seed, PUBLISHED) for seed in (0, 1)],
        )
        rows.append([run, layer, *(f"{agreeing(*pair):.3f}" for pair in pairs)])
    head = ["run", "layer", "a sample and all", "all, two seeds", "as published, two seeds"]
    table(f"AMI of clusters, K = 10, of {SIZES[-1]:,} images", head, rows)


def layer_of(results, run, layer, limit):
    """A layer's points as k-means gets them, of `limit` training images at most."""
    from chemins.clusters.layer_points import read_layer

    return read_layer([files_of(results / f"runs/{run}", "activations", layer)], layer, "train", 0,
                      f"run {run}", limit)  # fmt: skip


def clusters_of(layer, seed, count):
    """(70,000,) clusters of the digits as published, by k-means of ten on what a layer fits."""
    from sklearn.metrics import pairwise_distances_argmin

    from chemins.clusters.clustering import fit_kmeans

    centers = fit_kmeans(layer.points, layer.label[layer.fitted], 10, "auto", seed).centers
    found = [pairwise_distances_argmin(points, centers) for points in layer.batches()]
    return published_only({"sample_id": layer.sample_id, "cluster": np.concatenate(found)}, count)


def files_of(run, kind, layer):
    """The files, one or shards, of a layer's table of the known samples."""
    part = "pixels" if layer == "pixels" else "network"
    shards = sorted(map(str, run.glob(f"{kind}/{part}/known/*")))
    return shards or [str(run / f"{kind}/{part}/known.parquet")]


def published_only(columns, count):
    """(70,000,) clusters of the digits as published, of a run on so many images."""
    train, start = 60_000, count * 6 // 8
    cluster = np.full(start + 10_000, -1)
    kept = columns["sample_id"] < len(cluster)
    cluster[columns["sample_id"][kept]] = columns["cluster"][kept]
    return np.concatenate([cluster[:train], cluster[start:]])


def verdicts(run):
    """What a run's answers decide, by the place where they say it."""
    found = {}

    def walk(value, place):
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, (*place, key))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                walk(inner, (*place, str(index)))
        elif place[-1] in VERDICTS:
            found["/".join(place)] = value

    walk(answers(run), ())
    return found
