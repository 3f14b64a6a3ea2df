"""Images in CSV files: Kaggle's, and those that others wrote."""

import numpy as np
import pytest

from builders.image_files import load_dataset
from chemins.base.errors import CheminsError
from chemins.data.datasets import (
    dataset_name,
    describe_dataset,
    remarks,
    source_files,
)
from chemins.data.own_files import csv_images

STREAM = np.random.default_rng(0)
TRAIN = STREAM.integers(0, 256, (40, 3, 3), dtype=np.uint8), np.arange(40) % 4
TEST = STREAM.integers(0, 256, (12, 3, 3), dtype=np.uint8), np.arange(12) % 4
HEAD = ["label", *(f"pixel{number}" for number in range(9))]


def write(path, images, labels=None, head=(), label_first=True, form=str):
    """A CSV file: a row for each image, a line on top with the columns' names."""
    rows = []
    for place, image in enumerate(images):
        cells = [form(value) for value in image.reshape(-1).tolist()]
        label = [] if labels is None else [str(labels[place])]
        rows.append(label + cells if label_first else cells + label)
    lines = [",".join(row) for row in [*([list(head)] if head else []), *rows]]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def folder(tmp_path):
    """As the well-known mnist_train.csv and mnist_test.csv: no names, the label first."""
    (tmp_path / "own").mkdir()
    write(tmp_path / "own/mnist_train.csv", *TRAIN)
    write(tmp_path / "own/mnist_test.csv", *TEST)
    return tmp_path / "own"


def assert_divided_as_given(source):
    found, planned = load_dataset(source), describe_dataset(source)
    np.testing.assert_array_equal(found.pixels[..., 0], np.concatenate([TRAIN[0], TEST[0]]))
    np.testing.assert_array_equal(found.label, np.concatenate([TRAIN[1], TEST[1]]))
    assert found.split.tolist() == ["train"] * 40 + ["test"] * 12
    assert planned.counts == {
        "train": dict.fromkeys(range(4), 10), "test": dict.fromkeys(range(4), 3)
    }  # fmt: skip
    assert planned.shape == (3, 3, 1)


@pytest.mark.parametrize("block", [csv_images.BLOCK, 100])
def test_a_folder_with_a_file_a_split(folder, monkeypatch, block):
    monkeypatch.setattr(csv_images, "BLOCK", block)
    source = {"path": str(folder)}
    assert_divided_as_given(source)
    assert [file.name for file in source_files(source)] == ["mnist_train.csv", "mnist_test.csv"]
    assert remarks(source) == []


@pytest.mark.parametrize("label_first", [True, False])
@pytest.mark.parametrize("name", ["label", "Class", "target"])
def test_named_columns(folder, label_first, name):
    head = [name, *HEAD[1:]] if label_first else [*HEAD[1:], name]
    write(folder / "mnist_train.csv", *TRAIN, head, label_first)
    write(folder / "mnist_test.csv", *TEST, head, label_first)
    assert_divided_as_given({"path": str(folder)})


def test_floats_from_0_to_1(folder):
    for split, (images, labels) in (("train", TRAIN), ("test", TEST)):
        write(folder / f"mnist_{split}.csv", images / 255, labels, HEAD)
    assert_divided_as_given({"path": str(folder)})


def test_a_byte_order_mark_and_quotes(folder):
    head = [f'"{name}"' for name in HEAD]
    for split, own in (("train", TRAIN), ("test", TEST)):
        path = write(folder / f"mnist_{split}.csv", *own, head)
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert_divided_as_given({"path": str(folder)})


# --- divided here -----------------------------------------------------------------------------


def divided(found):
    """split -> label -> images, as numbers of the first pixels."""
    return {
        split: {
            label: found.pixels[(found.split == split) & (found.label == label), 0, 0, 0].tolist()
            for label in range(4)
        }
        for split in ("train", "test")
    }


def test_one_file_is_divided_by_class(folder):
    source = {"path": str(folder / "mnist_train.csv")}
    found, planned = load_dataset(source), describe_dataset(source)
    assert planned.name == dataset_name(source) == "mnist-train"
    assert planned.counts == {
        "train": dict.fromkeys(range(4), 8), "test": dict.fromkeys(range(4), 2)
    }  # fmt: skip
    parts = divided(found)
    for label in range(4):
        own = TRAIN[0][TRAIN[1] == label, 0, 0].tolist()
        assert sorted(parts["train"][label] + parts["test"][label]) == sorted(own)
    assert load_dataset(source).label.tolist() == found.label.tolist()
    for other in ({"seed": 1}, {"test_share": 0.5}):
        assert divided(load_dataset(source | other)) != parts


def test_a_test_file_without_labels_is_left_and_told(folder):
    """Kaggle's digits: the test images are for a competition."""
    (folder / "mnist_train.csv").unlink()
    write(folder / "train.csv", *TRAIN, HEAD)
    write(folder / "test.csv", TEST[0], None, HEAD[1:])
    (folder / "mnist_test.csv").unlink()
    source = {"path": str(folder), "test_share": 0.3}
    assert describe_dataset(source).counts["test"] == dict.fromkeys(range(4), 3)
    assert remarks(source) == ["test.csv is left unread, since it has no labels"]
    assert [file.name for file in source_files(source)] == ["train.csv"]


# --- size ---------------------------------------------------------------------------------------


def test_images_that_are_no_squares_need_a_size(folder):
    wide = TRAIN[0][:, :2]
    path = write(folder / "mnist_train.csv", wide, TRAIN[1])
    source = {"path": str(path)}
    with pytest.raises(CheminsError, match="6 columns of pixels, no square"):
        describe_dataset(source)
    with pytest.raises(CheminsError, match="3 × 3 make 9"):
        describe_dataset(source | {"size": [3, 3]})
    assert describe_dataset(source | {"size": [2, 3]}).shape == (2, 3, 1)
    found = load_dataset(source | {"size": [2, 3]}).pixels
    assert sorted(map(bytes, found)) == sorted(map(bytes, wide))


# --- wrong --------------------------------------------------------------------------------------


def replace_in(old, new):
    return lambda path: path.write_text(path.read_text().replace(old, new, 1))


ROW = ",".join(map(str, TRAIN[0][7].reshape(-1)))
WRONG = {
    "an empty cell": (replace_in(ROW, ROW.rpartition(",")[0] + ","), "empty cells in its column"),
    "a short row": (replace_in(ROW, ROW.rpartition(",")[0]), "cannot be read"),
    "text among numbers": (replace_in(ROW, ROW.rpartition(",")[0] + ",x"), "cannot be read"),
    "semicolons": (lambda path: path.write_text("1;2;3\n"), "its first row has 1 columns"),
    "nothing": (lambda path: path.write_text(""), "its first row has 1 columns"),
    "above 255": (replace_in(ROW, "256" + ROW[ROW.index(","):]), "from 0 to 256"),
    "below 0": (replace_in(ROW, "-1" + ROW[ROW.index(","):]), "from -1 to"),
    "names as labels": (replace_in(f"3,{ROW}", f"cat,{ROW}"), "labels"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_in_a_file_is_told(folder, change, said):
    change(folder / "mnist_train.csv")
    with pytest.raises(CheminsError, match=said) as caught:
        load_dataset({"path": str(folder)})
    assert str(folder) in str(caught.value)


def test_several_files_of_a_split(folder):
    write(folder / "fashion_train.csv", *TRAIN)
    with pytest.raises(CheminsError, match="several files of train images, fashion_train"):
        describe_dataset({"path": str(folder)})


@pytest.mark.parametrize(("key", "value"), [("channels", 3)])
def test_keys_that_say_nothing_to_them(folder, key, value):
    with pytest.raises(CheminsError, match=f"dataset.{key}"):
        describe_dataset({"path": str(folder), key: value})
