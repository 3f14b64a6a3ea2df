"""One layer's activations as points to work on."""

from dataclasses import dataclass

import numpy as np

from chemins.base.threads import one_thread
from chemins.clusters.space import Space, check_finite, fit_space
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


def read_layer(paths, fit_on, seed, what) -> Layer:
    """Read a layer's activation tables (known, or known and unseen) and standardise them.

    fit_on: "train" or "all". what: the run and layer, for messages. Wide layers are reduced while
    they are read: only the points are ever in memory whole.
    """

    def fitted_rows():
        for path in paths:
            for batch in tables.batches(path, tables.ACTIVATIONS, ["role", "activation"]):
                yield batch["activation"][is_fitted(batch["role"], fit_on)]

    # One thread: a reduced layer's sums differ in their last bits between thread counts.
    with one_thread():
        space = fit_space(fitted_rows, seed, what)
        parts = [part for path in paths for part in read_points(path, space, what)]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return Layer(**joined, fitted=is_fitted(joined["role"], fit_on), space=space)


def read_points(path, space, what):
    """A table's samples, batch by batch, their activations as points of a given space."""
    for batch in tables.batches(path, tables.ACTIVATIONS):
        activations = batch.pop("activation")
        check_finite(activations, what)
        yield {**batch, "points": space.transform(activations)}


def read_space(path) -> Space:
    """The space of a layer, from its scaler table."""
    row = tables.read(path, tables.SCALER).to_pylist()[0]
    basis = np.array(row["basis"], np.float32).reshape(row["components"], len(row["mean"]))
    return Space(np.array(row["mean"]), np.array(row["scale"]), basis if len(basis) else None)


def is_fitted(role, fit_on):
    return np.ones(len(role), bool) if fit_on == "all" else np.asarray(role) == "train"
