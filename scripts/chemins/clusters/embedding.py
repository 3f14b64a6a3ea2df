"""UMAP of a layer, fitted on some samples; every other sample placed among its neighbours."""

import warnings

import numpy as np
from threadpoolctl import threadpool_limits

from chemins.base.imports import without

# scikit-learn would load pandas where it is installed: half a second of every start.
with without("pandas"):
    from sklearn.neighbors import NearestNeighbors

SPARE = 8  # neighbours proposed beyond those asked for
MANY = 10_000  # rows whose neighbours are searched on several threads
ROWS = 16  # whose exact distances are computed at a time: in float64 they stay in the cache
BISECTIONS = 64
TOLERANCE = 1e-5
SMALLEST_SCALE = 1e-3  # of the mean distance, as in umap


def embed(layer, settings, seed, threads=1) -> np.ndarray:
    """Coordinates (n, 2) float32: UMAP of the fitted rows, the others placed among them.

    layer: layer_points.Layer. settings: the config's `umap`. UMAP is seeded and
    runs on one thread, its neighbours are exact: the same for any number of threads. Method:
    McInnes, Healy, Melville (2018), arXiv 1802.03426.
    """
    coordinates = np.empty((len(layer.fitted), 2), dtype=np.float32)
    own = coordinates[layer.fitted] = fit_umap(layer.points, settings, seed, threads)
    for rows, points in layer.others():
        coordinates[rows] = place_rows(points, layer.points, own, settings, threads)
    return coordinates


def fit_umap(points, settings, seed, threads=1) -> np.ndarray:
    """UMAP coordinates (n, 2) float32 of all rows."""
    from chemins.clusters.umap_package import umap  # takes seconds

    distances, indices = neighbours(points, points, settings, threads)
    model = umap.UMAP(
        n_neighbors=settings["n_neighbors"],
        min_dist=settings["min_dist"],
        metric=settings["metric"],
        random_state=seed,
        n_jobs=1,
        precomputed_knn=(indices, distances),
    )
    with warnings.catch_warnings():
        # It warns that it cannot transform new rows; `place` does that.
        warnings.filterwarnings("ignore", message="precomputed_knn")
        return model.fit_transform(points)


def place_rows(points, fitted_points, fitted_coordinates, settings, threads=1) -> np.ndarray:
    """Coordinates (m, 2) float32 of new rows: the weighted mean of their fitted neighbours'.

    The weights are UMAP's membership strengths (McInnes et al. 2018, section 3.1) as its
    `transform` takes them before it optimises: exp(-distance / scale), the scale such that all
    but the nearest sum to log2(neighbours); a row that equals a fitted one lies on it. A row's
    place depends on that row alone.
    """
    distances, indices = neighbours(points, fitted_points, settings, threads)
    scale = membership_scale(distances)
    weights = np.exp(-distances / scale[:, np.newaxis])
    same = distances[:, 0] == 0
    weights[same] = np.eye(1, weights.shape[1])
    weights /= weights.sum(axis=1, keepdims=True)
    return np.einsum("ij,ijk->ik", weights, fitted_coordinates[indices]).astype(np.float32)


def neighbours(points, among, settings, threads=1) -> tuple[np.ndarray, np.ndarray]:
    """Distances (float64, ascending) and indices (n, n_neighbors) of the nearest rows of `among`.

    The search's own distances differ in their last bits with the batch. So it only proposes some
    more than are asked for; each row's distances are then computed from that row alone.
    """
    count = min(settings["n_neighbors"] + SPARE, len(among))
    # Few rows are shared out in another way, which may choose otherwise among equally near ones.
    with threadpool_limits(threads if len(points) >= MANY else 1):
        search = NearestNeighbors(n_neighbors=count, algorithm="brute", metric=settings["metric"])
        proposed = np.sort(search.fit(among).kneighbors(points, return_distance=False), axis=1)
    exact = [
        exact_distances(points[rows], among[proposed[rows]], settings["metric"])
        for rows in (slice(start, start + ROWS) for start in range(0, len(points), ROWS))
    ]
    distances = np.concatenate(exact)
    order = np.argsort(distances, axis=1, kind="stable")[:, : settings["n_neighbors"]]
    return np.take_along_axis(distances, order, 1), np.take_along_axis(proposed, order, 1)


def exact_distances(points, others, metric) -> np.ndarray:
    """(n, k) float64 distances from each of (n, d) points to its own k of (n, k, d) others."""
    points, others = points[:, np.newaxis].astype(np.float64), others.astype(np.float64)
    if metric == "cosine":
        dots = (points * others).sum(axis=2)
        norms = np.sqrt(np.square(points).sum(axis=2) * np.square(others).sum(axis=2))
        cosines = np.divide(dots, norms, out=np.zeros_like(dots), where=norms > 0)
        same = (points == others).all(axis=2)
        return np.where(same, 0.0, np.maximum(1 - cosines, 0))
    gaps = np.abs(points - others)
    if metric == "euclidean":
        return np.sqrt(np.square(gaps).sum(axis=2))
    return gaps.sum(axis=2) if metric == "manhattan" else gaps.max(axis=2)


def membership_scale(distances) -> np.ndarray:
    """(n,) scales s with sum over j ≥ 1 of exp(-d_j / s) = log2(k), by bisection.

    distances: (n, k) ascending. As umap's smooth_knn_dist with a local connectivity of 0.
    """
    target = np.log2(distances.shape[1])
    low, high = np.zeros(len(distances)), np.full(len(distances), np.inf)
    scale = np.ones(len(distances))
    for _ in range(BISECTIONS):
        with np.errstate(over="ignore"):
            total = np.exp(-distances[:, 1:] / scale[:, np.newaxis]).sum(axis=1)
        open_rows = np.abs(total - target) >= TOLERANCE
        if not open_rows.any():
            break
        above = total > target
        high = np.where(open_rows & above, scale, high)
        low = np.where(open_rows & ~above, scale, low)
        middle = np.where(np.isinf(high), scale * 2, (low + high) / 2)
        scale = np.where(open_rows, middle, scale)
    floor = SMALLEST_SCALE * distances.mean(axis=1)
    return np.maximum(scale, np.where(floor > 0, floor, 1.0))
