"""Datasets that are refused: files that are damaged, wrong or no files."""

import os
import signal
import socket
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from builders.image_files import COLOUR, GREY, idx_folder, load_dataset, npz
from chemins.base.errors import CheminsError
from chemins.data.datasets import describe_dataset
from chemins.data.idx import FILES

# --- what cannot be read ----------------------------------------------------------------------


def missing_file(folder):
    return folder / "nowhere.npz"


def empty_file(folder):
    path = folder / "empty.npz"
    path.touch()
    return path


def text_file(folder):
    path = folder / "text.npz"
    path.write_text("label,pixels\n" * 20)
    return path


def npy_file(folder):
    path = folder / "one-array.npy"
    np.save(path, GREY["x_train"])
    return path


def cut_npz(folder):
    path = npz(folder)
    path.write_bytes(path.read_bytes()[:-40])
    return path


def cut_idx(folder):
    path = idx_folder(folder)
    labels = path / FILES[3]
    labels.write_bytes(labels.read_bytes()[:-1])
    return path


def cut_gzip(folder):
    path = idx_folder(folder, zipped=True)
    labels = path / f"{FILES[1]}.gz"
    labels.write_bytes(labels.read_bytes()[:-10])
    return path


def damaged_gzip(folder):
    path = idx_folder(folder, zipped=True)
    labels = path / f"{FILES[1]}.gz"
    content = labels.read_bytes()
    labels.write_bytes(content[:10] + b"\xff" * (len(content) - 10))
    return path


def damaged_npz(folder):
    """A compressed array whose bytes are no deflate stream."""
    path = npz(folder, write=np.savez_compressed)
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("y_train.npy")
    content = bytearray(path.read_bytes())
    name_length, extra_length = struct.unpack_from("<HH", content, info.header_offset + 26)
    start = info.header_offset + 30 + name_length + extra_length
    content[start : start + info.compress_size] = b"\xff" * info.compress_size
    path.write_bytes(content)
    return path


def no_idx(folder):
    path = idx_folder(folder)
    (path / FILES[2]).unlink()
    return path


def with_arrays(**changes):
    return lambda folder: npz(folder, changes)


NO_INTEGERS = "needed: integers 0, 1, 2"
WRONG = {
    "missing file": (missing_file, "cannot be read"),
    "empty file": (empty_file, "cannot be read"),
    "text": (text_file, "cannot be read"),
    "one array": (npy_file, "cannot be read"),
    "cut .npz": (cut_npz, "cannot be read"),
    "cut IDX": (cut_idx, f"{FILES[3]} holds 2 values, its header says 3"),
    "cut gzip": (cut_gzip, "cannot be read"),
    "damaged gzip": (damaged_gzip, "cannot be read"),
    "damaged .npz": (damaged_npz, "cannot be read"),
    "no test labels": (lambda folder: npz(folder, without=["y_test"]), "no array y_test"),
    "no test images": (lambda folder: npz(folder, without=["x_test"]), "no array x_test"),
    "no IDX test images": (no_idx, f"no file {FILES[2]} or {FILES[2]}.gz"),
    "few labels": (with_arrays(y_train=GREY["y_train"][1:]), "6 train images but 5 labels"),
    "many labels": (with_arrays(y_test=[1, 2, 3, 4]), "3 test images but 4 labels"),
    "object labels": (with_arrays(y_test=np.array([7, 0, 7], object)), "cannot be read"),
    "flat images": (with_arrays(x_train=np.zeros((6, 20), np.uint8)), "shape (6, 20)"),
    "two channels": (with_arrays(x_test=np.zeros((3, 4, 5, 2), np.uint8)), "shape (3, 4, 5, 2)"),
    "five dimensions": (
        with_arrays(x_test=np.zeros((3, 4, 5, 1, 1), np.uint8)),
        "shape (3, 4, 5, 1, 1)",
    ),
    "no dimension": (with_arrays(x_train=np.uint8(3)), "shape ()"),
    "negative labels": (
        with_arrays(y_test=np.array([7, -1, 7])),
        "int64 from -1 to 7; " + NO_INTEGERS,
    ),
    "float labels": (
        with_arrays(y_train=GREY["y_train"] / 2),
        "float64 from 0.0 to 3.5; " + NO_INTEGERS,
    ),
    "text labels": (with_arrays(y_train=np.array(list("033037"))), NO_INTEGERS),
    "other test size": (
        with_arrays(x_test=np.zeros((3, 5, 4), np.uint8)),
        "training images are (4, 5, 1), test images (5, 4, 1)",
    ),
    "colour and grey": (
        with_arrays(x_train=COLOUR["x_train"]),
        "training images are (4, 5, 3), test images (4, 5, 1)",
    ),
    "none to test": (
        with_arrays(x_test=np.zeros((0, 4, 5), np.uint8), y_test=np.array([], int)),
        "there are no test images",
    ),
    "images of no pixels": (
        with_arrays(x_train=np.zeros((6, 0, 5), np.uint8)),
        "there are no train images",
    ),
}


@pytest.mark.parametrize("read", [describe_dataset, load_dataset])
@pytest.mark.parametrize(("build", "reason"), WRONG.values(), ids=WRONG)
def test_a_dataset_that_is_not_right_is_refused_by_name(tmp_path, build, reason, read):
    path = build(tmp_path)
    with pytest.raises(CheminsError) as caught:
        read({"path": str(path)})
    assert str(path) in str(caught.value)
    assert reason in str(caught.value)


# --- what is no file ----------------------------------------------------------------------------


@pytest.fixture
def no_hang():
    """A pipe that is opened all the same ends the test instead of waiting for its writer."""
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("opened, and waited"))
    signal.alarm(20)
    yield
    signal.alarm(0)


def pipe(path):
    os.mkfifo(path)


def bound_socket(path):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))


NO_FILES = {
    "a named pipe": pipe,
    "a socket": bound_socket,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a folder": Path.mkdir,
}


@pytest.mark.parametrize("read", [describe_dataset, load_dataset])
@pytest.mark.parametrize(("kind", "make"), NO_FILES.items(), ids=NO_FILES)
def test_what_is_no_file_is_refused_unopened(tmp_path, kind, make, read, no_hang, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a socket's path has 107 characters at most
    make(Path("own.npz"))
    with pytest.raises(CheminsError) as caught:
        read({"path": "own.npz"})
    expected = f"own.npz: {kind}, not a file" if kind != "a folder" else f"no file {FILES[0]}"
    assert str(caught.value).startswith("dataset own.npz ")
    assert expected in str(caught.value)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize(("kind", "make"), NO_FILES.items(), ids=NO_FILES)
def test_what_is_no_idx_file_is_refused_unopened(
    tmp_path, kind, make, name, zipped, no_hang, monkeypatch
):
    folder = idx_folder(tmp_path, zipped)
    monkeypatch.chdir(folder)
    name = f"{name}.gz" if zipped else name
    Path(name).unlink()
    make(Path(name))
    with pytest.raises(CheminsError) as caught:
        describe_dataset({"path": str(folder)})
    assert str(caught.value) == f"dataset {folder} cannot be read: {name}: {kind}, not a file"


@pytest.mark.parametrize("target", ["nowhere", "own.npz"], ids=["dangling", "a loop"])
def test_links_to_nothing_are_refused(tmp_path, target):
    path = tmp_path / "own.npz"
    path.symlink_to(tmp_path / target)
    with pytest.raises(CheminsError, match=r"cannot be read: own\.npz: "):
        describe_dataset({"path": str(path)})


@pytest.mark.parametrize("path", ["a\0b.npz", "a" * 300 + ".npz"])
def test_names_that_no_file_has_are_refused(path):
    with pytest.raises(CheminsError, match="cannot be read"):
        describe_dataset({"path": path})


@pytest.mark.parametrize("build", [npz, idx_folder])
def test_what_may_not_be_read_is_told(tmp_path, build, monkeypatch):
    path = build(tmp_path)

    def refuse(name, *args, **kwargs):
        raise PermissionError(13, "Permission denied", str(name))

    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("io.open", refuse)
    with pytest.raises(CheminsError, match="Permission denied"):
        describe_dataset({"path": str(path)})


# What only the images themselves tell, which planning leaves unread.
WRONG_PIXELS = {
    "above 255": (GREY["x_train"].astype(np.int32) + 200, "int32"),
    "below 0": (GREY["x_train"].astype(np.int32) - 200, "int32"),
    "floats up to 255": (GREY["x_train"].astype(np.float32), "floats from 0 to 1"),
    "floats above 1": (GREY["x_train"] / 200, "floats from 0 to 1"),
    "floats below 0": (GREY["x_train"] / 255 - 0.01, "floats from 0 to 1"),
    "NaN": (np.full((6, 4, 5), np.nan), "NaN"),
    "objects": (GREY["x_train"].astype(object), "pickle"),
    "text": (GREY["x_train"].astype(str), "needed"),
}


@pytest.mark.parametrize(("images", "reason"), WRONG_PIXELS.values(), ids=WRONG_PIXELS)
def test_pixels_that_are_no_greys_are_refused_by_name(tmp_path, images, reason):
    path = npz(tmp_path, {"x_train": images})
    with pytest.raises(CheminsError) as caught:
        load_dataset({"path": str(path)})
    assert reason in str(caught.value)
    assert str(path) in str(caught.value)


def test_pickles_are_never_run(tmp_path):
    class Trap:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "sprung",))

    path = tmp_path / "own.npz"
    trap = np.empty(6, object)
    trap[:] = [Trap()] * 6
    np.savez(path, **(GREY | {"y_train": trap}))
    for read in (describe_dataset, load_dataset):
        with pytest.raises(CheminsError):
            read({"path": str(path)})
    assert not (tmp_path / "sprung").exists()
