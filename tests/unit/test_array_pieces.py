"""Datasets of arrays are read, checked and written a piece at a time."""

import gzip
import io
import struct
import tracemalloc
import zipfile

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from builders.image_files import GREY, idx_bytes, idx_folder, npz
from chemins.base.errors import CheminsError
from chemins.data import array_pieces
from chemins.data.datasets import image_pieces
from chemins.data.description import Images, joined, regrouped
from chemins.data.idx import FILES
from chemins.results import tables
from fetch_dataset import fetch_dataset

KINDS = ["<u1", ">i4", "<f2", ">f8"]


@pytest.fixture
def small(monkeypatch):
    """Pieces of two of the grey images, which have 20 bytes."""
    monkeypatch.setattr(array_pieces, "PIECE_BYTES", 59)


@settings(max_examples=60)
@given(
    array=hnp.arrays(st.sampled_from(KINDS), hnp.array_shapes(min_dims=1, max_dims=4, max_side=5)),
    most=st.integers(1, 400),
)
def test_pieces_are_the_array_and_no_larger_than_they_may_be(array, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(array_pieces, "PIECE_BYTES", most)
        file = io.BytesIO(array.tobytes())
        read = [*array_pieces.read_pieces(file, array.shape, array.dtype, "x")]
        cut = [*array_pieces.slices(array)]
    row = array[0].nbytes
    for pieces in (read, cut):
        assert {piece.dtype for piece in pieces} == {array.dtype}
        assert b"".join(piece.tobytes() for piece in pieces) == array.tobytes()
        assert {len(piece) for piece in pieces[:-1]} <= {max(1, most // row)}
        assert 0 < len(pieces[-1]) <= max(1, most // row)


@pytest.mark.parametrize(("change", "held"), [(-1, "119"), (-41, "79"), (1, "more")])
def test_what_is_no_array_of_its_length_is_told_by_values(small, change, held):
    content = (GREY["x_train"].tobytes() + b"\0")[: 120 + change]
    pieces = array_pieces.read_pieces(io.BytesIO(content), (6, 4, 5), np.dtype("u1"), "x")
    with pytest.raises(ValueError, match=f"x holds {held} values, its header says 120"):
        list(pieces)


# --- a dataset ------------------------------------------------------------------------------------

BUILT = {
    "stored": lambda folder: npz(folder),
    "packed": lambda folder: npz(folder, write=np.savez_compressed),
    "IDX": idx_folder,
    "gzipped IDX": lambda folder: idx_folder(folder, zipped=True),
}


@pytest.mark.parametrize("build", BUILT.values(), ids=BUILT)
def test_images_come_with_their_labels_and_splits_in_pieces(tmp_path, small, build):
    pieces = [*image_pieces({"path": str(build(tmp_path))})]
    assert [len(piece.label) for piece in pieces] == [2, 2, 2, 2, 1]
    whole = joined(pieces)
    expected = np.concatenate([GREY["x_train"], GREY["x_test"]])[..., np.newaxis]
    np.testing.assert_array_equal(whole.pixels, expected)
    assert whole.label.tolist() == [0, 3, 3, 0, 3, 7, 7, 0, 7]
    assert whole.split.tolist() == ["train"] * 6 + ["test"] * 3


def test_a_range_is_told_of_a_whole_split(tmp_path, small):
    images = GREY["x_train"].astype(int)
    images[0, 0, 0], images[5, 3, 4] = -7, 300
    path = npz(tmp_path, {"x_train": images})
    with pytest.raises(CheminsError, match="the train images are int64 from -7 to 300; needed"):
        list(image_pieces({"path": str(path)}))


def large(folder, write, shape=(4000, 40, 25)):
    """4 MB of images to train and 10 kB to test."""
    images = np.random.default_rng(3).integers(0, 256, shape, dtype=np.uint8)
    labels = np.arange(len(images)) % 10
    write(
        folder / "own.npz", x_train=images, y_train=labels, x_test=images[:10], y_test=labels[:10]
    )
    return folder / "own.npz"


@pytest.mark.parametrize("write", [np.savez, np.savez_compressed])
def test_what_is_in_memory_does_not_grow_with_the_images(tmp_path, monkeypatch, write):
    path = large(tmp_path, write)
    monkeypatch.setattr(array_pieces, "PIECE_BYTES", 100_000)
    tracemalloc.start()
    try:
        count = sum(len(piece.label) for piece in image_pieces({"path": str(path)}))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 4010
    assert peak < 2_000_000


# --- its table ------------------------------------------------------------------------------------


def table(folder, source, **other):
    fetch_dataset({"dataset": source, **other}, folder / "table", terminal=io.StringIO())
    return folder / "table"


def of_5000(folder):
    """4,500 images to train and 500 to test: one row group more than the first is of both."""
    stream = np.random.default_rng(4)
    images, labels = stream.integers(0, 256, (5000, 3, 2), dtype=np.uint8), np.arange(5000) % 7
    np.savez(folder / "own.npz", x_train=images[:4500], y_train=labels[:4500],
             x_test=images[4500:], y_test=labels[4500:])  # fmt: skip
    return {"path": str(folder / "own.npz")}, images, labels


def test_the_table_has_the_bytes_that_writing_it_at_once_gives(tmp_path, monkeypatch):
    source, images, labels = of_5000(tmp_path)
    split = np.repeat(["train", "test"], [4500, 500])
    columns = {"sample_id": np.arange(5000), "split": split, "label": labels}
    about = {"chemins.shape": "[3, 2, 1]"}
    with tables.vector_writer(tmp_path / "once", tables.DATASET, {"pixels": 6}, about) as append:
        append(columns | {"pixels": images.reshape(-1, 6)})
    expected = (tmp_path / "once").read_bytes()
    for size in (60, 4999, 10**6):
        monkeypatch.setattr(array_pieces, "PIECE_BYTES", size)
        assert table(tmp_path, source).read_bytes() == expected


def test_another_datasets_images_begin_a_row_group(tmp_path, monkeypatch):
    source, *_ = of_5000(tmp_path)
    monkeypatch.setattr(array_pieces, "PIECE_BYTES", 60)
    written = pq.ParquetFile(table(tmp_path, source, unseen_dataset=source)).metadata
    groups = [written.row_group(number).num_rows for number in range(written.num_row_groups)]
    assert groups == [4096, 904, 500]


@settings(max_examples=60)
@given(lengths=st.lists(st.integers(1, 9), max_size=6), rows=st.integers(1, 7))
def test_regrouping_keeps_every_image_in_its_place(lengths, rows):
    total = sum(lengths)
    whole = Images(np.arange(total), np.arange(total) + 100, np.arange(total).astype(str))
    ends = np.cumsum(lengths)
    pieces = [whole[end - length : end] for end, length in zip(ends, lengths, strict=True)]
    found = [*regrouped(pieces, rows)]
    assert [len(one.label) for one in found[:-1]] == [rows] * (len(found) - 1)
    assert sum(len(one.label) for one in found) == total
    assert all(1 <= len(one.label) <= rows for one in found)
    for name in ("pixels", "label", "split") if total else ():
        np.testing.assert_array_equal(getattr(joined(found), name), getattr(whole, name))


def bad_checksum(folder):
    """The last image to train with is another than the archive's checksum says."""
    path = large(folder, np.savez)
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("x_train.npy")
    content = bytearray(path.read_bytes())
    lengths = struct.unpack_from("<HH", content, info.header_offset + 26)
    content[info.header_offset + 30 + sum(lengths) + info.compress_size - 1] ^= 1
    path.write_bytes(content)
    return path


def longer_idx(folder):
    path = idx_folder(folder, zipped=True)
    (path / f"{FILES[2]}.gz").write_bytes(gzip.compress(idx_bytes(GREY["x_test"]) + b"\0"))
    return path


LATE = {
    "no number": (lambda f: npz(f, {"x_test": np.full((3, 4, 5), np.nan)}), "no finite numbers"),
    "another scale": (lambda f: npz(f, {"x_test": GREY["x_test"] // 200}), "uint8 from 0 to 1,"),
    "a checksum": (bad_checksum, "cannot be read: Bad CRC-32 for file 'x_train.npy'"),
    "a longer file": (longer_idx, f"{FILES[2]}.gz holds more values, its header says 60"),
}


@pytest.mark.parametrize(("build", "said"), LATE.values(), ids=LATE)
def test_what_the_last_piece_tells_leaves_no_table(tmp_path, small, build, said):
    path = build(tmp_path)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(CheminsError) as caught:
        table(tmp_path, {"path": str(path)})
    assert str(caught.value).startswith(f"dataset {path}")
    assert said in str(caught.value)
    assert sorted(tmp_path.iterdir()) == before
