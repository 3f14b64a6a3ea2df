"""Download one of MNIST's four files and verify it."""

from chemins.data.download import fetch
from chemins.data.mnist import SHA256
from chemins.jobs import job


def download_mnist(file, mirrors, idx, terminal=None) -> None:
    """file: its name, without .gz. idx: the file to write. terminal: where to show progress; None
    for standard error."""
    fetch(file, SHA256[file], mirrors, idx, bar=terminal)


if "snakemake" in globals():
    job.run(download_mnist, snakemake)
