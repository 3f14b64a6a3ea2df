"""List the results of runs that are no longer in the config and, confirmed, delete them."""

import shutil

from chemins.leftovers import leftovers


def prune_results(folder, runs, confirmed, say):
    """folder: the results folder. runs: names in the config. say: tells the person."""
    found = leftovers(folder, runs)
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
            confirmed=snakemake.params.confirmed,
            say=lambda text: print(text, file=terminal),
        )
