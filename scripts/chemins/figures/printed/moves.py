"""What becomes of predictions where activations are moved, a panel a hidden layer."""

from chemins.base.formatting import layer_text
from chemins.figures.moved_layers import EMPTY, kinds_of, telling
from chemins.figures.palette import ACCENT, NEUTRAL, grid
from chemins.figures.printed.canvas import Figure
from chemins.figures.printed.style import FAINT, heading, new_figure

ROW = 5.2  # millimetres of height for a kind of move
DOTS = "#9fb8d9"  # of single replicates


def draw_moves(name, layers, look) -> Figure:
    """layers: layer -> list of answers.move_shares.MoveShares."""
    kinds = kinds_of(layers)
    bands, columns = grid(max(1, len(layers)))
    figure = new_figure(look["width"], 30 + bands * (16 + ROW * max(1, len(kinds))))
    for index, (layer, shares) in enumerate(layers.items()):
        axes = figure.add_subplot(bands, columns, index + 1)
        draw_layer(axes, {found.kind: found for found in shares}, kinds)
        axes.set_title(layer_text(layer))
        if index % columns:
            axes.set_yticklabels([])
        if index // columns == bands - 1:
            axes.set_xlabel("predictions changed, %")
    figure.get_layout_engine().set(w_pad=0.12)  # labels are wider in print than on the canvas
    heading(figure, f"{name}: do the clusters decide?", telling(layers) if layers else EMPTY)
    return figure


def draw_layer(axes, shares, kinds) -> None:
    """One row a kind, those to another cluster apart."""
    for place, kind in enumerate(kinds):
        if kind in shares:
            draw_kind(axes, -place, shares[kind])
    axes.axhline(-1.5, color=FAINT, lw=1)
    axes.set_yticks([-place for place in range(len(kinds))], kinds)
    axes.set_ylim(-len(kinds) + 0.4, 0.6)
    axes.set_xlim(-3, 103)
    axes.set_xticks([0, 25, 50, 75, 100])
    axes.tick_params(axis="y", length=0)


def draw_kind(axes, place, found) -> None:
    """A dot a replicate, their mean with its interval, the run's own network."""
    values = [100 * value for value in found.replicates]
    axes.plot(values, [place] * len(values), "o", color=DOTS, ms=3.2, mew=0, alpha=0.8)
    if found.interval:
        mean, low, high = (found.interval[key] for key in ("mean", "low", "high"))
        if low is not None:
            axes.plot([100 * low, 100 * high], [place, place], color=NEUTRAL, lw=1.4)
        axes.plot([100 * mean], [place], "|", color=NEUTRAL, ms=8, mew=1.4)
    if found.own is not None:
        axes.plot([100 * found.own], [place], "D", color=ACCENT, ms=3.4, mew=0)
