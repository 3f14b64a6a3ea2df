"""IDX files, the format of MNIST and of what came after it in its place: single files, and a folder
of the four that make a dataset, by the names that people have.
"""

import gzip
import io
import math
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from chemins.base.errors import CheminsError, listed
from chemins.base.unpacking import check_claim, check_file
from chemins.data.array_pieces import held_message, read_pieces

KEYS = ()
FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
# With dots for dashes, a prefix, gzipped or not: emnist-letters-test-images.idx3-ubyte.gz
NAME = re.compile(
    r"(?P<prefix>.*[-_. ])?(?P<split>train|t10k|test)[-_. ](?P<what>images|labels)[-_. ]idx[0-9]"
    r"[-_. ]ubyte(\.gz)?",
    re.IGNORECASE,
)
ON_THEIR_SIDE = "emnist"  # whose IDX files have rows for columns
GZIP = b"\x1f\x8b"
SPLITS = {"train": "train", "t10k": "test", "test": "test"}

TYPES = {8: "unsigned bytes", 9: "signed bytes", 11: "int16", 12: "int32"}
TYPES |= {13: "float32", 14: "float64"}


def read_idx(path) -> np.ndarray:
    """The array of an IDX file of unsigned bytes, gzipped or not.

    The format is LeCun's: two zero bytes, a type (8: unsigned byte), the number of dimensions,
    their sizes as big-endian 32-bit integers, then the values in C order. Raises ValueError if
    the file is not that, or its length is not what the header says; it is not unpacked further.
    """
    with opened_idx(path) as (file, shape):
        return values(file, shape, Path(path).name)


def parse_idx(content, name) -> np.ndarray:
    """As read_idx, of a file's unpacked content."""
    file = io.BytesIO(content)
    return values(file, read_idx_header(file, name), name)


def values(file, shape, name) -> np.ndarray:
    content = file.read(math.prod(shape) + 1)
    if len(content) != math.prod(shape):
        found = "more" if len(content) > math.prod(shape) else f"{len(content):,}"
        raise ValueError(held_message(name, found, shape))
    return np.frombuffer(content, dtype=np.uint8).reshape(shape)


def idx_pieces(path) -> Iterator[np.ndarray]:
    """As read_idx, piece by piece along the first axis."""
    with opened_idx(path) as (file, shape):
        yield from read_pieces(file, shape, np.dtype(np.uint8), Path(path).name)


def read_idx_shape(path) -> tuple:
    """The shape of an IDX file's array, from its header and the file's size."""
    with opened_idx(path) as (_, shape):
        return shape


@contextmanager
def opened_idx(path) -> Iterator:
    """An IDX file at its first value, and its shape, which the file is large enough for."""
    path = Path(path)
    size, packed = path.stat().st_size, is_gzip(path)
    with gzip.open(path, "rb") if packed else open(path, "rb") as file:
        shape = read_idx_header(file, path.name)
        claimed = math.prod(shape)
        if packed:
            check_claim(path.name, claimed, size)
        elif claimed != size - file.tell():
            raise ValueError(held_message(path.name, f"{size - file.tell():,}", shape))
        yield file, shape


def is_gzip(path) -> bool:
    """Whether a file is gzipped, whatever its name says: IDX files begin with two zeros."""
    with open(path, "rb") as file:
        return file.read(2) == GZIP


def read_idx_header(file, name) -> tuple:
    zeros, kind, dimensions = struct.unpack(">HBB", exactly(file, 4, name))
    if zeros == 0 and kind != 8 and kind in TYPES:
        raise ValueError(f"{name} is an IDX file of {TYPES[kind]}; needed: {TYPES[8]}")
    if zeros != 0 or kind != 8 or dimensions == 0:
        raise ValueError(f"{name} is no IDX file of unsigned bytes")
    return struct.unpack(f">{dimensions}I", exactly(file, 4 * dimensions, name))


def exactly(file, length, name) -> bytes:
    content = file.read(length)
    if len(content) != length:
        raise ValueError(f"{name} ends within its header")
    return content


# --- a folder of them -------------------------------------------------------------------------


def is_one(folder) -> bool:
    return any(NAME.fullmatch(entry.name) for entry in Path(folder).iterdir())


def source_files(source) -> list[Path]:
    """The four files of a folder, in the order of FILES. Raises CheminsError for one that is not
    there or may be several."""
    files = [chosen_file(Path(source["path"]), *role_of(name)) for name in FILES]
    for file in files:
        check_file(file)
    return files


def role_of(name) -> tuple[str, str]:
    """("train" or "test", "images" or "labels") of a name that NAME matches."""
    found = NAME.fullmatch(name)
    return SPLITS[found["split"].lower()], found["what"].lower()


def chosen_file(folder, split, what) -> Path:
    """A plain name before one of another spelling, unpacked before packed, a file before a folder
    of that name."""
    names = {entry.name for entry in folder.iterdir() if NAME.fullmatch(entry.name)}
    fitting = [name for name in names if role_of(name) == (split, what)]
    own = next(name for name in FILES if role_of(name) == (split, what))
    if not fitting:
        raise CheminsError(f"dataset {folder} has no file {own} or {own}.gz")
    fitting.sort(key=lambda name: (Path(folder, name).is_dir(), len(name), name))
    first = fitting[0]
    prefixes = {(NAME.fullmatch(name)["prefix"] or "").casefold() for name in fitting}
    if len(prefixes) > 1 and "" not in prefixes:
        raise CheminsError(
            f"dataset {folder} has several files of {split} {what}, {listed(sorted(fitting))}; "
            "put the four that are meant into a folder of their own"
        )
    return Path(folder, first)


def array_parts(source) -> dict[str, tuple]:
    """split -> (shape of its images, labels)."""
    files = source_files(source)
    shapes = [read_idx_shape(files[0]), read_idx_shape(files[2])]
    if on_their_side(files):
        shapes = [(*shape[:1], *shape[:0:-1]) for shape in shapes]
    return {"train": (shapes[0], read_idx(files[1])), "test": (shapes[1], read_idx(files[3]))}


def arrays(source) -> dict[str, tuple]:
    """split -> (pieces of its images, labels)."""
    return arrays_of(source_files(source))


def arrays_of(files) -> dict[str, tuple]:
    """As arrays. files: in the order of FILES."""
    images = [idx_pieces(file) for file in files[::2]]
    if on_their_side(files):
        images = [(piece.swapaxes(1, 2) for piece in pieces) for pieces in images]
    labels = [read_idx(file) for file in files[1::2]]
    return dict(zip(("train", "test"), zip(images, labels, strict=True), strict=True))


def on_their_side(files) -> bool:
    return Path(files[0]).name.casefold().startswith(ON_THEIR_SIDE)


def remarks(source) -> list[str]:
    """What is to be told of how a folder's files are taken."""
    if on_their_side(source_files(source)):
        return ["EMNIST's files have rows for columns: each image is turned upright"]
    return []
