"""Medians of few networks, beside SciPy's binomial distribution and what is counted by hand."""

import math

import pytest
from scipy.stats import binom

from chemins.statistics.order_statistics import finite, median_interval, places, upper_median


@pytest.mark.parametrize(
    ("count", "expected"),
    # Of 6 values all lie on one side of the median in 2 of 64 cases; of 5 in 2 of 32. Of 9 at most
    # one lies on a side in 20 of 512 cases, of 8 in 18 of 256; of 10 in 22 of 1,024.
    [(1, None), (5, None), (6, (0, 5)), (8, (0, 7)), (9, (1, 7)), (10, (1, 8)), (20, (5, 14))],
)
def test_where_intervals_end_by_hand(count, expected):
    assert places(count) == expected


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
@pytest.mark.parametrize("count", range(1, 60))
def test_intervals_hold_the_median_as_often_as_they_should_and_no_narrower_one_does(count, level):
    def held(left_out):
        return 1 - 2 * binom.cdf(left_out, count, 0.5)

    found = places(count, level)
    if found is None:
        assert held(0) < level
        return
    first, last = found
    assert first + last == count - 1
    assert held(first) >= level
    assert first + 1 >= count / 2 or held(first + 1) < level


def test_the_median_of_ten_lies_between_the_second_and_the_ninth():
    highs = [30, 4, 7, math.inf, 9, 12, 2, math.inf, 17, 25]
    lows = [21, 3, 6, math.inf, 8, 11, 1, math.inf, 13, 19]
    assert median_interval(lows, highs) == (3, math.inf)
    assert median_interval(lows, [*highs[:7], 60, *highs[8:]]) == (3, 60)
    assert median_interval(lows[:5], highs[:5]) is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [([3], 3), ([9, 1, 5], 5), ([1, 9, 5, 7], 7), ([1, math.inf], math.inf), ([2, 2, 8, 9], 8)],
)
def test_more_than_half_do_not_exceed_the_median(values, expected):
    assert upper_median(values) == expected
    assert sum(value <= expected for value in values) > len(values) / 2


def test_what_is_infinite_is_nothing_in_json():
    assert [finite(math.inf), finite(0), finite(7)] == [None, 0, 7]
