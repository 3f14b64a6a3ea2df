"""The flow diagram: ribbons of samples from label through the clusters to prediction."""

from itertools import pairwise

import numpy as np

from chemins.answers.trust import TRUSTED, is_unstable
from chemins.base.formatting import layer_text
from chemins.base.language import numeral, said
from chemins.figures.flow_layout import lay_out
from chemins.figures.palette import label_color, paler
from chemins.figures.printed.canvas import Figure, Outline, Patch, PathPatch, Rectangle
from chemins.figures.printed.flow_nodes import (
    END,
    IMAGE,
    NODE,
    all_fit,
    beside,
    largest_image,
    tell_nodes,
    unseen_mark,
)
from chemins.figures.printed.lettering import APART, ending, high_as, width_of
from chemins.figures.printed.sizes import height_scale, scale, sized
from chemins.figures.printed.style import AROUND, INK, heading, legend_below, new_figure, place_axes
from chemins.text.class_names import LEGEND

HEAD = 24  # millimetres that a stage's name needs
SLANT = 60  # degrees
SLANTED, USUAL = 40, 22  # millimetres: how long a slanted name may be, and hardly any is
LABEL_LETTER = 1.6  # millimetres that a letter of a label takes
STAGE = 8  # points of a stage's name
HIGHEST = 215  # millimetres below the heading


def draw_flow(run, stages, look, title) -> Figure:
    """A figure of the run's flows through these stages. look: the config's `figures`."""
    width, by_size = look["width"], scale(look["width"])
    layout = lay_out(run.flows, stages)
    most = max(sum(node.layer == stage for node in layout.nodes) for stage in stages)
    left, right = across(stages, run, width)
    heads = stage_heads(stages, width / (right - left), width, at_ends=bool(run.prototypes))
    if above(heads, width):
        left = min(left, before_labels(right, run, width))
    apart = width / (right - left)
    image = largest_image(run, apart, by_size)
    told = subtitle(run, stages, all_fit(layout, run, width, beside(apart) - image))
    head = heading(look, title, told)
    high = min(40 + 7 * most, HIGHEST) * height_scale(width)
    figure = new_figure(width, high + above(heads, width), head)
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_xlim(left, right)
    axes.set_ylim(layout.height * 1.01, -layout.height * 0.07)
    for ribbon in layout.ribbons:
        axes.add_artist(ribbon_patch(ribbon, look["palette"]))  # add_patch would look for limits
    for node in layout.nodes:
        stability = run.stability.get((node.layer, node.value))
        axes.add_patch(node_patch(node, is_unstable(stability)))
    head_stages(axes, -layout.height * 0.045, heads, len(stages) - 1)
    add_legend(figure, run, look["palette"])
    place_axes(figure)  # now it is known how large the axes are
    tell_nodes(figure, layout, run, image)
    if above(heads, width):  # long names make each layout another one: this one was measured
        figure.set_layout_engine(None)
    return figure


def across(stages, run, width) -> tuple[float, float]:
    """Where the figure begins and ends, of stages that stand 1 apart: names of classes need room at
    both sides, and so do their images. width: millimetres."""
    last = len(stages) - 1
    image = 1.1 * IMAGE * scale(width) if run.prototypes else 0
    if not run.names.are_words:
        apart = (width - 2 * image) / (last + 0.47)
        return -0.22 - image / apart, last + 0.25 + image / apart
    names = run.names.short()
    longest = max(len(names.name(label)) for label in (*run.digits, *run.unseen))
    side = LABEL_LETTER * scale(width) * max(longest, len(unseen_mark())) + 4 + image
    apart = (width - 2 * side - 4) / last
    return -side / apart, last + side / apart


def before_labels(right, run, width) -> float:
    """Where a figure has to begin, as `across`, for the names of digits to have room before the
    first stage where no later layout makes it."""
    if run.names.are_words:
        return 0
    names = [*map(str, run.digits), *(f"{digit} {unseen_mark()}" for digit in run.unseen)]
    image = 1.1 * IMAGE * scale(width) if run.prototypes else 0
    room = max(width_of(name, sized(END, width)) for name in names) + AROUND + image
    between = NODE / 2 + 0.02
    return -between - room * (right + between) / (width - room)


def stage_heads(stages, apart, width, at_ends=False, size=None) -> dict:
    """place -> (text, look) of each stage's name, slanted where there are few millimetres for each
    or one runs into the next. apart: millimetres between two stages. width: of the figure, or of
    its panel. at_ends: whether there is room beyond the first and the last one. size: points, if
    not the usual ones.
    """
    texts, size = [layer_text(stage) for stage in stages], size or sized(STAGE, width)
    ends = ("center", "center") if at_ends else ("left", "right")
    sides = [ends[0], *["center"] * (len(stages) - 2), ends[1]]
    pairs = pairwise(zip(texts, sides, strict=True))
    few = width / len(stages) < HEAD * scale(width)
    if not few and not any(runs_into(*pair, apart, size) for pair in pairs):
        return {place: (text, {"ha": sides[place]}) for place, text in enumerate(texts)}
    high, longest = high_as("x", size), SLANTED * scale(width)
    look = {"ha": "left", "rotation": SLANT, "rotation_mode": "anchor"}
    if apart * np.sin(np.deg2rad(SLANT)) < high:
        look |= {"rotation": 90, "va": "center"}
    each = int(np.ceil(high / apart))  # upright names have no room either where stages are as many
    return {
        place: (ending(texts[place], longest, size, "bold"), look)
        for place in range(0, len(texts), each)
    }


def runs_into(one, other, apart, size) -> bool:
    """Whether one stage's name reaches the next one's. one, other: (text, what its stage is at).
    size: points."""
    before = {"left": 1, "center": 0.5, "right": 0}[one[1]]
    behind = {"left": 0, "center": 0.5, "right": 1}[other[1]]
    widths = [width_of(text, size, "bold") for text, _ in (one, other)]
    return widths[0] * before + widths[1] * behind + APART > apart


def above(heads, width) -> float:
    """Millimetres of height that slanted names take, more than most names do."""
    size = sized(STAGE, width)
    slanted = [(text, look["rotation"]) for text, look in heads.values() if "rotation" in look]
    highs = [
        width_of(text, size, "bold") * np.sin(np.deg2rad(angle))
        - USUAL * scale(width) * np.sin(np.deg2rad(SLANT))
        for text, angle in slanted
    ]
    return max(0, *highs) if highs else 0


def head_stages(axes, y, heads, last) -> None:
    """The stages' names above them. last: the last one's place."""
    for place, (text, look) in heads.items():
        x = place + {0: -NODE / 2, last: NODE / 2}.get(place, 0)
        axes.text(x, y, text, fontweight="bold", **look)


def subtitle(run, stages, every=True) -> str:
    """every: whether each cluster has its name beside it."""
    known = int((run.paths["role"] != "unseen").sum())
    unseen = len(run.paths["role"]) - known
    names = run.names
    text = said("flow_known", known=numeral(f"{known:,}"), taught=names.taught_ones)
    if unseen:
        text += said("flow_unseen", unseen=numeral(f"{unseen:,}"), never=names.never_taught)
    text += said("flow_beside" if every else "flow_beside_some")
    text += said("flow_image") if run.prototypes else ""
    text += said("flow_says", one=names.one)
    values = [value for (layer, _), value in run.stability.items() if layer in stages]
    if any(is_unstable(value) for value in values):
        text += said("flow_dashed", trusted=numeral(str(TRUSTED)))
    if run.prototypes:
        text += said("flow_ends", one=names.one)
    return text


def add_legend(figure, run, palette) -> None:
    name = run.names.short(LEGEND).name
    handles = [Patch(**taught_look(label_color(d, palette)), label=name(d)) for d in run.digits]
    handles += [
        Patch(**unseen_look(label_color(d, palette)), label=f"{name(d)} {unseen_mark()}")
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
