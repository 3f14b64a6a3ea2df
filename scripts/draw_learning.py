"""Draw how a run's paths formed while its network learnt, for print and for a browser."""

from chemins.base.formatting import layers_called
from chemins.base.language import language_of, speaking
from chemins.figures import interactive_learning
from chemins.figures.printed import style
from chemins.figures.printed.learning import draw_learning as draw_layers
from chemins.figures.printed.learning_classes import draw_learning_classes
from chemins.figures.printed.learning_flow import draw_learning_flow
from chemins.figures.read_learnt import read_learnt
from chemins.figures.saving import save_figure
from chemins.jobs import job
from chemins.text.captions import mark_sentence


def draw_learning(settings, run, paths, measures, answers, figures, stages=None) -> None:
    """settings: as of the rule. paths, measures, answers, stages: as read_learnt takes them.
    figures: the files to write, FOLDER/NAME.FORMAT."""
    look = settings["figures"]
    learnt = read_learnt(run, settings, paths, measures, answers, stages)
    about = {key: settings[key] for key in ("digits", "unseen", "fit_on")}
    about |= {"names": learnt.names}
    with style.styled(), layers_called(settings.get("shown", {})), speaking(language_of(look)):
        about["found"] = {"learning-classes": mark_sentence(learnt.mark)}
        for name, (printed, page) in drawn_by(learnt, look).items():
            save_figure(name, run, printed, page, figures, look, about)


def drawn_by(learnt, look) -> dict:
    """name -> (function that draws it for print, function that draws it for a browser)."""
    palette = look["palette"]
    return {
        "learning": (
            lambda: draw_layers(learnt, look),
            lambda: interactive_learning.learning_page(learnt),
        ),
        "learning-flow": (
            lambda: draw_learning_flow(learnt, look),
            lambda: interactive_learning.learning_flow_page(learnt, palette),
        ),
        "learning-classes": (
            lambda: draw_learning_classes(learnt, look),
            lambda: interactive_learning.learning_classes_page(learnt, palette),
        ),
    }


if "snakemake" in globals():
    job.run(draw_learning, snakemake)
