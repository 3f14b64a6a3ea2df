"""All 70,000 images: the whole overlay, and the ten-digit run against the 2021 procedure.

The procedure, in one process, on the 60,000 training images: Keras's default loop; for each hidden
layer and each K k-means with ten starts and scikit-learn's exact silhouette; UMAP with a seed. Its
parts are measured and added up: an epoch times the epochs, a silhouette times the Ks.
"""

import csv
import json
import tempfile
from pathlib import Path

import numpy as np
from data import MNIST, mnist_images
from measure import ROOT, measured, measured_command, say, shown, table

KS = range(2, 21)
EPOCHS = 15
HIDDEN = ("hidden_1", "hidden_2")
TARGETS = [f"runs/all-digits/{kind}/network/known.parquet" for kind in ("clusters", "embeddings")]


def run():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        overlay(folder / "whole")
        say("the ten-digit run: training, hidden layers")
        targets = [folder / "ten" / target for target in TARGETS]
        ours = measured_command(snakemake(folder / "ten", *targets), cwd=ROOT)
        scores = json.loads((folder / "whole/runs/all-digits/scores.json").read_text())
        parts, accuracy = procedure(
            folder / "ten/runs/all-digits/activations/network/known.parquet"
        )
    total = sum(parts.values())
    rows = [[name, shown(seconds)] for name, seconds in parts.items()]
    rows += [
        ["**the 2021 procedure, in all**", shown(total)],
        ["**`snakemake --cores 2`, everything from the files on**", shown(ours.seconds)],
        ["**ratio**", f"{total / ours.seconds:.1f}"],
    ]
    table("The ten-digit run on 60,000 images: training and both hidden layers", ["", ""], rows)
    print(f"Test accuracy {scores['test']['accuracy']:.4f}; Keras's default loop {accuracy:.4f}.\n")


def overlay(results):
    say("config/mnist.yaml, both runs")
    done = measured_command(snakemake(results), cwd=ROOT)
    jobs = sorted(map(job, results.glob("benchmarks/**/*.tsv")), reverse=True)
    peak = max(job[1] for job in jobs)
    rows = [["**config/mnist.yaml, all of it**", shown(done.seconds), f"{peak:.0f} MB"]]
    rows += [[name, shown(seconds), f"{peak:.0f} MB"] for seconds, peak, name in jobs[:10]]
    table("Full MNIST, 2 cores: the whole and its longest jobs", ["", "seconds", "peak"], rows)
    largest_figures(results)


def job(path):
    """Seconds, megabytes and name of a job, from its benchmark file."""
    with path.open() as file:
        (row,) = csv.DictReader(file, delimiter="\t")
    return float(row["s"]), float(row["max_rss"]), f"{path.parent.name} {path.stem}"


def largest_figures(results):
    paths = [*results.glob("runs/all-digits/figures/*"), results / "site/all-digits.html"]
    paths.sort(key=lambda path: -path.stat().st_size)
    rows = [[path.name, f"{path.stat().st_size / 1e6:.2f} MB"] for path in paths[:8]]
    table("Full MNIST: the largest figures", ["file", "size"], rows)


def snakemake(results, *targets):
    python = ROOT / ".venv/bin/python"
    overlay = ROOT / "config/mnist.yaml"
    mirrors = json.dumps([MNIST.as_uri()])
    return [
        *(python, "-m", "snakemake", *targets, "--cores", "2", "--configfile", overlay),
        *("--config", f"results_dir={results}", f"mirrors={mirrors}"),
    ]


def procedure(activations):
    """part -> seconds, and the test accuracy that its training reaches. activations: table."""
    say("the 2021 procedure: training")
    trained = measured(plain_keras)
    parts = {f"Keras's default loop, {EPOCHS} epochs": trained.seconds}
    for layer in HIDDEN:
        whose = (activations, layer)
        say(f"the 2021 procedure: {layer}")
        parts[f"{layer}: k-means, ten starts, {len(KS)} Ks"] = measured(kmeans, *whose).seconds
        silhouette = measured(silhouette_score, *whose).seconds
        parts[f"{layer}: silhouette, {len(KS)} × {silhouette:.0f} s"] = len(KS) * silhouette
        parts[f"{layer}: UMAP"] = measured(umap, *whose).seconds
    return parts, trained.value


def plain_keras():
    import keras

    images, labels = mnist_images()
    inputs, targets = images.astype(np.float32) / 255, np.eye(10, dtype=np.float32)[labels]
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.layers.Input((784,)),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(1e-4), loss="mean_squared_error", metrics=["accuracy"])
    model.fit(inputs[:60_000], targets[:60_000], batch_size=12, epochs=EPOCHS, verbose=2)
    return model.evaluate(inputs[60_000:], targets[60_000:], batch_size=1024, verbose=0)[1]


def points(path, layer):
    from chemins.results import tables

    columns = tables.read_columns(path, tables.ACTIVATIONS, ["role", layer])
    rows = columns[layer][columns["role"] == "train"]
    deviation = rows.std(axis=0)
    return (rows - rows.mean(axis=0)) / np.maximum(deviation, 0.1 * deviation.max())


def kmeans(path, layer):
    from sklearn.cluster import KMeans

    rows = points(path, layer)
    for k in KS:
        KMeans(k, n_init=10, random_state=0).fit(rows)


def silhouette_score(path, layer):
    from sklearn.metrics import silhouette_score

    rows = points(path, layer)
    silhouette_score(rows, rows[:, :4].argmax(axis=1))


def umap(path, layer):
    import umap

    umap.UMAP(random_state=0).fit_transform(points(path, layer))
