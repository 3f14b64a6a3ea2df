"""How well a sample keeps, layer by layer, to the way of the class that it is predicted as.

In each layer the activations are scaled to length 1. With d_own the distance to the nearest train
sample of the predicted class, and d_other that to the nearest one of any other class, a sample's
strangeness in the layer is

    d_own² / d_other

large for what is far from its own class, and for what is hardly nearer to it than to another: d_own
over the trust score of Jiang, Kim, Guan, Gupta (2018), arXiv 1805.11783. It is standardised by mean
and deviation of the train samples', each of which is left out of its neighbours. The path score is
minus the mean over the layers, from the pixels to the last hidden one. The combination is ours.
"""

import numpy as np

from chemins.base.imports import without
from chemins.base.threads import one_thread

# scikit-learn would load pandas where it is installed: half a second of every start.
with without("pandas"):
    from sklearn.neighbors import NearestNeighbors
    from sklearn.preprocessing import normalize

CLASS_ROWS = 2000  # train samples of a class among which the nearest are looked for
SAMPLE_SEED = 0
SMALLEST = 1e-6  # of distances that are divided by: points that coincide


def path_score(strangeness) -> np.ndarray:
    """Higher for what keeps to its way. strangeness: (n,) of each layer. Returns (n,) float64."""
    return -np.mean(list(strangeness), axis=0)


def strangeness(activations, label, train, predicted) -> np.ndarray:
    """How strange samples are in one layer, standardised; (n,) float64.

    activations: (n, d) float32. label, predicted: (n,) int. train: (n,) bool. A train sample is not
    its own neighbour. A deviation of 0 counts as 1.
    """
    own, other = class_distances(activations, label, train, predicted)
    strange = own**2 / np.maximum(other, SMALLEST)
    known = strange[train]
    return (strange - known.mean()) / (known.std() or 1)


def class_distances(activations, label, train, predicted) -> tuple[np.ndarray, np.ndarray]:
    """(n,) float64 distances to the nearest train sample of the predicted class, and of the others.

    As strangeness. All points are scaled to length 1; one at the origin stays there.
    """
    points = normalize(activations)
    classes = np.unique(label[train])
    distance = np.column_stack([nearest(points, members(label, train, value)) for value in classes])
    is_own = predicted[:, np.newaxis] == classes
    return np.where(is_own, distance, np.inf).min(1), np.where(is_own, np.inf, distance).min(1)


def nearest(points, rows) -> np.ndarray:
    """(n,) float64: distance of each point to the nearest among those in `rows`, but for itself.

    points: (n, d) float32. rows: (m,) int. A single one is its own neighbour, for want of another.
    """
    neighbours = min(2, len(rows))
    with one_thread():  # products differ in their last bits between thread counts
        search = NearestNeighbors(n_neighbors=neighbours, algorithm="brute").fit(points[rows])
        distance, _ = search.kneighbors(points)
    nearest_other = distance[:, 0].astype(np.float64)
    nearest_other[rows] = distance[rows, -1]  # the first is the point itself
    return nearest_other


def members(label, train, value) -> np.ndarray:
    """Row numbers of the train samples of a class, or in order of a seeded sample of CLASS_ROWS."""
    rows = np.flatnonzero(train & (label == value))
    if len(rows) <= CLASS_ROWS:
        return rows
    stream = np.random.default_rng([SAMPLE_SEED, value])
    return np.sort(stream.choice(rows, size=CLASS_ROWS, replace=False))
