"""Figures of deep networks with long names: no text over another, none outside."""

import numpy as np
import pytest

from builders.deep_run import CLASSES, deep_run
from builders.made_run import small_moves
from builders.print_texts import check_texts, laid_out
from chemins.clusters.paths import all_stages, stages
from chemins.figures.printed import curves, moves, scatter, style
from chemins.figures.printed.flow import draw_flow
from chemins.figures.printed.lettering import spread, width_of

LOOK = {"width": 180, "dpi": 60, "palette": []}


@pytest.fixture(autouse=True)
def styled():
    with style.styled():
        yield


@pytest.mark.parametrize("depth", [1, 3, 6, 13])
@pytest.mark.parametrize("chain", ["short", "full"])
@pytest.mark.parametrize("changes", [{}, {"shown": {}}], ids=["long", "short names"])
def test_a_flow_of_any_depth_can_be_read(depth, chain, changes):
    run = deep_run(depth, **changes)
    through = stages(run.hidden) if chain == "short" else all_stages(run.layers)
    figure, texts = laid_out(run, lambda: draw_flow(run, through, LOOK, "title"))
    (axes,) = figure.axes
    check_texts(figure, [text for text in texts if text.axes is axes])
    said = [text.get_text() for text in texts]
    assert {CLASSES[0], "Trouser", "Pullover"} <= set(said)
    for text in (text for text in texts if "%" in text.get_text()):
        assert text.get_window_extent().x1 < stage_after(axes, text), text.get_text()


def stage_after(axes, text):
    """Where the bars of the next stage begin, in pixels."""
    place = np.floor(text.get_position()[0]) + 1
    return axes.transData.transform((place, 0))[0]


@pytest.mark.parametrize(("depth", "said"), [(1, False), (13, True)])
def test_a_flow_says_that_not_every_cluster_is_named(depth, said):
    run = deep_run(depth)
    _, texts = laid_out(run, lambda: draw_flow(run, all_stages(run.layers), LOOK, "title"))
    assert ("where there is room" in " ".join(text.get_text() for text in texts)) == said


@pytest.mark.parametrize(
    ("middles", "heights", "places"),
    [
        ([1, 5, 9], [2, 2, 2], [1, 5, 9]),
        ([4, 4, 9], [2, 2, 2], [3, 5, 9]),
        ([0, 1, 1], [2, 2, 2], [0, 2, 4]),
        ([9, 10], [2, 4], [7, 10]),
    ],
)
def test_texts_in_a_column_move_as_little_as_keeps_them_apart(middles, heights, places):
    assert spread(middles, heights, 10).tolist() == pytest.approx(places)


def test_the_width_of_a_text_is_that_of_its_longest_line():
    figure = style.new_figure(100, 50)
    drawn = figure.text(0, 0, "Trouser 98 %", fontsize=7)
    wide = drawn.get_window_extent().width / figure.dpi / style.MILLIMETRE
    assert width_of("a\nTrouser 98 %\n", 7) == pytest.approx(wide, rel=0.05)


@pytest.mark.parametrize("depth", [3, 6, 13])
@pytest.mark.parametrize(
    "draw", [scatter.draw_embeddings, curves.draw_clustering], ids=["embeddings", "clustering"]
)
def test_panels_of_many_layers_can_be_read(depth, draw):
    run = deep_run(depth)
    figure, texts = laid_out(run, lambda: draw(run, LOOK))
    check_texts(figure, [text for text in texts if text.axes is not None])


def test_titles_of_panels_keep_their_ends():
    run = deep_run(13)
    figure, _ = laid_out(run, lambda: scatter.draw_embeddings(run, LOOK))
    titles = [axes.get_title("left") for axes in figure.axes]
    assert titles[0] == "pixels"
    for title, layer in zip(titles[1:-1], run.hidden, strict=True):
        name = run.shown[layer]
        assert title.startswith("…")
        assert name.endswith(title[1:])
        assert 12 < len(title) < len(name)


def test_k_is_on_no_curve_of_a_small_panel():
    run = deep_run(13)
    figure, _ = laid_out(run, lambda: curves.draw_clustering(run, LOOK))
    found = 0
    for axes in figure.axes:
        for text in (text for text in axes.texts if text.get_text().startswith("K = ")):
            found += 1
            box = text.get_window_extent()
            curve = max(axes.lines, key=lambda line: len(line.get_xdata()))
            x, y = axes.transData.transform(curve.get_xydata()).T
            along = np.linspace(x[0], x[-1], 2000)
            assert not any(map(box.contains, along, np.interp(along, x, y)))
            assert axes.get_window_extent().x0 <= box.x0 < box.x1 <= axes.get_window_extent().x1
    assert found == 15


def test_moves_of_layers_with_long_names_can_be_read():
    shares = small_moves()["hidden_1"]
    run = deep_run(9)
    layers, look = dict.fromkeys(run.hidden, shares), {**LOOK, "width": 120}
    figure, texts = laid_out(run, lambda: moves.draw_moves("deep", layers, look))
    check_texts(figure, [text for text in texts if text.axes is not None])
    assert any(axes.get_title("left").startswith("…") for axes in figure.axes)
