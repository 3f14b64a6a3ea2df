"""Noise on the pixels, and what it does to a layer's answers beside moving them all alike."""

import numpy as np

NOISE = 0.1  # standard deviation of the noise on pixels in [0, 1], which are not clipped


def with_noise(pixels, seed) -> np.ndarray:
    """pixels: (n, width) float32; as many back, with Gaussian noise."""
    noise = np.random.default_rng(seed).standard_normal(pixels.shape, dtype=np.float32)
    return pixels + np.float32(NOISE) * noise


def less_common_shift(noisy, clean) -> np.ndarray:
    """Answers to noisy images without the mean change of each column.

    noisy, clean: (n, d) float32, of the same samples. Noise moves the mean of a map, which is over
    many places, by nearly the same in every image: a layer of such means moves as a whole.
    """
    return noisy - common_shift([(clean, noisy)])


def common_shift(pairs) -> np.ndarray:
    """(d,) float32: the mean change of each column. pairs: (m, d) float32 answers without noise and
    with it, of some samples after the other."""
    total, count = None, 0
    for clean, noisy in pairs:
        total = added(total, noisy - clean)
        count += len(clean)
    return total / np.float32(count)


def added(total, values) -> np.ndarray:
    """(d,) sums of columns: those so far, None at first, and (m, d) values, row by row: so the sums
    of parts are the same bits as those of all."""
    return values.sum(axis=0) if total is None else np.add.reduce(np.vstack([total, values]))
