import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from chemins.measures.destinations import affinity, entropy


def test_affinity_by_hand():
    majority = np.array([7, 7, 1, 7])
    assert affinity(majority, [1, 7, 9]) == {1: 0.25, 7: 0.75, 9: 0}


def test_a_cluster_without_a_majority_counts_towards_no_class():
    majority = np.array([7, None, None, 1], dtype=object)
    assert affinity(majority, [1, 7]) == {1: 0.25, 7: 0.25}


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
