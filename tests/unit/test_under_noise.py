"""Paths kept under noise, by hand: a layer that moves as a whole, and one whose images part."""

import numpy as np
import pytest

from builders.made_findings import samples
from chemins.clusters.standardise import Space
from chemins.measures import under_noise
from chemins.measures.under_noise import rows_under_noise
from chemins.results import tables

ROLE = np.repeat(["train", "test"], [5, 40])
LABEL = np.arange(45) % 2
# Test images lie at 0 and 10, clusters about both, and apart from these about -3 and 13.
CLEAN = np.float32(10 * LABEL)
CENTERS = {basis: np.float32([[0], [10], [-3], [13]]) for basis in ("chosen", "classes")}


def write(path, layers, rows):
    output = np.eye(2, dtype=np.float32)[LABEL[rows]]
    about = {"sample_id": rows, "role": ROLE[rows], "label": LABEL[rows], "output": output}
    columns = {layer: values[:, np.newaxis] for layer, values in layers.items()}
    tables.write(path, tables.ACTIVATIONS, about | columns)
    return path


@pytest.fixture(params=[2**26, 7], ids=["at once", "in blocks"])
def rows(request, tmp_path, monkeypatch):
    monkeypatch.setattr(under_noise, "BLOCK", request.param)
    test = np.flatnonzero(ROLE == "test")
    clean = write(tmp_path / "clean", {"maps": CLEAN, "dense": CLEAN}, np.arange(45))
    # All maps move by 3 and every fifth by 5 more; of the dense layer every fourth moves by 3.
    places = np.arange(40)
    moved = {
        "maps": CLEAN[test] + np.float32(3) + np.float32(5) * (places % 5 == 0),
        "dense": CLEAN[test] + np.float32(3) * np.where(LABEL[test], 1, -1) * (places % 4 == 0),
    }
    noisy = write(tmp_path / "noisy", {k: np.float32(v) for k, v in moved.items()}, test)
    space = {layer: Space(np.zeros(1), np.ones(1), None) for layer in moved}
    centers = dict.fromkeys(moved, CENTERS)
    of = samples(ROLE, LABEL, LABEL, digits=(0, 1))

    def found(stages):
        told = rows_under_noise(clean, noisy, space, centers, ["maps"], of, stages)
        return {row["measure"]: row["value"] for row in told}

    return found


def test_the_common_shift_is_taken_out_of_maps_alone(rows):
    # Less the mean shift of 4, the maps are moved by -1 and 4: all others' nearest is still theirs.
    maps, dense = rows(["maps"]), rows(["dense"])
    assert maps["noise_agreement"] == pytest.approx(0.4)
    assert maps["noise_agreement_centred"] == pytest.approx(0.9)
    assert dense["noise_agreement"] == dense["noise_agreement_centred"] == 0.75
    assert maps["noise_predictions"] == 1
