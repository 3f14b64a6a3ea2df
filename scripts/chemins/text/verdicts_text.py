"""The verdicts of chemins.answers.verdicts in words: whoever tells one takes them from here."""

from chemins.answers.verdicts import ADDS, COSTS, LOST, NEVER, NOTHING, OPEN, usual
from chemins.base.errors import listed
from chemins.base.formatting import layer_text, percent, the_layer
from chemins.base.language import numeral, plural, said, shortest
from chemins.text.class_names import DIGITS

LONG = {LOST: "lost_long", NEVER: "never_long"}
SHORT = {LOST: "lost_short", NEVER: "never_short"}
LAST_LAYER = {ADDS: "last_adds", COSTS: "last_costs", NOTHING: "last_nothing", OPEN: "last_open"}


# --- from which layer ---------------------------------------------------------------------------


def separation_sentence(found) -> str:
    """found: `separation` of the answers."""
    count, pixels = found["replicates"], found["pixels"]
    if not count:
        pixels_too = said("pixels_too" if pixels else "pixels_not")
        return said("separation_alone", where=long_text(usual(found)), pixels=pixels_too)
    return said(
        "separation",
        outcomes=listed_counts(found, long_text),
        count=count_text(pixels, count),
        differing=differing_text(found),
    )


def separation_short(found) -> str:
    """`hidden 1 in 7 of 10 networks, hidden 2 in 3`: what classes are told apart from."""
    if not found["replicates"]:
        return short_text(usual(found))
    return listed_counts(found, short_text)


def listed_counts(found, text) -> str:
    """Each outcome with its networks, `of 10 networks` with the first."""
    total = found["networks"]
    first = next(entry for entry in found["outcomes"] if entry["networks"])
    count, others = count_text(first["networks"], total), outcome_texts(found, text)[1:]
    key = "first_of" if others else plural("first", total)
    if is_never_in_all(first, total):
        key = "first_any"
    return ", ".join([said(key, outcome=text(first), count=count, total=total), *others])


def outcome_texts(found, text) -> list[str]:
    """`hidden 1 in 7` for each outcome that there is."""
    total = found["networks"]
    return [
        said(
            "outcome_any" if is_never_in_all(entry, total) else "outcome",
            outcome=text(entry),
            count=count_text(entry["networks"], total),
        )
        for entry in found["outcomes"]
        if entry["networks"]
    ]


def is_never_in_all(entry, total) -> bool:
    """Whether an outcome is that of no layer, in all of several networks."""
    return entry["outcome"] == NEVER and entry["networks"] == total > 1


def count_text(count, total) -> str:
    if count == 0:
        return said("count_none")
    return said("count_all", count=total) if count == total > 1 else str(count)


def long_text(entry) -> str:
    if entry["outcome"] in LONG:
        return said(LONG[entry["outcome"]])
    return said("from_layer", layer=the_layer(entry["layer"] or ""))


def short_text(entry) -> str:
    if entry["outcome"] in SHORT:
        return said(SHORT[entry["outcome"]])
    return layer_text(entry["layer"] or "")


def differing_text(found) -> str:
    """What the run's own network, and its images' pixels, say otherwise than most replicates."""
    own, parts = found["own"], []
    if named(usual(own)) != named(usual(found)):
        parts.append(said("differs", where=long_text(usual(own))))
    if own["pixels"] != (2 * found["pixels"] > found["networks"]):
        parts.append(said("differs_pixels" if own["pixels"] else "differs_no_pixels"))
    text = said("between").join(parts)
    return f" {text[0].upper()}{text[1:]}." if text else ""


def named(entry) -> tuple:
    return entry["outcome"], entry["layer"]


def mark_sentence(found, names=DIGITS) -> str:
    """What the mark is, and what others would have said."""
    others = said("between").join(other_text(other, found) for other in found["others"])
    return said("mark", mark=mark_text(found), one=names.one, others=others)


def mark_text(found) -> str:
    return numeral(f"{100 * found['mark']:g} %")


def other_text(other, found) -> str:
    """What another mark would have said."""
    mark = mark_text(other)
    if all(other[name] == found[name] for name in ("pixels", "outcomes")):
        return said("mark_same", mark=mark)
    if not found["replicates"]:
        pixels = said("other_pixels_too" if other["pixels"] else "other_pixels_not")
        return said("mark_other", mark=mark, given=f"{short_text(usual(other))}, {pixels}")
    pixels = said("other_pixels", count=count_text(other["pixels"], other["networks"]))
    given = ", ".join([*outcome_texts(other, short_text), pixels])
    return said("mark_other", mark=mark, given=given)


# --- what the last hidden layer adds ------------------------------------------------------------


def last_layer_sentence(found, hidden) -> str:
    """Whether the last hidden layer adds anything; empty without intervals. found: `last_layer` of
    the answers."""
    if found["verdict"] is None:
        return ""
    verdict = said(
        LAST_LAYER[found["verdict"]],
        gained=said("points", points=points(found["difference"])),
        margin=f"±{shortest(100 * found['margin'])}",
    )
    return said(
        "last_layer",
        verdict=verdict,
        with_it=percent(found["accuracy"]["mean"], 1),
        layer=the_layer(hidden[-1]),
        without=percent(found["without_last"]["mean"], 1),
    )


def points(number) -> str:
    """A difference of shares in percentage points, with its interval."""
    mean, low, high = (numeral(f"{100 * number[name]:+.2f}") for name in ("mean", "low", "high"))
    return mean + said("interval", low=low, high=high)


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
