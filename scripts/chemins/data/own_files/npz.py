"""Arrays of an .npz file, each checked by its header before memory is taken for it.

NumPy takes memory for whatever a header claims; here a claim must first be what the archive holds.
All functions raise what chemins.data.datasets.UNREADABLE lists, with the reason.
"""

import math
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from chemins.base.unpacking import check_claim
from chemins.data.array_pieces import read_pieces, slices

ENCRYPTED = 0x1  # general purpose bit 0: APPNOTE.TXT of the zip format, section 4.4.4
# What numpy.savez and savez_compressed write; zipfile unpacks others without any bound.
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
FORMAT = np.lib.format
HEADERS = {
    (1, 0): FORMAT.read_array_header_1_0,
    (2, 0): FORMAT.read_array_header_2_0,
    (3, 0): FORMAT.read_array_header_2_0,  # differs in the names of fields, which no image has
}


class Header(NamedTuple):
    """What an array's header says of it."""

    shape: tuple
    fortran: bool  # whether its first axis is the one that runs fastest
    kind: np.dtype


def array_names(path) -> list[str]:
    """The names of an .npz file's arrays."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = Counter(archive.namelist())
    except zipfile.BadZipFile as error:
        raise ValueError(f"it is no whole .npz file ({error})") from error
    twice = [name for name, times in members.items() if times > 1]
    if twice:
        raise ValueError(f"it has {twice[0]!r} twice")
    return [name.removesuffix(".npy") for name in members if name.endswith(".npy")]


def read_shape(path, name) -> tuple:
    """The shape of one array, from its header alone."""
    with open_array(path, name) as (_, header):
        return header.shape


def read_array(path, name) -> np.ndarray:
    """One array of numbers or text, of any byte order, in C or Fortran order."""
    with open_array(path, name) as (file, _):
        file.seek(0)
        return FORMAT.read_array(file, allow_pickle=False)


def array_pieces(path, name) -> Iterator[np.ndarray]:
    """As read_array, piece by piece along the first axis. What is no numbers in C order, which have
    no such pieces, is read whole."""
    with open_array(path, name) as (file, header):
        if not header.fortran and header.kind.kind in "biuf":
            yield from read_pieces(file, header.shape, header.kind, name)
            return
    yield from slices(read_array(path, name))


@contextmanager
def open_array(path, name) -> Iterator:
    """An array's file within the archive, at its first value, and its Header, once its claims have
    been checked."""
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(f"{name}.npy")
        check_member(name, info, Path(path).stat().st_size)
        with archive.open(info) as file:
            header = read_npy_header(name, file)
            claimed = math.prod(header.shape) * header.kind.itemsize
            held = info.file_size - file.tell()
            if claimed != held:
                raise ValueError(f"{name} has {held:,} bytes, its header says {claimed:,}")
            yield file, header


def check_member(name, info, size) -> None:
    """Raise ValueError for a member that is encrypted, packed otherwise, or claims too much.

    size: of the whole archive, in bytes.
    """
    if info.flag_bits & ENCRYPTED:
        raise ValueError(f"{name} is encrypted; save it without a password")
    if info.compress_type not in PACKINGS:
        raise ValueError(
            f"{name} is packed by method {info.compress_type} of the zip format; allowed: none "
            "(numpy.savez) and deflate (numpy.savez_compressed)"
        )
    check_claim(name, info.file_size, min(info.compress_size, size))


def read_npy_header(name, file) -> Header:
    """The file is then at the first value."""
    try:
        header = Header(*HEADERS[FORMAT.read_magic(file)](file))
    except Exception as error:  # NumPy evaluates the header's text, which can fail in any way
        raise ValueError(f"{name} is no array of NumPy's format ({first_line(error)})") from error
    if header.kind.hasobject:
        raise ValueError(f"{name} holds Python objects (a pickle), which are never read")
    if not all(type(length) is int and length >= 0 for length in header.shape):
        raise ValueError(f"{name} has the shape {header.shape}, which no array has")
    return header


def first_line(error) -> str:
    return str(error).partition("\n")[0][:200]
