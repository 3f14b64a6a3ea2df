"""Train one run's network."""

import numpy as np

from chemins.base.files import write_json
from chemins.data.images import image_shape, read_images
from chemins.jobs import job
from chemins.networks.convergence import convergence
from chemins.networks.keras_files import archive as keras_archive
from chemins.results import tables


def train_model(settings, dataset, samples, model, history, scores) -> None:
    """Train on the train samples, measure on both; model, history, scores: files to write."""
    from chemins.networks import (
        classifiers,  # TensorFlow, which prints while it is imported: after the log
    )

    classifiers.prepare()
    rows = tables.read_columns(samples, tables.SAMPLES)
    network = classifiers.build(
        **settings["network"],
        shape=image_shape(dataset),
        classes=len(settings["digits"]),
        seed=settings["seed"],
    )
    inputs = classifiers.network_input(network, read_images(dataset, rows))
    targets = classifiers.one_hot(rows["label"], settings["digits"])
    data = {r: (inputs[rows["role"] == r], targets[rows["role"] == r]) for r in ("train", "test")}
    epochs = classifiers.train(
        network, data["train"], data["test"], settings["training"], settings["seed"]
    )
    count = len(epochs["loss"])
    tables.write(history, tables.HISTORY, {"epoch": np.arange(1, count + 1), **epochs})
    found = {role: classifiers.scores(network, data[role]) for role in data}
    write_json(scores, {**found, "training": convergence(epochs["loss"])})
    keras_archive.save_network(network, model)


if "snakemake" in globals():
    job.run(train_model, snakemake)
