"""Figures as files for print: laid out and drawn once, and nothing inside that nobody reads."""

import gc
import io
import re
import zlib

import numpy as np
import pytest
from fontTools.subset import Options
from fontTools.ttLib import TTFont
from matplotlib.patches import PathPatch
from PIL import Image

from builders.figures import every_figure
from builders.made_run import small_gallery, small_run
from chemins.figures.printed import style
from chemins.results.layout import FIGURES, INTERVENTIONS, TRAINING

LOOK = {"width": 180, "dpi": 60, "palette": []}
NAMES = (*FIGURES, INTERVENTIONS, TRAINING)
SETTING = {"GDEF", "GPOS", "GSUB", "MATH", "kern"}


@pytest.fixture(autouse=True)
def styled():
    with style.styled():
        yield


def unplaced(name):
    return every_figure(small_run(gallery=small_gallery(12)), LOOK)[name][0]()


def written(figure, folder, kind):
    path = folder / f"figure.{kind}"
    style.save_print(figure, str(path), LOOK["dpi"])
    return path


def fonts(pdf) -> list[TTFont]:
    """The TrueType fonts inside a PDF."""
    found = re.findall(rb"/Length1 .*?stream\r?\n(.*?)\r?\nendstream", pdf.read_bytes(), re.DOTALL)
    return [TTFont(io.BytesIO(zlib.decompress(data))) for data in found]


def outlines(font) -> dict:
    """glyph's name -> its points, of all but the empty ones."""
    glyphs = {name: font["glyf"][name] for name in font.getGlyphOrder()}
    return {
        name: np.asarray(glyph.getCoordinates(font["glyf"])[0]).tolist()
        for name, glyph in glyphs.items()
        if glyph.numberOfContours
    }


@pytest.mark.parametrize("name", NAMES)
def test_axes_are_placed_as_drawing_would_place_them(name):
    placed, drawn = unplaced(name), unplaced(name)
    for patch in drawn.findobj(PathPatch):
        patch.set_in_layout(True)
    style.place_axes(placed)
    drawn.draw_without_rendering()
    places = [[axes.bbox.bounds for axes in figure.axes] for figure in (placed, drawn)]
    assert len(places[0]) > 0
    assert places[0] == places[1]


@pytest.mark.parametrize("name", ["exceptions", "embeddings"])
def test_a_title_stands_where_it_would_move_to(name):
    fixed = style.fix_layout(unplaced(name))
    moved = unplaced(name)
    for axes in moved.axes:  # as of a title that is given no place
        axes._autotitlepos = True
    style.fix_layout(moved)
    for figure in (fixed, moved):
        figure.draw_without_rendering()
    places = [[axes._left_title.get_position() for axes in f.axes] for f in (fixed, moved)]
    assert places[0] == places[1]


@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_a_file_takes_one_drawing(tmp_path, kind):
    figure, drawings = style.fix_layout(unplaced("flow")), []
    figure.canvas.mpl_connect("draw_event", drawings.append)
    written(figure, tmp_path, kind)
    assert len(drawings) == 1


def test_fonts_in_a_pdf_are_glyphs_without_what_sets_text(tmp_path):
    found = fonts(written(style.fix_layout(unplaced("flow")), tmp_path, "pdf"))
    assert len(found) >= 2  # upright and bold
    for font in found:
        assert "glyf" in font
        assert not SETTING & set(font.keys())


def test_glyphs_are_the_same_where_fonttools_is_not_asked_to_leave_that_out(tmp_path, monkeypatch):
    figure = style.fix_layout(unplaced("flow"))
    lean = fonts(written(figure, tmp_path, "pdf"))
    monkeypatch.setattr(style, "SETTING", ())
    whole = fonts(written(figure, tmp_path, "pdf"))
    for one, other in zip(lean, whole, strict=True):
        assert "GSUB" in other
        assert outlines(one)
        assert outlines(one).items() <= outlines(other).items()


def test_other_fonts_are_cut_as_before():
    before = Options().drop_tables
    with style.glyphs_alone():
        assert set(Options().drop_tables) == {*before, *SETTING}
    assert Options().drop_tables == before
    with pytest.raises(ZeroDivisionError), style.glyphs_alone():
        raise ZeroDivisionError
    assert Options().drop_tables == before


def test_a_fonttools_without_that_setting_is_none_the_worse(tmp_path, monkeypatch):
    figure = style.fix_layout(unplaced("flow"))
    monkeypatch.setattr(style, "Options", type("Options", (), {}))
    assert len(fonts(written(figure, tmp_path, "pdf"))) >= 2


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dpi", [60, 77])
def test_a_png_has_the_pixels_that_matplotlib_would_write(tmp_path, name, dpi):
    figure = style.fix_layout(unplaced(name))
    style.save_print(figure, str(tmp_path / "figure.png"), dpi)
    figure.savefig(tmp_path / "other.png", dpi=dpi)
    with Image.open(tmp_path / "figure.png") as ours, Image.open(tmp_path / "other.png") as other:
        assert ours.mode == "RGB"
        assert ours.info["dpi"] == pytest.approx(other.info["dpi"])
        assert np.array_equal(np.asarray(ours.convert("RGBA")), np.asarray(other))


def test_no_garbage_is_looked_for_while_figures_are_drawn():
    assert not gc.isenabled()
