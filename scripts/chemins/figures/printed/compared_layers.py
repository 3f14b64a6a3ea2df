"""How alike the layers of two networks are, in print: a matrix, and that of the untrained twins.

compared: as text/comparison_text.py has it.
"""

from dataclasses import dataclass

import numpy as np

from chemins.base.language import fixed, said, whole
from chemins.figures.atlas_cells import NOTHING, shade
from chemins.figures.palette import text_color
from chemins.figures.printed.canvas import Figure, Patch, Rectangle
from chemins.figures.printed.lettering import ending, width_of
from chemins.figures.printed.sizes import SMALLEST, scale, sized
from chemins.figures.printed.style import (
    INK,
    SIZES,
    head_on_top,
    heading,
    legend_below,
    legend_rows,
    new_figure,
)
from chemins.measures.vocabulary import TRAINED, UNTRAINED
from chemins.text.comparison_text import SIDES, alike_text

ALIKE = "YlGnBu"  # ColorBrewer's, safe for colour-blind eyes
CELL, BESIDE = 7, 12  # points of a cell's number; millimetres beside a matrix, without its texts
ROW, LEAST = 6, 2.5  # millimetres: a row's height, the width of a cell with a number
NAME = 32  # millimetres that a layer's name may take
KEY = (0, 0.25, 0.5, 0.75, 1)


@dataclass(frozen=True)
class Matrices:
    """Where the matrices have room. width: of the figure, in millimetres."""

    width: float
    kinds: list  # networks, of vocabulary, one a matrix
    names: dict  # side -> its layers' names as there is room
    beside: bool  # each other, or below
    wide: float  # millimetres of width that a cell has
    size: float  # points of the cells' numbers; 0 where there is room for none
    turned: bool  # whether the columns' names are


def draw_alike(compared, look) -> Figure:
    """How alike each two layers are, and before training."""
    form = fitted(compared, look["width"])
    by_size = scale(look["width"])
    handles = [Patch(color=shade(ALIKE, value), label=fixed(value)) for value in KEY]
    title = said("head_alike", **compared.runs)
    told = said(
        "alike_about",
        images=whole(compared.found["images"]["test"]),
        frames=said("alike_frames") if compared.found["most_alike"]["first"] else "",
    )
    head = heading(look, title, told)
    columns = form.names["second"]
    top = longest(columns, form.width) if form.turned else 4 * by_size
    rows = len(form.names["first"]) * ROW * by_size
    high = (rows + top + 13 * by_size) * (1 if form.beside else len(form.kinds))
    legend = 4.5 * by_size * legend_rows(form.width, handles)
    figure = new_figure(form.width, high + legend + 2 * by_size, head)
    grid = (1, len(form.kinds)) if form.beside else (len(form.kinds), 1)
    panels = figure.subplots(*grid, squeeze=False).ravel()
    for place, (axes, network) in enumerate(zip(panels, form.kinds, strict=True)):
        draw_matrix(axes, compared, network, form, named=place == 0 or not form.beside)
    legend_below(figure, handles)
    return figure


def fitted(compared, width) -> Matrices:
    """Beside each other where their numbers have room so, else below each other."""
    controlled = any(entry[UNTRAINED] for entry in compared.found["similarity"])
    kinds = [TRAINED, UNTRAINED] if controlled else [TRAINED]
    room, names = NAME * scale(width), {}
    for side in SIDES:
        layers = [compared.layer(side, layer) for layer in compared.found["layers"][side]]
        names[side] = [ending(layer, room, tick_size(width)) for layer in layers]
    usual, columns = sized(CELL, width), len(names["second"])
    left = longest(names["first"], width) + BESIDE * scale(width)
    for beside in (True, False):
        panels = len(kinds) if beside else 1
        wide = (width - left - 4 * (panels - 1)) / panels / columns
        text = width_of(fixed(0.88), usual) + 0.8
        if wide >= text or not beside:
            break
    size = usual if wide >= text else usual * wide / text
    turned = longest(names["second"], width) > wide - 1
    readable = size >= SMALLEST and wide >= LEAST
    return Matrices(width, kinds, names, beside, wide, size if readable else 0, turned)


def tick_size(width) -> float:
    return sized(SIZES["xtick.labelsize"], width)


def longest(names, width) -> float:
    return max(width_of(name, tick_size(width)) for name in names)


def draw_matrix(axes, compared, network, form, named) -> None:
    """named: whether the rows have their names beside them."""
    rows, columns = (compared.found["layers"][side] for side in SIDES)
    axes.set(xlim=(0, len(columns)), ylim=(len(rows), 0))
    best = compared.found["most_alike"]["first"] if network == TRAINED else {}
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            draw_cell(axes, i, j, compared.alike(row, column)[network], form.size)
            if best.get(row, {}).get("layer") == column:
                frame(axes, i, j)
    names = form.names["second"]
    axes.set_xticks(np.arange(len(names)) + 0.5, names, rotation=90 if form.turned else 0)
    names = form.names["first"] if named else [""] * len(rows)
    axes.set_yticks(np.arange(len(rows)) + 0.5, names)
    head_on_top(axes)
    axes.set_xlabel(whose(compared.runs["second"], len(columns) * form.wide, form.width))
    if named:
        high = len(rows) * ROW * scale(form.width)
        axes.set_ylabel(whose(compared.runs["first"], high, form.width))
    kind = said("alike_trained" if network == TRAINED else "alike_untrained")
    axes.text(0, len(rows) + 0.2, kind, ha="left", va="top", fontweight="bold")


def whose(run, room, width) -> str:
    """`layers of 1v7`, in so many millimetres. width: of the figure."""
    return ending(said("layers_of", run=run), room, sized(SIZES["axes.labelsize"], width))


def frame(axes, i, j) -> None:
    """Around a cell: a line that is seen on any colour."""
    for color, wide in ((INK, 2.6), ("white", 1.1)):
        look = {"fc": "none", "ec": color, "lw": wide, "zorder": 3}
        axes.add_patch(Rectangle((j + 0.05, i + 0.08), 0.9, 0.84, **look))


def draw_cell(axes, i, j, entry, size) -> None:
    """entry: of the comparison, None where there is nothing. size: of its number, 0 for none."""
    color = shade(ALIKE, np.clip(entry["value"], 0, 1)) if entry else NOTHING
    axes.add_patch(Rectangle((j, i), 1, 1, fc=color, ec="white", lw=0.8))
    if entry and size:
        look = {"fontsize": size, "color": text_color(color), "ha": "center", "va": "center"}
        axes.text(j + 0.5, i + 0.5, alike_text(entry["value"]), **look)
