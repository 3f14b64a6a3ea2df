"""How much room texts take in print, and what becomes of those that have too little."""

from collections.abc import Iterator

import numpy as np

from chemins.figures.printed.canvas import FontProperties, Text, text_to_path
from chemins.figures.printed.sizes import SMALLEST

FONT = "DejaVu Sans"
APART = 1.5  # millimetres between a title and the next
INCH = 25.4  # millimetres
POINT = INCH / 72  # millimetres
LINE = 1.07  # height of a line, of its size


def width_of(text, size, weight="normal") -> float:
    """Of a text's longest line, in millimetres. size: points."""
    look = FontProperties(family=FONT, size=size, weight=weight)
    lines = (line for line in text.split("\n") if line)
    widths = [text_to_path.get_text_width_height_descent(line, look, False)[0] for line in lines]
    return max(widths, default=0) * POINT


def high_as(text, size, spaced=1.2) -> float:
    """The height of a text's lines, in millimetres. size: points. spaced: their distance, of the
    font's own."""
    return (text.count("\n") + 1) * LINE * spaced * size * POINT if text else 0


def wrapped(text, room, size, weight="normal") -> str:
    """A text as lines of at most so many millimetres; a word wider than that in several parts."""
    space, lines, used = width_of(" ", size, weight), [], room
    for word in parts_of(text, room, size, weight):
        wide = width_of(word, size, weight)
        if lines and used + space + wide <= room:
            lines[-1] += f" {word}"
            used += space + wide
        else:
            lines.append(word)
            used = wide
    return "\n".join(lines)


def parts_of(text, room, size, weight) -> Iterator[str]:
    """A text's words; those that are wider than a line in several parts. A number and its sign stay
    together."""
    for word in text.replace(" %", "\u00a0%").split(" "):
        rest = word
        while width_of(rest, size, weight) > room and len(rest) > 1:
            shorter = (n for n in range(len(rest) - 1, 0, -1))
            cut = next((n for n in shorter if width_of(rest[:n], size, weight) <= room), 1)
            yield rest[:cut]
            rest = rest[cut:]
        yield rest


def ending(text, room, size, weight="normal") -> str:
    """A text that is too wide for so many millimetres without its beginning: the names of a
    network's layers differ at their ends."""
    if width_of(text, size, weight) <= room:
        return text
    parts = (f"…{text[start:]}" for start in range(1, len(text)))
    return next((part for part in parts if width_of(part, size, weight) <= room), "")


def shorten_titles(figure) -> None:
    """Titles of panels, of a figure that is laid out, end before the next panel or the edge."""
    places = [axes.get_position() for axes in figure.axes]
    for axes, place in zip(figure.axes, places, strict=True):
        row = [other.x0 for other in places if other.y0 < place.y1 <= other.y1 + 0.001]
        right = min((start for start in row if start > place.x0 + 0.001), default=1)
        room = (right - place.x0) * figure.get_figwidth() * INCH - APART
        title = axes.get_title(loc="left")
        for text in (found for found in axes.get_children() if isinstance(found, Text)):
            if title and text.get_text() == title:
                text.set_text(ending(title, room, text.get_fontsize()))


def keep_inside(figure) -> None:
    """Texts of panels, of a figure that is laid out, are smaller where the edge would cut them."""
    edge = figure.bbox.x1 - 2
    for text in (found for axes in figure.axes for found in axes.texts):
        box = text.get_window_extent()
        if box.x1 > edge > box.x0 and text.get_ha() == "left":
            size = 0.96 * text.get_fontsize() * (edge - box.x0) / box.width
            text.set_fontsize(max(SMALLEST, size))


def spread(middles, heights, high) -> np.ndarray:
    """Where texts in a column have their middles, moved as little as keeps them apart.

    middles: (n,) where they would be, ascending, between 0 and high. heights: (n,) of the texts; in
    all no more than high.
    """
    heights = np.asarray(heights, float)
    steps = np.concatenate([[0], np.cumsum((heights[:-1] + heights[1:]) / 2)])
    blocks = []  # sum and number of what must move together
    for place in np.asarray(middles) - steps:
        blocks.append((place, 1))
        while len(blocks) > 1 and mean(blocks[-2]) > mean(blocks[-1]):
            (one, many), (other, more) = blocks.pop(), blocks.pop()
            blocks.append((one + other, many + more))
    places = np.repeat([mean(block) for block in blocks], [number for _, number in blocks])
    return np.clip(places, 0, high - steps[-1]) + steps


def mean(block) -> float:
    return block[0] / block[1]
