"""Files of images as people have them: other names, other packing, other forms of labels."""

import gzip
import io
import re

import numpy as np
import pytest

from builders.image_files import load_dataset
from builders.project import ROOT
from chemins.base.errors import CheminsError
from chemins.data.datasets import describe_dataset, remarks, source_files
from chemins.data.idx import FILES

STREAM = np.random.default_rng(0)
TRAIN = STREAM.integers(0, 256, (8, 4, 5), dtype=np.uint8), np.array([0, 3, 3, 0, 3, 7, 0, 7])
TEST = STREAM.integers(0, 256, (3, 4, 5), dtype=np.uint8), np.array([7, 0, 7])
FOUR = (*TRAIN, *TEST)


def idx_bytes(array):
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.astype(np.uint8).tobytes()


def written(folder, contents):
    """A folder with these files. contents: name -> bytes."""
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {"path": str(folder)}


def assert_taken(source, train=TRAIN, test=TEST):
    """Also that planning and loading agree."""
    found, planned = load_dataset(source), describe_dataset(source)
    expected = np.concatenate([train[0], test[0]])
    np.testing.assert_array_equal(found.pixels, expected.reshape(*expected.shape[:3], -1))
    assert found.label.tolist() == [*train[1].tolist(), *test[1].tolist()]
    assert found.split.tolist() == ["train"] * len(train[1]) + ["test"] * len(test[1])
    assert planned.shape == found.pixels.shape[1:]
    for split, (_, labels) in (("train", train), ("test", test)):
        values, counts = np.unique(labels, return_counts=True)
        assert planned.counts[split] == dict(zip(values.tolist(), counts.tolist(), strict=True))


# --- IDX --------------------------------------------------------------------------------------

SPELLINGS = {
    "dots": "{}-{}.idx{}-ubyte",
    "a prefix": "fashion-{}-{}-idx{}-ubyte.gz",
    "underscores": "{}_{}_idx{}_ubyte",
    "capitals": "{}-{}-IDX{}-UBYTE.GZ",
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("test", ["t10k", "test"])
@pytest.mark.parametrize("zipped", [False, True])
def test_idx_files_by_other_names_packed_or_not(tmp_path, spelling, test, zipped):
    """What is gzipped says its content, not its name."""
    names = [
        spelling.format(split, what, dimensions)
        for split in ("train", test)
        for what, dimensions in (("images", 3), ("labels", 1))
    ]
    pack = gzip.compress if zipped else bytes
    contents = {name: pack(idx_bytes(array)) for name, array in zip(names, FOUR, strict=True)}
    source = written(tmp_path / "own", contents | {"README.md": b"what they are"})
    assert_taken(source)
    assert [file.name for file in source_files(source)] == names
    assert remarks(source) == []


def test_plain_names_before_others_and_files_before_folders(tmp_path):
    """As archives of MNIST are unpacked: a file with a dot beside a folder without."""
    contents = {name: idx_bytes(array) for name, array in zip(FILES, FOUR, strict=True)}
    contents |= {f"other-{name}": b"" for name in FILES}
    source = written(tmp_path / "own", contents)
    assert_taken(source)
    (tmp_path / "own" / FILES[0]).rename(tmp_path / "own" / FILES[0].replace("-idx", ".idx"))
    (tmp_path / "own" / FILES[0]).mkdir()
    assert_taken(source)


def test_files_of_several_datasets_in_a_folder(tmp_path):
    contents = {
        f"{prefix}-{name}": idx_bytes(array)
        for prefix in ("digits", "letters")
        for name, array in zip(FILES, FOUR, strict=True)
    }
    with pytest.raises(CheminsError, match=r"several files of train images, digits-train-images"):
        describe_dataset(written(tmp_path / "own", contents))


def test_emnists_files_are_turned_upright_and_that_is_told(tmp_path):
    on_their_side = (TRAIN[0].swapaxes(1, 2), TRAIN[1], TEST[0].swapaxes(1, 2), TEST[1])
    names = [f"emnist-balanced-{name}".replace("t10k", "test") for name in FILES]
    contents = {name: idx_bytes(array) for name, array in zip(names, on_their_side, strict=True)}
    source = written(tmp_path / "own", contents)
    assert_taken(source)
    assert remarks(source) == ["EMNIST's files have rows for columns: each image is turned upright"]


# --- .npz -------------------------------------------------------------------------------------


def npz_bytes(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


NAMES = {
    "keras": ("x_train", "y_train", "x_test", "y_test"),
    "capitals": ("X_train", "y_train", "X_test", "y_test"),
    "medmnist": ("train_images", "train_labels", "test_images", "test_labels"),
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
def test_arrays_by_the_names_that_people_give_them(tmp_path, names):
    (tmp_path / "own.npz").write_bytes(npz_bytes(**dict(zip(names, FOUR, strict=True))))
    assert_taken({"path": str(tmp_path / "own.npz")})
    assert remarks({"path": str(tmp_path / "own.npz")}) == []


def test_medmnist_as_it_is(tmp_path):
    """Labels in a column of bytes, and a third split, which is told to be left."""
    images = {"train_images": TRAIN[0], "val_images": TEST[0][:1], "test_images": TEST[0]}
    labels = {"train_labels": TRAIN[1], "val_labels": TEST[1][:1], "test_labels": TEST[1]}
    columns = {name: array.astype(np.uint8)[:, np.newaxis] for name, array in labels.items()}
    (tmp_path / "own.npz").write_bytes(npz_bytes(**images, **columns))
    source = {"path": str(tmp_path / "own.npz")}
    assert_taken(source)
    assert remarks(source) == ["val_images is left unread: there is what to test with"]


def one_hot(labels, kind):
    return (labels[:, np.newaxis] == np.arange(8)).astype(kind)


@pytest.mark.parametrize("kind", [bool, np.uint8, np.float32])
def test_one_hot_labels_are_taken_and_that_is_told(tmp_path, kind):
    arrays = {"y_train": one_hot(TRAIN[1], kind), "y_test": one_hot(TEST[1], kind)}
    path = tmp_path / "own.npz"
    path.write_bytes(npz_bytes(x_train=TRAIN[0], x_test=TEST[0], **arrays))
    assert_taken({"path": str(path)})
    assert remarks({"path": str(path)}) == [
        f"the {split} labels are one-hot rows: taken as the place of their 1, from 0"
        for split in ("train", "test")
    ]


def test_images_of_booleans_are_black_and_white(tmp_path):
    black_and_white = [images > 100 for images in (TRAIN[0], TEST[0])]
    path = tmp_path / "own.npz"
    path.write_bytes(
        npz_bytes(x_train=black_and_white[0], y_train=TRAIN[1],
                  x_test=black_and_white[1], y_test=TEST[1])
    )  # fmt: skip
    white = [np.where(images, 255, 0) for images in black_and_white]
    assert_taken({"path": str(path)}, (white[0], TRAIN[1]), (white[1], TEST[1]))


@pytest.mark.parametrize("images", ["imgs", "images"])
def test_a_folder_with_a_file_for_each_array(tmp_path, images):
    """As Kuzushiji-MNIST has them."""
    names = [f"kmnist-{s}-{what}.npz" for s in ("train", "test") for what in (images, "labels")]
    contents = {name: npz_bytes(arr_0=array) for name, array in zip(names, FOUR, strict=True)}
    source = written(tmp_path / "own", contents | {"kmnist_classmap.csv": b"index,char\n"})
    assert_taken(source)
    assert [file.name for file in source_files(source)] == names
    (tmp_path / "own" / names[3]).unlink()
    with pytest.raises(CheminsError, match="has none as the file of test labels"):
        describe_dataset(source)


def test_a_file_for_each_array_has_one(tmp_path):
    names = [f"a-{split}-{what}.npz" for split in ("train", "test") for what in ("imgs", "labels")]
    contents = dict.fromkeys(names, npz_bytes(arr_0=TRAIN[0], arr_1=TRAIN[1]))
    with pytest.raises(CheminsError, match="holds 'arr_0' and 'arr_1'; needed: one array"):
        describe_dataset(written(tmp_path / "own", contents))


# --- dark integers --------------------------------------------------------------------------------


def test_scikit_learns_digits_are_not_taken_for_black(tmp_path, monkeypatch):
    """And right after what docs/images.md says."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    arrays = {f"x_{split}": digits.images.astype(np.uint8) for split in ("train", "test")}
    arrays |= {f"y_{split}": digits.target for split in ("train", "test")}
    (tmp_path / "dark.npz").write_bytes(npz_bytes(**arrays))
    source = {"path": str(tmp_path / "dark.npz")}
    with pytest.raises(CheminsError) as caught:
        load_dataset(source)
    for told in ("train images are uint8 from 0 to 16", "Save both splits as floats", "x / 16"):
        assert told in str(caught.value)
    example = re.search(r"```python\n(.*?)```", (ROOT / "docs/images.md").read_text(), re.DOTALL)[1]
    monkeypatch.chdir(tmp_path)
    exec(example, {})
    found = load_dataset({"path": "digits.npz"})
    assert found.pixels.max() == 255
    np.testing.assert_array_equal(
        found.pixels[..., 0], np.rint(digits.images / 16 * 255).astype(np.uint8)
    )
