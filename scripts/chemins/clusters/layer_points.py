"""One layer's activations as points to work on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from chemins.base.threads import one_thread
from chemins.clusters.standardise import Space, check_finite, fit_space
from chemins.results import tables


@dataclass(frozen=True)
class Layer:
    """One layer's answers to a run's samples, as points of its space; row i is sample i."""

    sample_id: np.ndarray  # (n,) int32, ascending within a group
    label: np.ndarray  # (n,) int32
    role: np.ndarray  # (n,) str
    points: np.ndarray  # (n, d) float32
    fitted: np.ndarray  # (n,) bool: what scaler, k-means and UMAP are fitted on
    space: Space


def read_layer(paths, layer, fit_on, seed, what) -> Layer:
    """Read a layer of activation tables (known, or known and unseen) and standardise it.

    fit_on: "train" or "all". what: the run, for messages. Wide layers are reduced while they are
    read: only the points are ever in memory whole.
    """
    what = f"{what}, layer {layer}"

    def fitted_rows():
        for path in paths:
            for batch in tables.batches(path, tables.ACTIVATIONS, ["role", layer]):
                yield batch[layer][is_fitted(batch["role"], fit_on)]

    # One thread: a reduced layer's sums differ in their last bits between thread counts.
    with one_thread():
        space = fit_space(fitted_rows, seed, what)
        joined = all_points(paths, layer, space, what)
    return Layer(**joined, fitted=is_fitted(joined["role"], fit_on), space=space)


def read_points(path, layer, space, what) -> Iterator:
    """A table's samples, batch by batch, their answers of a layer as points of a given space."""
    names = [*tables.ACTIVATIONS.columns, layer]
    for batch in tables.batches(path, tables.ACTIVATIONS, names):
        activations = batch.pop(layer)
        check_finite(activations, what)
        yield {**batch, "points": space.transform(activations)}


def all_points(paths, layer, space, what) -> dict[str, np.ndarray]:
    """As read_points, all batches of several tables together."""
    parts = [part for path in paths for part in read_points(path, layer, space, what)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def read_spaces(paths) -> dict:
    """layer -> Space, of all the layers in the tables of spaces of a run's parts."""
    rows = [row for path in paths for row in tables.read(path, tables.SPACES).to_pylist()]
    return {row["layer"]: space_of(row) for row in rows}


def space_of(row) -> Space:
    """The space in a row of a table of spaces."""
    basis = np.array(row["axes"], np.float32).reshape(row["components"], len(row["mean"]))
    return Space(np.array(row["mean"]), np.array(row["scale"]), basis if len(basis) else None)


def is_fitted(role, fit_on) -> np.ndarray:
    return np.ones(len(role), bool) if fit_on == "all" else np.asarray(role) == "train"
