"""The labels of people's own images, and the shape of these: what is taken, and what is refused."""

import numpy as np

from chemins.base.errors import CheminsError

LARGEST_LABEL = 2**31 - 1  # what the tables' int32 holds
ONE_HOT = "labels are one-hot rows: taken as the place of their 1, from 0"


def plain(labels) -> np.ndarray:
    """Labels as one number an image, where they are a column of them or one-hot rows."""
    if is_one_hot(labels):
        return labels.argmax(axis=1)
    if np.ndim(labels) == 2 and labels.shape[1] == 1:
        return labels[:, 0]
    return labels


def is_one_hot(labels) -> bool:
    """Whether labels are rows of nothing but 0, and one 1."""
    if np.ndim(labels) != 2 or labels.shape[1] < 2 or labels.dtype.kind not in "biuf":
        return False
    return bool(((labels == 0) | (labels == 1)).all() and (labels.sum(axis=1) == 1).all())


def checked_shape(path, split, shape, labels) -> tuple[int, int, int]:
    """(height, width, channels) of images of this shape, or a CheminsError. labels: as of plain."""
    if len(shape) not in (3, 4) or (len(shape) == 4 and shape[3] not in (1, 3)):
        raise CheminsError(
            f"dataset {path}: the {split} images have shape {tuple(shape)}; "
            "needed: (images, height, width) or (images, height, width, 1 or 3)"
        )
    if np.shape(labels) != (shape[0],):
        raise CheminsError(
            f"dataset {path}: {shape[0]} {split} images but {np.size(labels)} labels, of shape "
            f"{np.shape(labels)}; each image needs one: a number, or a row of zeros and one 1"
        )
    if shape[0] == 0 or 0 in shape:
        raise CheminsError(f"dataset {path}: there are no {split} images")
    return (shape[1], shape[2], shape[3] if len(shape) == 4 else 1)


def label_counts(path, split, labels) -> dict[int, int]:
    """label -> images. labels: as of plain."""
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() > LARGEST_LABEL:
        span = f" from {labels.min()} to {labels.max()}" if labels.dtype.kind in "iuf" else ""
        raise CheminsError(
            f"dataset {path}: the {split} labels are {labels.dtype}{span}; "
            f"needed: integers 0, 1, 2, … up to {LARGEST_LABEL}"
        )
    values, counts = np.unique(labels, return_counts=True)
    return {int(value): int(count) for value, count in zip(values, counts, strict=True)}
