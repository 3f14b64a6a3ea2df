"""Datasets that are folders of pictures, from what planning says of them to their table."""

import io
import os

import numpy as np
import pytest
from PIL import Image

from chemins.base.errors import CheminsError
from chemins.base.folders import content_sha256
from chemins.data.datasets import describe_dataset, is_pictures, source_files
from chemins.data.pictures import dataset as pictures
from chemins.results import tables
from chemins.results.contents import Contents
from fetch_dataset import fetch_dataset

CLASSES = ("cat", "dog", "emu")


def draw(path, value, size=(4, 5), mode="L"):
    """A picture that is all of one value but for a white corner."""
    array = np.full(size, value, np.uint8)
    array[0, 0] = 255
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(array).convert(mode).save(path)


@pytest.fixture
def folder(tmp_path):
    """15 pictures: in train of each class 3, in test 2, the n-th all of the value n."""
    for value in range(15):
        split = "train" if value < 9 else "test"
        draw(tmp_path / "animals" / split / CLASSES[value % 3] / f"{value:02}.png", value)
    return tmp_path / "animals"


def fetched(folder, **keys):
    """The table of a folder and what was told on the terminal."""
    terminal = io.StringIO()
    source = {"path": str(folder), **keys}
    fetch_dataset({"dataset": source}, folder.parent / "table", terminal=terminal)
    return tables.read_columns(folder.parent / "table", tables.DATASET), terminal.getvalue()


def test_planning_says_what_the_table_has(folder):
    found = describe_dataset({"path": str(folder)})
    assert found.name == "animals"
    assert found.shape == (4, 5, 1)
    assert found.names == dict(enumerate(CLASSES))
    table, told = fetched(folder)
    for split, each in (("train", 3), ("test", 2)):
        assert found.counts[split] == dict.fromkeys(range(3), each)
        values, counts = np.unique(table["label"][table["split"] == split], return_counts=True)
        assert dict(zip(values.tolist(), counts.tolist(), strict=True)) == found.counts[split]
    assert told == ""


def test_the_table_has_each_picture_once_in_the_folders_order(folder, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_ROWS", 4)
    table, _ = fetched(folder)
    assert table["sample_id"].tolist() == [*range(15)]
    assert table["split"].tolist() == ["train"] * 9 + ["test"] * 6
    assert table["label"].tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 0, 1, 1, 2, 2]
    assert table["pixels"][:, 0].tolist() == [255] * 15
    assert table["pixels"][:, 7].tolist() == [0, 3, 6, 1, 4, 7, 2, 5, 8, 9, 12, 10, 13, 11, 14]
    metadata = tables.metadata(folder.parent / "table", tables.DATASET)
    assert metadata["chemins.shape"] == "[4, 5, 1]"


def test_pieces_make_no_difference_to_the_table(folder, monkeypatch):
    whole, _ = fetched(folder)
    monkeypatch.setattr(pictures, "PIECE_BYTES", 50)  # two pictures
    assert max(len(p.label) for p in pictures.picture_pieces({"path": str(folder)})) == 2
    in_pieces, _ = fetched(folder)
    for name, column in whole.items():
        np.testing.assert_array_equal(in_pieces[name], column)


def test_a_size_and_channels_may_be_asked_for(folder):
    source = {"path": str(folder), "size": [7, 3], "channels": 3}
    assert describe_dataset(source).shape == (7, 3, 3)
    table, _ = fetched(folder, size=[7, 3], channels=3)
    assert table["pixels"].shape == (15, 63)


def test_colour_in_one_class_makes_all_colour(folder):
    for name in ("00", "03"):
        draw(folder / f"train/cat/{name}.png", 50, mode="RGB")
    assert describe_dataset({"path": str(folder)}).shape == (4, 5, 3)
    table, _ = fetched(folder)
    assert table["pixels"].shape == (15, 60)
    assert describe_dataset({"path": str(folder), "channels": 1}).shape == (4, 5, 1)


def test_sizes_that_differ_between_classes_are_told_while_planning(folder):
    for name in ("01", "04", "07"):
        draw(folder / f"train/dog/{name}.png", 1, size=(6, 5))
    with pytest.raises(CheminsError) as caught:
        describe_dataset({"path": str(folder)})
    for told in ("4 × 5 (train/cat/00.png) and 6 × 5 (train/dog/01.png)", "size: [4, 5]"):
        assert told in str(caught.value)
    assert describe_dataset({"path": str(folder), "size": [6, 5]}).shape == (6, 5, 1)


def bad_ones(folder):
    draw(folder / "train/cat/06.png", 1, size=(6, 5))
    draw(folder / "train/dog/04.png", 1, mode="RGB")
    (folder / "train/emu/05.png").write_bytes(b"")
    cut = (folder / "test/emu/11.png").read_bytes()
    (folder / "test/emu/11.png").write_bytes(cut[: len(cut) - 30])
    return ["train/cat/06.png", "train/dog/04.png", "train/emu/05.png", "test/emu/11.png"]


def test_all_pictures_that_cannot_be_taken_are_named_at_once(folder, capsys):
    names = bad_ones(folder)
    with pytest.raises(CheminsError) as caught:
        fetched(folder)
    lines = str(caught.value).splitlines()
    assert lines[0].startswith(f"dataset {folder}: 4 of its files cannot be taken")
    assert [line.split(":")[0].strip() for line in lines[1:]] == names
    assert "it has 6 × 5 pixels, the first picture 4 × 5; with size: [64, 64], for one," in lines[1]
    assert "colours" in lines[2]
    assert "channels: 1" in lines[2]
    assert not (folder.parent / "table").exists()
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == names


def test_what_a_message_has_no_room_for_is_in_the_log(folder, capsys, monkeypatch):
    monkeypatch.setattr(pictures, "SHOWN", 2)
    names = bad_ones(folder)
    with pytest.raises(CheminsError, match="and 2 more, all in the log"):
        fetched(folder)
    assert len(capsys.readouterr().out.splitlines()) == len(names)


def test_a_first_picture_that_is_damaged_does_not_stop_planning(folder):
    (folder / "train/cat/00.png").write_bytes(b"")
    assert describe_dataset({"path": str(folder)}).shape == (4, 5, 1)
    for file in folder.rglob("*.png"):
        file.write_bytes(b"")
    with pytest.raises(CheminsError, match="15 of its files cannot be taken"):
        describe_dataset({"path": str(folder)})


def test_names_that_cannot_be_printed_are_quoted(folder, capsys):
    (folder / "train/cat/a\nb\x1b[0m.png").touch()
    with pytest.raises(CheminsError, match=r"'train/cat/a\\nb\\x1b\[0m\.png': "):
        fetched(folder)
    assert "\x1b" not in capsys.readouterr().out


def test_progress_is_told(folder, capsys, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_ROWS", 4)
    monkeypatch.setattr(pictures, "TOLD_EVERY", 8)
    fetched(folder)
    assert capsys.readouterr().out.splitlines() == ["8 of 15 pictures", "15 of 15 pictures"]


def test_what_is_left_out_is_told_on_the_terminal(folder):
    (folder / "train/cat/notes.txt").touch()
    _, told = fetched(folder)
    assert f"chemins: dataset {folder}: 1 file is not read" in told


# --- dark ---------------------------------------------------------------------------------------


def only(folder, brightest, split="*"):
    """No value above that of this split's pictures."""
    for file in folder.glob(f"{split}/*/*.png"):
        array = np.minimum(np.asarray(Image.open(file)), brightest)
        Image.fromarray(array.astype(np.uint8)).save(file)


def test_numbers_of_classes_are_not_taken_for_black(folder):
    only(folder, 14)
    with pytest.raises(CheminsError, match="brightest value of the train pictures is 14 of 255"):
        fetched(folder)
    assert not (folder.parent / "table").exists()


def test_a_split_on_another_scale_is_refused(folder):
    only(folder, 100, "test")
    with pytest.raises(CheminsError, match="needed: one scale"):
        fetched(folder)


def test_dim_pictures_are_taken_and_told(folder):
    only(folder, 100)
    table, told = fetched(folder)
    assert table["pixels"].max() == 100
    assert "the brightest value is 100 of 255" in told


# --- which datasets are pictures ------------------------------------------------------------------


def test_a_folder_of_pictures_is_one_input(folder):
    source = {"path": str(folder)}
    assert is_pictures(source)
    assert source_files(source) == [folder]
    assert not is_pictures("mnist")
    assert not is_pictures({"path": str(folder / "train/cat/00.png")})
    (folder / "train.csv").touch()
    assert is_pictures(source)
    (folder / "train-images-idx3-ubyte").touch()
    assert not is_pictures(source)


@pytest.mark.parametrize("key", ["size", "channels", "test_share", "seed"])
def test_keys_of_pictures_are_refused_elsewhere(tmp_path, key):
    images, labels = np.full((2, 3, 3), 255, np.uint8), np.array([0, 1])
    np.savez(tmp_path / "own.npz", x_train=images, y_train=labels, x_test=images, y_test=labels)
    with pytest.raises(CheminsError, match=rf"dataset\.{key}: 1 says nothing to .*own\.npz"):
        describe_dataset({"path": str(tmp_path / "own.npz"), key: 1})


# --- a folder's content ---------------------------------------------------------------------------


def content(folder):
    return Contents(folder.parent / "memory.json").of(folder)


def test_a_folders_content_is_not_its_times(folder):
    before = content(folder)
    os.utime(folder / "train/cat/00.png", (1, 1))
    (folder / ".DS_Store").touch()
    assert content(folder) == before


def replaced_by_an_older(folder):
    os.utime(folder / "test/cat/12.png", (1, 1))
    os.replace(folder / "test/cat/12.png", folder / "train/cat/00.png")


CHANGES = {
    "another picture in its place": replaced_by_an_older,
    "one renamed": lambda folder: (folder / "train/cat/00.png").rename(folder / "train/cat/a.png"),
    "one in another class": lambda f: (f / "train/cat/00.png").rename(f / "train/dog/00.png"),
    "one less": lambda folder: (folder / "train/cat/00.png").unlink(),
    "one more": lambda folder: draw(folder / "train/cat/99.png", 99),
}


@pytest.mark.parametrize("remembered", [False, True])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_folder_that_changes_has_another_content(folder, change, remembered, monkeypatch):
    if remembered:
        monkeypatch.setattr("chemins.results.contents.SETTLED", -1)
    before = content(folder)
    change(folder)
    assert content(folder) != before


def test_a_link_that_leads_nowhere_has_a_content_too(folder, monkeypatch):
    """Remembered or not, it is the same one; else all would be made again at each call."""
    (folder / "train/cat/notes.txt").symlink_to(folder / "nowhere")
    found = content(folder)
    assert found == content_sha256(folder)
    monkeypatch.setattr("chemins.results.contents.SETTLED", -1)
    assert [content(folder) for _ in range(2)] == [found, found]


def test_a_folder_is_read_once_as_long_as_nothing_changes(folder, monkeypatch):
    monkeypatch.setattr("chemins.results.contents.SETTLED", -1)
    before = content(folder)
    monkeypatch.setattr("chemins.results.contents.content_sha256", lambda path: "read again")
    assert content(folder) == before
    (folder / "train/cat/00.png").chmod(0o600)  # changes the time that nobody can set
    assert content(folder) == "read again"
