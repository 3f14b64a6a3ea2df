"""What can be said of a dataset, and its images, whatever they come from."""

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
