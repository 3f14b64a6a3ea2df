"""One colour for each label, the same in every figure and page; and how panels are arranged."""

import colorsys

import numpy as np

# Petroff (2021), arXiv 2107.02270: ten colours that stay apart for colour-blind eyes, handed to
# the digits so that those often shown together (1, 7, 3 and 4, and neighbours) are far apart.
COLORS = (
    "#a96b59",
    "#3f90da",
    "#b9ac70",
    "#bd1f01",
    "#717581",
    "#e76300",
    "#94a4a2",
    "#ffa90e",
    "#92dadd",
    "#832db6",
)
READABLE = 4.5  # contrast of a text with what it is on, at least
WIDEST = 5  # panels in a row of a figure
INK = "#22252a"  # texts, nodes
FAINT = "#d5d8dc"  # lines behind others
ACCENT = "#bd1f01"  # what one is to look at first: a chosen K, the run's own network
NEUTRAL = "#5b5f66"  # what is of no one label: curves, nodes
# What has an order and is no label, such as layers: from light to dark, also without colours.
RAMP = ("#2f9e77", "#1f7f93", "#3d5a96", "#41307a", "#22103f")


def label_color(label, palette=()) -> str:
    """`#rrggbb` of a label. palette: the config's own colours, used first if there are any."""
    colors = tuple(palette) or COLORS
    turn, index = divmod(int(label), len(colors))
    return colors[index] if turn == 0 else darker(colors[index], turn)


def darker(color, turn) -> str:
    """The colour again, for labels beyond the palette: darker at each turn."""
    red, green, blue = rgb(color)
    hue, lightness, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    shade = colorsys.hls_to_rgb(hue, lightness * 0.65**turn, saturation)
    return "#" + "".join(f"{round(255 * part):02x}" for part in shade)


def ramp(count) -> list[str]:
    """`#rrggbb` of so many things in order, as far apart as they can be."""
    places = np.linspace(0, len(RAMP) - 1, count) if count > 1 else [len(RAMP) - 1]
    channels = np.array([rgb(color) for color in RAMP]).T
    mixed = [np.interp(places, range(len(RAMP)), channel) for channel in channels]
    return ["#" + "".join(f"{round(part):02x}" for part in color) for color in np.transpose(mixed)]


def rgb(color) -> tuple[int, ...]:
    """(red, green, blue) of `#rrggbb`, each 0 to 255."""
    return tuple(int(color[start : start + 2], 16) for start in (1, 3, 5))


def paler(color, share) -> str:
    """`#rrggbb` mixed with so large a share of white."""
    return "#" + "".join(f"{round(part + (255 - part) * share):02x}" for part in rgb(color))


def text_color(background) -> str:
    """Ink or white, whichever is easier to read on `#rrggbb`; black where neither is enough."""
    best = max((INK, "#ffffff"), key=lambda color: contrast(color, background))
    return best if contrast(best, background) >= READABLE else "#000000"


def contrast(one, other) -> float:
    """Of two colours `#rrggbb`, from 1 to 21, as WCAG has it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(color) -> float:
    shares = [part / 255 for part in rgb(color)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def rgba(color, alpha) -> str:
    """`#rrggbb` as CSS's rgba(...)."""
    return f"rgba({','.join(map(str, rgb(color)))},{alpha})"


def grid(count) -> tuple[int, int]:
    """(rows, columns) for so many panels, one a layer: at most WIDEST columns, even rows."""
    rows = -(-count // WIDEST)
    return rows, -(-count // rows)
