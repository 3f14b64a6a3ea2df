"""The weights in a .keras file, before Keras reads them: numbers, and all of them in that file.

HDF5 lets a file take values from others, from places that are made up of those, or from none at
all, which then are as many as it claims.
"""

from collections.abc import Iterator
from io import BytesIO

import h5py

from chemins.base.errors import CheminsError
from chemins.networks.keras_files.file import WEIGHTS, brief, open_archive

SIGNATURE = b"\x89HDF\r\n\x1a\n"
NUMBERS = "biufV"  # kinds of NumPy's types; V: what NumPy has no number for, such as bfloat16
UNREADABLE = (OSError, RuntimeError, KeyError, ValueError, TypeError)


def check_weights(path, what) -> None:
    """Raise CheminsError unless the weights are as Keras writes them. what: begins its message."""
    try:
        with open_archive(path) as archive:
            content = archive.read(WEIGHTS)
        check_content(content)
    except CheminsError as error:
        raise CheminsError(f"{what} {error}") from error


def check_content(content) -> None:
    """content: the bytes of the HDF5 file."""
    if not content.startswith(SIGNATURE):
        raise CheminsError("has weights that are no HDF5 file")
    try:
        with h5py.File(BytesIO(content), "r") as file:
            for place, item in items(file):
                if isinstance(item, h5py.Dataset):
                    check_stored_array(place, item)
    except UNREADABLE as error:
        raise CheminsError(f"has weights that cannot be read ({brief(error)})") from error


def items(file) -> Iterator:
    """(name, group or dataset) of all that is in an HDF5 file; CheminsError for links out of it,
    and for a group that is met again."""
    rest, seen = [file], set()
    while rest:
        group = rest.pop()
        for name in group:
            place = brief(f"{group.name.rstrip('/')}/{name}", 80)
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                raise CheminsError(f"has weights that are elsewhere: {place} is a link")
            item = group[name]
            address = h5py.h5o.get_info(item.id).addr
            if address in seen or not isinstance(item, h5py.Group | h5py.Dataset):
                raise CheminsError(f"has weights that Keras does not write so: {place}")
            seen.add(address)
            rest += [item] if isinstance(item, h5py.Group) else []
            yield place, item


def check_stored_array(place, dataset) -> None:
    if dataset.external or dataset.is_virtual:
        raise CheminsError(f"has weights that are elsewhere: {place} is in other files")
    if dataset.shape is None or dataset.dtype.kind not in NUMBERS or dataset.dtype.hasobject:
        raise CheminsError(f"has weights that are no numbers: {place} is of {dataset.dtype}")
    stored = dataset.id.get_storage_size()
    if dataset.chunks is not None or stored < dataset.size * dataset.dtype.itemsize:
        raise CheminsError(
            f"has weights that Keras does not write so: {place} claims {dataset.size:,} values in "
            f"{stored:,} bytes; needed: as they are, not packed"
        )
