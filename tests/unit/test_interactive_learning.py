"""The figures of learning for a browser: what is drawn and told is what was measured."""

import html

import numpy as np
import pytest

from builders.learnt_runs import EPOCHS, LETTERS, RUNS, every_learning_figure, learnt_run
from builders.plotly_texts import check_text
from chemins.figures import interactive
from chemins.figures.learnt import flows_at, placed, shown_epochs
from chemins.results.layout import LEARNING_FIGURES
from chemins.text.class_names import ClassNames

LOOK = {"width": 180, "dpi": 60, "palette": []}


def page(run, name):
    return every_learning_figure(run, LOOK)[name][1]()


def saved(run, name, folder):
    path = folder / f"{name}.html"
    interactive.save_html(page(run, name), str(path), name, run.name)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LEARNING_FIGURES)
def test_the_same_figure_has_the_same_bytes_and_needs_no_webgl(tmp_path, name):
    content = saved(learnt_run(), name, tmp_path)
    assert content == saved(learnt_run(), name, tmp_path)
    assert "'unsafe-eval'" not in html.unescape(content)


@pytest.mark.parametrize("name", LEARNING_FIGURES)
@pytest.mark.parametrize("case", RUNS)
def test_runs_of_every_kind_have_pages(tmp_path, case, name):
    assert f'id="{name}"' in saved(RUNS[case](), name, tmp_path)


@pytest.mark.parametrize("name", LEARNING_FIGURES)
def test_names_stay_text(tmp_path, name):
    hostile = "a<b>&amp;</script><script>alert(1)</script>"
    run = learnt_run((1, 7), (hostile,), name=hostile, names=ClassNames({1: hostile, 7: "x"}))
    content = saved(run, name, tmp_path)
    check_text(content, "alert")


def test_lines_are_the_means_and_tell_their_numbers():
    run = learnt_run()
    traces = [trace for trace in page(run, "learning").data if trace.mode == "lines+markers"]
    courses = [*run.layers.values(), run.accuracy, run.on_final_path]
    for trace, course in zip(traces, courses, strict=True):
        np.testing.assert_array_equal(trace.x, placed(EPOCHS))
        np.testing.assert_array_equal(trace.y, course.value)
    first, share = run.layers["hidden_1"], run.accuracy
    assert traces[0].customdata[1] == (
        f"epoch 1: {first.value[1]:.3f} [{first.low[1]:.3f}, {first.high[1]:.3f}]"
        f"<br>this network: {first.own[1]:.3f}"
    )
    assert traces[3].customdata[0] == (
        f"epoch 0: {100 * share.value[0]:.1f} % [{100 * share.low[0]:.1f}, "
        f"{100 * share.high[0]:.1f}]<br>this network: {100 * share.own[0]:.1f} %"
    )


def test_so_many_epochs_are_named_as_have_room():
    named = page(learnt_run(), "learning").layout.xaxis.ticktext
    assert named == tuple(map(str, EPOCHS))
    many = page(RUNS["all epochs"](), "learning").layout.xaxis
    assert (many.ticktext[0], many.ticktext[-1]) == ("2", "101")
    assert 10 < len(many.ticktext) < 26
    assert list(many.tickvals) == placed(list(map(int, many.ticktext))).tolist()


def test_flows_hold_all_images_at_each_epoch_and_leave_empty_nodes_out():
    run = RUNS["ten classes"]()
    epochs = shown_epochs(run)
    layouts, flows = flows_at(run, epochs), page(run, "learning-flow").data
    for layout, flow in zip(layouts.values(), flows, strict=True):
        held = [node for node in layout.nodes if node.count]
        assert len(flow.node.x) == len(held) <= len(layout.nodes)
        into = np.bincount(flow.link.target, weights=flow.link.value, minlength=len(held))
        assert [n for n, node in zip(into, held, strict=True) if node.stage] == [
            node.count for node in held if node.stage
        ]
    assert len(flows[0].node.x) < len(flows[-1].node.x)
    domains = {(flow.domain.x, flow.domain.y) for flow in flows}
    assert len(domains) == 4
    notes = [note.text for note in page(run, "learning-flow").layout.annotations]
    assert [note for note in notes if note.startswith("<b>epoch 15</b>: 100 % right")]


def test_gaps_make_flows_as_high_as_they_are_laid_out():
    """plotly tells by the pad, and by its fullest stage, how high an image is."""
    run = RUNS["ten classes"]()
    layouts, figure = flows_at(run, shown_epochs(run)), page(run, "learning-flow")
    margin = figure.layout.margin
    inside = figure.layout.height - margin.t - margin.b
    for layout, flow in zip(layouts.values(), figure.data, strict=True):
        high = inside * (flow.domain.y[1] - flow.domain.y[0])
        stages = [node.stage for node in layout.nodes if node.count]
        most, images = np.bincount(stages).max(), len(run.paths["label"]) / len(EPOCHS)
        image = (high - (most - 1) * flow.node.pad) / images  # plotly's own way
        assert image == pytest.approx(high / layout.height)


def test_rows_are_the_classes_in_order_with_a_dot_where_they_stay_at_the_mark():
    run = learnt_run(tuple(range(26)), ("hidden_1",), names=LETTERS)
    figure = page(run, "learning-classes")
    for axis, part in (("x", "right"), ("x2", "path")):
        traces = [trace for trace in figure.data if trace.xaxis == axis]
        lines = [trace for trace in traces if trace.customdata is not None]
        told = [trace for trace in traces if "from epoch" in (trace.hovertemplate or "")]
        dots = {trace.y[0]: trace.x for trace in told if trace.mode == "markers"}
        bars = {trace.y[0]: trace.x for trace in told if trace.mode == "lines"}
        for place, (line, found) in enumerate(zip(lines, run.classes.values(), strict=True)):
            (course, since), y = found.part(part), -place + 0.8 * run.mark
            np.testing.assert_allclose(line.y, 0.8 * course.value - place)
            median, low, high = (since[key] for key in ("median", "low", "high"))
            assert dots.get(y) == (None if median is None else (placed(median),))
            assert bars[y] == (placed(low), placed(EPOCHS[-1] if high is None else high))
    assert figure.layout.yaxis.ticktext[:2] == ("Letter a", "Letter b")
