"""When each class is learnt, a row each: how many of its images are predicted as it, and how many
are on its main path, over the epochs of the training."""

from chemins.base.language import said
from chemins.figures.learnt import PARTS, placed
from chemins.figures.learnt_text import about_classes, parts, since_text
from chemins.figures.palette import FAINT, label_color, paler
from chemins.figures.printed.canvas import Figure
from chemins.figures.printed.epochs import set_epochs, tell_epochs
from chemins.figures.printed.lettering import ending
from chemins.figures.printed.sizes import PAGE, scale, sized
from chemins.figures.printed.style import INK, SIZES, heading, new_figure, place_axes
from chemins.text.class_names import SHORT

ROW, LEAST = 14, 4.2  # millimetres of height for a class, usual and least
ROWS = 100  # millimetres for all of them, as long as each has enough
AROUND = 15  # millimetres of height that a panel needs besides
FILLED = 0.8  # of a row's height: a share of 1
AREA, BAND = 0.35, 0.7  # of white in an area, and in what its interval leaves open
TOLD = 7  # points of the epochs beside the rows


def draw_learning_classes(run, look) -> Figure:
    """Two panels, a row a class in each."""
    width, by_size = look["width"], scale(look["width"])
    head = heading(look, said("head_learning-classes", run=run.name), about_classes(run))
    row = min(ROW, max(LEAST, ROWS / len(run.digits)))
    high = min(PAGE, AROUND + row * len(run.digits))
    figure = new_figure(width, high * by_size, head)
    every = [figure.add_subplot(1, len(PARTS), place + 1) for place in range(len(PARTS))]
    for axes, part, title in zip(every, PARTS, parts(), strict=True):
        draw_part(axes, run, part, look)
        axes.set_title(title)
    name_rows(every, run, width)
    place_axes(figure)  # now it is known how large the axes are, once and for all
    figure.set_layout_engine(None)
    for axes in every:
        tell_epochs(axes, run.epochs)
    return figure


def draw_part(axes, run, part, look) -> None:
    """part: of learnt.PARTS."""
    set_epochs(axes, run.epochs)
    axes.grid(False, axis="y")
    for place, (digit, found) in enumerate(run.classes.items()):
        course, since = found.part(part)
        color = label_color(digit, look["palette"])
        draw_course(axes, -place, course, run, color, scale(look["width"]))
        draw_since(axes, -place, since, run, scale(look["width"]))
    axes.set_ylim(-len(run.classes) + 1 - 0.08, FILLED + 0.12)
    axes.set_xlabel(said("epoch"))
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def draw_course(axes, base, course, run, color, by_size) -> None:
    """An area as high as the share, paler where its interval ends."""
    x = placed(run.epochs)
    low, value, high = (base + FILLED * part for part in (course.low, course.value, course.high))
    axes.fill_between(x, base, high, color=paler(color, BAND), lw=0)
    axes.fill_between(x, base, low, color=paler(color, AREA), lw=0)
    axes.plot(x, value, color=INK, lw=0.7 * by_size)
    axes.plot(x[[0, -1]], [base + FILLED * run.mark] * 2, color=FAINT, lw=0.5, zorder=1.5)
    axes.plot(x[[0, -1]], [base, base], color=INK, lw=0.5)


def draw_since(axes, base, since, run, by_size) -> None:
    """A dot where the share comes to stay at the mark, on its interval."""
    y, end = base + FILLED * run.mark, axes.get_xlim()[1]
    if since["low"] is not None:
        ends = [placed(since["low"]), end if since["high"] is None else placed(since["high"])]
        axes.plot(ends, [y, y], color=INK, lw=1.2 * by_size, solid_capstyle="butt")
    if since["median"] is not None:
        axes.plot([placed(since["median"])], [y], "o", color=INK, mec="white", mew=0.7 * by_size,
                  ms=4.2 * by_size)  # fmt: skip


def name_rows(every, run, width) -> None:
    """The classes before the first panel; behind each one since when, as text."""
    size, names = sized(SIZES["ytick.labelsize"], width), run.names.short(SHORT)
    middles = [-place + FILLED / 2 for place in range(len(run.digits))]
    texts = [ending(names.name(digit), width / 6, size) for digit in run.digits]
    every[0].set_yticks(middles, texts)
    for axes, part in zip(every, PARTS, strict=True):
        if axes is not every[0]:
            axes.set_yticks([])
        for y, found in zip(middles, run.classes.values(), strict=True):
            axes.annotate(
                since_text(found.part(part)[1]),
                (1, y),
                xycoords=("axes fraction", "data"),
                xytext=(2, 0),
                textcoords="offset points",
                va="center",
                fontsize=sized(TOLD, width),
                annotation_clip=False,
            )
