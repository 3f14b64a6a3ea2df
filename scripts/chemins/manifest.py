"""The manifest: what a results folder holds, and whether it still does."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from chemins.errors import CheminsError
from chemins.files import read_json

DAMAGED = ".damaged"


@dataclass(frozen=True)
class Report:
    """What was found of a results folder's files, by their paths in it."""

    whole: list[str]
    damaged: list[str]
    missing: list[str]


def sha256(path):
    """Hexadecimal SHA-256 of a file's content."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksums(files, folder):
    """path within the folder -> SHA-256, of each of the files."""
    return {os.path.relpath(file, folder): sha256(file) for file in sorted(files)}


def read_manifest(path):
    """The manifest at `path`; CheminsError if there is none or it is none."""
    try:
        manifest = read_json(path)
        return {**manifest, "files": dict(manifest["files"])}
    except FileNotFoundError:
        raise CheminsError(f"{path} is missing; run everything once to make it") from None
    except (ValueError, KeyError, TypeError) as error:
        raise CheminsError(f"{path} is no manifest ({error}); delete it and run again") from error


def check_files(files, folder) -> Report:
    """Compare a folder with the checksums that a manifest has of it."""
    report = Report([], [], [])
    for name, expected in files.items():
        path = Path(folder, name)
        if not path.is_file():
            report.missing.append(name)
        else:
            (report.whole if sha256(path) == expected else report.damaged).append(name)
    return report


def set_aside(names, folder):
    """Rename files to NAME.damaged, so that the next run makes them again."""
    for name in names:
        path = Path(folder, name)
        os.replace(path, path.with_name(path.name + DAMAGED))
