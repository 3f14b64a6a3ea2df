"""A dataset in a folder of .npz files with one array each, as Kuzushiji-MNIST's are."""

import re
from pathlib import Path

import numpy as np

from chemins.base.errors import CheminsError, listed
from chemins.base.unpacking import check_file
from chemins.data.own_files import npz

KEYS = ()
# kmnist-train-imgs.npz, k49-test-labels.npz
NAME = re.compile(
    r"(.*[-_])?(?P<split>train|test)[-_](?P<what>imgs|images|labels)\.npz", re.IGNORECASE
)


def is_one(folder) -> bool:
    return any(NAME.fullmatch(entry.name) for entry in Path(folder).iterdir())


def source_files(source) -> list[Path]:
    """The files of train's images and labels, then test's."""
    roles = [(split, what) for split in ("train", "test") for what in ("images", "labels")]
    return [chosen_file(Path(source["path"]), *role) for role in roles]


def chosen_file(folder, split, what) -> Path:
    found = {entry.name: NAME.fullmatch(entry.name) for entry in folder.iterdir()}
    fitting = sorted(name for name, own in found.items() if own and role(own) == (split, what))
    if len(fitting) != 1:
        raise CheminsError(
            f"dataset {folder} has {listed(fitting)} as the file of {split} {what}; needed: one, "
            f"named like kmnist-{split}-{'imgs' if what == 'images' else what}.npz"
        )
    check_file(folder / fitting[0])
    return folder / fitting[0]


def role(match) -> tuple[str, str]:
    return match["split"].lower(), "labels" if match["what"].lower() == "labels" else "images"


def array_parts(source) -> dict[str, tuple]:
    """split -> (shape of its images, labels)."""
    images, labels, test_images, test_labels = source_files(source)
    return {
        "train": (npz.read_shape(images, only_name(images)), only_array(labels)),
        "test": (npz.read_shape(test_images, only_name(test_images)), only_array(test_labels)),
    }


def arrays(source) -> dict[str, tuple]:
    """split -> (pieces of its images, labels)."""
    images, labels, test_images, test_labels = source_files(source)
    return {
        "train": (npz.array_pieces(images, only_name(images)), only_array(labels)),
        "test": (npz.array_pieces(test_images, only_name(test_images)), only_array(test_labels)),
    }


def only_array(path) -> np.ndarray:
    return npz.read_array(path, only_name(path))


def only_name(path) -> str:
    names = npz.array_names(path)
    if len(names) != 1:
        raise ValueError(f"{path.name} holds {listed(map(repr, names[:8]))}; needed: one array")
    return names[0]


def remarks(source) -> list[str]:
    return []
