"""Write the table of a dataset, and in it the test images of another one after its own."""

import json
from collections.abc import Iterator
from itertools import chain

import numpy as np

from chemins.data.datasets import describe_dataset, image_pieces, is_pictures, remarks
from chemins.data.description import Images, regrouped
from chemins.data.greys import brightest, check_pictures, dim_warning
from chemins.data.named import published_files
from chemins.data.unseen_dataset import unseen_pieces
from chemins.jobs import job
from chemins.results import tables


def fetch_dataset(
    settings, dataset, named=(), unseen_named=(), dataset_dir="", terminal=None
) -> None:
    """settings: {"dataset": the config's}, and "unseen_dataset" where it has one. dataset: table to
    write. named, unseen_named: the files, as downloaded, of those that have a name; for the first,
    if dataset_dir, a folder that has them, is empty. terminal: where warnings are told; None for
    standard output."""
    source, other = settings["dataset"], settings.get("unseen_dataset")
    files = published_files(source, dataset_dir) if dataset_dir else named
    own = describe_dataset(source)
    pieces = [in_groups(source, told_pieces(source, files, terminal))]
    if other:
        unseen = unseen_pieces(told_pieces(other, unseen_named, terminal), own)
        pieces.append(in_groups(other, unseen))
    shape, start = json.dumps(own.shape), 0
    widths = {"pixels": int(np.prod(own.shape))}
    with tables.vector_writer(dataset, tables.DATASET, widths, {"chemins.shape": shape}) as append:
        for piece in chain(*pieces):
            append(columns(piece, start))
            start += len(piece.label)


def told_pieces(source, files, terminal) -> Iterator[Images]:
    """The images of a dataset, with what is to be told of them before and after."""
    for remark in remarks(source):
        say(source, remark, terminal)
    tops = {}
    for piece in image_pieces(source, files):
        tops = brightest(piece.pixels, piece.split, tops)
        yield piece
    if is_pictures(source):  # others are looked at before they are greys
        check_pictures(f"dataset {name_of(source)}", tops)
    if warning := dim_warning(tops):
        say(source, warning, terminal)


def in_groups(source, pieces) -> Iterator[Images]:
    """Images of a dataset as the table's row groups have them: of pictures each piece is one."""
    return pieces if is_pictures(source) else regrouped(pieces, tables.ROW_GROUP)


def columns(images, start) -> dict:
    """Those of the table, for images of which the first has this number."""
    count = len(images.label)
    return {
        "sample_id": np.arange(start, start + count),
        "split": images.split,
        "label": images.label,
        "pixels": images.pixels.reshape(count, -1),
    }


def name_of(source) -> str:
    return source if isinstance(source, str) else source["path"]


def say(source, text, terminal) -> None:
    print(f"\nchemins: dataset {name_of(source)}: {text}\n", file=terminal)


if "snakemake" in globals():
    job.run(fetch_dataset, snakemake)
