"""Passes over a layer's points, in which samples are asked what is to be known of them.

Nothing holds the points of all samples: so many as are asked about at once are in memory.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

BLOCK = 2**26  # values that are asked about at once: 268 MB
PART = 8192  # rows that are restored at once
ALIGNED = 128  # rows that a block's number of rows is a multiple of, as path_score.ROWS are


@dataclass(frozen=True)
class Points:
    """A layer's points of all samples, in order, never all of them in memory."""

    batches: Callable[[], Iterator[np.ndarray]]  # (m, d) float32 at a time
    space: object  # clusters.standardise.Space: what they were before

    @property
    def width(self) -> int:
        return len(self.space.mean if self.space.basis is None else self.space.basis)

    @property
    def at_once(self) -> int:
        """Rows that are asked about at once."""
        return max(1, BLOCK // self.width // ALIGNED) * ALIGNED

    def restored(self, points, chosen) -> np.ndarray:
        """(r, ·) float32 what some of (m, d) points were, as Space.restore has it. chosen: (m,)
        bool. The sums of reduced points have other last bits among other rows: they are restored
        with all that are at hand."""
        if self.space.basis is not None:
            return self.space.restore(points)[chosen]
        points = points[chosen]
        parts = (points[start : start + PART] for start in range(0, len(points), PART))
        return np.concatenate([points[:0], *map(self.space.restore, parts)])


@dataclass(frozen=True)
class Ask:
    """What some samples are asked. tell: is called with rows (m,) and points (m, d) of some of
    those that are chosen, (n,) bool, in order; once with all of them where they fit a block."""

    chosen: np.ndarray
    tell: Callable


def answers(points, groups) -> dict[str, np.ndarray]:
    """name -> (m,) what a function says of the samples of a group, in order; nothing of a group of
    nobody.

    points: Points. groups: (chosen (n,) bool, name -> function of rows and points), each.
    """
    found = {name: [] for chosen, asked in groups if chosen.any() for name in asked}

    def teller(asked) -> Callable:
        def tell(rows, part) -> None:
            for name, function in asked.items():
                found[name].append(function(rows, part))

        return tell

    ask(points, [Ask(chosen, teller(asked)) for chosen, asked in groups])
    return {name: np.concatenate(parts) for name, parts in found.items()}


def ask(points, asks) -> None:
    """One pass over the points of a layer, in which all that is asked is told."""
    waiting = [Waiting(each, points) for each in asks if each.chosen.any()]
    start = 0
    for batch in points.batches() if waiting else ():
        for each in waiting:
            each.add(start, batch)
        start += len(batch)
    for each in waiting:
        each.tell()


class Waiting:
    """Points of an Ask that wait until they are as many as are asked about at once."""

    def __init__(self, asked, points) -> None:
        size = min(points.at_once, int(asked.chosen.sum()))
        self.asked, self.count = asked, 0
        self.rows = np.empty(size, np.int64)
        self.points = np.empty((size, points.width), np.float32)

    def add(self, start, batch) -> None:
        """batch: (m, d) points of the rows from `start` on."""
        chosen = np.flatnonzero(self.asked.chosen[start : start + len(batch)])
        while len(chosen):
            now, chosen = np.split(chosen, [len(self.rows) - self.count])
            part = slice(self.count, self.count + len(now))
            self.rows[part], self.points[part] = start + now, batch[now]
            self.count += len(now)
            if self.count == len(self.rows):
                self.tell()

    def tell(self) -> None:
        if self.count:
            self.asked.tell(self.rows[: self.count], self.points[: self.count])
        self.count = 0
