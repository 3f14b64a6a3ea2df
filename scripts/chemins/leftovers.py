"""What a results folder still has of runs that are no longer in the config."""

from pathlib import Path


def removed_runs(folder, runs):
    """Names of the runs that have results but are not in the config."""
    there = Path(folder, "runs")
    names = {path.name for path in there.iterdir() if path.is_dir()} if there.is_dir() else set()
    return sorted(names - set(runs))


def leftovers(folder, runs):
    """Files and folders of removed runs: results, page, logs, benchmarks."""
    found = []
    for run in removed_runs(folder, runs):
        found += [Path(folder, "runs", run), Path(folder, "site", f"{run}.html")]
        # Of a run a, jobs have files named a-known, which may be another run's name.
        for job in {run, f"{run}-known", f"{run}-unseen"} - set(runs):
            found += Path(folder, "logs").glob(f"*/{job}.log")
            found += Path(folder, "benchmarks").glob(f"*/{job}.tsv")
    return sorted(path for path in found if path.exists())
