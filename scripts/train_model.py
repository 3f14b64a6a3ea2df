"""Train one run's network."""

import json

import numpy as np

from chemins import keras_archive, tables
from chemins.files import write_json
from chemins.images import image_shape, read_images


def train_model(settings, dataset, samples, model, history, scores):
    """Train on the train samples, measure on both; model, history, scores: files to write."""
    from chemins import networks  # TensorFlow, which prints while it is imported: after the log

    networks.prepare()
    rows = tables.read_columns(samples, tables.SAMPLES)
    network = networks.build(
        **settings["network"],
        shape=image_shape(dataset),
        classes=len(settings["digits"]),
        seed=settings["seed"],
    )
    inputs = networks.network_input(network, read_images(dataset, rows))
    targets = networks.one_hot(rows["label"], settings["digits"])
    data = {r: (inputs[rows["role"] == r], targets[rows["role"] == r]) for r in ("train", "test")}
    epochs = networks.train(
        network, data["train"], data["test"], settings["training"], settings["seed"]
    )
    count = settings["training"]["epochs"]
    tables.write(history, tables.HISTORY, {"epoch": np.arange(1, count + 1), **epochs})
    write_json(scores, {role: networks.scores(network, data[role]) for role in data})
    keras_archive.save(network, model)


if "snakemake" in globals():
    from chemins.making import making

    with making(snakemake):
        train_model(
            settings=json.loads(snakemake.params.settings),
            dataset=snakemake.input.dataset,
            samples=snakemake.input.samples,
            model=snakemake.output.model,
            history=snakemake.output.history,
            scores=snakemake.output.scores,
        )
