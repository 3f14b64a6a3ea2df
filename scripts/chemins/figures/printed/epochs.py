"""The axis of kept epochs: it begins with a network that was taught nothing."""

import numpy as np

from chemins.figures.learnt import placed
from chemins.figures.learnt_text import epoch_text
from chemins.figures.printed.lettering import APART, width_of
from chemins.figures.printed.style import MILLIMETRE

CLOSE = 0.5  # millimetres between two epochs, from which on not each can have a mark
SIDE = 0.03  # of the axis, free before the first and behind the last epoch


def set_epochs(axes, epochs) -> None:
    """The axis from the first to the last kept epoch."""
    first, last = placed([epochs[0], epochs[-1]])
    free = SIDE * (last - first)
    axes.set_xlim(first - free, last + free)
    axes.set_xticks(placed(epochs), [""] * len(epochs))


def tell_epochs(axes, epochs) -> None:
    """Name the epochs for which there is room, the first and the last among them; where they stand
    close only these have a mark. axes: placed."""
    texts = list(map(epoch_text, epochs))
    wide = axes.get_window_extent().width / axes.figure.dpi / MILLIMETRE
    left, right = axes.get_xlim()
    at = (placed(epochs) - left) / (right - left) * wide
    size = axes.xaxis.get_major_ticks()[0].label1.get_fontsize()
    kept = roomy(at, [width_of(text, size) for text in texts])
    ticks = sorted(kept) if np.diff(at).min() < CLOSE else range(len(epochs))
    shown = [texts[place] if place in kept else "" for place in ticks]
    axes.set_xticks(placed([epochs[place] for place in ticks]), shown)


def roomy(places, widths) -> set[int]:
    """Which of these texts have room, of the first ones as many as may be, and the last. places:
    their middles, ascending; widths: in the same unit."""
    last = len(places) - 1
    kept = [0]
    for one in range(1, last):
        if all(clear(places, widths, *pair) for pair in ((kept[-1], one), (one, last))):
            kept.append(one)
    return {*kept, last}


def clear(places, widths, one, other) -> bool:
    return places[other] - places[one] >= (widths[one] + widths[other]) / 2 + APART
