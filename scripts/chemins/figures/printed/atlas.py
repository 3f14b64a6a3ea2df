"""The figures of the atlas: matrices of coloured cells with their numbers written in."""

import numpy as np

from chemins.figures import atlas_cells
from chemins.figures.palette import text_color
from chemins.figures.printed.canvas import Figure, Patch, Rectangle
from chemins.figures.printed.lettering import high_as, width_of, wrapped
from chemins.figures.printed.sizes import scale, sized
from chemins.figures.printed.style import SIZES, heading, legend_below, legend_rows, new_figure
from chemins.text import atlas_captions
from chemins.text.class_names import names_of

# Millimetres: a flat cell's height, that of one with two lines, another's.
ROW, TWO_LINES, SQUARE = 4.6, 6.2, 8.5
SPACED = 1.15  # lines of a cell's text
MARGIN = 6.5  # points of the numbers at the right


def draw_destinations(atlas, about, look) -> Figure:
    """What each unseen digit is taken for by networks of each pair."""
    names = names_of(about)
    matrix = atlas_cells.destination_matrix(atlas, names)
    row = TWO_LINES if names.are_words else ROW
    name = names.short(atlas_cells.LETTERS).name
    rows = [f"{name(a)} | {name(b)}" for a, b in matrix.rows]
    labels = (rows, list(map(name, matrix.columns)))
    figure = draw_matrix("destinations", matrix, about, look, labels, 6, row)
    (axes,) = figure.axes
    axes.set(xlabel=f"unseen {names.one}", ylabel=f"{names.many} taught: first | second class")
    right = axes.secondary_yaxis("right")
    texts = [cell.text for cell in matrix.margin]
    right.set_yticks(np.arange(len(texts)) + 0.5, texts, fontsize=sized(MARGIN, look["width"]))
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
    return square_figure(
        "similarity", atlas_cells.alike(atlas, names_of(about)), about, look, size=7
    )


def square_figure(name, matrix, about, look, size) -> Figure:
    names = names_of(about)
    labels = list(map(names.short(atlas_cells.LETTERS).name, matrix.rows))
    figure = draw_matrix(name, matrix, about, look, (labels, labels), size, SQUARE)
    figure.axes[0].set(xlabel=names.one, ylabel=names.one)
    return figure


def draw_matrix(name, matrix, about, look, labels, size, row) -> Figure:
    """Cells with their texts, the first row on top. labels: what rows and columns are called. size:
    of texts, in points, and row: the height of one, in millimetres; both of the usual width."""
    width, (rows, columns) = look["width"], labels
    size, tick = sized(size, width), sized(SIZES["xtick.labelsize"], width)
    margin = [width_of(cell.text, sized(MARGIN, width)) for cell in matrix.margin]
    sides = max(width_of(text, tick) for text in rows) + max(margin, default=0) + 12 * scale(width)
    texts, high = cell_texts(matrix.cells, (width - sides) / len(columns) - 0.8, size)
    turned = max(width_of(text, tick) for text in columns) > (width - sides) / len(columns) - 1
    head = heading(look, atlas_captions.title(name, about), atlas_captions.subtitle(name, about))
    handles = [Patch(color=color, label=label) for color, label in matrix.key]
    body = len(rows) * max(row * scale(width), high + 0.8)
    above = (max(width_of(text, tick) for text in columns) if turned else 4) + 9 * scale(width)
    figure = new_figure(
        width, body + above + 4.5 * scale(width) * legend_rows(width, handles), head
    )
    axes = figure.add_subplot()
    axes.set(xlim=(0, len(matrix.columns)), ylim=(len(rows), 0))
    fill(axes, matrix.cells, texts, size)
    axes.set_xticks(np.arange(len(columns)) + 0.5, columns, rotation=90 if turned else 0)
    axes.set_yticks(np.arange(len(rows)) + 0.5, rows)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    legend_below(figure, handles)
    return figure


def cell_texts(cells, room, size) -> tuple[list, float]:
    """The cells' texts, in more lines where one is wider than so many millimetres; and the height of
    the highest of them. size: points."""
    lines = [[cell.text.split("\n") for cell in row] for row in cells]
    texts = [["\n".join(wrapped(part, room, size) for part in text) for text in row] for row in lines]
    return texts, max(high_as(text, size, SPACED) for row in texts for text in row)


def fill(axes, cells, texts, size) -> None:
    for i, line in enumerate(cells):
        for j, cell in enumerate(line):
            axes.add_patch(Rectangle((j, i), 1, 1, fc=cell.color, ec="white", lw=0.8))
            look = {"fontsize": size, "color": text_color(cell.color), "linespacing": SPACED}
            axes.text(j + 0.5, i + 0.5, texts[i][j], ha="center", va="center", **look)
