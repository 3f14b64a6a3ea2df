"""Which pairs an atlas is made of, and configs that ask for what there is not."""

import json
from pathlib import Path

import pytest
import yaml

from builders.configs import SCHEMA, SMALL
from chemins.base.errors import CheminsError
from chemins.data.datasets import Description
from chemins.planning.atlas_runs import atlas_runs
from chemins.planning.config import read_config, selected_runs
from chemins.planning.settings import canonical_json, charting

FEW = "defaults: {per_digit: 20, test_per_digit: 10}, runs: {a: {}, b: {}}"


def pairs_of(text, description=SMALL):
    return atlas_runs(config_of(text), SCHEMA, description)


def config_of(text):
    return read_config(yaml.safe_load("{" + text + "}"), SCHEMA)


def test_without_the_key_there_is_no_atlas_and_all_runs_are_made():
    assert pairs_of(FEW) == {}
    assert list(selected_runs(config_of(FEW))) == ["a", "b"]


def test_an_atlas_has_every_pair_with_all_others_unseen():
    runs = pairs_of(f"atlas: {{digits: [3, 0, 1]}}, {FEW}")
    assert {name: (run["digits"], run["unseen"]) for name, run in runs.items()} == {
        "0v1": ([0, 1], [3]),
        "0v3": ([0, 3], [1]),
        "1v3": ([1, 3], [0]),
    }


def test_an_atlas_has_the_labels_that_can_be_taught_and_tested():
    # 5 is never tested, 6 never taught.
    digits = {digit for run in pairs_of(f"atlas: {{}}, {FEW}").values() for digit in run["digits"]}
    assert digits == {0, 1, 2, 3, 4}


def test_only_the_runs_that_are_named_are_made_beside_an_atlas():
    assert selected_runs(config_of(f"atlas: {{}}, {FEW}")) == {}
    assert list(selected_runs(config_of(f"atlas: {{}}, only: [b], {FEW}"))) == ["b"]


def test_all_else_is_from_the_defaults():
    given = "{per_digit: 7, test_per_digit: 9, seed: 5, replicates: 0, clustering: {n_init: 3}}"
    run = pairs_of(f"atlas: {{replicates: 4}}, defaults: {given}, runs: {{a: {{}}}}")["0v1"]
    assert (run["per_digit"], run["test_per_digit"], run["seed"]) == (7, 9, 5)
    assert (run["replicates"], run["clustering"]["k"]) == (4, "classes")
    settings = json.loads(canonical_json(charting(run)))
    assert settings["clustering"] == {"k": "classes", "n_init": 3}
    assert settings["network"]["hidden"] == [32, 64]
    assert not {"umap"} & set(settings)


def test_the_atlas_of_the_config_folder_is_of_all_45_pairs():
    folder = Path(__file__).resolve().parents[2] / "config"
    laid = yaml.safe_load((folder / "config.yaml").read_text())
    laid |= yaml.safe_load((folder / "atlas.yaml").read_text())
    counts = {"train": dict.fromkeys(range(10), 400), "test": dict.fromkeys(range(10), 100)}
    runs = atlas_runs(read_config(laid, SCHEMA), SCHEMA, Description("ten", (28, 28, 1), counts))
    assert len(runs) == 45
    assert {len(run["unseen"]) for run in runs.values()} == {8}


WRONG = {
    "two digits": ("atlas: {digits: [1, 7]}", ["atlas.digits", "[1, 7]", "at least 3"]),
    "a digit twice": ("atlas: {digits: [1, 1, 7]}", ["atlas.digits", "twice"]),
    "no replicate": ("atlas: {replicates: 0}", ["atlas.replicates", "0", "at least 1"]),
    "unknown key": ("atlas: {pairs: []}", ["atlas", "'pairs'", "digits, replicates, classes"]),
    "no mapping": ("atlas: yes", ["atlas", "True", "a mapping"]),
    "a label that there is not": (
        "atlas: {digits: [0, 1, 12]}",
        ["atlas, digits", "small", "no label 12", "0, 1, 2, 3 and 4"],
    ),
    "a label that is never tested": ("atlas: {digits: [0, 1, 5]}", ["atlas, digits", "label 5"]),
    "more images than there are": (
        "atlas: {}",
        ["atlas, defaults, test_per_digit", "20", "at most 10"],
    ),
}


@pytest.mark.parametrize(("text", "fragments"), WRONG.values(), ids=WRONG)
def test_a_wrong_atlas_is_refused_in_words(text, fragments):
    with pytest.raises(CheminsError) as caught:
        pairs_of(f"{text}, defaults: {{per_digit: 20, test_per_digit: 20}}, runs: {{a: {{}}}}")
    for fragment in fragments:
        assert fragment in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_atlas_trains_its_own_networks():
    given = FEW.replace("per_digit: 20", "per_digit: 20, network: {kind: file, model: a.keras}")
    with pytest.raises(CheminsError, match=r"atlas, defaults, network\.kind: 'file'.*dense \| cnn"):
        pairs_of(f"atlas: {{digits: [3, 0, 1]}}, {given}")


def test_two_labels_make_no_atlas():
    two = {"train": {0: 50, 1: 50}, "test": {0: 50, 1: 50}}
    with pytest.raises(CheminsError, match=r"two has the labels 0 and 1 only; .* at least three"):
        pairs_of(f"atlas: {{}}, {FEW}", Description("two", (8, 8, 1), two))
