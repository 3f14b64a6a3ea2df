"""What a network's layers tell apart, and where its images go, over the epochs of its training."""

import numpy as np

from chemins.base.language import said
from chemins.figures.learnt import placed
from chemins.figures.learnt_text import about_learning, lines, titles
from chemins.figures.printed.canvas import Figure
from chemins.figures.printed.epochs import set_epochs, tell_epochs
from chemins.figures.printed.lettering import LINE, POINT, spread, wrapped
from chemins.figures.printed.sizes import height_scale, scale, sized
from chemins.figures.printed.style import MILLIMETRE, heading, new_figure, place_axes

HIGH = 62  # millimetres: the height of a panel
NARROW = 130  # millimetres: below, one panel stands above the other
NAME, SPACED = 7.5, 1.25  # points of the name of a line; lines of text
BANDS = 6  # lines, above which bands and thin ones would be a blur
LONG = 27  # millimetres that the name of a line may be long


def draw_learning(run, look) -> Figure:
    """AMI by layer over the kept epochs; beside it accuracy and share on the final path."""
    width = look["width"]
    head = heading(look, said("head_learning", run=run.name), about_learning(run))
    beside = width >= NARROW
    high = HIGH * height_scale(width) * (1 if beside else 2)
    figure = new_figure(width, high, head)
    grid = figure.add_gridspec(*((1, 2) if beside else (2, 1)))
    panels = [(figure.add_subplot(grid[place]), drawn) for place, drawn in enumerate(lines(run))]
    for (axes, drawn), title in zip(panels, titles(), strict=True):
        axes.set_title(title)
        draw_lines(axes, run, drawn, width)
    panels[1][0].set_yticks([place / 4 for place in range(5)], [0, 25, 50, 75, 100])
    names = [name_lines(axes, run, drawn, width) for axes, drawn in panels]
    place_axes(figure)  # now it is known how large the axes are
    for (axes, _), texts in zip(panels, names, strict=True):
        part_names(axes, texts, width)
        tell_epochs(axes, run.epochs)
    return figure


def draw_lines(axes, run, drawn, width) -> None:
    """Each with its band; thin, the run's own network beside the mean of its replicates. drawn: as
    of learnt_text.lines."""
    x, by_size, few = placed(run.epochs), scale(width), len(drawn) <= BANDS
    for _, course, color in drawn:
        if few:
            axes.fill_between(x, course.low, course.high, color=color, alpha=0.16, lw=0)
        if few and run.replicates:
            axes.plot(x, course.own, color=color, lw=0.6 * by_size)
        axes.plot(x, course.value, "o-", color=color, lw=1.5 * by_size, ms=2.6 * by_size)
    ends = np.concatenate([[c.low, c.value, c.own] for _, c, _ in drawn])
    axes.set_ylim(min(0, 1.05 * np.nanmin(ends)), 1.02)
    set_epochs(axes, run.epochs)
    axes.set_xlabel(said("epoch"))


def name_lines(axes, run, drawn, width) -> list:
    """The name of each line behind its end, all at the same place for now."""
    size = sized(NAME, width)
    x, found = placed(run.epochs[-1]), []
    for name, course, color in drawn:
        text = axes.annotate(
            wrapped(name, LONG * scale(width), size),
            (x, course.value[-1]),
            xytext=(1.035, 0.5),
            textcoords=axes.transAxes,
            color=color,
            fontsize=size,
            linespacing=SPACED,
            va="center",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "lw": 0.5, "color": color, "relpos": (0, 0.5),
                        "shrinkA": 0, "shrinkB": 1},
        )  # fmt: skip
        found.append(text)
    return found


def part_names(axes, texts, width) -> None:
    """Move names so far apart that all can be read; of too many those in between go."""
    high = axes.get_window_extent().height / axes.figure.dpi / MILLIMETRE
    low, top = axes.get_ylim()
    line = LINE * SPACED * sized(NAME, width) * POINT
    heights = {text: line * (1 + text.get_text().count("\n")) for text in texts}
    kept = list(texts)
    while sum(heights[text] for text in kept) > high and len(kept) > 2:
        dropped = kept[1::2]
        kept = kept[::2]
        for text in dropped:
            text.remove()
    kept.sort(key=lambda text: text.xy[1])
    middles = [(text.xy[1] - low) / (top - low) * high for text in kept]
    places = spread(middles, [heights[text] for text in kept], high)
    for text, place in zip(kept, places.tolist(), strict=True):
        text.set_position((text.get_position()[0], place / high))
