"""A second way to cluster a layer, which is asked whether what k-means says is k-means' own."""

import warnings
from collections.abc import Callable

import numpy as np

from chemins.base.imports import without
from chemins.base.threads import one_thread

# scikit-learn would load pandas where it is installed: half a second of every start.
with without("pandas"):
    from sklearn.decomposition import PCA
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

COMPONENTS = 10  # principal axes that the mixture is fitted on
STARTS = 5  # one alone finds no classes in the pixels of 5s and 6s, or does, as chance has it
ITERATIONS = 500  # of expectation and maximisation, which take a tenth of that
MIXTURE_ROWS = 10_000  # train rows that axes and mixture are fitted to at most


def fit_mixture(train_points, k, seed) -> Callable:
    """A function from (m, d) float32 points to (m,) int from 0: the most probable of k Gaussians
    for each.

    train_points: (n, d) float32, standardised. The Gaussians, each with a
    covariance of its own, are fitted to the train points on their first ten principal axes, or to a
    seeded sample of MIXTURE_ROWS of them; there are fewer where the points have fewer columns, or
    fewer distinct rows than k. Clusters may so be long and of different widths, where those of
    k-means are round and alike: Fraley, Raftery (2002), Model-based clustering, discriminant
    analysis, and density estimation, JASA 97:611-631.
    """
    if len(train_points) > MIXTURE_ROWS:
        rows = np.random.default_rng(seed).choice(len(train_points), MIXTURE_ROWS, replace=False)
        train_points = train_points[rows]
    k = min(k, len(np.unique(train_points, axis=0)))
    # Shares of a variance of 0, which are not used; and EM that ends where nothing moves.
    with one_thread(), np.errstate(invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        axes = PCA(min(COMPONENTS, *train_points.shape), random_state=seed)
        reduced = axes.fit_transform(train_points.astype(np.float64))
        mixture = GaussianMixture(k, n_init=STARTS, max_iter=ITERATIONS, random_state=seed)
        mixture.fit(reduced)

    def clusters(points) -> np.ndarray:
        with one_thread():
            return mixture.predict(axes.transform(points.astype(np.float64)))

    return clusters
