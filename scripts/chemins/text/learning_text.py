"""What is said of how a network's paths formed: a section of answers.md, of runs of which epochs
were kept.

answers: what answers.json holds. What the next seed would take back is not said: an epoch only with
its interval, `never` only where all of that says so (chemins.answers.kept_from).
"""

from chemins.answers.kept_from import FORMING, FROM, NEVER, OPEN, SETTLED
from chemins.base.formatting import the_layer
from chemins.base.language import bare, enumerated, numeral, plural, said, shortest
from chemins.text.class_names import names_of
from chemins.text.estimates_text import best_known, is_decided, replicate_count
from chemins.text.learning_tables import (
    class_table,
    course_table,
    limits_text,
    pair_table,
    reached,
)

FEW = 3  # classes, each of which a sentence names
NAMED = 3  # of many pairs or classes, the first and the last
MANY = 20  # epochs, of which not all are named
LISTED = 6  # pairs that are never told apart


def learning_section(answers) -> str:
    """Empty of a run of which no epochs were kept."""
    if "learning" not in answers:
        return ""
    parts = [
        said("learning_title"),
        kept_text(answers),
        pairs_text(answers),
        classes_text(answers),
        unseen_text(answers),
        settled_text(answers),
        course_table(answers),
        pair_table(answers),
        class_table(answers),
    ]
    return "\n\n".join(part for part in parts if part)


def kept_text(answers) -> str:
    """Which epochs were kept, and what the numbers are over."""
    learning, count = answers["learning"], replicate_count(answers)
    key = "learning_alone"
    if count:
        has_interval = learning["classes"][0]["right_from"]["verdict"] is not None
        key = "learning_many" if has_interval else plural("learning_few", count)
    epochs = epochs_named(learning["epochs"])
    return said("learning_kept", epochs=epochs, networks=said(key, count=bare(count)))


def epochs_named(epochs) -> str:
    """The numbers of all epochs; of many the first ones, the last, and how many there are."""
    numbers = [bare(epoch) for epoch in epochs]
    if len(numbers) <= MANY:
        return enumerated(numbers)
    first = ", ".join(numbers[:3])
    return said("epochs_many", first=first, last=numbers[-1], count=bare(len(numbers)))


# --- from which epoch on --------------------------------------------------------------------------


def when_text(found, replicated=False) -> str:
    """`from epoch 21 [18, 25] on (9 of 10 networks in the end; this network: 17)`.

    found: of kept_from. replicated: whether it is about replicates, beside which the run's own
    network is to be told apart.
    """
    when = said("onset_open")
    if found["verdict"] != OPEN:
        when = said("never")
        if found["median"] is not None:
            when = said("onset", epoch=bare(found["median"]), limits=limits_text(found))
    details = []
    if 0 < found["never"] < 1:
        details.append(said("onset_reached", **reached(found)))
    if replicated:
        own = found["own"]
        details.append(said("onset_own", epoch=said("never") if own is None else bare(own)))
    return f"{when} ({said('between').join(details)})" if details else when


def is_claimed(found) -> bool:
    """Whether it holds from some epoch on: by the interval, or in most of the networks where there
    is none."""
    return found["median"] is not None and found["verdict"] in (FROM, None)


def is_never(found) -> bool:
    return found["median"] is None and found["verdict"] in (NEVER, None)


def counts(found) -> dict:
    """How many of several things hold from some epoch on, never, and of how many it is not known.
    found: of kept_from, of each."""
    claimed, never = sum(map(is_claimed, found)), sum(map(is_never, found))
    return {"count": claimed, "never": never, "open": len(found) - claimed - never}


def first_and_last(items) -> tuple[list, list]:
    """Of (name, found by kept_from) those that hold before all of the others that are returned:
    each interval ends before the other's begin. Empty lists where none does.

    Without intervals medians are compared.
    """

    def ends(item) -> tuple:
        found = item[1]
        if found["verdict"] is None:
            return found["median"], found["median"]
        return found["low"], found["high"]

    held = [item for item in items if is_claimed(item[1])]
    if not held:
        return [], []
    latest = max(ends(item)[0] for item in held)
    first = sorted((i for i in held if ends(i)[1] < latest), key=lambda i: ends(i)[::-1])[:NAMED]
    if not first:
        return [], []
    bound = max(ends(item)[1] for item in first)
    last = sorted((i for i in held if ends(i)[0] > bound), key=ends, reverse=True)[:NAMED]
    return first, last


# --- which classes are told apart -----------------------------------------------------------------


def pairs_text(answers) -> str:
    pairs = answers["learning"]["pairs"]
    told = pair_sentence(answers) if len(pairs) == 1 else pairs_sentences(answers)
    return said("ask_pairs") + told


def pair_sentence(answers) -> str:
    """Of the only two classes there are, in each layer."""
    (pair,), names = answers["learning"]["pairs"], names_of(answers).in_sentences()
    replicated = bool(replicate_count(answers))
    told = [
        said("onset_in", layer=the_layer(e["layer"]), when=when_text(e["from"], replicated))
        for e in pair["layers"]
    ]
    return said(
        "pair_told", mark=mark_of(answers), pair=pair_name(pair, names), told=enumerated(told)
    )


def mark_of(answers) -> str:
    return numeral(f"{100 * answers['learning']['mark']:g} %")


def pair_name(pair, names) -> str:
    return enumerated(map(names.name, pair["classes"]))


def pairs_sentences(answers) -> str:
    """How many pairs each layer tells apart in the end, and, of the one that does most, which ones
    first, last and never."""
    learning, names = answers["learning"], names_of(answers).in_sentences()
    by_layer = {
        entry["layer"]: [
            (pair_name(pair, names), pair["layers"][place]["from"]) for pair in learning["pairs"]
        ]
        for place, entry in enumerate(learning["layers"])
    }
    told = said(
        "pairs_told",
        pairs=bare(len(learning["pairs"])),
        mark=mark_of(answers),
        told=enumerated(counted_text(layer, items) for layer, items in by_layer.items()),
    )
    most = max(by_layer, key=lambda layer: sum(is_claimed(found) for _, found in by_layer[layer]))
    return told + spread_text(most, by_layer[most]) + never_text(most, by_layer[most])


def counted_text(layer, items) -> str:
    """`30 in hidden 2 (never: 5; not known: 10)`."""
    found = counts([found for _, found in items])
    others = found["never"] + found["open"]
    return said("pairs_in_others" if others else "pairs_in", layer=the_layer(layer), **found)


def spread_text(layer, items) -> str:
    first, last = first_and_last(items)
    if not first:
        return ""
    return said(
        "pairs_spread", layer=the_layer(layer), first=named_when(first), last=named_when(last)
    )


def named_when(items) -> str:
    return enumerated(
        said("onset_named", name=name, epoch=bare(found["median"]), limits=limits_text(found))
        for name, found in items
    )


def never_text(layer, items) -> str:
    names = [name for name, found in items if is_never(found)]
    if not names:
        return ""
    some = said("between").join(names)
    named = some if len(names) <= LISTED else said("pairs_many", count=bare(len(names)))
    return said("pairs_never", layer=the_layer(layer), named=named)


# --- when each class learns its path --------------------------------------------------------------


def classes_text(answers) -> str:
    classes = answers["learning"]["classes"]
    right, path = (
        classes_told(answers, [(entry["digit"], entry[key]) for entry in classes])
        for key in ("right_from", "path_from")
    )
    told = said("classes_right", mark=mark_of(answers), told=right)
    return f"{said('ask_classes')}{told} {said('classes_path', told=path)}"


def classes_told(answers, items) -> str:
    """items: (class, found by kept_from)."""
    names, replicated = names_of(answers).in_sentences(), bool(replicate_count(answers))
    if len(items) <= FEW:
        return enumerated(
            said("onset_of", images=names.images(digit), when=when_text(found, replicated))
            for digit, found in items
        )
    found = counts([found for _, found in items])
    key = "classes_counted_others" if found["never"] + found["open"] else "classes_counted"
    told = said(key, classes=bare(len(items)), **found)
    first, last = first_and_last([(names.images(digit), found) for digit, found in items])
    if not first:
        return told
    return said("classes_spread", told=told, first=named_when(first), last=named_when(last))


# --- the unknown ----------------------------------------------------------------------------------


def unseen_text(answers) -> str:
    entries = answers["learning"]["unseen"]
    if not entries:
        return ""
    return said("ask_unseen_since") + " ".join(unseen_since(answers, entry) for entry in entries)


def unseen_since(answers, entry) -> str:
    names = names_of(answers).in_sentences()
    images, found = names.images(entry["digit"]), entry["from"]
    if not is_decided(entry) or not (is_claimed(found) or is_never(found)):
        return said("unseen_since_open", images=images)
    if is_never(found):
        return said("unseen_since_never", images=images)
    when = when_text(found, bool(replicate_count(answers)))
    return said("unseen_since", images=images, taken=names.taken(entry["main"]["digit"]), when=when)


# --- whether it has settled -----------------------------------------------------------------------

CHANGES = {FORMING: "change_forming", SETTLED: "change_settled", OPEN: "change_open"}


def settled_text(answers) -> str:
    settled = answers["learning"]["settled"]
    told = enumerated(map(change_in, settled["layers"]))
    if all(entry["verdict"] is None for entry in settled["layers"]):
        return said("ask_settled") + said("settled_without", told=told, **span(answers))
    margin = shortest(settled["margin"])
    return said("ask_settled") + said("settled_told", told=told, margin=margin, **span(answers))


def change_in(entry) -> str:
    """`+0.12 [+0.06, +0.18] in hidden 1 (still forming)`. entry: of a layer."""
    key = CHANGES.get(entry["verdict"], "change_in")
    return said(key, change=change_text(entry["change"]), layer=the_layer(entry["layer"]))


def change_text(number) -> str:
    value = best_known(number)
    if number["low"] is None:
        return signed(value)
    return signed(value) + said("interval", low=signed(number["low"]), high=signed(number["high"]))


def signed(value) -> str:
    return numeral(f"{value:+.2f}")


def span(answers) -> dict:
    """The epochs between which a change is."""
    learning = answers["learning"]
    return {"since": bare(learning["settled"]["since"]), "last": bare(learning["epochs"][-1])}


def settled_remark(answers) -> str:
    """What is added to what is said of the hidden layers: which of them are still forming; or, of a
    network whose loss still falls, that none is. Empty where neither can be said."""
    if "learning" not in answers:
        return ""
    entries = [
        entry
        for entry in answers["learning"]["settled"]["layers"]
        if entry["layer"] in hidden_layers(answers)
    ]
    forming = [change_in(entry | {"verdict": None}) for entry in entries if is_forming(entry)]
    if forming:
        return said("still_forming", told=enumerated(forming), **span(answers))
    goes_on = not (answers["training"] or {"converged": True})["converged"]
    if goes_on and all(entry["verdict"] == SETTLED for entry in entries):
        margin = shortest(answers["learning"]["settled"]["margin"])
        return said("all_settled", margin=margin, **span(answers))
    return ""


def is_forming(entry) -> bool:
    return entry["verdict"] == FORMING


def hidden_layers(answers) -> list[str]:
    return [e["layer"] for e in answers["learning"]["layers"] if e["committed"] is not None]
