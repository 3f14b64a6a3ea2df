"""Tables of how a network's paths formed, for answers.md. answers: what answers.json holds."""

from chemins.answers.kept_from import FROM, OPEN
from chemins.base.formatting import layer_text
from chemins.base.language import bare, each_said, said
from chemins.text.class_names import names_of
from chemins.text.estimates_text import format_best, format_number
from chemins.text.markdown_table import table

LISTED = 50  # pairs of classes
EPOCHS = 20  # that a table has a row of


def course_table(answers) -> str:
    """A row a kept epoch: how far the network was."""
    learning = answers["learning"]
    head = each_said("epoch", "accuracy", "on the final path", "distinct paths")
    head += [said("AMI: {layer}", layer=layer_text(e["layer"])) for e in learning["layers"]]
    rows = [course_row(learning, place) for place in shown_places(learning["epochs"])]
    return f"{said('learning_courses')}\n\n{table(head, rows)}"


def shown_places(epochs) -> list[int]:
    """The places of the epochs that tables have: all of them, or, of many, some from the first to
    the last, fewer and fewer."""
    count = len(epochs)
    if count <= EPOCHS:
        return [*range(count)]
    return sorted({round(count ** (row / (EPOCHS - 1))) - 1 for row in range(EPOCHS)})


def course_row(learning, place) -> list[str]:
    shares = (learning[name][place] for name in ("accuracy", "on_final_path"))
    return [
        bare(learning["epochs"][place]),
        *map(format_best, shares),
        format_number(learning["distinct_paths"][place], 1),
        *(format_number(entry["ami"][place]) for entry in learning["layers"]),
    ]


def pair_table(answers) -> str:
    """Empty of two classes, of which a sentence says as much."""
    learning, names = answers["learning"], names_of(answers).in_tables()
    pairs = learning["pairs"]
    if len(pairs) == 1:
        return ""
    head = [said("two classes"), *(layer_text(e["layer"]) for e in learning["layers"])]
    rows = [
        [
            f"{names.name(pair['classes'][0])}, {names.name(pair['classes'][1])}",
            *(when_cell(entry["from"]) for entry in pair["layers"]),
        ]
        for pair in pairs[:LISTED]
    ]
    return f"{said('learning_pairs')}\n\n{table(head, rows)}"


def class_table(answers) -> str:
    """As pair_table."""
    classes, names = answers["learning"]["classes"], names_of(answers).in_tables()
    if len(classes) == 2:
        return ""
    head = [names.one, *each_said("told rightly", "in the end", "on its main path", "in the end")]
    rows = [
        [
            names.name(entry["digit"]),
            when_cell(entry["right_from"]),
            format_best(entry["right"][-1]),
            when_cell(entry["path_from"]),
            format_best(entry["on_main_path"][-1]),
        ]
        for entry in classes
    ]
    return f"{said('learning_classes')}\n\n{table(head, rows)}"


def when_cell(found) -> str:
    """`21 [18, 25]`, `never`, `not known (6 of 10)`. found: of kept_from."""
    when = said("never") if found["median"] is None else bare(found["median"])
    if found["verdict"] == OPEN:
        when = said("onset_unknown")
    if found["never"] in (0, 1):
        return when + limits_text(found)
    return said("onset_cell", epoch=when + limits_text(found), **reached(found))


def limits_text(found) -> str:
    """` [18, 25]`, of what is claimed to hold."""
    if found["verdict"] != FROM:
        return ""
    return said("onset_limits", low=bare(found["low"]), high=bare(found["high"]))


def reached(found) -> dict:
    """In how many of the networks it holds in the end."""
    count = found["networks"]
    return {"reached": bare(round(count * (1 - found["never"]))), "networks": bare(count)}
