"""Write a dataset's images and labels as one table."""

import json

import numpy as np

from chemins.data.datasets import load_dataset
from chemins.data.greys import dim_warning
from chemins.data.mnist import published_files
from chemins.jobs import job
from chemins.results import tables


def fetch_dataset(settings, dataset, mnist=(), dataset_dir="", terminal=None) -> None:
    """settings: {"dataset": the config's}. dataset: table to write. mnist: MNIST's four files as
    downloaded, if it is that one and dataset_dir, a folder that has them, is empty. terminal: where
    a warning is told; None for standard output."""
    files = published_files(dataset_dir) if dataset_dir else mnist
    images = load_dataset(settings["dataset"], files)
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
    tables.write(dataset, tables.DATASET, columns, {"chemins.shape": shape})


if "snakemake" in globals():
    job.run(fetch_dataset, snakemake)
