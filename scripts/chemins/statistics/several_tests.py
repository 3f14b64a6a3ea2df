"""p-values of several tests at once."""

import numpy as np


def holm(p_values) -> list[float]:
    """p-values that hold for all tests together: with those up to α as finds, the chance of any
    false one is at most α (Holm 1979, Scandinavian Journal of Statistics 6:65)."""
    p_values = np.asarray(p_values, dtype=float)
    order = np.argsort(p_values, kind="stable")
    stepped = p_values[order] * np.arange(len(order), 0, -1)
    adjusted = np.empty_like(p_values)
    adjusted[order] = np.minimum(np.maximum.accumulate(stepped), 1)
    return adjusted.tolist()
