"""A network from elsewhere beside its untrained twin, as a sentence and in tables.

answers: what answers.json holds; of other networks nothing is told here.
"""

from chemins.base.formatting import layer_text
from chemins.measures.vocabulary import UNTRAINED
from chemins.text.control_section import section
from chemins.text.estimates_text import format_number, of_layer
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
    over_pixels, over_untrained = (found["gains"][name] for name in ("pixels", UNTRAINED))
    return (
        f"That AMI is a gain of {format_number(over_pixels)} over raw pixels and of "
        f"{format_number(over_untrained)} over an untrained network "
        f"({format_number(found['controls'][UNTRAINED]['ami'])}), its twin: the same architecture "
        f"with {weights_text(answers)}, once, on the same images. What another draw of them "
        "would change is in no interval."
    )


def weights_text(answers) -> str:
    """How a twin came to its weights: where a file does not say how they were drawn, they are the
    network's own, shuffled."""
    if answers.get("twin_weights") == "shuffled":
        return "weights of the same moments, its own shuffled within each tensor"
    return "initial weights drawn anew"


def no_twin_sentence(answers) -> str:
    """Why such a network has no twin; empty of those that have one, and of others."""
    if not is_given(answers) or has_twin(answers):
        return ""
    return f"This network could not be compared with an untrained twin: {answers['no_twin']}."


def twin_tables(answers, classes) -> str:
    """Agreement with the labels beside the twin, at K = number of classes and as chosen; empty of
    networks without one."""
    if not has_twin(answers):
        return ""
    told = (
        "Adjusted mutual information of clusters and labels on test images, of this network "
        f"and of its untrained twin: the same architecture, with {weights_text(answers)}"
        f"{by_initialisers(answers)}. This is one network, and one twin: 95 % intervals are "
        "over images, and say what other images would change, not other networks, nor another "
        "draw of the twin's weights. Gains are paired by image. How the network was trained is "
        "not known here, so there is no control that was taught shuffled labels."
    )
    chosen = "At the chosen K, which may differ between layers and networks:"
    return section(answers, classes, told, gain_table, chosen, "this network")


def by_initialisers(answers) -> str:
    return "" if "twin_weights" in answers else " by its layers' own initialisers"


def gain_table(answers, measure, gains) -> str:
    head = ["layer", "this network", "untrained", "gain over pixels", "gain over untrained"]
    rows = []
    for found in answers["layers"]:
        gained = [found[gains][name] for name in ("pixels", UNTRAINED)]
        if found["layer"] == "pixels":
            gained = [None, None]
        numbers = [found[measure], found["controls"][UNTRAINED][measure], *gained]
        rows.append([layer_text(found["layer"]), *map(format_number, numbers)])
    return table(head, rows)
