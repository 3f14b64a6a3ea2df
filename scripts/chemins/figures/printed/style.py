"""The look that all printed figures share, and how they are written."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fontTools.subset import Options
from PIL import Image

from chemins.base.files import replacing
from chemins.base.garbage import none_sought
from chemins.base.language import ENGLISH, SPOKEN, numeral
from chemins.figures.palette import INK
from chemins.figures.printed.canvas import EngFormatter, Figure, Formatter, ScalarFormatter, plt
from chemins.figures.printed.lettering import (
    FONT,
    POINT,
    high_as,
    keep_inside,
    shorten_titles,
    width_of,
    wrapped,
)
from chemins.figures.printed.sizes import sized

MILLIMETRE = 1 / 25.4  # inches
RASTERISED = 5_000  # points; above, they are drawn as an image inside the vector formats
FAINT_INK = "#5b5f66"

# Points, in a figure of the usual width.
SIZES = {
    "font.size": 8,
    "axes.titlesize": 8.5,
    "axes.labelsize": 8,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "legend.fontsize": 7.5,
}
TITLE, SUBTITLE = 10, 7.5
SPACED = 1.35  # lines of a title: their distance
ENTRY = 4.9  # of the size of its text: what else an entry of a legend takes
AROUND = 1.5  # millimetres above and below title and subtitle
RC = {
    **SIZES,
    "text.hinting": "none",  # as wide at each resolution as they are in PDF and SVG
    "font.family": [FONT],
    "axes.titlelocation": "left",
    "axes.edgecolor": "#8a8f98",
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#eceef0",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "hatch.linewidth": 0.7,
    "text.parse_math": False,  # no name is a formula
    "svg.fonttype": "none",
    "svg.hashsalt": "chemins",
    "pdf.fonttype": 42,
}
# What each format would write of the time and the program, left out: same figure, same bytes.
METADATA = {
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
}
# Of fonts, what programs that set texts read: ligatures, kerning, formulas. In a PDF each glyph has
# its place.
SETTING = ("GDEF", "GPOS", "GSUB", "MATH", "kern")


@contextmanager
def styled() -> Iterator:
    """Everything drawn inside has the project's look.

    A figure is thousands of objects that hold each other, kept to the end: looking through them
    again and again takes a fifth of the time.
    """
    with none_sought(), plt.rc_context(RC):
        yield
        plt.close("all")


@dataclass(frozen=True)
class Heading:
    """A figure's title and subtitle, as lines that fit into its width; both "" of a figure that
    goes without."""

    title: str
    subtitle: str
    height: float  # millimetres, with what is left around


def heading(look, title, subtitle) -> Heading:
    """look: the config's `figures`."""
    if not look.get("title", True):
        return Heading("", "", AROUND)
    width = look["width"]
    room = 0.97 * width - 2 * AROUND
    title = wrapped(title, room, sized(TITLE, width), "bold")
    subtitle = wrapped(subtitle, room, sized(SUBTITLE, width))
    heights = high_as(title, sized(TITLE, width), SPACED) + high_as(
        subtitle, sized(SUBTITLE, width)
    )
    return Heading(title, subtitle, heights + 2 * AROUND)


def new_figure(width, height, head=None) -> Figure:
    """An empty figure, with its title and subtitle at the upper left; until the next one is begun,
    texts have the sizes that go with its width.

    width: millimetres. height: of what is below its Heading.
    """
    plt.rcParams.update({name: sized(points, width) for name, points in SIZES.items()})
    above = head.height if head else 0
    size = (width * MILLIMETRE, (height + above) * MILLIMETRE)
    figure = plt.figure(figsize=size, layout="constrained")
    share = height / (height + above)
    figure.get_layout_engine().set(w_pad=AROUND * MILLIMETRE, rect=(0, 0, 1, share))
    if head:
        write_heading(figure, width, height + above, head)
    return figure


def write_heading(figure, width, high, head) -> None:
    """high: of the whole figure, in millimetres."""
    x, top = AROUND / width, 1 - AROUND / high
    look = {"ha": "left", "va": "top"}
    if head.title:
        size = sized(TITLE, width)
        figure.text(
            x, top, head.title, fontsize=size, fontweight="bold", linespacing=SPACED, **look
        )
        top -= high_as(head.title, size, SPACED) / high
    if head.subtitle:
        figure.text(x, top, head.subtitle, fontsize=sized(SUBTITLE, width), color=FAINT_INK, **look)


def head_on_top(axes) -> None:
    """Axes as of a table: the columns' names above, and no lines."""
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


def legend_columns(width, names) -> int:
    """In how many columns a legend's entries have room in so many millimetres."""
    size = sized(SIZES["legend.fontsize"], width)
    wide = max(width_of(name, size) for name in names) + ENTRY * size * POINT
    return min(len(names), max(1, int((width - 2 * AROUND) / wide)))


def legend_rows(width, handles) -> int:
    """How many rows a legend needs, in so many millimetres of width."""
    names = [handle.get_label() for handle in handles]
    return -(-len(handles) // legend_columns(width, names))


def legend_below(figure, handles) -> None:
    """One legend under all axes, in as many columns as its longest entry leaves room for."""
    rows = legend_rows(figure.get_figwidth() / MILLIMETRE, handles)
    columns = -(-len(handles) // rows)
    # matplotlib fills column by column; people read row by row.
    ordered = [handle for start in range(columns) for handle in handles[start::columns]]
    figure.legend(handles=ordered, loc="outside lower center", ncols=columns)


def place_axes(figure) -> None:
    """Give a figure's axes the places that drawing it would give them."""
    engine = figure.get_layout_engine()
    if engine and figure.axes:
        engine.execute(figure)
    for axes in figure.axes:
        axes.apply_aspect()


def fix_layout(figure) -> Figure:
    """Lay the figure out once and for all, rather than again for every format."""
    tell_ticks(figure)
    place_axes(figure)
    # With none, and not a stand-in for one ("none"), no format is drawn twice to lay it out again.
    figure.set_layout_engine(None)
    shorten_titles(figure)
    keep_inside(figure)
    return figure


def tell_ticks(figure) -> None:
    """Have the numbers beside axes as the language has them; as English has them they are."""
    if SPOKEN.get() == ENGLISH:
        return
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if isinstance(axis.get_major_formatter(), ScalarFormatter | EngFormatter):
                axis.set_major_formatter(Numerals(axis.get_major_formatter()))


class Numerals(Formatter):
    """What another formatter of matplotlib's says, as the language has numbers."""

    def __init__(self, own) -> None:
        self.own = own

    def set_axis(self, axis) -> None:
        self.own.set_axis(axis)

    def set_locs(self, locs) -> None:
        self.own.set_locs(locs)

    def get_offset(self) -> str:
        return numeral(self.own.get_offset())

    def __call__(self, x, pos=None) -> str:
        return numeral(self.own(x, pos))


def save_print(figure, path, dpi) -> None:
    """Write a figure; the format is the path's ending."""
    kind = path.rsplit(".", 1)[1]
    with replacing(path) as partial:
        if kind == "png":
            picture(figure, dpi).save(partial, "png", dpi=(dpi, dpi), compress_level=3)
            return
        with glyphs_alone():
            figure.savefig(partial, format=kind, dpi=dpi, metadata=METADATA[kind])


def picture(figure, dpi) -> Image.Image:
    """A figure's pixels, without the transparency that matplotlib would write though there is none:
    a PNG takes half the time so, and no more room.
    """
    pixels = io.BytesIO()
    figure.savefig(pixels, format="rgba", dpi=dpi)
    size = [int(inches * dpi) for inches in figure.get_size_inches()]
    return Image.frombytes("RGBA", size, pixels.getvalue()).convert("RGB")


@contextmanager
def glyphs_alone() -> Iterator:
    """Inside the block, fonts that are cut down to a figure's glyphs lose what only setting reads.

    For each PDF fontTools would cut it down too, and takes three times as long with it. matplotlib
    has no setting for this; where fontTools knows this one no more, fonts are whole again.
    """
    dropped = getattr(Options, "_drop_tables_default", [])
    Options._drop_tables_default = [*dropped, *SETTING]
    try:
        yield
    finally:
        Options._drop_tables_default = dropped
