"""What a results folder still has that the config does not ask for (any more)."""

from pathlib import Path

from chemins.manifest import DAMAGED


def removed_runs(folder, runs):
    """Names of the runs that have results but are not in the config."""
    there = Path(folder, "runs")
    names = {path.name for path in there.iterdir() if path.is_dir()} if there.is_dir() else set()
    return sorted(names - set(runs))


def stray_files(folder, runs, asked_for):
    """Files of runs in the config, and of an atlas, that it does not ask for, and results set
    aside as damaged.

    runs: names in the config. asked_for: every result of all of them, whichever are selected, and
    of the atlas, if there is one.
    """
    folder = Path(folder)
    present = [path for run in runs for path in (folder / "runs" / run).rglob("*")]
    present += [*(folder / "atlas").rglob("*"), folder / "site/atlas.html"]
    damaged = [*folder.glob(f"data/*{DAMAGED}"), *folder.glob(f"site/*{DAMAGED}")]
    asked_for = set(map(Path, asked_for))
    return sorted(damaged + [p for p in present if p.is_file() and p not in asked_for])


def leftovers(folder, runs, asked_for):
    """Files and folders of removed runs (results, page, logs, benchmarks), and stray files."""
    found = stray_files(folder, runs, asked_for)
    for pair in [path.stem for path in found if path.match("atlas/pairs/*.parquet")]:
        found += [
            Path(folder, "logs/chart_pair", f"{pair}.log"),
            Path(folder, "benchmarks/chart_pair", f"{pair}.tsv"),
        ]
    for run in removed_runs(folder, runs):
        found += [Path(folder, "runs", run), Path(folder, "site", f"{run}.html")]
        # Of a run a, jobs have files named a-known, which may be another run's name.
        for job in {run, f"{run}-known", f"{run}-unseen"} - set(runs):
            found += Path(folder, "logs").glob(f"*/{job}.log")
            found += Path(folder, "benchmarks").glob(f"*/{job}.tsv")
    return sorted(path for path in found if path.exists())
