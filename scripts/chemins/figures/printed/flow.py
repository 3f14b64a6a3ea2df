"""The flow diagram: ribbons of samples from label through the clusters to prediction."""

import numpy as np

from chemins.answers.trust import TRUSTED, is_unstable, stability_digits, stability_text
from chemins.base.formatting import layer_text, percent
from chemins.figures.flow_layout import lay_out, node_name
from chemins.figures.palette import label_color, paler
from chemins.figures.printed.canvas import Figure, Outline, Patch, PathPatch, Rectangle
from chemins.figures.printed.style import INK, MILLIMETRE, heading, legend_below, new_figure
from chemins.text.class_names import DIGITS, LEGEND

NODE = 0.035  # width of a node, of the distance between two stages
HEAD = 24  # millimetres that a stage's name needs
LETTER = 1.3  # millimetres that a letter of a cluster's name takes
TWO_LINES = 6.5  # millimetres that two lines of it need
LABEL_LETTER = 1.6  # as LETTER, of a label
UNSEEN = "(unseen)"


def draw_flow(run, stages, look, title) -> Figure:
    """A figure of the run's flows through these stages. look: the config's `figures`."""
    layout = lay_out(run.flows, stages)
    most = max(sum(node.layer == stage for node in layout.nodes) for stage in stages)
    figure = new_figure(look["width"], min(55 + 7 * most, 230))
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_xlim(*across(stages, run, look["width"]))
    axes.set_ylim(layout.height * 1.01, -layout.height * 0.07)
    for ribbon in layout.ribbons:
        axes.add_patch(ribbon_patch(ribbon, look["palette"]))
    for node in layout.nodes:
        stability = run.stability.get((node.layer, node.value))
        axes.add_patch(node_patch(node, is_unstable(stability)))
    head_stages(axes, stages, -layout.height * 0.045, look["width"] / len(stages))
    add_legend(figure, run, look["palette"])
    heading(figure, title, subtitle(run, stages))
    figure.draw_without_rendering()  # now it is known how large the axes are
    name_nodes(figure, layout, run)
    return figure


def across(stages, run, width) -> tuple[float, float]:
    """Where the figure begins and ends, of stages that stand 1 apart: names of classes need room at
    both sides. width: millimetres."""
    last = len(stages) - 1
    if not run.names.are_words:
        return -0.22, last + 0.25
    names = run.names.short()
    longest = max(len(names.name(label)) for label in (*run.digits, *run.unseen))
    side = LABEL_LETTER * max(longest, len(UNSEEN)) + 4
    apart = (width - 2 * side - 4) / last
    return -side / apart, last + side / apart


def head_stages(axes, stages, y, wide) -> None:
    """The stages' names above them; slanted where there are few millimetres for each."""
    for index, stage in enumerate(stages):
        place = {0: "left", len(stages) - 1: "right"}.get(index, "center")
        x = index + {"left": -NODE / 2, "right": NODE / 2, "center": 0}[place]
        look = {"ha": place}
        if wide < HEAD:
            look = {"ha": "left", "rotation": 60, "rotation_mode": "anchor"}
        axes.text(x, y, layer_text(stage), fontweight="bold", **look)


def subtitle(run, stages) -> str:
    known = int((run.paths["role"] != "unseen").sum())
    unseen = len(run.paths["role"]) - known
    names = run.names
    text = f"{known:,} images of taught {names.many}"
    text += f", {unseen:,} of {names.many} it was never taught (hatched)" if unseen else ""
    text += f". Beside a cluster: its most frequent {names.one}, and its stability (at most 1)"
    values = [value for (layer, _), value in run.stability.items() if layer in stages]
    if any(is_unstable(value) for value in values):
        text += f"; dashed, with “?”: below {TRUSTED}, not to be trusted"
    return text


def add_legend(figure, run, palette) -> None:
    name = run.names.short(LEGEND).name
    handles = [Patch(**taught_look(label_color(d, palette)), label=name(d)) for d in run.digits]
    handles += [
        Patch(**unseen_look(label_color(d, palette)), label=f"{name(d)} {UNSEEN}")
        for d in run.unseen
    ]
    legend_below(figure, handles)


def ribbon_patch(ribbon, palette) -> PathPatch:
    color = label_color(ribbon.label, palette)
    look = unseen_look(color) if ribbon.unseen else taught_look(color)
    return PathPatch(ribbon_path(ribbon), **look)


def taught_look(color) -> dict:
    return {"facecolor": (color, 0.72), "lw": 0}


def unseen_look(color) -> dict:
    """Hatched on a lighter ground: another thing than a taught digit even without colour."""
    return {"facecolor": paler(color, 0.72), "edgecolor": color, "hatch": "/////", "lw": 0.4}


def ribbon_path(ribbon) -> Outline:
    """A band with two cubic edges, level at both ends."""
    x0, x1 = ribbon.source.stage + NODE / 2, ribbon.target.stage - NODE / 2
    middle = (x0 + x1) / 2
    y0, y1 = ribbon.source_top, ribbon.target_top
    z0, z1 = y0 + ribbon.count, y1 + ribbon.count
    points = [(x0, y0), (middle, y0), (middle, y1), (x1, y1)]
    points += [(x1, z1), (middle, z1), (middle, z0), (x0, z0), (x0, y0)]
    curve = [Outline.CURVE4] * 3
    return Outline(points, [Outline.MOVETO, *curve, Outline.LINETO, *curve, Outline.CLOSEPOLY])


def node_patch(node, unstable) -> Rectangle:
    """A bar; of an unstable cluster only its outline, dashed."""
    look = {"facecolor": INK, "lw": 0}
    if unstable:
        look = {"facecolor": "white", "edgecolor": INK, "lw": 0.9, "ls": (0, (2, 1.2))}
    return Rectangle((node.stage - NODE / 2, node.top), NODE, node.count, **look)


def name_nodes(figure, layout, run) -> None:
    """Write beside each node what it is, clusters as far as there is room."""
    (axes,) = figure.axes
    extent = axes.get_window_extent()
    left, right = axes.get_xlim()
    pixel = 1 / MILLIMETRE / figure.dpi
    wide = extent.width * pixel / (right - left) * (1 - NODE - 0.04)  # up to the next node
    millimetre = extent.height * pixel / abs(np.subtract(*axes.get_ylim()))
    names = run.names.short()
    for node in layout.nodes:
        stability = run.stability.get((node.layer, node.value))
        if not 0 < node.stage < len(layout.stages) - 1:
            write_beside(axes, node, label_text(node, run, names), fontsize=8)
        else:
            forms = cluster_forms(node, node_name(node, run.unseen, names), stability, names)
            text = fitting(forms, wide, millimetre * room(node, layout.nodes))
            box = {"facecolor": "white", "alpha": 0.75, "pad": 1, "lw": 0}
            size = max(5.5, min(7, 7 * wide / text_width(text)))
            write_beside(axes, node, text, fontsize=size, bbox=box)


def label_text(node, run, names) -> str:
    """A label or prediction; of names, whose room is narrow, in two lines where it is unseen."""
    text = node_name(node, run.unseen, names)
    return text.replace(f" {UNSEEN}", f"\n{UNSEEN}") if names.are_words else text


def write_beside(axes, node, text, **look) -> None:
    """Before a label's node, after any other."""
    side, place = ("right", -1) if node.stage == 0 else ("left", 1)
    x = node.stage + place * (NODE / 2 + 0.02)
    axes.text(x, node.top + node.count / 2, text, ha=side, va="center", **look)


def cluster_forms(node, name, stability, names=DIGITS) -> list[str]:
    """A cluster's name and stability, the form that says most first."""
    most = "unseen" if node.digit is None else f"{percent(node.share)} {names.kind(node.digit)}"
    if stability is None:
        return [name, most]
    said, number = (
        stability_text(stability),
        stability_digits(stability) + " ?" * is_unstable(stability),
    )
    return [f"{name}\n{said}", f"{name}, {said}", f"{most}\n{number}", f"{most}, {number}"]


def fitting(forms, wide, high) -> str:
    """The first of these texts for which there is room, given in millimetres; else the last,
    or the one before it where that is narrower and high enough."""
    for text in forms:
        if text_width(text) <= wide and ("\n" not in text or high >= TWO_LINES):
            return text
    return min(forms[-2:], key=text_width) if high >= TWO_LINES else forms[-1]


def text_width(text) -> float:
    """Of its longest line, about, in millimetres."""
    return LETTER * max(map(len, text.split("\n")))


def room(node, nodes) -> float:
    """How far the middle of the nearest node of the same stage is, in samples."""
    middles = [n.top + n.count / 2 for n in nodes if n.stage == node.stage and n is not node]
    return min((abs(node.top + node.count / 2 - y) for y in middles), default=np.inf)
