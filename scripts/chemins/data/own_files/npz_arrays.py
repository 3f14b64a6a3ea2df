"""A dataset in one .npz file, by the names that its arrays have.

Of images only headers are read until they are wanted.
"""

import re
from pathlib import Path

from chemins.base.errors import CheminsError, listed
from chemins.base.unpacking import check_file
from chemins.data.own_files import npz

KEYS = ()
SPLITS = ("train", "test")
# (images, labels) of a split, as Keras has them and as MedMNIST does.
NAMES = (("x_{}", "y_{}"), ("{}_images", "{}_labels"))
NEEDED = tuple(name.format(split) for split in SPLITS for name in NAMES[0])


def source_files(source) -> list[Path]:
    return [Path(source["path"])]


def array_parts(source) -> dict[str, tuple]:
    """split -> (shape of its images, labels)."""
    path = source["path"]
    found = {split: own_names(path, split) for split in SPLITS}
    return {
        split: (npz.read_shape(path, images), npz.read_array(path, labels))
        for split, (images, labels) in found.items()
    }


def arrays(source) -> dict[str, tuple]:
    """split -> (pieces of its images, labels)."""
    path = source["path"]
    found = {split: own_names(path, split) for split in SPLITS}
    return {
        split: (npz.array_pieces(path, images), npz.read_array(path, labels))
        for split, (images, labels) in found.items()
    }


def own_names(path, split) -> tuple[str, str]:
    """The names of a split's images and labels in a file, however they are capitalised."""
    check_file(path)
    there = {name.casefold(): name for name in npz.array_names(path)}
    kinds = [[name.format(split) for name in kind] for kind in NAMES]
    whole = [kind for kind in kinds if all(name in there for name in kind)]
    if not whole:
        missing = next(name for name in kinds[0] if name not in there)
        raise CheminsError(
            f"dataset {path} has no array {missing}; needed: {listed(NEEDED)}; it has "
            f"{listed(map(repr, list(there.values())[:8]))}"
        )
    images, labels = whole[0]
    return there[images], there[labels]


def remarks(source) -> list[str]:
    """What is to be told of how a file is taken."""
    names = npz.array_names(source["path"])
    held_out = [name for name in names if re.fullmatch(r"x_val|val_images", name)]
    return [f"{name} is left unread: there is what to test with" for name in held_out]
