"""Draw the training of a run's network, for print and for a browser."""

import json

from chemins.figures import interactive
from chemins.figures.printed import curves, style
from chemins.figures.saving import save_figure
from chemins.results import tables
from chemins.results.layout import TRAINING


def draw_training(settings, run, history, outputs):
    """settings: as of the rule. history: table to read. outputs: the files to write,
    FOLDER/training.FORMAT."""
    look = settings["figures"]
    about = {key: settings[key] for key in ("digits", "unseen", "fit_on")}
    epochs = tables.read_columns(history, tables.HISTORY)
    with style.styled():
        save_figure(
            TRAINING,
            run,
            lambda: curves.draw_training(run, epochs, look),
            lambda: interactive.training(run, epochs),
            outputs,
            look["dpi"],
            about,
        )


if "snakemake" in globals():
    from chemins.jobs.making import making

    with making(snakemake):
        draw_training(
            settings=json.loads(snakemake.params.settings),
            run=snakemake.wildcards.run,
            history=snakemake.input.history,
            outputs=snakemake.output.figures,
        )
