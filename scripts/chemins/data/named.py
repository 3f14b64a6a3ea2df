"""Datasets that have a name of their own: the files they were published in, and what those hold.

What is verified is the content of a file where it is known: copies of gzip's files differ in their
bytes, and must not in what they hold. Otherwise it is the file as it was published.
"""

import gzip
import hashlib
import string
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chemins.base.errors import CheminsError, listed
from chemins.base.unpacking import check_file
from chemins.data.array_pieces import slices
from chemins.data.idx import FILES, arrays_of, parse_idx

PIECE = 1 << 20


@dataclass(frozen=True)
class Published:
    """A file as it lies on mirrors."""

    name: str
    sha256: str  # hexadecimal
    longest: int  # bytes that the digest is of, at most
    unpacked: bool = False  # whether that is what is gzipped in it


@dataclass(frozen=True)
class Named:
    """A published dataset."""

    title: str
    files: tuple  # of Published
    mirrors: tuple  # URLs, to which /NAME of a file is appended
    shape: tuple  # height, width, channels
    counts: dict  # split -> label -> images
    read: Callable  # paths of the files, in their order -> split -> (pieces of images, labels)
    names: dict | None = None  # label -> name


def even(labels, train, test) -> dict[str, dict]:
    """Counts of a dataset that has as many images of each label."""
    return {
        "train": dict.fromkeys(range(labels), train),
        "test": dict.fromkeys(range(labels), test),
    }


def like_mnist(digests, longest, unpacked) -> tuple:
    """Four files with MNIST's names, as Published. digests: in the order of idx.FILES."""
    return tuple(
        Published(f"{name}.gz", sha256, longest, unpacked)
        for name, sha256 in zip(FILES, digests, strict=True)
    )


# --- reading what is packed otherwise -----------------------------------------------------------


def read_emnist_letters(files) -> dict[str, tuple]:
    """EMNIST's letters, of its one archive: upright, labelled from 0."""
    found = {}
    with zipfile.ZipFile(files[0]) as archive:
        for split in ("train", "test"):
            images, labels = (
                parse_idx(gzip.decompress(archive.read(f"gzip/{name}.gz")), name)
                for name in (
                    f"emnist-letters-{split}-images-idx3-ubyte",
                    f"emnist-letters-{split}-labels-idx1-ubyte",
                )
            )
            found[split] = slices(images.swapaxes(1, 2)), labels - np.uint8(1)
    return found


def read_cifar10(files) -> dict[str, tuple]:
    """CIFAR-10, of its archive for C programs: a byte with the label, then red, green, blue."""
    batches = {"train": [f"data_batch_{number}.bin" for number in range(1, 6)]}
    batches["test"] = ["test_batch.bin"]
    with tarfile.open(files[0], "r:gz") as archive:
        held = {
            Path(member.name).name: np.frombuffer(archive.extractfile(member).read(), np.uint8)
            for member in archive
            if member.isfile() and member.name.endswith(".bin")
        }
    found = {}
    for split, names in batches.items():
        rows = np.concatenate([held[name] for name in names]).reshape(-1, 1 + 3 * 32 * 32)
        images = rows[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        found[split] = slices(images), rows[:, 0]
    return found


# --- the table ----------------------------------------------------------------------------------

CLOTHES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat")
CLOTHES += ("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
SYLLABLES = ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo")
THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

NAMED = {
    "mnist": Named(
        title="MNIST",
        files=like_mnist(
            (
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            ),
            longest=16 + 60_000 * 28 * 28,
            unpacked=True,
        ),
        mirrors=(
            "https://storage.googleapis.com/cvdf-datasets/mnist",
            "https://ossci-datasets.s3.amazonaws.com/mnist",
        ),
        shape=(28, 28, 1),
        counts={
            "train": dict(enumerate([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])),
            "test": dict(enumerate([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])),
        },
        read=arrays_of,
    ),
    "fashion-mnist": Named(
        title="Fashion-MNIST",
        files=like_mnist(
            (
                "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
                "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
                "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
                "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
            ),
            longest=16 + 60_000 * 28 * 28,
            unpacked=True,
        ),
        mirrors=(
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
        ),
        shape=(28, 28, 1),
        counts=even(10, 6000, 1000),
        read=arrays_of,
        names=dict(enumerate(CLOTHES)),
    ),
    "kmnist": Named(
        title="Kuzushiji-MNIST",
        files=like_mnist(
            (
                "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
                "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
                "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
                "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
            ),
            longest=20_000_000,
            unpacked=False,
        ),
        mirrors=("https://codh.rois.ac.jp/kmnist/dataset/kmnist",),
        shape=(28, 28, 1),
        counts=even(10, 6000, 1000),
        read=arrays_of,
        names=dict(enumerate(SYLLABLES)),
    ),
    "emnist-letters": Named(
        title="EMNIST",
        files=(
            Published(
                "gzip.zip",
                "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e",
                longest=600_000_000,
            ),
        ),
        mirrors=("https://biometrics.nist.gov/cs_links/EMNIST",),
        shape=(28, 28, 1),
        counts=even(26, 4800, 800),
        read=read_emnist_letters,
        names=dict(enumerate(string.ascii_uppercase)),
    ),
    "cifar10": Named(
        title="CIFAR-10",
        files=(
            Published(
                "cifar-10-binary.tar.gz",
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                longest=170_052_171,
            ),
        ),
        mirrors=("https://www.cs.toronto.edu/~kriz",),
        shape=(32, 32, 3),
        counts=even(10, 5000, 1000),
        read=read_cifar10,
        names=dict(enumerate(THINGS)),
    ),
}


def known_names(labels) -> dict | None:
    """Names of a published dataset's classes, wherever its labels come from; None of others.

    labels: (n,) of the training images.
    """
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() > 255:
        return None
    header = bytes([0, 0, 8, 1]) + len(labels).to_bytes(4, "big")
    found = hashlib.sha256(header + labels.astype(np.uint8).tobytes()).hexdigest()
    own = (named.names for named in NAMED.values() if found in (f.sha256 for f in named.files))
    return next(own, None)


# --- a folder that has the files ----------------------------------------------------------------


def published(dataset, name) -> Published:
    """A dataset's file of this name."""
    return next(file for file in NAMED[dataset].files if file.name == name)


def published_files(dataset, folder) -> list[Path]:
    """The files of a named dataset in a folder, in their order; it is read and never written.

    folder: the config's `dataset_dir`. Raises CheminsError for the first file that is not there,
    cannot be read or is not as it was published.
    """
    named = NAMED[dataset]
    files = [Path(folder) / file.name for file in named.files]
    for file, path in zip(named.files, files, strict=True):
        if reason := flaw(path, file):
            names = listed(file.name for file in named.files)
            raise CheminsError(
                f"dataset_dir: {path}: {reason}\n"
                f"Name a folder that has {named.title}'s files as published ({names}), or leave "
                "dataset_dir out to download them."
            )
    return files


def flaw(path, file) -> str:
    """Why what lies here is not the file that was published; empty if it is. file: Published.

    Read no further than that is long, whatever it unpacks to.
    """
    digest, length = hashlib.sha256(), 0
    try:
        check_file(path)
        with gzip.open(path, "rb") if file.unpacked else open(path, "rb") as content:
            while piece := content.read(PIECE):
                digest.update(piece)
                length += len(piece)
                if length > file.longest:
                    unpacked = " unpacked" if file.unpacked else ""
                    return f"wrong content (over {file.longest:,} bytes{unpacked})"
    except (OSError, EOFError, zlib.error) as error:
        # What the system refuses has words of its own, what gzip finds has not.
        return getattr(error, "strerror", None) or f"not a whole gzip file ({error})"
    if digest.hexdigest() == file.sha256:
        return ""
    return f"wrong content (SHA-256 {digest.hexdigest()[:12]}…, expected {file.sha256[:12]}…)"
