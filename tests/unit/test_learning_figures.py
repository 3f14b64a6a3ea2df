"""Figures of how paths form: they can be read, and what is drawn is what was measured."""

import re

import numpy as np
import pytest

from builders.french import ENGLISH_WORDS
from builders.learnt_runs import EPOCHS, RUNS, every_learning_figure, learnt_run
from builders.print_texts import check_frames, check_texts, texts_of
from chemins.base.language import FRENCH, speaking
from chemins.figures.learnt import placed, roomy
from chemins.figures.learnt_text import about_since, since_text
from chemins.figures.palette import contrast, luminance, ramp
from chemins.figures.printed import style
from chemins.figures.printed.epochs import set_epochs, tell_epochs
from chemins.figures.printed.learning_flow import draw_learning_flow
from chemins.figures.printed.sizes import SMALLEST
from chemins.results.layout import LEARNING_FIGURES

WIDTHS = (85, 120, 180, 400)
USUAL = ("two classes", "ten classes", "convolutions", "26 classes")
CASES = [case if case in USUAL else pytest.param(case, marks=pytest.mark.slow) for case in RUNS]


@pytest.fixture(autouse=True)
def styled():
    with style.styled():
        yield


def look(width=180, **changes):
    return {"width": width, "dpi": 60, "palette": [], **changes}


def drawn(name, run, width=180, **changes):
    return style.fix_layout(every_learning_figure(run, look(width, **changes))[name][0]())


# --- whether it can be read -----------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", LEARNING_FIGURES)
@pytest.mark.parametrize("case", CASES)
def test_a_figure_can_be_read(case, name, width):
    figure = drawn(name, RUNS[case](), width)
    texts = texts_of(figure)
    check_texts(figure, texts)
    check_frames(figure, texts)
    assert min(text.get_fontsize() for text in texts) >= SMALLEST
    assert figure.get_figwidth() * 25.4 == pytest.approx(width)
    assert figure.get_figheight() * 25.4 < 297 * max(1, width / 180)


@pytest.mark.parametrize("width", [85, 180])
@pytest.mark.parametrize("name", LEARNING_FIGURES)
@pytest.mark.parametrize("case", ["ten classes", "convolutions"])
def test_a_french_figure_is_french_and_can_be_read(case, name, width):
    with speaking(FRENCH):
        figure = drawn(name, RUNS[case](), width)
        texts = texts_of(figure)
        check_texts(figure, texts)
    shown = [text.get_text() for text in texts]
    assert [text for text in shown if ENGLISH_WORDS.search(text)] == []
    assert [text for text in shown if re.search(r"\d\.\d|\w[;:?]", text)] == []
    assert any("époque" in text for text in shown)


@pytest.mark.parametrize("name", LEARNING_FIGURES)
@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_the_same_figure_has_the_same_bytes(tmp_path, name, kind):
    written = []
    for place in ("once", "again"):
        path = tmp_path / f"{place}.{kind}"
        style.save_print(drawn(name, learnt_run()), str(path), 60)
        written.append(path.read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize("name", LEARNING_FIGURES)
def test_a_figure_without_a_title_is_lower_and_says_the_rest(name):
    whole, bare = drawn(name, learnt_run()), drawn(name, learnt_run(), title=False)
    assert whole.texts
    assert not bare.texts
    assert bare.get_figheight() < whole.get_figheight()


# --- the axis of epochs ---------------------------------------------------------------------------


@pytest.mark.parametrize(("epochs", "marked"), [([0, 1, 2, 4, 8], True), ([*range(100)], False)])
def test_each_epoch_has_a_mark_unless_they_stand_close(epochs, marked):
    with style.styled():
        axes = style.new_figure(180, 60).add_subplot()
        set_epochs(axes, epochs)
        tell_epochs(axes, epochs)
        told = [label.get_text() for label in axes.get_xticklabels()]
    assert (told[0], told[-1]) == ("0", str(epochs[-1]))
    marks = len(told) + len(axes.get_xticks(minor=True))
    assert (marks == len(epochs)) == marked
    assert marked or len(told) < 30


def test_epochs_are_spaced_truly_and_named_where_there_is_room():
    assert placed([0, 1, 3, 7]).tolist() == pytest.approx(np.log(2) * np.arange(4))
    assert roomy([0, 5, 6, 20, 21], [3, 3, 3, 3, 3]) == {0, 1, 4}
    assert roomy([0, 10, 20], [2, 2, 2]) == {0, 1, 2}
    assert roomy([0, 5, 9], [4, 4, 5]) == {0, 2}


@pytest.mark.parametrize("name", ["learning", "learning-classes"])
def test_the_first_and_the_last_epoch_are_named(name):
    for case in ("two classes", "alone"):
        run = RUNS[case]()
        for axes in drawn(name, run, 85).axes:
            texts = [text.get_text() for text in axes.get_xticklabels()]
            assert (texts[0], texts[-1]) == ("0", str(run.epochs[-1]))
            assert axes.get_xticks().tolist() == placed(list(map(int, texts))).tolist()
            marked = sorted([*axes.get_xticks(), *axes.get_xticks(minor=True)])
            assert marked == placed(run.epochs).tolist()


@pytest.mark.parametrize("name", LEARNING_FIGURES)
def test_only_an_epoch_0_is_called_untrained(name):
    for epochs, told in (([0, 1, 3], name != "learning-classes"), ([2, 5, 9], False)):
        head = " ".join(text.get_text() for text in drawn(name, learnt_run(epochs=epochs)).texts)
        assert ("epoch 0: untrained" in head.replace("\n", " ")) == told


# --- layers and shares ----------------------------------------------------------------------------


def thick_and_thin(axes):
    every = [line for line in axes.get_lines() if len(line.get_xdata()) > 2]  # but those to names
    thick = [line.get_ydata() for line in every if line.get_marker() == "o"]
    return thick, [line.get_ydata() for line in every if line.get_marker() != "o"]


def test_lines_are_the_means_and_thin_ones_the_run_s_own():
    run = learnt_run()
    courses = list(run.layers.values()), [run.accuracy, run.on_final_path]
    for axes, expected in zip(drawn("learning", run).axes, courses, strict=True):
        thick, thin = thick_and_thin(axes)
        np.testing.assert_array_equal(thick, [course.value for course in expected])
        np.testing.assert_array_equal(thin, [course.own for course in expected])
        for band, course in zip(axes.collections, expected, strict=True):
            corners = band.get_paths()[0].vertices[:, 1]
            assert (corners.min(), corners.max()) == (course.low.min(), course.high.max())


def test_a_network_alone_has_one_line_each():
    thick, thin = thick_and_thin(drawn("learning", RUNS["alone"]()).axes[0])
    assert (len(thick), len(thin)) == (3, 0)


def test_each_line_has_its_name_at_its_end_in_its_colour():
    figure = drawn("learning", learnt_run())
    names = []
    for axes in figure.axes:
        lines = [line for line in axes.get_lines() if line.get_marker() == "o"]
        leads = [line for line in axes.get_lines() if len(line.get_xdata()) == 2]
        for line, lead, text in zip(lines, sorted_as(lines, leads), axes.texts, strict=True):
            assert text.get_color() == line.get_color()
            ends = lead.get_transform().transform(lead.get_xydata())
            assert ends[0] == pytest.approx(axes.transData.transform(line.get_xydata()[-1]))
            box = text.get_window_extent()
            assert ends[1] == pytest.approx((box.x0, (box.y0 + box.y1) / 2), abs=1.5)
        names += [text.get_text().replace("\n", " ") for text in axes.texts]
    assert names == ["hidden 1", "hidden 2", "output", "predicted right", "on their final path"]


def sorted_as(lines, leads):
    of_color = {line.get_color(): line for line in leads}
    return [of_color[line.get_color()] for line in lines]


@pytest.mark.parametrize("count", [1, 2, 5, 13])
def test_layers_are_darker_the_later_they_are(count):
    colors = ramp(count)
    assert len(set(colors)) == count
    lights = [luminance(color) for color in colors]
    assert lights == sorted(lights, reverse=True)
    assert min(contrast(color, "#ffffff") for color in colors) > 3


# --- flows ----------------------------------------------------------------------------------------


def test_stages_are_named_once_a_column():
    for width, named in ((180, 2), (85, 1)):
        texts = [text.get_text() for text in texts_of(drawn("learning-flow", learnt_run(), width))]
        assert texts.count("prediction") == named


def test_names_lean_where_they_have_no_room():
    turned = {
        case: {
            text.get_rotation()
            for text in texts_of(style.fix_layout(draw_learning_flow(RUNS[case](), look())))
        }
        for case in ("two classes", "many layers")
    }
    assert turned == {"two classes": {0}, "many layers": {0, 60}}


# --- classes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "whose"),
    [
        ("two classes", "in the median network, with its 95 % interval"),
        ("alone", "in this network"),
    ],
)
def test_an_interval_is_told_of_where_there_is_one(case, whose):
    assert about_since(RUNS[case](), "dot").endswith(f"(grey line) or more, {whose}")


def test_rows_are_the_classes_shares_with_a_dot_where_they_come_to_stay_at_the_mark():
    run = learnt_run((1, 3, 7))
    for axes, part in zip(drawn("learning-classes", run).axes, ("right", "path"), strict=True):
        lines = [line for line in axes.get_lines() if len(line.get_xdata()) == len(EPOCHS)]
        dots = {line.get_ydata()[0]: line.get_xdata()[0] for line in axes.get_lines()
                if line.get_marker() == "o"}  # fmt: skip
        for place, (line, found) in enumerate(zip(lines, run.classes.values(), strict=True)):
            course, told = found.part(part)
            np.testing.assert_allclose(line.get_ydata(), -place + 0.8 * course.value)
            y = -place + 0.8 * run.mark
            assert dots.get(y) == (None if told["median"] is None else placed(told["median"]))
        assert [text.get_text() for text in axes.texts] == [
            since_text(found.part(part)[1]) for found in run.classes.values()
        ]
