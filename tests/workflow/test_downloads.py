"""A download is verified when it is written and then stays; a folder of the user's is only read."""

import gzip
import os
import shutil
import time

import pytest

from chemins.data.idx import FILES

pytestmark = pytest.mark.slow


def test_what_was_downloaded_is_neither_fetched_nor_read_again(project, published_mnist):
    downloaded = [f"results/data/mnist/{name}.gz" for name in FILES]
    target = ("results/data/mnist.parquet", *downloaded)
    mirror = f'mirrors=["{published_mnist.as_uri()}"]'
    process = project.snakemake(*target, "--config", "dataset=mnist", mirror)
    assert process.returncode == 0, process.stderr
    later = time.time() + 100
    for name in downloaded:
        os.utime(project.folder / name, (later, later))
    assert project.planned(*target, "--config", "dataset=mnist", mirror) == []
    other = 'mirrors=["file:///elsewhere"]'
    assert project.planned(*target, "--config", "dataset=mnist", other) == []


@pytest.fixture
def shared_folder(published_mnist, tmp_path):
    """A folder outside the project with MNIST's files, which nobody may write to."""
    folder = tmp_path / "everybody's data"
    shutil.copytree(published_mnist, folder)
    for path in (folder, *folder.iterdir()):
        path.chmod(path.stat().st_mode & ~0o222)
    yield folder
    folder.chmod(0o755)


def state(folder):
    """Everything in a folder, itself too: content, rights, owner, number, time of writing."""
    paths = (folder, *sorted(folder.rglob("*")))
    return {
        path: (path.stat()[:7], path.stat().st_mtime_ns, path.is_file() and path.read_bytes())
        for path in paths
    }


DATASET = "results/data/mnist.parquet"


def reading(folder):
    return ("--config", "dataset=mnist", f"dataset_dir={folder}", "--", DATASET)


def test_a_folder_outside_gives_the_dataset_that_a_download_does(
    project, shared_folder, published_mnist
):
    before = state(shared_folder)
    assert [job["rule"] for job in project.jobs(*reading(shared_folder))] == ["fetch_dataset"]
    found = project.contents()
    assert list(found) == [DATASET]
    assert state(shared_folder) == before
    # Wherever else the files lie, they are the same files.
    elsewhere = shutil.copytree(shared_folder, shared_folder.with_name("elsewhere"))
    assert project.planned(*reading(elsewhere)) == []
    downloading = project.planned("--config", "dataset=mnist", "--", DATASET)
    assert sorted(job["rule"] for job in downloading) == ["download_dataset"] * 4 + [
        "fetch_dataset"
    ]

    shutil.rmtree(project.folder / "results")
    mirrors = f'mirrors=["{published_mnist.as_uri()}"]'
    project.jobs("--config", "dataset=mnist", mirrors, "--", DATASET)
    assert project.contents()[DATASET] == found[DATASET]


def test_a_damaged_file_in_a_folder_outside_is_named(project, shared_folder):
    damaged = shared_folder / "t10k-labels-idx1-ubyte.gz"
    damaged.write_bytes(gzip.compress(gzip.decompress(damaged.read_bytes())[:-1] + b"\0"))
    before = state(shared_folder)
    process = project.snakemake(*reading(shared_folder))
    assert process.returncode != 0
    assert f"chemins: dataset_dir: {damaged}: wrong content (SHA-256 " in process.stderr
    assert "Name a folder that has MNIST's files as published (train-images-idx" in process.stderr
    assert state(shared_folder) == before
    assert project.contents() == {}
