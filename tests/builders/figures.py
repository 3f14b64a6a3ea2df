"""Every figure of a made run, as the two scripts draw them."""

from builders.made_run import small_history, small_moves
from chemins.figures import interactive
from chemins.figures.printed import curves, moves
from chemins.results.layout import INTERVENTIONS, TRAINING
from draw_figures import drawn_by


def every_figure(run, look, history=None):
    """As draw_figures.drawn_by, and those of a training and of moves. history: columns."""
    epochs = small_history() if history is None else history
    training = (
        lambda: curves.draw_training(run.name, epochs, look),
        lambda: interactive.training_page(run.name, epochs),
    )
    moved = (
        lambda: moves.draw_moves(run.name, small_moves(), look),
        lambda: interactive.moves_page(run.name, small_moves()),
    )
    return {**drawn_by(run, look), INTERVENTIONS: moved, TRAINING: training}
