"""How alike two layers answer to the same images, by linear CKA, with an interval over images.

Centred kernel alignment with the linear kernel (Kornblith, Norouzi, Lee, Hinton 2019, arXiv
1905.00414, section 3): 1 for layers that are the same but for a rotation and one scale, and 0 for
such that no linear map relates. Beside the estimate as they have it stands one without its bias:
of few images and many columns, those with nothing in common look alike in it (Nguyen, Raghu,
Kornblith 2021, arXiv 2010.15327, who take the unbiased HSIC of Song, Smola, Gretton, Bedo,
Borgwardt 2012, Journal of Machine Learning Research 13:1393). All of it is of products of columns
and of sums over images: no matrix has a row and a column for each image.
"""

from dataclasses import dataclass

import numpy as np

from chemins.statistics.several_tests import holm
from chemins.statistics.uncertainty import mean_interval, p_of_interval

FEWEST = 5  # images: HSIC is estimated without bias of four at least, and one is left out
BLOCK = 512  # columns whose products are in memory at once
ROWS = 1024  # images that are centred at once
MANY = 2  # columns for each image, from which on another basis is worth finding
SAME = 1 - 1e-9  # from here on layers are the same but for rounding


@dataclass(frozen=True)
class Dependence:
    """The Hilbert–Schmidt independence criterion of two layers, with linear kernels."""

    biased: float  # times (images − 1)²
    unbiased: float
    without: np.ndarray  # (n,) float64: the unbiased one without each image


@dataclass(frozen=True)
class Likeness:
    """How alike two layers are; NaN where one of them answers the same to all images."""

    cka: float  # as Kornblith and others have it
    debiased: float
    without: np.ndarray  # (n,) float64: the debiased one without each image


def centred(activations, into=None) -> np.ndarray:
    """(n, columns) float32 activations, the mean of each column taken off.

    Of many more columns than images: (n, n) coordinates of the images in another basis, in which
    their products with each other, and so all that is told here, are the same. into: float32, where
    it is written otherwise; the activations themselves, say, which then are no more.
    """
    mean = activations.mean(axis=0, dtype=np.float64)
    if activations.shape[1] > MANY * len(activations):
        return np.linalg.qr((activations - mean).T, mode="r").T.astype(np.float32)
    found = np.empty(activations.shape, np.float32) if into is None else into
    for start in range(0, len(found), ROWS):
        rows = slice(start, start + ROWS)
        found[rows] = activations[rows] - mean
    return found


def dependence(x, y) -> Dependence:
    """x, y: (n, columns) as `centred` gives them, of the same n images, at least FEWEST."""
    lengths_x, lengths_y = squared_lengths(x), squared_lengths(y)
    products = product_terms(x, y)
    # Of the kernels' matrices with empty diagonals: what each image's rows sum to, the sum of all
    # products, and what is multiplied by the other's rows. Columns are centred: all else is 0.
    rows_x, rows_y = -lengths_x, -lengths_y
    own = products - lengths_x * lengths_y
    crossed = moved(x, rows_y, lengths_x) + moved(y, rows_x, lengths_y)
    sums = own.sum(), rows_x.sum(), rows_y.sum(), rows_x @ rows_y
    without = (
        sums[0] - 2 * own,
        sums[1] - 2 * rows_x,
        sums[2] - 2 * rows_y,
        sums[3] - rows_x * rows_y - crossed + own,
    )
    n = len(x)
    return Dependence(float(products.sum()), float(hsic(n, *sums)), hsic(n - 1, *without))


def hsic(n, products, sum_x, sum_y, rows) -> float | np.ndarray:
    """Unbiased, of n images: Song and others (2012), equation 4."""
    found = products + sum_x * sum_y / ((n - 1) * (n - 2)) - 2 * rows / (n - 2)
    return found / (n * (n - 3))


def squared_lengths(x) -> np.ndarray:
    return np.einsum("ij,ij->i", x, x, dtype=np.float64)


def product_terms(x, y) -> np.ndarray:
    """(n,) what each image adds to the squared Frobenius norm of x'y."""
    found = np.zeros(len(x))
    for i in range(0, x.shape[1], BLOCK):
        of_x = x[:, i : i + BLOCK].astype(np.float64)
        for j in range(0, y.shape[1], BLOCK):
            of_y = y[:, j : j + BLOCK].astype(np.float64)
            found += np.einsum("ij,ij->i", of_x @ (of_x.T @ of_y), of_y)
    return found


def moved(x, weights, lengths) -> np.ndarray:
    """(n,) the kernel's matrix with an empty diagonal times (n,) weights."""
    return x @ (x.T.astype(np.float64) @ weights) - lengths * weights


def likeness(both, first, second) -> Likeness:
    """both: Dependence of two layers. first, second: of each with itself."""
    pairs = [
        (both.biased, first.biased, second.biased),
        (both.unbiased, first.unbiased, second.unbiased),
        (both.without, first.without, second.without),
    ]
    return Likeness(*(ratio(*pair) for pair in pairs))


def ratio(both, first, second) -> float | np.ndarray:
    """NaN unless both layers differ between images."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return both / np.sqrt(np.where(np.minimum(first, second) > 0, first * second, np.nan))


def likenesses(first, second) -> dict[tuple, Likeness]:
    """(layer of the first network, layer of the second) -> Likeness, of all pairs.

    first, second: mappings of layer -> (n, columns) as `centred` gives them, of the same images;
    which may read them anew each time.
    """
    own = {layer: dependence(second[layer], second[layer]) for layer in second}
    found = {}
    for layer in first:
        x = first[layer]
        of_x = dependence(x, x)
        for other in second:
            both = dependence(x, second[other])
            found[layer, other] = likeness(both, of_x, own[other])
    return found


# --- what other images would give ---------------------------------------------------------------


def jackknife(without, label) -> tuple[float, float]:
    """(variance, degrees of freedom) of an estimate, of its values (n,) without each image.

    Images are drawn by class, each class as often as it was drawn here: differences between the
    classes are none between draws (Jones 1974, Journal of the American Statistical Association
    69:343). label: (n,) int. Classes of one image say nothing of their spread; where all are such,
    and only then, images count as of one class.
    """
    place, count = np.unique(label, return_inverse=True, return_counts=True)[1:]
    if count.max() < 2:
        place, count = np.zeros(len(label), int), np.array([len(label)])
    apart = without - (np.bincount(place, without) / count)[place]
    several = count[place] > 1
    spread = (apart**2 * count[place])[several] / (count[place][several] - 1)
    n = len(label)
    return float(spread.sum() * ((n - 1) / n) ** 2), int((count[count > 1] - 1).sum())


def likeness_interval(found, label) -> tuple[float, float]:
    """(low, high) of what the debiased estimate of a Likeness estimates, at 95 %, over images drawn
    as in `jackknife`. On the scale of Fisher's z, which keeps it in [−1, 1]."""
    if np.isnan(found.debiased) or found.debiased > SAME:
        return found.debiased, found.debiased
    z = np.arctanh(np.clip([found.debiased, *found.without], -SAME, SAME))
    return tuple(np.tanh(mean_interval(z[0], *jackknife(z[1:], label))).tolist())


def difference(one, other, label) -> dict:
    """How much more alike the layers of one Likeness are than those of another, of the same images:
    {"mean", "low", "high", "p"}, with its 95 % interval and the two-sided p-value that there is no
    difference."""
    mean = one.debiased - other.debiased
    variance, freedom = jackknife(one.without - other.without, label)
    low, high = mean_interval(mean, variance, freedom)
    found = {"mean": mean, "low": low, "high": high}
    return found | {"p": p_of_interval(found, freedom)}


def differences(pairs, label) -> list[dict]:
    """As `difference`, of several pairs of Likeness, with `p_adjusted`, which holds for all of them
    together (Holm)."""
    found = [difference(*pair, label) for pair in pairs]
    adjusted = holm([entry["p"] for entry in found])
    return [entry | {"p_adjusted": p} for entry, p in zip(found, adjusted, strict=True)]
