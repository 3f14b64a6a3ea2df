"""What an .npz file claims is checked before memory is taken for it."""

import io
import struct
import zipfile

import numpy as np
import pytest

from builders.image_files import load_dataset
from chemins.base import unpacking
from chemins.base.errors import CheminsError
from chemins.data.datasets import describe_dataset
from chemins.data.own_files import npz

GREY = {
    "x_train": np.arange(120, 240, dtype=np.uint8).reshape(6, 4, 5),
    "y_train": np.array([0, 3, 3, 0, 3, 7]),
    "x_test": np.arange(170, 230, dtype=np.uint8).reshape(3, 4, 5),
    "y_test": np.array([7, 0, 7]),
}


def npy(array, version=None):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.asanyarray(array), version=version)
    return buffer.getvalue()


def archive(path, members, packing=zipfile.ZIP_DEFLATED):
    """The grey images as an archive. members: bytes that stand for some of the arrays."""
    with zipfile.ZipFile(path, "w", packing) as file:
        for name in {**GREY, **members}:
            file.writestr(f"{name}.npy", members.get(name) or npy(GREY[name]))
    return path


def claiming(shape, kind="|u1", values=b"\xff" * 120):
    """An array's file whose header says this and that holds these bytes."""
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + values


def central(path, member, offset, kind, *values):
    """Overwrite a field of a member's entry in the archive's central directory."""
    content = bytearray(path.read_bytes())
    name = content.rindex(f"{member}.npy".encode())  # the central directory is the last
    struct.pack_into(kind, content, name - 46 + offset, *values)
    path.write_bytes(content)


# --- right ---------------------------------------------------------------------------------------

KINDS = ["<u1", ">u2", "<i4", ">i8", "<f2", ">f4", ">f8"]


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("kind", KINDS)
def test_images_of_any_byte_and_array_order_arrive_right(tmp_path, kind, order):
    scale = 255 if "f" in kind else 1
    given = {n: np.asarray(GREY[n] / scale, kind, order=order) for n in ("x_train", "x_test")}
    path = archive(tmp_path / "own.npz", {name: npy(array) for name, array in given.items()})
    expected = np.concatenate([GREY["x_train"], GREY["x_test"]])[..., np.newaxis]
    np.testing.assert_array_equal(load_dataset({"path": str(path)}).pixels, expected)


@pytest.mark.parametrize("kind", ["<i1", "<u1", ">i2", ">u4", ">i8", "<u8"])
def test_labels_of_any_integers_arrive_right(tmp_path, kind):
    path = archive(tmp_path / "own.npz", {"y_train": npy(GREY["y_train"].astype(kind))})
    assert describe_dataset({"path": str(path)}).counts["train"] == {0: 2, 3: 3, 7: 1}
    assert load_dataset({"path": str(path)}).label.tolist() == [0, 3, 3, 0, 3, 7, 7, 0, 7]


def test_the_largest_label_is_what_the_tables_hold(tmp_path):
    labels = np.array([0, 3, 3, 0, 3, 2**31 - 1])
    path = archive(tmp_path / "own.npz", {"y_train": npy(labels)})
    assert describe_dataset({"path": str(path)}).counts["train"][2147483647] == 1
    assert load_dataset({"path": str(path)}).label[5] == 2147483647


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_all_versions_of_the_format_are_read(tmp_path, version):
    np.savez(tmp_path / "a.npz", values=1)
    path = archive(tmp_path / "own.npz", {"x_train": npy(GREY["x_train"], version)})
    assert npz.read_shape(path, "x_train") == (6, 4, 5)
    np.testing.assert_array_equal(npz.read_array(path, "x_train"), GREY["x_train"])


# --- refused -------------------------------------------------------------------------------------

OBJECTS = np.array([[1, "two"]] * 6, object)
HEADERS = {
    # what stands for an array -> what the message says
    "a million billion values": (claiming((10**15,)), "header says 1,000,000,000,000,000"),
    "more than any memory": (claiming((10**9, 10**9, 10**9)), "x_train has 120 bytes"),
    "one value more": (claiming((11, 11)), "x_train has 120 bytes, its header says 121"),
    "one value less": (claiming((7, 17)), "x_train has 120 bytes, its header says 119"),
    "a negative length": (claiming((-6, -4, 5)), "the shape (-6, -4, 5), which no array has"),
    "true as a length": (claiming((True, 120)), "the shape (True, 120), which no array has"),
    "objects": (claiming((6,), "|O"), "holds Python objects (a pickle), which are never read"),
    "an unknown type": (claiming((6,), "|q7"), "x_train is no array of NumPy's format"),
    "no shape": (claiming("None"), "x_train is no array of NumPy's format"),
    "deep brackets": (claiming("(" * 9000), "x_train is no array of NumPy's format"),
    "an endless header": (claiming("(6," + " " * 20_000 + ")"), "NumPy's format (Header info"),
    "a text of any length": (claiming("'" + "a" * 9000 + "'"), "shape is not valid: 'aaaa"),
    "another version": (b"\x93NUMPY\x09\x00" + bytes(40), "x_train is no array of NumPy's format"),
    "no array at all": (b"text", "x_train is no array of NumPy's format"),
    "cut in its header": (npy(GREY["x_train"])[:50], "x_train is no array of NumPy's format"),
    "cut in its values": (npy(GREY["x_train"])[:-1], "has 119 bytes, its header says 120"),
}


def refused(path, read=describe_dataset):
    with pytest.raises(CheminsError) as caught:
        read({"path": str(path)})
    message = str(caught.value)
    assert message.startswith(f"dataset {path}")
    assert "\n" not in message
    assert len(message) < 500 + len(str(path))
    return message


@pytest.mark.parametrize("read", [describe_dataset, load_dataset])
@pytest.mark.parametrize(("content", "said"), HEADERS.values(), ids=HEADERS)
def test_a_header_is_checked_while_planning(tmp_path, content, said, read):
    path = archive(tmp_path / "own.npz", {"x_train": content})
    assert said in refused(path, read)


LABELS = {
    "above 32 bits": (np.array([0, 3, 3, 0, 3, 4294967297]), "int64 from 0 to 4294967297"),
    "just above": (np.array([0, 3, 3, 0, 3, 2**31]), "up to 2147483647"),
    "near 64 bits": (np.array([0] * 5 + [2**64 - 1], np.uint64), "to 18446744073709551615"),
    "negative": (np.array([0, 3, 3, 0, 3, -7]), "int64 from -7 to 3"),
    "floats": (np.array([0, 3, 3, 0, 3, 7.5]), "float64 from 0.0 to 7.5"),
    "NaN": (np.array([0, 3, 3, 0, 3, np.nan]), "float64 from nan"),
    "booleans": (np.array([True] * 6), "labels are bool"),
    "text": (np.array(list("033037")), "labels are <U1"),
    "several 1s": (np.ones((6, 10), int), "6 train images but 60 labels, of shape (6, 10)"),
    "one-hot but for a row": (np.eye(6, 5, dtype=int), "6 train images but 30 labels"),
    "as a row": (GREY["y_train"][np.newaxis], "of shape (1, 6); each image needs one"),
    "one for all": (np.int64(3), "6 train images but 1 labels, of shape ()"),
}


@pytest.mark.parametrize(("labels", "said"), LABELS.values(), ids=LABELS)
def test_labels_are_checked_while_planning(tmp_path, labels, said):
    path = archive(tmp_path / "own.npz", {"y_train": npy(labels)})
    assert said in refused(path)


def test_objects_are_refused_as_labels_too(tmp_path):
    path = tmp_path / "own.npz"
    np.savez(path, **{**GREY, "y_train": OBJECTS})
    assert "y_train holds Python objects" in refused(path)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packings_are_refused(tmp_path, packing):
    path = archive(tmp_path / "own.npz", {}, packing)
    assert f"x_train is packed by method {packing} of the zip format" in refused(path)


# Offsets of fields in a central directory's entry: APPNOTE.TXT, section 4.3.12.
FLAGS, METHOD, PACKED, SIZE = 8, 10, 20, 24
DOCTORED = {
    "encrypted": (FLAGS, "<H", [1], "x_train is encrypted; save it without a password"),
    "an unknown packing": (METHOD, "<H", [99], "packed by method 99"),
    "a size no packing gives": (SIZE, "<I", [2**31], "holds 2,147,483,648 bytes, more than its"),
    "both sizes beyond the file": (PACKED, "<II", [2**31, 2**31], "holds 2,147,483,648 bytes"),
    "a size that is not the array's": (SIZE, "<I", [999], "its header says 120"),
}


@pytest.mark.parametrize(("offset", "kind", "values", "said"), DOCTORED.values(), ids=DOCTORED)
@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archives_claims_are_checked(tmp_path, packing, offset, kind, values, said):
    path = archive(tmp_path / "own.npz", {}, packing)
    central(path, "x_train", offset, kind, *values)
    assert said in refused(path)


def test_what_unpacks_to_far_more_than_images_do_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "LARGE", 100_000)
    dark = np.zeros((1000, 28, 28), np.uint8)
    path = archive(tmp_path / "own.npz", {"x_train": npy(dark)})
    assert "would unpack from" in refused(path)
    labels = np.zeros(100_000, np.int64)
    path = archive(tmp_path / "own.npz", {"y_test": npy(labels)})
    assert "y_test would unpack from" in refused(path)


def test_sorted_labels_may_be_packed_as_densely_as_they_are(tmp_path):
    labels = np.repeat([0, 1], 50_000)  # 800,000 bytes, of which deflate leaves about 900
    images = np.full((100_000, 1, 1), 255, np.uint8)
    path = archive(tmp_path / "own.npz", {"y_train": npy(labels), "x_train": npy(images)})
    shape = (3, 1, 1)
    path = archive(path, {"y_train": npy(labels), "x_train": npy(images),
                          "x_test": npy(np.full(shape, 255, np.uint8))})  # fmt: skip
    assert describe_dataset({"path": str(path)}).counts["train"] == {0: 50_000, 1: 50_000}


def test_an_array_that_is_there_twice_is_refused(tmp_path):
    path = archive(tmp_path / "own.npz", {})
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("y_train.npy", npy(GREY["y_train"][::-1]))
    assert "'y_train.npy' twice" in refused(path)


def test_what_there_is_instead_is_told(tmp_path):
    np.savez(tmp_path / "own.npz", images=GREY["x_train"], labels=GREY["y_train"])
    assert "no array x_train" in refused(tmp_path / "own.npz")
    assert "it has 'images' and 'labels'" in refused(tmp_path / "own.npz")


def test_a_memory_that_does_not_suffice_is_told(tmp_path, monkeypatch):
    def full(*args, **kwargs):
        raise MemoryError("Unable to allocate 9 GiB")

    monkeypatch.setattr(np.lib.format, "read_array", full)
    assert "Unable to allocate 9 GiB" in refused(archive(tmp_path / "own.npz", {}))


def test_any_damaged_byte_is_noticed_or_harmless(tmp_path):
    """A changed byte never ends in a traceback; what is taken has the images' own values."""
    path, stream = archive(tmp_path / "own.npz", {}), np.random.default_rng(3)
    content = path.read_bytes()
    for place in stream.integers(0, len(content), 300).tolist():
        damaged = bytearray(content)
        damaged[place] ^= int(stream.integers(1, 256))
        path.write_bytes(damaged)
        try:
            pixels = load_dataset({"path": str(path)}).pixels
        except CheminsError:
            continue
        np.testing.assert_array_equal(pixels[:6, ..., 0], GREY["x_train"])
