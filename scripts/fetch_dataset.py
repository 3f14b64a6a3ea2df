"""Write a dataset's images and labels as one table."""

import json

import numpy as np

from chemins.data.datasets import load
from chemins.data.greys import dim_warning
from chemins.data.mnist import published_files
from chemins.results import tables


def fetch_dataset(settings, mnist_files, output, dataset_dir="", terminal=None):
    """settings: {"dataset": the config's}. mnist_files: MNIST's four as downloaded, if it is that
    one and dataset_dir, a folder that has them, is empty. terminal: where a warning is told; None
    for standard output."""
    files = published_files(dataset_dir) if dataset_dir else mnist_files
    images = load(settings["dataset"], files)
    if warning := dim_warning(images.pixels, images.split):
        print(f"\nchemins: dataset {settings['dataset']['path']}: {warning}\n", file=terminal)
    count = len(images.label)
    columns = {
        "sample_id": np.arange(count),
        "split": images.split,
        "label": images.label,
        "pixels": images.pixels.reshape(count, -1),
    }
    shape = json.dumps(images.pixels.shape[1:])
    tables.write(output, tables.DATASET, columns, {"chemins.shape": shape})


if "snakemake" in globals():
    from chemins.jobs.making import making

    with making(snakemake) as terminal:
        fetch_dataset(
            settings=json.loads(snakemake.params.settings),
            mnist_files=snakemake.input.get("mnist", []),
            output=snakemake.output.dataset,
            dataset_dir=snakemake.params.dataset_dir,
            terminal=terminal,
        )
