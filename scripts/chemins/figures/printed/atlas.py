"""The figures of the atlas: matrices of coloured cells with their numbers written in."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from chemins.figures import atlas_cells
from chemins.figures.palette import text_color
from chemins.figures.printed.canvas import Figure, Patch, Rectangle
from chemins.figures.printed.lettering import high_as, width_of
from chemins.figures.printed.sizes import scale, sized
from chemins.figures.printed.style import (
    SIZES,
    head_on_top,
    heading,
    legend_below,
    legend_rows,
    new_figure,
)
from chemins.text import atlas_captions
from chemins.text.class_names import names_of

# Millimetres: a flat cell's height, that of one with two lines, another's.
ROW, TWO_LINES, SQUARE = 4.6, 6.2, 8.5
SPACED = 1.15  # lines of a cell's text
BESIDE = 14  # millimetres beside a matrix, without its texts
NARROW, FEW_LETTERS = 120, 6  # millimetres of a figure whose names have so few letters
MARGIN = 6.5  # points of the numbers at the right


def draw_destinations(atlas, about, look) -> Figure:
    """What each unseen digit is taken for by networks of each pair."""
    names, width = names_of(about), look["width"]
    matrix = atlas_cells.destination_matrix(atlas, names)
    row = TWO_LINES if names.are_words else ROW
    name = short_names(names, width)
    rows = [f"{name(a)} | {name(b)}" for a, b in matrix.rows]
    form = fitted(matrix, rows, width, 6)
    columns = list(map(name, matrix.columns))
    figure = draw_matrix("destinations", matrix, about, look, (rows, columns), form, row)
    (axes,) = figure.axes
    axes.set(xlabel=f"unseen {names.one}", ylabel=f"{names.many} taught: first | second class")
    right = axes.secondary_yaxis("right")
    right.set_yticks(np.arange(len(rows)) + 0.5, form.margin, fontsize=sized(MARGIN, width))
    right.set_ylabel("entropy, bits")
    right.tick_params(length=0)
    right.spines[:].set_visible(False)
    return figure


def draw_layers(atlas, about, look) -> Figure:
    """From which layer each pair is told apart, and how far in its pixels."""
    names = names_of(about)
    matrix = atlas_cells.layer_matrix(atlas, about["hidden"], about["mark"], names)
    return square_figure("layers", matrix, about, look, size=6.5)


def draw_similarity(atlas, about, look) -> Figure:
    """How alike each two digits are to networks that were taught one of them."""
    matrix = atlas_cells.alike(atlas, names_of(about))
    return square_figure("similarity", matrix, about, look, size=7)


def square_figure(name, matrix, about, look, size) -> Figure:
    names = names_of(about)
    labels = list(map(short_names(names, look["width"]), matrix.rows))
    form = fitted(matrix, labels, look["width"], size)
    figure = draw_matrix(name, matrix, about, look, (labels, labels), form, SQUARE)
    figure.axes[0].set(xlabel=names.one, ylabel=names.one)
    return figure


def short_names(names, width) -> Callable:
    """What labels are called beside a matrix. width: of the figure, in millimetres."""
    return names.short(atlas_cells.LETTERS if width >= NARROW else FEW_LETTERS).name


@dataclass(frozen=True)
class Fitted:
    """A matrix's texts as they have room."""

    cells: list  # (rows)(columns)
    margin: list
    size: float  # points
    wide: float  # millimetres of width that a cell has


def fitted(matrix, rows, width, size) -> Fitted:
    """Texts as they are or, where they are too wide for any cell, in more lines. rows: what these
    are called. width: of the figure. size: of a cell's text, in points of the usual
    width."""
    size, margin_size = sized(size, width), sized(MARGIN, width)
    label = max(width_of(text, tick_size(width)) for text in rows)
    for form in (str, in_lines, word_by_word):
        margin = [form(cell.text) for cell in matrix.margin]
        sides = label + max((width_of(text, margin_size) for text in margin), default=0)
        wide = (width - sides - BESIDE * scale(width)) / len(matrix.columns)
        cells = [[form(cell.text) for cell in line] for line in matrix.cells]
        if max(width_of(text, size) for line in cells for text in line) <= wide - 0.8:
            return Fitted(cells, margin, size, wide)
    cells = [[cut(text, wide - 0.8, size) for text in line] for line in cells]
    return Fitted(cells, margin, size, wide)


def tick_size(width) -> float:
    return sized(SIZES["xtick.labelsize"], width)


def in_lines(text) -> str:
    return text.replace(" ± ", "\n± ").replace("–", "–\n")


def word_by_word(text) -> str:
    return in_lines(text).replace("± ", "±\u00a0").replace(" ", "\n").replace("\u00a0", " ")


def cut(text, room, size) -> str:
    """Each of its words as far as it has room, in millimetres; numbers are whole."""
    return "\n".join(cut_word(line, room, size) for line in text.split("\n"))


def cut_word(word, room, size) -> str:
    if not any(map(str.isalpha, word)):
        return word
    forms = (word, *(f"{word[:end]}…" for end in range(len(word) - 1, 0, -1)))
    return next((form for form in forms if width_of(form, size) <= room), "")


def draw_matrix(name, matrix, about, look, labels, form, row) -> Figure:
    """Cells with their texts, the first row on top. labels: what rows and columns are called. form:
    Fitted. row: the height of one, in millimetres of the usual width."""
    width, by_size, (rows, columns) = look["width"], scale(look["width"]), labels
    head = heading(look, atlas_captions.title(name, about), atlas_captions.subtitle(name, about))
    handles = [Patch(color=color, label=label) for color, label in matrix.key]
    longest = max(width_of(text, tick_size(width)) for text in columns)
    turned = longest > form.wide - 1
    highest = max(high_as(text, form.size, SPACED) for line in form.cells for text in line)
    body = len(rows) * max(row * by_size, highest + 0.8)
    legend = 4.5 * legend_rows(width, handles)
    above = longest if turned else 4 * by_size
    figure = new_figure(width, body + above + by_size * (legend + 9), head)
    axes = figure.add_subplot()
    axes.set(xlim=(0, len(matrix.columns)), ylim=(len(rows), 0))
    fill(axes, matrix.cells, form)
    axes.set_xticks(np.arange(len(columns)) + 0.5, columns, rotation=90 if turned else 0)
    axes.set_yticks(np.arange(len(rows)) + 0.5, rows)
    head_on_top(axes)
    legend_below(figure, handles)
    return figure


def fill(axes, cells, form) -> None:
    """form: Fitted."""
    for i, line in enumerate(cells):
        for j, cell in enumerate(line):
            axes.add_patch(Rectangle((j, i), 1, 1, fc=cell.color, ec="white", lw=0.8))
            look = {"fontsize": form.size, "color": text_color(cell.color), "linespacing": SPACED}
            axes.text(j + 0.5, i + 0.5, form.cells[i][j], ha="center", va="center", **look)
