"""The flow on a run's card, small: ribbons, nodes and the classes at both ends, nothing else.

Lengths are those of its view box, in which letters have 12; a card shows it as large or larger.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from chemins.clusters.paths import count_flows
from chemins.figures.flow_layout import lay_out, node_name
from chemins.figures.palette import label_color

WIDTH, LOWEST, HIGHEST = 320, 110, 300
LINE, LETTER, LETTERS = 13, 6.6, 10  # of a name: its height, a letter's width, how many at most
NODE, SPACE = 5, 4  # a node's width, and from there to its name
THINNEST, LEFT_OUT = 0.6, 0.3  # heights of ribbons: the lowest drawn, and what is not drawn


@dataclass(frozen=True)
class Frame:
    """Where the flow lies in the drawing."""

    left: int
    step: int  # from a stage to the next
    scale: float  # of a sample
    height: float

    def x(self, node) -> float:
        return self.left + node.stage * self.step

    def y(self, top) -> float:
        return top * self.scale


def small_flow(paths, stages, names, palette, unseen) -> dict:
    """What site/small-flow.html draws.

    paths: columns of the table of paths. stages: label, hidden layers, prediction. names: of the
    classes. unseen: labels that were not taught.
    """
    layout = lay_out(count_flows(paths, list(pairwise(stages))), stages)
    last, short = len(stages) - 1, names.short(LETTERS)
    ends = [[node for node in layout.nodes if node.stage == stage] for stage in (0, last)]
    texts = [[node_name(node, unseen, short) for node in end] for end in ends]
    frame = framed(texts, last, layout.height)
    return {
        "width": WIDTH,
        "height": text_of(frame.height),
        "ribbons": ribbons(layout, frame, palette),
        "nodes": "".join(box(node, frame) for node in layout.nodes),
        "names": [
            {"x": text_of(x), "y": text_of(y), "anchor": anchor, "text": text}
            for end, told, anchor in zip(ends, texts, ("end", "start"), strict=True)
            for x, y, text in beside(end, told, anchor, frame)
        ],
    }


def framed(texts, last, tallest) -> Frame:
    """texts: of the names at both ends. last: the last stage. tallest: height of the layout."""
    height = min(max(LINE * max(map(len, texts)), LOWEST), HIGHEST)
    left, right = (ceil(max(map(len, end)) * LETTER + SPACE) for end in texts)
    # Whole numbers take half the room.
    step = (WIDTH - left - right - NODE) // last
    return Frame(left, step, height / tallest, height)


def ribbons(layout, frame, palette) -> list[dict]:
    """One path a label, and one of those that were not taught: color, whether unseen, outline."""
    outlines = {}
    for ribbon in layout.ribbons:
        if ribbon.count * frame.scale >= LEFT_OUT:
            key = (ribbon.unseen, ribbon.label)
            outlines[key] = outlines.get(key, "") + outline(ribbon, frame)
    return [
        {"color": label_color(label, palette), "unseen": unseen, "d": d}
        for (unseen, label), d in sorted(outlines.items())
    ]


def outline(ribbon, frame) -> str:
    """Two curves and the nodes' sides, each number relative to where the one before ended."""
    x, y = frame.x(ribbon.source) + NODE, frame.y(ribbon.source_top)
    across, down = frame.step - NODE, frame.y(ribbon.target_top) - y
    height = max(ribbon.count * frame.scale, THINNEST)
    there = curve(across, down)
    return f"M{joined(x, y)}{there}v{text_of(height)}{curve(-across, -down)}z"


def curve(across, down) -> str:
    return f"c{joined(across / 2, 0, across / 2, down, across, down)}"


def box(node, frame) -> str:
    height = max(node.count * frame.scale, 1)
    return f"M{joined(frame.x(node), frame.y(node.top))}h{NODE}v{text_of(height)}h-{NODE}z"


def beside(nodes, texts, anchor, frame) -> list[tuple]:
    """(x, y, text) of the names at one end, from the top; a name that would lie over the one above
    is left out."""
    found, lowest = [], float("-inf")
    shift = -SPACE if anchor == "end" else NODE + SPACE
    for node, text in sorted(zip(nodes, texts, strict=True), key=lambda pair: pair[0].top):
        middle = frame.y(node.top + node.count / 2)
        if middle - lowest >= LINE - 1:
            found.append((frame.x(node) + shift, middle, text))
            lowest = middle
    return found


def joined(*numbers) -> str:
    """As few characters as a path needs: a minus parts numbers too."""
    return " ".join(map(text_of, numbers)).replace(" -", "-")


def text_of(number) -> str:
    """To a tenth."""
    return f"{round(number, 1) + 0.0:g}"
