"""How far the neighbours that an embedding shows are those that there are, and the other way round.

Each image is looked at among the images that the embedding was fitted on: one of these among all
the others, as the two measures are usually taken; one that was placed afterwards as if it were the
only one added. So what is told of an image depends on no other image that was placed.
"""

from dataclasses import dataclass

import numpy as np

from chemins.base.imports import without
from chemins.base.threads import one_thread
from chemins.clusters.distance_sums import compiled

# scikit-learn would load pandas where it is installed: half a second of every start.
with without("pandas"):
    from sklearn.metrics import pairwise_distances

NEIGHBOURS = 15  # looked at around each image; of few images, at most half
ROWS = 1_000  # looked at; of more, a random sample of so many, each among all the fitted ones
DISTANCES = 4_000_000  # at once


@dataclass(frozen=True)
class Embedded:
    """Some rows of a layer, and where they lie in its embedding."""

    rows: np.ndarray  # (n,) int, among all the layer's
    points: np.ndarray  # (n, d) float32
    coordinates: np.ndarray  # (n, 2)


def faithfulness(counted, fitted, metric) -> tuple[float, float]:
    """Trustworthiness and continuity of an embedding; 1 if all neighbourhoods are as they were.

    fitted: Embedded, of the rows that it was fitted on. counted: of those whose neighbours among
    the fitted ones are looked at: all of them fitted, or none. metric: between points; between
    coordinates it is Euclidean. Trustworthiness falls with each row that is a neighbour in the
    embedding only, the more the farther away it is among the points; continuity with each that is
    one among the points only. Of all fitted rows the two are those of Venna, Kaski (2001),
    Neighborhood preservation in nonlinear projection methods, ICANN, LNCS 2130:485–491. NaN without
    counted rows, and where there are fewer than two others to look at.
    """
    others = len(fitted.rows) - np.isin(counted.rows[:1], fitted.rows).sum()
    k = min(NEIGHBOURS, others // 2)
    if k < 1 or not len(counted.rows):
        return np.nan, np.nan
    beyond = np.zeros(2)
    for block in blocks(len(counted.rows), len(fitted.rows)):
        same = counted.rows[block, np.newaxis] == fitted.rows
        true = distances(counted.points[block], fitted.points, same, metric)
        shown = distances(counted.coordinates[block], fitted.coordinates, same, "euclidean")
        beyond += ranks_beyond(k, true, shown), ranks_beyond(k, shown, true)
    most = len(counted.rows) * k * (2 * others - 3 * k + 1) / 2
    trustworthiness, continuity = 1 - beyond / most
    return float(trustworthiness), float(continuity)


def sampled(rows, seed) -> np.ndarray:
    """Rows (m,) that are looked at, of (n,)."""
    if len(rows) <= ROWS:
        return rows
    return np.sort(np.random.default_rng(seed).choice(rows, size=ROWS, replace=False))


def blocks(count, among) -> list[slice]:
    """Of so many rows, so many at once that their distances to `among` others fit in memory."""
    size = max(1, DISTANCES // among)
    return [slice(start, start + size) for start in range(0, count, size)]


def distances(values, others, same, metric) -> np.ndarray:
    """(m, n) between (m, …) and (n, …) values; infinite where (m, n) bool says that they are of the
    same row."""
    with one_thread():  # products' last bits differ between thread counts
        found = pairwise_distances(values, others, metric=metric)
    found[same] = np.inf
    return found


def ranks_beyond(k, true, shown) -> int:
    """By how many ranks the k nearest of each row, as shown, miss being its k nearest in truth.

    true, shown: (m, n) distances. On a tie the better rank counts.
    """
    nearest = np.argpartition(shown, k - 1, axis=1)[:, :k]
    ranks = 1 + nearer_than(true, np.take_along_axis(true, nearest, 1))
    return int(np.maximum(ranks - k, 0).sum())


@compiled
def nearer_than(distances, limits) -> np.ndarray:
    """(m, k) int64: of each row of (m, n) distances, how many are below each of its (m, k) limits.

    Those below the largest limit, few as a rule, are set aside, and compared with the others.
    """
    found = np.empty(limits.shape, np.int64)
    near = np.empty(distances.shape[1], distances.dtype)
    for row in range(len(distances)):
        largest, kept = limits[row].max(), 0
        for distance in distances[row]:
            near[kept] = distance
            kept += distance < largest
        for column in range(limits.shape[1]):
            limit, count = limits[row, column], np.int32(0)
            for distance in near[:kept]:
                count += distance < limit
            found[row, column] = count
    return found
