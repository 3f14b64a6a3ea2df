"""Every figure of a made run, as the two scripts draw them."""

from builders.made_run import small_history
from chemins.figures import interactive
from chemins.figures.printed import curves
from chemins.results.layout import TRAINING
from draw_figures import drawn_by


def every_figure(run, look, history=None):
    """As draw_figures.drawn_by, and that of a training. history: its columns."""
    epochs = small_history() if history is None else history
    training = (
        lambda: curves.draw_training(run.name, epochs, look),
        lambda: interactive.training_page(run.name, epochs),
    )
    return {**drawn_by(run, look), TRAINING: training}
