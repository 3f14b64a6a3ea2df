"""The embeddings of all layers in one figure."""

import numpy as np

from chemins.base.formatting import fitted_on, layer_text
from chemins.figures.palette import grid, label_color
from chemins.figures.printed.canvas import Figure, Line2D
from chemins.figures.printed.lettering import width_of
from chemins.figures.printed.style import (
    FAINT_INK,
    INK,
    RASTERISED,
    heading,
    legend_below,
    legend_rows,
    new_figure,
)
from chemins.text.class_names import LEGEND
from chemins.text.map_text import quality_lines, roles_text

# role -> marker, relative area, line width: told apart without colour too.
MARKERS = {"train": ("o", 0.55, 0), "test": ("o", 1.0, 0.35), "unseen": ("x", 0.9, 0.7)}
NUMBERS = 6.5  # points of the numbers below a panel


def draw_embeddings(run, look) -> Figure:
    """UMAP of every layer. look: the config's `figures`."""
    rows, columns = grid(len(run.layers))
    panel = look["width"] / columns
    below = {layer: numbers_below(run.map_quality[layer], panel - 2) for layer in run.layers}
    lines = max((text.count("\n") + 1 for text, _ in below.values()), default=0)
    handles = legend_entries(run, look["palette"])
    if rows == 1 and lines < 3:
        height = panel + 34
    else:  # panels are square and do not make way for texts: there is room for all
        height = rows * (panel + 9 + 2.9 * lines) + 18 + 4 * legend_rows(look["width"], handles)
    figure = new_figure(look["width"], height)
    for index, layer in enumerate(run.layers):
        axes = figure.add_subplot(rows, columns, index + 1)
        draw_panel(axes, run, layer, look["palette"], *below[layer])
    legend_below(figure, handles)
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


def numbers_below(qualities, wide) -> tuple[str, float]:
    """What stands below a panel so many millimetres wide, and its size in points: the numbers on
    lines of their own where there is no room beside their names. qualities: role -> MapQuality."""
    lines = quality_lines(qualities)
    text = "\n".join(lines)
    if width_of(text, NUMBERS) <= wide:
        return text, NUMBERS
    text = "\n".join(line.replace(" ", "\n", 1) for line in lines)
    return text, min(NUMBERS, NUMBERS * wide / width_of(text, NUMBERS))


def draw_panel(axes, run, layer, palette, below, size) -> None:
    axes.set_title(layer_text(layer), y=1)  # no ticks above would move it: none are looked for
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel(below, fontsize=size, color=FAINT_INK)
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


def legend_entries(run, palette) -> list[Line2D]:
    def dot(label, color, marker="o", edge=None, size=5) -> Line2D:
        edge = edge or color
        return Line2D([], [], ls="", marker=marker, color=color, mec=edge, ms=size, label=label)

    name = run.names.short(LEGEND).name
    handles = [dot(name(d), label_color(d, palette)) for d in run.digits]
    handles += [dot(f"{name(d)} (unseen)", label_color(d, palette), "x") for d in run.unseen]
    return [*handles, dot("train", "#9aa0a8", size=3.5), dot("test", "#9aa0a8", edge=INK)]
