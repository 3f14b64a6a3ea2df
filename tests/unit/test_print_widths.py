"""Print figures at every width: no text on another, none cut, none on other axes."""

import dataclasses

import numpy as np
import pytest

from builders.figures import every_figure
from builders.made_run import small_moves
from builders.print_texts import check_frames, check_texts, laid_out, overlap, texts_of
from builders.wide_runs import RUNS, large_atlas, ten_classes
from chemins.figures.printed import atlas, moves, scatter, style
from chemins.figures.printed.sizes import SMALLEST, panels
from chemins.results.layout import FIGURES, INTERVENTIONS, TRAINING

WIDTHS = (80, 120, 180, 400)
# In the quick tests the runs that show most; all of them in `make test`.
CASES = [
    case
    if case in ("dense", "ten classes", "images")
    else pytest.param(case, marks=pytest.mark.slow)
    for case in RUNS
]
NAMES = (*FIGURES, INTERVENTIONS, TRAINING)


@pytest.fixture(autouse=True)
def styled():
    with style.styled():
        yield


def look(width, **changes):
    return {"width": width, "dpi": 60, "palette": [], **changes}


def drawn(case, name, width, **changes):
    run = RUNS[case]()
    return laid_out(run, every_figure(run, look(width, **changes))[name][0])


def check(figure, texts):
    check_texts(figure, texts)
    check_frames(figure, texts)
    for text in texts:
        assert text.get_fontsize() >= SMALLEST, text.get_text()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("case", CASES)
def test_a_figure_can_be_read(case, name, width):
    figure, texts = drawn(case, name, width)
    check(figure, texts)
    assert figure.get_figwidth() * 25.4 == pytest.approx(width)


@pytest.mark.parametrize("width", WIDTHS)
def test_labels_of_digits_are_whole_where_names_of_layers_are_long(width):
    run = dataclasses.replace(RUNS["dense"](), shown={"hidden_1": "features/3/Relu_output_0"})
    check(*laid_out(run, every_figure(run, look(width))["flow-all-layers"][0]))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("layers", [1, 4, 13])
def test_moves_of_so_many_layers_can_be_read(layers, width):
    shares = every_shares(layers)
    figure = style.fix_layout(moves.draw_moves("1v7", shares, look(width)))
    check(figure, texts_of(figure))


def every_shares(layers):
    return {f"hidden_{place + 1}": small_moves()["hidden_1"] for place in range(layers)}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("named", [False, True], ids=["digits", "names"])
@pytest.mark.parametrize("name", ["destinations", "layers", "similarity"])
def test_a_matrix_can_be_read(name, named, width):
    figure = style.fix_layout(getattr(atlas, f"draw_{name}")(*large_atlas(named), look(width)))
    check(figure, texts_of(figure))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("case", ["dense", "ten classes", "many layers"])
def test_no_point_is_cut_by_its_frame(case, width):
    run = RUNS[case]()
    figure, _ = laid_out(run, lambda: scatter.draw_embeddings(run, look(width)))
    for axes in figure.axes:
        frame = axes.get_window_extent()
        for part in axes.collections:
            pixels = axes.transData.transform(part.get_offsets())
            radius = np.sqrt(part.get_sizes().max()) / 2 / 72 * figure.dpi
            assert (pixels - radius >= frame.min).all()
            assert (pixels + radius <= frame.max).all()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("case", ["images", "images and names"])
@pytest.mark.parametrize("name", ["flow", "flow-all-layers"])
def test_no_image_of_a_flow_covers_a_text_or_another(case, name, width):
    figure, texts = drawn(case, name, width)
    (axes,) = figure.axes
    boxes = [image.get_window_extent().corners()[[0, 1, 3, 2]] for image in axes.images]
    assert boxes
    for place, box in enumerate(boxes):
        assert (box >= 0).all()
        assert (box <= figure.bbox.size).all()
        assert not any(overlap(box, other) for other in boxes[:place])
    for text in texts:
        own = text.get_window_extent().corners()[[0, 1, 3, 2]]
        assert not any(overlap(own, box) for box in boxes), text.get_text()


def test_wider_figures_have_larger_texts_and_more_columns():
    heads = [drawn("ten classes", "embeddings", width)[1][0].get_fontsize() for width in WIDTHS]
    assert heads == sorted(heads)
    assert len(set(heads)) == len(WIDTHS)
    assert [panels(15, width) for width in WIDTHS] == [(8, 2), (5, 3), (3, 5), (2, 8)]


@pytest.mark.parametrize("width", WIDTHS)
def test_images_of_a_gallery_stand_at_even_distances(width):
    figure, _ = drawn("ten classes", "exceptions", width)
    lefts = np.unique([round(axes.get_position().x0 * width, 3) for axes in figure.axes])
    steps = np.diff(lefts)
    assert steps == pytest.approx(steps[0], abs=0.01)
    assert len(lefts) == {80: 5, 120: 7, 180: 10, 400: 17}[width]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_a_figure_without_a_title_is_as_much_lower(name, width):
    case = "ten classes"
    (whole, _), (bare, texts) = drawn(case, name, width), drawn(case, name, width, title=False)
    head = [text.get_text() for text in whole.texts]
    assert head[0].startswith("all-digits:")
    assert not bare.texts
    check(bare, texts)
    lower = 25.4 * (whole.get_figheight() - bare.get_figheight())
    assert 3 * len(head) < lower < 40
    others = [text.get_text() for text in texts_of(whole) if text not in whole.texts]
    if name in ("embeddings", "exceptions", TRAINING):  # what others say depends on the place
        assert sorted(others) == sorted(text.get_text() for text in texts)


@pytest.mark.parametrize("width", [80, 180])
def test_points_of_test_images_are_rings_in_their_class_s_colour(width):
    run = ten_classes()
    figure, _ = laid_out(run, lambda: scatter.draw_embeddings(run, look(width)))
    train, test, _ = figure.axes[0].collections
    assert len(train.get_facecolors()) == 300
    assert len(test.get_facecolors()) == 0
    assert len(np.unique(test.get_edgecolors(), axis=0)) == 10
    assert (test.get_linewidths() > 0).all()
