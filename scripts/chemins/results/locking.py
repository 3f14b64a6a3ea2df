"""Keeping other calls of Snakemake in this folder away from results while they are deleted."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chemins.base.errors import CheminsError
from chemins.base.files import write_text


@contextmanager
def locked(locks, paths) -> Iterator:
    """Inside the block no call of Snakemake that makes one of the paths starts.

    locks: Snakemake's own folder of locks, files of a line a path. Raises CheminsError where a call
    is at work already.
    """
    locks = Path(locks)
    others = [file for file in locks.glob("*.lock") if file.stat().st_size]
    if others:
        raise CheminsError(
            "another call of Snakemake is at work in this folder, or was killed: wait for it, or "
            "unlock the folder: snakemake --unlock"
        )
    own = locks / "0.output.lock"
    write_text(own, "\n".join(map(str, paths)) + "\n")
    try:
        yield
    finally:
        own.unlink(missing_ok=True)
