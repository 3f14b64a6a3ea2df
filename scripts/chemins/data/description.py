"""What can be said of a dataset, and its images, whatever they come from."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Description:
    """What planning needs to know: the images' shape, how many each label has, what classes are
    called."""

    name: str
    shape: tuple[int, int, int]  # height, width, channels
    counts: dict[str, dict[int, int]]  # split -> label -> images
    names: dict[int, str] | None = None  # label -> name, of a dataset that names its classes


@dataclass(frozen=True)
class Images:
    """A whole dataset, or a part of it: row i is image i."""

    pixels: np.ndarray  # (n, height, width, channels) uint8
    label: np.ndarray  # (n,) int32
    split: np.ndarray  # (n,) str, "train" or "test"

    def __getitem__(self, rows) -> "Images":
        return Images(self.pixels[rows], self.label[rows], self.split[rows])


def regrouped(pieces, rows) -> Iterator[Images]:
    """The same images, `rows` at a time, the last time fewer. pieces: iterable of Images."""
    waiting, count = [], 0
    for piece in pieces:
        while count + len(piece.label) >= rows:
            first, piece = piece[: rows - count], piece[rows - count :]
            yield joined([*waiting, first])
            waiting, count = [], 0
        waiting.append(piece)
        count += len(piece.label)
    if count:
        yield joined(waiting)


def joined(pieces) -> Images:
    columns = zip(*((piece.pixels, piece.label, piece.split) for piece in pieces), strict=True)
    return Images(*map(np.concatenate, columns))
