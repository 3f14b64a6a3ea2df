"""Datasets in CSV files, a row an image: its label, and its pixels row by row.

    FILE.csv                                divided into training and test images here
    FOLDER/NAME_train.csv, NAME_test.csv    divided by whoever made them

The first row may name the columns. The label is in the column that is called so, or in the first.
Files are taken apart a block at a time; what is kept of them are bytes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from chemins.base.errors import CheminsError, listed
from chemins.base.unpacking import check_file
from chemins.data.array_pieces import slices
from chemins.data.own_files.dividing import dividing, drawn_to_test

KEYS = ("size", "test_share", "seed")
NAME = re.compile(r"(.*[-_. ])?(?P<split>train|test)\.csv", re.IGNORECASE)
LABELS = ("label", "labels", "class", "target", "y")
BLOCK = 4_000_000  # bytes that are taken apart at once
LONGEST_ROW = 1 << 24  # bytes
NUMBER = re.compile(r"[-+]?\d+(\.\d*)?([eE][-+]?\d+)?")


@dataclass(frozen=True)
class Table:
    """A CSV file and its columns."""

    path: Path
    columns: list  # their names
    named: bool  # whether its first row has them
    label: str | None  # the column of labels, if there is one

    @property
    def pixels(self) -> list:
        return [name for name in self.columns if name != self.label]


# --- which files ------------------------------------------------------------------------------


def is_one(path) -> bool:
    """Whether a path is a CSV file, or a folder with one to train with."""
    if Path(path).is_dir():
        found = [NAME.fullmatch(entry.name) for entry in Path(path).iterdir()]
        return any(match and match["split"].lower() == "train" for match in found)
    return Path(path).suffix.casefold() == ".csv"


def source_files(source) -> list[Path]:
    return [table.path for table in tables_of(source).values()]


def tables_of(source) -> dict[str, Table]:
    """split -> its table: of train only where the other one has no labels, or there is none."""
    found = {split: read_head(path) for split, path in files_of(Path(source["path"])).items()}
    if "test" in found and found["test"].label is None:
        del found["test"]
    return found


def files_of(path) -> dict[str, Path]:
    """split -> file."""
    if not path.is_dir():
        return {"train": path}
    names = {}
    for entry in sorted(path.iterdir()):
        if match := NAME.fullmatch(entry.name):
            names.setdefault(match["split"].lower(), []).append(entry.name)
    for split, own in names.items():
        if len(own) > 1:
            raise CheminsError(
                f"dataset {path} has several files of {split} images, {listed(own)}; give the path "
                "of one, or put the two that are meant into a folder of their own"
            )
    return {split: path / names[split][0] for split in ("train", "test") if split in names}


def remarks(source) -> list[str]:
    """What is to be told of how files are taken."""
    files, tables = files_of(Path(source["path"])), tables_of(source)
    if len(files) == len(tables):
        return []
    return [f"{files['test'].name} is left unread, since it has no labels"]


# --- columns ----------------------------------------------------------------------------------


def read_head(path) -> Table:
    """A file's columns, by its first row."""
    check_file(path)
    with open(path, encoding="utf-8-sig", errors="replace") as file:
        first = file.readline(LONGEST_ROW)
    cells = [cell.strip().strip('"') for cell in first.rstrip("\n").split(",")]
    named = not all(map(NUMBER.fullmatch, cells))
    columns = cells if named else [f"column {number}" for number in range(1, len(cells) + 1)]
    if len(set(columns)) < len(columns) or len(columns) < 2:
        raise ValueError(
            f"{path.name}: its first row has {len(columns)} columns, of {len(set(columns))} names; "
            "needed: a label and pixels, with commas between them"
        )
    return Table(path, columns, named, label_column(columns, named))


def label_column(columns, named) -> str | None:
    called = [name for name in columns if name.casefold() in LABELS]
    if called:
        return called[0]
    # Of named columns that make a square picture without any other, none is the label.
    return None if named and is_square(len(columns)) else columns[0]


def is_square(number) -> bool:
    return isqrt(number) ** 2 == number


def image_size(source, table) -> tuple[int, int]:
    """(height, width)"""
    count = len(table.pixels)
    side = isqrt(count)
    height, width = source.get("size", (side, side))
    if height * width != count:
        wanted = f"{height} × {width} make {height * width:,}" if "size" in source else "no square"
        raise CheminsError(
            f"dataset {source['path']}: {table.path.name} has {count:,} columns of pixels, "
            f"{wanted}; needed: as many as height × width of dataset.size, which is square where "
            "it is not given"
        )
    return height, width


# --- rows -------------------------------------------------------------------------------------


def array_parts(source) -> dict[str, tuple]:
    """split -> (shape of its images, labels)."""
    tables = tables_of(source)
    found = {}
    for split, table in tables.items():
        labels = read_column(table, table.label)
        found[split] = (len(labels), *image_size(source, table)), labels
    if "test" in found:
        return found
    (_, *size), labels = found["train"]
    tested = to_test(source, labels)
    return {
        split: ((np.count_nonzero(rows), *size), labels[rows])
        for split, rows in (("train", ~tested), ("test", tested))
    }


def arrays(source) -> dict[str, tuple]:
    """split -> (pieces of its images, labels)."""
    found = {}
    for split, table in tables_of(source).items():
        images = read_pixels(table)
        labels = read_column(table, table.label)
        found[split] = images.reshape(-1, *image_size(source, table)), labels
    if "test" not in found:
        images, labels = found["train"]
        tested = to_test(source, labels)
        rows = {"train": ~tested, "test": tested}
        found = {split: (images[own], labels[own]) for split, own in rows.items()}
    return {split: (slices(images), labels) for split, (images, labels) in found.items()}


def to_test(source, labels) -> np.ndarray:
    """(n,) bool: which rows are to test with."""
    share, seed = dividing(source)
    tested = np.zeros(len(labels), bool)
    for label in np.unique(labels).tolist():
        rows = np.flatnonzero(labels == label)
        tested[rows] = drawn_to_test(len(rows), share, seed, label)
    return tested


def read_column(table, name) -> np.ndarray:
    return np.concatenate([batch.column(0).to_numpy(False) for batch in batches(table, [name])])


def read_pixels(table) -> np.ndarray:
    """(n, pixels): bytes, where all are whole numbers from 0 to 255."""
    kind = kind_of_pixels(table)
    types = dict.fromkeys(table.pixels, kind)
    read = batches(table, table.pixels, types)
    return np.concatenate([small(b.to_tensor(row_major=True).to_numpy()) for b in read])


def small(values) -> np.ndarray:
    """Whole numbers as bytes, where they are; others in half their size."""
    if values.dtype.kind == "f":
        return values.astype(np.float32)
    return values.astype(np.uint8) if values.min() >= 0 and values.max() <= 255 else values


def kind_of_pixels(table) -> pa.DataType:
    """Of whole numbers or floats, by the first rows."""
    found = {field.type for field in next(batches(table, table.pixels)).schema}
    if found <= {pa.int64()}:
        return pa.int64()
    return pa.float64()


def batches(table, columns, types=None) -> Iterator[pa.RecordBatch]:
    """The rows of some columns, none of them empty, a block at a time."""
    reading = csv.ReadOptions(
        use_threads=False,
        block_size=BLOCK,
        column_names=table.columns,
        skip_rows=int(table.named),
        encoding="utf8",
    )
    converting = csv.ConvertOptions(
        include_columns=columns, column_types=types, strings_can_be_null=True
    )
    with csv.open_csv(table.path, reading, convert_options=converting) as file:
        for batch in file:
            empty = [name for name in batch.schema.names if batch[name].null_count]
            if empty:
                raise ValueError(f"{table.path.name} has empty cells in its column {empty[0]!r}")
            yield batch
