"""Draw what becomes of a run's predictions where activations are moved."""

from chemins.answers.measure_table import read_measures
from chemins.answers.move_shares import move_shares
from chemins.base.formatting import layers_called
from chemins.base.language import language_of, speaking
from chemins.figures import interactive
from chemins.figures.moved_layers import kinds_of
from chemins.figures.printed import moves
from chemins.figures.saving import save_only_figure
from chemins.jobs import job
from chemins.measures.vocabulary import MOVES
from chemins.results.layout import INTERVENTIONS
from chemins.text.captions import unmoved


def draw_interventions(settings, run, measures, figures) -> None:
    """settings: as of the rule. measures: tables of measures to read. figures: the files to write,
    FOLDER/interventions.FORMAT."""
    look, measured = settings["figures"], read_measures(measures)
    every = {layer: move_shares(measured, layer) for layer in settings["hidden"]}
    layers = {layer: shares for layer, shares in every.items() if shares}
    kinds, left = kinds_of(layers), [layer for layer in every if layers and not every[layer]]
    with layers_called(settings.get("shown", {})), speaking(language_of(look)):
        save_only_figure(
            INTERVENTIONS,
            settings,
            run,
            lambda: moves.draw_moves(run, layers, look),
            lambda: interactive.moves_page(run, layers),
            figures,
            found={INTERVENTIONS: unmoved(left)},
            controls=[network for (_, network), kind in MOVES.items() if kind in kinds],
        )


if "snakemake" in globals():
    job.run(draw_interventions, snakemake)
