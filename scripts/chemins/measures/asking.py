"""Who is taught and who is asked of a layer, and passes over its points that ask them.

What a layer is measured by is taught by some of the train samples: of more than the clustering's
limit by an even sample of them. What takes a look at thousands of others is asked of an even sample
too, of each role. Nothing holds the points of all samples.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from chemins.clusters.fitted import evenly, is_fitted
from chemins.measures.path_score import class_rows, ordered, standard_rows

VOTERS = 60_000  # train samples among which neighbours are looked for, each of all of them
# Samples of each role whose neighbours and scores are asked for at most: a few minutes of a core.
ASKED = {"train": 60_000, "test": 20_000, "unseen": 20_000}
BLOCK = 2**26  # values that are asked about at once: 268 MB
PART = 8192  # rows that are restored at once
ALIGNED = 128  # rows that a block's number of rows is a multiple of, as path_score.ROWS are


@dataclass(frozen=True)
class Who:
    """Which samples are taught and which are asked what; all of them (n,) bool, of sample i."""

    taught: np.ndarray  # train samples that probe, mixture, planes and detectors are fitted on
    fitted: np.ndarray  # what clusters are fitted on
    voters: np.ndarray  # those of the taught that are looked for as neighbours
    voted: np.ndarray  # test samples whose neighbours vote
    probed: np.ndarray  # test samples that probe and mixture are asked about
    detected: np.ndarray  # test and unseen samples that the detectors score
    scored: np.ndarray  # those whose path is scored; what all are standardised by, where any is


def everyone(samples, known=True) -> Who:
    """All of a replicate's samples: nothing of it is about train samples alone.

    samples: findings.Samples. known: whether votes and probe of the test samples are wanted.
    """
    train, test, unseen = (samples.of(role) for role in ("train", "test", "unseen"))
    nobody, others = np.zeros(len(train), bool), ~train & unseen.any()
    asked = test if known else nobody
    scored = with_standard(others, samples.label, train)
    return Who(train, train, train, asked, asked, others, scored)


def evenly_asked(samples, fit_on, limit, seed) -> Who:
    """All samples of a run, or above the limits even samples of each role.

    samples: findings.Samples. fit_on, limit: of the config's `clustering`.
    """
    label, roles = samples.label, {role: samples.of(role) for role in ASKED}
    asked = {role: evenly(own, label, ASKED[role], seed) for role, own in roles.items()}
    taught = evenly(roles["train"], label, limit, seed)
    fitted = evenly(is_fitted(samples.role, fit_on), label, limit, seed)
    others = asked["test"] | asked["unseen"]
    return Who(
        taught=taught,
        fitted=taught if fit_on == "train" else fitted,
        voters=evenly(taught, label, VOTERS, seed),
        voted=asked["test"],
        probed=roles["test"],
        detected=others & roles["unseen"].any(),
        scored=with_standard(others | asked["train"], label, taught),
    )


def with_standard(asked, label, taught) -> np.ndarray:
    """(n,) bool: those whose path is scored, and what these are standardised by; nobody of none."""
    found = asked.copy()
    if asked.any():
        found[standard_rows(label, taught)] = True
    return found


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
class Taught:
    """What of a layer is in memory: the samples that something is fitted on."""

    points: np.ndarray  # (taught, d) float32
    fitted: np.ndarray  # (fitted, d) float32, of those that clusters are fitted on
    near: np.ndarray  # (r, ·) float32, what the points of all class_rows were; none if not scored


def teach(points, who, label) -> Taught:
    """One pass over a layer. points: Points. who: Who. label: (n,) int."""
    near = np.zeros(len(label), bool)
    if who.scored.any():
        near[ordered(class_rows(label, who.taught))] = True
    both = who.taught | who.fitted
    kept, raw = [], []
    everything = Ask(np.ones(len(label), bool), keep_of(points, both, near, kept, raw))
    ask(points, [everything])
    joined = np.concatenate(kept)
    if who.fitted is who.taught:
        return Taught(joined, joined, np.concatenate(raw))
    return Taught(joined[who.taught[both]], joined[who.fitted[both]], np.concatenate(raw))


def keep_of(points, both, near, kept, raw) -> Callable:
    """A function that takes rows and points, and adds to two lists what is kept of them."""

    def keep(rows, found) -> None:
        kept.append(found[both[rows]])
        raw.append(points.restored(found, near[rows]))

    return keep


# --- passes -------------------------------------------------------------------------------------


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
