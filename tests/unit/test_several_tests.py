import numpy as np
import pytest
from scipy.stats import ttest_1samp

from chemins.measures.several_tests import holm, p_of_interval
from chemins.measures.uncertainty import t_interval


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


def test_holm_by_hand():
    """Sorted 0.01, 0.02, 0.03, 0.04, times 4, 3, 2, 1: 0.04, 0.06, then no less than before."""
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.5, 0.4]) == pytest.approx([0.8, 0.8])
    assert holm([0.9, 0.8, 0.001]) == pytest.approx([1.0, 1.0, 0.003])
    assert holm([0.2]) == [0.2]
    assert holm([]) == []


def test_false_finds_are_as_rare_as_they_say():
    """Among 20 tests of nothing, in 2,000 draws: any find at 5 % in about 5 % of them."""
    drawn = np.random.default_rng(0).uniform(size=(2000, 20))
    any_find = np.mean([min(holm(p)) <= 0.05 for p in drawn])
    assert 0.035 < any_find < 0.065
