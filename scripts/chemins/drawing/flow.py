"""The flow diagram: ribbons of samples from label through the clusters to prediction."""

from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path

from chemins.drawing.style import INK, heading, legend_below, new_figure
from chemins.flow_layout import lay_out, node_name
from chemins.palette import label_color, paler
from chemins.phrases import shown

NODE = 0.035  # width of a node, of the distance between two stages


def draw_flow(run, stages, look, title):
    """A figure of the run's flows through these stages. look: the config's `figures`."""
    layout = lay_out(run.flows, stages)
    most = max(sum(node.layer == stage for node in layout.nodes) for stage in stages)
    figure = new_figure(look["width"], min(55 + 7 * most, 230))
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_xlim(-0.22, len(stages) - 1 + 0.25)
    axes.set_ylim(layout.height * 1.01, -layout.height * 0.07)
    for ribbon in layout.ribbons:
        axes.add_patch(ribbon_patch(ribbon, look["palette"]))
    for node in layout.nodes:
        draw_node(axes, node, run.unseen, last=len(stages) - 1)
    for index, stage in enumerate(stages):
        place = {0: "left", len(stages) - 1: "right"}.get(index, "center")
        x = index + {"left": -NODE / 2, "right": NODE / 2, "center": 0}[place]
        axes.text(x, -layout.height * 0.045, shown(stage), ha=place, fontweight="bold")
    add_legend(figure, run, look["palette"])
    heading(figure, title, subtitle(run))
    return figure


def subtitle(run):
    known = int((run.paths["role"] != "unseen").sum())
    unseen = len(run.paths["role"]) - known
    text = f"{known:,} images of taught digits"
    return text + (f", {unseen:,} of digits it was never taught (hatched)" if unseen else "")


def add_legend(figure, run, palette):
    handles = [Patch(**taught_look(label_color(d, palette)), label=str(d)) for d in run.digits]
    handles += [
        Patch(**unseen_look(label_color(d, palette)), label=f"{d} (unseen)") for d in run.unseen
    ]
    legend_below(figure, handles)


def ribbon_patch(ribbon, palette):
    color = label_color(ribbon.label, palette)
    look = unseen_look(color) if ribbon.unseen else taught_look(color)
    return PathPatch(ribbon_path(ribbon), **look)


def taught_look(color):
    return {"facecolor": (color, 0.72), "lw": 0}


def unseen_look(color):
    """Hatched on a lighter ground: another thing than a taught digit even without colour."""
    return {"facecolor": paler(color, 0.72), "edgecolor": color, "hatch": "/////", "lw": 0.4}


def ribbon_path(ribbon):
    """A band with two cubic edges, level at both ends."""
    x0, x1 = ribbon.source.stage + NODE / 2, ribbon.target.stage - NODE / 2
    middle = (x0 + x1) / 2
    y0, y1 = ribbon.source_top, ribbon.target_top
    z0, z1 = y0 + ribbon.count, y1 + ribbon.count
    points = [(x0, y0), (middle, y0), (middle, y1), (x1, y1)]
    points += [(x1, z1), (middle, z1), (middle, z0), (x0, z0), (x0, y0)]
    curve = [Path.CURVE4] * 3
    return Path(points, [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY])


def draw_node(axes, node, unseen, last):
    left = node.stage - NODE / 2
    axes.add_patch(Rectangle((left, node.top), NODE, node.count, facecolor=INK, lw=0))
    before = node.stage == 0
    x = left - 0.02 if before else left + NODE + 0.02
    text = axes.text(
        x,
        node.top + node.count / 2,
        node_name(node, unseen),
        ha="right" if before else "left",
        va="center",
        fontsize=7 if 0 < node.stage < last else 8,
    )
    if 0 < node.stage < last:
        text.set_bbox({"facecolor": "white", "alpha": 0.75, "pad": 1, "lw": 0})
