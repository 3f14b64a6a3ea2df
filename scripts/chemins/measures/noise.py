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
    return noisy - (noisy - clean).mean(axis=0)
