"""Verdicts: from which layer on clusters tell the classes apart, and whether the last hidden layer
adds anything.

They are the replicates': counted over their networks, or read off an interval over them. What the
run's own network would say stands apart. Whoever tells a verdict tells one of these.
"""

from chemins.statistics.several_tests import holm

FROM, LOST, NEVER = "from", "lost", "never"  # a layer on; before the last hidden layer only
FARTHER = "farther"  # than each of the controls
ADDS, COSTS, NOTHING, OPEN = "adds", "costs", "nothing", "open"
OTHER_MARKS = (0.9, 0.99)  # told beside the config's
LEVEL = 0.05  # of p-values that several runs share


# --- from which layer ---------------------------------------------------------------------------


def separation(measured, hidden, mark) -> dict:
    """In how many networks clusters tell the classes apart, and from which hidden layer on.

    measured: MeasureTable. mark: purity on test images at K = number of classes from which on a
    layer does. What `counted` says of the replicates, or of the run's own network where there are
    none; `own`: of that alone; `others`: with OTHER_MARKS.
    """
    layers = ("pixels", *hidden)
    own = {layer: measured.own("purity", layer) for layer in layers}
    by_layer = {layer: measured.values("purity", layer) for layer in layers}
    networks = [
        {layer: values[replicate] for layer, values in by_layer.items()}
        for replicate in sorted(by_layer["pixels"])
    ]
    asked = networks or [own]
    return {
        "replicates": len(networks),
        **counted(asked, hidden, mark),
        "own": counted([own], hidden, mark),
        "others": [counted(asked, hidden, other) for other in OTHER_MARKS if other != mark],
    }


def counted(networks, hidden, mark) -> dict:
    """{"mark", "networks", "pixels", "outcomes"}: how many networks there are, in how many the
    pixels tell the classes apart, and each outcome of the hidden layers.

    networks: [layer -> purity].
    """
    found = [outcome(purity, hidden, mark) for purity in networks]
    possible = [(FROM, layer) for layer in hidden] + [(LOST, None), (NEVER, None)]
    return {
        "mark": mark,
        "networks": len(networks),
        "pixels": sum(purity["pixels"] >= mark for purity in networks),
        "outcomes": [
            {"outcome": name, "layer": layer, "networks": found.count((name, layer))}
            for name, layer in possible
        ],
    }


def outcome(purity, hidden, mark) -> tuple:
    """(FROM, layer): it and all later hidden layers reach the mark. (LOST, None): some do, not the
    last. (NEVER, None): none does. purity: layer -> purity of one network."""
    first = None
    for layer in reversed(hidden):
        if purity[layer] < mark:
            break
        first = layer
    if first:
        return FROM, first
    return (LOST if any(purity[layer] >= mark for layer in hidden) else NEVER), None


def usual(found) -> dict:
    """The outcome of most networks, of several the one that claims least. found: as counted."""
    return max(reversed(found["outcomes"]), key=lambda entry: entry["networks"])


def is_usual(found) -> bool:
    """Whether more than half of the networks have the usual outcome."""
    return 2 * usual(found)["networks"] > found["networks"]


# --- how far apart the classes' paths are -------------------------------------------------------


def distance_verdict(found) -> str:
    """FARTHER where the classes' paths are farther apart than with each control that there is, by
    the intervals of the paired differences; else OPEN: that they differ as little as a control's is
    not shown by that. found: `distance` of the answers' paths."""
    gains = [gain for gain in found["gains"].values() if gain is not None]
    told = all(gain["low"] is not None and gain["low"] > 0 for gain in gains)
    return FARTHER if gains and told else OPEN


# --- what the last hidden layer adds ------------------------------------------------------------


def depth_verdict(difference, margin) -> str | None:
    """ADDS or COSTS where the interval excludes 0, NOTHING where it lies within the margin, which
    is a test of equivalence (Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics
    15:657), else OPEN; None without an interval. margin: differences of accuracy that are none to
    speak of, as a share."""
    if difference is None or difference["low"] is None:
        return None
    if difference["low"] > 0:
        return ADDS
    if difference["high"] < 0:
        return COSTS
    within = -margin <= difference["low"] and difference["high"] <= margin
    return NOTHING if within else OPEN


def depth_of_runs(answers) -> list[dict]:
    """[{"run", "alone", "p", "together"}] of the runs with a verdict on their last hidden layer.

    answers: run -> its answers. alone: the run's verdict; p: that nothing is added, corrected for
    so many runs after Holm; together: the verdict that holds among them all.
    """
    told = {run: found["last_layer"] for run, found in answers.items()}
    told = {run: found for run, found in told.items() if found["verdict"] is not None}
    adjusted = holm([found["p"] for found in told.values()])
    return [
        {"run": run, "alone": found["verdict"], "p": p, "together": among_others(found, p)}
        for (run, found), p in zip(told.items(), adjusted, strict=True)
    ]


def among_others(found, p) -> str:
    if found["verdict"] in (ADDS, COSTS) and p > LEVEL:
        return OPEN
    return found["verdict"]
