"""What stands beside the nodes of a flow diagram: their images, and what they are."""

import re
from dataclasses import dataclass

import numpy as np

from chemins.answers.trust import is_unstable, stability_digits, stability_text
from chemins.base.language import said
from chemins.figures.flow_layout import most_frequent, node_name
from chemins.figures.printed.lettering import LINE, POINT, spread, width_of
from chemins.figures.printed.nearby import Haloed, picture_at
from chemins.figures.printed.sizes import SMALLEST, scale, sized
from chemins.figures.printed.style import MILLIMETRE
from chemins.text.class_names import DIGITS

NODE = 0.035  # width of a node, of the distance between two stages
LETTER = 1.3 / 7  # millimetres that a letter of a cluster's name takes, for each point of its size
SPACED = 1.2  # lines of text
CLUSTER, END = 7, 8  # points of the names of clusters, and of labels and predictions
IMAGE, LEAST = 8, 3  # millimetres: the largest and the smallest image beside a node
NEAR = 0.5  # millimetres between a node and its image


@dataclass(frozen=True)
class Ruler:
    """How many millimetres things are in a figure of a width, itself in millimetres."""

    width: float
    stage: float  # from one to the next
    sample: float  # its share of a node's height
    image: float  # the largest beside a node; 0 where there are to be none


def largest_image(run, apart, by_size) -> float:
    """How large the image beside a node may be, where stages are so many millimetres apart; 0
    without images."""
    return min(IMAGE * by_size, 0.34 * apart) if run.prototypes else 0


def all_fit(layout, run, width, wide) -> bool:
    """Whether the widest of the clusters' names fits into so many millimetres, at its shortest.
    width: of the figure."""
    names, size = run.names.short(), smallest(width)
    inner = (node for node in layout.nodes if 0 < node.stage < len(layout.stages) - 1)
    return all(width_of(most_frequent(node, names), size) <= wide for node in inner)


def smallest(width) -> float:
    """Points of the smallest text in a figure so many millimetres wide."""
    return max(SMALLEST, SMALLEST * scale(width))


def tell_nodes(figure, layout, run, image) -> None:
    """Put beside each node its image and what it is, as far as there is room. image: the largest
    there may be, in millimetres."""
    (axes,) = figure.axes
    last = len(layout.stages) - 1
    extent, width = axes.get_window_extent(), figure.get_figwidth() / MILLIMETRE
    left, right = axes.get_xlim()
    pixel = 1 / MILLIMETRE / figure.dpi
    across = extent.width * pixel / (right - left)
    down = extent.height * pixel / abs(np.subtract(*axes.get_ylim()))
    ruler = Ruler(width, across, down, image)
    shown = {
        n: side for n in layout.nodes if (side := image_side(n, n.stage in (0, last), run, ruler))
    }
    for node, side in shown.items():
        place_image(axes, node, side, run, ruler)
    name_ends(axes, layout, run, shown, ruler)
    for node in (node for node in layout.nodes if 0 < node.stage < last):
        beyond = NEAR + shown[node] if node in shown else 0
        name_cluster(axes, node, run, layout.nodes, beyond, ruler)


def image_side(node, at_end, run, ruler) -> float:
    """How large a node's image is, in millimetres; 0 of one that is not tall enough for any.
    at_end: whether it is a label or a prediction, beside which no ribbons are."""
    if (node.layer, node.value) not in run.prototypes:
        return 0
    by_size = scale(ruler.width)
    side = min(IMAGE * by_size if at_end else ruler.image, node.count * ruler.sample)
    return side if side >= LEAST * by_size else 0


def place_image(axes, node, side, run, ruler) -> None:
    """Before a label's node, after any other."""
    pixels = run.prototypes[node.layer, node.value]
    rows, columns = pixels.shape[:2]
    wide, high = side * min(1, columns / rows), side * min(1, rows / columns)
    wide, high = wide / ruler.stage, high / ruler.sample
    near = NODE / 2 + NEAR / ruler.stage
    start = node.stage - near - wide if node.stage == 0 else node.stage + near
    top = middle(node) - high / 2
    picture_at(axes, pixels, (start, start + wide, top + high, top))


def name_ends(axes, layout, run, shown, ruler) -> None:
    """Labels and predictions. shown: node -> the side of its image, in millimetres."""
    names, size = run.names.short(), sized(END, ruler.width)
    for stage in (0, len(layout.stages) - 1):
        texts = {n: label_text(n, run, names) for n in layout.nodes if n.stage == stage}
        beside = max((NEAR + shown[node] for node in texts if node in shown), default=0)
        line = LINE * SPACED * size * POINT / ruler.sample
        for node, y in end_places(texts, line, layout.height).items():
            write_beside(axes, node, texts[node], y, beside / ruler.stage, fontsize=size)


def name_cluster(axes, node, run, nodes, image, ruler) -> None:
    """image: the width of what is beside it, in millimetres."""
    names, stability = run.names.short(), run.stability.get((node.layer, node.value))
    forms = cluster_forms(node, node_name(node, run.unseen, names), stability, names)
    wide, high = beside(ruler.stage) - image, ruler.sample * room(node, nodes)
    text, size = shown_text(forms, wide, high, ruler.width)
    if text:
        write_beside(axes, node, text, middle(node), image / ruler.stage, fontsize=size)


def beside(apart) -> float:
    """How wide a text beside a node may be, where stages are this far apart: up to the next."""
    return apart * (1 - NODE - 0.04)


def label_text(node, run, names) -> str:
    """A label or prediction; of names, whose room is narrow, in two lines where it is unseen."""
    text = node_name(node, run.unseen, names)
    return text.replace(f" {unseen_mark()}", f"\n{unseen_mark()}") if names.are_words else text


def unseen_mark() -> str:
    """What stands behind the name of a class that was never taught."""
    return f"({said('unseen')})"


def end_places(texts, line, height) -> dict:
    """node -> where its name has its middle, one below the other; of more names than there is room
    for, those of the largest nodes. texts: node -> its name, all of one stage. line: its height.
    height: of the layout; both in samples."""
    lines = {node: line * (1 + text.count("\n")) for node, text in texts.items()}
    kept = sorted(texts, key=lambda node: node.count)
    while sum(lines[node] for node in kept) > height and len(kept) > 1:
        del kept[0]
    kept.sort(key=middle)
    places = spread([middle(node) for node in kept], [lines[node] for node in kept], height)
    return dict(zip(kept, places.tolist(), strict=True))


def middle(node) -> float:
    return node.top + node.count / 2


def write_beside(axes, node, text, y, image, fontsize) -> None:
    """Before a label's node, after any other, beyond its image. image: of the distance between two
    stages."""
    side, place = ("right", -1) if node.stage == 0 else ("left", 1)
    x = node.stage + place * (NODE / 2 + 0.02 + image)
    look = {"transform": axes.transData, "ha": side, "va": "center", "clip_on": False}
    axes.add_artist(Haloed(x, y, text, fontsize=fontsize, **look))


def shown_text(forms, wide, high, width) -> tuple[str, float]:
    """What a cluster says in so many millimetres, "" where nothing has room; and its size in
    points. width: of the figure."""
    least, usual = smallest(width), sized(CLUSTER, width)
    first = fitting(forms, wide, high, usual)
    shorter = [*forms[forms.index(first) :], re.split("\n|, ", forms[-1])[0]]
    for text in shorter:
        size = min(usual, usual * wide / text_width(text, usual))
        size = max(least, min(size, 0.96 * size * wide / width_of(text, size)))
        lines = LINE * SPACED * size * POINT * (1 + text.count("\n"))
        if high >= lines and width_of(text, size) <= 0.97 * wide:
            return text, size
    return "", least


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


def fitting(forms, wide, high, size=CLUSTER) -> str:
    """The first of these texts for which there is room, given in millimetres; else the last,
    or the one before it where that is narrower and high enough. size: points."""
    two = 2 * LINE * SPACED * size * POINT
    for text in forms:
        if text_width(text, size) <= wide and ("\n" not in text or high >= two):
            return text
    return min(forms[-2:], key=text_width) if high >= two else forms[-1]


def text_width(text, size=CLUSTER) -> float:
    """Of its longest line, about, in millimetres."""
    return LETTER * size * max(map(len, text.split("\n")))


def room(node, nodes) -> float:
    """How far the middle of the nearest node of the same stage is, in samples."""
    middles = [middle(n) for n in nodes if n.stage == node.stage and n is not node]
    return min((abs(middle(node) - y) for y in middles), default=np.inf)
