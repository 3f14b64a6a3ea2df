"""A flow as plotly draws it."""

from collections import Counter

import plotly.graph_objects as go

from chemins.answers.trust import is_unstable
from chemins.figures.flow_layout import node_name
from chemins.figures.palette import INK, label_color, rgba
from chemins.figures.tips import node_about, plain, ribbon_text, whole_name


def sankey_of(layout, run, palette, high, named=node_name, **place) -> go.Sankey:
    """high: pixels. named: node, unseen labels and names -> what stands beside a node. place: its
    domain, if it is not all of the figure."""
    last = len(layout.stages) - 1
    nodes = [node for node in layout.nodes if node.count]  # plotly knows no others
    index = {(node.stage, node.value): i for i, node in enumerate(nodes)}
    stability = [run.stability.get((node.layer, node.value)) for node in nodes]
    unstable = [is_unstable(value) for value in stability]
    whole = "%{customdata[2]}" if run.names.are_words else "%{label}"
    short, names = (form.changed(plain) for form in (run.names.short(), run.names))
    # plotly wants the nodes' middles, strictly inside (0, 1).
    return go.Sankey(
        arrangement="fixed",
        node={
            "label": [
                named(node, run.unseen, short) + ", unstable ?" * marked
                for node, marked in zip(nodes, unstable, strict=True)
            ],
            "x": [0.001 + 0.998 * node.stage / last for node in nodes],
            "y": [(node.top + node.count / 2) / layout.height for node in nodes],
            # plotly knows no dashed outline: an unstable cluster is hollow.
            "color": ["white" if marked else INK for marked in unstable],
            "line": {"color": INK, "width": 1},  # it places no labels by a width for each
            "thickness": 12,
            "pad": pad_of(layout, nodes, high),
            "customdata": [
                (*node_about(node, value), *whole_name(node, run.unseen, names))
                for node, value in zip(nodes, stability, strict=True)
            ],
            "hovertemplate": f"%{{customdata[0]}}: {whole}<br>%{{value}} images%{{customdata[1]}}"
            "<extra></extra>",
        },
        link={
            "source": [index[r.source.stage, r.source.value] for r in layout.ribbons],
            "target": [index[r.target.stage, r.target.value] for r in layout.ribbons],
            "value": [r.count for r in layout.ribbons],
            "color": [ribbon_color(r, palette) for r in layout.ribbons],
            "customdata": [ribbon_text(r, names) for r in layout.ribbons],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        **place,
    )


def pad_of(layout, nodes, high) -> float:
    """The gap between two nodes of the stage that plotly takes for the fullest one, in pixels: it
    knows none of nodes without samples, and tells by this gap how high a sample is. high: of all.
    """
    most, shown = (max(Counter(node.stage for node in of).values()) for of in (layout.nodes, nodes))
    return high * layout.gap / layout.height * ((most - 1) / max(1, shown - 1))


def ribbon_color(ribbon, palette) -> str:
    return rgba(label_color(ribbon.label, palette), 0.35 if ribbon.unseen else 0.7)
