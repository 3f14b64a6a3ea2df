"""Arrays of images a piece at a time, so that none has to fit in memory as a whole."""

import math
from collections.abc import Iterator

import numpy as np

PIECE_BYTES = 4_000_000  # that are held at once


def rows_of(shape, kind) -> int:
    """How many images a piece has. shape: of all of them; kind: their dtype."""
    return max(1, PIECE_BYTES // max(1, math.prod(shape[1:]) * kind.itemsize))


def slices(array) -> Iterator[np.ndarray]:
    """The pieces of an array that is in memory."""
    rows = rows_of(array.shape, array.dtype)
    for start in range(0, len(array), rows):
        yield array[start : start + rows]


def read_pieces(file, shape, kind, name) -> Iterator[np.ndarray]:
    """The pieces of an array in C order, from a file at its first value, read once from there on.

    Raises ValueError where the file does not end after the last one. name: what that calls it.
    """
    rows = rows_of(shape, kind)
    for start in range(0, shape[0], rows):
        part = (min(rows, shape[0] - start), *shape[1:])
        content = file.read(math.prod(part) * kind.itemsize)
        if len(content) < math.prod(part) * kind.itemsize:
            found = start * math.prod(shape[1:]) + len(content) // kind.itemsize
            raise ValueError(held_message(name, f"{found:,}", shape))
        yield np.frombuffer(content, kind).reshape(part)
    if file.read(1):
        raise ValueError(held_message(name, "more", shape))


def held_message(name, found, shape) -> str:
    return f"{name} holds {found} values, its header says {math.prod(shape):,}"
