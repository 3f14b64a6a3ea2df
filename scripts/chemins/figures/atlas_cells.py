"""The three matrices of the atlas, cell by cell: what is written, in which colour, and what it
means in words. The print figures draw them, the page lays them out as tables."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from chemins.answers.atlas_matrices import (
    dendrogram_order,
    evenness,
    separating_layer,
    similarity,
)
from chemins.base.formatting import layer_text
from chemins.base.imports import in_a_bare_folder
from chemins.text.class_names import DIGITS

with in_a_bare_folder():
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

# ColorBrewer's, safe for colour-blind eyes.
TOWARD, ALIKE, DEPTH, PIXELS = "PuOr_r", "BrBG", "YlGnBu", "Greys"
LETTERS = 11  # of a name in a cell or beside a matrix
NOTHING = "#eceef0"  # of cells that there are no numbers for


@dataclass(frozen=True)
class Cell:
    text: str = ""
    color: str = NOTHING
    words: str = ""
    value: float = 0.0  # what cells are sorted by; NaN comes last


@dataclass(frozen=True)
class Matrix:
    """rows, columns: labels. cells: (rows)(columns) Cell. key: (colour, label) of a legend. margin:
    a Cell at the right of each row, or nothing."""

    rows: list
    columns: list
    cells: list
    key: list
    margin: tuple = ()


def shade(name, share) -> str:
    """`#rrggbb` of a colour map. share: in [0, 1]."""
    return to_hex(colormaps[name](float(share)))


def with_half(interval, form) -> str:
    """`83 ± 5` of (mean, low, high), ± half the interval, or without one `83`."""
    mean, half = interval[0], (interval[2] - interval[1]) / 2
    return form.format(mean) if np.isnan(half) else f"{form.format(mean)} ± {form.format(half)}"


def with_range(interval, form) -> str:
    """`83 [78, 88]` of (mean, low, high), or without an interval `83`."""
    mean, low, high = map(form.format, interval)
    return mean if np.isnan(interval[1]) else f"{mean} [{low}, {high}]"


def destination_matrix(atlas, names=DIGITS) -> Matrix:
    """Pairs by unseen digits: what each digit is taken for, the most decided pair first."""
    shares = atlas.by_cell("predicted")
    cells = shares.intervals()
    even = evenness(shares).intervals()
    order = np.argsort(even[:, 0], kind="stable")
    return Matrix(
        rows=[atlas.pairs[pair] for pair in order],
        columns=list(atlas.digits),
        cells=[
            [
                destination_cell(atlas.pairs[pair], digit, interval, names)
                for digit, interval in zip(atlas.digits, cells[pair], strict=True)
            ]
            for pair in order
        ],
        key=[
            (shade(TOWARD, 0), "all to the first class"),
            (shade(TOWARD, 0.5), "half to each"),
            (shade(TOWARD, 1), "all to the second class"),
        ],
        margin=[Cell(with_half(even[p], "{:.2f}"), value=float(even[p, 0])) for p in order],
    )


def destination_cell(pair, digit, interval, names=DIGITS) -> Cell:
    """interval: of the share of the digit's images that are taken for the pair's second class."""
    if np.isnan(interval[0]):
        return Cell(words="taught", value=np.nan)
    second = interval[0] >= 0.5
    share = 100 * (interval if second else 1 - interval[[0, 2, 1]])
    winner = pair[int(second)]
    between = "\n" if names.are_words else ": "
    return Cell(
        f"{names.short(LETTERS).name(winner)}{between}{with_half(share, '{:.0f}')}",
        shade(TOWARD, interval[0]),
        f"{names.kind(digit)}, taught {and_text(pair, names)}: {with_range(share, '{:.1f}')} % "
        f"taken for {names.name(winner)}",
        float(interval[0]),
    )


def and_text(pair, names) -> str:
    return f"{names.name(pair[0])} and {names.name(pair[1])}"


def layer_matrix(atlas, hidden, limit, names=DIGITS) -> Matrix:
    """Above the diagonal the first separating layer, below it the purity of the pixels."""
    purity = {layer: atlas.by_pair("purity", layer) for layer in ("pixels", *hidden)}
    first = separating_layer(purity, hidden, limit).tolist()
    cells, taught = empty_cells(atlas), [and_text(pair, names) for pair in atlas.pairs]
    for pair, (i, j) in enumerate(pair_places(atlas)):
        at = hidden[min(first[pair], len(hidden) - 1)]
        cells[i][j] = layer_cell(taught[pair], first[pair], hidden, purity[at][pair].intervals())
        cells[j][i] = pixels_cell(taught[pair], purity["pixels"][pair].intervals(), limit)
    key = [
        (depth_shade(k, hidden), layer_name(k, hidden, "from {} on", "no hidden layer"))
        for k in sorted(set(first))
    ]
    key += [(shade(PIXELS, 0.25), "below the diagonal: pixels")]
    return Matrix(list(atlas.digits), list(atlas.digits), cells, key)


def layer_cell(taught, first, hidden, purity) -> Cell:
    apart = layer_name(first, hidden, "told apart from {} on", "told apart in no hidden layer")
    at = layer_text(hidden[min(first, len(hidden) - 1)])
    return Cell(
        f"{layer_name(first, hidden, '{}', 'no layer')}\n{with_half(100 * purity, '{:.1f}')}",
        depth_shade(first, hidden),
        f"{taught}: {apart}; purity in {at} {with_range(100 * purity, '{:.1f}')} %",
    )


def pixels_cell(taught, purity, limit) -> Cell:
    mark = "* " if purity[0] >= limit else ""
    return Cell(
        mark + with_half(100 * purity, "{:.1f}"),
        shade(PIXELS, max(0.0, purity[0] - 0.5)),
        f"{taught}: purity of the pixels {with_range(100 * purity, '{:.1f}')} %",
    )


def layer_name(first, hidden, form, otherwise) -> str:
    return form.format(layer_text(hidden[first])) if first < len(hidden) else otherwise


def depth_shade(first, hidden) -> str:
    return shade(DEPTH, 0.15 + 0.7 * first / len(hidden))


def alike(atlas, names=DIGITS) -> Matrix:
    """Above the diagonal how alike two digits are to the networks, below it the interval."""
    found = similarity(atlas.by_cell("predicted"), atlas).intervals()
    order = dendrogram_order(found[:, :, 0])
    digits, found = [atlas.digits[i] for i in order], found[order][:, order]
    widest = float(np.nanmax(np.abs(found[:, :, 0] - 0.5))) or 0.5
    cells = empty_cells(atlas)
    for i, j in pair_places(atlas):
        interval = found[i, j]
        color = shade(ALIKE, 0.5 + 0.45 * (interval[0] - 0.5) / widest)
        words = f"{and_text((digits[i], digits[j]), names)}: {with_range(interval, '{:.3f}')}"
        _, low, high = interval
        cells[i][j] = Cell(f"{interval[0]:.2f}", color, words)
        cells[j][i] = Cell("" if np.isnan(low) else f"{low:.2f}–{high:.2f}", color, words)
    key = [
        (shade(ALIKE, 0.05), f"{0.5 - widest:.2f}, less than by chance"),
        (shade(ALIKE, 0.5), "0.50, as by chance"),
        (shade(ALIKE, 0.95), f"{0.5 + widest:.2f}, more than by chance"),
    ]
    return Matrix(digits, digits, cells, key)


def pair_places(atlas) -> Iterator:
    """Row and column of each pair of digits, in the order of atlas.pairs."""
    return zip(*map(np.ndarray.tolist, np.triu_indices(len(atlas.digits), 1)), strict=True)


def empty_cells(atlas) -> list[list]:
    return [[Cell() for _ in atlas.digits] for _ in atlas.digits]
