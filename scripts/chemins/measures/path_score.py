"""How well a sample keeps, layer by layer, to the way of the class that it is predicted as.

In each layer the activations are scaled to length 1. What a class is like near a sample is the
plane through its nearest train samples of the class. With d_own the distance to the plane of the
predicted class, and d_other that to the nearest plane of any other class, a sample's strangeness in
the layer is

    d_own² / d_other

large for what is far from its own class, and for what is hardly nearer to it than to another. It is
standardised by mean and deviation of the train samples', each of which is left out of its
neighbours. The path score is minus the mean over the layers, from the pixels to the last hidden
one.

Planes through neighbours are those of Vincent, Bengio (2001), K-local hyperplane and convex
distance nearest neighbor algorithms, NIPS 14, with their penalty on how far along a plane one may
go; d_other / d_own is the trust score of Jiang, Kim, Guan, Gupta (2018), arXiv 1805.11783. The
combination is ours.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from chemins.base.imports import without
from chemins.base.threads import one_thread
from chemins.clusters.distance_sums import compiled

# scikit-learn would load pandas where it is installed: half a second of every start.
with without("pandas"):
    from sklearn.preprocessing import normalize

CLASS_ROWS = 2000  # train samples of a class among which the nearest are looked for
STANDARD_ROWS = 1000  # train samples of a class by which all are standardised
SAMPLE_SEED = 0
NEIGHBOURS = 40  # that a plane goes through
PENALTY = 0.2  # on the length along a plane, in the neighbours' mean variance along it
SMALLEST = 1e-6  # of distances that are divided by: points that coincide
ROWS = 128  # whose neighbours are in memory at once


def path_score(strangeness) -> np.ndarray:
    """Higher for what keeps to its way. strangeness: (n,) of each layer. Returns (n,) float64."""
    return -np.mean(list(strangeness), axis=0)


@dataclass(frozen=True)
class Planes:
    """What planes of a layer's classes go through."""

    rows: dict  # class -> (m,) row numbers of train samples, ascending
    near: dict  # class -> (m, d) float32, their activations at length 1

    @classmethod
    def through(cls, rows, activations) -> "Planes":
        """rows: as of class_rows. activations: (r, d) float32, of all of these in their order."""
        order, points = ordered(rows), normalize(activations)
        return cls(rows, {c: points[np.searchsorted(order, own)] for c, own in rows.items()})


def class_rows(label, taught) -> dict:
    """class -> row numbers of the train samples among which its nearest are looked for. label: (n,)
    int. taught: (n,) bool."""
    return {c: members(label, taught, c, CLASS_ROWS) for c in np.unique(label[taught]).tolist()}


def ordered(rows) -> np.ndarray:
    """All the row numbers of class_rows, ascending."""
    return np.sort(np.concatenate([*rows.values()]))


def standard_rows(label, taught) -> np.ndarray:
    """Row numbers of the train samples by which all are standardised."""
    classes = np.unique(label[taught])
    return np.concatenate([members(label, taught, c, STANDARD_ROWS) for c in classes])


def standardised(strange, standard) -> np.ndarray:
    """How strange samples are in one layer, standardised; (n,) float64. A deviation of 0 counts as
    1. strange: (n,), NaN where nobody asked. standard: as of standard_rows."""
    return (strange - strange[standard].mean()) / (strange[standard].std() or 1)


def strangeness(activations, rows, predicted, planes, threads=1) -> np.ndarray:
    """How strange samples are in one layer; (r,) float64.

    activations: (r, d) float32, of the samples in these (r,) rows, ascending. predicted: (r,) int.
    A train sample is not its own neighbour. threads: how many share the work; the values do not
    depend on it.
    """
    own, other = class_distances(activations, rows, predicted, planes, threads)
    return own**2 / np.maximum(other, SMALLEST)


def class_distances(
    activations, rows, predicted, planes, threads=1
) -> tuple[np.ndarray, np.ndarray]:
    """(r,) float64 distances to the plane of the predicted class, and to the nearest other one.

    As strangeness. All points are scaled to length 1; one at the origin stays there.
    """
    points = normalize(activations)
    distance = np.column_stack(
        [
            plane_distances(points, places(rows, planes.rows[c]), near, threads)
            for c, near in planes.near.items()
        ]
    )
    is_own = predicted[:, np.newaxis] == np.array([*planes.near])
    return np.where(is_own, distance, np.inf).min(1), np.where(is_own, np.inf, distance).min(1)


def places(rows, among) -> np.ndarray:
    """(r,) int: where each of the rows is in `among`, ascending, or -1."""
    place = np.searchsorted(among, rows)
    found = among[np.minimum(place, len(among) - 1)] == rows
    return np.where(found, place, -1)


def plane_distances(points, place, near, threads=1) -> np.ndarray:
    """(r,) float64: distance of each point to the plane through its nearest among others, but for
    itself.

    points: (r, d) float32. near: (m, d) float32, the others. place: (r,) each point's own row of
    them, or -1. NEIGHBOURS are the nearest, or all others of fewer; a single one is its own
    neighbour, for want of another.
    """
    with one_thread():  # products differ in their last bits between thread counts
        near = near.astype(np.float64)
        products = near @ near.T
        parts = [slice(start, start + ROWS) for start in range(0, len(points), ROWS)]
        with ThreadPoolExecutor(threads) as pool:
            found = pool.map(
                lambda part: distances_of(points[part].astype(float), place[part], near, products),
                parts,
            )
            return np.concatenate([np.empty(0), *found])


def distances_of(points, place, near, products) -> np.ndarray:
    """plane_distances of (b, d) points. place: (b,) each one's own row of `near`, or -1. near: (m,
    d); products: (m, m) float64, theirs with each other."""
    towards = points @ near.T
    squared = np.diagonal(products) - 2 * towards
    own = np.flatnonzero(place >= 0)
    squared[own, place[own]] = np.inf
    k = max(min(NEIGHBOURS, len(near) - 1), 1)
    # In order of their rows, whose products then are read in order too.
    nearest = np.sort(np.argpartition(squared, k - 1, axis=1)[:, :k])
    return to_planes(np.square(points).sum(axis=1), towards, nearest, products)


@compiled
def to_planes(lengths, towards, nearest, products) -> np.ndarray:
    """Distances from products alone: (b,) float64.

    lengths: (b,) squared, of the points. towards: (b, m), their products with all that may be
    neighbours. nearest: (b, k) int, the neighbours. products: (m, m), theirs with each other. With
    V the neighbours less their mean and r the point less it, the weights w of the nearest point of
    the plane solve (V Vᵀ + λ I) w = V r; the distance is |r - Vᵀ w|.
    """
    k = nearest.shape[1]
    found = np.empty(len(nearest))
    gram, along, means, lower = np.empty((k, k)), np.empty(k), np.empty(k), np.empty((k, k))
    for point in range(len(nearest)):
        means[:] = 0.0
        for i in range(k):
            along[i] = towards[point, nearest[point, i]]
            line = products[nearest[point, i]]
            for j in range(i):
                gram[i, j] = line[nearest[point, j]]
                means[i] += gram[i, j]
                means[j] += gram[i, j]
            gram[i, i] = line[nearest[point, i]]
            means[i] += gram[i, i]
        means /= k
        mean, ahead = means.mean(), along.mean()
        trace = 0.0
        for i in range(k):
            along[i] -= ahead + means[i] - mean  # V r
            for j in range(i + 1):
                gram[i, j] -= means[i] + means[j] - mean
            trace += gram[i, i]
        penalty = max(PENALTY * trace / k, SMALLEST**2)
        solved, squares = solve_penalised(gram, penalty, along, lower)
        # reached: 2 w·V r - w·V Vᵀ w, where V Vᵀ w = V r - λ w.
        reached = solved + penalty * squares
        found[point] = np.sqrt(max(lengths[point] - 2 * ahead + mean - reached, 0.0))
    return found


@compiled
def solve_penalised(gram, penalty, along, lower) -> tuple[float, float]:
    """w·V r and w·w of the weights w of to_planes, by Cholesky's decomposition.

    gram: (k, k), V Vᵀ, of which the lower triangle is read. penalty: λ. along: (k,), V r, in whose
    place w is written. lower: (k, k) to work in.
    """
    k, solved, squares = len(along), 0.0, 0.0
    for i in range(k):
        for j in range(i):
            value = gram[i, j]
            for c in range(j):
                value -= lower[i, c] * lower[j, c]
            lower[i, j] = value * lower[j, j]
        value = gram[i, i] + penalty
        for c in range(i):
            value -= lower[i, c] * lower[i, c]
        lower[i, i] = 1 / np.sqrt(value)  # its inverse, which is what all divide by
        rest = along[i]
        for c in range(i):
            rest -= lower[i, c] * along[c]
        along[i] = rest * lower[i, i]
        solved += along[i] * along[i]
    for i in range(k - 1, -1, -1):
        along[i] *= lower[i, i]
        for c in range(i):
            along[c] -= lower[i, c] * along[i]
        squares += along[i] * along[i]
    return solved, squares


def members(label, train, value, most) -> np.ndarray:
    """Row numbers of the train samples of a class, or in order of a seeded sample of so many."""
    rows = np.flatnonzero(train & (label == value))
    if len(rows) <= most:
        return rows
    stream = np.random.default_rng([SAMPLE_SEED, value])
    return np.sort(stream.choice(rows, size=most, replace=False))
