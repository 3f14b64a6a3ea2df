"""Dividing images that nobody has divided: which of them are kept to test with."""

import numpy as np

DEFAULTS = {"test_share": 0.2, "seed": 0}  # keys of the config's dataset


def dividing(source) -> tuple:
    """(test_share, seed) of the config's `dataset`."""
    return tuple(source.get(key, default) for key, default in DEFAULTS.items())


def drawn_to_test(count, share, seed, label) -> np.ndarray:
    """(count,) bool: which of a class's images, in their order, are to test with.

    At least one, and never all. A stream of its own: no other class's draw moves it.
    """
    tested = np.zeros(count, bool)
    number = min(max(1, round(share * count)), count - 1)
    tested[np.random.default_rng([seed, label]).permutation(count)[:number]] = True
    return tested
