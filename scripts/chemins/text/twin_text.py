"""A network from elsewhere beside its untrained twin, as a sentence and in tables.

answers: what answers.json holds; of other networks nothing is told here.
"""

from chemins.base.formatting import layer_text
from chemins.base.language import each_said, said
from chemins.measures.vocabulary import UNTRAINED
from chemins.text.control_section import section
from chemins.text.estimates_text import format_number, of_layer
from chemins.text.held_text import retold
from chemins.text.markdown_table import table


def is_given(answers) -> bool:
    """Whether the network is from elsewhere and at hand: then its own numbers are all there are."""
    return "no_twin" in answers


def has_twin(answers) -> bool:
    """Whether an untrained twin was measured beside the network."""
    return is_given(answers) and not answers["no_twin"]


def twin_sentence(answers, layer) -> str:
    """How a layer stands to the pixels and to the twin; empty of networks without one."""
    if not has_twin(answers):
        return ""
    found = of_layer(answers, layer)
    return said(
        "twin",
        over_pixels=format_number(found["gains"]["pixels"]),
        over_untrained=format_number(found["gains"][UNTRAINED]),
        untrained=format_number(found["controls"][UNTRAINED]["ami"]),
        weights=weights_text(answers),
    )


def weights_text(answers) -> str:
    """How a twin came to its weights: where a file does not say how they were drawn, they are the
    network's own, shuffled."""
    shuffled = answers.get("twin_weights") == "shuffled"
    return said("weights_shuffled" if shuffled else "weights_drawn")


def no_twin_sentence(answers) -> str:
    """Why such a network has no twin; empty of those that have one, and of others."""
    if not is_given(answers) or has_twin(answers):
        return ""
    return said("no_twin", reason=retold(answers["no_twin"]))


def twin_tables(answers, classes) -> str:
    """Agreement with the labels beside the twin, at K = number of classes and as chosen; empty of
    networks without one."""
    if not has_twin(answers):
        return ""
    told = said("twin_told", weights=weights_text(answers), by=by_initialisers(answers))
    chosen, whose = each_said("twin_chosen", "this network")
    return section(answers, classes, told, gain_table, chosen, whose)


def by_initialisers(answers) -> str:
    return "" if "twin_weights" in answers else said("by_initialisers")


def gain_table(answers, measure, gains) -> str:
    head = ["layer", "this network", "untrained", "gain over pixels", "gain over untrained"]
    rows = []
    for found in answers["layers"]:
        gained = [found[gains][name] for name in ("pixels", UNTRAINED)]
        if found["layer"] == "pixels":
            gained = [None, None]
        numbers = [found[measure], found["controls"][UNTRAINED][measure], *gained]
        rows.append([layer_text(found["layer"]), *map(format_number, numbers)])
    return table(each_said(*head), rows)
