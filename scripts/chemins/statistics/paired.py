"""Two networks asked about the same images: whether one is right more often than the other."""

import numpy as np
from scipy.stats import binomtest, norm


def mcnemar_exact(only_first, only_second) -> float:
    """Two-sided p-value that two networks are right equally often, from how many images only one of
    them gets right: McNemar's test (1947, Psychometrika 12:153) by the binomial distribution, of
    which it is an approximation. 1 where there is no such image."""
    differing = only_first + only_second
    return float(binomtest(only_second, differing).pvalue) if differing else 1.0


def difference_interval(only_first, only_second, images, level=0.95) -> tuple[float, float]:
    """(low, high) in [−1, 1] of how much more often the second network is right.

    Wald's interval with one image added to each of the two kinds that differ (Bonett, Price 2012,
    Journal of Educational and Behavioral Statistics 37:479): it holds of few images, and where none
    differ, too.
    """
    first, second = ((count + 1) / (images + 2) for count in (only_first, only_second))
    error = np.sqrt((first + second - (second - first) ** 2) / (images + 2))
    half = norm.ppf((1 + level) / 2) * error
    return float(max(second - first - half, -1)), float(min(second - first + half, 1))
