"""From the table of an atlas to its matrices, on three digits that are worked out by hand."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from builders.made_atlas import IMAGES, SHARES, SMALL, atlas_of, predictions
from chemins.answers.atlas_matrices import (
    dendrogram_order,
    detector_summary,
    evenness,
    read_atlas,
    separating_layer,
    similarity,
)
from chemins.answers.measure_table import Values, mean_of
from chemins.answers.replicated import Replicated
from chemins.measures.vocabulary import TRAINED
from chemins.results import tables
from chemins.statistics.influence import GROUPS


def test_a_cell_holds_the_share_that_goes_to_the_second_class():
    cells = SMALL.by_cell("predicted")
    nothing = [np.nan, np.nan]
    expected = [
        [nothing, nothing, [0.2, 0.4]],
        [nothing, [1.0, 0.8], nothing],
        [[0.5, 0.5], nothing, nothing],
    ]
    np.testing.assert_array_equal(cells.values, expected)


def test_labels_need_not_begin_at_zero_nor_be_without_gaps():
    moved = {0: 3, 1: 5, 2: 9}
    shares = {
        tuple(moved[d] for d in pair): {moved[d]: values for d, values in of_digits.items()}
        for pair, of_digits in SHARES.items()
    }
    atlas = atlas_of(predictions(shares), digits=(3, 5, 9))
    found, expected = (one.by_cell("predicted").values for one in (atlas, SMALL))
    np.testing.assert_array_equal(found, expected)


def test_a_pair_s_measure_is_of_the_layer_that_was_asked_for():
    rows = [
        (*pair, replicate, layer, -1, -1, "ami", 10 * position + replicate + len(layer) / 100)
        for position, pair in enumerate(SMALL.pairs)
        for replicate in (1, 2)
        for layer in ("pixels", "hidden_1")
    ]
    expected = [[1.06, 2.06], [11.06, 12.06], [21.06, 22.06]]
    np.testing.assert_allclose(atlas_of(rows).by_pair("ami", "pixels").values, expected)


def test_similarity_is_the_mean_over_third_digits_and_both_ways():
    found = similarity(SMALL.by_cell("predicted"), SMALL).values
    # 1s go to 0 rather than 2: 0.0, 0.2; 0s to 1 rather than 2: 0.5, 0.5.
    np.testing.assert_allclose(found[0, 1], [0.25, 0.35])
    np.testing.assert_allclose(found[0, 2], [0.65, 0.55])
    np.testing.assert_allclose(found[1, 2], [0.6, 0.6])
    np.testing.assert_array_equal(found, found.swapaxes(0, 1))
    assert np.isnan(found[[0, 1, 2], [0, 1, 2]]).all()


@given(st.integers(0, 2**32 - 1))
def test_similarity_agrees_with_counting_one_by_one(seed):
    stream = np.random.default_rng(seed)
    digits = (0, 2, 3, 5, 8)
    shares = {
        pair: {d: (stream.random(),) for d in digits if d not in pair}
        for pair in combinations(digits, 2)
    }
    atlas = atlas_of(predictions(shares), digits, 1)
    found = similarity(atlas.by_cell("predicted"), atlas).values[:, :, 0]

    def taken_for(b, a):
        values = []
        for c in set(digits) - {a, b}:
            share = shares[min(a, c), max(a, c)][b][0]
            values.append(share if a > c else 1 - share)
        return np.mean(values)

    for (i, a), (j, b) in combinations(enumerate(digits), 2):
        assert found[i, j] == pytest.approx((taken_for(a, b) + taken_for(b, a)) / 2)


def test_evenness_is_the_entropy_in_bits_of_who_goes_where():
    shares = np.full((1, 4, 3), np.nan)
    shares[0, 0], shares[0, 2] = (0.5, 1.0, 0.25), (0.5, 0.0, 0.25)
    quarter = stats.entropy([0.25, 0.75], base=2)
    np.testing.assert_allclose(evenness(Replicated(shares)).values, [[1, 0, quarter]])


def test_intervals_are_student_s_and_none_where_there_is_no_value():
    values = np.array([[[0.1, 0.4, 0.2], [np.nan, np.nan, np.nan]]])
    mean, (low, high) = 0.7 / 3, stats.t.interval(0.95, 2, 0.7 / 3, stats.sem([0.1, 0.4, 0.2]))
    found = Replicated(values).intervals()
    assert found.shape == (1, 2, 3)
    np.testing.assert_allclose(found[0, 0], [mean, low, high])
    assert np.isnan(found[0, 1]).all()


def test_a_layer_separates_only_if_all_later_ones_do():
    purity = {
        "hidden_1": np.array([[0.96, 0.98], [0.99, 0.97], [0.91, 0.97], [0.90, 0.99]]),
        "hidden_2": np.array([[0.97, 0.99], [0.99, 0.85], [0.97, 0.97], [0.99, 0.90]]),
    }
    purity = {layer: Replicated(values) for layer, values in purity.items()}
    found = separating_layer(purity, ("hidden_1", "hidden_2"), 0.95)
    np.testing.assert_array_equal(found, [0, 2, 1, 2])


def test_the_order_puts_alike_digits_side_by_side():
    alike = np.full((4, 4), 0.2)
    for a, b, value in [(0, 3, 0.9), (1, 2, 0.8), (2, 3, 0.4)]:
        alike[a, b] = alike[b, a] = value
    np.fill_diagonal(alike, np.nan)
    assert dendrogram_order(alike).tolist() == [0, 3, 2, 1]


def test_detectors_are_compared_with_paths_cell_by_cell():
    auroc = {
        "path": [(0.6, 0.8), (0.9, 0.9), (0.5, 0.5)],
        "energy": [(0.7, 0.6), (0.95, 0.95), (0.5, 0.5)],
    }
    unseen = [2, 1, 0]
    rows = [
        (*pair, replicate, "", digit, -1, f"{kind}_{name}", value / (1 + (kind == "fpr95")))
        for name, cells in auroc.items()
        for pair, digit, values in zip(SMALL.pairs, unseen, cells, strict=True)
        for replicate, value in enumerate(values, 1)
        for kind in ("auroc", "fpr95")
    ]
    energy, path = sorted(detector_summary(atlas_of(rows), ()), key=lambda entry: entry["detector"])
    assert (path["cells"], path["paths_better"], energy["paths_better"]) == (3, 0, 1)
    # Of each replicate the mean over cells: paths 2.0 and 2.2 thirds.
    assert path["auroc"][0] == pytest.approx(0.7)
    half = stats.t.ppf(0.975, 1) * np.std([2 / 3, 2.2 / 3], ddof=1) / np.sqrt(2)
    assert path["auroc"][2] - path["auroc"][0] == pytest.approx(half)
    assert path["fpr95"][0] == pytest.approx(0.35)


# --- networks and images ------------------------------------------------------------------------

PREDICTED = predictions(SHARES)
ADDED = np.random.default_rng(4).normal(0, 0.02, (len(PREDICTED), GROUPS))
SAMPLED = atlas_of(PREDICTED, influence=ADDED)


def values_of(pair, digit, toward, measure="predicted"):
    """As one run's table has them: what is written out once more, row by row."""
    found = Values(measure)
    for row, influence in zip(PREDICTED, ADDED, strict=True):
        if (row[:2], row[4], row[5]) == (pair, digit, toward):
            entry = {"network": TRAINED, "replicate": row[2], "value": row[7]}
            found.add(entry | {"images": IMAGES, "influence": np.float32(influence)})
    return found


def test_a_cell_s_interval_is_that_of_a_run_over_networks_and_images():
    cells = SAMPLED.by_cell("predicted").intervals()
    for pair, digit in [((0, 1), 2), ((0, 2), 1), ((1, 2), 0)]:
        place = SAMPLED.pairs.index(pair), digit
        expected = values_of(pair, digit, pair[1]).mean_and_limits()
        np.testing.assert_allclose(cells[place], expected, rtol=1e-6)
    assert np.isfinite(cells[..., 1]).sum() == 3


def test_of_a_mean_over_cells_each_group_of_images_adds_in_all_of_them():
    rows = [(*row[:6], "auroc_path", row[7]) for row in PREDICTED if row[5] == row[1]]
    added = ADDED[[row[5] == row[1] for row in PREDICTED]]
    rows += [(*row[:6], "fpr95_path", row[7]) for row in rows]
    (found,) = detector_summary(atlas_of(rows, influence=np.concatenate([added, added])), ())
    three = [values_of(pair, 3 - sum(pair), pair[1], "a mean") for pair in SAMPLED.pairs]
    together = mean_of(three, [dict.fromkeys((1, 2), 1.0)] * 3)
    np.testing.assert_allclose(found["auroc"], together.mean_and_limits(), rtol=1e-6)


def test_what_is_alike_takes_images_into_account_with_the_sign_they_have():
    """A group that adds to a pair's second class takes as much from its first."""
    found = similarity(SAMPLED.by_cell("predicted"), SAMPLED)
    # 1s between 0 and 2, away from 2; 0s between 1 and 2, likewise.
    to_zero = -np.array([values_of((0, 2), 1, 2).influences[r] for r in (1, 2)])
    to_one = -np.array([values_of((1, 2), 0, 2).influences[r] for r in (1, 2)])
    np.testing.assert_allclose(found.influences[0, 1], (to_zero + to_one) / 2, rtol=1e-6)


def test_an_image_changes_evenness_as_much_as_it_changes_the_share():
    shares = SAMPLED.by_cell("predicted")
    small = 1e-6
    moved = Replicated(shares.values + small * shares.influences[..., 7])
    change = (evenness(moved).values - evenness(Replicated(shares.values)).values) / small
    inside = shares.values[0, 2] < 1  # where nothing goes elsewhere there is no slope
    assert inside.all()
    np.testing.assert_allclose(evenness(shares).influences[0, :, 7], change[0], rtol=1e-3)


def test_a_difference_is_of_the_same_networks_and_images_as_in_a_run():
    """AMIs, whose difference is no AMI, however large."""
    values, added = [(0.91, 0.93), (0.3, 0.31)], ADDED[:4].reshape(2, 2, GROUPS)
    first, second = (
        Replicated(np.array(v), a, np.array([IMAGES, 90]), "ami")
        for v, a in zip(values, added, strict=True)
    )
    one, other = Values("ami"), Values("ami")
    for to, v, a in zip((one, other), values, added, strict=True):
        for replicate, count in ((1, IMAGES), (2, 90)):
            row = {"replicate": replicate, "value": v[replicate - 1], "images": count}
            to.add(row | {"influence": a[replicate - 1]})
    expected = one.minus(other).mean_and_limits()
    np.testing.assert_allclose(first.minus(second).intervals(), expected)
    for unknown, known in ((Replicated(first.values), second), (first, Replicated(second.values))):
        assert unknown.minus(known).influences is None


def test_what_is_no_measure_of_images_has_student_s_interval():
    rows = [row for row in PREDICTED if row[5] == row[1]]
    added = ADDED[: len(rows)].copy()
    added[3] = np.nan
    atlas = atlas_of(rows, influence=added)
    assert atlas.by_cell("predicted").influences is None


def test_an_atlas_is_read_from_the_pairs_tables(tmp_path):
    def entry(pair, replicate, measure, influence):
        at = {"network": TRAINED, "replicate": replicate, "layer": "", "digit": -1, "toward": -1}
        images = 0 if influence is None else 10 * replicate + pair[1]
        value = pair[0] + pair[1] / 10 + replicate / 100
        told = {"measure": measure, "value": value, "images": images, "influence": influence}
        return at | told

    files = []
    for number, pair in enumerate(SMALL.pairs):
        files.append(tmp_path / f"{pair[0]}v{pair[1]}.parquet")
        rows = [entry(pair, r, "accuracy", [number + r / 10] * GROUPS) for r in (1, 2)]
        rows += [entry(pair, r, "reach", None) for r in (1, 2)]
        tables.write_rows(files[-1], tables.MEASURES, rows)
    atlas = read_atlas((0, 1, 2), 2, files)
    found = atlas.by_pair("accuracy")
    np.testing.assert_allclose(found.values, [[0.11, 0.12], [0.21, 0.22], [1.21, 1.22]])
    np.testing.assert_array_equal(found.images, [[11, 21], [12, 22], [12, 22]])
    expected = np.add.outer(np.arange(3), [0.1, 0.2])[..., np.newaxis]
    np.testing.assert_allclose(found.influences, np.repeat(expected, GROUPS, axis=2), rtol=1e-6)
    assert atlas.by_pair("reach").influences is None
