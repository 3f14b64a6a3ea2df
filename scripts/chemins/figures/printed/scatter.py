"""The embeddings of all layers in one figure."""

import numpy as np

from chemins.base.formatting import fitted_on, layer_text
from chemins.figures.palette import grid, label_color
from chemins.figures.printed.canvas import Figure, Line2D
from chemins.figures.printed.style import (
    FAINT_INK,
    INK,
    RASTERISED,
    heading,
    legend_below,
    new_figure,
)
from chemins.text.class_names import LEGEND
from chemins.text.map_text import quality_lines, roles_text

# role -> marker, relative area, line width: told apart without colour too.
MARKERS = {"train": ("o", 0.55, 0), "test": ("o", 1.0, 0.35), "unseen": ("x", 0.9, 0.7)}


def draw_embeddings(run, look) -> Figure:
    """UMAP of every layer. look: the config's `figures`."""
    rows, columns = grid(len(run.layers))
    panel = look["width"] / columns
    figure = new_figure(look["width"], rows * (panel + 10) + 24)
    for index, layer in enumerate(run.layers):
        axes = figure.add_subplot(rows, columns, index + 1)
        draw_panel(axes, run, layer, look["palette"])
    add_legend(figure, run, look["palette"])
    heading(
        figure,
        f"{run.name}: every layer's answers in two dimensions",
        f"UMAP of the standardised activations, fitted on {fitted_on(run.fit_on)}; others at the "
        f"weighted mean of their nearest fitted neighbours{below_text(run.map_quality)}",
    )
    return figure


def below_text(by_layer) -> str:
    """What the numbers below the panels are of."""
    roles = roles_text(by_layer)
    return f"; below: of {roles} images" if roles else ""


def draw_panel(axes, run, layer, palette) -> None:
    axes.set_title(layer_text(layer))
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel("\n".join(quality_lines(run.map_quality[layer])), fontsize=6.5, color=FAINT_INK)
    axes.grid(False)
    axes.spines[:].set_visible(True)
    axes.spines[:].set_color("#d5d8dc")
    points, count = run.embeddings[layer], len(run.paths["label"])
    area = float(np.clip(6_000 / count, 0.6, 12))
    for role, (marker, size, line) in MARKERS.items():
        rows = shuffled(np.flatnonzero(run.paths["role"] == role))
        colors = [label_color(label, palette) for label in run.paths["label"][rows]]
        edge = {"edgecolors": INK} if marker == "o" else {}
        axes.scatter(
            *points[rows].T,
            s=area * size,
            c=colors,
            marker=marker,
            linewidths=line if count <= RASTERISED or marker == "x" else 0,
            rasterized=count > RASTERISED,
            **edge,
        )
    # Equal scales, in a square: distances mean the same in both directions.
    low, high = points.min(axis=0), points.max(axis=0)
    half = (high - low).max() / 2 * 1.06
    middle = (low + high) / 2
    axes.set_xlim(middle[0] - half, middle[0] + half)
    axes.set_ylim(middle[1] - half, middle[1] + half)
    axes.set_box_aspect(1)


def shuffled(rows) -> np.ndarray:
    """The rows in a fixed random order, so that no label is drawn over all others."""
    return np.random.default_rng(0).permutation(rows)


def add_legend(figure, run, palette) -> None:
    def dot(label, color, marker="o", edge=None, size=5) -> Line2D:
        edge = edge or color
        return Line2D([], [], ls="", marker=marker, color=color, mec=edge, ms=size, label=label)

    name = run.names.short(LEGEND).name
    handles = [dot(name(d), label_color(d, palette)) for d in run.digits]
    handles += [dot(f"{name(d)} (unseen)", label_color(d, palette), "x") for d in run.unseen]
    handles += [dot("train", "#9aa0a8", size=3.5), dot("test", "#9aa0a8", edge=INK)]
    legend_below(figure, handles)
