"""The figures of a run: their names, titles and captions."""

from chemins.answers.trust import TRUSTED
from chemins.base.formatting import fitted_on, layer_text, percent
from chemins.base.language import ENGLISH, TEXTS, enumerated, numeral, said
from chemins.measures.vocabulary import CONTROLS, SHUFFLED, UNTRAINED
from chemins.text.class_names import DIGITS

NAMES = ("flow", "embeddings", "exceptions", "flow-all-layers", "clustering", "interventions")
NAMES += ("training",)
LEARNING = ("learning", "learning-flow", "learning-classes")  # of runs that are looked at then
TITLES = {name: TEXTS[ENGLISH][f"title_{name}"] for name in (*NAMES, *LEARNING)}


def trained_otherwise(controls) -> str:
    """Networks that moves are compared with; none of them may be at hand."""
    told = {UNTRAINED: "in_untrained", SHUFFLED: "in_shuffled"}
    found = [said(told[network]) for network in CONTROLS if network in controls]
    return said("otherwise", networks=enumerated(found)) if found else ""


def unmoved(layers) -> str:
    """Why a figure of moves has not these hidden layers; "" without any."""
    return said("unmoved", layers=enumerated(map(layer_text, layers))) if layers else ""


def images_sentence(names=DIGITS) -> str:
    """What the images in a printed flow are."""
    return said("images_beside", one=names.one)


def mark_sentence(mark) -> str:
    """From where on a share counts. mark: of answers.json, `learning`."""
    return said("learning_mark", mark=percent(mark))


def captions(fit_on, names=DIGITS, controls=CONTROLS, figures=NAMES) -> dict[str, str]:
    """name -> caption. fit_on: of the run's clustering. names: ClassNames. controls: the networks
    that the run's moves are compared with. figures: their names."""
    told = {
        "one": names.one,
        "taught": names.taught_ones,
        "trusted": numeral(str(TRUSTED)),
        "fitted": fitted_on(fit_on),
        "otherwise": trained_otherwise(controls),
    }
    return {name: said(f"caption_{name}", **told) for name in figures}


def told_of(name, fit_on, found, names=DIGITS, controls=CONTROLS) -> str:
    """A figure's caption with this run's numbers. found: name -> what it tells of them. controls:
    as captions takes them."""
    caption = captions(fit_on, names, controls, [name])[name]
    return f"{caption} {found.get(name, '')}".strip()


def caption_text(
    name, run, digits, unseen, fit_on, found=None, names=DIGITS, controls=CONTROLS
) -> str:
    """A figure's caption to go with it into a paper: title, run, what is seen; plain text. found:
    name -> what it tells of this run's numbers. controls: as captions takes them."""
    told = {"run": run, "taught": names.taught(digits)}
    if unseen:
        about = said("about_run_unseen", unseen=enumerated(map(names.name, unseen)), **told)
    else:
        about = said("about_run", **told)
    caption = told_of(name, fit_on, found or {}, names, controls)
    return said("caption", title=said(f"title_{name}"), about=about, told=caption)
