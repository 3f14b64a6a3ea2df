"""The images that leave their class's main path."""

from chemins.base.language import numeral, said
from chemins.figures.palette import label_color, text_color
from chemins.figures.printed.canvas import Figure
from chemins.figures.printed.lettering import high_as, width_of
from chemins.figures.printed.sizes import fitting, scale, sized
from chemins.figures.printed.style import AROUND, heading, new_figure
from chemins.text.class_names import DIGITS

STEP = 17.5  # millimetres from an image to the next, at least
GAP = 2.4  # millimetres between two of them
CHIP = 4.6  # millimetres of height that a label above an image takes
SPACED = 1.25  # lines of text
TEXT = 6.3  # points
LETTERS = 11  # of a name


def draw_gallery(run, look) -> Figure:
    """A grid of the run's exceptions and other strays, each with what became of it."""
    width, by_size = look["width"], scale(look["width"])
    size, names = sized(TEXT, width), run.names.short(LETTERS)
    texts = [exhibit_text(exhibit, names) for exhibit in run.gallery]
    widest = max((width_of(text, size) for text in texts), default=0)
    lowest = max((high_as(text, size, SPACED) for text in texts), default=0)
    gap, room = GAP * by_size, width - 2 * AROUND
    columns = fitting(room + gap, max(STEP * by_size, widest + gap))
    step = (room + gap) / columns
    side, chip = step - gap, CHIP * by_size
    row = chip + side + lowest + gap
    high = -(-len(run.gallery) // columns) * row + AROUND
    head = heading(look, said("head_exceptions", run=run.name), subtitle(run))
    figure = new_figure(width, high, head)
    figure.set_layout_engine(None)  # each image has its place
    whole = high + head.height
    for index, exhibit in enumerate(run.gallery):
        line, column = divmod(index, columns)
        x, y = AROUND + column * step, high - line * row - chip - side
        axes = figure.add_axes((x / width, y / whole, side / width, side / whole), anchor="NW")
        axes.set_axis_off()
        draw_exhibit(axes, exhibit, texts[index], look["palette"], names, width)
    return figure


def subtitle(run) -> str:
    if not run.gallery:
        return said("gallery_none")
    shown, strays = len(run.gallery), numeral(f"{run.strays:,}")
    count = "" if run.strays == shown else said("gallery_count", shown=shown, strays=strays)
    return said("gallery_about", count=count, one=run.names.one)


def draw_exhibit(axes, exhibit, text, palette, names, width) -> None:
    """text: what became of it. width: of the figure, in millimetres."""
    show_pixels(axes, exhibit.pixels)
    color = label_color(exhibit.label, palette)
    star = "*" if exhibit.role == "train" else ""
    axes.set_title(
        f"{names.name(exhibit.label)}{star}",
        color=text_color(color),
        fontsize=sized(6.5 if names.are_words else 8, width),
        fontweight="bold",
        loc="left",
        y=1,  # nothing above the image would move it: none of that is looked at
        pad=3 * scale(width),
        bbox={"facecolor": color, "lw": 0, "pad": 1.5 * scale(width)},
    )
    place = {"xytext": (0, -2 * scale(width)), "textcoords": "offset points"}
    size = sized(TEXT, width)
    axes.annotate(
        text, (0, 0), xycoords="axes fraction", va="top", fontsize=size, linespacing=SPACED, **place
    )


def show_pixels(axes, pixels) -> None:
    """An image (height, width, 1 or 3) uint8 as these axes, grey ones dark on white."""
    if pixels.shape[2] == 1:
        axes.imshow(255 - pixels[..., 0], cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    else:
        axes.imshow(pixels, interpolation="nearest")


def exhibit_text(exhibit, names=DIGITS) -> str:
    """`as the 1s` / `→ 7 (0.56)`, or `as Sandal` / `→ Sneaker` / `(0.56)`, as lines."""
    key, end = ("gallery_as_class", "\n") if names.are_words else ("gallery_as_digit", " ")
    path = said("gallery_no_path")
    if exhibit.travels_as >= 0:
        path = said(key, kind=names.kind(exhibit.travels_as))
    probability = numeral(f"{exhibit.probability:.2f}")
    return f"{path}\n→ {names.name(exhibit.prediction)}{end}({probability})"
