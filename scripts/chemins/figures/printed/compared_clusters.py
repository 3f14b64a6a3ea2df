"""From which clusters of one network the images go to which of the other, in print: as a flow.

compared: as text/comparison_text.py has it.
"""

from dataclasses import dataclass, field

import numpy as np

from chemins.base.formatting import layers_called
from chemins.base.language import said, whole
from chemins.clusters.paths import LABEL
from chemins.figures.flow_layout import lay_out
from chemins.figures.printed.canvas import Figure
from chemins.figures.printed.flow import (
    above,
    add_legend,
    head_stages,
    node_patch,
    ribbon_patch,
    stage_heads,
)
from chemins.figures.printed.flow_nodes import END, NODE, label_text, tell_nodes
from chemins.figures.printed.lettering import width_of
from chemins.figures.printed.sizes import height_scale, sized
from chemins.figures.printed.style import AROUND, INK, heading, new_figure, place_axes
from chemins.text.class_names import ClassNames
from chemins.text.comparison_text import SIDES, share

HIGH, EACH = 40, 7  # millimetres of a flow, and of each of its most nodes
WIDE = 1  # millimetres of a ribbon from which on a line around it leaves its colour to be seen


@dataclass(frozen=True)
class Flowed:
    """Images that go from one network's clusters to another's, as flows are drawn."""

    flows: dict  # columns of tables.FLOWS
    digits: list
    unseen: list
    names: ClassNames
    matches: set  # (cluster of the first, of the second) that are each other's match
    prototypes: dict = field(default_factory=dict)
    stability: dict = field(default_factory=dict)


def flowed(compared, columns, digits, unseen) -> Flowed:
    """Of the two hidden layers most alike. columns: of compared_tables.MATCHED_FLOWS. digits,
    unseen: labels that both were taught, and others."""
    first, second = compared.closest
    own = (columns["first_layer"] == first) & (columns["second_layer"] == second)
    part = {name: column[own] for name, column in columns.items()}
    pairs = zip(part["first_cluster"].tolist(), part["second_cluster"].tolist(), strict=True)
    matches = {pair for pair, same in zip(pairs, part["matched"].tolist(), strict=True) if same}
    # A class that only one was taught is unseen to the other.
    taught = np.isin(part["label"], digits)
    role = np.where(taught, "train", "unseen")
    rest = {"role": role, "label": part["label"], "count": part["count"]}
    between = [
        (LABEL, part["label"], SIDES[0], part["first_cluster"]),
        (SIDES[0], part["first_cluster"], SIDES[1], part["second_cluster"]),
    ]
    stages = [
        {
            "source_layer": np.full(len(role), source),
            "source": start,
            "target_layer": np.full(len(role), target),
            "target": end,
            **rest,
        }
        for source, start, target, end in between
    ]
    flows = {name: np.concatenate([stage[name] for stage in stages]) for name in stages[0]}
    return Flowed(flows, digits, unseen, compared.names, matches)


def draw_matched(compared, run, look) -> Figure:
    """run: Flowed."""
    width = look["width"]
    stages = [LABEL, *SIDES]
    layout = lay_out(run.flows, stages)
    left, right = across(layout, run, width)
    with layers_called(compared.runs):
        heads = stage_heads(stages, width / (right - left), width, at_ends=True)
    head = heading(look, said("head_matched", **compared.runs), subtitle(compared, layout))
    most = max(sum(node.stage == stage for node in layout.nodes) for stage in range(3))
    high = (HIGH + EACH * most) * height_scale(width) + above(heads, width)
    figure = new_figure(width, high, head)
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_xlim(left, right)
    axes.set_ylim(layout.height * 1.01, -layout.height * 0.07)
    for ribbon in layout.ribbons:
        patch = ribbon_patch(ribbon, look["palette"])
        if leaves(ribbon, run.matches) and ribbon.count * high >= WIDE * layout.height:
            patch.set(edgecolor=INK, linewidth=0.7)
        axes.add_artist(patch)
    for node in layout.nodes:
        axes.add_patch(node_patch(node, unstable=False))
    head_stages(axes, -layout.height * 0.045, heads, len(stages) - 1)
    add_legend(figure, run, look["palette"])
    place_axes(figure)  # now it is known how large the axes are
    tell_nodes(figure, layout, run, image=0)
    return figure


def subtitle(compared, layout) -> str:
    first, second = compared.closest
    return said(
        "matched_about",
        layer=compared.layer("first", first),
        other=compared.layer("second", second),
        images=whole(sum(node.count for node in layout.nodes if node.stage == 0)),
        share=share(compared.clusters(first, second)["matched"]),
        **compared.runs,
    )


def across(layout, run, width) -> tuple[float, float]:
    """Where the figure begins and ends, of three stages that stand 1 apart: labels have their names
    before them, the last clusters behind. width: millimetres."""
    names, size = run.names.short(), sized(END, width)
    texts = {stage: [""] for stage in (0, 2)}
    for node in (node for node in layout.nodes if node.stage in texts):
        texts[node.stage].append(label_text(node, run, names))
    before, behind = (max(width_of(text, size) for text in texts[stage]) for stage in (0, 2))
    between = NODE / 2 + 0.02
    apart = (width - before - behind - 4 * AROUND) / (2 + 2 * between)
    beyond = between + 2 * AROUND / apart
    return -beyond - before / apart, 2 + beyond + behind / apart


def leaves(ribbon, matches) -> bool:
    """Whether a ribbon leads to another cluster than the match."""
    between = ribbon.source.stage == 1
    return between and (ribbon.source.value, ribbon.target.value) not in matches
