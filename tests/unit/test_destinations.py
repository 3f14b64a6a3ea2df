import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from chemins.measures.destinations import entropy


@pytest.mark.parametrize(
    ("shares", "bits"),
    [([1], 0), ([0.5, 0.5], 1), ([0.25] * 4, 2), ([0.5, 0.25, 0.25], 1.5), ([0, 1, 0], 0)],
)
def test_entropy_by_hand(shares, bits):
    assert entropy(shares) == pytest.approx(bits, abs=1e-15)
    assert str(entropy([1])) == "0.0"  # and not -0.0, which a page would show


@given(st.lists(st.integers(0, 50), min_size=1).filter(any))
def test_entropy_by_scipy(counts):
    shares = np.array(counts) / sum(counts)
    assert entropy(shares.tolist()) == pytest.approx(stats.entropy(shares, base=2), abs=1e-12)
