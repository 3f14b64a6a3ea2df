"""Intervals: of a mean over networks, of a share of images, of what rests on both; and p-values.

Networks are tested on images that some of them share: both are samples, and they are crossed (Owen
2007, The pigeonhole bootstrap, Annals of Applied Statistics 1:386). Instead of drawing both again
and again, their two parts of the variance are told from what each group of images adds to each
network's value (chemins.statistics.influence).
"""

import statistics
from functools import cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import entr
from scipy.stats import beta, binomtest, t


@cache
def student(p, freedom) -> float:
    """The p quantile of Student's distribution: the same few again and again, and slow in SciPy."""
    return t.ppf(p, freedom)


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
    half = float(student((1 + level) / 2, len(values) - 1) * error)
    return mean, mean - half, mean + half


def wilson_interval(successes, n, level=0.95) -> tuple[float, float]:
    """(low, high) in [0, 1] of the share that successes of n independent samples estimate.

    Score interval (Wilson 1927, Journal of the American Statistical Association 22:209); n is at
    least 1.
    """
    found = binomtest(successes, n).proportion_ci(level, method="wilson")
    return float(found.low), float(found.high)


def crossed_variance(values, influences) -> tuple[float, float]:
    """(variance, degrees of freedom) of the mean of networks' values, over networks and images.

    values: (R,). influences: (R, groups) what each group of images adds to each value, in the mean
    nothing. Two networks' values covary by the images they share: c, in the mean over pairs. The
    variance of the mean is s² / R + c, with the variance s² between networks, and not below that of
    the images alone. Degrees of freedom after Satterthwaite (1946, Biometrics Bulletin 2:110).
    """
    count, groups = influences.shape
    products = image_covariances(influences)
    images = products.mean()
    if count == 1:
        return images, groups - 1
    shared = shared_covariance(products)
    networks = statistics.variance(map(float, values)) / count
    if networks + shared <= images:
        return images, groups - 1
    variance = networks + shared
    return variance, variance**2 / (networks**2 / (count - 1) + images**2 / (groups - 1))


def image_covariances(influences) -> np.ndarray:
    """(R, R) how networks' values covary by the images that they are tested on. influences: as of
    crossed_variance."""
    groups = influences.shape[1]
    return influences @ influences.T * groups / (groups - 1)


def shared_covariance(products) -> float:
    """That of two different networks, by the images that they share, in the mean over pairs.
    products: of image_covariances, of at least two networks."""
    count = len(products)
    return (products.sum() - np.trace(products)) / (count * (count - 1))


def share_interval(share, variance, df, images, tests, level=0.95) -> tuple[float, float]:
    """(low, high) in [0, 1] of what a share estimates, also where it is 0 or 1.

    Jeffreys' interval (Brown, Cai, DasGupta 2001, Statistical Science 16:101) for as many
    independent images as would have this variance (Korn, Graubard 1998, Survey Methodology 24:193;
    Dean, Pagano 2015, Survey Methodology 41:299), but no more than tests, which are those of all
    networks together. Where no image differs from another nothing tells how far networks err on the
    same ones: then it is for the different images there are.
    """
    tail, spread = (1 - level) / 2, share * (1 - share)
    size = images
    if variance > 0 and spread > 0:
        size = min(tests, spread / variance * (student(tail, tests - 1) / student(tail, df)) ** 2)
    shape = (share * size + 0.5, (1 - share) * size + 0.5)
    low = beta.ppf(tail, *shape) if share > 0 else 0.0
    high = beta.ppf(1 - tail, *shape) if share < 1 else 1.0
    return float(low), float(high)


def mean_interval(mean, variance, df, level=0.95) -> tuple[float, float]:
    """(low, high) of what a mean estimates, after Student (1908, Biometrika 6:1)."""
    half = float(student((1 + level) / 2, df) * np.sqrt(variance))
    return mean - half, mean + half


def information_interval(mean, variance, df, images, tests, level=0.95) -> tuple[float, float]:
    """(low, high) of what a share of the possible information estimates, such as an AMI, also where
    it is 1.

    Near 1 few images decide, as of a share: so it is taken for that of two classes of which as many
    images are exchanged, and has the interval of the share that is not. From one half on down that
    scale gains nothing, and the interval is Student's.
    """
    if mean <= 0.5:
        return mean_interval(mean, variance, df, level)
    exchanged = brentq(lambda share: 1 - in_bits(share) - mean, 0, 0.5) if mean < 1 else 0.0
    steepness = np.log2((1 - exchanged) / exchanged) if exchanged > 0 else np.inf
    kept = share_interval(1 - exchanged, variance / steepness**2, df, images, tests, level)
    low, high = (1 - in_bits(1 - max(share, 0.5)) for share in kept)
    return low, high


def in_bits(share) -> float:
    """The entropy of a share and the rest."""
    return float((entr(share) + entr(1 - share)) / np.log(2))


def p_of_interval(difference, freedom, level=0.95) -> float:
    """The two-sided p-value that a difference is 0, from its interval (Altman, Bland 2011, BMJ
    343:d2304).

    difference: {"mean", "low", "high"}. freedom: degrees of freedom of Student's distribution that
    the interval's width is taken to come from.
    """
    half = (difference["high"] - difference["low"]) / 2
    if half == 0:
        return float(difference["mean"] == 0)
    error = half / student((1 + level) / 2, freedom)
    return float(2 * t.sf(abs(difference["mean"]) / error, freedom))
