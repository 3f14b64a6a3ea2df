import numpy as np
import pytest

from chemins.statistics.several_tests import holm


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
