"""The images that leave their class's main path."""

from chemins.figures.palette import label_color, text_color
from chemins.figures.printed.canvas import Figure
from chemins.figures.printed.style import heading, new_figure
from chemins.text.class_names import DIGITS

COLUMNS = 10
LETTERS = 11  # of a name


def draw_gallery(run, look) -> Figure:
    """A grid of the run's exceptions and other strays, each with what became of it."""
    rows = max(-(-len(run.gallery) // COLUMNS), 1)
    panel = look["width"] / COLUMNS
    below = 19 if run.names.are_words else 11
    figure = new_figure(look["width"], 22 + rows * (panel + below))
    for index in range(rows * COLUMNS):
        axes = figure.add_subplot(rows, COLUMNS, index + 1)
        axes.set_axis_off()
        if index < len(run.gallery):
            draw_exhibit(axes, run.gallery[index], look["palette"], run.names.short(LETTERS))
    heading(figure, f"{run.name}: images off their class's main path", subtitle(run))
    return figure


def subtitle(run) -> str:
    if not run.gallery:
        return "every train and test image travels its own class's main path"
    count = "" if run.strays == len(run.gallery) else f"{len(run.gallery)} of {run.strays:,}; "
    return (
        f"{count}above: the {run.names.one} it is (* a training image); below: whose main path it "
        "travels, and what it is predicted as with what probability"
    )


def draw_exhibit(axes, exhibit, palette, names) -> None:
    pixels = exhibit.pixels
    if pixels.shape[2] == 1:
        axes.imshow(255 - pixels[..., 0], cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    else:
        axes.imshow(pixels, interpolation="nearest")
    # Names as wide as images would make these smaller, each by another share.
    look = {"in_layout": not names.are_words}
    color = label_color(exhibit.label, palette)
    star = "*" if exhibit.role == "train" else ""
    axes.set_title(
        f"{names.name(exhibit.label)}{star}",
        color=text_color(color),
        fontsize=6.5 if names.are_words else 8,
        fontweight="bold",
        loc="left",
        y=1,  # nothing above the image would move it: none of that is looked at
        pad=3,
        bbox={"facecolor": color, "lw": 0, "pad": 1.5},
        **look,
    )
    axes.text(
        0,
        -0.06,
        exhibit_text(exhibit, names),
        transform=axes.transAxes,
        va="top",
        fontsize=6.3,
        linespacing=1.25,
        **look,
    )


def exhibit_text(exhibit, names=DIGITS) -> str:
    """`as the 1s` / `→ 7 (0.56)`, or `as Sandal` / `→ Sneaker` / `(0.56)`, as lines."""
    the, end = ("", "\n") if names.are_words else ("the ", " ")
    path = "no main path" if exhibit.travels_as < 0 else f"as {the}{names.kind(exhibit.travels_as)}"
    return f"{path}\n→ {names.name(exhibit.prediction)}{end}({exhibit.probability:.2f})"
