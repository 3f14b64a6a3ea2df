"""Download one of a published dataset's files and verify it."""

from chemins.data.download import fetch
from chemins.data.named import published
from chemins.jobs import job


def download_dataset(named, file, mirrors, download, terminal=None) -> None:
    """named: the dataset. file: its file's name. download: the file to write. terminal: where to
    show progress; None for standard error."""
    fetch(published(named, file), mirrors, download, bar=terminal)


if "snakemake" in globals():
    job.run(download_dataset, snakemake)
