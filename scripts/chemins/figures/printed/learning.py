"""What a network's layers tell apart, and where its images go, over the epochs of its training."""

import numpy as np

from chemins.base.language import said
from chemins.figures.learnt import placed
from chemins.figures.learnt_text import about_learning, lines, titles
from chemins.figures.printed.canvas import Figure, Line2D
from chemins.figures.printed.epochs import set_epochs, tell_epochs
from chemins.figures.printed.lettering import LINE, POINT, spread, wrapped
from chemins.figures.printed.sizes import height_scale, scale, sized
from chemins.figures.printed.style import MILLIMETRE, heading, new_figure, place_axes

HIGH = 62  # millimetres: the height of a panel
NARROW = 130  # millimetres: below, one panel stands above the other
NAME, SPACED = 7.5, 1.25  # points of the name of a line; lines of text
BANDS = 6  # lines, above which bands and thin ones would be a blur
DOTS = 24  # epochs, above which a dot for each would be a thicker line
BEHIND = 1.035  # of the axes' width: where names of lines begin
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
    names = [name_lines(axes, drawn, width) for axes, drawn in panels]
    place_axes(figure)  # now it is known how large the axes are, once and for all
    figure.set_layout_engine(None)
    for (axes, _), texts in zip(panels, names, strict=True):
        part_names(axes, run, texts, width)
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
        dots = 2.6 * by_size if len(x) <= DOTS else 0
        axes.plot(x, course.value, "o-", color=color, lw=1.5 * by_size, ms=dots)
    ends = np.concatenate([[c.low, c.value, c.own] for _, c, _ in drawn])
    axes.set_ylim(min(0, 1.05 * np.nanmin(ends)), 1.02)
    set_epochs(axes, run.epochs)
    axes.set_xlabel(said("epoch"))


def name_lines(axes, drawn, width) -> list:
    """(text, value, color) of each line: its name behind its end, all at one height for now."""
    size = sized(NAME, width)
    look = {"transform": axes.transAxes, "fontsize": size, "linespacing": SPACED, "va": "center"}
    texts = [wrapped(name, LONG * scale(width), size) for name, _, _ in drawn]
    return [
        (axes.text(BEHIND, 0.5, text, color=color, **look), course.value[-1], color)
        for text, (_, course, color) in zip(texts, drawn, strict=True)
    ]


def part_names(axes, run, names, width) -> None:
    """Move names so far apart that all can be read, and lead lines to them; of too many those in
    between go. names: as of name_lines."""
    high = axes.get_window_extent().height / axes.figure.dpi / MILLIMETRE
    line = LINE * SPACED * sized(NAME, width) * POINT
    kept, heights = list(names), {text: line * lines_of(text) for text, _, _ in names}
    while sum(heights[text] for text, _, _ in kept) > high and len(kept) > 2:
        for text, _, _ in kept[1::2]:
            text.remove()
        kept = kept[::2]
    to_axes = axes.transData - axes.transAxes
    ends = [to_axes.transform((placed(run.epochs[-1]), value)) for _, value, _ in kept]
    order = np.argsort([y for _, y in ends], kind="stable").tolist()
    places = spread([ends[i][1] * high for i in order], [heights[kept[i][0]] for i in order], high)
    for i, place in zip(order, (places / high).tolist(), strict=True):
        text, _, color = kept[i]
        text.set_y(place)
        lead(axes, ends[i], place, color)


def lines_of(text) -> int:
    return 1 + text.get_text().count("\n")


def lead(axes, end, place, color) -> None:
    """A thin line from the end of a line to its name. end: (x, y); place: the name's height; as
    shares of the axes."""
    x, y = zip(end, (BEHIND - 0.005, place), strict=True)
    look = {"lw": 0.5, "color": color, "transform": axes.transAxes, "clip_on": False}
    axes.add_artist(Line2D(x, y, in_layout=False, **look))
