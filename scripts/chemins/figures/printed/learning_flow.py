"""The flow of the same images at a few epochs: in each the nodes stand at the same places."""

from collections import Counter
from dataclasses import dataclass

from chemins.base.formatting import layer_text
from chemins.base.language import said
from chemins.clusters.paths import stages
from chemins.figures.flow_layout import most_frequent
from chemins.figures.learnt import flows_at, shown_epochs
from chemins.figures.learnt_text import about_flows, epoch_about, epoch_title, hatched
from chemins.figures.printed.canvas import Figure
from chemins.figures.printed.flow import node_patch, ribbon_patch, stage_heads
from chemins.figures.printed.flow_nodes import (
    END,
    NODE,
    Ruler,
    beside,
    label_text,
    middle,
    name_ends,
    room,
    shown_text,
    write_beside,
)
from chemins.figures.printed.lettering import POINT, high_as, width_of, wrapped
from chemins.figures.printed.sizes import PAGE, height_scale, sized
from chemins.figures.printed.style import (
    AROUND,
    FAINT_INK,
    INK,
    MILLIMETRE,
    heading,
    new_figure,
    place_axes,
)

APART = 13  # millimetres between two stages, at least, where two panels stand side by side
HIGH, EACH = 30, 3.2  # millimetres: of a panel, and for each node of its fullest stage
ABOVE = 9  # millimetres that a panel and what is above it take besides
STAGE, ABOUT = 7.2, 7  # points of a stage's name, and of what is told of a panel
GAP = 0.8  # millimetres between a stage's name and its nodes
APART_HEADS = 1  # millimetres between two of these names


@dataclass(frozen=True)
class Form:
    """How panels are arranged. Millimetres."""

    columns: int
    panel: float  # the width of one
    before: float  # the room for names before the first stage, and behind the last
    behind: float
    apart: float  # between two stages
    heads: dict  # as stage_heads has them


def draw_learning_flow(run, look) -> Figure:
    """A panel an epoch."""
    width = look["width"]
    layouts = flows_at(run, shown_epochs(run))
    form = fit(run, layouts, width)
    size = sized(STAGE, width)
    above = max(head_height(*head, size) for head in form.heads.values()) + GAP
    rows = -(-len(layouts) // form.columns)
    high = min(HIGH + EACH * fullest(layouts), PAGE / rows - ABOVE) + ABOVE
    about = about_flows(run, len(layouts)) + hatched(run)
    head = heading(look, said("head_learning-flow", run=run.name), about)
    figure = new_figure(width, rows * high * height_scale(width) + above, head)
    for place, (epoch, layout) in enumerate(layouts.items()):
        axes = figure.add_subplot(rows, form.columns, place + 1)
        draw_panel(axes, layout, form, look["palette"])
        tell_panel(axes, run, epoch, above if place < form.columns else 0, width)
        if place < form.columns:
            head_stages(axes, form.heads, size)
    place_axes(figure)  # now it is known how large the axes are, once and for all
    figure.set_layout_engine(None)
    for axes, layout in zip(figure.axes, layouts.values(), strict=True):
        name_nodes(axes, layout, run, width)
    return figure


def fit(run, layouts, width) -> Form:
    """Two panels side by side where stages have room so."""
    form = arranged(run, layouts, width, min(2, len(layouts)))
    return form if form.apart >= APART else arranged(run, layouts, width, 1)


def arranged(run, layouts, width, columns) -> Form:
    """Stages' names stand above their nodes; where they have no room so, they lean to the right."""
    names, size, last = run.names.short(), sized(END, width), len(run.stages) + 1
    nodes = [node for layout in layouts.values() for node in layout.nodes]
    sides = [
        max(width_of(label_text(node, run, names), size) for node in nodes if node.stage == stage)
        for stage in (0, last)
    ]
    panel, chain, size = width / columns - 2 * AROUND, stages(run.stages), sized(STAGE, width)
    halves = [width_of(layer_text(chain[stage]), size) / 2 - AROUND for stage in (0, last)]
    around = list(map(max, sides, halves))
    apart = room_between(panel, around, last)
    heads = upright(chain, apart, size)
    if not heads:
        heads = stage_heads(chain, apart, panel, size=size)
        lean = width_of(heads[last][0], size, "bold") / 2 + AROUND if last in heads else 0
        around = [sides[0], max(sides[1], lean)]
        apart = room_between(panel, around, last)
    return Form(columns, panel, *around, apart, heads)


def room_between(panel, around, last) -> float:
    """Millimetres between two stages. around: those before and behind them all."""
    return (panel - sum(around)) / (last + NODE + 0.05)


def upright(chain, apart, size) -> dict:
    """place -> (text, look) of each stage's name, in several lines if need be; nothing where one
    has no room."""
    room, names = apart - APART_HEADS, list(map(layer_text, chain))
    texts = [wrapped(name, room, size) for name in names]
    if [text.replace("\n", " ") for text in texts] != names:
        return {}
    return {place: (text, {"ha": "center"}) for place, text in enumerate(texts)}


def fullest(layouts) -> int:
    """How many nodes the fullest stage has."""
    layout = next(iter(layouts.values()))
    return max(Counter(node.stage for node in layout.nodes).values())


def draw_panel(axes, layout, form, palette) -> None:
    axes.set_axis_off()
    last, side = len(layout.stages) - 1, NODE / 2 + 0.025
    axes.set_xlim(-form.before / form.apart - side, last + form.behind / form.apart + side)
    axes.set_ylim(layout.height * 1.01, -layout.height * 0.01)
    for ribbon in layout.ribbons:
        axes.add_artist(ribbon_patch(ribbon, palette))  # add_patch would look for limits
    for node in layout.nodes:
        axes.add_artist(node_patch(node, unstable=False))
        if not node.count:
            ends = [node.stage - NODE / 2, node.stage + NODE / 2]
            axes.plot(ends, [node.top] * 2, color=INK, lw=0.7)


def tell_panel(axes, run, epoch, above, width) -> None:
    """above: millimetres that the stages' names take."""
    pad = 2 + above / POINT
    axes.set_title(epoch_title(epoch), pad=pad)
    look = {"fontsize": sized(ABOUT, width), "color": FAINT_INK}
    axes.set_title(epoch_about(run, epoch), loc="right", pad=pad, **look)


def head_height(text, look, size) -> float:
    """Millimetres of a stage's name, which may be slanted."""
    angle = look.get("rotation", 0)
    wide, high = width_of(text, size, "bold"), high_as(text, size)
    return {0: high, 90: wide}.get(angle, 0.87 * wide + 0.5 * high)


def head_stages(axes, heads, size) -> None:
    """The stages' names above their nodes."""
    for place, (text, look) in heads.items():
        axes.annotate(
            text,
            (place, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, GAP / POINT),
            textcoords="offset points",
            fontsize=size,
            annotation_clip=False,
            **({"va": "bottom" if "rotation" not in look else "baseline"} | look),
        ).set_in_layout(False)  # the title above makes room


def name_nodes(axes, layout, run, width) -> None:
    """Labels and predictions at the ends; clusters by what most of their images are, as far as
    there is room."""
    extent, (left, right) = axes.get_window_extent(), axes.get_xlim()
    millimetre = MILLIMETRE * axes.figure.dpi
    across = extent.width / millimetre / (right - left)
    down = extent.height / millimetre / (layout.height * 1.02)
    ruler = Ruler(width, across, down, 0)
    name_ends(axes, layout, run, {}, ruler)
    names = run.names.short()
    for node in layout.nodes:
        if node.count and 0 < node.stage < len(layout.stages) - 1:
            wide, high = beside(across), down * room(node, layout.nodes)
            text, size = shown_text([most_frequent(node, names)], wide, high, width)
            write_beside(axes, node, text, middle(node), 0, fontsize=size)
