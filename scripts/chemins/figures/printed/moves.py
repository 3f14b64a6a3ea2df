"""What becomes of predictions where activations are moved, a panel a hidden layer."""

from chemins.base.formatting import layer_text
from chemins.base.language import said
from chemins.figures.moved_layers import kinds_of, telling
from chemins.figures.palette import ACCENT, FAINT, NEUTRAL
from chemins.figures.printed.canvas import Figure
from chemins.figures.printed.lettering import width_of
from chemins.figures.printed.sizes import panels, scale, sized
from chemins.figures.printed.style import SIZES, heading, new_figure

ROW = 5.2  # millimetres of height for a kind of move
AROUND = 16  # millimetres of height that a panel needs besides
WIDE = 32  # millimetres: a panel with room for five numbers below it
DOTS = "#9fb8d9"  # of single replicates


def draw_moves(name, layers, look) -> Figure:
    """layers: layer -> list of answers.move_shares.MoveShares."""
    width, by_size = look["width"], scale(look["width"])
    kinds = kinds_of(layers)
    names = max(
        (width_of(said(kind), sized(SIZES["ytick.labelsize"], width)) for kind in kinds), default=0
    )
    high = AROUND + ROW * max(1, len(kinds))
    bands, columns = panels(max(1, len(layers)), width - names, high)
    head = heading(look, said("head_interventions", run=name), telling(layers))
    figure = new_figure(width, by_size * (bands * high + 4), head)
    wide = (width - names) / columns >= WIDE * by_size
    for index, (layer, shares) in enumerate(layers.items()):
        axes = figure.add_subplot(bands, columns, index + 1)
        draw_layer(axes, {found.kind: found for found in shares}, kinds, by_size)
        axes.set_xticks([0, 25, 50, 75, 100] if wide else [0, 50, 100])
        axes.set_title(layer_text(layer))
        if index % columns:
            axes.set_yticklabels([])
        if index // columns == bands - 1 or index + columns >= len(layers):
            axes.set_xlabel(said("moves_axis" if wide else "moves_axis_short"))
    return figure


def draw_layer(axes, shares, kinds, by_size) -> None:
    """One row a kind, those to another cluster apart."""
    for place, kind in enumerate(kinds):
        if kind in shares:
            draw_kind(axes, -place, shares[kind], by_size)
    axes.axhline(-1.5, color=FAINT, lw=1)
    axes.set_yticks([-place for place in range(len(kinds))], list(map(said, kinds)))
    axes.set_ylim(-len(kinds) + 0.4, 0.6)
    axes.set_xlim(-3, 103)
    axes.tick_params(axis="y", length=0)


def draw_kind(axes, place, found, by_size) -> None:
    """A dot a replicate, their mean with its interval, the run's own network."""
    values = [100 * value for value in found.replicates]
    axes.plot(values, [place] * len(values), "o", color=DOTS, ms=3.2 * by_size, mew=0, alpha=0.8)
    if found.interval:
        mean, low, high = (found.interval[key] for key in ("mean", "low", "high"))
        if low is not None:
            axes.plot([100 * low, 100 * high], [place, place], color=NEUTRAL, lw=1.4)
        axes.plot([100 * mean], [place], "|", color=NEUTRAL, ms=8 * by_size, mew=1.4)
    if found.own is not None:
        axes.plot([100 * found.own], [place], "D", color=ACCENT, ms=3.4 * by_size, mew=0)
