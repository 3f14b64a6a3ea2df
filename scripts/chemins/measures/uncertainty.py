"""Intervals: of a mean over replicates, of a share of samples; and the p-value of one."""

import statistics

import numpy as np
from scipy.stats import binomtest, t


def t_interval(values, level=0.95) -> tuple[float, float, float]:
    """(mean, low, high) of independent replicates' values, after Student (1908, Biometrika 6:1).

    The interval holds for values that are about normally distributed. One value says nothing of
    its spread: low and high are NaN. Equal values have an interval of no width.
    """
    values = [float(value) for value in values]
    mean = statistics.mean(values)  # exact sums: equal values have no spread of rounding errors
    if len(values) == 1:
        return mean, np.nan, np.nan
    error = statistics.stdev(values) / np.sqrt(len(values))
    half = float(t.ppf((1 + level) / 2, len(values) - 1) * error)
    return mean, mean - half, mean + half


def wilson_interval(successes, n, level=0.95) -> tuple[float, float]:
    """(low, high) in [0, 1] of the share that successes of n independent samples estimate.

    Score interval (Wilson 1927, Journal of the American Statistical Association 22:209); n is at
    least 1.
    """
    found = binomtest(successes, n).proportion_ci(level, method="wilson")
    return float(found.low), float(found.high)


def p_of_interval(difference, freedom, level=0.95) -> float:
    """The two-sided p-value that a difference is 0, from its interval (Altman, Bland 2011, BMJ
    343:d2304).

    difference: {"mean", "low", "high"}. freedom: degrees of freedom of Student's distribution that
    the interval's width is taken to come from.
    """
    half = (difference["high"] - difference["low"]) / 2
    if half == 0:
        return float(difference["mean"] == 0)
    error = half / t.ppf((1 + level) / 2, freedom)
    return float(2 * t.sf(abs(difference["mean"]) / error, freedom))
