"""The axis of kept epochs: it begins with a network that was taught nothing."""

import numpy as np

from chemins.figures.learnt import placed, roomy
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
    axes.set_xticks([first, last], [epoch_text(epochs[0]), epoch_text(epochs[-1])])


def tell_epochs(axes, epochs) -> None:
    """Name the epochs for which there is room, the first and the last among them. Where they stand
    close, only these have a mark; else the others have marks alone. axes: placed."""
    texts = list(map(epoch_text, epochs))
    wide = axes.get_window_extent().width / axes.figure.dpi / MILLIMETRE
    left, right = axes.get_xlim()
    at = (placed(epochs) - left) / (right - left) * wide
    size = axes.xaxis.get_major_ticks()[0].label1.get_fontsize()
    kept = sorted(roomy(at, [width_of(text, size) + APART for text in texts]))
    axes.set_xticks(placed([epochs[place] for place in kept]), [texts[place] for place in kept])
    if np.diff(at).min() >= CLOSE:
        others = [epoch for place, epoch in enumerate(epochs) if place not in kept]
        axes.set_xticks(placed(others), minor=True)
