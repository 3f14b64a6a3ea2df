"""Train one run's network."""

import numpy as np

from chemins.base.files import write_json
from chemins.data.images import image_shape, mapped_images
from chemins.jobs import job
from chemins.networks.convergence import convergence
from chemins.networks.keras_files import archive as keras_archive
from chemins.results import tables


def train_model(settings, dataset, samples, model, history, scores) -> None:
    """Train on the train samples, measure on both; model, history, scores: files to write."""
    # TensorFlow, which prints while it is imported: after the log
    from chemins.networks import classifiers, keras_training

    classifiers.prepare()
    rows = tables.read_columns(samples, tables.SAMPLES)
    network = classifiers.build(
        **settings["network"],
        shape=image_shape(dataset),
        classes=len(settings["digits"]),
        seed=settings["seed"],
    )
    data = {role: images_of(dataset, rows, role, settings["digits"]) for role in ("train", "test")}
    epochs = keras_training.train(
        network, data["train"], data["test"], settings["training"], settings["seed"]
    )
    count = len(epochs["loss"])
    tables.write(history, tables.HISTORY, {"epoch": np.arange(1, count + 1), **epochs})
    found = {role: keras_training.scores(network, data[role]) for role in data}
    write_json(scores, {**found, "training": convergence(epochs["loss"])})
    keras_archive.save_network(network, model)


def images_of(dataset, rows, role, digits) -> tuple[np.ndarray, np.ndarray]:
    """Images (n, width) uint8 of a role's samples, in a file, and (n, classes) float32."""
    from chemins.networks.classifiers import one_hot

    of_role = {name: column[rows["role"] == role] for name, column in rows.items()}
    return mapped_images(dataset, of_role), one_hot(of_role["label"], digits)


if "snakemake" in globals():
    job.run(train_model, snakemake)
