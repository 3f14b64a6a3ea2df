"""The images nearest to an image in each layer: what its page shows of one that is pinned."""

import numpy as np

from chemins.base.threads import one_thread
from chemins.clusters.layer_points import read_points, read_spaces
from chemins.data.images import are_among
from chemins.results import tables

NEAREST = 5  # images, of each layer
SPARE = 8  # proposed beyond those, in numbers that are rounded earlier
ALL = 2_000  # images of a run, up to which each has its neighbours told
ASKED = 1_000  # of a run of more
SEED = 0  # of the order in which the others are chosen


def asked_rows(odd) -> np.ndarray:
    """Ascending rows of the images whose neighbours are told: (a,) int.

    Of many, the odd ones come first, then any, in a seeded order. odd: (n,) bool, of the images of
    the page those that are classified wrongly or travel another class's main path.
    """
    count = len(odd)
    if count <= ALL:
        return np.arange(count)
    order = np.random.default_rng(SEED).permutation(count)
    return np.sort(order[np.argsort(~odd[order], kind="stable")][:ASKED])


def read_neighbours(run, files, rows, ids) -> dict[str, np.ndarray]:
    """layer -> rows of the images nearest to each of those in `rows`: (a, NEAREST) int, the nearest
    first; fewer where there are no more images.

    run: of the explorer. ids: (n,) ascending, of the page's images; rows are places in it. files:
    pixels and network (tables of activations, of known samples and of unseen ones) and spaces.
    Distances are Euclidean, of activations standardised as for k-means; of images equally far away
    the lower number is the nearer.
    """
    spaces = read_spaces(files["spaces"])
    activations = [*files["pixels"], *files["network"]]
    held = {path: tables.vector_columns(path, tables.ACTIVATIONS) for path in activations}
    what = f"run {run.name}"
    found = {}
    with one_thread():  # sums differ in their last bits between thread counts
        for layer in run.layers:
            paths = [path for path, layers in held.items() if layer in layers]
            points = points_in_order(paths, layer, spaces[layer], what, ids)
            found[layer] = nearest(points, rows)
    return found


def points_in_order(paths, layer, space, what, ids) -> np.ndarray:
    """These samples' points of a layer, in the order of their ids: (n, d) float32."""
    points = None
    for batch in read_points(paths, layer, space, what):
        if points is None:
            points = np.empty((len(ids), batch["points"].shape[1]), np.float32)
        asked = are_among(batch["sample_id"], ids)
        points[np.searchsorted(ids, batch["sample_id"][asked])] = batch["points"][asked]
    return points


def nearest(points, rows, at_once=100) -> np.ndarray:
    """The rows nearest to each of some: (a, min(NEAREST, n - 1)) int. points: (n, d) float32.

    A product of matrices proposes some more than are asked for, whose distances are then computed
    one by one in float64.
    """
    count = min(NEAREST, len(points) - 1)
    squares = np.einsum("ij,ij->i", points, points)
    found = []
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        rough = squares - 2 * (points[some] @ points.T)
        rough[np.arange(len(some)), some] = np.inf
        proposed = np.argpartition(rough, min(count + SPARE, len(points) - 1) - 1, axis=1)
        found += [
            closest(points, row, np.sort(places[: count + SPARE]), count)
            for row, places in zip(some, proposed, strict=True)
        ]
    return np.array(found).reshape(len(rows), count)


def closest(points, row, proposed, count) -> np.ndarray:
    """The so many of the proposed rows, ascending, that are nearest to a row, itself left out."""
    others = proposed[proposed != row]
    gaps = points[others].astype(np.float64) - points[row]
    return others[np.argsort(np.einsum("ij,ij->i", gaps, gaps), kind="stable")[:count]]


def entry(rows, found) -> dict[str, dict]:
    """What the page's header says of them: how many images' neighbours are told, how many each."""
    nearest_of_each = min(map(np.shape, found.values()))[1]
    return {"near": {"asked": len(rows), "nearest": nearest_of_each}}


def packed(layers, rows, found) -> bytes:
    """The rows, then of each layer all neighbours, row by row: u32, little-endian."""
    parts = [rows, *(found[layer] for layer in layers)]
    return b"".join(part.astype("<u4").tobytes() for part in parts)
