"""The images of two networks, read back as docs/comparing.md says."""

import base64
import gzip

import numpy as np
import pytest

from builders.made_compared import CONVOLVED, comparison
from builders.made_run import LAYERS, write_dataset
from chemins.pages import compared_images as module
from chemins.pages.encoding import NEVER

LABELS = [1, 4, 7]


@pytest.fixture(scope="module")
def found():
    return comparison()


def columns_of(found, pictured=None):
    pictured = np.ones(len(found.fates["label"]), bool) if pictured is None else pictured
    return module.columns(found.runs, found.fates, LABELS, pictured)


def read_back(columns):
    data, start, read = gzip.decompress(base64.b64decode(module.packed(columns))), 0, {}
    for name, kind in module.described(columns):
        read[name] = np.frombuffer(data, f"<{kind}", len(columns["label"]), start)
        start += read[name].nbytes
    assert start == len(data)
    return read


def test_each_image_is_told_as_in_the_tables(found):
    read, fates = read_back(columns_of(found)), found.fates
    assert np.cumsum(read["sample_id"]).tolist() == fates["sample_id"].tolist()
    assert len(fates["label"]) == 56
    assert [LABELS[i] for i in read["label"]] == fates["label"].tolist()
    assert [module.ALL_ROLES[i] for i in read["role"]] == fates["role"].tolist()
    assert {"train", "test", "unseen", "mixed"} == set(fates["role"].tolist())
    for side, run in zip(("first", "second"), found.runs, strict=True):
        assert [LABELS[i] for i in read[f"{side} prediction"]] == fates[
            f"{side}_prediction"
        ].tolist()
        assert [module.ROLES[i] for i in read[f"{side} role"]] == fates[f"{side}_role"].tolist()
        travels = [LABELS[i] if i >= 0 else -1 for i in read[f"{side} travels"]]
        assert travels == fates[f"{side}_travels_as"].tolist()
        probability = read[f"{side} probability"] / module.PROBABILITY
        assert probability == pytest.approx(fates[f"{side}_probability"], abs=1e-4)
        names = [*run.hidden, NEVER]
        committed = [names[i] for i in read[f"{side} committed"]]
        assert committed == fates[f"{side}_committed"].tolist()
        for layer in run.layers:
            assert read[f"{side} cluster {layer}"].tolist() == run.clusters[layer].tolist()
    assert (read["first prediction"] != read["second prediction"]).sum() == 11


def test_a_network_is_told_by_its_layers(found):
    first, second = map(module.run_entry, found.runs)
    assert [layer["name"] for layer in first["layers"]] == LAYERS
    assert [layer["title"] for layer in second["layers"]] == [
        "pixels",
        "conv 1",
        "dense 1",
        "output",
    ]
    assert first["layers"][1]["clusters"] == 3
    assert (first["path"], second["path"]) == ([1], [CONVOLVED.index("dense_1")])
    assert second["committed"] == ["conv 1", "dense 1", "never"]


def test_of_few_images_all_have_pictures():
    changed = np.arange(module.FEW) % 3 == 0
    assert module.pictured_rows(changed, (28, 28, 1)).all()
    assert module.pictured_text(changed, np.ones(len(changed), bool)) == ""


@pytest.mark.parametrize(("every", "own", "others"), [(10, 300, 1_700), (1, 2_000, 0)])
def test_of_many_images_those_that_change_come_first_and_the_others_evenly(every, own, others):
    changed = np.arange(3_000) % every == 0
    pictured = module.pictured_rows(changed, (28, 28, 1))
    assert (np.sum(pictured & changed), np.sum(pictured & ~changed)) == (own, others)
    rest = np.flatnonzero(pictured & (~changed if others else changed))
    assert np.diff(rest).max() <= 4
    assert rest[-1] > 2_990
    text = module.pictured_text(changed, pictured)
    told = {
        10: "All images that change fate have a picture; of the 2,700 others 1,700, evenly taken.",
        1: "Of 3,000 images that change fate 2,000 have a picture, evenly taken.",
    }
    assert text == told[every]


def test_large_pictures_are_fewer_so_that_the_page_stays_small():
    assert module.room((28, 28, 1)) == 2_000
    assert module.room((224, 224, 3)) == 1_500_000 // (28 * 28 * 3 // 2)


def test_pictures_are_those_of_the_images_that_have_one(found, tmp_path):
    dataset = write_dataset(tmp_path / "dataset.parquet", 200, (3, 2, 1))
    pictured = np.arange(56) % 2 == 1
    places = read_back(columns_of(found, pictured))["picture"]
    assert places.tolist() == [i // 2 + 1 if i % 2 else 0 for i in range(56)]
    (block,) = module.sprites(dataset, found.fates, pictured)
    data = np.frombuffer(gzip.decompress(base64.b64decode(block)), np.uint8).reshape(28, 3)
    ids = found.fates["sample_id"][pictured]
    assert ((data[:, 0] >> 4) == (ids + 8) // 17).all()  # each pixel is its image's number
    assert module.sprites(dataset, found.fates, np.zeros(56, bool)) == []
