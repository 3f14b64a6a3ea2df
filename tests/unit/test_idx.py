import gzip
import math
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from chemins.base import unpacking
from chemins.data.idx import idx_pieces, read_idx, read_idx_shape


def idx_bytes(array):
    """IDX after LeCun's description: 0, 0, 8, dimensions, big-endian sizes, values in C order."""
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.tobytes()


def read_in_pieces(path):
    return np.concatenate([*idx_pieces(path)])


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
    np.testing.assert_array_equal(read_in_pieces(path), array)
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


@pytest.mark.parametrize("read", [read_idx, read_in_pieces, read_idx_shape])
@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("shape", [(60_000, 28, 28), (2**32 - 1,) * 3, (2**32 - 1,) * 255])
def test_a_header_may_claim_what_the_file_can_hold(tmp_path, shape, zipped, read):
    path = tmp_path / ("images.gz" if zipped else "images")
    content = bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + bytes(24)
    path.write_bytes(gzip.compress(content) if zipped else content)
    said = "more than its" if zipped else f"holds 24 values, its header says {math.prod(shape):,}"
    with pytest.raises(ValueError, match=said):
        read(path)


@pytest.mark.parametrize("read", [read_idx, read_in_pieces, read_idx_shape])
def test_no_images_unpack_to_so_much(tmp_path, monkeypatch, read):
    monkeypatch.setattr(unpacking, "LARGE", 100_000)
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(idx_bytes(np.zeros((1000, 28, 28), np.uint8))))
    with pytest.raises(ValueError, match=r"would unpack from [0-9,]+ bytes to 784,000"):
        read(path)


@pytest.mark.parametrize(("read_file", "last"), [(read_idx, [25]), (read_in_pieces, [24, 1])])
def test_a_zipped_file_is_unpacked_no_further_than_its_header_says(
    tmp_path, monkeypatch, read_file, last
):
    """Ten million bytes behind a header of 24: one more than 24 is asked for."""
    asked = []
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(idx_bytes(IMAGES) + bytes(10_000_000)))
    read = gzip.GzipFile.read
    monkeypatch.setattr(gzip.GzipFile, "read", lambda s, n=-1: asked.append(n) or read(s, n))
    with pytest.raises(ValueError, match="holds more values, its header says 24"):
        read_file(path)
    assert asked[-len(last) :] == last


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
    for read in (read_idx, read_in_pieces):
        with pytest.raises(ValueError, match=rf"{path.name} holds (more|23|25) values.* says 24"):
            read(path)


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
