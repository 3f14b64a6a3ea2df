"""Exact silhouettes, for every K in one pass over the distances, in memory that stays small."""

import numpy as np

TILE = 512
GATHERED = 1 << 22  # values of the pairs whose differences are taken at a time
# A squared distance below this share of a row's squared norm has lost digits to cancellation.
CLOSE = 1e-7


def silhouettes_by_k(activations, labels_by_k):
    """Silhouette of every sample under each of several labelings.

    After Rousseeuw (1987), J. Comput. Appl. Math. 20, section 2, with scikit-learn's conventions:
    a sample alone in its cluster has 0. activations: (n, d). labels_by_k: K -> (n,) integers, at
    least two distinct. Returns K -> (n,) float64.
    """
    coded = {k: np.unique(labels, return_inverse=True)[1] for k, labels in labels_by_k.items()}
    sums = distance_sums(activations, activations, coded)
    return {
        k: silhouettes(sums[k], labels, np.bincount(labels), member=True)
        for k, labels in coded.items()
    }


def silhouettes_against(activations, clusters, reference, reference_clusters):
    """Silhouette of samples that are no members: distances go to the reference's members only.

    activations (m, d), clusters (m,), reference (n, d), reference_clusters (n,) with values
    0 … K-1, all of them present. Returns (m,) float64.
    """
    sums = distance_sums(activations, reference, {0: reference_clusters})[0]
    return silhouettes(sums, clusters, np.bincount(reference_clusters), member=False)


def distance_sums(rows, columns, labels_by_k):
    """K -> (m, K) sums of Euclidean distances from each row to the columns of each cluster."""
    center = columns.mean(axis=0, dtype=np.float64)
    rows, columns = rows - center, columns - center
    square_rows, square_columns = np.square(rows).sum(axis=1), np.square(columns).sum(axis=1)
    membership = {k: np.eye(labels.max() + 1)[labels] for k, labels in labels_by_k.items()}
    joined = np.hstack(list(membership.values()))
    sums = np.zeros((len(rows), joined.shape[1]))
    for top in range(0, len(rows), TILE):
        for left in range(0, len(columns), TILE * 4):
            part = slice(top, top + TILE), slice(left, left + TILE * 4)
            tile = rows[part[0]] @ columns[part[1]].T
            tile *= -2
            tile += square_rows[part[0], np.newaxis]
            tile += square_columns[part[1]]
            close = tile < CLOSE * square_rows[part[0], np.newaxis]
            tile[close] = exact_squares(rows[part[0]], columns[part[1]], *np.nonzero(close))
            sums[part[0]] += np.sqrt(tile, out=tile) @ joined[part[1]]
    ends = np.cumsum([matrix.shape[1] for matrix in membership.values()])
    return dict(zip(membership, np.split(sums, ends[:-1], axis=1), strict=True))


def exact_squares(rows, columns, i, j):
    """Squared distances of the pairs (rows[i], columns[j]), from their differences."""
    found = np.empty(len(i))
    step = max(1, GATHERED // rows.shape[1])
    for start in range(0, len(i), step):
        part = slice(start, start + step)
        found[part] = np.square(rows[i[part]] - columns[j[part]]).sum(axis=1)
    return found


def silhouettes(sums, clusters, sizes, member):
    """(b - a) / max(a, b) from distance sums (m, K); 0 for a cluster's only member."""
    rows = np.arange(len(sums))
    others = np.maximum(sizes[clusters] - member, 1)
    within = sums[rows, clusters] / others
    means = sums / sizes
    means[rows, clusters] = np.inf
    nearest = means.min(axis=1)
    largest = np.maximum(within, nearest)
    scores = np.divide(nearest - within, largest, out=np.zeros(len(sums)), where=largest > 0)
    return np.where(member & (sizes[clusters] == 1), 0.0, scores)
