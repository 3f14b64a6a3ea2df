"""How sure a layer's K is, in words."""

from chemins.base.formatting import layer_text
from chemins.base.language import each_said, said, whole
from chemins.text.markdown_table import table


def gap_text(support) -> str:
    """`3`, or `10 or more`. support: as k_support has it."""
    return said("k_or_more", gap=support["gap"]) if support["gap_open"] else str(support["gap"])


def resamples(support) -> int:
    return sum(entry["samples"] for entry in support["resampled"])


def same_again(k, support) -> int:
    """In how many bootstrap samples the silhouette chooses this K."""
    return sum(entry["samples"] for entry in support["resampled"] if entry["k"] == k)


def k_short(k, support) -> str:
    """`gap 3, CH 2, 17 of 20`, to stand beside a curve. k: the chosen one."""
    gap = f"≥ {support['gap']}" if support["gap_open"] else support["gap"]
    counts = {"same": same_again(k, support), "all": resamples(support)}
    return said("k_short", gap=gap, ch=support["calinski_harabasz"], **counts)


def k_sentence(k_by_layer, supports) -> str:
    """What chooses which K in each layer, or "" where K is given. k_by_layer: layer -> the chosen
    one. supports: layer -> as k_support has it."""
    told = [
        said(
            "k_layer",
            layer=layer_text(layer),
            k=k_by_layer[layer],
            gap=gap_text(support),
            ch=support["calinski_harabasz"],
            same=same_again(k_by_layer[layer], support),
            all=resamples(support),
        )
        for layer, support in supports.items()
        if support
    ]
    return said("k_sentence", told=said("between").join(told)) if told else ""


def k_table(answers) -> str:
    """Which K each way chooses, layer by layer; "" where K is given."""
    entries = [entry for entry in answers["layers"] if entry["k_evidence"]]
    if not entries:
        return ""
    first = entries[0]["k_evidence"]
    head = ["layer", "silhouette", "gap", "Calinski–Harabasz", "silhouette, images drawn anew"]
    told = said("k_table", times=resamples(first), images=whole(first["images"]))
    return f"{told}\n\n{table(each_said(*head), [k_row(entry) for entry in entries])}"


def k_row(entry) -> list[str]:
    support = entry["k_evidence"]
    again = ", ".join(said("k_resampled", **found) for found in support["resampled"])
    choices = [str(entry["k"]), gap_text(support), str(support["calinski_harabasz"])]
    return [layer_text(entry["layer"]), *choices, again]
