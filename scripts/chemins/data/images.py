"""A run's images, read from the dataset's table a batch at a time."""

import json
import math
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from chemins.base.errors import CheminsError
from chemins.results import tables

KEPT = 2**27  # bytes of images that are kept in memory to be asked for again


def image_shape(dataset) -> tuple[int, int, int]:
    """(height, width, channels) of a dataset's images. dataset: path of its table."""
    return tuple(json.loads(tables.metadata(dataset, tables.DATASET)["chemins.shape"]))


def stream_images(dataset, samples, rows) -> Iterator[dict]:
    """The images of a table of samples, in its order, in batches of at most `rows`.

    samples: columns of tables.SAMPLES. Each batch has sample_id, role, label and pixels
    (m, width) uint8; all batches but the last have exactly `rows`.
    """
    waiting = np.empty((0, 0), np.uint8)
    done = 0
    ids = samples["sample_id"]
    ends = (ids[0], ids[-1]) if len(ids) else None
    for batch in tables.batches(dataset, tables.DATASET, ["sample_id", "pixels"], between=ends):
        found = batch["pixels"][are_among(batch["sample_id"], ids)]
        waiting = np.concatenate([waiting.reshape(-1, found.shape[1]), found])
        while len(waiting) >= rows:
            yield with_samples(samples, done, waiting[:rows])
            waiting, done = waiting[rows:], done + rows
    if done + len(waiting) != len(ids):
        raise CheminsError(
            f"{dataset} has {done + len(waiting)} of {len(ids)} samples; "
            "delete the run's samples and run again"
        )
    if len(waiting):
        yield with_samples(samples, done, waiting)


def are_among(values, ascending) -> np.ndarray:
    """(n,) bool: which values are among others; soon found also among a million."""
    places = np.minimum(np.searchsorted(ascending, values), max(len(ascending) - 1, 0))
    return ascending[places] == values if len(ascending) else np.zeros(len(values), bool)


def with_samples(samples, start, pixels) -> dict[str, np.ndarray]:
    part = {name: column[start : start + len(pixels)] for name, column in samples.items()}
    return {**part, "pixels": pixels}


def read_images(dataset, samples) -> np.ndarray:
    """All pixels (n, width) uint8 of a table of samples, in its order."""
    return np.concatenate(
        [batch["pixels"] for batch in stream_images(dataset, samples, tables.ROW_GROUP)]
    )


def mapped_images(dataset, samples) -> np.ndarray:
    """As read_images, in a temporary file that is mapped into memory: they are read when they are
    looked at, and need not fit. The file goes with the array."""
    with tempfile.TemporaryFile() as file:
        for batch in stream_images(dataset, samples, tables.ROW_GROUP):
            file.write(batch["pixels"].tobytes())
        file.flush()
        shape = len(samples["sample_id"]), math.prod(image_shape(dataset))
        return np.memmap(file, np.uint8, "r", shape=shape)


def read_dataset(dataset) -> dict[str, np.ndarray]:
    """Columns of a dataset's table; `pixels` of more than KEPT bytes are StoredImages."""
    about = tables.read_columns(dataset, tables.DATASET, ["sample_id", "split", "label"])
    samples = {"sample_id": about["sample_id"]}
    whole = len(about["sample_id"]) * math.prod(image_shape(dataset)) <= KEPT
    return {**about, "pixels": (read_images if whole else StoredImages)(dataset, samples)}


@dataclass(frozen=True)
class StoredImages:
    """Images that are read when they are asked for: `images[places]` is what images_at gives.

    samples: columns of tables.SAMPLES.
    """

    dataset: str
    samples: dict

    def __getitem__(self, places) -> np.ndarray:
        return images_at(self.dataset, self.samples, places)


def images_at(dataset, samples, places) -> np.ndarray:
    """(m, width) uint8 pixels of the samples in these (m,) rows, which may be there several times.

    samples: columns of tables.SAMPLES.
    """
    rows, back = np.unique(places, return_inverse=True)
    chosen = {name: column[rows] for name, column in samples.items()}
    return read_images(dataset, chosen)[back]


def asked_often(dataset, samples) -> Callable:
    """A function from (m,) rows to what images_at gives of them, which reads the table once. Images
    of more than KEPT bytes are read from a temporary file when they are asked for.

    samples: columns of tables.SAMPLES.
    """
    size = len(samples["sample_id"]) * math.prod(image_shape(dataset))
    images = (mapped_images if size > KEPT else read_images)(dataset, samples)
    return lambda places: images[places]
