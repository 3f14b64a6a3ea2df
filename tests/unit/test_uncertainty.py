import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, ttest_1samp

from chemins.measures.uncertainty import p_of_interval, t_interval, wilson_interval


def test_an_interval_by_hand():
    """1, 2, 3: mean 2, standard error 1 / √3, and 4.303 in any table of t at two degrees."""
    mean, low, high = t_interval([1, 2, 3])
    assert mean == 2
    assert (low, high) == pytest.approx((2 - 4.3027 / 3**0.5, 2 + 4.3027 / 3**0.5), abs=1e-4)


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=12).filter(lambda v: np.ptp(v) > 1e-3),
       st.sampled_from([0.5, 0.9, 0.95]))  # fmt: skip
def test_the_interval_is_that_of_scipys_t_test(values, level):
    expected = ttest_1samp(values, 0).confidence_interval(level)
    mean, low, high = t_interval(values, level)
    assert mean == pytest.approx(np.mean(values), abs=1e-9)
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-6)


def test_one_value_has_no_interval():
    mean, low, high = t_interval(np.array([0.25]))
    assert mean == 0.25
    assert math.isnan(low)
    assert math.isnan(high)


@pytest.mark.parametrize("count", [2, 3, 7, 10])
def test_equal_values_have_an_interval_without_width(count):
    assert t_interval([0.1] * count) == (0.1, 0.1, 0.1)
    single = float(np.float32(0.1))
    interval = t_interval(np.full(count, 0.1, np.float32))
    assert interval == (single, single, single)
    assert {type(number) for number in interval} == {float}


def test_the_interval_holds_the_mean_in_as_many_cases_as_it_says():
    stream = np.random.default_rng(0)
    intervals = [t_interval(stream.normal(5, 2, size=4), level=0.8) for _ in range(1000)]
    assert np.mean([low <= 5 <= high for _, low, high in intervals]) == pytest.approx(0.8, abs=0.04)


def test_wilsons_interval_is_his_formula():
    for successes, n, level in ((8, 10, 0.95), (1, 200, 0.95), (50, 100, 0.99)):
        share, z = successes / n, norm.ppf((1 + level) / 2)
        middle = share + z * z / (2 * n)
        half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        expected = [(middle + sign * half) / (1 + z * z / n) for sign in (-1, 1)]
        assert wilson_interval(successes, n, level) == pytest.approx(expected)
    assert wilson_interval(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_a_share_of_none_or_all_has_an_interval_that_ends_there():
    low, high = wilson_interval(0, 20)
    assert low == 0 < high < 0.2
    low, high = wilson_interval(np.int64(20), np.int64(20))
    assert 0.8 < low < high == 1


def difference(values):
    return dict(zip(("mean", "low", "high"), t_interval(values), strict=True))


@pytest.mark.parametrize("shift", [-0.02, 0.0, 0.004, 0.03])
@pytest.mark.parametrize("count", [2, 3, 10])
def test_the_p_value_of_students_interval_is_that_of_students_test(shift, count):
    values = shift + np.random.default_rng(count).normal(0, 0.01, count)
    expected = ttest_1samp(values, 0).pvalue
    assert p_of_interval(difference(values), count - 1) == pytest.approx(expected)


def test_an_interval_that_ends_at_zero_has_the_p_of_its_level():
    assert p_of_interval({"mean": 0.5, "low": 0.0, "high": 1.0}, 4) == pytest.approx(0.05)
    assert p_of_interval({"mean": -0.5, "low": -1.0, "high": 0.0}, 4) == pytest.approx(0.05)


def test_an_interval_of_no_width_knows():
    assert p_of_interval({"mean": 0.01, "low": 0.01, "high": 0.01}, 9) == 0
    assert p_of_interval({"mean": 0.0, "low": 0.0, "high": 0.0}, 9) == 1
