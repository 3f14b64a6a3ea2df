"""A figure in every format that it is asked for, with its caption."""

from pathlib import Path

from chemins.base.files import write_text
from chemins.base.language import ENGLISH, language_of, speaking
from chemins.figures import interactive
from chemins.figures.printed import style
from chemins.text.captions import caption_text
from chemins.text.class_names import names_of


def save_figure(name, run, printed, page, outputs, look, about) -> None:
    """Write those of the files that are of this figure.

    printed, page: functions that draw it, for print and for a browser. outputs: FOLDER/NAME.FORMAT,
    also of other figures. look: the config's `figures`. about: what its caption tells of the
    run, as caption_text takes it.
    """
    figure = style.fix_layout(printed())
    for path in (path for path in outputs if Path(path).stem == name):
        if path.endswith(".html"):
            with speaking(ENGLISH):  # as the pages around it
                shown = page()
            if not look.get("title", True):
                interactive.leave_title_out(shown)
            interactive.save_html(shown, path, name, run)
        elif path.endswith(".txt"):
            write_text(path, caption_text(name, run, **about))
        else:
            style.save_print(figure, path, look["dpi"])


def save_only_figure(name, settings, run, printed, page, outputs, **told) -> None:
    """As save_figure, the one figure of a rule. settings: as of the rule. told: what else its
    caption tells."""
    about = {key: settings[key] for key in ("digits", "unseen", "fit_on")}
    about |= {"names": names_of(settings), **told}
    with style.styled(), speaking(language_of(settings["figures"])):
        save_figure(name, run, printed, page, outputs, settings["figures"], about)
