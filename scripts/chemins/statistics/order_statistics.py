"""The median of few networks, and an interval of it that supposes nothing of how they are spread.

On which side of the median a value lies is the toss of a coin: so the interval ends at two of the
values themselves (Thompson 1936, Annals of Mathematical Statistics 7:122). They may be infinite.
"""

import math
from itertools import accumulate

LEVEL = 0.95


def places(count, level=LEVEL) -> tuple[int, int] | None:
    """Which of so many values, in order and counted from 0, the interval of their median ends at:
    it holds the median with at least this chance. None where not even the smallest and the largest
    value are far enough apart for that, as of five values and fewer."""
    outside = accumulate(math.comb(count, below) / 2**count for below in range(count))
    left_out = sum(chance <= (1 - level) / 2 for chance in outside) - 1
    return None if left_out < 0 else (left_out, count - 1 - left_out)


def upper_median(values) -> float:
    """The smallest value that more than half of the values do not exceed; of an odd number of them
    the median."""
    return sorted(values)[len(values) // 2]


def median_interval(lows, highs, level=LEVEL) -> tuple[float, float] | None:
    """(low, high) that hold the median of values of which only ranges are known; None as of
    `places`.

    lows, highs: the ends of each value's range.
    """
    found = places(len(lows), level)
    return found and (sorted(lows)[found[0]], sorted(highs)[found[1]])


def finite(value) -> float | None:
    """JSON has no infinity."""
    return None if math.isinf(value) else value
