"""The figures of how paths formed, for a browser."""

from collections.abc import Iterator

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from chemins.base.language import said
from chemins.clusters.paths import LABEL, PREDICTION, stages
from chemins.figures.flow_layout import most_frequent, node_name
from chemins.figures.interactive import MARGIN, laid_out
from chemins.figures.learnt import PARTS, flows_at, placed, roomy, shown_epochs
from chemins.figures.learnt_text import (
    about_flows,
    about_learning,
    about_since,
    epoch_about,
    epoch_text,
    epoch_title,
    lines,
    parts,
    since_text,
    titles,
)
from chemins.figures.palette import FAINT, INK, NEUTRAL, label_color, rgba
from chemins.figures.sankey import sankey_of
from chemins.figures.tips import inside_template, layer_html, plain

FILLED = 0.8  # of a row's height: a share of 1
TICKS = 24  # epochs that have room beside an axis, evenly spaced
FEW = 10  # rows that have ROW pixels each
ROW, LEAST = 64, 30
FLOW, MORE = 250, 16  # pixels: the height of a flow, and for each node of its fullest stage
HEADS = 24  # pixels above the first flows for what they are of
APART, BETWEEN = 0.08, 0.1  # of the figure: between two flows side by side, and below each other


def learning_page(run) -> go.Figure:
    """AMI by layer, accuracy and share on the final path; hover for numbers."""
    figure = make_subplots(1, 2, subplot_titles=list(map(plain, titles())))
    for column, drawn in enumerate(lines(run), start=1):
        for line in drawn:
            figure.add_traces(list(line_traces(run, *line, shares=column == 2)), 1, column)
    set_epochs(figure, run.epochs)
    figure.update_yaxes(range=[-0.02, 1.04])
    figure.update_yaxes(tickformat=".0%", col=2)
    title = said("head_learning", run=run.name)
    return laid_out(figure, title, about_learning(run), height=460)


def set_epochs(figure, epochs) -> None:
    at = placed(epochs)
    wide = np.full(len(at), (at[-1] - at[0]) / TICKS)
    kept = [epochs[place] for place in sorted(roomy(at, wide))]
    texts = list(map(epoch_text, kept))
    figure.update_xaxes(tickvals=placed(kept), ticktext=texts, title_text=said("epoch"))


def line_traces(run, name, course, color, shares) -> Iterator:
    """A line, its band, and thin the run's own network beside the replicates' mean."""
    x, group = placed(run.epochs), {"legendgroup": plain(name)}
    yield area(x, course.low, course.high, rgba(color, 0.16)).update(group)
    if run.replicates:
        yield go.Scatter(
            x=x, y=course.own, mode="lines", line={"color": color, "width": 1}, hoverinfo="skip",
            showlegend=False, **group,
        )  # fmt: skip
    yield go.Scatter(
        x=x,
        y=course.value,
        mode="lines+markers",
        name=plain(name),
        line={"color": color, "width": 2.5},
        customdata=told_numbers(run, course, shares),
        hovertemplate=f"%{{customdata}}<extra>{inside_template(name)}</extra>",
        **group,
    )


def area(x, low, high, color) -> go.Scatter:
    """What lies between two lines, as far as both are known."""
    known = ~np.isnan(low + high)
    x, low, high = x[known], low[known], high[known]
    return go.Scatter(
        x=np.concatenate([x, x[::-1]]),
        y=np.concatenate([low, high[::-1]]),
        fill="toself",
        fillcolor=color,
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
        showlegend=False,
    )


def told_numbers(run, course, shares) -> list[str]:
    """What hovering over a line tells at each epoch. shares: whether numbers are percentages."""
    form = "{:.1%}" if shares else "{:.3f}"
    told = []
    for epoch, value, low, high, own in zip(run.epochs, *vars(course).values(), strict=True):
        number = form.format(value).replace("%", " %")
        ends = [form.format(end).replace("%", "") for end in (low, high) if not np.isnan(end)]
        interval = f" [{', '.join(ends)}]" if ends else ""
        beside = f"<br>this network: {form.format(own).replace('%', ' %')}" * bool(run.replicates)
        told.append(f"{epoch_title(epoch)}: {number}{interval}{beside}")
    return told


# --- flows ----------------------------------------------------------------------------------------


def learning_flow_page(run, palette) -> go.Figure:
    """A flow an epoch; hover a ribbon for its numbers."""
    layouts, chain = flows_at(run, shown_epochs(run)), stages(run.stages)
    columns = min(2, len(layouts))
    rows = -(-len(layouts) // columns)
    first = next(iter(layouts.values()))
    fullest = max(sum(node.layer == stage for node in first.nodes) for stage in chain)
    high = rows * (FLOW + MORE * fullest)
    figure, notes = go.Figure(), []
    for index, (epoch, layout) in enumerate(layouts.items()):
        row, column = divmod(index, columns)
        x, y = domain(column, columns, APART), domain(rows - 1 - row, rows, BETWEEN)
        pixels = high * (y[1] - y[0])
        place = {"domain": {"x": x, "y": y}}
        figure.add_trace(sankey_of(layout, run, palette, pixels, shortly, **place))
        notes += notes_above(run, epoch, chain, x, y[1])
    figure.update_layout(annotations=notes)
    title = said("head_learning-flow", run=run.name)
    about = about_flows(run, len(layouts)) + f"; unseen {run.names.many} are paler" * bool(
        run.unseen
    )
    height = high + MARGIN["t"] + MARGIN["b"] + HEADS
    figure = laid_out(figure, title, about, height=height)
    return figure.update_layout(margin_t=MARGIN["t"] + HEADS)


def shortly(node, unseen, names) -> str:
    """What stands beside a node, where there is little room."""
    if node.layer in (LABEL, PREDICTION):
        return node_name(node, unseen, names)
    return most_frequent(node, names)


def domain(place, count, between) -> list[float]:
    """Where one of so many panels begins and ends. between: of the whole."""
    size = (1 - between * (count - 1)) / count
    return [place * (size + between), place * (size + between) + size]


def notes_above(run, epoch, chain, x, top) -> list[go.layout.Annotation]:
    """The epoch, and below it the stages' names."""
    last = len(chain) - 1
    look = {"showarrow": False, "xref": "paper", "yref": "paper", "yanchor": "bottom"}
    head = f"<b>{plain(epoch_title(epoch))}</b>: {plain(epoch_about(run, epoch))}"
    names = [
        go.layout.Annotation(
            x=x[0] + (x[1] - x[0]) * place / last,
            y=top,
            text=layer_html(stage),
            xanchor={0: "left", last: "right"}.get(place, "center"),
            font={"size": 11, "color": NEUTRAL},
            **look,
        )
        for place, stage in enumerate(chain)
    ]
    return [
        go.layout.Annotation(x=x[0], y=top, yshift=16, xanchor="left", text=head, **look),
        *names,
    ]


# --- classes --------------------------------------------------------------------------------------


def learning_classes_page(run, palette) -> go.Figure:
    """A row a class: areas as high as its shares; hover for numbers."""
    figure = make_subplots(1, 2, subplot_titles=list(map(plain, parts())), shared_yaxes=True)
    names = run.names.short().changed(plain)
    for column, part in enumerate(PARTS, start=1):
        for place, (digit, found) in enumerate(run.classes.items()):
            color = label_color(digit, palette)
            traces = class_traces(run, digit, -place, *found.part(part), color)
            figure.add_traces(list(traces), 1, column)
    set_epochs(figure, run.epochs)
    middles = [FILLED / 2 - place for place in range(len(run.classes))]
    figure.update_yaxes(tickvals=middles, ticktext=list(map(names.name, run.classes)))
    figure.update_yaxes(showgrid=False, zeroline=False, range=[0.9 - len(run.classes), 1])
    row = max(LEAST, min(ROW, ROW * FEW / len(run.classes)))
    height = MARGIN["t"] + MARGIN["b"] + row * len(run.classes)
    title = said("head_learning-classes", run=run.name)
    return laid_out(figure, title, about_since(run, said("learning_dot")), height=height)


def class_traces(run, digit, base, course, since, color) -> Iterator:
    """An area with its interval, the mark, and from when on the share stays there."""
    x, mark = placed(run.epochs), base + FILLED * run.mark
    low, value, high = (base + FILLED * part for part in (course.low, course.value, course.high))
    yield area(x, np.full(len(x), float(base)), value, rgba(color, 0.5))
    yield area(x, low, high, rgba(color, 0.4))
    yield go.Scatter(
        x=x[[0, -1]], y=[mark, mark], mode="lines", line={"color": FAINT, "width": 1},
        hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    name = inside_template(run.names.name(digit))
    yield go.Scatter(
        x=x,
        y=value,
        mode="lines",
        line={"color": color, "width": 2},
        customdata=told_numbers(run, course, shares=True),
        hovertemplate=f"%{{customdata}}<extra>{name}</extra>",
        showlegend=False,
    )
    yield from since_traces(since, mark, name, x[-1])


def since_traces(since, mark, name, end) -> Iterator:
    """A dot, and its interval. end: of the axis."""
    told = f"from epoch {since_text(since)}<extra>{name}</extra>"
    look = {"hovertemplate": told, "showlegend": False}
    if since["low"] is not None:
        ends = [placed(since["low"]), end if since["high"] is None else placed(since["high"])]
        yield go.Scatter(x=ends, y=[mark] * 2, mode="lines", line={"color": INK}, **look)
    if since["median"] is not None:
        marker = {"color": INK, "size": 8}
        yield go.Scatter(
            x=[placed(since["median"])], y=[mark], mode="markers", marker=marker, **look
        )
