"""At which epochs a network is looked at while it learns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chemins.networks.convergence import MOST
from chemins.networks.snapshots import kept_epochs


def kept(epochs, snapshots):
    return kept_epochs({"epochs": epochs, "snapshots": snapshots})


@pytest.mark.parametrize(
    ("epochs", "snapshots", "expected"),
    [
        (3, 4, [0, 1, 2, 3]),
        (3, 100, [0, 1, 2, 3]),
        (1, 2, [0, 1]),
        (15, 2, [0, 15]),
        (4, 3, [0, 1, 4]),  # 1, 4
        (9, 4, [0, 1, 3, 9]),  # 1, 3, 9
        (100, 4, [0, 1, 10, 100]),  # 1, 10, 100
        # 1, 1.26, 1.58, 2, 2.51, 3.16, 3.98, 5.01, 6.31, 7.94, 10: eleven numbers, eight epochs.
        (10, 9, [0, 1, 2, 3, 4, 5, 6, 8, 10]),
    ],
)
def test_epochs_by_hand(epochs, snapshots, expected):
    assert kept(epochs, snapshots) == expected


@given(st.integers(1, 400), st.integers(2, 100))
def test_the_first_and_the_last_are_among_at_most_so_many_of_which_more_are_early(epochs, most):
    found = kept(epochs, most)
    assert (found[0], found[-1]) == (0, epochs)
    assert len(found) <= min(most, epochs + 1)
    assert found == sorted(set(found))
    steps = np.diff(found[1:])
    assert (steps[1:] >= steps[:-1] - 1).all()  # geometric but for rounding


def test_a_training_that_may_end_earlier_is_as_one_of_the_most_epochs():
    assert kept("converged", 9) == kept(MOST, 9)
