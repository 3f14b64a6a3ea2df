"""The strip plot beside each answer: what it rests on, a dot a network, as site/plot.html draws it.

A row is a layer, a control or an unseen class. It has a dot for each replicate, their mean with its
95 % interval, a ring for the run's own network, and marks for the controls that it has.
"""

from chemins.base.formatting import layer_text, percent, typeset
from chemins.measures.vocabulary import CONTROLS, SHUFFLED, TRAINED, UNTRAINED
from chemins.text.class_names import names_of, shortened
from chemins.text.estimates_text import best_known

WIDTH, END = 320, 312  # of the plot, and where its axis ends
ROW, LOW_ROW, FEW = 18, 14, 6  # heights of a row, the lower one where there are more than so many
LETTERS, LETTER = 20, 6.6  # of a row's name at most, and how wide one is
SPREAD = (0, -4, 3, -2, 5, -5, 2, -3, 4, -1)  # by how much dots lie above and below their row
# In the order of the rows about distances.
NAMES = {
    TRAINED: "trained",
    "pixels": "raw pixels",
    UNTRAINED: "untrained",
    SHUFFLED: "shuffled labels",
}


def answer_plots(answers) -> list[dict | None]:
    """What plot.html draws beside each of the three answers; None where there is nothing to see."""
    return [separation_plot(answers), distance_plot(answers), unseen_plot(answers)]


def separation_plot(answers) -> dict:
    """The purity that the verdict goes by, of the pixels and the hidden layers."""
    names, mark = names_of(answers), answers["separation"]["mark"]
    rows = [
        row(
            layer_text(entry["layer"]),
            entry["purity"],
            entry["purity_values"],
            {network: entry["controls"][network]["purity"] for network in CONTROLS},
        )
        for entry in answers["layers"][:-1]
    ]
    return plot(
        f"Test images in a cluster of their own {names.one}, in each layer",
        rows,
        first_of(rows, mark),
        ("{:.0f} %", "100 % told apart"),
        mark=mark,
    )


def first_of(rows, mark) -> float:
    """Where an axis that ends at 1 starts: at a half, if nothing is lower."""
    numbers = [number for entry in rows for number in all_numbers(entry)]
    return 0.5 if min([*numbers, mark]) >= 0.5 else 0.0


def all_numbers(entry) -> list[float]:
    found = [*entry["values"], entry["own"], entry["mean"], *entry["interval"]]
    return [number for number in [*found, *entry["marks"].values()] if number is not None]


def distance_plot(answers) -> dict:
    """How far apart the classes' paths are, beside the controls."""
    found = answers["paths"]["distance"]
    numbers = {TRAINED: found["distance"]} | found["controls"]
    rows = [
        row(name_text, numbers[name], found["values"][name], {})
        for name, name_text in NAMES.items()
        if numbers[name] is not None
    ]
    many = len(answers["digits"]) > 2
    title = "How far apart two classes' paths are" + (", mean of all pairs" if many else "")
    return plot(title, rows, 0.0, ("0: the same", "1: none in common"))


def unseen_plot(answers) -> dict | None:
    """What unseen classes' images are taken for."""
    names, digits, entries = names_of(answers), answers["digits"], answers["unseen_digits"]
    if not entries:
        return None
    if len(digits) == 2:
        rows = [share_row(entry, digits[1], names.kind(entry["digit"])) for entry in entries]
        first, second = (shortened(names.kind(digit), 14) for digit in digits)
        ends = (f"all for {first}", f"all for {second}")
    else:
        rows = [
            share_row(entry, digit, as_text(entry["digit"], digit, names))
            for entry in entries
            for digit in likeliest(entry, len(digits) if len(entries) == 1 else 2)[:FEW]
        ]
        ends = ("none", "all of its images")
    title = f"What images of unseen {names.many} are taken for, share of them"
    return plot(title, rows, 0.0, ends)


def as_text(digit, taken, names) -> str:
    """`3s for 7s`."""
    half = names.short(LETTERS // 2 - 3)
    return f"{half.kind(digit)} for {half.kind(taken)}"


def likeliest(entry, count) -> list[int]:
    """The classes that most of an unseen class's images are taken for."""
    ordered = sorted(entry["predicted"], key=lambda e: (-best_known(e["number"]), e["digit"]))
    return [found["digit"] for found in ordered[:count]]


def share_row(entry, digit, name) -> dict:
    found = next(found for found in entry["predicted"] if found["digit"] == digit)
    return row(name, found["number"], found["values"], {})


# --- rows and where they lie --------------------------------------------------------------------


def row(name, number, values, controls) -> dict:
    """number: of the answers, own or over replicates. values: of each replicate. controls: network
    -> number, or None."""
    known = {name: found for name, found in controls.items() if found is not None}
    return {
        "name": name,
        "values": values,
        "own": number.get("own"),
        "mean": number["mean"],
        "interval": (number["low"], number["high"]) if number["low"] is not None else (),
        "marks": {name: best_known(found) for name, found in known.items()},
    }


def plot(title, rows, low, ends, mark=None) -> dict:
    """low: the value at the axis's left end; that at its right end is 1. ends: what is said there.
    mark: where a line stands through all rows."""
    named = max(len(shortened(entry["name"], LETTERS)) for entry in rows)
    start = round(named * LETTER) + 12
    height = ROW if len(rows) <= FEW else LOW_ROW

    def place(value) -> str:
        share = min(1.0, max(0.0, (value - low) / (1 - low)))
        return f"{start + share * (END - start):.1f}"

    return {
        "title": title,
        "text": typeset(" ".join(row_text(entry) for entry in rows)),
        "width": WIDTH,
        "start": start,
        "end": END,
        "bottom": height * len(rows) + 2,
        "height": height * len(rows) + 20,
        "ends": [typeset(ends[0].format(100 * low)), typeset(ends[1])],
        "rows": [drawn(entry, height * (i + 0.5), place) for i, entry in enumerate(rows)],
        "mark": None if mark is None else place(mark),
        "keys": keys(rows, mark),
    }


def drawn(entry, middle, place) -> dict:
    """A row with its places. middle: how far down it is; place: value -> how far to the right."""
    return {
        "name": shortened(entry["name"], LETTERS),
        "y": f"{middle:g}",
        "dots": [
            (place(value), SPREAD[i % len(SPREAD)]) for i, value in enumerate(entry["values"])
        ],
        "interval": [place(value) for value in entry["interval"]],
        "mean": None if entry["mean"] is None else place(entry["mean"]),
        "own": None if entry["own"] is None else place(entry["own"]),
        "marks": {name: place(value) for name, value in entry["marks"].items()},
    }


def row_text(entry) -> str:
    """What a row shows, in words."""
    parts, limits = [], interval_text(entry)
    if entry["mean"] is not None:
        count = len(entry["values"])
        parts.append(f"mean of {count} replicate{'' if count == 1 else 's'} {entry['mean']:.2f}")
        parts += [limits] if limits else []
        parts.append(f"from {min(entry['values']):.2f} to {max(entry['values']):.2f}")
    if entry["own"] is not None:
        parts.append(f"this network {entry['own']:.2f}")
        parts += [limits] if limits and entry["mean"] is None else []
    parts += [f"{NAMES[name]} {value:.2f}" for name, value in entry["marks"].items()]
    return f"{entry['name']}: {', '.join(parts)}."


def interval_text(entry) -> str:
    """Empty where there is none."""
    return "95 % interval {:.2f} to {:.2f}".format(*entry["interval"]) if entry["interval"] else ""


def keys(rows, mark) -> list[tuple[str, str]]:
    """(sign, what it is) of all that a plot's rows show, for its legend."""
    counts = [len(entry["values"]) for entry in rows]
    has_mean = any(entry["mean"] is not None for entry in rows)
    has_interval = any(entry["interval"] for entry in rows)
    found = [("dot", f"one of {max(counts)} replicates")] if max(counts) > 1 else []
    if has_mean:
        found.append(("mean", "their mean" + (", 95 % interval" if has_interval else "")))
    if any(entry["own"] is not None for entry in rows):
        over = ", 95 % interval over images" if has_interval and not has_mean else ""
        found.append(("own", f"this network{over}"))
    shown = {name for entry in rows for name in entry["marks"]}
    found += [(name, NAMES[name]) for name in CONTROLS if name in shown]
    return found + ([] if mark is None else [("line", typeset(f"the mark, {percent(mark)}"))])
