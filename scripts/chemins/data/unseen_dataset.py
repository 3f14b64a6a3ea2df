"""Another dataset whose test images are sent through networks that were never taught any of them.

Its labels are counted on after those of the dataset that networks are taught: where that has 0 to
9, its 0 is 10. So no label means two things, and none of them can be taught.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from chemins.base.errors import CheminsError
from chemins.data.description import Description, Images


def first_label(own) -> int:
    """What the other dataset's label 0 is called. own: Description."""
    return 1 + max(label for counts in own.counts.values() for label in counts)


def with_unseen(own, other) -> Description:
    """A dataset and the test images of another one, described as one.

    Raises CheminsError where their images differ in size or in how many colours they have.
    """
    if other.shape != own.shape:
        raise CheminsError(
            f"unseen_dataset: the images of {other.name} are {other.shape}, those of {own.name} "
            f"{own.shape}; needed: the same height, width and channels (size: and channels: bring "
            "a folder of pictures to them)"
        )
    first = first_label(own)
    more = {first + label: count for label, count in other.counts["test"].items()}
    names = {label: str(label) for counts in own.counts.values() for label in counts}
    names |= own.names or {}
    names |= {first + label: name_of(other, label) for label in other.counts["test"]}
    counts = {**own.counts, "test": {**own.counts["test"], **more}}
    return replace(own, counts=counts, names=dict(sorted(names.items())))


def name_of(other, label) -> str:
    return other.names[label] if other.names else f"{other.name} {label}"


def unseen_pieces(pieces, own) -> Iterator[Images]:
    """The test images of another dataset, labelled as with_unseen has it. own: Description."""
    first = first_label(own)
    for piece in pieces:
        rows = piece.split == "test"
        if rows.any():
            label = (piece.label[rows] + first).astype(np.int32)
            yield Images(piece.pixels[rows], label, piece.split[rows])
