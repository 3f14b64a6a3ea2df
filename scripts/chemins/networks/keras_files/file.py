"""A .keras file where it comes in: a zip of three known files, of sizes that can be true.

Errors are CheminsErrors whose texts go on after the file's name.
"""

import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chemins.base.errors import CheminsError, listed

WEIGHTS = "model.weights.h5"
# name -> bytes it may unpack to: the largest networks of keras.applications have one megabyte of
# configuration, and what is more must be refused before it is read.
MEMBERS = {"metadata.json": 2**16, "config.json": 2**22, WEIGHTS: 2**40}
EXPANSION = 100  # times that a member may grow; Keras packs nothing, and itself refuses more
SMALL = 2**16  # bytes that are worth no such question
START, END = b"PK\x03\x04", b"PK\x05\x06"  # of a zip's first member, of its last record
LAST = struct.Struct("<4s4H2LH")  # signature, disks, members, directory's size and place, comment
NEEDED = "needed: what model.save('NAME.keras') of Keras 3 writes"
UNREADABLE = (OSError, ValueError, KeyError, RuntimeError, EOFError)
UNREADABLE += (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError)


@contextmanager
def open_archive(path) -> Iterator:
    """The file as an open archive that was looked at: names, places and sizes of its members."""
    check_kind(Path(path))
    try:
        with open(path, "rb") as file:
            check_frame(file)
            with zipfile.ZipFile(file) as archive:
                check_members(archive.infolist())
                yield archive
    except UNREADABLE as error:
        raise CheminsError(f"is no .keras file ({brief(error)}); {NEEDED}") from error


def check_kind(path) -> None:
    """Raise CheminsError for what is no file, or another kind of network, with what to do then."""
    if (path / "saved_model.pb").is_file():
        raise CheminsError(
            "is a folder of TensorFlow's (SavedModel), which holds no layers by name; save the "
            "model as .keras where it was built, or write it as ONNX (`python -m tf2onnx.convert "
            f"--saved-model {path.name} --output model.onnx`) for `kind: onnx`"
        )
    if not path.is_file():
        raise CheminsError("is no file; needed: a .keras file")
    if path.suffix in (".h5", ".hdf5"):
        raise CheminsError(
            "is a file of an older Keras (HDF5); convert it once, if you trust it, in two lines of "
            "Python: `import keras` and `keras.saving.load_model("
            f"{path.name!r}, compile=False).save({path.with_suffix('.keras').name!r})`"
        )
    if path.suffix == ".onnx":
        raise CheminsError("is an ONNX file; write `kind: onnx` for `kind: file`")
    if path.suffix in (".pt", ".pth", ".ckpt", ".safetensors"):
        raise CheminsError(
            "is no file of Keras; write the network as ONNX where it was built "
            "(`torch.onnx.export`, docs/networks.md), for `kind: onnx`"
        )
    if path.suffix != ".keras":
        raise CheminsError("does not end in .keras; needed: the name that Keras saved it under")


def brief(value, length=100) -> str:
    """A value from the file, or an error about one, for a message: on one line, cut."""
    text = " ".join(str(value).split())
    return text if len(text) <= length else f"{text[:length]}…"


def check_frame(file) -> None:
    """Raise ValueError unless a zip is the file's first and last byte, and all that it is.

    A zip at the end of another file would be one network to those who look for a zip, and another
    to those who look at the first bytes. It leaves the file at its beginning.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - LAST.size))
    signature, _, _, _, count, length, place, _ = LAST.unpack(file.read())
    file.seek(0)
    if file.read(4) != START or signature != END:
        raise ValueError("not a zip from its first byte to its last")
    if count > len(MEMBERS):
        raise ValueError(f"a zip of {count} files, where a network is {len(MEMBERS)}")
    if place + length + LAST.size != size < 2**32:  # larger ones have their sizes elsewhere
        raise ValueError("there is more in the file than the zip")
    file.seek(0)


def check_members(members) -> None:
    """Raise CheminsError for members that Keras does not write, or not so."""
    names = [member.filename for member in members]
    other = [brief(name, 60) for name in names if name not in MEMBERS]
    missing = [name for name in MEMBERS if name not in names]
    if other or missing or len(names) > len(MEMBERS):
        raise CheminsError(
            f"is no .keras file: its zip has {listed(names if not other else other[:3])}; needed: "
            f"{listed(MEMBERS)}, each once, as Keras 3 writes them"
        )
    if min(member.header_offset for member in members) != 0:
        raise ValueError("not a zip from its first byte")
    for member in members:
        check_member(member)


def check_member(member) -> None:
    name, size, packed = member.filename, member.file_size, member.compress_size
    if member.flag_bits & 1:
        raise ValueError(f"{name} is encrypted")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{name} is packed by method {member.compress_type}")
    if size > MEMBERS[name]:
        raise CheminsError(
            f"has a {name} of {size:,} bytes; allowed: {MEMBERS[name]:,}, which the largest "
            "networks do not need"
        )
    if size > SMALL + EXPANSION * packed:
        raise CheminsError(
            f"has a {name} whose {packed:,} bytes unpack to {size:,}; allowed: {EXPANSION} times "
            "as many (Keras packs nothing)"
        )


def read_json_member(archive, name) -> dict:
    """The JSON object in a member."""
    with archive.open(name) as file:
        text = file.read(MEMBERS[name] + 1)
    document = json.loads(text)
    if not isinstance(document, dict):
        raise ValueError(f"{name} is no JSON object")
    return document


def read_configuration(path) -> tuple[dict, int, str]:
    """The model's configuration, as Keras 3 wrote it, how many bytes its weights have, and which
    version wrote it."""
    with open_archive(path) as archive:
        version = read_json_member(archive, "metadata.json").get("keras_version")
        document = read_json_member(archive, "config.json")
        weights = archive.getinfo(WEIGHTS).file_size
    if not isinstance(version, str) or not re.match("[0-9]{1,4}[.][0-9]", version):
        raise CheminsError(
            f"does not say which Keras wrote it (keras_version: {brief(version, 40)!r}); {NEEDED}"
        )
    if int(version.split(".")[0]) != 3:
        raise CheminsError(
            f"was written by Keras {brief(version, 40)}; load it with Keras 3 and save it again"
        )
    return document, weights, version
