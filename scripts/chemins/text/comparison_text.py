"""comparison.md: what two networks make of the same images, in sentences and tables.

found: what comparison.json holds.
"""

from dataclasses import dataclass

from chemins.base.formatting import layer_text, layers_called, percent, the_layer
from chemins.base.language import bare, each_said, enumerated, fixed, said, whole
from chemins.measures.vocabulary import TRAINED, UNTRAINED
from chemins.text.class_names import ClassNames
from chemins.text.held_text import retold
from chemins.text.markdown_table import table

FEW = 4  # hidden layers, each of which a sentence names
LISTED = 50  # images that a table lists
SURE = 0.05  # adjusted p-values up to it are told as differences
ROLES = ("test", "train", "unseen", "mixed")
SIDES = ("first", "second")


@dataclass(frozen=True)
class Compared:
    """What is told: the numbers, and in which words.

    shown: `first` and `second` -> layer -> what that network calls it. fates: columns of
    compared_tables.FATES.
    """

    found: dict
    fates: dict
    shown: dict
    names: ClassNames

    @property
    def runs(self) -> dict[str, str]:
        return {side: self.found[side] for side in SIDES}

    def layer(self, side, layer) -> str:
        with layers_called(self.shown[side]):
            return layer_text(layer)

    def the_layer(self, side, layer) -> str:
        """As it stands in a sentence."""
        with layers_called(self.shown[side]):
            return the_layer(layer)

    def hidden(self, side) -> list[str]:
        return self.found["layers"][side][1:-1]

    def alike(self, first, second) -> dict:
        """The entry of two layers."""
        return of_layers(self.found["similarity"], first, second)

    def clusters(self, first, second) -> dict:
        return of_layers(self.found["clusters"], first, second)

    @property
    def closest(self) -> tuple[str, str]:
        """The two hidden layers that are most alike, the last ones where nothing is known."""
        pairs = [(a, b) for a in self.hidden("first") for b in self.hidden("second")]
        known = [pair for pair in pairs if self.alike(*pair)[TRAINED]]
        value = {pair: self.alike(*pair)[TRAINED]["value"] for pair in known}
        return max(known, key=value.get, default=pairs[-1])


def of_layers(entries, first, second) -> dict:
    return next(e for e in entries if (e["first_layer"], e["second_layer"]) == (first, second))


def markdown(compared) -> str:
    """The text of a comparison's comparison.md."""
    parts = [
        said("compared_title", **compared.runs),
        "\n".join(f"{i}. {text}" for i, text in enumerate(sentences(compared), start=1)),
        said("compared_these"),
        alike_table(compared),
        clusters_table(compared),
        roles_table(compared),
        changed_table(compared),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def sentences(compared) -> list[str]:
    """What a comparison says, some sentences to each question."""
    told = (layer_sentences, cluster_sentence, fate_sentences, seed_sentence)
    return [text for tell in told if (text := tell(compared))]


# --- numbers --------------------------------------------------------------------------------------


def alike_text(value) -> str:
    """`0.93`; never `-0.00`."""
    return fixed(round(value, 2) + 0.0)


def number(entry) -> str:
    """`0.93 [0.91, 0.95]`."""
    limits = {end: alike_text(entry[end]) for end in ("low", "high")}
    return alike_text(entry["value"]) + said("interval", **limits)


def share(entry) -> str:
    """`12.0 % [8.2, 17.2]`."""
    limits = {end: fixed(100 * entry[end], 1) for end in ("low", "high")}
    return percent(entry["value"], 1) + said("interval", **limits)


def count(entry) -> str:
    """`24 (12.0 % [8.2, 17.2])`."""
    return f"{whole(entry['count'])} ({share(entry)})"


def p_text(p) -> str:
    """`= 0.021`, `< 0.001`."""
    return said("p_below", p=fixed(0.001, 3)) if p < 0.001 else said("p_is", p=fixed(p, 3))


# --- layers ---------------------------------------------------------------------------------------


def layer_sentences(compared) -> str:
    known = [
        layer
        for layer in compared.hidden("first")
        if layer in compared.found["most_alike"]["first"]
    ]
    told = known if len(known) <= FEW else [compared.closest[0], known[-1]]
    texts = [most_alike(compared, layer) for layer in dict.fromkeys(told)]
    return said("compared_layers") + " ".join([*texts, beyond(compared)])


def most_alike(compared, layer) -> str:
    best = compared.found["most_alike"]["first"][layer]
    entry = compared.alike(layer, best["layer"])
    others = [compared.the_layer("second", other) for other in best["as_alike"]]
    untrained = entry[UNTRAINED]
    return said(
        "most_alike",
        layer=compared.the_layer("first", layer),
        other=compared.the_layer("second", best["layer"]),
        number=number(entry[TRAINED]),
        untrained=said("most_alike_untrained", number=alike_text(untrained["value"]))
        if untrained
        else "",
        as_alike=said("most_alike_others", layers=enumerated(others)) if others else "",
        **compared.runs,
    )


def beyond(compared) -> str:
    """How many pairs of layers are more alike than before training, or why that is not known."""
    lacking = [side for side in SIDES if compared.found["untrained"][side]["missing"]]
    if lacking:
        reason = retold(compared.found["untrained"][lacking[0]]["missing"])
        return said("compared_alone", run=compared.found[lacking[0]], reason=reason)
    differences = [e["difference"] for e in compared.found["similarity"] if e["difference"]]
    sure = [entry["mean"] for entry in differences if entry["p_adjusted"] <= SURE]
    more = sum(mean > 0 for mean in sure)
    return said(
        "beyond_untrained",
        pairs=len(differences),
        more=more,
        less=len(sure) - more,
        open=len(differences) - len(sure),
        same=said("same_start") if compared.found["same_start"] else "",
    )


def alike_table(compared) -> str:
    def cell(first, second) -> str:
        entry = compared.alike(first, second)
        untrained = f" ({alike_text(entry[UNTRAINED]['value'])})" if entry[UNTRAINED] else ""
        return (alike_text(entry[TRAINED]["value"]) if entry[TRAINED] else "–") + untrained

    controlled = any(entry[UNTRAINED] for entry in compared.found["similarity"])
    told = said(
        "alike_table",
        images=whole(compared.found["images"]["test"]),
        untrained=said("alike_table_untrained") if controlled else "",
        **compared.runs,
    )
    return f"{told}\n\n{layer_table(compared, cell)}"


def layer_table(compared, cell) -> str:
    """A Markdown table of all pairs of layers. cell: a function from two layers to a text."""
    rows, columns = (compared.found["layers"][side] for side in SIDES)
    return table(
        [said("layer"), *(compared.layer("second", layer) for layer in columns)],
        [
            [compared.layer("first", row), *(cell(row, column) for column in columns)]
            for row in rows
        ],
    )


# --- clusters -------------------------------------------------------------------------------------


def cluster_sentence(compared) -> str:
    first, second = compared.closest
    found = compared.clusters(first, second)
    return said("compared_clusters") + said(
        "in_matches",
        share=share(found["matched"]),
        layer=compared.the_layer("first", first),
        other=compared.the_layer("second", second),
        ami=number(found["ami"]),
        **compared.runs,
    )


def clusters_table(compared) -> str:
    def cell(first, second) -> str:
        found = compared.clusters(first, second)
        return f"{percent(found['matched']['value'])} ({alike_text(found['ami']['value'])})"

    return f"{said('clusters_table')}\n\n{layer_table(compared, cell)}"


# --- images ---------------------------------------------------------------------------------------


def fate_sentences(compared) -> str:
    roles = compared.found["fates"]["roles"]
    test = roles["test"]
    texts = [
        said(
            "fates_test",
            images=whole(test["predicted_differently"]["images"]),
            predicted=count(test["predicted_differently"]),
            strayed=count(test["path_changed"]),
        ),
        accuracy_sentence(compared),
    ]
    if "unseen" in roles:
        found = roles["unseen"]["predicted_differently"]
        told = {"images": whole(found["images"]), "predicted": count(found)}
        texts.append(said("fates_unseen", **told))
    return said("compared_fates") + " ".join(texts)


def accuracy_sentence(compared) -> str:
    found, runs = compared.found["fates"]["accuracy"], compared.runs
    shares = {"one": share(found["first"]), "other": share(found["second"])}
    alone = {"one": whole(found["only_first"]), "other": whole(found["only_second"])}
    told = {
        "told": said("right_about", **runs, **shares),
        "tested": said("tested", **runs, **alone, p=p_text(found["p"])),
    }
    if found["p"] > SURE:
        return said("right_open", **told)
    difference = found["difference"]
    better = "second" if difference["value"] > 0 else "first"
    return said("right_more", run=runs[better], points=points(difference), **told)


def points(difference) -> str:
    """How much larger the better share is, in hundredths, with its interval."""
    ends = sorted(100 * abs(difference[end]) for end in ("low", "high"))
    if difference["low"] < 0 < difference["high"]:
        ends[0] = -ends[0]
    limits = said("interval", low=fixed(ends[0], 1), high=fixed(ends[1], 1))
    return fixed(100 * abs(difference["value"]), 1) + limits


def roles_table(compared) -> str:
    roles = compared.found["fates"]["roles"]
    rows = [
        [said(f"role_{role}"), whole(compared.found["images"][role]), *map(told_count, found)]
        for role in ROLES
        if role in roles
        for found in [(roles[role]["predicted_differently"], roles[role]["path_changed"])]
    ]
    head = each_said("role", "shared images", "predicted differently", "main path in one only")
    return f"{said('fates_table')}\n\n{table(head, rows)}"


def told_count(entry) -> str:
    return count(entry) if entry else "–"


def changed_table(compared) -> str:
    """The first images that are predicted differently, the surest first; "" without any."""
    fates, names = compared.fates, compared.names.in_tables()
    rows = [i for i, kind in enumerate(fates["changed"]) if kind in ("prediction", "both")]
    if not rows:
        return ""
    sure = {i: min(fates[f"{side}_probability"][i] for side in SIDES) for i in rows}
    rows.sort(key=lambda i: (ROLES.index(fates["role"][i]), -sure[i]))
    lines = [
        [
            bare(fates["sample_id"][i]),
            said(f"role_{fates['role'][i]}"),
            names.name(int(fates["label"][i])),
            *(told_prediction(fates, side, i, names) for side in SIDES),
        ]
        for i in rows[:LISTED]
    ]
    says = [said("said_by", run=run) for run in compared.runs.values()]
    head = [*each_said("image", "role"), compared.names.one, *says]
    told = said("changed_table", shown=whole(len(lines)), count=whole(len(rows)))
    return f"{told}\n\n{table(head, lines)}"


def told_prediction(fates, side, i, names) -> str:
    name = names.name(int(fates[f"{side}_prediction"][i]))
    return f"{name} ({fixed(float(fates[f'{side}_probability'][i]))})"


# --- another seed ---------------------------------------------------------------------------------


def seed_sentence(compared) -> str:
    """Beside what two networks of the same kind differ by; "" where that is not known."""
    found = compared.found["seeds"]
    if not found:
        return ""
    kinds = found["replicates"]
    text = said(
        "seeds_paths",
        share=share(found["same_paths"]),
        **{f"of_{side}": seeds_text(kinds[side]) for side in SIDES},
        **compared.runs,
    )
    alike = found["same_paths"]["value"] >= min(kinds[side]["least"] for side in SIDES)
    return said("compared_seeds") + text + (said("seeds_alike") if alike else "")


def seeds_text(kind) -> str:
    return said("seeds_mean", **{key: percent(kind[key], 1) for key in ("mean", "least", "most")})
