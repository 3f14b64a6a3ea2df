"""A layer's answers to all samples: an array, or a column of a table that is read when it is asked.

Of a table no more than a batch is in memory, and its sums are the same bits as those of an array:
they are added row by row.
"""

import math
from collections.abc import Iterator

import numpy as np

from chemins.measures.noise import added
from chemins.results import tables

KEPT = 2**27  # bytes of a column that is read once


class Stored:
    """The column of a layer in a table of activations, or its shards. `signature[rows]` are (m,
    width) float32 of (m,) rows, which may be there several times."""

    def __init__(self, path, layer, shape) -> None:
        self.path, self.layer, self.shape = path, layer, shape

    def __getitem__(self, rows) -> np.ndarray:
        wanted, back = np.unique(rows, return_inverse=True)
        found = np.empty((len(wanted), self.shape[1]), np.float32)
        for start, values in self.parts():
            here = slice(*np.searchsorted(wanted, [start, start + len(values)]))
            found[here] = values[wanted[here] - start]
        return found[back]

    def parts(self) -> Iterator[tuple[int, np.ndarray]]:
        """The first row of each batch, and the batch."""
        start = 0
        for batch in tables.batches(self.path, tables.ACTIVATIONS, [self.layer]):
            yield start, batch[self.layer]
            start += len(batch[self.layer])


def read_signature(path, layer, count) -> np.ndarray | Stored:
    """(count, width) float32 answers of a layer. path: of a table of activations, or its shards."""
    first = next(tables.batches(path, tables.ACTIVATIONS, [layer], rows=1))[layer]
    shape = count, first.shape[1]
    if 4 * math.prod(shape) > KEPT:
        return Stored(path, layer, shape)
    return tables.read_columns(path, tables.ACTIVATIONS, [layer])[layer]


def parts_of(signature) -> Iterator[tuple[int, np.ndarray]]:
    """The first row, and values, of a signature piece by piece: of an array, all of it."""
    if isinstance(signature, Stored):
        yield from signature.parts()
    else:
        yield 0, signature


def means(signature, groups) -> list[np.ndarray]:
    """(width,) float64 mean of each group of samples. groups: (n,) bool each, none of them
    empty."""
    totals = [None for _ in groups]
    for start, values in parts_of(signature):
        for number, group in enumerate(groups):
            own = values[group[start : start + len(values)]].astype(np.float64)
            totals[number] = added(totals[number], own)
    return [total / np.count_nonzero(group) for total, group in zip(totals, groups, strict=True)]
