"""The application of notebooks/explore.ipynb: a run's UMAPs, flow and images, linked.

Rows are those of the run's table of paths; what is selected in one view is selected in all.
"""

import html
from collections import Counter
from itertools import pairwise
from pathlib import Path

import ipywidgets as widgets
import numpy as np
import plotly.graph_objects as go
import traitlets

from chemins.base.errors import CheminsError
from chemins.base.formatting import layers_called, percent
from chemins.clusters.paths import LABEL, PREDICTION, count_flows, stages
from chemins.data.images import image_shape, read_images
from chemins.figures import interactive
from chemins.figures.finished import find_runs, open_run
from chemins.figures.flow_layout import gather, lay_out
from chemins.figures.interactive import SYMBOLS
from chemins.figures.palette import NEUTRAL, label_color, rgba
from chemins.text.class_names import ClassNames

IMAGES = 48  # of a selection, shown at most
FADED = rgba(NEUTRAL, 0.15)  # ribbons of images that are not selected
CLUSTER = "cluster"
SIGNS = {"train": "●", "test": "○", "unseen": "×"}  # of SYMBOLS


# --- pictures ---------------------------------------------------------------------------------


class Figure(go.FigureWidget):
    """plotly's widget, as wide as its place, whose script may take its time.

    anywidget drops all messages to a widget whose module takes two seconds to load, as plotly's
    5 MB do in a busy browser: so its module here is a small one, which loads plotly's, once a page.
    plotly may also draw before there is a place, and listens to the window's size only.
    """

    script = traitlets.Unicode(str(go.FigureWidget._esm)).tag(sync=True)
    _esm = """
    function load(script) {
      const file = new Blob([script], { type: "text/javascript" });
      return import(URL.createObjectURL(file));
    }

    export default () => {
      let plotly;
      return {
        initialize({ model }) {
          globalThis.plotlyWidget ??= load(model.get("script"));
          plotly = globalThis.plotlyWidget.then((module) => {
            const widget = module.default();
            widget.initialize({ model });
            return widget;
          });
        },
        async render({ model, el }) {
          const remove = (await plotly).render({ model, el });
          const fit = () => window.dispatchEvent(new Event("resize"));
          const observer = new ResizeObserver(fit);
          observer.observe(el);
          return () => {
            observer.disconnect();
            remove();
          };
        },
      };
    };
    """

    def __init__(self, *figure) -> None:
        super().__init__(*figure)
        # Without plotly's button for sending the data to a server.
        self._config = {"displaylogo": False, "showSendToCloud": False, "responsive": True}


def umap_figure(run) -> Figure:
    """Every layer's UMAP, one trace a layer whose point i is row i; a lasso selects."""
    layout = interactive.embeddings_page(run, ()).layout
    layout.update(title=None, margin={"t": 80, "l": 10, "r": 10, "b": 10})
    axes = ["", *range(2, len(run.layers) + 1)]
    traces = [point_trace(run, layer, axis) for layer, axis in zip(run.layers, axes, strict=True)]
    # Selections reach Python only without hovering, and if dragging means selecting from the start.
    layout.update(dragmode="lasso", hovermode=False, height=layout.height - 60)
    # Otherwise plotly adds up the outlines drawn in several panels, and never forgets one.
    layout.newselection.mode = "gradual"
    return Figure(traces, layout)


def point_trace(run, layer, axis) -> go.Scatter | go.Scattergl:
    x, y = run.embeddings[layer].T
    many = has_many(run)
    return (go.Scattergl if many else go.Scatter)(
        x=x,
        y=y,
        xaxis=f"x{axis}",
        yaxis=f"y{axis}",
        mode="markers",
        showlegend=False,
        marker={
            **coloring(run, layer, LABEL),
            "symbol": None if many else [SYMBOLS[role] for role in run.paths["role"].tolist()],
            "size": 3 if many else 6,
        },
        unselected={"marker": {"opacity": 0.02 if many else 0.1}},
    )


def has_many(run) -> bool:
    """Whether a run has so many images that they are drawn with WebGL, all as small dots."""
    return len(run.paths[LABEL]) > interactive.MANY_POINTS


def coloring(run, layer, by) -> dict:
    """Each row's colour by its label, prediction or cluster in the layer, as properties of markers.

    As numbers with a scale: plotly takes seconds to check 70,000 names of colours.
    """
    values, place = np.unique(run.paths[layer if by == CLUSTER else by], return_inverse=True)
    colors = [label_color(value) for value in values]
    last = max(len(colors) - 1, 1)
    scale = [(number / last, color) for number, color in enumerate(colors)]
    return {"color": place, "cmin": 0, "cmax": last, "colorscale": [*scale, (1, colors[-1])]}


def flow_figure(run) -> Figure:
    """The flow diagram with every ribbon twice: its selected images, and the others, faded."""
    figure = interactive.flow_page(run, stages(run.stages), (), "Paths from label to prediction")
    link = figure.data[0].link
    selected = [f"{text}<br>selected: " for text in link.customdata]
    others = [f"{text}<br>not selected: " for text in link.customdata]
    link.update(
        source=[*link.source, *link.source],
        target=[*link.target, *link.target],
        value=[*link.value, *[0] * len(others)],
        color=[*link.color, *[FADED] * len(others)],
        customdata=[*selected, *others],
        hovertemplate="%{customdata}%{value}<extra></extra>",
    )
    return Figure(figure)


def split_counts(run, rows) -> list[int]:
    """For each ribbon of the flow how many of its images are among these rows, then, for each
    again, how many are not: the values of flow_figure's links."""
    chain = stages(run.stages)
    chosen = {name: column[rows] for name, column in run.paths.items()}
    held = gather(count_flows(chosen, list(pairwise(chain))), chain)
    ribbons = lay_out(run.flows, chain).ribbons
    keys = [(r.source.value, r.target.value, r.label, r.unseen) for r in ribbons]
    within = [held[r.source.stage].get(key, 0) for r, key in zip(ribbons, keys, strict=True)]
    return within + [r.count - count for r, count in zip(ribbons, within, strict=True)]


# --- words ------------------------------------------------------------------------------------


def path_steps(run) -> np.ndarray:
    """(n, stages) int: each row's label, clusters in the stages, prediction."""
    return np.column_stack([run.paths[stage] for stage in stages(run.stages)])


def path_options(run) -> list[tuple]:
    """(text, steps) of every distinct path, the most frequent first."""
    counts = Counter(map(tuple, path_steps(run).tolist())).most_common()
    return [
        (f"{path_text(steps, run.names)}  ({counted(count, 'image')})", steps)
        for steps, count in counts
    ]


def path_text(steps, names) -> str:
    label, *clusters, prediction = steps
    return " → ".join([names.name(label), *map(str, clusters), names.name(prediction)])


def counted(count, noun) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def called(names) -> ClassNames:
    """As HTML."""
    return names.changed(html.escape)


def class_text(label, run) -> str:
    return called(run.names).name(label) + " (unseen)" * (label in run.unseen)


def summary_html(run, rows) -> str:
    """What a selection is made of, as a small table."""
    labels, predictions = run.paths[LABEL][rows], run.paths[PREDICTION][rows]
    known = run.paths["role"][rows] != "unseen"
    wrong = int((known & (labels != predictions)).sum())
    common, count = Counter(map(tuple, path_steps(run)[rows].tolist())).most_common(1)[0]
    names = called(run.names)
    lines = {
        names.many: tally(labels, lambda label: class_text(label, run)),
        "predicted": tally(predictions, names.name),
        "wrong": f"{wrong:,} of {counted(int(known.sum()), 'image')} of taught {names.many}",
        "most frequent path": f"{path_text(common, names)} ({percent(count / len(rows))})",
    }
    cells = "".join(
        f"<tr><td style='padding-right:1em;color:#5b5f66'>{name}</td><td>{text}</td></tr>"
        for name, text in lines.items()
    )
    share = f"{len(rows):,} of {counted(len(run.paths[LABEL]), 'image')}"
    return f"<b style='font-size:16px'>{share}</b><table style='line-height:1.4'>{cells}</table>"


def tally(values, text) -> str:
    """`20 × 1, 17 × 7`: how often each value occurs."""
    counts = sorted(Counter(values.tolist()).items())
    return ", ".join(f"{count:,} × {text(value)}" for value, count in counts)


def legend_html(run, by) -> str:
    """What the colours and signs of the UMAPs mean."""
    columns = run.layers if by == CLUSTER else [by]
    values = np.unique(np.concatenate([run.paths[column] for column in columns])).tolist()
    of_classes = {LABEL: lambda label: class_text(label, run), PREDICTION: called(run.names).name}
    names = list(map(of_classes.get(by, str), values))
    parts = [
        f"<span style='color:{label_color(value)}'>■</span> {name}"
        for value, name in zip(values, names, strict=True)
    ]
    roles = [role for role in SIGNS if role != "unseen" or run.unseen]
    parts += [] if has_many(run) else [f"{SIGNS[role]} {role}" for role in roles]
    return " &emsp; ".join([f"<b>{by}</b>", *parts])


def images_html(run, dataset, rows) -> str:
    """Up to IMAGES of these rows, evenly among them, each with its label and prediction."""
    places = np.linspace(0, len(rows) - 1, min(IMAGES, len(rows))).astype(int)
    chosen = rows[places]
    pixels = read_images(dataset, {"sample_id": run.paths["sample_id"][chosen]})
    pictures = pixels.reshape(-1, *image_shape(dataset))
    tiles = [tile(run, row, picture) for row, picture in zip(chosen, pictures, strict=True)]
    style = "display:flex;flex-wrap:wrap;gap:6px;line-height:1.3"
    return f"<div style='{style}'>{''.join(tiles)}</div>"


def tile(run, row, picture) -> str:
    """One image with its label and prediction, underlined in its label's colour."""
    about = {name: run.paths[name][row] for name in ("sample_id", "role", LABEL, PREDICTION)}
    names = called(run.names.short())
    answer = f"→ {names.name(about[PREDICTION])}"
    if about[LABEL] != about[PREDICTION]:
        answer = f"<b>{answer}</b>"
    between = "<br>" if names.are_words else " "
    return (
        f"<span title='image {about['sample_id']} ({about['role']})' style='text-align:center;"
        f"border-bottom:3px solid {label_color(about[LABEL])}'>"
        f"<img alt='' src='{interactive.data_uri(picture)}' style='width:42px;height:42px;"
        f"image-rendering:pixelated;display:block'>{names.name(about[LABEL])}{between}{answer}</span>"
    )


# --- the application --------------------------------------------------------------------------


class Explorer(widgets.VBox):
    """A drop-down of the runs found in a results folder, and the views of the chosen one."""

    def __init__(self, results) -> None:
        super().__init__()
        self.results, self.views = Path(results).resolve(), None
        self.runs = widgets.Dropdown(options=find_runs(self.results), description="Run")
        self.runs.observe(lambda change: self.show_run(), "value")
        self.show_run()

    def show_run(self) -> None:
        before, self.views = self.views, None
        try:
            self.children = self.opened()
        except CheminsError as error:
            self.children = [self.runs, message_html(str(error))]
        if before is not None:
            before.close()

    def opened(self) -> list:
        if self.runs.value is None:
            raise CheminsError(f"{self.results} has no finished run; make some with: make run")
        self.views = Views(*open_run(self.results, self.runs.value))
        return [widgets.HBox([self.runs, *self.views.controls]), self.views]


class Views(widgets.VBox):
    """One run's UMAPs, flow and images; `select` selects the same images in all of them."""

    def __init__(self, run, dataset) -> None:
        self.run, self.dataset, self.enclosed = run, dataset, []
        with layers_called(run.shown):
            self.umaps, self.flow = umap_figure(run), flow_figure(run)
        self.legend, self.summary, self.images = (widgets.HTML() for _ in range(3))
        options = [("choose one", ()), *path_options(run)]
        self.path = widgets.Dropdown(options=options, description="Path")
        self.by = widgets.Dropdown(options=[LABEL, CLUSTER, PREDICTION], description="Colour by")
        self.clear = widgets.Button(description="Clear selection")
        self.controls = [self.by, self.path, self.clear]
        self.listen()
        super().__init__(self.arranged())
        self.recolor()
        self.select(())

    def listen(self) -> None:
        for trace in self.umaps.data:
            trace.on_selection(self.lassoed)
        self.umaps.data[0].on_deselect(lambda *event: self.select(()))
        self.path.observe(self.path_chosen, "value")
        self.by.observe(lambda change: self.recolor(), "value")
        self.clear.on_click(lambda button: self.select(()))

    def arranged(self) -> list:
        flow = widgets.VBox([self.flow], layout={"width": "62%"})
        side = widgets.VBox([self.summary, self.images], layout={"width": "38%"})
        return [self.legend, self.umaps, widgets.HBox([flow, side])]

    def lassoed(self, trace, points, selector) -> None:
        # plotly tells one trace after another, unselecting those without points: wait for the last.
        self.enclosed += points.point_inds
        if trace is self.umaps.data[-1]:
            rows, self.enclosed = self.enclosed, []
            self.select(rows)

    def path_chosen(self, change) -> None:
        steps = change["new"]
        if steps:
            self.select(np.flatnonzero((path_steps(self.run) == steps).all(axis=1)), steps)

    def select(self, rows, steps=()) -> None:
        """Select these rows everywhere; none of them: end the selection, which shows all.

        steps: of the path in the drop-down, if that is what is selected.
        """
        self.path.value = steps
        rows = np.unique(np.asarray(rows, dtype=int))
        with self.umaps.batch_update():
            for trace in self.umaps.data:
                trace.selectedpoints = rows if len(rows) else None
        rows = rows if len(rows) else np.arange(len(self.run.paths[LABEL]))
        self.flow.data[0].link.value = split_counts(self.run, rows)
        self.summary.value = summary_html(self.run, rows)
        self.images.value = images_html(self.run, self.dataset, rows)

    def recolor(self) -> None:
        """Colour the UMAPs by what the drop-down says."""
        with self.umaps.batch_update():
            for trace, layer in zip(self.umaps.data, self.run.layers, strict=True):
                trace.marker.update(coloring(self.run, layer, self.by.value))
        self.legend.value = legend_html(self.run, self.by.value)

    def close(self) -> None:
        # Each figure holds plotly's script in the browser; a box does not close what is in it.
        self.umaps.close()
        self.flow.close()
        super().close()


def message_html(text) -> widgets.HTML:
    return widgets.HTML(f"<b>{html.escape(text)}</b>")
