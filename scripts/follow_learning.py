"""Train a run's network once more, and look at it while it learns."""

import numpy as np

from chemins.data.images import image_shape, read_images
from chemins.jobs import job
from chemins.results import tables


def follow_learning(settings, run, inputs, outputs) -> None:
    """inputs: name -> files: `dataset`, `samples` of each group, and what read_last_epoch reads.
    outputs: `paths`, `embeddings` and `measures` to write.
    """
    from chemins.networks import (
        classifiers,  # TensorFlow, which prints while it is imported: after the log
    )

    classifiers.prepare()
    from chemins.measures.while_learning.epochs import write_epochs
    from chemins.measures.while_learning.last_epoch import check_same, read_last_epoch
    from chemins.measures.while_learning.own_network import OwnNetwork

    last, dataset = read_last_epoch(settings, inputs), inputs["dataset"]
    role, label = last.looked.role, last.looked.label
    pixels = read_pixels(dataset, inputs["samples"])
    network = OwnNetwork(settings, image_shape(dataset), pixels, role, label)
    weights = network.train()
    epochs = sorted(weights)
    check_same(network.ask(weights[epochs[-1]]), inputs["activations"], f"run {run}")
    asked = network.movable()
    write_epochs(epochs, lambda at: network.ask(weights[at]), last, asked, settings, outputs)


def read_pixels(dataset, samples) -> np.ndarray:
    """(n, width) uint8 of all groups' samples. samples: tables of them."""
    rows = [tables.read_columns(file, tables.SAMPLES) for file in samples]
    return np.concatenate([read_images(dataset, group) for group in rows])


if "snakemake" in globals():
    job.run(follow_learning, snakemake)
