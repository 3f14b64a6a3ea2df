"""Which of very many images are drawn one by one: an even sample, path by path.

Images of one kind (role, label, clusters, prediction) are drawn alike: each kind in proportion to
how many there are of it, and at least once. So what is counted by kind is still known of all.
"""

from dataclasses import dataclass, replace

import numpy as np

from chemins.clusters.paths import LABEL, PREDICTION
from chemins.figures.run_results import RunResults
from chemins.text.found_text import on_maps

KINDS = 1 / 2  # of the images drawn: as many kinds at most, coarser ones where they are more
ROLES = ("train", "test", "unseen")
SEED = 0
HALVINGS = 50  # of the share that is looked for


@dataclass(frozen=True)
class Drawn:
    """A sample of a run's images."""

    rows: np.ndarray  # (m,) int, ascending, of the table of paths
    images: np.ndarray  # (m,) int: how many images there are of each one's kind
    alike: np.ndarray  # (m,) int: how many of these are drawn
    of: int  # images that there are
    layers: tuple  # whose clusters tell kinds apart; none: neither do predictions
    every: tuple  # names of what was wanted of which all are drawn


def draw_evenly(paths, stages, layers, limit, wanted=None, kept=None) -> Drawn | None:
    """A seeded sample of `limit` images; None of no more.

    paths: columns of the table of paths. stages, layers: the layers of paths, and all. wanted:
    name -> (n,) bool, images that all are to be in it, the dearest first, and of the limit what may
    be taken up by them, those before and one of each kind: else they are drawn like any. kept: (n,)
    bool, that are in it whatever there is room for.
    """
    if len(paths[LABEL]) <= limit:
        return None
    choices = (tuple(layers), tuple(stages), ())
    kind, place = kinds_of((columns_of(paths, chosen) for chosen in choices), KINDS * limit)
    return draw_kinds(kind, choices[place], limit, wanted or {}, kept)


def draw_kinds(kind, told, limit, wanted, kept=None) -> Drawn:
    """As draw_evenly, of kinds: (n,) int, each image's, from 0 on. told: Drawn.layers."""
    first = np.zeros(len(kind), bool) if kept is None else kept
    every = []
    for name, (mask, most) in wanted.items():
        if least_of(kind, first | mask).sum() <= most * limit:
            first = first | mask
            every.append(name)
    counts = np.bincount(kind)
    sizes = shares(counts, least_of(kind, first), limit)
    rows = picked(kind, sizes, first)
    return Drawn(rows, counts[kind[rows]], sizes[kind[rows]], len(kind), told, tuple(every))


def for_maps(run) -> RunResults:
    """A run as figures show it point by point: itself, or a sample of its images."""
    count = len(run.paths[LABEL])
    drawn = draw_evenly(run.paths, run.stages, run.layers, on_maps(count, run.layers))
    if drawn is None:
        return run
    rows = drawn.rows
    paths = {name: values[rows] for name, values in run.paths.items()}
    embeddings = {layer: points[rows] for layer, points in run.embeddings.items()}
    return replace(run, paths=paths, embeddings=embeddings, out_of=count)


def columns_of(paths, layers) -> list[np.ndarray]:
    """What tells kinds apart by these layers; without any, predictions do not either."""
    names = [LABEL, *layers, *([PREDICTION] if layers else [])]
    return [role_codes(paths["role"]), *(paths[name] for name in names)]


def kinds_of(choices, most) -> tuple[np.ndarray, int]:
    """Each image's kind by the first choice of columns that makes `most` kinds at most, or by the
    last: (n,) int, from 0 on; and the place of that choice."""
    for place, columns in enumerate(choices):
        found = codes(columns), place
        if found[0].max() < most:
            break
    return found


def role_codes(role) -> np.ndarray:
    return np.select([role == name for name in ROLES], range(len(ROLES)))


def codes(columns) -> np.ndarray:
    """A number for each row, the same where all columns are: (n,) int, from 0 on."""
    found = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        _, values = np.unique(column, return_inverse=True)
        _, found = np.unique(found * (values.max() + 1) + values, return_inverse=True)
    return found


def least_of(kind, first) -> np.ndarray:
    """How many of each kind there are to be at least. first: (n,) bool, images that are in."""
    return np.maximum(1, np.bincount(kind, weights=first)).astype(int)


def shares(counts, least, limit) -> np.ndarray:
    """How many are drawn of each kind, `limit` together: the same share of all counts, rounded, as
    large as there is room for, but never fewer than `least`; what is left over goes to those that
    are farthest below theirs."""

    def taken(share) -> np.ndarray:
        return np.maximum(least, np.floor(share * counts + 0.5).astype(int))

    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if taken(middle).sum() <= limit else (low, middle)
    found = taken(low)
    short = np.where(found < counts, low * counts - found, -np.inf)
    found[np.argsort(-short, kind="stable")[: max(0, limit - found.sum())]] += 1
    return found


def picked(kind, sizes, first) -> np.ndarray:
    """Ascending rows, of each kind as many as sizes says: of images in `first` all, then any."""
    chance = np.random.default_rng(SEED).random(len(kind))
    order = np.lexsort((chance, ~first, kind))
    starts = np.cumsum(np.bincount(kind)) - np.bincount(kind)
    place = np.arange(len(kind)) - starts[kind[order]]
    return np.sort(order[place < sizes[kind[order]]])
