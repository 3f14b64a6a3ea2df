"""Text files that appear under their names only when they are whole; what a file holds."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

JSON = {"indent": 1, "sort_keys": True, "ensure_ascii": False, "allow_nan": False}
PARTIAL = ".partial."  # what a file's name begins with that is not whole yet


def partial_of(path) -> Path:
    """Where a file is written that is not whole yet. path: a Path."""
    return path.with_name(PARTIAL + path.name)


@contextmanager
def replacing(path) -> Iterator:
    """A temporary path beside `path`, renamed to it when the block ends well.

    It is always the same one: what a killed process left there, the next one overwrites.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = partial_of(path)
    try:
        yield partial
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def write_text(path, text) -> None:
    with replacing(path) as partial:
        partial.write_text(text, encoding="utf-8")


def write_json(path, value) -> None:
    """Sorted keys, so that the same value has the same bytes; ValueError for NaN or infinity.

    Piece by piece: a manifest of thousands of runs is hundreds of megabytes.
    """
    with replacing(path) as partial, open(partial, "w", encoding="utf-8") as file:
        file.writelines(json.JSONEncoder(**JSON).iterencode(value))
        file.write("\n")


def read_json(path) -> object:
    return json.loads(Path(path).read_text(encoding="utf-8"))


def sha256(path) -> str:
    """Hexadecimal SHA-256 of a file's content."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
