"""A download is verified when it is written; afterwards it stays."""

import os
import time

import pytest

from chemins.mnist import FILES

pytestmark = pytest.mark.slow


def test_what_was_downloaded_is_neither_fetched_nor_read_again(project):
    """Planned only: Snakemake is told that these files, too large to compare, are the published."""
    downloaded = [f"results/data/mnist/{name}.gz" for name in FILES]
    for name in [*downloaded, "results/data/mnist.parquet"]:
        (project.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (project.folder / name).write_bytes(bytes(2_000_000))
    target = ("results/data/mnist.parquet", *downloaded)
    config = ("--config", "dataset=mnist")
    process = project.snakemake(*target, "--touch", "--forceall", *config)
    assert process.returncode == 0, process.stderr
    later = time.time() + 100
    for name in downloaded:
        os.utime(project.folder / name, (later, later))
    assert project.jobs("-n", *target, *config) == []
    assert project.jobs("-n", *target, *config, 'mirrors=["file:///elsewhere"]') == []
