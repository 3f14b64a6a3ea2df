"""Sums of Euclidean distances from rows to clusters, for several labelings in one pass.

What silhouettes need, and nearly all they cost: n² distances. Products come from BLAS, a strip that
stays in cache at a time; each distance is added once to its row and once to its column, and all
labelings share it, since rows are sorted so that those with the same clusters in every labeling, a
*cell*, lie together. Memory is O(n · clusters), never n².

The same bits for any number of threads: pairs of panels are worked on in rounds in which no panel
occurs twice, so that nothing is added to in an order that depends on who is first.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from chemins.base.imports import without
from chemins.base.threads import one_thread

# Where numba finds yaml, a file in the working folder can set how it compiles.
with without("yaml"):
    from numba import njit

PANEL = 2048  # rows; two panels make a piece of work
STRIP = 256  # rows of a panel whose distances to another are held at a time,
TILE = 512  # and to how many: half a megabyte, which stays in a core's own cache
LINE = 16  # float32s of a cache line
# A squared distance below this share of the two rows' squared norms has lost too many of its digits
# to cancellation, and is computed anew from the rows' difference.
CLOSE = np.float32(1 / 256)
TWO = np.float32(2)
# With up to so many rows distances are float64: few rows have few errors that cancel in a mean, and
# cost nothing, not even where a whole panel is a tile. Above, float32.
SINGLE = 4096

# Sums may be taken in any order, so that they use vector registers; values are finite.
compiled = njit(nogil=True, cache=True, fastmath={"reassoc", "nsz", "contract", "arcp", "nnan"})


def sums_within(points, labels_by_k, threads=1) -> dict[int, np.ndarray]:
    """Distance sums from every row to the clusters of several labelings of the same rows.

    points: (n, d). labels_by_k: K -> (n,) integers from 0. Returns K -> (n, clusters) float64.
    """
    cells = joint_cells(labels_by_k)
    points = points[cells.order]
    sums = np.zeros((cells.ends[-1], len(points)))
    work = PanelPairs(points, points, cells, threading.local())

    def add(pair):
        one, other = (panel(number, len(points)) for number in pair)
        work.add(one, other, sums[:, one], None if one == other else sums[:, other])

    with one_thread(), ThreadPoolExecutor(threads) as pool:
        for pairs in rounds(panel_count(points)):
            list(pool.map(add, pairs))
    return cells.by_labeling(sums, cells.order)


def sums_between(points, near, others, labels_by_k, threads=1) -> dict[int, np.ndarray]:
    """Distance sums from some rows to the clusters of other rows, under several labelings of those.

    points: (m, d). near: (m,) integers; rows with the same are near each other. others: (n, d).
    labels_by_k: K -> (n,) integers from 0. Returns K -> (m, clusters) float64.
    """
    cells = joint_cells(labels_by_k)
    order = np.argsort(near, kind="stable")
    points, others = points[order], others[cells.order]
    sums = np.zeros((cells.ends[-1], len(points)))
    work = PanelPairs(points, others, cells, threading.local())

    def add(number):
        one = panel(number, len(points))
        for other in range(panel_count(others)):
            work.add(one, panel(other, len(others)), sums[:, one], None)

    with one_thread(), ThreadPoolExecutor(threads) as pool:
        list(pool.map(add, range(panel_count(points))))
    return cells.by_labeling(sums, order)


def panel_count(points) -> int:
    return -(-len(points) // PANEL)


def panel(number, rows) -> slice:
    return slice(number * PANEL, min((number + 1) * PANEL, rows))


def rounds(panels) -> Iterator:
    """Each panel with itself, then every pair once, no panel twice in a round (circle method)."""
    yield [(number, number) for number in range(panels)]
    places = panels + panels % 2  # whoever meets the last of an odd number's places has a rest
    for turn in range(places - 1):
        pairs = [(turn, places - 1)]
        pairs += [
            ((turn + step) % (places - 1), (turn - step) % (places - 1))
            for step in range(1, places // 2)
        ]
        yield [(min(pair), max(pair)) for pair in pairs if max(pair) < panels]


@dataclass(frozen=True)
class Cells:
    """Rows with the same clusters in every labeling, brought together."""

    names: list  # of the labelings
    order: np.ndarray  # (n,) the rows, cell by cell
    cell: np.ndarray  # (n,) int32, of the rows in that order: ascending
    clusters: np.ndarray  # (labelings, cells) int32: the sums' row for a cell, in each labeling
    ends: np.ndarray  # (labelings + 1,) where each labeling's rows of the sums begin and end

    def by_labeling(self, sums, order) -> dict[int, np.ndarray]:
        """labeling -> (n, clusters) of sums whose columns are the rows in a given order."""
        unsorted = np.empty_like(sums)
        unsorted[:, order] = sums
        parts = np.split(unsorted, self.ends[1:-1])
        return {name: part.T for name, part in zip(self.names, parts, strict=True)}


def joint_cells(labels_by_k) -> Cells:
    """The cells of labelings, labeling -> (n,) integers from 0."""
    labels = np.stack(list(labels_by_k.values())).astype(np.int32)
    ends = np.concatenate([[0], np.cumsum(labels.max(axis=1) + 1)])
    order = np.lexsort(labels)
    ordered = labels[:, order]
    begins = np.concatenate([[True], (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)])
    clusters = ordered[:, begins] + ends[:-1, np.newaxis]
    cell = np.cumsum(begins) - 1
    return Cells(list(labels_by_k), order, cell.astype(np.int32), clusters.astype(np.int32), ends)


@dataclass(frozen=True)
class PanelPairs:
    """Adds the distances between two panels of rows to sums."""

    points: np.ndarray  # (m, d)
    others: np.ndarray  # (n, d), sorted by cell
    cells: Cells  # of the others; of the points too, where column sums are asked for
    buffers: threading.local

    def add(self, one, other, row_sums, column_sums) -> None:
        """Add the distances from points[one] to others[other].

        one, other: slices. row_sums: (clusters, rows of one), column_sums: (clusters, rows of
        other), or None.
        """
        points, others = self.points[one], self.others[other]
        # About a point among them, near rows have small norms and distances that keep their digits.
        origin = points.mean(axis=0, dtype=np.float64)
        rows, row_squares = self.shifted(points, origin)
        columns, column_squares = self.shifted(others, origin)
        for tile in parts(len(others), self.width()):
            ends, inside = runs(self.cells.cell[other][tile])
            for strip in parts(len(points), STRIP):
                distances = self.tile(len(row_squares[strip]), len(column_squares[tile]))
                np.matmul(rows[strip], columns[tile].T, out=distances)
                squares = row_squares[strip], column_squares[tile]
                to_distances(distances, points[strip], others[tile], *squares)
                add_to_rows(distances, ends, inside, self.cells.clusters, row_sums[:, strip])
                if column_sums is not None:
                    cell = self.cells.cell[one][strip]
                    add_to_columns(distances, cell, self.cells.clusters, column_sums[:, tile])

    def shifted(self, points, origin) -> tuple[np.ndarray, np.ndarray]:
        """Rows about an origin, and their squared norms.

        Of float32 a column lies together, as BLAS wants it of tiles: it would turn each one round.
        """
        order = "C" if self.precision() is np.float64 else "F"
        moved = np.empty(points.shape, self.precision(), order)
        squares = np.zeros(len(points), self.precision())
        shift(points, origin, moved, squares)
        return moved, squares

    def width(self) -> int:
        return PANEL if self.precision() is np.float64 else TILE

    def tile(self, rows, columns) -> np.ndarray:
        """An array of this thread's, to be written over: fresh memory would cost more than BLAS."""
        if not hasattr(self.buffers, "tile"):
            self.buffers.tile = np.empty(STRIP * PANEL, self.precision())
        return self.buffers.tile[: rows * columns].reshape(rows, columns)

    def precision(self) -> type:
        return np.float64 if len(self.others) <= SINGLE else np.float32


def parts(length, size) -> list[slice]:
    return [slice(start, min(start + size, length)) for start in range(0, length, size)]


def runs(cell) -> tuple[np.ndarray, np.ndarray]:
    """Where runs of equal cells end, and the cell of each."""
    ends = np.append(np.flatnonzero(cell[1:] != cell[:-1]) + 1, len(cell))
    return ends, cell[ends - 1]


@compiled
def shift(points, origin, moved, squares) -> None:
    """Fill `moved` with the rows about an origin, and add their squares to `squares`.

    A column of several rows at a time: where they are beside each other in `moved`, that uses
    vector registers, and it adds each row's squares in their order.
    """
    for start in range(0, len(points), LINE):
        end = min(start + LINE, len(points))
        for j in range(points.shape[1]):
            for i in range(start, end):
                moved[i, j] = points[i, j] - origin[j]
                squares[i] += moved[i, j] ** 2


@compiled
def to_distances(products, rows, columns, row_squares, column_squares) -> None:
    """Make dot products (m, n) the distances between rows and columns, in place."""
    for i in range(len(products)):
        line = products[i]
        if to_squares(line, row_squares[i], column_squares):
            recompute_close(line, rows[i], columns, row_squares[i], column_squares)
        for j in range(len(line)):
            line[j] = np.sqrt(line[j])


@compiled
def to_squares(line, row_square, column_squares) -> int:
    """Make a row's products squared distances, in place; returns how many are close."""
    close = np.int32(0)
    for j in range(len(line)):
        squares = row_square + column_squares[j]
        value = squares - TWO * line[j]
        close += value < CLOSE * squares
        line[j] = max(value, 0)
    return close


@compiled
def recompute_close(line, row, columns, row_square, column_squares) -> None:
    for j in range(len(line)):
        if line[j] < CLOSE * (row_square + column_squares[j]):
            line[j] = 0
            for d in range(len(row)):
                line[j] += (row[d] - columns[j, d]) ** 2


@compiled
def add_to_rows(distances, ends, inside, clusters, sums) -> None:
    """Add to each row's sums (clusters, m) what it has to each run of columns of one cell."""
    totals = np.empty(len(distances), dtype=distances.dtype)
    start = 0
    for run in range(len(ends)):
        for i in range(len(totals)):
            totals[i] = distances[i, start : ends[run]].sum()
        add_to_clusters(totals, clusters[:, inside[run]], sums)
        start = ends[run]


@compiled
def add_to_columns(distances, cell, clusters, sums) -> None:
    """Add to each column's sums (clusters, n) what it has to each run of rows of one cell."""
    totals = np.zeros(distances.shape[1], dtype=distances.dtype)
    for i in range(len(distances)):
        add_line(distances[i], totals)
        if i + 1 == len(distances) or cell[i + 1] != cell[i]:
            add_to_clusters(totals, clusters[:, cell[i]], sums)
            totals[:] = 0


@compiled
def add_to_clusters(totals, chosen, sums) -> None:
    """Add (n,) totals to the chosen rows, one a labeling, of the sums (clusters, n)."""
    for labeling in range(len(chosen)):
        add_line(totals, sums[chosen[labeling]])


@compiled
def add_line(values, totals) -> None:
    for j in range(len(values)):
        totals[j] += values[j]
