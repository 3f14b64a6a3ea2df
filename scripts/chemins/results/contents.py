"""The SHA-256 of what no job makes, files and folders, without reading again what is the same."""

import hashlib
import json
import os
import time
from pathlib import Path

from chemins.base.files import write_text
from chemins.base.folders import content_sha256, visible_parts

SETTLED = 2e9  # nanoseconds after which a change of a file shows in its times for sure


class Contents:
    """path -> SHA-256, remembered in the file `memory` with what the system says of each file.

    A file is read again unless its device, inode, size, and both its times (the one of its content,
    which anybody can set, and the system's own, which nobody can) are what they were; a folder,
    unless it has the same files, and of each of them all that is.
    """

    def __init__(self, memory) -> None:
        self.memory = Path(memory)
        self.known = self.remembered()

    def remembered(self) -> dict:
        try:
            known = json.loads(self.memory.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def of(self, path) -> str | None:
        """None for what is no file and no folder that can be read."""
        try:
            before = state(path)
            if before and self.known.get(str(path), [None])[:-1] == before:
                return self.known[str(path)][-1]
            found = content_sha256(path) if before else None
        except OSError:
            return None
        if before and time.time_ns() - before[-1] > SETTLED:
            self.known[str(path)] = [*before, found]
            self.remember()
        return found

    def remember(self) -> None:
        try:
            write_text(self.memory, json.dumps(self.known, sort_keys=True))
        except OSError:
            """A folder that cannot be written to costs time only."""


def state(path) -> list | None:
    """What tells a content from another, links followed, the latest time last; None for what is no
    file and no folder."""
    if os.path.isdir(path):
        return state_of_folder(path)
    found = os.stat(path)
    regular = Path(path).is_file()
    times = [found.st_mtime_ns, found.st_ctime_ns]
    return [found.st_dev, found.st_ino, found.st_size, *times] if regular else None


def state_or_none(path) -> list | None:
    try:
        return state(path)
    except OSError:  # a link that leads nowhere
        return None


def state_of_folder(path) -> list:
    digest, latest = hashlib.sha256(), 0
    for name in visible_parts(path)[0]:
        own = state_or_none(Path(path, name)) or [0]
        digest.update(f"{own} {name}\n".encode(errors="surrogateescape"))
        latest = max(latest, own[-1])
    return [digest.hexdigest(), latest]
