"""Telling unseen digits from known ones: scores, higher for known, and how well they do it.

The scores are given by our formulas, after the papers that they are named from. Train sets of more
than DETECTOR_ROWS rows are sampled, with a seed of their own.
"""

from collections.abc import Callable

import numpy as np

from chemins.base.imports import without
from chemins.base.threads import one_thread

# scikit-learn would load pandas where it is installed: half a second of every start.
with without("pandas"):
    from sklearn.covariance import LedoitWolf
    from sklearn.metrics import roc_auc_score
    from sklearn.neighbors import NearestNeighbors
    from sklearn.preprocessing import normalize

NEIGHBOUR = 10  # the k of the k-th nearest train point: small runs have few of a class
DETECTOR_ROWS = 10_000
SAMPLE_SEED = 0


def auroc(known_score, unseen_score) -> float:
    """Area under the ROC curve: how often a known sample scores above an unseen one, ties half.

    known_score: (m,), unseen_score: (n,), neither of them empty. Returns a number in [0, 1].
    """
    known = np.repeat([1, 0], [len(known_score), len(unseen_score)])
    return float(roc_auc_score(known, np.concatenate([known_score, unseen_score])))


def fpr_at_tpr(known_score, unseen_score, tpr=0.95) -> float:
    """Share of the unseen samples accepted at the highest threshold that keeps `tpr` of the known.

    A sample is accepted if it scores at least the threshold, which is a known sample's score.
    known_score: (m,), unseen_score: (n,), neither of them empty.
    """
    m = len(known_score)
    kept = np.arange(1, m + 1) / m  # share of known samples, for each as the last one accepted
    threshold = np.sort(known_score)[::-1][np.searchsorted(kept, tpr)]
    return float(np.mean(unseen_score >= threshold))


def max_softmax(probabilities) -> np.ndarray:
    """The largest of a sample's (n, classes) softmax probabilities; (n,) float64.

    After Hendrycks & Gimpel (2017), arXiv 1610.02136.
    """
    return probabilities.max(axis=1).astype(np.float64)


def energy(logits) -> np.ndarray:
    """log Σ exp of the (n, classes) values before the softmax; (n,) float64.

    The negative energy, at temperature 1, after Liu, Wang, Owens, Li (2020), arXiv 2010.03759.
    """
    return np.logaddexp.reduce(logits.astype(np.float64), axis=1)


def fit_detectors(train_points, train_label) -> dict[str, Callable]:
    """Every score that there is of one layer: name -> a function from points to (n,) float64,
    higher for what is known.

    train_points: (m, d), points: (n, d) float32, standardised. train_label: (m,) int. The names are
    vocabulary.LAYER_SCORES.
    """
    return {
        "neighbours": fit_neighbours(train_points),
        "mahalanobis": fit_mahalanobis(train_points, train_label),
    }


def fit_neighbours(train_points, k=NEIGHBOUR) -> Callable:
    """A function from points to minus the distance to the k-th nearest train point, all points
    scaled to length 1.

    After Sun, Ming, Zhu, Li (2022), arXiv 2204.06507. train_points: (m, d), points: (n, d) float32,
    k: the last neighbour if there are fewer. A point at the origin stays there. It returns (n,)
    float64.
    """
    train = normalize(train_points[sampled(len(train_points))])
    with one_thread():  # products differ in their last bits between thread counts
        search = NearestNeighbors(n_neighbors=min(k, len(train)), algorithm="brute").fit(train)

    def score(points) -> np.ndarray:
        with one_thread():
            distance, _ = search.kneighbors(normalize(points))
        return -distance[:, -1].astype(np.float64)

    return score


def fit_mahalanobis(train_points, train_label) -> Callable:
    """A function from points to minus the squared Mahalanobis distance to the nearest class mean;
    (n,) float64.

    After Lee, Lee, Lee, Shin (2018), arXiv 1807.03888, with one covariance for all classes, that of
    the train points about their own class's mean; as there may be fewer points than columns, it is
    shrunk after Ledoit & Wolf (2004), Journal of Multivariate Analysis 88. train_points: (m, d),
    train_label: (m,), points: (n, d) float32. Means are of all train points.
    """
    classes, coded = np.unique(train_label, return_inverse=True)
    means = np.array([train_points[coded == c].mean(0, np.float64) for c in range(len(classes))])
    rows = sampled(len(train_points))
    centred = train_points[rows] - means[coded[rows]]
    with one_thread():  # as above
        precision = LedoitWolf(assume_centered=True).fit(centred).precision_

    def score(points) -> np.ndarray:
        with one_thread():
            squares = [squared_lengths(points - mean, precision) for mean in means]
        return -np.min(squares, axis=0)

    return score


def squared_lengths(vectors, precision) -> np.ndarray:
    """Of (n, d) vectors, with a (d, d) matrix as the metric."""
    return np.einsum("ij,ij->i", vectors @ precision, vectors)


def sampled(count) -> np.ndarray:
    """Indices of `count` rows, or in order of DETECTOR_ROWS of them."""
    if count <= DETECTOR_ROWS:
        return np.arange(count)
    stream = np.random.default_rng(SAMPLE_SEED)
    return np.sort(stream.choice(count, size=DETECTOR_ROWS, replace=False))
