"""What an atlas says as numbers, against its made values and hand-worked cases."""

import json

import numpy as np
import pytest
from scipy import stats

from builders.made_atlas import (
    DIGITS,
    LAYERS,
    PAIRS,
    atlas_of,
    distinct,
    in_replicates,
    predictions,
    whole,
)
from chemins.answers.atlas_answers import atlas_answers, cell_counts, gain_over_pairs
from chemins.answers.replicated import Replicated

HIDDEN = ["hidden_1", "hidden_2"]
FOUND = atlas_answers(distinct(), HIDDEN, 0.6)


def interval(values):
    mean = np.mean(values)
    low, high = stats.t.interval(0.95, len(values) - 1, mean, stats.sem(values))
    return {"mean": pytest.approx(mean), "low": pytest.approx(low), "high": pytest.approx(high)}


def over_pairs(measure, layer):
    return np.mean([in_replicates(measure, pair, layer) for pair in PAIRS], axis=0)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_in_the_mean_over_all_pairs(layer):
    assert FOUND["ami"][layer] == interval(over_pairs("ami", layer))


@pytest.mark.parametrize(("before", "layer"), [LAYERS[:2], LAYERS[1:]])
def test_a_gain_is_over_the_layer_before_pair_by_pair(before, layer):
    gained = over_pairs("ami", layer) - over_pairs("ami", before)
    told = {name: FOUND["gain"][layer][name] for name in ("mean", "low", "high")}
    assert told == interval(gained)


@pytest.mark.parametrize("pair", PAIRS)
def test_what_is_told_of_a_pair(pair):
    told = FOUND["by_pair"][f"{pair[0]}v{pair[1]}"]
    assert told["accuracy"] == interval(in_replicates("accuracy", pair))
    for measure in ("ami", "purity"):
        for layer in LAYERS:
            assert told[measure][layer] == interval(in_replicates(measure, pair, layer))
    shares = {str(d): in_replicates("predicted", pair, "", d, pair[1])
              for d in DIGITS if d not in pair}  # fmt: skip
    assert told["to_second"] == {digit: interval(values) for digit, values in shares.items()}
    assert told["evenness"] == interval(entropy(np.array(list(shares.values()))).mean(axis=0))


def entropy(share):
    return -share * np.log2(share) - (1 - share) * np.log2(1 - share)


@pytest.mark.parametrize("digit", DIGITS)
def test_how_evenly_a_digit_is_divided_by_the_pairs_that_were_not_taught_it(digit):
    shares = [in_replicates("predicted", pair, "", digit, pair[1])
              for pair in PAIRS if digit not in pair]  # fmt: skip
    expected = interval(entropy(np.array(shares)).mean(axis=0))
    assert FOUND["by_digit"][str(digit)]["evenness"] == expected


def test_pairs_that_are_apart_from_a_layer_on():
    told = atlas_answers(whole(), ["hidden_1"], 0.95)["apart"]
    # Pixels 0.99, 0.90, 0.80, the hidden layer 0.97, 0.99, 0.90.
    surely = told.pop("surely")
    assert told == {"pixels": 1, "hidden_1": 2, "none": ["1v2"]}
    assert surely == {"pixels": 1, "apart": 2, "none": ["1v2"]}  # both networks say the same


def test_a_pair_whose_interval_reaches_the_mark_is_not_surely_in_no_layer():
    rows = [row for row in rows_of(whole()) if row[6] != "purity"]
    for pair, values in {(0, 1): (0.98, 0.98), (0, 2): (0.90, 0.96), (1, 2): (0.9, 0.9)}.items():
        for layer in ("pixels", "hidden_1"):
            rows += [(*pair, r, layer, -1, -1, "purity", v) for r, v in enumerate(values, 1)]
    told = atlas_answers(atlas_of(rows), ["hidden_1"], 0.95)["apart"]
    assert told["none"] == ["0v2", "1v2"]
    assert told["surely"] == {"pixels": 1, "apart": 1, "none": ["1v2"]}


def rows_of(atlas):
    names = ("first", "second", "replicate", "layer", "digit", "toward", "measure", "value")
    return list(zip(*(atlas.columns[name].tolist() for name in names), strict=True))


def test_gains_are_counted_once_they_stand_beside_all_others():
    """Of 40 pairs one is sure, and one would be by itself only: t = 5 and 2.3 of nine degrees."""
    noise = np.array([-1.0, 1] * 5)
    spread = np.std(noise, ddof=1) / np.sqrt(10)
    quiet = [noise for _ in range(38)]
    values = np.array([noise + 5 * spread, noise - 2.3 * spread, *quiet])
    assert stats.ttest_1samp(values[1], 0).pvalue < 0.05
    told = gain_over_pairs(Replicated(values))
    assert (told["pairs_above"], told["pairs_below"]) == (1, 0)
    told = gain_over_pairs(Replicated(-values))
    assert (told["pairs_above"], told["pairs_below"]) == (0, 1)


def test_cells_by_how_they_are_divided():
    shares = {(0, 1): {2: (0.95, 0.93)}, (0, 2): {1: (0.05, 0.11)}, (1, 2): {0: (0.35, 0.47)}}
    found = cell_counts(atlas_of(predictions(shares)).by_cell("predicted"))
    assert found == {"all": 3, "one_sided": 2, "halved": 1}


def test_one_network_a_pair_has_no_intervals_and_is_written_all_the_same():
    rows = [row for row in rows_of(whole()) if row[2] == 1]
    told = atlas_answers(atlas_of(rows, replicates=1), ["hidden_1"], 0.95)
    assert told["ami"]["pixels"] == {"mean": pytest.approx(0.8967, abs=1e-4), "low": None,
                                     "high": None}  # fmt: skip
    assert told["gain"]["hidden_1"]["pairs_above"] == 0
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_what_is_alike_unseen_is_hard_to_tell_when_taught():
    accuracy = {(0, 1): 0.9, (0, 2): 0.7, (1, 2): 0.8}  # alike 0.3, 0.6, 0.6
    rows = [(*row[:7], accuracy[row[:2]] if row[6] == "accuracy" else row[7])
            for row in rows_of(whole())]  # fmt: skip
    found = atlas_answers(atlas_of(rows), ["hidden_1"], 0.95)
    expected = stats.spearmanr([0.3, 0.6, 0.6], [0.9, 0.7, 0.8]).statistic
    assert found["similarity_and_accuracy"] == pytest.approx(expected)
