"""One layer's activations as points to work on."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from chemins.base.threads import one_thread
from chemins.clusters.fitted import evenly, is_fitted
from chemins.clusters.standardise import Space, check_finite, fit_space
from chemins.results import tables

PLACED = 65_536  # rows that are placed at once
FITTED = "chemins.fitted"  # of the metadata of clusters and coordinates: which sample made them


@dataclass(frozen=True)
class Layer:
    """One layer's answers to a run's samples, as points of its space; row i is sample i.

    Only the points of those that something is fitted on are in memory.
    """

    sample_id: np.ndarray  # (n,) int32, ascending within a group
    label: np.ndarray  # (n,) int32
    role: np.ndarray  # (n,) str
    fitted: np.ndarray  # (n,) bool: what k-means and UMAP are fitted on
    points: np.ndarray  # (fitted rows, d) float32
    space: Space
    batches: Callable[[], Iterator[np.ndarray]]  # all samples' points, (m, d) at a time

    def at(self, chosen) -> np.ndarray:
        """(m, d) float32 points of some samples. chosen: (n,) bool."""
        return np.concatenate([points for _, points in only(self.batches(), chosen)])

    def others(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Rows (m,) and points (m, d) of the samples that nothing is fitted on, in order, PLACED
        at a time."""
        yield from regrouped(only(self.batches(), ~self.fitted), PLACED)


def only(batches, chosen) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Of each batch of points those that (n,) bool says: their rows, and they."""
    start = 0
    for points in batches:
        kept = chosen[start : start + len(points)]
        yield start + np.flatnonzero(kept), points[kept]
        start += len(points)


def regrouped(parts, size) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The same rows and points, `size` at a time; the last time fewer, and never none."""
    waiting, count = [], 0
    for part in parts:
        waiting.append(part)
        count += len(part[0])
        while count >= size:
            rows, points = joined(waiting)
            yield rows[:size], points[:size]
            waiting, count = [(rows[size:], points[size:])], count - size
    if count:
        yield joined(waiting)


def joined(parts) -> tuple[np.ndarray, np.ndarray]:
    rows, points = zip(*parts, strict=True)
    return np.concatenate(rows), np.concatenate(points)


def read_layer(paths, layer, fit_on, seed, what, limit=math.inf) -> Layer:
    """Read a layer of activation tables (known, or known and unseen) and standardise it.

    fit_on: "train" or "all". limit: so many samples of those are fitted on at most (`evenly`); the
    space is made of all of them. what: the run, for messages. Wide layers are reduced while they
    are read.
    """
    what = f"{what}, layer {layer}"

    def seen_rows():
        for batch in tables.batches(paths, tables.ACTIVATIONS, ["role", layer]):
            yield batch[layer][is_fitted(batch["role"], fit_on)]

    def batches():
        for batch in read_points(paths, layer, space, what):
            yield batch["points"]

    # One thread: a reduced layer's sums differ in their last bits between thread counts.
    with one_thread():
        space = fit_space(seen_rows, seed, what)
    columns = read_about(paths)
    fitted = evenly(is_fitted(columns["role"], fit_on), columns["label"], limit, seed)
    points = np.concatenate([points for _, points in only(batches(), fitted)])
    return Layer(**columns, fitted=fitted, points=points, space=space, batches=batches)


def read_about(paths) -> dict[str, np.ndarray]:
    """Sample ids, labels and roles in several activation tables, together."""
    return tables.read_columns(paths, tables.ACTIVATIONS, [*tables.ACTIVATIONS.columns])


def fitted_text(paths, fit_on, limit, seed) -> dict[str, str]:
    """The metadata of a table of what read_layer's fitted samples made, of these activation tables:
    how many these are, where they are not all."""
    role = tables.read_columns(paths, tables.ACTIVATIONS, ["role"])["role"]
    count = int(is_fitted(role, fit_on).sum())
    if count <= limit:
        return {}
    whose = "train samples" if fit_on == "train" else "samples"
    return {FITTED: f"fitted on {limit} of {count} {whose}, seed {seed}"}


def read_points(path, layer, space, what, rows=None, samples=None) -> Iterator:
    """A table's samples, batch by batch, their answers of a layer as points of a given space.

    rows: of a shard alone, where it begins and ends among the table's `samples`: its points have
    the same bits as if they were read with the others.
    """
    names, done = [*tables.ACTIVATIONS.columns, layer], rows[0] if rows else 0
    for batch in tables.batches(path, tables.ACTIVATIONS, names, start=done):
        activations = batch.pop(layer)
        check_finite(activations, what)
        with one_thread():
            if rows and space.basis is not None:
                points = reduced_in_place(activations, space, done, samples)
            else:
                points = space.transform(activations)
        done += len(points)
        yield {**batch, "points": points}


def reduced_in_place(activations, space, start, samples) -> np.ndarray:
    """(n, components) points of some rows of a batch of a table, from its row `start` on.

    A product's last bits depend on where in how many rows a row is, whatever the others are: they
    are zeros.
    """
    size = tables.rows_at_once(activations.shape[1])
    before = start % size
    whole = min(size, samples - (start - before))
    batch = np.zeros((whole, activations.shape[1]), np.float32)
    batch[before : before + len(activations)] = activations
    return space.transform(batch)[before : before + len(activations)]


def all_points(paths, layer, space, what) -> dict[str, np.ndarray]:
    """As read_points, all batches of several tables together."""
    parts = [*read_points(paths, layer, space, what)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def read_spaces(paths) -> dict:
    """layer -> Space, of all the layers in the tables of spaces of a run's parts."""
    rows = [row for path in paths for row in tables.read(path, tables.SPACES).to_pylist()]
    return {row["layer"]: space_of(row) for row in rows}


def space_columns(space) -> dict:
    """A space as a row of a table of spaces, but for the layer."""
    axes = np.empty((0, 0), np.float32) if space.basis is None else space.basis
    return {
        "mean": [space.mean],
        "scale": [space.scale],
        "components": [len(axes)],
        "axes": [axes.reshape(-1)],
    }


def space_of(row) -> Space:
    """The space in a row of a table of spaces."""
    basis = np.array(row["axes"], np.float32).reshape(row["components"], len(row["mean"]))
    return Space(np.array(row["mean"]), np.array(row["scale"]), basis if len(basis) else None)
