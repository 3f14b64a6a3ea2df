import json

import numpy as np
import pytest

from chemins.data import images
from chemins.data.images import (
    StoredImages,
    asked_often,
    image_shape,
    read_dataset,
    read_images,
    stream_images,
)
from chemins.results import tables

SHAPE = (2, 3, 3)


def write_dataset(path, rows, shape):
    """A table of images, no two alike; returns their pixels."""
    width = int(np.prod(shape))
    pixels = np.random.default_rng(0).integers(0, 256, (rows, width), dtype=np.uint8)
    columns = {
        "sample_id": np.arange(rows),
        "split": np.where(np.arange(rows) % 5, "train", "test"),
        "label": np.arange(rows) % 10,
        "pixels": pixels,
    }
    tables.write(path, tables.DATASET, columns, {"chemins.shape": json.dumps(shape)})
    return pixels


def samples(ids):
    ids = np.array(ids, np.int32)
    return {"sample_id": ids, "label": ids % 10, "role": np.where(ids % 5, "train", "test")}


@pytest.fixture
def dataset(tmp_path):
    path = tmp_path / "tiny.parquet"
    return path, write_dataset(path, 60, SHAPE)


def test_image_shape(dataset):
    assert image_shape(dataset[0]) == SHAPE


@pytest.mark.parametrize("rows", [1, 2, 7, 20, 39, 40, 41, 1000])
@pytest.mark.parametrize("start", [0, 19])
def test_exactly_the_samples_in_batches_that_are_full(dataset, rows, start):
    path, pixels = dataset
    wanted = samples(range(start, start + 40))
    found = list(stream_images(path, wanted, rows))
    full, rest = divmod(40, rows)
    assert [len(batch["pixels"]) for batch in found] == [rows] * full + [rest] * (rest > 0)
    for name, column in {**wanted, "pixels": pixels[start : start + 40]}.items():
        np.testing.assert_array_equal(np.concatenate([b[name] for b in found]), column)


@pytest.mark.parametrize("rows", [1000, 1024, 4096, 5000])
def test_batches_are_full_wherever_the_tables_own_pieces_end(tmp_path, rows):
    path = tmp_path / "long.parquet"
    pixels = write_dataset(path, 2 * tables.ROW_GROUP + 100, (1, 2, 1))
    ids = np.sort(np.random.default_rng(1).choice(len(pixels), 6000, replace=False))
    found = list(stream_images(path, samples(ids), rows))
    assert {len(batch["pixels"]) for batch in found[:-1]} <= {rows}
    assert sum(len(batch["pixels"]) for batch in found) == 6000
    np.testing.assert_array_equal(np.concatenate([b["sample_id"] for b in found]), ids)
    np.testing.assert_array_equal(np.concatenate([b["pixels"] for b in found]), pixels[ids])


def test_samples_in_the_last_piece_only(tmp_path):
    path = tmp_path / "long.parquet"
    pixels = write_dataset(path, tables.ROW_GROUP + 10, (1, 1, 1))
    ids = [tables.ROW_GROUP, tables.ROW_GROUP + 9]
    (batch,) = stream_images(path, samples(ids), 5)
    np.testing.assert_array_equal(batch["pixels"], pixels[ids])


@pytest.mark.parametrize(
    ("first", "last", "groups"),
    [(0, 9, {0}), (4095, 4096, {0, 1}), (4096, 8191, {1}), (8192, 8201, {2})],
)
def test_only_pieces_that_have_some_are_read(tmp_path, monkeypatch, first, last, groups):
    path = tmp_path / "long.parquet"
    pixels = write_dataset(path, 2 * 4096 + 10, (1, 1, 1))
    whole, read = tables.batches, set()

    def noted(*arguments, **options):
        for batch in whole(*arguments, **options):
            read.update((batch["sample_id"] // 4096).tolist())
            yield batch

    monkeypatch.setattr(tables, "batches", noted)
    found = read_images(path, samples([first, last]))
    np.testing.assert_array_equal(found, pixels[[first, last]])
    assert read == groups


def test_read_images(dataset):
    path, pixels = dataset
    ids = [0, 3, 17, 18, 59]
    found = read_images(path, samples(ids))
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, pixels[ids])
    np.testing.assert_array_equal(
        found.reshape(-1, *image_shape(path))[2], pixels[17].reshape(SHAPE)
    )


def test_sample_ids_are_enough(dataset):
    path, pixels = dataset
    np.testing.assert_array_equal(read_images(path, {"sample_id": np.array([5])}), pixels[[5]])


# --- some of them ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("kept", "kind"), [(40 * 18, np.ndarray), (40 * 18 - 1, np.memmap)])
def test_images_that_are_often_asked_for_are_read_once(dataset, monkeypatch, kept, kind):
    path, pixels = dataset
    whole, asked_of = images.stream_images, []

    def read(path, samples, rows):
        asked_of.append(len(samples["sample_id"]))
        return whole(path, samples, rows)

    monkeypatch.setattr(images, "KEPT", kept)
    monkeypatch.setattr(images, "stream_images", read)
    asked = asked_often(path, samples(range(19, 59)))
    for places in ([3, 0, 39, 3], [7], [12, 12]):
        np.testing.assert_array_equal(asked(np.array(places)), pixels[19:59][places])
    assert asked_of == [40]
    assert type(asked(slice(None))) is kind


@pytest.mark.parametrize(("kept", "kind"), [(60 * 18, np.ndarray), (60 * 18 - 1, StoredImages)])
def test_a_datasets_images_are_at_hand_or_read_when_they_are_asked_for(
    dataset, kept, kind, monkeypatch
):
    path, pixels = dataset
    monkeypatch.setattr(images, "KEPT", kept)
    found = read_dataset(path)
    assert [*found] == [*tables.DATASET.columns]
    assert isinstance(found["pixels"], kind)
    places = np.array([59, 3, 3, 0, 40])
    np.testing.assert_array_equal(found["pixels"][places], pixels[places])
    np.testing.assert_array_equal(found["label"], np.arange(60) % 10)
