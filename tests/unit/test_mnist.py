import gzip
import hashlib
import math
import os
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from chemins.base import unpacking
from chemins.base.errors import CheminsError
from chemins.data import mnist
from chemins.data.mnist import FILES, flaw, published_files, read_idx, read_idx_shape


def idx_bytes(array):
    """IDX after LeCun's description: 0, 0, 8, dimensions, big-endian sizes, values in C order."""
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.tobytes()


IMAGES = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)


@settings(max_examples=60)
@given(array=hnp.arrays(np.uint8, hnp.array_shapes(max_dims=4, max_side=6)), zipped=st.booleans())
def test_reads_what_the_format_says(tmp_path_factory, array, zipped):
    path = tmp_path_factory.getbasetemp() / ("array.gz" if zipped else "array")
    content = idx_bytes(array)
    path.write_bytes(gzip.compress(content) if zipped else content)

    found = read_idx(path)

    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, array)
    assert read_idx_shape(path) == array.shape


def test_sizes_are_big_endian_and_values_in_c_order(tmp_path):
    path = tmp_path / "labels"
    path.write_bytes(bytes.fromhex("00000802 00000002 00000103".replace(" ", "")) + bytes(518))
    assert read_idx(path).shape == (2, 259)

    path.write_bytes(bytes.fromhex("00000802 00000002 00000003 000102 030405".replace(" ", "")))
    assert read_idx(path).tolist() == [[0, 1, 2], [3, 4, 5]]


def test_the_shape_of_a_zipped_file_needs_its_header_alone(tmp_path):
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(idx_bytes(IMAGES)[:16]))
    assert read_idx_shape(path) == (2, 3, 4)


@pytest.mark.parametrize("read", [read_idx, read_idx_shape])
@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("shape", [(60_000, 28, 28), (2**32 - 1,) * 3, (2**32 - 1,) * 255])
def test_a_header_may_claim_what_the_file_can_hold(tmp_path, shape, zipped, read):
    path = tmp_path / ("images.gz" if zipped else "images")
    content = bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + bytes(24)
    path.write_bytes(gzip.compress(content) if zipped else content)
    said = "more than its" if zipped else f"holds 24 values, its header says {math.prod(shape):,}"
    with pytest.raises(ValueError, match=said):
        read(path)


@pytest.mark.parametrize("read", [read_idx, read_idx_shape])
def test_no_images_unpack_to_so_much(tmp_path, monkeypatch, read):
    monkeypatch.setattr(unpacking, "LARGE", 100_000)
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(idx_bytes(np.zeros((1000, 28, 28), np.uint8))))
    with pytest.raises(ValueError, match=r"would unpack from [0-9,]+ bytes to 784,000"):
        read(path)


def test_a_zipped_file_is_unpacked_no_further_than_its_header_says(tmp_path, monkeypatch):
    """Ten million bytes behind a header of 24: one more than 24 is asked for."""
    asked = []
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(idx_bytes(IMAGES) + bytes(10_000_000)))
    read = gzip.GzipFile.read
    monkeypatch.setattr(gzip.GzipFile, "read", lambda s, n=-1: asked.append(n) or read(s, n))
    with pytest.raises(ValueError, match="holds more values, its header says 24"):
        read_idx(path)
    assert asked[-1] == 25


def test_no_images_at_all_keep_their_shape(tmp_path):
    path = tmp_path / "images"
    path.write_bytes(idx_bytes(IMAGES[:0]))
    assert read_idx(path).shape == (0, 3, 4)


@pytest.mark.parametrize("length", range(16))
def test_a_file_that_ends_within_its_header(tmp_path, length):
    path = tmp_path / "train-images-idx3-ubyte"
    path.write_bytes(idx_bytes(IMAGES)[:length])
    with pytest.raises(ValueError, match="train-images-idx3-ubyte"):
        read_idx(path)
    with pytest.raises(ValueError, match="train-images-idx3-ubyte"):
        read_idx_shape(path)


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("change", [lambda content: content[:-1], lambda content: content + b"\0"])
def test_as_many_values_as_the_header_says(tmp_path, change, zipped):
    path = tmp_path / ("images.gz" if zipped else "images")
    content = change(idx_bytes(IMAGES))
    path.write_bytes(gzip.compress(content) if zipped else content)
    with pytest.raises(ValueError, match=rf"{path.name}.*{math.prod(IMAGES.shape)}"):
        read_idx(path)


@pytest.mark.parametrize(
    "start",
    [
        pytest.param("01000803", id="first bytes not zero"),
        pytest.param("00010803", id="second byte not zero"),
        pytest.param("00000a03", id="no type of the format"),
        pytest.param("00000800", id="no dimensions"),
    ],
)
def test_other_content_is_refused(tmp_path, start):
    path = tmp_path / "images"
    path.write_bytes(bytes.fromhex(start) + idx_bytes(IMAGES)[4:])
    with pytest.raises(ValueError, match="images is no IDX file of unsigned bytes"):
        read_idx(path)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("09", "signed bytes"),
        ("0b", "int16"),
        ("0c", "int32"),
        ("0d", "float32"),
        ("0e", "float64"),
    ],
)
def test_other_types_are_told_by_name(tmp_path, kind, name):
    path = tmp_path / "images"
    path.write_bytes(bytes.fromhex(f"0000{kind}03") + idx_bytes(IMAGES)[4:])
    with pytest.raises(ValueError, match=f"IDX file of {name}; needed: unsigned bytes"):
        read_idx_shape(path)


# --- a folder with the published files ----------------------------------------------------------


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with four files that are taken for the published ones."""
    digests = {}
    for name in FILES:
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(name.encode()))
        digests[name] = hashlib.sha256(name.encode()).hexdigest()
    monkeypatch.setattr(mnist, "SHA256", digests)
    return tmp_path


def test_a_folders_files_come_in_mnists_order(folder):
    (folder / "another.txt").write_text("")
    assert published_files(str(folder)) == [folder / f"{name}.gz" for name in FILES]


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
        published_files(folder)
    assert str(told.value).startswith(f"dataset_dir: {folder / name}.gz: {reason}")
    for fragment in (*FILES, "out to download"):
        assert fragment in str(told.value)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CheminsError, match=r"no folder/train-images.*: No such file or directory"):
        published_files(tmp_path / "no folder")


def test_a_file_is_unpacked_no_further_than_the_longest_published_one(tmp_path, monkeypatch):
    monkeypatch.setattr(mnist, "LONGEST", 3_000_000)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(bytes(3_000_000)))
    digest = hashlib.sha256(bytes(3_000_000)).hexdigest()
    assert flaw(path, digest) == ""
    path.write_bytes(gzip.compress(bytes(9_000_000)) + b"what follows is not looked at")
    assert flaw(path, digest) == "wrong content (over 3,000,000 bytes unpacked)"


def test_the_longest_published_file_is_the_training_images(published_mnist):
    lengths = [len(gzip.decompress(file.read_bytes())) for file in published_files(published_mnist)]
    assert max(lengths) == mnist.LONGEST


def test_what_the_system_refuses_is_told_in_its_words(folder, monkeypatch):
    def refuse(path, mode):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(gzip, "open", refuse)
    assert flaw(folder / f"{FILES[0]}.gz", "") == "Permission denied"


def test_the_published_files_are_published_files(published_mnist):
    assert [file.name for file in published_files(published_mnist)] == [f"{n}.gz" for n in FILES]
