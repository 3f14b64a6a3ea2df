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

from chemins.errors import CheminsError
from chemins.phrases import listed

ROLES = ("train", "test", "unseen")
BATCH = 4096  # rows at once
TOLERANCE = 1e-3  # of what the probabilities of a sample sum to


@dataclass(frozen=True)
class Dump:
    """What planning needs to know of a folder of activations."""

    files: list  # of paths, that of the samples first
    samples: int
    train: int  # samples of this role
    logits: bool


def dump_files(folder, layers):
    """All files that a run takes from its folder, the logits among them if they are there."""
    names = ["samples", *layers, "output"]
    files = [Path(folder, f"{name}.parquet") for name in names]
    logits = Path(folder, "logits.parquet")
    return files + [logits] * logits.is_file()


def describe(folder, layers, digits, unseen, what) -> Dump:
    """Check a folder's samples against the config, and that the other files are as they must be.

    layers: the hidden ones. what: begins the message of a CheminsError.
    """
    samples = read_samples(folder, what)
    check_labels(samples, digits, unseen, what)
    rows = len(samples["sample_id"])
    files = dump_files(folder, layers)
    for path in files[1:]:
        with opened(path, what) as file:
            column = "logits" if path.name == "logits.parquet" else "activation"
            check_columns(file.schema_arrow, {"sample_id": "integer", column: "floats"}, path, what)
            if file.metadata.num_rows != rows:
                raise CheminsError(
                    f"{what}: {path} has {file.metadata.num_rows} rows, samples.parquet {rows}; "
                    "each file needs a row for each sample"
                )
    train = int(np.count_nonzero(samples["role"] == "train"))
    return Dump(files, rows, train, files[-1].name == "logits.parquet")


def read_samples(folder, what):
    """sample_id, label (n,) int32 and role (n,) str of a folder's samples."""
    path = Path(folder, "samples.parquet")
    with opened(path, what) as file:
        kinds = {"sample_id": "integer", "label": "integer", "role": "text"}
        check_columns(file.schema_arrow, kinds, path, what)
        table = file.read(columns=list(kinds))
    if not table.num_rows or any(table[name].null_count for name in kinds):
        raise CheminsError(f"{what}: {path} is empty or has missing values")
    ids, label, role = (table[name].to_numpy() for name in kinds)
    if not (np.diff(ids.astype(np.int64)) > 0).all():
        raise CheminsError(
            f"{what}: {path} must have its rows in ascending order of sample_id, each one once"
        )
    return {
        "sample_id": ids.astype(np.int32),
        "label": label.astype(np.int32),
        "role": role.astype(str),
    }


def check_labels(samples, digits, unseen, what):
    """Each digit taught is in train and test, each unseen one in unseen, and no other."""
    wanted = {"train": digits, "test": digits, "unseen": unseen}
    if not set(samples["role"]) <= set(ROLES):
        other = sorted(set(samples["role"]) - set(ROLES))[0]
        raise CheminsError(f"{what}: samples.parquet has the role {other!r}; allowed: {ROLES}")
    for role, labels in wanted.items():
        found = np.unique(samples["label"][samples["role"] == role]).tolist()
        if found != sorted(labels):
            key = "unseen" if role == "unseen" else "digits"
            raise CheminsError(
                f"{what}: samples.parquet has the labels {listed(found)} of role {role}, the run's "
                f"{key} are {listed(labels)}; they must be the same"
            )


def layer_batches(folder, name, column, samples, what) -> Iterator[tuple]:
    """A layer's rows, batch by batch: a slice of the samples and its values (m, width) float32.

    samples: as of read_samples. Raises CheminsError for rows that are not the samples', lists that
    are not all of one length, and values that are no finite numbers.
    """
    path, start, width = Path(folder, f"{name}.parquet"), 0, None
    with opened(path, what) as file:
        for batch in file.iter_batches(BATCH, columns=["sample_id", column]):
            part = slice(start, start + batch.num_rows)
            ids = batch["sample_id"].to_numpy(zero_copy_only=False)
            if not np.array_equal(ids, samples["sample_id"][part]):
                raise CheminsError(
                    f"{what}: the sample_id of {path} are not those of samples.parquet, row by row"
                )
            values = as_matrix(batch[column], width, f"{what}: {path}")
            width, start = values.shape[1], part.stop
            yield part, values


def as_matrix(lists, width, what):
    """A column of lists as (n, width) float32. width: that of earlier rows, None for the first."""
    lengths = {length or 0 for length in pc.unique(pc.list_value_length(lists)).to_pylist()}
    lengths |= {width} - {None}
    if len(lengths) != 1 or 0 in lengths:
        raise CheminsError(
            f"{what} has lists of {listed(sorted(lengths))} values; all must have the same number"
        )
    values = lists.flatten().to_numpy(zero_copy_only=False).astype(np.float32)
    if not np.isfinite(values).all():
        raise CheminsError(
            f"{what} has values that are no finite numbers of 32 bits (NaN, infinity, or missing)"
        )
    return values.reshape(len(lists), -1)


def check_logits(values, classes, what, name="logits"):
    """values: (n, width), one a class for each of some samples."""
    if values.shape[1] != classes:
        raise CheminsError(
            f"{what}: {name}.parquet has {values.shape[1]} values a sample, the run's digits are "
            f"{classes}; needed: one for each, in ascending order of the digits"
        )


def check_probabilities(values, classes, what):
    """values: (n, width), the output of some samples."""
    check_logits(values, classes, what, "output")
    if values.min() < 0 or np.abs(values.sum(axis=1) - 1).max() > TOLERANCE:
        raise CheminsError(
            f"{what}: output.parquet has values that are no probabilities; needed: the softmax, "
            "which sums to 1 (what it is taken of goes into logits.parquet)"
        )


@contextmanager
def opened(path, what):
    if not path.is_file():
        raise CheminsError(f"{what}: there is no file {path}")
    try:
        with pq.ParquetFile(path) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        raise CheminsError(f"{what}: {path} is no readable Parquet file ({error})") from error


def check_columns(schema, kinds, path, what):
    """kinds: column -> "integer", "text" or "floats"."""
    for name, kind in kinds.items():
        if name not in schema.names:
            raise CheminsError(
                f"{what}: {path} has no column {name}; it has {listed(schema.names)}"
            )
        found = schema.field(name).type
        if not KINDS[kind][0](found):
            raise CheminsError(
                f"{what}: {path} has column {name} of type {found}; needed: {KINDS[kind][1]}"
            )


def is_text(kind):
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def is_floats(kind):
    lists = (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)
    return any(test(kind) for test in lists) and pa.types.is_floating(kind.value_type)


KINDS = {
    "integer": (pa.types.is_integer, "integers"),
    "text": (is_text, "text"),
    "floats": (is_floats, "lists of floats"),
}
