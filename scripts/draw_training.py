"""Draw the training of a run's network, for print and for a browser."""

from chemins.figures import interactive
from chemins.figures.printed import curves
from chemins.figures.saving import save_only_figure
from chemins.jobs import job
from chemins.results import tables
from chemins.results.layout import TRAINING


def draw_training(settings, run, history, figures) -> None:
    """settings: as of the rule. history: table to read. figures: the files to write,
    FOLDER/training.FORMAT."""
    look = settings["figures"]
    epochs = tables.read_columns(history, tables.HISTORY)
    save_only_figure(
        TRAINING,
        settings,
        run,
        lambda: curves.draw_training(run, epochs, look),
        lambda: interactive.training_page(run, epochs),
        figures,
    )


if "snakemake" in globals():
    job.run(draw_training, snakemake)
