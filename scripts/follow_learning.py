"""Train a run's network once more, and look at it while it learns."""

import numpy as np

from chemins.data.images import image_shape, mapped_images, read_images
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
    samples = tables.read_columns(inputs["samples"], tables.SAMPLES)
    taught = at(samples, samples["role"] == "train")
    network = OwnNetwork(
        settings,
        image_shape(dataset),
        (mapped_images(dataset, taught), taught["label"]),
        read_images_of(dataset, inputs["samples"], last.sample_id),
    )
    weights = network.train()
    epochs = sorted(weights)
    check_same(network.ask(weights[epochs[-1]]), inputs["activations"], f"run {run}", last.kept)
    asked = network.movable()
    write_epochs(epochs, lambda at: network.ask(weights[at]), last, asked, settings, outputs)


def at(samples, chosen) -> dict:
    """Some of the samples. chosen: (n,) bool."""
    return {name: column[chosen] for name, column in samples.items()}


def read_images_of(dataset, files, sample_id) -> np.ndarray:
    """(n, width) uint8 images of some of the samples in tables of each group, in their order."""
    rows = [tables.read_columns(file, tables.SAMPLES) for file in files]
    kept = [at(group, np.isin(group["sample_id"], sample_id)) for group in rows]
    return np.concatenate([read_images(dataset, group) for group in kept if len(group["label"])])


if "snakemake" in globals():
    job.run(follow_learning, snakemake)
