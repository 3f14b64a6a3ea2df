"""The flow diagram: ribbons of samples from label through the clusters to prediction."""

import re
from itertools import pairwise

import numpy as np

from chemins.answers.trust import TRUSTED, is_unstable, stability_digits, stability_text
from chemins.base.formatting import layer_text, percent
from chemins.figures.flow_layout import lay_out, node_name
from chemins.figures.palette import label_color, paler
from chemins.figures.printed.canvas import Figure, Outline, Patch, PathPatch, Rectangle
from chemins.figures.printed.lettering import ending, spread, width_of
from chemins.figures.printed.style import (
    INK,
    MILLIMETRE,
    heading,
    legend_below,
    new_figure,
    place_axes,
)
from chemins.text.class_names import DIGITS, LEGEND

NODE = 0.035  # width of a node, of the distance between two stages
HEAD = 24  # millimetres that a stage's name needs
LETTER = 1.3  # millimetres that a letter of a cluster's name takes
TWO_LINES = 6.5  # millimetres that two lines of it need
LINE = 3.55  # millimetres that a line of 8 points needs
SMALLEST = 5.5  # points
SLANT = 60  # degrees
SLANTED, USUAL = 40, 22  # millimetres: how long a slanted name may be, and hardly any is
LABEL_LETTER = 1.6  # as LETTER, of a label
UNSEEN = "(unseen)"


def draw_flow(run, stages, look, title) -> Figure:
    """A figure of the run's flows through these stages. look: the config's `figures`."""
    layout = lay_out(run.flows, stages)
    most = max(sum(node.layer == stage for node in layout.nodes) for stage in stages)
    left, right = across(stages, run, look["width"])
    heads = stage_heads(stages, look["width"] / (right - left), look["width"] / len(stages))
    figure = new_figure(look["width"], min(55 + 7 * most, 230) + above(heads))
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_xlim(left, right)
    axes.set_ylim(layout.height * 1.01, -layout.height * 0.07)
    for ribbon in layout.ribbons:
        axes.add_artist(ribbon_patch(ribbon, look["palette"]))  # add_patch would look for limits
    for node in layout.nodes:
        stability = run.stability.get((node.layer, node.value))
        axes.add_patch(node_patch(node, is_unstable(stability)))
    head_stages(axes, -layout.height * 0.045, heads)
    add_legend(figure, run, look["palette"])
    heading(figure, title, subtitle(run, stages, all_fit(layout, run, look["width"])))
    place_axes(figure)  # now it is known how large the axes are
    name_nodes(figure, layout, run)
    if above(heads):  # long names make each layout another one: this one was measured
        figure.set_layout_engine(None)
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


def stage_heads(stages, apart, wide) -> dict:
    """place -> (text, look) of each stage's name, slanted where there are few millimetres for each
    or one runs into the next. apart: millimetres between two stages. wide: of the figure, for each.
    """
    texts = [layer_text(stage) for stage in stages]
    sides = ["left", *["center"] * (len(stages) - 2), "right"]
    pairs = pairwise(zip(texts, sides, strict=True))
    if wide >= HEAD and not any(runs_into(*pair, apart) for pair in pairs):
        return {place: (text, {"ha": sides[place]}) for place, text in enumerate(texts)}
    look = {"ha": "left", "rotation": SLANT, "rotation_mode": "anchor"}
    return {place: (ending(text, SLANTED, 8, "bold"), look) for place, text in enumerate(texts)}


def runs_into(one, other, apart) -> bool:
    """Whether one stage's name reaches the next one's. one, other: (text, what its stage is at)."""
    before = {"left": 1, "center": 0.5, "right": 0}[one[1]]
    behind = {"left": 0, "center": 0.5, "right": 1}[other[1]]
    widths = [width_of(text, 8, "bold") for text, _ in (one, other)]
    return widths[0] * before + widths[1] * behind > apart


def above(heads) -> float:
    """Millimetres of height that slanted names take, more than most names do."""
    slanted = [width_of(text, 8, "bold") for text, look in heads.values() if "rotation" in look]
    return max(0, max(slanted, default=0) - USUAL) * np.sin(np.deg2rad(SLANT))


def head_stages(axes, y, heads) -> None:
    """The stages' names above them."""
    for place, (text, look) in heads.items():
        x = place + {0: -NODE / 2, len(heads) - 1: NODE / 2}.get(place, 0)
        axes.text(x, y, text, fontweight="bold", **look)


def subtitle(run, stages, every=True) -> str:
    """every: whether each cluster has its name beside it."""
    known = int((run.paths["role"] != "unseen").sum())
    unseen = len(run.paths["role"]) - known
    names = run.names
    text = f"{known:,} images of taught {names.many}"
    text += f", {unseen:,} of {names.many} it was never taught (hatched)" if unseen else ""
    text += f". Beside a cluster{'' if every else ', where there is room'}: "
    text += f"its most frequent {names.one}, and its stability (at most 1)"
    values = [value for (layer, _), value in run.stability.items() if layer in stages]
    if any(is_unstable(value) for value in values):
        text += f"; dashed, with “?”: below {TRUSTED}, not to be trusted"
    return text


def all_fit(layout, run, width) -> bool:
    """Whether the widest of the clusters' names fits between two stages, at its shortest. width:
    of the figure, in millimetres."""
    left, right = across(layout.stages, run, width)
    names, wide = run.names.short(), beside(width / (right - left))
    inner = (node for node in layout.nodes if 0 < node.stage < len(layout.stages) - 1)
    return all(width_of(most_frequent(node, names), SMALLEST) <= wide for node in inner)


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
    return PathPatch(ribbon_path(ribbon), in_layout=False, **look)


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
    """Write beside each node what it is, as far as there is room."""
    (axes,) = figure.axes
    extent = axes.get_window_extent()
    left, right = axes.get_xlim()
    pixel = 1 / MILLIMETRE / figure.dpi
    wide = beside(extent.width * pixel / (right - left))
    millimetre = extent.height * pixel / abs(np.subtract(*axes.get_ylim()))
    names, last = run.names.short(), len(layout.stages) - 1
    ends = [{n: label_text(n, run, names) for n in layout.nodes if n.stage == s} for s in (0, last)]
    places = {n: y for end in ends for n, y in end_places(end, millimetre, layout.height).items()}
    for node in layout.nodes:
        if node in places:
            write_beside(axes, node, label_text(node, run, names), places[node], fontsize=8)
        elif 0 < node.stage < last:
            name_cluster(axes, node, run, wide, millimetre * room(node, layout.nodes))


def name_cluster(axes, node, run, wide, high) -> None:
    """wide, high: the millimetres there are for it."""
    names, stability = run.names.short(), run.stability.get((node.layer, node.value))
    forms = cluster_forms(node, node_name(node, run.unseen, names), stability, names)
    text, size = shown(forms, wide, high)
    if text:
        box = {"facecolor": "white", "alpha": 0.75, "pad": 1, "lw": 0}
        write_beside(axes, node, text, middle(node), fontsize=size, bbox=box)


def beside(apart) -> float:
    """How wide a text beside a node may be, where stages are this far apart: up to the next."""
    return apart * (1 - NODE - 0.04)


def label_text(node, run, names) -> str:
    """A label or prediction; of names, whose room is narrow, in two lines where it is unseen."""
    text = node_name(node, run.unseen, names)
    return text.replace(f" {UNSEEN}", f"\n{UNSEEN}") if names.are_words else text


def end_places(texts, millimetre, height) -> dict:
    """node -> where its name has its middle, one below the other; of more names than there is room
    for, those of the largest nodes. texts: node -> its name, all of one stage. millimetre: of a
    sample. height: of the layout, in samples."""
    lines = {node: LINE / millimetre * (1 + text.count("\n")) for node, text in texts.items()}
    kept = sorted(texts, key=lambda node: node.count)
    while sum(lines[node] for node in kept) > height and len(kept) > 1:
        del kept[0]
    kept.sort(key=middle)
    places = spread([middle(node) for node in kept], [lines[node] for node in kept], height)
    return dict(zip(kept, places.tolist(), strict=True))


def middle(node) -> float:
    return node.top + node.count / 2


def write_beside(axes, node, text, y, **look) -> None:
    """Before a label's node, after any other."""
    side, place = ("right", -1) if node.stage == 0 else ("left", 1)
    axes.text(node.stage + place * (NODE / 2 + 0.02), y, text, ha=side, va="center", **look)


def shown(forms, wide, high) -> tuple[str, float]:
    """What a cluster says in so many millimetres, "" where nothing has room; and its size in
    points."""
    first = fitting(forms, wide, high)
    shorter = [*forms[forms.index(first) :], re.split("\n|, ", forms[-1])[0]]
    for text in shorter:
        size = min(7, 7 * wide / text_width(text))
        size = max(SMALLEST, min(size, 0.96 * size * wide / width_of(text, size)))
        enough = high >= (TWO_LINES if "\n" in text else LINE)
        if enough and width_of(text, size) <= 0.97 * wide:
            return text, size
    return "", SMALLEST


def cluster_forms(node, name, stability, names=DIGITS) -> list[str]:
    """A cluster's name and stability, the form that says most first."""
    most = most_frequent(node, names)
    if stability is None:
        return [name, most]
    said, number = (
        stability_text(stability),
        stability_digits(stability) + " ?" * is_unstable(stability),
    )
    return [f"{name}\n{said}", f"{name}, {said}", f"{most}\n{number}", f"{most}, {number}"]


def most_frequent(node, names) -> str:
    return "unseen" if node.digit is None else f"{percent(node.share)} {names.kind(node.digit)}"


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
    middles = [middle(n) for n in nodes if n.stage == node.stage and n is not node]
    return min((abs(middle(node) - y) for y in middles), default=np.inf)
