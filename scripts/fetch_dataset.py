"""Write a dataset's images and labels as one table."""

import json

import numpy as np

from chemins.data.datasets import describe_dataset, is_pictures, load_dataset, remarks
from chemins.data.greys import brightest, check_pictures, dim_warning
from chemins.data.named import published_files
from chemins.jobs import job
from chemins.results import tables


def fetch_dataset(settings, dataset, named=(), dataset_dir="", terminal=None) -> None:
    """settings: {"dataset": the config's}. dataset: table to write. named: the files, as
    downloaded, of a dataset that has a name, if dataset_dir, a folder that has them, is empty.
    terminal: where warnings are told; None for standard output."""
    source = settings["dataset"]
    for remark in remarks(source):
        say(source, remark, terminal)
    if is_pictures(source):
        tops = write_pictures(source, dataset)
    else:
        images = load_dataset(
            source, published_files(source, dataset_dir) if dataset_dir else named
        )
        shape = json.dumps(images.pixels.shape[1:])
        tables.write(dataset, tables.DATASET, columns(images), {"chemins.shape": shape})
        tops = brightest(images.pixels, images.split)
    if warning := dim_warning(tops):
        say(source, warning, terminal)


def write_pictures(source, dataset) -> dict:
    """Write the table of a folder of pictures piece by piece; returns the brightest values."""
    # Pillow is loaded where there are pictures only.
    from chemins.data.pictures import picture_pieces

    shape, tops, start = describe_dataset(source).shape, {}, 0
    width, told = int(np.prod(shape)), {"chemins.shape": json.dumps(shape)}
    with tables.vector_writer(dataset, tables.DATASET, {"pixels": width}, told) as append:
        for piece in picture_pieces(source):
            append(columns(piece, start))
            tops = brightest(piece.pixels, piece.split, tops)
            start += len(piece.label)
        check_pictures(f"dataset {source['path']}", tops)
    return tops


def columns(images, start=0) -> dict:
    """Those of the table, for images of which the first has this number."""
    count = len(images.label)
    return {
        "sample_id": np.arange(start, start + count),
        "split": images.split,
        "label": images.label,
        "pixels": images.pixels.reshape(count, -1),
    }


def say(source, text, terminal) -> None:
    name = source if isinstance(source, str) else source["path"]
    print(f"\nchemins: dataset {name}: {text}\n", file=terminal)


if "snakemake" in globals():
    job.run(fetch_dataset, snakemake)
