"""Which pictures a folder has, by names alone: no file here is a picture."""

import os
import re
import unicodedata

import numpy as np
import pytest

from chemins.base.errors import CheminsError
from chemins.data.pictures.folder import holds_folders, read_picture_folder

UNDIVIDED = [f"{name}/{place}.png" for name in ("cat", "dog", "emu") for place in range(10)]
DIVIDED = ["train/cat/1.png", "train/cat/2.png", "train/dog/3.jpg", "test/dog/4.png"]


def folder_of(place, files):
    for name in files:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).touch()
    return place


def read(place, files=(), **keys):
    return read_picture_folder({"path": str(folder_of(place, files)), **keys})


def parts(found):
    """split -> label -> names"""
    result = {}
    for name, label, split in zip(found.names, found.label.tolist(), found.split, strict=True):
        result.setdefault(str(split), {}).setdefault(label, []).append(name)
    return result


def test_a_divided_folder_is_taken_as_it_is_divided(tmp_path):
    found = read(tmp_path, DIVIDED)
    assert found.names == DIVIDED
    assert found.label.tolist() == [0, 0, 1, 1]
    assert found.label.dtype == np.int32
    assert found.split.tolist() == ["train"] * 3 + ["test"]
    assert found.classes == {0: "cat", 1: "dog"}
    assert found.remarks == []


def test_folders_of_a_mac_have_names_as_they_are_typed(tmp_path):
    apart = unicodedata.normalize("NFD", "Éléphant")
    found = read(tmp_path, [f"{name}/{place}.png" for name in (apart, "zèbre") for place in (1, 2)])
    assert found.classes == {0: "Éléphant", 1: "zèbre"}
    assert found.names[0].startswith(f"{apart}/")  # as they lie there
    with pytest.raises(CheminsError, match=r"two folders are called 'zèbre'.*macOS"):
        read(tmp_path, [unicodedata.normalize("NFD", "zèbre/3.png")])


@pytest.mark.parametrize(("train", "test"), [("Training", "Testing"), ("TRAIN", "test")])
def test_other_words_for_train_and_test(tmp_path, train, test):
    names = [n.replace("train", train).replace("test", test) for n in DIVIDED]
    assert read(tmp_path, names).names == names


@pytest.mark.parametrize("word", ["val", "valid", "validation", "Val"])
def test_validation_pictures_are_tested_with_where_there_are_no_others(tmp_path, word):
    found = read(tmp_path, [name.replace("test", word) for name in DIVIDED])
    assert parts(found)["test"] == {1: [f"{word}/dog/4.png"]}
    assert found.remarks == [f"{word}/ is what is tested with"]


def test_validation_pictures_are_left_where_there_are_others(tmp_path):
    found = read(tmp_path, [*DIVIDED, "val/cat/9.png", "val/fox/9.png"])
    assert found.names == DIVIDED
    assert found.remarks == ["val/ is left unread, since there is test/ to test with"]
    assert found.classes == {0: "cat", 1: "dog"}


def test_a_class_may_be_called_train(tmp_path):
    found = read(tmp_path, ["bus/1.png", "bus/2.png", "train/1.png", "train/2.png"])
    assert found.classes == {0: "bus", 1: "train"}


def test_two_folders_that_mean_the_same(tmp_path):
    with pytest.raises(CheminsError, match="which mean the same; keep one"):
        read(tmp_path, ["Train/a/1.png", "training/a/1.png"])


# --- divided here -----------------------------------------------------------------------------


def test_of_each_class_a_fifth_is_drawn_to_test_with(tmp_path):
    found = read(tmp_path, UNDIVIDED)
    assert sorted(found.names) == UNDIVIDED
    assert {split: {label: len(own) for label, own in classes.items()}
            for split, classes in parts(found).items()} == {
        "train": {0: 8, 1: 8, 2: 8}, "test": {0: 2, 1: 2, 2: 2},
    }  # fmt: skip
    for classes in parts(found).values():
        for label, names in classes.items():
            assert names == sorted(names)
            assert {name.split("/")[0] for name in names} == {found.classes[label]}
    assert found.split.tolist() == ["train"] * 24 + ["test"] * 6


def test_the_same_names_are_divided_alike_wherever_they_lie(tmp_path):
    first, second = read(tmp_path / "a", UNDIVIDED), read(tmp_path / "b", UNDIVIDED[::-1])
    assert first.names == second.names
    drawn = [name.split("/")[1] for name in first.names[24:]]
    assert len(set(drawn)) > 2, "all classes are drawn by one stream"


def test_the_seed_and_the_share_divide_otherwise(tmp_path):
    usual = read(tmp_path, UNDIVIDED)
    assert read(tmp_path, seed=0, test_share=0.2).names == usual.names
    assert read(tmp_path, seed=1).names != usual.names
    assert np.count_nonzero(read(tmp_path, test_share=0.5).split == "test") == 15


def test_another_class_moves_no_picture_of_those_before_it(tmp_path):
    before = read(tmp_path, UNDIVIDED)
    after = read(tmp_path, [f"fox/{place}.png" for place in range(7)])
    for split in ("train", "test"):
        assert parts(after)[split][1] == parts(before)[split][1]


@pytest.mark.parametrize(("count", "tested"), [(1, 0), (2, 1), (3, 1), (8, 2), (13, 3)])
def test_small_classes_keep_a_picture_to_train_with(tmp_path, count, tested):
    files = [f"a/{place}.png" for place in range(count)] + ["b/1.png", "b/2.png"]
    found = read(tmp_path, files)
    assert np.count_nonzero((found.split == "test") & (found.label == 0)) == tested


@pytest.mark.parametrize("key", ["test_share", "seed"])
def test_how_to_divide_says_nothing_of_a_divided_folder(tmp_path, key):
    with pytest.raises(CheminsError, match=rf"dataset\.{key}: 1 says nothing.*has test/"):
        read(tmp_path, DIVIDED, **{key: 1})


def test_a_folder_with_train_alone_is_divided(tmp_path):
    found = read(tmp_path, [f"train/{name}" for name in UNDIVIDED], test_share=0.1)
    assert np.count_nonzero(found.split == "test") == 3


# --- labels -------------------------------------------------------------------------------------


def labelled(place, names):
    return read(place, [f"{name}/{n}.png" for name in names for n in (1, 2)]).classes


def test_classes_are_numbered_by_name_as_other_libraries_do(tmp_path):
    names = ["class10", "class2", "Zebra", "ant", "émeu"]
    assert labelled(tmp_path, names) == dict(enumerate(sorted(names)))


def test_folders_that_are_numbers_are_these_labels(tmp_path):
    assert labelled(tmp_path, ["10", "2", "007"]) == {10: "10", 2: "2", 7: "007"}


@pytest.mark.parametrize("names", [["1", "01"], ["1", "two"], ["1", "²"], ["1", "-2"]])
def test_folders_that_are_not_all_numbers_of_their_own_are_counted(tmp_path, names):
    assert labelled(tmp_path, names) == dict(enumerate(sorted(names)))


def test_a_number_that_no_label_can_be(tmp_path):
    with pytest.raises(CheminsError, match="above 2147483647"):
        labelled(tmp_path, ["1", "2147483648"])


# --- what else lies there -----------------------------------------------------------------------

IGNORED = [".DS_Store", "cat/.DS_Store", "cat/Thumbs.db", "cat/desktop.ini", "cat/._1.png"]
IGNORED += [".git/x/1.png", "__MACOSX/cat/1.png", "cat/.hidden/1.png"]


def test_what_systems_leave_behind_is_ignored(tmp_path):
    alone = read(tmp_path / "a", UNDIVIDED)
    found = read(tmp_path / "b", UNDIVIDED + IGNORED)
    assert found.names == alone.names
    assert found.classes == alone.classes
    assert found.remarks == []


def test_what_is_no_picture_is_told(tmp_path):
    others = ["README.txt", "cat/a.heic", "dog/b.heic", "dog/notes", "loose.png"]
    found = read(tmp_path, UNDIVIDED + others)
    assert sorted(found.names) == UNDIVIDED
    [remark] = found.remarks
    assert remark.startswith("5 files are not read: ")
    for told in ("2 .heic", "1 .txt", "1 no suffix", "1 .png", "the first is 'README.txt'"):
        assert told in remark


def test_pictures_deeper_down_belong_to_their_class(tmp_path):
    found = read(tmp_path, [*UNDIVIDED, "cat/2020/may/a.JPG"])
    assert "cat/2020/may/a.JPG" in found.names
    assert np.count_nonzero(found.label == 0) == 11
    assert list(found.classes) == [0, 1, 2]


def test_links_are_followed_but_not_in_circles(tmp_path):
    elsewhere = folder_of(tmp_path / "elsewhere", ["1.png", "2.png"])
    own = folder_of(tmp_path / "own", ["cat/1.png", "cat/2.png"])
    (own / "dog").symlink_to(elsewhere)
    (own / "cat/again").symlink_to(own)
    (own / "cat/3.png").symlink_to(elsewhere / "1.png")
    found = read(own)
    assert sorted(found.names) == ["cat/1.png", "cat/2.png", "cat/3.png", "dog/1.png", "dog/2.png"]


@pytest.mark.parametrize(
    ("files", "empty", "said"),
    [
        (["cat/1.png"], [], "has one folder of pictures, 'cat'; needed: one a class"),
        (["cat/1.png"], ["dog"], "no picture in 'dog'"),
        (["cat/1.txt", "dog/1.png"], [], "no picture in 'cat'"),
        (["cat/1.png", "dog/1.png"], [], "no class has two pictures"),
        (["train/1.png", "test/1.png"], [], "train has no folders of pictures"),
        (["train/a/1.png", "train/b/1.png"], ["test/a"], "no picture in 'a'"),
    ],
)
def test_what_is_no_folder_of_classes(tmp_path, files, empty, said):
    for name in empty:
        (tmp_path / name).mkdir(parents=True)
    with pytest.raises(CheminsError, match=re.escape(said)) as caught:
        read(tmp_path, files)
    assert str(tmp_path) in str(caught.value)


def test_a_name_that_cannot_be_printed(tmp_path):
    os.mkdir(os.fsencode(tmp_path) + b"/\xff")
    with pytest.raises(CheminsError, match="name that cannot be printed"):
        read(tmp_path, UNDIVIDED)


def test_whether_a_folder_has_folders(tmp_path):
    folder_of(tmp_path, [".git/x", "a.png"])
    assert not holds_folders(tmp_path)
    (tmp_path / "cat").mkdir()
    assert holds_folders(tmp_path)
