"""Numbers that were measured in several networks each, as arrays, and what may be said of them."""

from dataclasses import dataclass

import numpy as np

from chemins.answers.measure_table import kind_of, mean_and_limits


@dataclass(frozen=True)
class Replicated:
    """Numbers of R networks each, NaN where there are none.

    values: (…, R) float64. influences: (…, R, groups) float64, what each group of images adds to
    each, or None of what is no measure of images. images: (…, R) int, how many a network was tested
    on that none before was, or None of what was made of several measures. kind: as of kind_of.
    """

    values: np.ndarray
    influences: np.ndarray | None = None
    images: np.ndarray | None = None
    kind: str = "mean"

    def __getitem__(self, index) -> "Replicated":
        """index: of all axes but the last."""
        parts = (
            None if part is None else part[index]
            for part in (self.values, self.influences, self.images)
        )
        return Replicated(*parts, self.kind)

    def minus(self, other) -> "Replicated":
        """The differences, of the same networks and images. other: a Replicated of this shape."""
        differences = self.values - other.values
        if self.influences is None or other.influences is None:
            return Replicated(differences)
        kind = "information" if self.kind == "ami" else "mean"
        return Replicated(differences, self.influences - other.influences, self.images, kind)

    def combined(self, linear, slope=None) -> "Replicated":
        """What a function of the values gives, and what images add to that.

        linear: a linear function of an array like values, and of one with an axis more at its end.
        slope: (…, R), how much a change of what was measured changes each value, 1 unless given.
        """
        influences = self.influences
        if influences is not None:
            weighed = influences if slope is None else influences * slope[..., np.newaxis]
            influences = linear(weighed)
        return Replicated(linear(self.values), influences)

    def mean(self) -> np.ndarray:
        """(…,) over the networks."""
        return self.values.mean(axis=-1)

    def intervals(self) -> np.ndarray:
        """(…, 3) mean, low and high, as measure_table.mean_and_limits; NaN where values are NaN."""
        found = np.full((*self.values.shape[:-1], 3), np.nan)
        for index in np.ndindex(self.values.shape[:-1]):
            if np.isfinite(self.values[index]).all():
                one = self[index]
                found[index] = mean_and_limits(
                    one.values.tolist(), one.influences, one.images, self.kind
                )
        return found


def replicated(measure, values, influences, images) -> Replicated:
    """A measure's numbers; without influences where any of them has none. As of Replicated."""
    there = np.isfinite(values)
    if np.isnan(influences[there]).any():
        return Replicated(values)
    return Replicated(values, influences, images, kind_of(measure))
