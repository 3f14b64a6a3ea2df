"""The section of the answers that sets a network's layers beside its controls.

answers: what answers.json holds.
"""

from chemins.base.formatting import layer_text
from chemins.base.language import said
from chemins.measures.vocabulary import UNTRAINED
from chemins.text.class_names import names_of
from chemins.text.estimates_text import format_best
from chemins.text.markdown_table import table


def section(answers, classes, told, ami_table, chosen, whose) -> str:
    """Tables of AMI at both Ks, and of what else knows the classes.

    told: what of. ami_table: a function of answers and the names of an AMI and of its gains.
    chosen: the words above the table at the chosen K, empty for none. whose: the network's name in
    the table of probes.
    """
    parts = [
        said("controls_title"),
        told,
        said("controls_at", classes=classes),
        ami_table(answers, "ami", "gains"),
    ]
    if chosen:
        parts += [chosen, ami_table(answers, "ami_chosen", "gains_chosen")]
    parts += [said("probes", one=names_of(answers).one), probe_table(answers, whose)]
    return "\n\n".join(parts)


def probe_table(answers, whose) -> str:
    untrained = said("untrained")
    head = [said("layer"), said("probe: {whose}", whose=whose), untrained]
    head += [said("neighbours: {whose}", whose=whose), untrained]
    rows = []
    for found in answers["layers"]:
        untrained = found["controls"][UNTRAINED]
        numbers = [found["probe"], untrained["probe"], found["neighbours"], untrained["neighbours"]]
        rows.append([layer_text(found["layer"]), *map(format_best, numbers)])
    return table(head, rows)
