"""The space a layer is clustered and embedded in: standardised, and reduced if very wide."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from chemins.base.errors import CheminsError

FLOOR = 0.1  # of the layer's largest scale: a nearly constant neuron must not rule the distances
WIDEST = 1024  # columns; above, a PCA comes first
COMPONENTS = 100
PCA_ROWS = 4096
PCA_BYTES = 160_000_000  # of the rows that a PCA is fitted on: of very wide ones fewer


@dataclass(frozen=True)
class Space:
    """Standardisation with the fitted rows' mean and scale, then, for wide layers, a PCA basis."""

    mean: np.ndarray  # (d,) float64
    scale: np.ndarray  # (d,) float64, floored
    basis: np.ndarray | None  # (components, d) float32

    def standardise(self, activations) -> np.ndarray:
        """(n, d) float32 activations, standardised, still d columns."""
        return ((activations - self.mean) / self.scale).astype(np.float32)

    def transform(self, activations) -> np.ndarray:
        """(n, d) float32 activations as (n, d) or (n, components) float32 points."""
        points = self.standardise(activations)
        return points if self.basis is None else points @ self.basis.T

    def restore(self, points) -> np.ndarray:
        """What `transform` was given, as (n, d) float32, up to rounding.

        Where it reduced them: what is left of that, as (n, components + 1) coordinates in an
        orthonormal basis, which keep all lengths and angles.
        """
        if self.basis is None:
            return (points * self.scale + self.mean).astype(np.float32)
        axes = np.column_stack([self.basis.T * self.scale[:, np.newaxis], self.mean])
        ones = np.ones((len(points), 1), np.float32)
        return np.hstack([points, ones]) @ np.linalg.qr(axes, mode="r").T.astype(np.float32)


def fit_space(batches: Callable[[], Iterable[np.ndarray]], seed, what) -> Space:
    """The space of a layer from its fitted rows.

    batches: called anew for each pass, gives (rows, d) float32 arrays, so that no more than one
    of them is in memory. seed: of the PCA. what: the layer, for messages. Raises CheminsError for
    values that are no finite numbers.
    """
    rows, total = 0, 0.0
    for batch in batches():
        check_finite(batch, what)
        rows, total = rows + len(batch), total + batch.sum(axis=0, dtype=np.float64)
    mean = total / rows
    variance = sum(np.square(batch - mean).sum(axis=0) for batch in batches()) / rows
    scale = floored(np.sqrt(variance))
    plain = Space(mean, scale, None)
    if len(mean) <= WIDEST:
        return plain
    return Space(mean, scale, fit_basis(plain, batches, rows, seed))


def floored(deviation) -> np.ndarray:
    """Standard deviations (d,) as scales: none below FLOOR times the largest, 1 if all are 0."""
    largest = deviation.max()
    return np.maximum(deviation, FLOOR * largest) if largest > 0 else np.ones_like(deviation)


def fit_basis(space, batches, rows, seed) -> np.ndarray:
    """The first principal axes of a seeded sample of the standardised rows."""
    from sklearn.decomposition import PCA

    stream = np.random.default_rng(seed)
    width = len(space.mean)
    size = min(rows, PCA_ROWS, max(COMPONENTS + 1, PCA_BYTES // (4 * width)))
    chosen = np.sort(stream.choice(rows, size=size, replace=False))
    sample, start = np.empty((size, width), np.float32), 0
    for batch in batches():
        first, end = np.searchsorted(chosen, [start, start + len(batch)])
        sample[first:end] = space.standardise(batch[chosen[first:end] - start])
        start += len(batch)
    components = min(COMPONENTS, len(sample) - 1)
    with np.errstate(invalid="ignore"):  # shares of a variance of 0, which are not used
        pca = PCA(components, svd_solver="randomized", random_state=seed, copy=False).fit(sample)
    return pca.components_.astype(np.float32)


def check_finite(activations, what) -> None:
    if not np.isfinite(activations).all():
        raise CheminsError(
            f"{what} answers with values that are no finite numbers (NaN or infinity); "
            "the training has probably diverged: try a smaller training.learning_rate"
        )
