"""A folder of people's files: what lies in it, and a digest of it all."""

import hashlib
import os
from pathlib import Path

from chemins.base.files import sha256

# What systems and archivers leave behind, beside everything that begins with a dot.
LEFT_BEHIND = {"thumbs.db", "desktop.ini", "__macosx"}


def is_visible(name) -> bool:
    return not name.startswith(".") and name.casefold() not in LEFT_BEHIND


def visible_parts(folder) -> tuple[list[str], list[str]]:
    """(files, folders) in a folder, at any depth, sorted by name, in its own spelling: `a/b.png`.

    Links are followed, but no folder into itself. Only names are read. Raises OSError for a folder
    that may not be read.
    """
    files, folders = [], []
    gather(str(folder), "", (os.path.realpath(folder),), files, folders)
    return sorted(files), sorted(folders)


def gather(place, prefix, around, files, folders) -> None:
    """Add what lies in `place` to the two lists. around: the real folders that it lies in."""
    with os.scandir(place) as entries:
        seen = [entry for entry in entries if is_visible(entry.name)]
    for entry in seen:
        name = prefix + entry.name
        if not entry.is_dir():
            files.append(name)
            continue
        real = os.path.realpath(entry.path) if entry.is_symlink() else f"{around[-1]}/{entry.name}"
        if real not in around:
            folders.append(name)
            gather(entry.path, f"{name}/", (*around, real), files, folders)


def content_sha256(path) -> str:
    """Hexadecimal SHA-256 of a file's content; of a folder, of the names and contents of all files
    in it that are visible, whatever their times."""
    if not os.path.isdir(path):
        return sha256(path)
    digest = hashlib.sha256()
    for name in visible_parts(path)[0]:
        file = Path(path, name)
        found = sha256(file) if file.is_file() else "no file"
        digest.update(f"{found} {name}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()
