"""The look that all printed figures share, and how they are written."""

import io
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

from fontTools.subset import Options
from PIL import Image

from chemins.base.files import replacing
from chemins.base.garbage import none_sought
from chemins.figures.printed.canvas import Figure, plt
from chemins.figures.printed.lettering import FONT, keep_inside, shorten_titles

MILLIMETRE = 1 / 25.4  # inches
RASTERISED = 5_000  # points; above, they are drawn as an image inside the vector formats
INK = "#22252a"
FAINT = "#d5d8dc"
FAINT_INK = "#5b5f66"

RC = {
    "font.family": [FONT],
    "font.size": 8,
    "axes.titlesize": 8.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 8,
    "axes.edgecolor": "#8a8f98",
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#eceef0",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 7.5,
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


def new_figure(width, height) -> Figure:
    """An empty figure; width and height in millimetres."""
    return plt.figure(figsize=(width * MILLIMETRE, height * MILLIMETRE), layout="constrained")


def heading(figure, title, subtitle) -> None:
    """Title and subtitle at the figure's upper left, the subtitle wrapped to its width."""
    width = int(figure.get_figwidth() / MILLIMETRE / 1.55)  # mm a letter of 7.5 points takes
    lines = textwrap.wrap(subtitle, width)
    room = "\n" * len(lines)
    figure.suptitle(
        f"{title}{room}", x=0.01, ha="left", fontsize=10, fontweight="bold", linespacing=1.35
    )
    figure.text(
        0.01, 1, "\n\n" + "\n".join(lines), ha="left", va="top", fontsize=7.5, color=FAINT_INK
    )


def legend_rows(width, handles) -> int:
    """How many rows a legend needs, in so many millimetres of width."""
    longest = max(len(handle.get_label()) for handle in handles)
    return -(-len(handles) // max(1, int(width / (11 + 1.6 * longest))))


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
    place_axes(figure)
    # With none, and not a stand-in for one ("none"), no format is drawn twice to lay it out again.
    figure.set_layout_engine(None)
    shorten_titles(figure)
    keep_inside(figure)
    return figure


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
