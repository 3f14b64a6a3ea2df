"""From which epoch on something holds until the end of a training, of which some epochs were kept.

In one network it is the first kept epoch from which on it holds in all that were kept, and infinite
where it does not hold at the end. Of several networks it is the median, with an interval that
supposes nothing of how networks differ (chemins.statistics.order_statistics).
"""

import math

from chemins.statistics.order_statistics import finite, median_interval, upper_median

FROM, NEVER, OPEN = "from", "never", "open"
FORMING, SETTLED = "forming", "settled"  # what is told of the last epochs, where it is not OPEN
# Standard errors of what shared images change: with 1.96 intervals would be of 95 % without that of
# the networks, which is in them already (tests/unit/test_onset_coverage.py).
SURE = 1.5


def range_of(course, reached) -> tuple[float, float]:
    """(low, high) of the epoch from which on a network's values are high enough: `high` is the
    first kept one; of those between it and the kept one before nothing is known, so `low` is one
    more than that. Both are infinite where the last value is not.

    course: kept epoch -> value, ascending. reached: whether a value is high enough.
    """
    epochs, first = list(course), None
    for place in reversed(range(len(epochs))):
        if not reached(course[epochs[place]]):
            break
        first = place
    if first is None:
        return math.inf, math.inf
    return epochs[first - 1] + 1 if first else epochs[0], epochs[first]


def kept_from(course, reached) -> dict:
    """{"median", "low", "high", "never", "own", "networks", "verdict"}: epochs, None for never; the
    interval of the median, None without one; the share of networks that never; the run's own
    network; how many networks the others are about.

    Networks are tested on images that some of them share, and which other ones would move all
    values at once: so the lower end is as it would be were all higher by SURE such errors, and the
    upper end as were all lower.

    course: of chemins.answers.learning_table; the run's own network is among the others only where
    it is the only one. reached: whether a value is high enough. verdict: FROM some epoch on, or
    NEVER, where all of the interval says so; OPEN; None without an interval.
    """
    asked = [course[replicate] for replicate in course if replicate] or [course[0]]
    firsts = [range_of(values, reached)[1] for values in asked]
    errors = course.shared_errors()
    lows = [range_of(moved(values, errors, SURE), reached)[0] for values in asked]
    highs = [range_of(moved(values, errors, -SURE), reached)[1] for values in asked]
    limits = median_interval(lows, highs)
    low, high = map(finite, limits) if limits else (None, None)
    return {
        "median": finite(upper_median(firsts)),
        "low": low,
        "high": high,
        "never": firsts.count(math.inf) / len(firsts),
        "own": finite(range_of(course[0], reached)[1]),
        "networks": len(asked),
        "verdict": limits and verdict(*limits),
    }


def moved(values, errors, times) -> dict:
    """values: epoch -> value of one network. errors: epoch -> that of all of them."""
    return {epoch: value + times * errors[epoch] for epoch, value in values.items()}


def verdict(low, high) -> str:
    if math.isinf(low):
        return NEVER
    return OPEN if math.isinf(high) else FROM
