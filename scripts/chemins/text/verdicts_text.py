"""The verdicts of chemins.answers.verdicts in words: whoever tells one takes them from here."""

from chemins.answers.verdicts import ADDS, COSTS, LOST, NEVER, NOTHING, OPEN, usual
from chemins.base.errors import listed
from chemins.base.formatting import layer_text, percent
from chemins.text.class_names import DIGITS

LONG = {LOST: "before the last hidden layer only", NEVER: "in no hidden layer"}
ANY = " in any"  # of no layer, in all networks
SHORT = {LOST: "only before the last", NEVER: "no hidden layer"}


# --- from which layer ---------------------------------------------------------------------------


def separation_sentence(found) -> str:
    """found: `separation` of the answers."""
    count, pixels = found["replicates"], found["pixels"]
    if not count:
        pixels_too = "do, too" if pixels else "do not"
        return (
            f"In this network, the only one, clusters tell the classes apart "
            f"{long_text(usual(found))}; those of the raw pixels {pixels_too}."
        )
    outcomes = listed_counts(found, long_text)
    return (
        f"Clusters tell the classes apart {outcomes}; those of the raw pixels do in "
        f"{count_text(pixels, count)}.{differing_text(found)}"
    )


def separation_short(found) -> str:
    """`hidden 1 in 7 of 10 networks, hidden 2 in 3`: what classes are told apart from."""
    if not found["replicates"]:
        return short_text(usual(found))
    return listed_counts(found, short_text)


def listed_counts(found, text) -> str:
    """Each outcome with its networks, `of 10 networks` behind the first."""
    total = found["networks"]
    first, *others = outcome_texts(found, text)
    if others or first.endswith(ANY):
        first += f" of {total}"
    unit = " networks" if total > 1 else " network"
    return ", ".join([first + unit, *others])


def outcome_texts(found, text) -> list[str]:
    """`hidden 1 in 7` for each outcome that there is."""
    total = found["networks"]
    return [
        f"{text(entry)}{ANY}"
        if entry["outcome"] == NEVER and entry["networks"] == total > 1
        else f"{text(entry)} in {count_text(entry['networks'], total)}"
        for entry in found["outcomes"]
        if entry["networks"]
    ]


def count_text(count, total) -> str:
    if count == 0:
        return "none"
    return f"all {total}" if count == total > 1 else str(count)


def long_text(entry) -> str:
    return LONG.get(entry["outcome"], f"from {layer_text(entry['layer'] or '')} on")


def short_text(entry) -> str:
    return SHORT.get(entry["outcome"], layer_text(entry["layer"] or ""))


def differing_text(found) -> str:
    """What the run's own network, and its images' pixels, say otherwise than most replicates."""
    own, parts = found["own"], []
    if named(usual(own)) != named(usual(found)):
        parts.append(f"this network: {long_text(usual(own))}")
    if own["pixels"] != (2 * found["pixels"] > found["networks"]):
        parts.append(f"this run's pixels {'do' if own['pixels'] else 'do not'}")
    text = "; ".join(parts)
    return f" {text[0].upper()}{text[1:]}." if text else ""


def named(entry) -> tuple:
    return entry["outcome"], entry["layer"]


def mark_sentence(found, names=DIGITS) -> str:
    """What the mark is, and what others would have said."""
    others = [f"one of {mark_text(o)} would give {other_text(o, found)}" for o in found["others"]]
    return (
        f"The mark is {mark_text(found)} of the test images in a cluster of their own {names.one}, "
        f"with as many clusters as classes; {'; '.join(others)}."
    )


def mark_text(found) -> str:
    return f"{100 * found['mark']:g} %"


def other_text(other, found) -> str:
    """What another mark would have said."""
    if all(other[name] == found[name] for name in ("pixels", "outcomes")):
        return "the same"
    if not found["replicates"]:
        return f"{short_text(usual(other))}, the pixels {'too' if other['pixels'] else 'not'}"
    pixels = count_text(other["pixels"], other["networks"])
    return f"{', '.join(outcome_texts(other, short_text))}, the pixels in {pixels}"


# --- what the last hidden layer adds ------------------------------------------------------------


def last_layer_sentence(found, hidden) -> str:
    """Whether the last hidden layer adds anything; empty without intervals. found: `last_layer` of
    the answers."""
    if found["verdict"] is None:
        return ""
    gained, margin = f"{points(found['difference'])} points", f"±{100 * found['margin']:g}"
    verdict = {
        ADDS: f"The last hidden layer adds accuracy: {gained}",
        COSTS: f"The last hidden layer costs accuracy: {gained}",
        NOTHING: f"The last hidden layer adds no accuracy: {gained}, within {margin}",
        OPEN: "Whether the last hidden layer adds accuracy cannot be told: "
        f"{gained}, neither clear of 0 nor within {margin}",
    }[found["verdict"]]
    return (
        f"{verdict} ({percent(found['accuracy']['mean'], 1)} with {layer_text(hidden[-1])}, "
        f"{percent(found['without_last']['mean'], 1)} without)."
    )


def points(number) -> str:
    """A difference of shares in percentage points, with its interval."""
    return "{:+.2f} [{:+.2f}, {:+.2f}]".format(
        *(100 * number[name] for name in ("mean", "low", "high"))
    )


def depth_sentence(found) -> str:
    """Of several runs: whose last hidden layer adds anything; empty for fewer than two. found:
    depth_of_runs."""
    if len(found) < 2:
        return ""
    adds, costs, nothing = (
        [entry["run"] for entry in found if entry["together"] == verdict]
        for verdict in (ADDS, COSTS, NOTHING)
    )
    alone = [e["run"] for e in found if e["together"] == OPEN and e["alone"] != OPEN]
    taken_alone = f"; taken alone, {listed(alone)} would say otherwise" if alone else ""
    costing = f", that it costs some for {listed(costs)}" if costs else ""
    return (
        f"That the last hidden layer adds accuracy holds for {listed(adds or ['no run'])}{costing} "
        f"(corrected for {len(found)} runs after Holm{taken_alone}), that it adds nothing to speak "
        f"of for {listed(nothing or ['no run'])}; of the others it cannot be told."
    )
