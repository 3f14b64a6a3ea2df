"""What speaks for a number of clusters beside the silhouette of the samples at hand.

What the silhouette chooses where the samples are drawn anew, the gap statistic, which alone can say
that there are no clusters (K = 1), and the index of Calinski and Harabasz.
"""

from collections import Counter

import numpy as np

from chemins.base.threads import one_thread
from chemins.clusters.kmeans import Starts, best_kmeans
from chemins.clusters.silhouette import silhouettes_by_k

ROWS = 300  # clustered again; of more, a random sample of so many
RESAMPLES = 20
REFERENCES = 10
STARTS = Starts(2, 2)  # of k-means for the gap, of the rows' own clusters as of the references'
ONE_START = Starts(1, 1)  # in a bootstrap sample
SPAN = 1e-6  # of the longest principal axis; along shorter ones rows are the same but for rounding
VALUES = 2**22  # whose squares are summed at once
DIGITS = 6  # of a mean silhouette: the same ones are a tie


def k_evidence(points, ks, inertias, seed) -> list[tuple]:
    """(measure, K or -1, value): what each K has for it, and what each way chooses.

    points: (n, d) float32. ks, inertias: (m,) of their clusterings, of two clusters or more,
    ascending. Empty where there are fewer than three distinct rows: nothing to choose from.
    """
    drawn = principal_points(sampled(points, seed))
    distinct = len(np.unique(drawn, axis=0)) if drawn.size else 1
    if distinct < 3 or not len(ks):
        return []
    gap, error = gap_statistic(drawn, min(ks[-1], distinct - 1), seed)
    index = calinski_harabasz(points, ks, inertias)
    resampled = resampled_choices(drawn, ks.tolist(), seed)
    from_one = range(1, len(gap) + 1)
    return [
        *(("gap", k, value) for k, value in zip(from_one, gap, strict=True)),
        *(("gap_error", k, value) for k, value in zip(from_one, error, strict=True)),
        *(("calinski_harabasz", k, value) for k, value in zip(ks, index, strict=True)),
        *(("k_resampled", k, count) for k, count in sorted(resampled.items())),
        ("k_images", -1, len(drawn)),
        ("k_gap", -1, gap_choice(gap, error)),
        ("k_calinski_harabasz", -1, ks[index.argmax()]),
    ]


def sampled(points, seed) -> np.ndarray:
    if len(points) <= ROWS:
        return points
    rows = np.random.default_rng(seed).choice(len(points), size=ROWS, replace=False)
    return points[np.sort(rows)]


def principal_points(points) -> np.ndarray:
    """(n, r) float32: the rows along their own principal axes, equal ones still equal.

    points: (n, d). All distances between rows are kept, in no more columns than rows.
    """
    mean = points.mean(axis=0, dtype=np.float64)
    distinct, place = np.unique(points, axis=0, return_inverse=True)
    with one_thread():
        _, spans, axes = np.linalg.svd(points - mean, full_matrices=False)
        kept = spans > SPAN * spans.max(initial=0)
        return ((distinct - mean) @ axes[kept].T).astype(np.float32)[place]


def resampled_choices(points, ks, seed) -> Counter:
    """K -> in how many of RESAMPLES bootstrap samples it has the highest mean silhouette.

    points: (n, d). ks: those to choose from, ascending. In each resample n rows are drawn with
    replacement and clustered by k-means (of one start) at each K; the silhouettes are the distinct
    rows': copies of a row would make a cluster of their own. The smaller K on a tie; 1 where there
    are too few distinct rows for any. After Efron (1979), Ann. Stat. 7:1–26.
    """
    stream = np.random.default_rng(seed)
    distinct = np.unique(points, axis=0, return_inverse=True)[1]
    chosen = Counter()
    for _ in range(RESAMPLES):
        drawn = stream.integers(len(points), size=len(points))
        several = [k for k in ks if k <= len(np.unique(distinct[drawn])) and k < len(set(drawn))]
        start = int(stream.integers(2**31))
        chosen[choice_of(points, drawn, several, start) if several else 1] += 1
    return chosen


def choice_of(points, drawn, ks, seed) -> int:
    """The K with the highest mean silhouette, the smaller on a tie. drawn: (n,) rows of points."""
    rows, first = np.unique(drawn, return_index=True)
    fits = {k: best_kmeans(points[drawn], k, ONE_START, seed) for k in ks}
    clusters = {k: fit.cluster[first] for k, fit in fits.items()}
    silhouettes = silhouettes_by_k(points[rows], clusters, threads=1)
    scores = {k: each.mean() for k, each in silhouettes.items()}
    return max(ks, key=lambda k: (round(scores[k], DIGITS), -k))


def gap_statistic(points, k_max, seed) -> tuple[np.ndarray, np.ndarray]:
    """Gap and its standard error at each K from 1 to k_max: (k_max,) float64 each.

    points: (n, r) along their principal axes. The gap is by how much the logarithm of the inertia
    is below its mean over REFERENCES sets of as many points that are uniform in the points' box.
    After Tibshirani, Walther, Hastie (2001), J. R. Stat. Soc. B 63:411–423, with the reference
    along principal axes (their choice b).
    """
    stream = np.random.default_rng(seed)
    low, high = points.min(axis=0), points.max(axis=0)
    own = log_inertias(points, k_max, seed)
    reference = np.array(
        [
            log_inertias(stream.uniform(low, high, points.shape).astype(np.float32), k_max, seed)
            for _ in range(REFERENCES)
        ]
    )
    error = reference.std(axis=0) * np.sqrt(1 + 1 / REFERENCES)
    return reference.mean(axis=0) - own, error


def log_inertias(points, k_max, seed) -> np.ndarray:
    """(k_max,) float64: of k-means with 1 to k_max clusters."""
    fits = [best_kmeans(points, k, STARTS, seed) for k in range(1, k_max + 1)]
    return np.log([fit.inertia for fit in fits])


def gap_choice(gap, error) -> int:
    """The smallest K whose gap is at most a standard error below the first peak of the gaps.

    gap, error: (k_max,) of K from 1 on. The rule of Maechler's clusGap (`firstSEmax`, R package
    cluster). That of the paper, the first K whose gap is at most an error below the next one's,
    says 1 of six clouds that are equally far apart: two clusters tell no more of them than one.
    """
    falls = np.flatnonzero(np.diff(gap) <= 0)
    peak = falls[0] if len(falls) else len(gap) - 1
    return int(np.argmax(gap >= gap[peak] - error[peak])) + 1


def calinski_harabasz(points, ks, inertias) -> np.ndarray:
    """(ks,) float64: the variance between clusters by that within, each by its degrees of freedom.

    points: (n, d). ks, inertias: (ks,) of their clusterings, of 2 to n - 1 clusters. Calinski,
    Harabasz (1974), Commun. Stat. 3:1–27.
    """
    total = squares_about(points, points.mean(axis=0, dtype=np.float64), 0, points.size)
    between, within = (total - inertias) / (ks - 1), inertias / (len(points) - ks)
    return np.divide(between, within, out=np.full(len(ks), np.inf), where=within > 0)


def squares_about(points, mean, start, end) -> float:
    """The sum of squared differences of the values of (n, d) points, from one place to another in
    the order of rows, from the (d,) mean.

    VALUES at a time, halved as NumPy halves what it sums: to the bit what it says of all.
    """
    if end - start > VALUES:
        half = start + (end - start) // 16 * 8
        return squares_about(points, mean, start, half) + squares_about(points, mean, half, end)
    first, last = start // len(mean), -(-end // len(mean))
    apart = np.square(points[first:last] - mean).reshape(-1)
    return apart[start - first * len(mean) :][: end - start].sum()
