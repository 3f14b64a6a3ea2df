"""What plotly's figures say of a node, a ribbon, a point or an image, in plotly's own markup."""

import html

from chemins.answers.trust import stability_text
from chemins.base.formatting import layer_text
from chemins.figures.flow_layout import node_name
from chemins.text.class_names import DIGITS

LETTERS = 14  # of a name under an image


def plain(text) -> str:
    """A text for plotly, which takes `<b>` and some other tags for markup."""
    return html.escape(text, quote=False)


def layer_html(layer) -> str:
    return plain(layer_text(layer))


def inside_template(text) -> str:
    """As plain, where plotly would fill in what is in braces."""
    return plain(text).replace("{", "&#123;")


def node_about(node, stability) -> tuple[str, str]:
    """What is told of a node besides its name."""
    return layer_html(node.layer), "" if stability is None else f"<br>{stability_text(stability)}"


def whole_name(node, unseen, names) -> list[str]:
    """A node's name where it may be cut beside the node."""
    return [node_name(node, unseen, names)] if names.are_words else []


def ribbon_text(ribbon, names) -> str:
    unseen = " (unseen)" if ribbon.unseen else ""
    ends = [f"{layer_html(node.layer)} {node.value}" for node in (ribbon.source, ribbon.target)]
    whose = f"<b>{names.kind(ribbon.label)}{unseen}</b>"
    return f"{whose}: {ribbon.count:,} images<br>{ends[0]} → {ends[1]}"


def predicted_names(prediction, names) -> dict:
    """A point's `text`, which only its tip shows; nothing of what has no names."""
    if not names.are_words:
        return {}
    shown = names.changed(plain)
    return {"text": [shown.name(label) for label in prediction.tolist()]}


def under_exhibit(exhibit, names, color) -> str:
    """`1 → 7`, after a mark in its label's colour; of names, in two lines."""
    short = names.short(LETTERS).changed(plain)
    label, prediction = short.name(exhibit.label), short.name(exhibit.prediction)
    mark = f'<span style="color:{color}">■</span> '
    return f"{mark}<b>{label}</b>{'<br>' if names.are_words else ' '}→ {prediction}"


def exhibit_html(exhibit, names=DIGITS) -> str:
    path = "no class's main path"
    if exhibit.travels_as >= 0:
        path = f"the {names.main_path(exhibit.travels_as)}"
    return (
        f"image {exhibit.sample_id} ({exhibit.role}): {names.name(exhibit.label)}<br>{path}: "
        f"{' → '.join(map(str, exhibit.path))}<br>predicted {names.name(exhibit.prediction)} "
        f"({exhibit.probability:.2f})"
    )
