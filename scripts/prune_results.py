"""List what the results folder has that the config does not ask for and, confirmed, delete it."""

import os
from pathlib import Path

from chemins.base.errors import listed
from chemins.results.leftovers import leftovers
from chemins.results.locking import locked


def prune_results(folder, asked_for, config, locks, confirmed, say):
    """Delete what this config's own jobs made; name everything else, and leave it.

    folder: the results folder. asked_for, config: as of leftovers. locks: Snakemake's folder of
    locks. say: tells the person.
    """
    found = leftovers(folder, asked_for, config)
    for path in found.own:
        say(f"  {path}")
    for path in found.foreign:
        say(f"  {path} (left alone: no record says that chemins made it)")
    for files, runs in found.others.items():
        say(f"  {listed(runs)} (left alone: of another config, {listed(files)})")
    if not found.own:
        say("There is nothing to prune.")
    elif confirmed:
        with locked(locks, [*asked_for, *found.own]):
            for path in found.own:
                delete(path, Path(folder))
        say(f"Deleted {len(found.own)} files.")
    else:
        say("Nothing was deleted. To delete these: CONFIRM=yes snakemake --cores 1 prune")


def delete(path, folder):
    """Delete a file, a link as such, and the folders within the results that are empty then."""
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == folder or not parent.is_relative_to(folder) or any(parent.iterdir()):
            return
        os.rmdir(parent)


if "snakemake" in globals():
    from chemins.jobs.job import logged

    with logged(snakemake.log[0]) as terminal:
        prune_results(
            folder=snakemake.params.folder,
            asked_for=snakemake.params.asked_for,
            config=snakemake.params.config,
            locks=".snakemake/locks",
            confirmed=snakemake.params.confirmed,
            say=lambda text: print(text, file=terminal),
        )
