"""The job that compares two networks, on made tables; and that which asks the untrained twins."""

import json

import numpy as np
import pytest

from builders.made_comparison import compare, layers_of, write_run
from chemins.answers.network_comparison import same_start
from chemins.base.errors import CheminsError
from chemins.measures.similarity import Likeness
from chemins.measures.vocabulary import TRAINED, UNTRAINED
from chemins.results import compared_tables, tables

LAYERS = {"first": layers_of(2), "second": layers_of(3)}


@pytest.fixture
def inputs(tmp_path):
    return {
        **write_run(tmp_path, "first", LAYERS["first"]),
        **write_run(tmp_path, "second", LAYERS["second"]),
    }


def test_tables_and_numbers_are_of_all_pairs_of_layers(tmp_path, inputs):
    found, flows, fates = compare(tmp_path, LAYERS, inputs)
    similarity = tables.read_columns(tmp_path / "similarity.parquet", compared_tables.SIMILARITY)
    pairs = [(a, b) for a in LAYERS["first"] for b in LAYERS["second"]]
    rows = list(zip(similarity["first_layer"], similarity["second_layer"], strict=True))
    assert rows == pairs * 2
    assert similarity["network"].tolist() == ["trained"] * 20 + ["untrained"] * 20
    assert set(similarity["images"]) == {80}
    inside = (similarity["low"] <= similarity["debiased"]) & (
        similarity["debiased"] <= similarity["high"]
    )
    assert inside.all()
    for place, entry in enumerate(found["similarity"]):
        assert entry["trained"]["value"] == similarity["debiased"][place]
        assert entry["trained"]["cka"] == similarity["cka"][place]
        assert entry["untrained"]["high"] == similarity["high"][place + 20]
    pixels = found["similarity"][0]
    assert pixels["trained"]["value"] == pytest.approx(1)
    assert pixels["difference"] is None
    assert all(entry["difference"] for entry in found["similarity"][1:])
    assert len(fates["sample_id"]) == 160
    assert flows["count"].sum() == 20 * 160
    images = {"test": 80, "train": 80, "unseen": 0, "mixed": 0, "first": 160, "second": 160}
    assert found["images"] == images
    assert found["fates"]["roles"].keys() == {"train", "test"}
    # Pixels, which are like most of all here, are no layer of a network.
    for side, other in (("first", "second"), ("second", "first")):
        best = found["most_alike"][side]
        assert best.keys() == set(LAYERS[side][1:])
        told = [layer for one in best.values() for layer in (one["layer"], *one["as_alike"])]
        assert set(told) <= set(LAYERS[other][1:])


def test_a_network_with_itself_is_the_same_in_every_layer(tmp_path):
    layers = {"first": LAYERS["first"], "second": LAYERS["first"]}
    inputs = write_run(tmp_path, "first", LAYERS["first"])
    twice = inputs | {name.replace("first", "second"): path for name, path in inputs.items()}
    found, _, fates = compare(tmp_path, layers, twice)
    for entry in found["similarity"]:
        if entry["first_layer"] == entry["second_layer"]:
            assert entry["trained"]["value"] == pytest.approx(1)
    for layer in LAYERS["first"][1:]:
        assert found["most_alike"]["first"][layer] == {"layer": layer, "as_alike": []}
    assert set(fates["changed"]) == {""}
    assert found["same_start"] is True
    same = [e for e in found["clusters"] if e["first_layer"] == e["second_layer"]]
    assert all(e["ami"]["value"] == e["matched"]["value"] == 1 for e in same)


def test_networks_began_alike_where_every_layer_of_both_did():
    same, other = (Likeness(value, value, np.full(9, value)) for value in (1.0, 0.8))
    pairs = {("pixels", "pixels"): same, ("a", "a"): same, ("a", "b"): other}
    layers = {"first": ["pixels", "a"], "second": ["pixels", "a"]}
    assert same_start({UNTRAINED: pairs}, layers)
    assert not same_start({UNTRAINED: pairs | {("a", "a"): other}}, layers)
    assert not same_start({UNTRAINED: pairs}, layers | {"second": ["pixels", "a", "b"]})
    assert not same_start({TRAINED: pairs}, layers)


@pytest.mark.parametrize("twin", [False, None])
def test_without_a_twin_there_is_no_control_and_it_is_said_why(tmp_path, inputs, twin):
    for side in ("second",):
        del inputs[f"{side}_untrained"]
        inputs |= write_run(tmp_path, side, LAYERS[side], twin=twin)
    found, _, _ = compare(tmp_path, LAYERS, inputs)
    missing = found["untrained"]["second"]["missing"]
    assert missing == (
        "its activations are at hand, but not the network"
        if twin is None
        else "its initialisers draw nothing at random"
    )
    assert found["untrained"]["first"]["missing"] == ""
    assert {entry["untrained"] for entry in found["similarity"]} == {None}
    assert {entry["difference"] for entry in found["similarity"]} == {None}
    similarity = tables.read(tmp_path / "similarity.parquet", compared_tables.SIMILARITY)
    assert set(similarity["network"].to_pylist()) == {"trained"}


def test_a_layer_that_answers_nothing_is_like_no_other(tmp_path, inputs):
    path = inputs["second_network"]
    columns = tables.read_columns(path, tables.ACTIVATIONS)
    columns["hidden_2"] = np.zeros_like(columns["hidden_2"])
    tables.write(path, tables.ACTIVATIONS, columns)
    found, _, _ = compare(tmp_path, LAYERS, inputs)
    dead = [entry for entry in found["similarity"] if entry["second_layer"] == "hidden_2"]
    assert [entry["trained"] for entry in dead] == [None] * 4
    assert [entry["difference"] for entry in dead] == [None] * 4
    assert "hidden_2" not in found["most_alike"]["second"]
    for best in found["most_alike"]["first"].values():
        assert "hidden_2" not in [best["layer"], *best["as_alike"]]


def test_runs_that_share_no_test_images_are_named_with_their_counts(tmp_path, inputs):
    inputs |= write_run(tmp_path, "second", LAYERS["second"], roles=("test", "train"))
    with pytest.raises(CheminsError) as error:
        compare(tmp_path, LAYERS, inputs, runs=("1v7", "1v4"))
    assert str(error.value).startswith(
        "compare: the runs 1v7 and 1v4 share 0 test images, of 80 and 80; needed: at least 5."
    )
    assert not (tmp_path / "comparison.json").exists()


def test_accuracy_is_compared_on_shared_test_images(tmp_path, inputs):
    inputs |= write_run(tmp_path, "second", LAYERS["second"], tied=0.3)
    found, _, fates = compare(tmp_path, LAYERS, inputs)
    test = fates["role"] == "test"
    wrong = fates["second_prediction"] != fates["label"]
    accuracy = found["fates"]["accuracy"]
    assert accuracy["first"]["value"] == 1
    assert accuracy["second"]["count"] == (test & ~wrong).sum() < 80
    assert accuracy["only_first"] == (test & wrong).sum()
    assert accuracy["only_second"] == 0
    assert accuracy["difference"]["value"] == pytest.approx(-(test & wrong).sum() / 80)
    roles = found["fates"]["roles"]
    assert roles["train"]["predicted_differently"]["count"] == (wrong & ~test).sum()
    assert roles["test"]["predicted_differently"]["images"] == 80


def test_what_was_computed_is_the_same_each_time(tmp_path, inputs):
    names = ("similarity.parquet", "flows.parquet", "fates.parquet", "comparison.json")
    compare(tmp_path, LAYERS, inputs)
    before = [(tmp_path / name).read_bytes() for name in names]
    compare(tmp_path, LAYERS, inputs)
    assert [(tmp_path / name).read_bytes() for name in names] == before
    assert json.loads(before[-1])["k"]["first"].keys() == set(LAYERS["first"])
