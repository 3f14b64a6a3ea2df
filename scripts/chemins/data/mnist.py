"""MNIST as published: its four files, their checksums, and the IDX format they are in."""

import gzip
import hashlib
import math
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from chemins.base.errors import CheminsError
from chemins.base.unpacking import check_claim, check_file

FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)

# Of the decompressed content: gzip's bytes differ between copies, the content must not.
SHA256 = {
    FILES[0]: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    FILES[1]: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    FILES[2]: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    FILES[3]: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}

LONGEST = 16 + 60_000 * 28 * 28  # bytes of the training images' content
PIECE = 1 << 20

LABEL_COUNTS = {
    "train": dict(enumerate([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])),
    "test": dict(enumerate([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])),
}


def published_files(folder) -> list[Path]:
    """The four files of a folder, as NAME.gz in the order of FILES; it is read and never written.

    folder: the config's `dataset_dir`. Raises CheminsError for the first file that is not there,
    cannot be read or has another content than the published one.
    """
    files = [Path(folder) / f"{name}.gz" for name in FILES]
    for name, file in zip(FILES, files, strict=True):
        if reason := flaw(file, SHA256[name]):
            raise CheminsError(
                f"dataset_dir: {file}: {reason}\n"
                f"Name a folder that has MNIST's files as published ({', '.join(FILES)}, each with "
                ".gz), or leave dataset_dir out to download them."
            )
    return files


def flaw(path, sha256) -> str:
    """Why a gzip file is not the one whose content has this SHA-256; empty if it is.

    Read no further than the largest of FILES is long, whatever it unpacks to.
    """
    digest, length = hashlib.sha256(), 0
    try:
        check_file(path)
        with gzip.open(path, "rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                length += len(piece)
                if length > LONGEST:
                    return f"wrong content (over {LONGEST:,} bytes unpacked)"
    except (OSError, EOFError, zlib.error) as error:
        # What the system refuses has words of its own, what gzip finds has not.
        return getattr(error, "strerror", None) or f"not a whole gzip file ({error})"
    if digest.hexdigest() == sha256:
        return ""
    return f"wrong content (SHA-256 {digest.hexdigest()[:12]}…, expected {sha256[:12]}…)"


# --- IDX -----------------------------------------------------------------------------------------

TYPES = {8: "unsigned bytes", 9: "signed bytes", 11: "int16", 12: "int32"}
TYPES |= {13: "float32", 14: "float64"}


def read_idx(path) -> np.ndarray:
    """The array of an IDX file of unsigned bytes, gzipped or not.

    The format is LeCun's: two zero bytes, a type (8: unsigned byte), the number of dimensions,
    their sizes as big-endian 32-bit integers, then the values in C order. Raises ValueError if
    the file is not that, or its length is not what the header says; it is not unpacked further.
    """
    with opened_idx(path) as (file, shape):
        content = file.read(math.prod(shape) + 1)
    if len(content) != math.prod(shape):
        more = "more" if len(content) > math.prod(shape) else f"{len(content):,}"
        raise ValueError(
            f"{Path(path).name} holds {more} values, its header says {math.prod(shape):,}"
        )
    return np.frombuffer(content, dtype=np.uint8).reshape(shape)


def read_idx_shape(path) -> tuple:
    """The shape of an IDX file's array, from its header and the file's size."""
    with opened_idx(path) as (_, shape):
        return shape


@contextmanager
def opened_idx(path) -> Iterator:
    """An IDX file at its first value, and its shape, which the file is large enough for."""
    path = Path(path)
    size, packed = path.stat().st_size, path.suffix == ".gz"
    with gzip.open(path, "rb") if packed else open(path, "rb") as file:
        shape = read_idx_header(file, path)
        values = math.prod(shape)
        if packed:
            check_claim(path.name, values, size)
        elif values != size - file.tell():
            raise ValueError(
                f"{path.name} holds {size - file.tell():,} values, its header says {values:,}"
            )
        yield file, shape


def read_idx_header(file, path) -> tuple:
    zeros, kind, dimensions = struct.unpack(">HBB", exactly(file, 4, path))
    if zeros == 0 and kind != 8 and kind in TYPES:
        raise ValueError(f"{path.name} is an IDX file of {TYPES[kind]}; needed: {TYPES[8]}")
    if zeros != 0 or kind != 8 or dimensions == 0:
        raise ValueError(f"{path.name} is no IDX file of unsigned bytes")
    return struct.unpack(f">{dimensions}I", exactly(file, 4 * dimensions, path))


def exactly(file, length, path) -> bytes:
    content = file.read(length)
    if len(content) != length:
        raise ValueError(f"{path.name} ends within its header")
    return content
