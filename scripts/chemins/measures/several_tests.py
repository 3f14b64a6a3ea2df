"""p-values of intervals, and of several tests at once."""

import numpy as np
from scipy.stats import t


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


def holm(p_values) -> list[float]:
    """p-values that hold for all tests together: with those up to α as finds, the chance of any
    false one is at most α (Holm 1979, Scandinavian Journal of Statistics 6:65)."""
    p_values = np.asarray(p_values, dtype=float)
    order = np.argsort(p_values, kind="stable")
    stepped = p_values[order] * np.arange(len(order), 0, -1)
    adjusted = np.empty_like(p_values)
    adjusted[order] = np.minimum(np.maximum.accumulate(stepped), 1)
    return adjusted.tolist()
