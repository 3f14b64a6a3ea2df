"""Download one of MNIST's four files and verify it."""

from chemins.data.download import fetch
from chemins.data.mnist import SHA256


def download_mnist(name, mirrors, output, bar=None):
    """name: the file's, without .gz. bar: where to show progress; None for standard error."""
    fetch(name, SHA256[name], mirrors, output, bar=bar)


if "snakemake" in globals():
    from chemins.jobs.making import making

    with making(snakemake) as terminal:
        download_mnist(
            name=snakemake.wildcards.file,
            mirrors=snakemake.params.mirrors,
            output=snakemake.output.file,
            bar=terminal,
        )
