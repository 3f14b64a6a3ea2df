"""A folder of pictures, one folder a class: which there are, how they are divided and labelled.

    FOLDER/cat/1.png, FOLDER/dog/2.png              divided into training and test pictures here
    FOLDER/train/cat/1.png, FOLDER/test/dog/2.png   divided by whoever made it

Only names are read.
"""

import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chemins.base.errors import CheminsError, listed
from chemins.base.folders import is_visible, visible_parts
from chemins.data.own_files.dividing import DEFAULTS, dividing, drawn_to_test

SUFFIXES = {".png", ".jpg", ".jpeg", ".jpe", ".webp", ".tif", ".tiff", ".bmp", ".gif"}
SUFFIXES |= {".ppm", ".pgm", ".pbm", ".pnm"}
SPLITS = {"train": "train", "training": "train", "test": "test", "testing": "test"}
SPLITS |= {"val": "val", "valid": "val", "validation": "val"}
LARGEST_LABEL = 2**31 - 1  # what the tables' int32 holds
SHOWN = 8  # names that a message has room for


@dataclass(frozen=True)
class PictureFolder:
    """Pictures, those to train with first; in each split class by class, and by name."""

    names: list  # of files, within the folder
    label: np.ndarray  # (n,) int32
    split: np.ndarray  # (n,) str, "train" or "test"
    classes: dict  # label -> name of its folder
    remarks: list  # what is to be told of it


def holds_folders(path) -> bool:
    """Whether there are folders in a folder, which could be classes."""
    return any(entry.is_dir() and is_visible(entry.name) for entry in Path(path).iterdir())


def read_picture_folder(source) -> PictureFolder:
    """source: the config's `dataset`. Raises CheminsError where it is no such folder."""
    path = Path(source["path"])
    files, folders = visible_parts(path)
    parts, remarks = parts_of(path, folders)
    check_dividing(source, parts)
    found = {split: by_class(path, place, files, folders) for split, place in parts.items()}
    labels = labels_of(path, sorted(set().union(*found.values())))
    if "test" not in found:
        found = divided(found["train"], labels, *dividing(source))
    rows = sorted(
        (split != "train", labels[name], file, split)
        for split, classes in found.items()
        for name, own in classes.items()
        for file in own
    )
    if all(split == "train" for *_, split in rows):
        raise CheminsError(
            f"dataset {path}: no class has two pictures, so none is left to test with"
        )
    return PictureFolder(
        names=[file for _, _, file, _ in rows],
        label=np.array([label for _, label, _, _ in rows], np.int32),
        split=np.array([split for *_, split in rows]),
        classes={label: composed(name) for name, label in labels.items()},
        remarks=[*remarks, *left_out(files, {file for _, _, file, _ in rows}, parts)],
    )


def parts_of(path, folders) -> tuple[dict[str, str], list]:
    """split -> the folder of its classes, "" for the whole one; and what is to be told of that."""
    top = [name for name in folders if "/" not in name]
    meant = defaultdict(list)
    for name in top:
        meant[SPLITS.get(name.casefold())].append(name)
    if None in meant or "train" not in meant:
        return {"train": ""}, []
    twice = next((names for names in meant.values() if len(names) > 1), None)
    if twice:
        raise CheminsError(f"dataset {path} has {listed(twice)}, which mean the same; keep one")
    parts = {split: f"{meant[split][0]}/" for split in ("train", "test") if split in meant}
    if "val" not in meant:
        return parts, []
    [held_out] = meant["val"]
    if "test" in parts:
        return parts, [f"{held_out}/ is left unread, since there is {parts['test']} to test with"]
    return {**parts, "test": f"{held_out}/"}, [f"{held_out}/ is what is tested with"]


def check_dividing(source, parts) -> None:
    for key in DEFAULTS:
        if key in source and "test" in parts:
            raise CheminsError(
                f"dataset.{key}: {source[key]} says nothing, since {source['path']} has "
                f"{parts['test']} to test with; leave it out"
            )


def by_class(path, place, files, folders) -> dict[str, list]:
    """class -> its pictures, sorted, at any depth below its folder. place: where classes lie."""
    depth = place.count("/")
    names = [name for name in folders if name.startswith(place) and name.count("/") == depth]
    classes = {name[len(place) :]: [] for name in names}
    for file in files:
        inside = file[len(place) :].partition("/")
        if file.startswith(place) and inside[1] and is_picture(file):
            classes[inside[0]].append(file)
    check_classes(path, place, classes)
    return classes


def is_picture(file) -> bool:
    return Path(file).suffix.casefold() in SUFFIXES


def check_classes(path, place, classes) -> None:
    """place: as of by_class; one class may be all there is to test with."""
    where = f"dataset {Path(path, place)}"
    unclear = [name for name in classes if not name.isprintable()]
    if unclear:
        raise CheminsError(f"{where}: the folder {unclear[0]!r} has a name that cannot be printed")
    empty = [name for name, files in classes.items() if not files]
    if empty:
        raise CheminsError(
            f"{where}: there is no picture in {listed(map(repr, empty[:SHOWN]))}; needed: one "
            f"folder a class, with pictures in it ({', '.join(sorted(SUFFIXES))})"
        )
    if len(classes) < 2 and SPLITS.get(place.rstrip("/").casefold(), "train") == "train":
        raise CheminsError(
            f"{where} has {'one folder' if classes else 'no folders'} of pictures"
            f"{''.join(f', {name!r}' for name in classes)}; needed: one a class, at least two. If "
            "the classes lie in it, give the path of that folder"
        )


def composed(name) -> str:
    """A folder's name as it is typed: letters with their marks as one character, which macOS keeps
    apart. They sort as they lie there, as ImageFolder's do."""
    return unicodedata.normalize("NFC", name)


def labels_of(path, classes) -> dict[str, int]:
    """class -> label: the number that is its name, if all have one, or its place by name."""
    [(called, times), *_] = Counter(map(composed, classes)).most_common(1)
    if times > 1:
        raise CheminsError(
            f"dataset {path}: two folders are called {called!r}, one with a letter and its mark as "
            "one character, one with them apart (as macOS writes names); rename one of them"
        )
    numbers = {name: int(name) for name in classes if name.isdecimal() and name.isascii()}
    if len(numbers) == len(classes) == len(set(numbers.values())):
        if max(numbers.values()) > LARGEST_LABEL:
            raise CheminsError(f"dataset {path}: a folder's number is above {LARGEST_LABEL}")
        return numbers
    return {name: place for place, name in enumerate(classes)}


def divided(classes, labels, share, seed) -> dict[str, dict]:
    """split -> class -> files: of each class the same share to test, drawn by its own stream."""
    found = {"train": {}, "test": {}}
    for name, files in classes.items():
        tested = drawn_to_test(len(files), share, seed, labels[name])
        for split, drawn in (("test", tested), ("train", ~tested)):
            found[split][name] = [files[place] for place in np.flatnonzero(drawn)]
    return found


def left_out(files, taken, parts) -> list[str]:
    """A line on the files that are not read, if there are any; those of a split left out aside."""
    places = tuple(parts.values())
    others = [file for file in files if file not in taken and file.startswith(places)]
    if not others:
        return []
    kinds = Counter(Path(file).suffix.casefold() or "no suffix" for file in others)
    told = [f"{count} {kind}" for kind, count in kinds.most_common(SHOWN)]
    many = "1 file is" if len(others) == 1 else f"{len(others)} files are"
    return [
        f"{many} not read: in no folder of a class, or no picture by its name ({listed(told)}; the "
        f"first is {others[0]!r})"
    ]
