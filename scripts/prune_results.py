"""List what the results folder has that the config does not ask for and, confirmed, delete it."""

import shutil

from chemins.leftovers import leftovers


def prune_results(folder, runs, asked_for, confirmed, say):
    """folder: the results folder. runs: names in the config. asked_for: all their results.

    say: tells the person.
    """
    found = leftovers(folder, runs, asked_for)
    for path in found:
        if not confirmed:
            say(f"  {path}")
        elif path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    if not found:
        say("There is nothing to prune.")
    elif confirmed:
        say(f"Deleted {len(found)} files and folders.")
    else:
        say("Nothing was deleted. To delete these: CONFIRM=yes snakemake --cores 1 prune")


if "snakemake" in globals():
    from chemins.job import logged

    with logged(snakemake.log[0]) as terminal:
        prune_results(
            folder=snakemake.params.folder,
            runs=snakemake.params.runs,
            asked_for=snakemake.params.asked_for,
            confirmed=snakemake.params.confirmed,
            say=lambda text: print(text, file=terminal),
        )
