"""The embeddings of all layers in one figure."""

import numpy as np

from chemins.base.formatting import fitted_on, layer_text
from chemins.base.language import numeral, said
from chemins.figures.palette import NEUTRAL, label_color
from chemins.figures.printed.canvas import Figure, Line2D
from chemins.figures.printed.lettering import POINT, width_of
from chemins.figures.printed.sizes import PANEL, SMALLEST, panels, scale, sized
from chemins.figures.printed.style import (
    FAINT_INK,
    RASTERISED,
    heading,
    legend_below,
    legend_rows,
    new_figure,
)
from chemins.text.class_names import LEGEND
from chemins.text.map_text import quality_lines, roles_text

# role -> marker, relative area: told apart without colour too, test images as rings.
MARKERS = {"train": ("o", 0.55), "test": ("o", 0.9), "unseen": ("x", 0.9)}
RING = 0.8  # points: the line of rings and crosses, at most
THICK = 0.3  # of their diameter
NUMBERS = 6.5  # points of the numbers below a panel
BESIDE = 45  # millimetres: a panel of the usual points


def draw_embeddings(run, look) -> Figure:
    """UMAP of every layer. look: the config's `figures`."""
    width, by_size = look["width"], scale(look["width"])
    rows, columns = panels(len(run.layers), width, PANEL + 15)
    panel = width / columns
    below = {layer: numbers_below(run.map_quality[layer], panel - 2, width) for layer in run.layers}
    lines = max((text.count("\n") + 1 for text, _ in below.values()), default=0)
    handles = legend_entries(run, look["palette"], by_size)
    head = heading(
        look,
        said("head_embeddings", run=run.name),
        about_text(run),
    )
    # Panels are square and do not make way for texts: there is room for all.
    texts = rows * (5 + 2.9 * lines) + 4 * legend_rows(width, handles) + 3
    figure = new_figure(width, rows * panel + by_size * texts, head)
    for index, layer in enumerate(run.layers):
        axes = figure.add_subplot(rows, columns, index + 1)
        draw_panel(axes, run, layer, look["palette"], *below[layer], panel, by_size)
    legend_below(figure, handles)
    return figure


def about_text(run) -> str:
    below = shown_text(run) + below_text(run.map_quality)
    return said("maps_about", fitted=fitted_on(run.fit_on), below=below)


def shown_text(run) -> str:
    """Of how many images those are that are shown, where these are not all."""
    if run.out_of is None:
        return ""
    counts = {"count": len(run.paths["label"]), "images": run.out_of}
    return said("maps_shown", **{key: numeral(f"{count:,}") for key, count in counts.items()})


def below_text(by_layer) -> str:
    """What the numbers below the panels are of."""
    roles = roles_text(by_layer)
    return said("maps_below", roles=roles) if roles else ""


def numbers_below(qualities, wide, width) -> tuple[str, float]:
    """What stands below a panel so many millimetres wide, and its size in points: the numbers on
    lines of their own where there is no room beside their names. qualities: role -> MapQuality.
    width: of the figure."""
    lines, size = quality_lines(qualities), sized(NUMBERS, width)
    text = "\n".join(lines)
    if width_of(text, size) <= wide:
        return text, size
    text = "\n".join(line.replace(" ", "\n", 1) for line in lines)
    return text, max(SMALLEST, min(size, size * wide / width_of(text, size)))


def draw_panel(axes, run, layer, palette, below, size, panel, by_size) -> None:
    """below, size: the numbers below it, and their points. panel: millimetres."""
    axes.set_title(layer_text(layer), y=1)  # no ticks above would move it: none are looked for
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel(below, fontsize=size, color=FAINT_INK)
    axes.grid(False)
    axes.spines[:].set_visible(True)
    axes.spines[:].set_color("#d5d8dc")
    points, count = run.embeddings[layer], len(run.paths["label"])
    area = float(np.clip(6_000 / count * (panel / BESIDE) ** 2, 0.6, 12 * by_size**2))
    for role in MARKERS:
        rows = shuffled(np.flatnonzero(run.paths["role"] == role))
        colors = [label_color(label, palette) for label in run.paths["label"][rows]]
        axes.scatter(*points[rows].T, **mark(role, colors, area), rasterized=count > RASTERISED)
    frame_points(axes, points, panel - 2, np.sqrt(area) * POINT)


def mark(role, colors, area) -> dict:
    """How matplotlib is to draw the points of a role. area: of a point, in square points."""
    marker, share = MARKERS[role]
    line = min(RING, THICK * np.sqrt(area * share))
    look = {"s": area * share, "marker": marker, "linewidths": line}
    if role == "test":
        return {**look, "facecolors": "none", "edgecolors": colors}
    return {**look, "c": colors, **({} if marker == "x" else {"linewidths": 0})}


def frame_points(axes, points, panel, diameter) -> None:
    """Equal scales, in a square: distances mean the same in both directions. The frame cuts no
    point. panel, diameter: of the square and of a point, in millimetres."""
    low, high = points.min(axis=0), points.max(axis=0)
    half = (high - low).max() / 2 * max(1.06, 1 / (1 - 1.5 * min(0.5, diameter / panel)))
    middle = (low + high) / 2
    axes.set_xlim(middle[0] - half, middle[0] + half)
    axes.set_ylim(middle[1] - half, middle[1] + half)
    axes.set_box_aspect(1)


def shuffled(rows) -> np.ndarray:
    """The rows in a fixed random order, so that no label is drawn over all others."""
    return np.random.default_rng(0).permutation(rows)


def legend_entries(run, palette, by_size) -> list[Line2D]:
    def dot(label, color, marker="o", size=5, **look) -> Line2D:
        size *= by_size
        return Line2D([], [], ls="", marker=marker, color=color, ms=size, label=label, **look)

    name = run.names.short(LEGEND).name
    handles = [dot(name(d), label_color(d, palette), mew=0) for d in run.digits]
    handles += [
        dot(f"{name(d)} ({said('unseen')})", label_color(d, palette), "x") for d in run.unseen
    ]
    test = dot(said("test"), NEUTRAL, size=4.5, mfc="none", mew=RING * by_size)
    return [*handles, dot(said("train"), NEUTRAL, size=4, mew=0), test]
