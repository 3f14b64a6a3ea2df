"""The manifest: what a results folder holds, and whether it still does."""

import os
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePosixPath

from chemins.base.errors import CheminsError
from chemins.base.files import read_json, sha256
from chemins.results.layout import DAMAGED

# Beside the manifest, written with it, and saying the same to other programs. (Its name is not in
# layout.py, which the drawing of figures reads.)
CRATE = "ro-crate-metadata.json"


@dataclass(frozen=True)
class Report:
    """What was found of a results folder's files, by their names in it."""

    whole: list = field(default_factory=list)
    damaged: list = field(default_factory=list)
    missing: list = field(default_factory=list)
    remade: list = field(default_factory=list)  # as their job made them, since the manifest


def differing(sums, folder) -> list[str]:
    """Names of files whose content is another than these checksums say, or that are not there."""
    return [
        name
        for name, expected in sorted(sums.items())
        if not Path(folder, name).is_file() or sha256(Path(folder, name)) != expected
    ]


def read_manifest(path) -> dict:
    """The manifest at `path`; CheminsError if there is none, or it is none."""
    try:
        manifest = read_json(path)
        files = dict(manifest["files"])
    except FileNotFoundError:
        raise CheminsError(f"{path} is missing; run everything once to make it") from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise CheminsError(f"{path} is no manifest ({error}); delete it and run again") from error
    outside = [name for name in files if not is_inside(name)]
    if outside:
        raise CheminsError(
            f"{path} names a file outside its folder, {outside[0]!r}, as no manifest that chemins "
            "wrote does; delete it and run again (nothing was renamed)"
        )
    return {**manifest, "files": files}


def is_inside(name) -> bool:
    """Whether a name is that of something within a folder."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and "\0" not in name


def check_files(listed, made, folder) -> Report:
    """Compare a folder's files with what is known of them.

    listed, made: name -> SHA-256, as the manifest has it and as the record of the job that made it
    last. A file that is as its job made it, but not as the manifest has it, was made since; one
    that the manifest does not list is whole if it is as its job made it.
    """
    report = Report()
    for name in sorted(listed | made):
        path = Path(folder, name)
        if not path.is_file():
            report.missing.append(name)
            continue
        found = sha256(path)
        if found == made.get(name, listed.get(name)):
            (report.whole if found == listed.get(name, found) else report.remade).append(name)
        else:
            report.damaged.append(name)
    return report


def set_aside(names, folder) -> list[Path]:
    """Rename files to NAME.damaged, so that the next run makes them again; links as such.

    Returns the new paths. What was set aside before stays: then it is NAME.damaged-2, and so on.
    """
    moved = []
    for name in names:
        path = Path(folder, name)
        ends = (DAMAGED + (f"-{number}" if number > 1 else "") for number in count(1))
        target = next(t for t in (path.with_name(path.name + end) for end in ends) if not exists(t))
        os.replace(path, target)
        moved.append(target)
    return moved


def exists(path) -> bool:
    """Whether there is anything of this name, a broken link too."""
    return os.path.lexists(path)
