"""A folder of many small JPEG files: what planning, digesting and reading it take."""

import os
import tempfile
from pathlib import Path

import numpy as np
from measure import measured, say, shown, table
from PIL import Image

COUNTS = (10_000, 100_000)
CLASSES = 10
SIDE = 64
WRITTEN = 500  # different files; the others are copies under their own names


def run():
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for count in COUNTS for row in rows_of(Path(folder, str(count)), count)]
    head = ["pictures of 64 × 64", "work", "seconds", "peak"]
    table("A folder of pictures", head, rows)


def rows_of(folder, count):
    say(f"writing {count:,} pictures")
    write(folder, count)
    for name, function in (
        ("planning", planned),
        ("digest, first call", digested),
        ("digest, remembered", digested),
        ("the table, 32 × 32", fetched),
    ):
        say(name)
        done = measured(function, folder)
        assert done.value in (None, count), f"{done.value} of {count}"
        yield [f"{count:,}", name, shown(done.seconds), f"{done.peak:,.0f} MB"]


def write(folder, count):
    """Smooth pictures, as photographs are, in colour."""
    stream = np.random.default_rng(0)
    originals = []
    for number in range(WRITTEN):
        small = Image.fromarray(stream.integers(0, 256, (8, 8, 3), dtype=np.uint8))
        originals.append(Path(f"{folder}-{number}.jpg"))
        small.resize((SIDE, SIDE), Image.Resampling.BICUBIC).save(originals[-1], quality=90)
    contents = [path.read_bytes() for path in originals]
    for number in range(count):
        place = folder / f"class-{number % CLASSES}" / f"{number:06}.jpg"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(contents[number % WRITTEN])


def planned(folder):
    from chemins.data.datasets import describe_dataset

    found = describe_dataset({"path": str(folder)})
    return sum(sum(counts.values()) for counts in found.counts.values())


def digested(folder):
    from chemins.results import contents

    contents.SETTLED = -1  # so that what was written a moment ago is remembered
    assert contents.Contents(folder.parent / "memory.json").of(folder)


def fetched(folder):
    from chemins.results import tables
    from fetch_dataset import fetch_dataset

    source = {"path": str(folder), "size": [32, 32]}
    with open(os.devnull, "w") as terminal:
        fetch_dataset({"dataset": source}, folder.parent / "table", terminal=terminal)
    return len(tables.read_columns(folder.parent / "table", tables.DATASET, ["label"])["label"])
