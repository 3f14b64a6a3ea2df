"""Two networks on the same images, against hand-worked cases and made data."""

import numpy as np
import pytest

from chemins.statistics.paired import difference_interval, mcnemar_exact


@pytest.mark.parametrize(
    ("only_first", "only_second", "p"),
    [(0, 0, 1), (1, 1, 1), (0, 5, 2 / 32), (5, 0, 2 / 32), (1, 4, 2 * 6 / 32), (2, 9, 134 / 2048)],
)
def test_the_exact_test_counts_coins(only_first, only_second, p):
    assert mcnemar_exact(only_first, only_second) == pytest.approx(p)


def test_the_interval_by_hand():
    # 8 and 3 of 98 images, one added to each: 9 and 4 of 100.
    low, high = difference_interval(8, 3, 98)
    error = np.sqrt((0.09 + 0.04 - 0.05**2) / 100)
    assert (low, high) == (
        pytest.approx(-0.05 - 1.959964 * error),
        pytest.approx(-0.05 + 1.959964 * error),
    )
    assert difference_interval(0, 0, 50)[0] < 0 < difference_interval(0, 0, 50)[1]
    assert difference_interval(0, 1, 1)[1] == 1


def test_the_interval_holds_the_difference():
    stream = np.random.default_rng(0)
    counts = stream.multinomial(150, [0.06, 0.02, 0.92], size=1000)
    held = [
        low <= -0.04 <= high
        for low, high in (difference_interval(a, b, 150) for a, b, _ in counts.tolist())
    ]
    assert 0.93 <= np.mean(held) <= 0.985
