"""List what the results folder has that the config does not ask for and, confirmed, delete it."""

import os
from pathlib import Path

from chemins.base.errors import listed
from chemins.jobs import job
from chemins.results.leftovers import leftovers
from chemins.results.locking import locked

LOCKS = ".snakemake/locks"


def prune_results(folder, asked_for, config, confirmed, locks=LOCKS, terminal=None) -> None:
    """Delete what this config's own jobs made; name everything else, and leave it.

    folder: the results folder. asked_for, config: as of leftovers. locks: Snakemake's folder of
    locks. terminal: where the person is told; None for standard output.
    """
    found = leftovers(folder, asked_for, config)
    for path in found.own:
        print(f"  {path}", file=terminal)
    for path in found.foreign:
        print(f"  {path} (left alone: no record says that chemins made it)", file=terminal)
    for files, runs in found.others.items():
        print(f"  {listed(runs)} (left alone: of another config, {listed(files)})", file=terminal)
    if not found.own:
        print("There is nothing to prune.", file=terminal)
    elif confirmed:
        with locked(locks, [*asked_for, *found.own]):
            for path in found.own:
                delete(path, Path(folder))
        print(f"Deleted {len(found.own)} files.", file=terminal)
    else:
        print(
            "Nothing was deleted. To delete these: CONFIRM=yes snakemake --cores 1 prune",
            file=terminal,
        )


def delete(path, folder) -> None:
    """Delete a file, a link as such, and the folders within the results that are empty then."""
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == folder or not parent.is_relative_to(folder) or any(parent.iterdir()):
            return
        os.rmdir(parent)


if "snakemake" in globals():
    job.run(prune_results, snakemake)
