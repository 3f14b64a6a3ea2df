"""What is measured of a run, as a reader wants it: numbers with intervals, and sentences.

answers: what answers.json holds.
"""

from chemins.base.errors import listed
from chemins.base.formatting import layer_text, percent
from chemins.measures.vocabulary import CONTROLS, OOD_SCORES, SHUFFLED, UNTRAINED
from chemins.text import links
from chemins.text.class_names import DIGITS, names_of

FEW = 4  # layers, each of which a sentence names


def format_estimate(number, decimals=2) -> str:
    """`0.86 [0.84, 0.88]`, `0.86` without an interval, `–` for None."""
    if number is None or number["mean"] is None:
        return "–"
    return f"{number['mean']:.{decimals}f}{limits(number, decimals)}"


def limits(number, decimals) -> str:
    """` [0.84, 0.88]`, or nothing without an interval."""
    if number["low"] is None:
        return ""
    return f" [{number['low']:.{decimals}f}, {number['high']:.{decimals}f}]"


def format_share(number) -> str:
    """`98.7 % [98.4, 99.0]`; an interval that leaves 0 to 100 % is cut there."""
    if number is None or number["mean"] is None:
        return "–"
    return percent(number["mean"], 1) + limits_of_share(number)


def limits_of_share(number) -> str:
    """As limits, in per cent."""
    if number["low"] is None:
        return ""
    low, high = max(0.0, number["low"]), min(1.0, number["high"])
    return f" [{100 * low:.1f}, {100 * high:.1f}]"


def format_own(number, decimals=2) -> str:
    """The run's own value."""
    return "–" if number is None or number["own"] is None else f"{number['own']:.{decimals}f}"


def format_own_share(number) -> str:
    return "–" if number is None or number["own"] is None else percent(number["own"], 1)


def format_best(number, decimals=1) -> str:
    """The replicates' share with its interval, or, without replicates, the run's own with that over
    images."""
    if number is None or number["mean"] is not None:
        return format_share(number)
    if number["own"] is None:
        return "–"
    return percent(number["own"], decimals) + limits_of_share(number)


def format_number(number, decimals=2) -> str:
    """As format_best, of what is no share."""
    if number is None or number["mean"] is not None:
        return format_estimate(number, decimals)
    if number["own"] is None:
        return "–"
    return format_own(number, decimals) + limits(number, decimals)


def replicate_count(answers) -> int:
    return answers["last_layer"]["replicates"]


def of_layer(answers, layer) -> dict:
    return next(found for found in answers["layers"] if found["layer"] == layer)


# --- sentences --------------------------------------------------------------------------------


def gain_sentence(answers, layer) -> str:
    """How a layer stands to its controls, over replicates; empty without."""
    found, pixels = of_layer(answers, layer), of_layer(answers, "pixels")
    count = replicate_count(answers)
    if not count:
        return ""
    untrained, shuffled = (found["controls"][network]["ami"] for network in CONTROLS)
    over_pixels, over_untrained = (found["gains"][control] for control in ("pixels", UNTRAINED))
    return (
        f"The AMI in {layer_text(layer)} is {format_estimate(found['ami'])}, a gain of "
        f"{format_estimate(over_pixels)} over raw pixels ({format_estimate(pixels['ami'])}) and of "
        f"{format_estimate(over_untrained)} over an untrained network "
        f"({format_estimate(untrained)}); "
        f"taught shuffled labels it is {format_estimate(shuffled)} ({count} replicate"
        f"{'s' if count > 1 else ''}; this network {format_own(found['ami'])})."
    )


def mixture_sentence(answers, layer) -> str:
    """What another way of clustering makes of a layer's gain over the pixels."""
    found, pixels = of_layer(answers, layer), of_layer(answers, "pixels")
    ami, base = found["ami_mixture"], pixels["ami_mixture"]
    gained = found["gains_mixture"]["pixels"]
    if ami["mean"] is None and gained is None:
        gain, shown = f"{ami['own'] - base['own']:.2f}", (format_own(ami), format_own(base))
    else:
        gain, *shown = map(format_number, (gained, ami, base))
    return (
        f"That is with k-means; with a Gaussian mixture the gain over raw pixels is {gain} (AMI "
        f"{shown[0]} against {shown[1]})."
    )


def unstable_layers_sentence(answers) -> str:
    """Of which layers no claim is to be made, as their clusters at K = number of classes are not
    stable; empty if all are. The output is no layer that claims are made of."""
    unstable = [
        f"{sum(not entry['trusted'] for entry in found['stability_classes'])} of "
        f"{len(found['stability_classes'])} in {layer_text(found['layer'])}"
        for found in answers["layers"][:-1]
        if not all(entry["trusted"] for entry in found["stability_classes"])
    ]
    if not unstable:
        return ""
    many = len(unstable) > FEW
    told = f"{len(unstable)} of {len(answers['layers']) - 1} layers have some" if many else ""
    return (
        f"**Beware:** clusters are not stable ({told or listed(unstable)}): drawn anew, the images "
        "would be clustered otherwise, and what is said of those clusters does not hold."
    )


def path_stages(answers) -> list:
    """The hidden layers that paths go through."""
    hidden = [e["layer"] for e in answers["layers"] if e["layer"] not in ("pixels", "output")]
    return answers["paths"].get("stages", hidden)


def unstable_paths_sentence(answers) -> str:
    """Whose main paths go through clusters that are not stable; empty for no one's."""
    stages = path_stages(answers)
    layers = [entry for entry in answers["layers"] if entry["layer"] in stages]
    names = names_of(answers).in_sentences()
    taken = [
        entry["digit"]
        for entry in answers["paths"]["classes"]
        if any(
            cluster == known["cluster"] and not known["trusted"]
            for layer, cluster in zip(layers, entry["main_path"], strict=True)
            for known in layer["stability"]
        )
    ]
    if not taken:
        return ""
    return (
        f"**Beware:** the main paths of the {listed(map(names.images, taken))} go through "
        "clusters that are not stable: who takes them would be others, were the images drawn anew."
    )


def join_sentences(*sentences) -> str:
    return " ".join(filter(None, sentences))


def commitment_sentence(answers, layer) -> str:
    share = format_best(of_layer(answers, layer)["committed"])
    return f"{share} of the test images are committed there."


def predictions(found) -> list[dict]:
    """The classes that an unseen digit's images are predicted as, the most frequent first."""
    some = [entry for entry in found["predicted"] if entry["number"]["own"]]
    return sorted(some, key=lambda entry: (-entry["number"]["own"], entry["digit"]))


def prediction_as(found, digit) -> dict:
    """Number of an unseen digit's images that are predicted as a class."""
    return next(entry["number"] for entry in found["predicted"] if entry["digit"] == digit)


def is_decided(found) -> bool:
    """Whether an unseen digit's images go to one class more than to the next, as far as the
    replicates tell."""
    lead = found["main"]["lead"]
    return lead is None or lead["low"] is None or lead["low"] > 0


def taken_text(found, names=DIGITS, link=links.plain) -> str:
    """`96.9 % [95.5, 98.3] of the 4s (this network 94 %)`, or, where this network sends most of
    them elsewhere, `… (this network takes 51 % for 2s)`; of its main prediction."""
    digit, main = found["digit"], found["main"]["digit"]
    number = prediction_as(found, main)
    if number["mean"] is None:
        return f"{format_best(number)} of the {names.images(digit)}"
    own = predictions(found)[0]
    here = own_share(found, link)
    if own["digit"] != main:
        here = f"takes {here} for {names.kind(own['digit'])}"
    return f"{format_share(number)} of the {names.images(digit)} (this network {here})"


def own_share(found, link) -> str:
    """The share of an unseen digit's images that this network takes for what it takes most for."""
    own = predictions(found)[0]
    target = {"label": found["digit"], "prediction": own["digit"]}
    return link(percent(own["number"]["own"]), target)


def undecided_text(found, names=DIGITS, link=links.plain) -> str:
    """Of an unseen digit whose images go to no class more than to the next."""
    first, second = (
        f"{names.kind(digit)} ({format_share(prediction_as(found, digit))})"
        for digit in (found["main"]["digit"], found["main"]["next"])
    )
    own = predictions(found)[0]
    return (
        f"whether the {names.images(found['digit'])} are taken for {first} rather than for "
        f"{second} cannot be told (this network takes {own_share(found, link)} for "
        f"{names.kind(own['digit'])})"
    )


def difference_sentence(answers) -> str:
    """How far the classes' paths differ, beside the controls."""
    paths = answers["paths"]
    pairs, names = paths["differences"], names_of(answers).in_sentences()
    about = "Jensen–Shannon distance, 0 to 1"
    if len(pairs) == 1:
        return (
            f"The classes' paths lie {distance_text(pairs[0]['distance'])} apart ({about}), "
            f"{controls_text(pairs[0]['controls'])}."
        )
    ordered = sorted(pairs, key=lambda pair: best_known(pair["distance"]))
    nearest, farthest = ordered[0], ordered[-1]
    alike = [pair for pair in pairs if pair["p_adjusted"] > 0.05]
    chance = f" In this network {alike_text(len(alike), len(pairs))}." if alike else ""
    return (
        f"The paths of two classes lie {distance_text(paths['distance']['distance'])} apart in the "
        f"mean of the {len(pairs)} pairs ({about}), "
        f"{controls_text(paths['distance']['controls'])}. The pairs of "
        f"the trained ones range from {pair_text(nearest, names)} to {pair_text(farthest, names)}."
        f"{chance}"
    )


def distance_text(number) -> str:
    """As format_number; an interval that leaves 0 to 1, as few networks' may, is cut there."""
    if number is None or number["low"] is None:
        return format_number(number)
    return format_number(
        {**number, "low": max(0.0, number["low"]), "high": min(1.0, number["high"])}
    )


def alike_text(alike, pairs) -> str:
    """How many of so many pairs cannot be told from chance."""
    differ = "differs" if alike == 1 else "differ"
    return f"{alike} of the {pairs} pairs {differ} no more than chance would have it"


def pair_text(pair, names) -> str:
    """`0.37 [0.33, 0.41] (4 and 9)`."""
    return f"{distance_text(pair['distance'])} ({listed(map(names.name, pair['classes']))})"


def controls_text(controls) -> str:
    """What a distance of paths is to be compared with. controls: of distance_support."""
    pixels = f"the clusters of the raw pixels {distance_text(controls['pixels'])}"
    if controls[UNTRAINED] is None:
        return pixels
    untrained, shuffled = (distance_text(controls[network]) for network in CONTROLS)
    paths = f"{pixels}, the paths of an untrained network {untrained}"
    if controls[SHUFFLED] is None:  # of an untrained twin, which is there alone
        return paths
    return f"{paths} and of one taught shuffled labels {shuffled}"


def detection_sentence(answers) -> str:
    """How well paths notice unseen digits, beside the best other way."""
    tables, names = answers["unseen_digits"], names_of(answers)
    means = {}
    for found in tables:
        for entry in found["detectors"]:
            key = entry["detector"], entry["layer"]
            means.setdefault(key, []).append(best_known(entry["auroc"]))
    means = {key: sum(values) / len(values) for key, values in means.items()}
    paths = means.pop(("path", ""))
    best = max(means, key=means.get)
    return (
        f"An image's path tells unseen {names.many} from known ones with an AUROC of {paths:.2f}; "
        f"the best other score, {detector_name(*best)}, has {means[best]:.2f} (means over the "
        f"unseen {names.many}; 0.5 is guessing)."
    )


def best_known(number) -> float:
    """The mean over replicates, or the run's own value where there are none."""
    return number["own"] if number["mean"] is None else number["mean"]


def detector_name(detector, layer) -> str:
    return f"{OOD_SCORES[detector]} in {layer_text(layer)}" if layer else OOD_SCORES[detector]


def move_sentence(answers) -> str:
    """Whether the clusters decide; empty where no activation could be moved."""
    layers = [found for found in answers["layers"] if was_moved(found)]
    if not layers:
        return ""
    told, random = moves_text(layers) if len(layers) <= FEW else range_of_moves(layers)
    return (
        "When a test image's activation is moved by the step from its cluster's center to that of "
        "a cluster for another class, and the rest of the network answers, so many predictions "
        f"change: {told} (a step as long in a random direction: {random})."
    )


def moves_text(layers) -> tuple[str, str]:
    """How many predictions change in each layer, and by a random step. layers: entries of
    `layers`."""
    told = listed(f"{format_best(e['moves']['moved'])} in {layer_text(e['layer'])}" for e in layers)
    return told, listed(percent(best_known(e["moves"]["moved_random"]), 1) for e in layers)


def range_of_moves(layers) -> tuple[str, str]:
    """As moves_text, of the layers where fewest and most do."""

    def share(found, measure="moved") -> float:
        return best_known(found["moves"][measure])

    ends = [end(layers, key=share) for end in (min, max)]
    fewest, most = (f"{format_best(e['moves']['moved'])} in {layer_text(e['layer'])}" for e in ends)
    random = [share(found, "moved_random") for found in layers]
    told = f"from {fewest} to {most}, of {len(layers)} layers"
    return told, f"{percent(min(random), 1)} to {percent(max(random), 1)}"


def was_moved(found) -> bool:
    """Whether activations of a layer were moved to another cluster."""
    share = found["moves"]["moved"]
    return share is not None and best_known(share) is not None
