"""Datasets with a name of their own: files as published, in a folder or packed together."""

import gzip
import hashlib
import io
import os
import string
import tarfile
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from chemins.base.errors import CheminsError
from chemins.data.datasets import describe_dataset
from chemins.data.idx import FILES, read_idx
from chemins.data.named import NAMED, Published, flaw, known_names, published_files

# --- a folder with the published files ----------------------------------------------------------


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with four files that are taken for the published ones."""
    files = []
    for file in NAMED["mnist"].files:
        content = file.name.encode()
        (tmp_path / file.name).write_bytes(gzip.compress(content))
        files.append(replace(file, sha256=hashlib.sha256(content).hexdigest()))
    monkeypatch.setitem(NAMED, "mnist", replace(NAMED["mnist"], files=tuple(files)))
    return tmp_path


def test_a_folders_files_come_in_their_order(folder):
    (folder / "another.txt").write_text("")
    assert published_files("mnist", str(folder)) == [folder / f"{name}.gz" for name in FILES]


def cut(path):
    path.write_bytes(path.read_bytes()[:-3])


def become_a_folder(path):
    path.unlink()
    path.mkdir()


def become_a_pipe(path):
    path.unlink()
    os.mkfifo(path)


DAMAGES = {
    "missing": (lambda path: path.unlink(), "No such file or directory"),
    "a folder": (become_a_folder, "a folder, not a file"),
    "a named pipe": (become_a_pipe, "a named pipe, not a file"),
    "cut": (cut, "not a whole gzip file"),
    "empty": (lambda path: path.write_bytes(b""), "wrong content (SHA-256 e3b0c44298fc…, expected"),
    "not zipped": (lambda path: path.write_bytes(b"text"), "not a whole gzip file (Not a gzipped"),
    "another content": (lambda path: path.write_bytes(gzip.compress(b"no")), "wrong content"),
}


@pytest.mark.parametrize(("damage", "reason"), DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_a_folders_first_flaw_is_told(folder, name, damage, reason):
    damage(folder / f"{name}.gz")
    with pytest.raises(CheminsError) as told:
        published_files("mnist", folder)
    assert str(told.value).startswith(f"dataset_dir: {folder / name}.gz: {reason}")
    for fragment in (*FILES, "out to download"):
        assert fragment in str(told.value)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CheminsError, match=r"no folder/train-images.*: No such file or directory"):
        published_files("mnist", tmp_path / "no folder")


def test_a_file_is_unpacked_no_further_than_the_published_one(tmp_path):
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(bytes(3_000_000)))
    digest = hashlib.sha256(bytes(3_000_000)).hexdigest()
    file = Published("bomb.gz", digest, 3_000_000, unpacked=True)
    assert flaw(path, file) == ""
    path.write_bytes(gzip.compress(bytes(9_000_000)) + b"what follows is not looked at")
    assert flaw(path, file) == "wrong content (over 3,000,000 bytes unpacked)"


def test_the_longest_published_file_is_the_training_images(published_mnist):
    lengths = [
        len(gzip.decompress(file.read_bytes()))
        for file in published_files("mnist", published_mnist)
    ]
    assert max(lengths) == NAMED["mnist"].files[0].longest


def test_what_the_system_refuses_is_told_in_its_words(folder, monkeypatch):
    def refuse(path, mode):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(gzip, "open", refuse)
    assert flaw(folder / f"{FILES[0]}.gz", NAMED["mnist"].files[0]) == "Permission denied"


def test_the_published_files_are_published_files(published_mnist):
    assert [file.name for file in published_files("mnist", published_mnist)] == [
        f"{n}.gz" for n in FILES
    ]


# --- what is packed otherwise -------------------------------------------------------------------


def idx_bytes(array):
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


def test_emnists_letters_are_upright_and_labelled_from_0(tmp_path):
    """In its files rows are columns, and A is 1."""
    shown = {"train": np.arange(24, dtype=np.uint8).reshape(2, 4, 3)}
    shown["test"] = 100 + shown["train"][:1]
    labels = {"train": [1, 26], "test": [3]}
    with zipfile.ZipFile(tmp_path / "gzip.zip", "w") as archive:
        archive.writestr("gzip/emnist-digits-train-images-idx3-ubyte.gz", b"others lie there too")
        for split, images in shown.items():
            own = {"images-idx3": images.swapaxes(1, 2), "labels-idx1": np.array(labels[split])}
            for kind, array in own.items():
                content = gzip.compress(idx_bytes(array.astype(np.uint8)))
                archive.writestr(f"gzip/emnist-letters-{split}-{kind}-ubyte.gz", content)
    found = NAMED["emnist-letters"].read([tmp_path / "gzip.zip"])
    for split, taken in (("train", [0, 25]), ("test", [2])):
        np.testing.assert_array_equal(np.concatenate([*found[split][0]]), shown[split])
        assert found[split][1].tolist() == taken
    assert [NAMED["emnist-letters"].names[label] for label in (0, 2, 25)] == ["A", "C", "Z"]


def cifar_row(label, image):
    """After its page: the label, then 1,024 bytes of red, of green and of blue, row by row."""
    return bytes([label]) + b"".join(image[..., channel].tobytes() for channel in range(3))


def test_cifars_rows_are_a_label_and_three_colours(tmp_path):
    stream = np.random.default_rng(0)
    images = stream.integers(0, 256, (6, 2, 32, 32, 3), dtype=np.uint8)
    with tarfile.open(tmp_path / "cifar.tar.gz", "w:gz") as archive:
        names = ["test_batch.bin", *(f"data_batch_{number}.bin" for number in range(5, 0, -1))]
        held = {"readme.html": b"<html>", "batches.meta.txt": b"airplane"}
        for name in names:
            place = 5 if "test" in name else int(name[-5]) - 1
            held[name] = b"".join(cifar_row(place, image) for image in images[place])
        for name, content in held.items():
            info = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    found = NAMED["cifar10"].read([tmp_path / "cifar.tar.gz"])
    pixels = {split: np.concatenate([*pieces]) for split, (pieces, _) in found.items()}
    np.testing.assert_array_equal(pixels["train"], images[:5].reshape(10, 32, 32, 3))
    assert found["train"][1].tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    np.testing.assert_array_equal(pixels["test"], images[5])
    assert found["test"][1].tolist() == [5, 5]


def test_a_container_is_verified_as_it_is(tmp_path):
    """Where the content is not known, another packing of it is another file."""
    first, second = (gzip.compress(b"content", level) for level in (0, 9))
    file = Published("a.gz", hashlib.sha256(first).hexdigest(), 1000)
    (tmp_path / "a.gz").write_bytes(first)
    assert flaw(tmp_path / "a.gz", file) == ""
    (tmp_path / "a.gz").write_bytes(second)
    assert flaw(tmp_path / "a.gz", file).startswith("wrong content (SHA-256")
    assert flaw(tmp_path / "a.gz", replace(file, longest=5)) == "wrong content (over 5 bytes)"


# --- the table ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dataset", NAMED)
def test_what_the_table_says_fits_together(dataset):
    found = NAMED[dataset]
    assert all(len(file.sha256) == 64 and set(file.sha256) <= set(string.hexdigits.lower())
               for file in found.files)  # fmt: skip
    assert len({file.sha256 for file in found.files}) == len(found.files)
    assert list(found.counts) == ["train", "test"]
    for counts in found.counts.values():
        assert list(counts) == [*range(len(counts))]
        assert found.names is None or list(found.names) == list(counts)
    assert found.names is None or len(set(found.names.values())) == len(found.names)


TOTALS = {"mnist": (60_000, 10_000), "fashion-mnist": (60_000, 10_000), "kmnist": (60_000, 10_000)}
TOTALS |= {"emnist-letters": (124_800, 20_800), "cifar10": (50_000, 10_000)}  # as published


@pytest.mark.parametrize(("dataset", "totals"), TOTALS.items())
def test_there_are_as_many_images_as_were_published(dataset, totals):
    counts = NAMED[dataset].counts
    assert tuple(sum(counts[split].values()) for split in ("train", "test")) == totals


def test_fashion_mnist_is_what_the_table_says(published_fashion_mnist):
    files = published_files("fashion-mnist", published_fashion_mnist)
    found = NAMED["fashion-mnist"].read(files)
    for split, (pieces, labels) in found.items():
        counts = NAMED["fashion-mnist"].counts[split]
        assert np.bincount(labels).tolist() == list(counts.values())
        assert np.concatenate([*pieces]).shape == (len(labels), 28, 28)
    assert read_idx(files[1])[:5].tolist() == [9, 0, 0, 3, 0]  # as its page shows them


def test_published_labels_are_known_wherever_they_lie(published_fashion_mnist):
    labels = read_idx(published_fashion_mnist / f"{FILES[1]}.gz")
    assert known_names(labels)[9] == "Ankle boot"
    assert known_names(labels.astype(np.int64))[9] == "Ankle boot"
    assert known_names(labels[::-1]) is None
    assert known_names(labels + np.int64(256)) is None
    assert describe_dataset({"path": str(published_fashion_mnist)}).names[0] == "T-shirt/top"
