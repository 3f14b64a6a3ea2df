"""The numbers of a run by which the index compares it with another: replicates' means, with their
intervals, where there are any."""

from chemins.base.formatting import layer_text, percent, typeset
from chemins.measures.vocabulary import TRAINED
from chemins.pages.answer_plots import NAMES
from chemins.text.class_names import names_of
from chemins.text.estimates_text import format_estimate, format_share
from chemins.text.verdicts_text import short_text

ROLES = ("test", "train")
TEXTS = {
    "count": "{:,}".format,
    "number": "{:.3f}".format,
    "share": lambda share: percent(share, 1),
    "text": str,
}
ESTIMATES = {"number": lambda number: format_estimate(number, 3), "share": format_share}


def compared(answers, counts, differing) -> list[dict]:
    """The groups of rows. counts: what else is counted of its paths, (name, count). differing: its
    settings that others have not, name -> text."""
    paths, layers, names = answers["paths"], answers["layers"], names_of(answers)
    main = [(names.kind(e["digit"]), e["on_main_path"]["test"]) for e in paths["classes"]]
    counts = [*counts, ("exceptions", len(paths["exceptions"]))]
    return [
        group("Settings", "text", differing.items()),
        group("Accuracy", "share", accuracies(answers)),
        group("Paths through the hidden layers", "count", counts),
        distances(paths["distance"]),
        group("K", "count", of_layers(layers, "k")),
        group("Silhouette at that K", "number", of_layers(layers, "silhouette")),
        group("Networks that tell the classes apart from", "share", separated(answers)),
        group("Purity", "share", of_layers(layers, "purity")),
        group("AMI", "number", of_layers(layers, "ami")),
        group("Test images on their class's main path", "share", main),
        *(predicted_shares(found, names) for found in answers["unseen_digits"]),
    ]


def group(title, kind, values) -> dict:
    """Rows with a name, a value (None: there is none) and its text, and the value's interval where
    it is a mean over replicates. values: (name, value or number of the answers). kind: a key of
    TEXTS."""
    return {"title": title, "kind": kind, "rows": [cells(name, v, kind) for name, v in values]}


def cells(name, value, kind) -> tuple:
    if not isinstance(value, dict):
        return name, value, "–" if value is None else typeset(TEXTS[kind](value))
    if value["mean"] is None:
        return cells(name, value["own"], kind)
    if value["low"] is None:
        return cells(name, value["mean"], kind)
    shown = typeset(ESTIMATES[kind](value)).replace(", ", ",\u00a0")
    return name, value["mean"], shown, (value["low"], value["high"])


def accuracies(answers) -> list[tuple]:
    """The run's own, and its replicates' on test images."""
    found = [(f"{role} images", answers["accuracy"][role]) for role in ROLES]
    mean = answers["last_layer"]["accuracy"]
    return found if mean is None else [*found, ("test images, replicates", mean)]


def distances(found) -> dict:
    """How far apart the classes' paths are, and with each control."""
    numbers = {TRAINED: found["distance"]} | found["controls"]
    told = [(text, numbers[name]) for name, text in NAMES.items() if numbers[name] is not None]
    return group("Distance of two classes' paths", "number", told)


def separated(answers) -> list[tuple]:
    """Each outcome, and the pixels, with the share of networks."""
    found = answers["separation"]
    counts = [("pixels", found["pixels"])]
    counts += [(short_text(entry), entry["networks"]) for entry in found["outcomes"]]
    return [(name, count / found["networks"]) for name, count in counts]


def of_layers(layers, name) -> list[tuple]:
    return [(layer_text(entry["layer"]), entry[name]) for entry in layers]


def predicted_shares(found, names) -> dict:
    """Of an unseen digit's images, what share is taken for each of the taught digits."""
    values = [(names.kind(entry["digit"]), entry["number"]) for entry in found["predicted"]]
    return group(f"Unseen {names.kind(found['digit'])} taken for", "share", values)
