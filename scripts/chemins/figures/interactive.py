"""The same figures for a browser: plotly, each a page of its own beside one copy of plotly.js."""

import base64
import io
import os
from collections.abc import Iterator

import numpy as np
import plotly.graph_objects as go
from plotly.io import templates
from plotly.subplots import make_subplots

from chemins.answers.trust import TRUSTED
from chemins.base.files import write_text
from chemins.base.formatting import fitted_on
from chemins.base.templates import inside_script, render
from chemins.figures.flow_layout import lay_out
from chemins.figures.moved_layers import kinds_of, telling
from chemins.figures.palette import ACCENT, INK, NEUTRAL, grid, label_color
from chemins.figures.sankey import sankey_of
from chemins.figures.tips import (
    exhibit_html,
    inside_template,
    layer_html,
    plain,
    predicted_names,
    under_exhibit,
)
from chemins.results.layout import NAMES
from chemins.text.k_text import k_short
from chemins.text.map_text import quality_lines, roles_text

FONT = {"family": "system-ui, Helvetica, Arial, sans-serif", "size": 13, "color": INK}
TEMPLATE = templates["plotly_white"]  # made once: most of plotly's modules are loaded for it
MARGIN = {"t": 110, "l": 50, "r": 40, "b": 50}
TITLE = 60  # how high title and subtitle are
LINES = 40  # how high two more lines of a panel's title are
MANY_POINTS = 5_000  # above, points are drawn with WebGL
SYMBOLS = {"train": "circle", "test": "circle-open", "unseen": "x"}


def save_html(figure, path, name, run) -> None:
    """Write a figure of a run as HTML that depends on the figure alone."""
    files = NAMES.run(run)
    folder = os.path.dirname(files.figure(name, "html"))
    page = render(
        "figure.html",
        name=name,
        title=figure.layout.meta["title"],
        # plotly compiles what draws with WebGL while it runs.
        compiles=any(trace.type.endswith("gl") for trace in figure.data),
        plotly=os.path.relpath(NAMES.plotly, folder),
        run=run,
        page=os.path.relpath(files.page, folder),
        figure=inside_script(figure.to_json(engine="json")),
    )
    write_text(path, page)


def laid_out(figure, title, subtitle, **layout) -> go.Figure:
    figure.update_layout(
        title={
            "text": f"<b>{plain(title)}</b><br><sup>{plain(subtitle)}</sup>",
            "x": 0.02,
            "xanchor": "left",
        },
        meta={"title": title},
        font=FONT,
        template=TEMPLATE,
        margin=MARGIN,
        **layout,
    )
    return figure


def leave_title_out(figure) -> None:
    """The page's own title stays."""
    height = figure.layout.height
    figure.update_layout(
        title_text="",
        margin_t=figure.layout.margin.t - TITLE,
        height=None if height is None else height - TITLE,
    )


def flow_page(run, stages, palette, title) -> go.Figure:
    """The flow diagram; hover a ribbon for its numbers."""
    layout = lay_out(run.flows, stages)
    most = max(sum(node.layer == stage for node in layout.nodes) for stage in stages)
    height = max(560, 170 + 48 * most)
    sankey = sankey_of(layout, run, palette, height - MARGIN["t"] - MARGIN["b"])
    paler = f"unseen {run.names.many} are paler; " if run.unseen else ""
    subtitle = f"{paler}hover for numbers"
    if "white" in sankey.node.color:
        subtitle += f"; hollow, “unstable ?”: stability below {TRUSTED}, not to be trusted"
    figure = laid_out(go.Figure(sankey), title, subtitle)
    name_stages(figure, stages)
    return figure.update_layout(height=height)


def name_stages(figure, stages) -> None:
    """Put each stage's name above it."""
    last = len(stages) - 1
    names = [
        go.layout.Annotation(
            x=number / last,
            y=1.02,
            yanchor="bottom",
            text=f"<b>{layer_html(stage)}</b>",
            showarrow=False,
            xanchor={0: "left", last: "right"}.get(number, "center"),
        )
        for number, stage in enumerate(stages)
    ]
    figure.update_layout(annotations=names)  # at once: each one added would copy those before it


def embeddings_page(run, palette) -> go.Figure:
    """Every layer's UMAP; click a label in the legend to hide it everywhere."""
    rows, columns = grid(len(run.layers))
    titles = [map_title(layer, run.map_quality[layer]) for layer in run.layers]
    figure = make_subplots(
        rows, columns, subplot_titles=titles, horizontal_spacing=0.02, vertical_spacing=0.1
    )
    many = len(run.paths["label"]) > MANY_POINTS
    for number, layer in enumerate(run.layers):
        row, column = divmod(number, columns)
        for trace in point_traces(run, layer, palette, many, legend=number == 0):
            figure.add_trace(trace, row + 1, column + 1)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, scaleratio=1)
    for number in range(len(run.layers)):
        anchor = f"x{number + 1}" if number else "x"
        figure.update_yaxes(scaleanchor=anchor, row=number // columns + 1, col=number % columns + 1)
    return laid_out(
        figure,
        f"{run.name}: every layer's answers in two dimensions",
        f"UMAP fitted on {fitted_on(run.fit_on)}; others at the weighted mean of their nearest "
        f"fitted neighbours; numbers: of {roles_text(run.map_quality)} images{drawn_text(run)}",
        height=140 + LINES + 380 * rows,
        legend={"itemsizing": "constant"},
    ).update_layout(margin_t=MARGIN["t"] + LINES)


def drawn_text(run) -> str:
    """Of how many images those are that are shown, where these are not all."""
    if run.out_of is None:
        return ""
    return f"; {len(run.paths['label']):,} of the {run.out_of:,} are shown, drawn evenly by path"


def map_title(layer, qualities) -> str:
    """A layer's name, and how far its embedding is to be trusted. qualities: role -> MapQuality."""
    lines = [f"<sup>{line}</sup>" for line in quality_lines(qualities)]
    return "<br>".join([layer_html(layer), *lines])


def point_traces(run, layer, palette, many, legend) -> Iterator:
    points, paths = run.embeddings[layer], run.paths
    kind = go.Scattergl if many else go.Scatter
    columns = ("sample_id", layer, "prediction", "probability")
    names, hovered = run.names.short().changed(plain), run.names.changed(inside_template)
    prediction = "%{text}" if run.names.are_words else "%{customdata[2]}"
    for role in ("train", "test", "unseen"):
        for label in run.unseen if role == "unseen" else run.digits:
            rows = np.flatnonzero((paths["role"] == role) & (paths["label"] == label))
            yield kind(
                x=points[rows, 0],
                y=points[rows, 1],
                mode="markers",
                name=f"{names.name(label)} · {role}",
                legendgroup=f"{label}-{role}",
                showlegend=legend,
                marker={
                    "color": label_color(label, palette),
                    "symbol": SYMBOLS[role],
                    "size": 3 if many else 6,
                },
                customdata=np.column_stack([paths[name][rows] for name in columns]).astype("f4"),
                hovertemplate=f"image %{{customdata[0]}}: {hovered.name(label)}, cluster "
                f"%{{customdata[1]}}, → {prediction} (%{{customdata[3]:.2f}})<extra></extra>",
                **predicted_names(paths["prediction"][rows], run.names),
            )


def clustering_page(run) -> go.Figure:
    """Silhouette and inertia of every K tried."""
    titles = [k_title(layer, run) for layer in run.layers]
    figure = make_subplots(
        2, len(run.layers), subplot_titles=titles, shared_xaxes=True, vertical_spacing=0.08
    )
    for column, layer in enumerate(run.layers, start=1):
        scores = run.scores[layer]
        colors = np.where(scores["chosen"].astype(bool), "#bd1f01", NEUTRAL)
        for row, measure in enumerate(("silhouette", "inertia"), start=1):
            values = go.Scatter(
                x=scores["k"],
                y=scores[measure],
                mode="lines+markers",
                line={"color": NEUTRAL},
                marker={"color": colors, "size": 8},
                hovertemplate="K = %{x}: %{y:.4g}<extra></extra>",
                showlegend=False,
            )
            figure.add_trace(values, row, column)
        figure.update_xaxes(title_text="K", row=2, col=column)
    figure.update_yaxes(title_text="mean silhouette", row=1, col=1)
    figure.update_yaxes(title_text="inertia", row=2, col=1)
    title = f"{run.name}: how many clusters each layer has"
    subtitle = f"k-means, fitted on {fitted_on(run.fit_on)}; red: the K chosen"
    if any(run.k_evidence.values()):
        subtitle += (
            "; small: K by gap statistic and Calinski–Harabasz (CH), and how many bootstrap "
        )
        subtitle += "samples choose the same K"
    return laid_out(figure, title, subtitle, height=560)


def k_title(layer, run) -> str:
    """A layer's name, and what speaks for its K, where there is anything."""
    support = run.k_evidence[layer]
    short = f"<br><sup>{k_short(run.chosen_k(layer), support)}</sup>" if support else ""
    return layer_html(layer) + short


def training_page(name, history) -> go.Figure:
    """Loss and accuracy over the epochs. history: columns of tables.HISTORY."""
    figure = make_subplots(1, 2, subplot_titles=["loss", "accuracy"])
    for column, measure in enumerate(("loss", "accuracy"), start=1):
        for prefix, color, dash in (("", "#3f90da", "solid"), ("test_", "#e76300", "dash")):
            figure.add_trace(
                go.Scatter(
                    x=history["epoch"],
                    y=history[prefix + measure],
                    name="test" if prefix else "train",
                    line={"color": color, "dash": dash},
                    showlegend=column == 1,
                ),
                1,
                column,
            )
    figure.update_xaxes(title_text="epoch")
    return laid_out(figure, f"{name}: the training", "train: mean over each epoch", height=420)


def moves_page(name, layers) -> go.Figure:
    """Shares of predictions that moves change. layers: layer -> list of MoveShares."""
    titles = [layer_html(layer) for layer in layers]
    rows, columns = grid(max(1, len(layers)))
    figure = make_subplots(rows, columns, subplot_titles=titles, shared_yaxes=True)
    for index, shares in enumerate(layers.values()):
        for trace in move_traces(shares, index == 0):
            figure.add_trace(trace, index // columns + 1, index % columns + 1)
    figure.update_xaxes(range=[-3, 103], ticksuffix=" %")
    kinds = kinds_of(layers)
    figure.update_yaxes(categoryorder="array", categoryarray=kinds[::-1], type="category")
    subtitle = telling(layers)
    height = 180 + rows * (60 + 34 * len(kinds))
    return laid_out(figure, f"{name}: do the clusters decide?", subtitle, height=height)


def move_traces(shares, legend) -> Iterator:
    """Single replicates, their mean with its interval, the run's own network."""
    many = [(100 * value, each.kind) for each in shares for value in each.replicates]
    own = [(100 * each.own, each.kind) for each in shares if each.own is not None]
    means = [each for each in shares if each.interval]
    mean = [(100 * each.interval["mean"], each.kind) for each in means]
    ends = [
        (
            100 * ((each.interval["high"] or each.interval["mean"]) - each.interval["mean"]),
            100 * (each.interval["mean"] - (each.interval["low"] or each.interval["mean"])),
        )
        for each in means
    ]
    marks = {
        "a replicate": (many, {"color": "#9fb8d9", "size": 7}, None),
        "mean of the replicates": (
            mean,
            {"color": NEUTRAL, "size": 9, "symbol": "line-ns-open"},
            ends,
        ),
        "this network": (own, {"color": ACCENT, "size": 8, "symbol": "diamond"}, None),
    }
    for name, (points, marker, spread) in marks.items():
        if points:
            x, y = zip(*points, strict=True)
            yield go.Scatter(
                x=x, y=y, mode="markers", marker=marker, name=name, legendgroup=name,
                showlegend=legend, hovertemplate="%{y}: %{x:.1f} %<extra>" + name + "</extra>",
                error_x=error_bars(spread),
            )  # fmt: skip


def error_bars(ends) -> dict | None:
    """ends: (above, below) of each point, or None."""
    if ends is None:
        return None
    above, below = zip(*ends, strict=True)
    return {"array": above, "arrayminus": below, "color": NEUTRAL, "width": 0}


def exceptions_page(run, palette) -> go.Figure:
    """The gallery of images off their class's main path; hover for what became of each."""
    columns = 10
    size, high = (11, 170) if run.names.are_words else (13, 130)
    figure = go.Figure()
    places = [divmod(number, columns) for number in range(len(run.gallery))]
    images = [
        go.layout.Image(
            source=data_uri(exhibit.pixels),
            xref="x",
            yref="y",
            x=column - 0.4,
            y=-row + 0.4,
            sizex=0.8,
            sizey=0.8,
            layer="below",
        )
        for (row, column), exhibit in zip(places, run.gallery, strict=True)
    ]
    figure.update_layout(images=images)  # at once: each one added would copy those before it
    figure.add_trace(
        go.Scatter(
            x=[column for _, column in places],
            y=[-row - 0.5 for row, _ in places],
            mode="text",
            text=[under_exhibit(e, run.names, label_color(e.label, palette)) for e in run.gallery],
            textfont={"color": INK, "size": size},
            customdata=[exhibit_html(e, run.names.changed(plain)) for e in run.gallery],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    rows = max(-(-len(run.gallery) // columns), 1)
    figure.update_xaxes(visible=False, range=[-0.6, columns - 0.4])
    figure.update_yaxes(visible=False, range=[-rows + 0.3, 0.6])
    count = "" if run.strays == len(run.gallery) else f"{len(run.gallery)} of {run.strays:,}; "
    subtitle = (
        f"{count}{run.names.one} → prediction; hover for the path"
        if run.gallery
        else "there are none"
    )
    title = f"{run.name}: images off their class's main path"
    return laid_out(figure, title, subtitle, height=130 + high * rows)


def data_uri(pixels) -> str:
    """An image (height, width, 1 or 3) uint8 as a PNG inside a URL, grey ones dark on white."""
    from PIL import Image

    picture = 255 - pixels[..., 0] if pixels.shape[2] == 1 else pixels
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, format="png")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
