"""The same few images as an .npz file and as a folder of IDX files; and datasets as a whole."""

import gzip
import struct

import numpy as np

from chemins.data.datasets import image_pieces
from chemins.data.description import Images, joined
from chemins.data.idx import FILES

STREAM = np.random.default_rng(0)
GREY = {
    "x_train": STREAM.integers(0, 256, (6, 4, 5), dtype=np.uint8),
    "y_train": np.array([0, 3, 3, 0, 3, 7]),
    "x_test": STREAM.integers(0, 256, (3, 4, 5), dtype=np.uint8),
    "y_test": np.array([7, 0, 7]),
}
COLOUR = GREY | {
    name: STREAM.integers(0, 256, (len(GREY[name]), 4, 5, 3), dtype=np.uint8)
    for name in ("x_train", "x_test")
}


def npz(folder, changes=(), without=(), write=np.savez):
    """An .npz file of the grey images, some arrays changed or left out."""
    path = folder / "own.npz"
    arrays = {name: a for name, a in (GREY | dict(changes)).items() if name not in without}
    write(path, **arrays)
    return path


def idx_bytes(array):
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(np.uint8).tobytes()


def idx_folder(folder, zipped=False):
    """The grey images as a folder of IDX files."""
    path = folder / "own"
    path.mkdir()
    for name, array in zip(FILES, GREY.values(), strict=True):
        content = idx_bytes(array)
        if zipped:
            (path / f"{name}.gz").write_bytes(gzip.compress(content))
        else:
            (path / name).write_bytes(content)
    return path


def load_dataset(source, files=()) -> Images:
    """All pieces of a dataset in one."""
    return joined(image_pieces(source, files))
