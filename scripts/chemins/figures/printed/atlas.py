"""The figures of the atlas: matrices of coloured cells with their numbers written in."""

import numpy as np

from chemins.figures import atlas_cells
from chemins.figures.palette import text_color
from chemins.figures.printed.canvas import Figure, Patch, Rectangle
from chemins.figures.printed.style import heading, legend_below, new_figure
from chemins.text import atlas_captions
from chemins.text.class_names import names_of

# Millimetres: a flat cell's height, that of one with two lines, another's, all else.
ROW, TWO_LINES, SQUARE, AROUND = 4.6, 6.2, 8.5, 40


def draw_destinations(atlas, about, look) -> Figure:
    """What each unseen digit is taken for by networks of each pair."""
    names = names_of(about)
    matrix = atlas_cells.destination_matrix(atlas, names)
    row = TWO_LINES if names.are_words else ROW
    figure = new_figure(look["width"], AROUND + row * len(matrix.rows))
    name = names.short(atlas_cells.LETTERS).name
    rows = [f"{name(a)} | {name(b)}" for a, b in matrix.rows]
    axes = draw_matrix(figure, matrix, rows, list(map(name, matrix.columns)), size=6)
    axes.set(xlabel=f"unseen {names.one}", ylabel=f"{names.many} taught: first | second class")
    right = axes.secondary_yaxis("right")
    texts = [cell.text for cell in matrix.margin]
    right.set_yticks(np.arange(len(texts)) + 0.5, texts, fontsize=6.5)
    right.set_ylabel("entropy, bits")
    right.tick_params(length=0)
    right.spines[:].set_visible(False)
    return finished(figure, "destinations", matrix, about)


def draw_layers(atlas, about, look) -> Figure:
    """From which layer each pair is told apart, and how far in its pixels."""
    names = names_of(about)
    matrix = atlas_cells.layer_matrix(atlas, about["hidden"], about["mark"], names)
    return finished(square_figure(matrix, names, look, size=6.5), "layers", matrix, about)


def draw_similarity(atlas, about, look) -> Figure:
    """How alike each two digits are to networks that were taught one of them."""
    names = names_of(about)
    matrix = atlas_cells.alike(atlas, names)
    return finished(square_figure(matrix, names, look, size=7), "similarity", matrix, about)


def square_figure(matrix, names, look, size) -> Figure:
    figure = new_figure(look["width"], AROUND + SQUARE * len(matrix.rows))
    labels = list(map(names.short(atlas_cells.LETTERS).name, matrix.rows))
    draw_matrix(figure, matrix, labels, labels, size).set(xlabel=names.one, ylabel=names.one)
    return figure


def draw_matrix(figure, matrix, rows, columns, size) -> Figure:
    """Cells with their texts, the first row on top. rows, columns: what they are called. size: of
    texts, points."""
    axes = figure.add_subplot()
    axes.set(xlim=(0, len(matrix.columns)), ylim=(len(rows), 0))
    for i, line in enumerate(matrix.cells):
        for j, cell in enumerate(line):
            axes.add_patch(Rectangle((j, i), 1, 1, fc=cell.color, ec="white", lw=0.8))
            look = {"fontsize": size, "color": text_color(cell.color), "linespacing": 1.15}
            axes.text(j + 0.5, i + 0.5, cell.text, ha="center", va="center", **look)
    axes.set_xticks(np.arange(len(columns)) + 0.5, columns)
    axes.set_yticks(np.arange(len(rows)) + 0.5, rows)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    return axes


def finished(figure, name, matrix, about) -> Figure:
    """The figure with its legend and its title."""
    legend_below(figure, [Patch(color=color, label=label) for color, label in matrix.key])
    heading(figure, atlas_captions.title(name, about), atlas_captions.subtitle(name, about))
    return figure
