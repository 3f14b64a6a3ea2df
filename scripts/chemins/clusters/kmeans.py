"""k-means whose best clustering is found again, by Hartigan's method from many starts.

Lloyd's iterations, which scikit-learn has, stop where every row is nearest to its own center. Of
few rows with many columns that is so nearly everywhere, since each row pulls its own center towards
itself: 200 images have hundreds of such clusterings, whose inertias hardly differ and whose labels
do. Hartigan's method moves a row wherever that lowers the inertia, its own pull counted. Few
clusterings withstand that, and the best of them is soon found again.
"""

from dataclasses import dataclass

import numpy as np

from chemins.clusters.distance_sums import compiled

LEAST_STARTS = 20  # where `n_init` is `auto`
MOST_STARTS = 100
WORK = 1e8  # rows × columns × K × starts that `auto` does not go beyond
AGAIN = 3  # of the starts have to agree with the best
SAME = 1e-3  # share of the inertia up to which they do
LOWER = 1e-9  # share of a distance that an exchange has to gain: less is rounding
SURELY = 1 + 1e-6  # times what a bound has to be above, that is rounded itself


@dataclass(frozen=True)
class Starts:
    """How often k-means starts: so often, then until the best is found again, or `most` times."""

    least: int
    most: int

    def up_to(self, number) -> "Starts":
        return Starts(min(self.least, number), min(self.most, number))


@dataclass(frozen=True)
class KMeansFit:
    cluster: np.ndarray  # (n,) int32
    centers: np.ndarray  # (k, d) float32
    inertia: float


def starts_of(n_init, points, k) -> Starts:
    """n_init: the config's, a number of starts or `auto`. points: (n, d)."""
    if n_init != "auto":
        return Starts(n_init, n_init)
    affordable = int(np.clip(WORK // (points.size * k), 1, MOST_STARTS))
    return Starts(min(LEAST_STARTS, affordable), affordable)


def best_kmeans(points, k, starts, seed) -> KMeansFit:
    """The best of several starts. points: (n, d) float32, k distinct ones at least."""
    stream, found = np.random.default_rng(seed), []
    while len(found) < starts.least or (
        len(found) < starts.most and not is_found_again([fit.inertia for fit in found])
    ):
        found.append(one_start(points, k, stream))
    return min(found, key=lambda fit: fit.inertia)


def is_found_again(inertias) -> bool:
    """Whether the best AGAIN of the starts agree."""
    best = sorted(inertias)[:AGAIN]
    return len(best) == AGAIN and best[-1] <= best[0] * (1 + SAME)


def one_start(points, k, stream) -> KMeansFit:
    """Exchanges from a random start (k-means++) until none helps."""
    cluster = spread(points, stream.random((k, 2 + int(np.log(k)))))
    sizes = np.bincount(cluster, minlength=k).astype(np.float64)
    exchange(points, cluster, means(points, cluster, k), sizes)
    centers = means(points, cluster, k)
    return KMeansFit(cluster, centers.astype(np.float32), inertia_of(points, cluster, centers))


@compiled
def spread(points, draws) -> np.ndarray:
    """(n,) int32: the nearest of k rows that are drawn far apart.

    points: (n, d) float32, k distinct ones at least. draws: (k, tries) float64 in [0, 1). The
    first row is any. Each further one is drawn in proportion to the squared distances from the
    nearest row so far, and is the one of several that lowers the inertia most: Arthur,
    Vassilvitskii (2007), k-means++: the advantages of careful seeding, SODA, 1027–1035, where
    several are tried in the experiments; so many as in scikit-learn.
    """
    rows, tries = len(points), draws.shape[1]
    cluster = np.zeros(rows, np.int32)
    nearest = np.ones(rows)
    closer, best = np.empty(rows), np.empty(rows)
    for number in range(len(draws)):
        lowest, summed = np.inf, np.cumsum(nearest)
        for draw in draws[number, : tries if number else 1]:
            place = np.searchsorted(summed, draw * summed[-1], side="right")
            center, total = points[min(place, rows - 1)], 0.0
            for row in range(rows):
                closer[row] = squared_distance(points[row], center)
                if number > 0:
                    closer[row] = min(closer[row], nearest[row])
                total += closer[row]
            if total < lowest:
                lowest = total
                best[:] = closer
        for row in range(rows):
            if number > 0 and best[row] < nearest[row]:
                cluster[row] = number
        nearest[:] = best
    return cluster


@compiled
def means(points, cluster, k) -> np.ndarray:
    """(k, d) float64 centers of (n,) clusters; 0 of an empty one, which the first row fills."""
    found, sizes = np.zeros((k, points.shape[1])), np.zeros(k)
    for row in range(len(points)):
        found[cluster[row]] += points[row]
        sizes[cluster[row]] += 1
    for c in range(k):
        found[c] /= max(sizes[c], 1)
    return found


@compiled
def inertia_of(points, cluster, centers) -> float:
    total = 0.0
    for row in range(len(points)):
        total += squared_distance(points[row], centers[cluster[row]])
    return total


@compiled
def exchange(points, cluster, centers, sizes) -> None:
    """Move rows to other clusters, one at a time, until no move of one lowers the inertia.

    points: (n, d) float32. cluster: (n,) int32, centers: (k, d) float64, their means, and sizes:
    (k,) float64 are changed in place. No cluster is emptied. After Hartigan (1975), Clustering
    Algorithms, section 4.4; that fewer clusterings withstand it than Lloyd's iterations: Telgarsky,
    Vattani (2010), Hartigan's method: k-means clustering without Voronoi, AISTATS, PMLR 9:820–827.
    """
    # By the triangle inequality no row is nearer to a center than when that was last measured, less
    # the way that the center has gone since. `reach`: their distance then, plus its way until then.
    way, reach = np.zeros(len(centers)), np.zeros((len(points), len(centers)))
    moved = True
    while moved:
        moved = False
        for row in range(len(points)):
            own = cluster[row]
            if sizes[own] == 1:
                continue
            # What the inertia loses without the row, and gains with it in another cluster.
            left = squared_distance(points[row], centers[own])
            lost = left * sizes[own] / (sizes[own] - 1)
            lowest, nearest, entered = lost * (1 - LOWER), own, 0.0
            for other in range(len(centers)):
                if other != own:
                    share = sizes[other] / (sizes[other] + 1)
                    least = max(reach[row, other] - way[other], 0.0)
                    if least * least * share > lowest * SURELY:
                        continue
                    squared = squared_distance(points[row], centers[other])
                    reach[row, other] = np.sqrt(squared) + way[other]
                    gained = squared * share
                    if gained < lowest:
                        lowest, nearest, entered = gained, other, squared
            if nearest != own:
                moved = True
                way[own] += np.sqrt(left) / (sizes[own] - 1)
                way[nearest] += np.sqrt(entered) / (sizes[nearest] + 1)
                for column in range(points.shape[1]):
                    value = points[row, column]
                    centers[own, column] -= (value - centers[own, column]) / (sizes[own] - 1)
                    centers[nearest, column] += (value - centers[nearest, column]) / (
                        sizes[nearest] + 1
                    )
                sizes[own] -= 1
                sizes[nearest] += 1
                cluster[row] = nearest


@compiled
def squared_distance(point, center) -> float:
    total = 0.0
    for column in range(len(point)):
        total += (point[column] - center[column]) ** 2
    return total
