"""Activations that another program wrote: a folder of Parquet files, checked where they come in.

docs/networks.md has the format. `describe` reads the samples and the other files' schemas, while
planning; `layer_batches` reads a layer and checks every value, in the job that takes it over.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from chemins.base.errors import CheminsError, listed
from chemins.base.unpacking import check_file

ROLES = ("train", "test", "unseen")
BATCH = 4096  # rows at once
LARGEST = 2**31 - 1  # what the tables' int32 holds


@dataclass(frozen=True)
class Dump:
    """What planning needs to know of a folder of activations."""

    files: list  # of paths, that of the samples first
    samples: int
    train: int  # samples of this role
    logits: bool
    epochs: Path | None = None  # the folder of earlier ones, if there is one (given_epochs)


def dump_files(folder, layers) -> list[Path]:
    """All files that a run takes from its folder, the logits among them if they are there."""
    names = ["samples", *layers, "output"]
    files = [Path(folder, f"{name}.parquet") for name in names]
    logits = Path(folder, "logits.parquet")
    return files + [logits] * logits.is_file()


def describe_dump(folder, layers, digits, unseen, what) -> Dump:
    """Check a folder's samples against the config, and that the other files are as they must be.

    layers: the hidden ones. what: begins the message of a CheminsError.
    """
    samples = read_samples(folder, what)
    check_roles(samples, digits, unseen, what)
    rows = len(samples["sample_id"])
    files = dump_files(folder, layers)
    for path in files[1:]:
        check_answers(path, "logits" if path.name == "logits.parquet" else "activation", rows, what)
    train = int(np.count_nonzero(samples["role"] == "train"))
    return Dump(files, rows, train, files[-1].name == "logits.parquet")


def check_answers(path, column, rows, what) -> None:
    """A file of answers is one, of so many samples. column: of its answers."""
    with open_table(path, what) as file:
        check_columns(file.schema_arrow, {"sample_id": "integer", column: "numbers"}, path, what)
        if file.metadata.num_rows != rows:
            raise CheminsError(
                f"{what}: {path} has {file.metadata.num_rows} rows, samples.parquet {rows}; "
                "each file needs a row for each sample"
            )


def read_samples(folder, what) -> dict[str, np.ndarray]:
    """sample_id, label (n,) int32 and role (n,) str of a folder's samples."""
    path = Path(folder, "samples.parquet")
    kinds = {"sample_id": "integer", "label": "integer", "role": "text"}
    with open_table(path, what) as file:
        check_columns(file.schema_arrow, kinds, path, what)
        table = file.read(columns=list(kinds))
        if not table.num_rows or any(table[name].null_count for name in kinds):
            raise CheminsError(f"{what}: {path} is empty or has missing values")
        ids, label, role = (table[name].to_numpy() for name in kinds)
    check_range("sample_id", ids, path, what)
    check_range("label", label, path, what)
    check_order(ids.astype(np.int64), path, what)
    return {
        "sample_id": ids.astype(np.int32),
        "label": label.astype(np.int32),
        "role": role.astype(str),
    }


def check_range(name, values, path, what) -> None:
    if values.min() < 0 or values.max() > LARGEST:
        raise CheminsError(
            f"{what}: {path} has a {name} from {values.min()} to {values.max()}; allowed: 0 to "
            f"{LARGEST}"
        )


def check_order(ids, path, what) -> None:
    values, times = np.unique(ids, return_counts=True)
    if times.max() > 1:
        raise CheminsError(
            f"{what}: {path} has the sample_id {values[times.argmax()]} {times.max()} times; each "
            "image can be there once, in one role"
        )
    if not (np.diff(ids) > 0).all():
        raise CheminsError(
            f"{what}: {path} must have its rows in ascending order of sample_id, as all files of "
            "the folder: sort each by it before it is written"
        )


def check_roles(samples, digits, unseen, what) -> None:
    """Each digit taught is in train and test, each unseen one in unseen, and no other."""
    wanted = {"train": digits, "test": digits, "unseen": unseen}
    if not set(samples["role"]) <= set(ROLES):
        other = str(sorted(set(samples["role"]) - set(ROLES))[0])
        raise CheminsError(
            f"{what}: samples.parquet has the role {other!r}; allowed, so spelt: {listed(ROLES)}"
        )
    for role, labels in wanted.items():
        found = np.unique(samples["label"][samples["role"] == role]).tolist()
        if found != sorted(labels):
            key = "unseen" if role == "unseen" else "digits"
            raise CheminsError(
                f"{what}: samples.parquet has the labels {listed(found)} of role {role}, the run's "
                f"{key} are {listed(labels)}; they must be the same{class_numbers(found, labels)}"
            )


def class_numbers(found, labels) -> str:
    """A hint where labels 0, 1, 2, … stand for the digits in their order."""
    if found != list(range(len(labels))):
        return ""
    return " (for class numbers, write the digits that they stand for)"


def layer_batches(folder, name, column, samples, what, rows=BATCH) -> Iterator[tuple]:
    """A layer's rows, batch by batch: a slice of the samples and its values (m, width) float32.

    samples: as of read_samples. rows: of a batch. Raises CheminsError for rows that are not the
    samples', lists that are not all of one length, and values that are no finite numbers.
    """
    path, start, width = Path(folder, f"{name}.parquet"), 0, None
    with open_table(path, what) as file:
        for batch in file.iter_batches(rows, columns=["sample_id", column]):
            part = slice(start, start + batch.num_rows)
            ids = batch["sample_id"].to_numpy(zero_copy_only=False)
            if not np.array_equal(ids, samples["sample_id"][part]):
                raise CheminsError(
                    f"{what}: the sample_id of {path} are not those of samples.parquet, row by row"
                )
            values = as_matrix(batch[column], width, f"{what}: {path}")
            width, start = values.shape[1], part.stop
            yield part, values


def read_whole_layer(folder, name, column, samples, what) -> np.ndarray:
    """A whole layer, (n, width) float32; as layer_batches."""
    return np.concatenate([v for _, v in layer_batches(folder, name, column, samples, what)])


def as_matrix(lists, width, what) -> np.ndarray:
    """A column of lists as (n, width) float32. width: that of earlier rows, None for the first."""
    lengths = {length or 0 for length in pc.unique(pc.list_value_length(lists)).to_pylist()}
    lengths |= {width} - {None}
    if len(lengths) != 1 or 0 in lengths:
        raise CheminsError(
            f"{what} has lists of {listed(sorted(lengths))} values; all must have the same number"
        )
    flat = lists.flatten()
    with np.errstate(over="ignore"):  # what is too large for 32 bits is infinite, and refused
        values = flat.to_numpy(zero_copy_only=False).astype(np.float32)  # None becomes NaN
    if not np.isfinite(values).all():
        raise CheminsError(
            f"{what} has values that are no finite numbers of 32 bits (NaN, infinity, or missing)"
        )
    return values.reshape(len(lists), -1)


@contextmanager
def open_table(path, what) -> Iterator:
    try:
        check_file(path)
        with pq.ParquetFile(path) as file:
            yield file
    except FileNotFoundError as error:
        raise CheminsError(f"{what}: there is no file {path}") from error
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
        # What the system refuses has words of its own, what Arrow finds has one line or more.
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise CheminsError(f"{what}: {path} is no readable Parquet file ({reason})") from error


def check_columns(schema, kinds, path, what) -> None:
    """kinds: column -> "integer", "text" or "numbers"."""
    for name, kind in kinds.items():
        if name not in schema.names:
            raise CheminsError(f"{what}: {path} has no column {name}; it has {some(schema.names)}")
        found = schema.field(name).type
        if not KINDS[kind][0](found):
            raise CheminsError(
                f"{what}: {path} has column {name} of type {found}; needed: {KINDS[kind][1]}"
            )


def some(names) -> str:
    """The names of a table's columns, or of the first where each neuron has one."""
    return listed(names) if len(names) <= 8 else f"{', '.join(names[:8])}, … ({len(names)} in all)"


def is_text(kind) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def is_list_of_numbers(kind) -> bool:
    """Lists of what is a float of 32 bits without loss, or nearly: floats, short integers, bits."""
    lists = (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)
    if not any(test(kind) for test in lists):
        return False
    value = kind.value_type
    short = pa.types.is_integer(value) and value.bit_width <= 16
    return short or pa.types.is_floating(value) or pa.types.is_boolean(value)


KINDS = {
    "integer": (pa.types.is_integer, "integers"),
    "text": (is_text, "text"),
    "numbers": (
        is_list_of_numbers,
        "lists of floats, one flat list a sample (of maps, a mean for each channel, or all their "
        "values), not bytes, not wide integers",
    ),
}
