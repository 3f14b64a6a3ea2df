"""The pictures of a folder: what can be said of them unread, and their pixels piece by piece."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from chemins.base.errors import CheminsError, listed
from chemins.data.description import Description, Images
from chemins.data.pictures.file import BadPicture, picture_shape, read_picture
from chemins.data.pictures.folder import read_picture_folder

TRIED = 3  # pictures of a class of which planning reads the header until one is whole
SHOWN = 20  # pictures that a message names
TOLD_EVERY = 5_000  # pictures
PIECE_BYTES = 16_000_000  # of pixels that are held at once
MOST_ROWS = 4096  # of a piece, as of a table's row group


def describe_pictures(name, source) -> Description:
    """As describe_dataset, from the names in a folder and one header a class and split."""
    folder = read_picture_folder(source)
    counts = {
        split: dict(Counter(folder.label[folder.split == split].tolist()))
        for split in ("train", "test")
    }
    return Description(name, planned_shape(source, folder), counts, folder.classes)


def remarks(source) -> list[str]:
    """What is to be told of a folder of pictures: which of its files are not read, and why."""
    return read_picture_folder(source).remarks


def planned_shape(source, folder) -> tuple[int, int, int]:
    """(height, width, channels) of the images: as asked for, or as some pictures have them."""
    if "size" in source and "channels" in source:
        return (*source["size"], source["channels"])
    shapes = some_shapes(source["path"], folder)
    sizes = {shape[:2]: name for name, shape in reversed(shapes.items())}
    if "size" not in source and len(sizes) > 1:
        raise CheminsError(sizes_message(source, [(size, sizes[size]) for size in sorted(sizes)]))
    height, width = source.get("size") or next(iter(sizes))
    return height, width, source.get("channels") or max(shape[2] for shape in shapes.values())


def some_shapes(path, folder) -> dict[str, tuple]:
    """name -> shape of the first whole picture of each class and split."""
    found, tried, bad = {}, Counter(), {}
    for name, label, split in zip(folder.names, folder.label, folder.split, strict=True):
        if tried[label, split] < TRIED:
            try:
                found[name] = picture_shape(Path(path, name))
                tried[label, split] = TRIED
            except BadPicture as error:
                bad[name] = str(error)
                tried[label, split] += 1
    if not found:
        raise CheminsError(bad_message(path, bad))
    return found


def sizes_message(source, examples) -> str:
    """examples: [((height, width), a picture)]."""
    told = [f"{height} × {width} ({printable(name)})" for (height, width), name in examples[:SHOWN]]
    more = f" and {len(examples) - SHOWN} others" if len(examples) > SHOWN else ""
    height, width = examples[0][0]
    return (
        f"dataset {source['path']}: the pictures have several sizes, {listed(told)}{more}; say "
        f"which height and width all of them are brought to, as in dataset: {{path: …, size: "
        f"[{height}, {width}]}}"
    )


def printable(name) -> str:
    return name if name.isprintable() else repr(name)


def bad_message(path, bad) -> str:
    """bad: name -> what is wrong with it."""
    lines = [f"  {printable(name)}: {why}" for name, why in list(bad.items())[:SHOWN]]
    lines += [f"  and {len(bad) - SHOWN} more, all in the log"] if len(bad) > SHOWN else []
    head = f"dataset {path}: {len(bad)} of its files cannot be taken; mend them or take them away:"
    return "\n".join([head, *lines])


def picture_pieces(source, tell=print) -> Iterator[Images]:
    """All images of a folder of pictures, in its order, a piece at a time.

    tell: called with lines on the progress, and on each picture that cannot be taken. Where there
    are any, a CheminsError names them once all have been looked at.
    """
    folder = read_picture_folder(source)
    shape = planned_shape(source, folder)
    rows = min(MOST_ROWS, max(1, PIECE_BYTES // int(np.prod(shape))))
    total, bad = len(folder.names), {}
    for start in range(0, total, rows):
        part = slice(start, start + rows)
        read = [taken(source, shape, name, bad, tell) for name in folder.names[part]]
        if start // TOLD_EVERY < (start + rows) // TOLD_EVERY:
            tell(f"{min(start + rows, total):,} of {total:,} pictures")
        if not bad:
            yield Images(np.stack(read), folder.label[part], folder.split[part])
    if bad:
        raise CheminsError(bad_message(source["path"], bad))


def taken(source, shape, name, bad, tell) -> np.ndarray | None:
    """A picture's pixels; None where they cannot be taken, with the reason in `bad`."""
    channels = source.get("channels") or (3 if shape[2] == 3 else None)
    try:
        pixels = read_picture(Path(source["path"], name), source.get("size"), channels)
        check_shape(pixels.shape, shape)
    except BadPicture as error:
        bad[name] = str(error)
        tell(f"{printable(name)}: {error}")
        return None
    return pixels


def check_shape(found, planned) -> None:
    if found[:2] != planned[:2]:
        sizes = [f"{height} × {width}" for height, width, _ in (found, planned)]
        raise BadPicture(
            f"it has {sizes[0]} pixels, the first picture {sizes[1]}; with size: [64, 64], "
            "for one, in the config's dataset all are brought to that"
        )
    if found[2] != planned[2]:
        raise BadPicture(
            "it has colours, the first picture of each class only greys; with channels: 1 or "
            "channels: 3 in the config's dataset all become one or the other"
        )
