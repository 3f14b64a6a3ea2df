"""From the table of an atlas to its matrices, on three digits that are worked out by hand."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from builders.made_atlas import SHARES, SMALL, atlas_of, predictions
from chemins.answers.atlas_matrices import (
    dendrogram_order,
    detector_summary,
    evenness,
    intervals,
    separating_layer,
    similarity,
)


def test_a_cell_holds_the_share_that_goes_to_the_second_class():
    cells = SMALL.by_cell("predicted")
    nothing = [np.nan, np.nan]
    expected = [
        [nothing, nothing, [0.2, 0.4]],
        [nothing, [1.0, 0.8], nothing],
        [[0.5, 0.5], nothing, nothing],
    ]
    np.testing.assert_array_equal(cells, expected)


def test_labels_need_not_begin_at_zero_nor_be_without_gaps():
    moved = {0: 3, 1: 5, 2: 9}
    shares = {
        tuple(moved[d] for d in pair): {moved[d]: values for d, values in of_digits.items()}
        for pair, of_digits in SHARES.items()
    }
    atlas = atlas_of(predictions(shares), digits=(3, 5, 9))
    np.testing.assert_array_equal(atlas.by_cell("predicted"), SMALL.by_cell("predicted"))


def test_a_pair_s_measure_is_of_the_layer_that_was_asked_for():
    rows = [
        (*pair, replicate, layer, -1, -1, "ami", 10 * position + replicate + len(layer) / 100)
        for position, pair in enumerate(SMALL.pairs)
        for replicate in (1, 2)
        for layer in ("pixels", "hidden_1")
    ]
    expected = [[1.06, 2.06], [11.06, 12.06], [21.06, 22.06]]
    np.testing.assert_allclose(atlas_of(rows).by_pair("ami", "pixels"), expected)


def test_similarity_is_the_mean_over_third_digits_and_both_ways():
    found = similarity(SMALL.by_cell("predicted"), SMALL)
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
    found = similarity(atlas.by_cell("predicted"), atlas)[:, :, 0]

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
    np.testing.assert_allclose(evenness(shares), [[1, 0, quarter]])


def test_intervals_are_student_s_and_none_where_there_is_no_value():
    values = np.array([[[0.1, 0.4, 0.2], [np.nan, np.nan, np.nan]]])
    mean, (low, high) = 0.7 / 3, stats.t.interval(0.95, 2, 0.7 / 3, stats.sem([0.1, 0.4, 0.2]))
    found = intervals(values)
    assert found.shape == (1, 2, 3)
    np.testing.assert_allclose(found[0, 0], [mean, low, high])
    assert np.isnan(found[0, 1]).all()


def test_a_layer_separates_only_if_all_later_ones_do():
    purity = {
        "hidden_1": np.array([[0.96, 0.98], [0.99, 0.97], [0.91, 0.97], [0.90, 0.99]]),
        "hidden_2": np.array([[0.97, 0.99], [0.99, 0.85], [0.97, 0.97], [0.99, 0.90]]),
    }
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
