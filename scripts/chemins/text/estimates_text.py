"""What is measured of a run, as a reader wants it: numbers with intervals, and sentences.

answers: what answers.json holds.
"""

from chemins.base.formatting import percent, the_layer
from chemins.base.language import enumerated, fixed, plural, said
from chemins.measures.vocabulary import CONTROLS, OOD_SCORES, SHUFFLED, UNTRAINED
from chemins.text import links
from chemins.text.class_names import DIGITS, names_of

FEW = 4  # layers, each of which a sentence names


def format_estimate(number, decimals=2) -> str:
    """`0.86 [0.84, 0.88]`, `0.86` without an interval, `–` for None."""
    if number is None or number["mean"] is None:
        return "–"
    return fixed(number["mean"], decimals) + limits(number, decimals)


def limits(number, decimals) -> str:
    """` [0.84, 0.88]`, or nothing without an interval."""
    if number["low"] is None:
        return ""
    return said("interval", **{end: fixed(number[end], decimals) for end in ("low", "high")})


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
    return said("interval", low=fixed(100 * low, 1), high=fixed(100 * high, 1))


def format_own(number, decimals=2) -> str:
    """The run's own value."""
    return "–" if number is None or number["own"] is None else fixed(number["own"], decimals)


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
    return said(
        "gain",
        layer=the_layer(layer),
        ami=format_estimate(found["ami"]),
        over_pixels=format_estimate(over_pixels),
        pixels=format_estimate(pixels["ami"]),
        over_untrained=format_estimate(over_untrained),
        untrained=format_estimate(untrained),
        shuffled=format_estimate(shuffled),
        replicates=said(plural("replicate_count", count), count=count),
        own=format_own(found["ami"]),
    )


def mixture_sentence(answers, layer) -> str:
    """What another way of clustering makes of a layer's gain over the pixels."""
    found, pixels = of_layer(answers, layer), of_layer(answers, "pixels")
    ami, base = found["ami_mixture"], pixels["ami_mixture"]
    gained = found["gains_mixture"]["pixels"]
    if ami["mean"] is None and gained is None:
        gain, shown = fixed(ami["own"] - base["own"]), (format_own(ami), format_own(base))
    else:
        gain, *shown = map(format_number, (gained, ami, base))
    return said("mixture", gain=gain, ami=shown[0], base=shown[1])


def unstable_layers_sentence(answers) -> str:
    """Of which layers no claim is to be made, as their clusters at K = number of classes are not
    stable; empty if all are. The output is no layer that claims are made of."""
    unstable = [
        said(
            "unstable_in",
            unstable=sum(not entry["trusted"] for entry in found["stability_classes"]),
            clusters=len(found["stability_classes"]),
            layer=the_layer(found["layer"]),
        )
        for found in answers["layers"][:-1]
        if not all(entry["trusted"] for entry in found["stability_classes"])
    ]
    if not unstable:
        return ""
    told = enumerated(unstable)
    if len(unstable) > FEW:
        told = said("unstable_many", count=len(unstable), layers=len(answers["layers"]) - 1)
    return said("unstable_layers", told=told)


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
    return said("unstable_paths", classes=enumerated(map(names.images, taken))) if taken else ""


def join_sentences(*sentences) -> str:
    return " ".join(filter(None, sentences))


def commitment_sentence(answers, layer) -> str:
    return said("committed", share=format_best(of_layer(answers, layer)["committed"]))


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
    told = {"share": format_best(number), "images": names.images(digit)}
    if number["mean"] is None:
        return said("share_of_images", **told)
    own, here = predictions(found)[0]["digit"], own_share(found, link)
    key = "taken_here" if own == main else "taken_otherwise"
    return said(key, here=here, taken=names.taken(own), **told)


def own_share(found, link) -> str:
    """The share of an unseen digit's images that this network takes for what it takes most for."""
    own = predictions(found)[0]
    target = {"label": found["digit"], "prediction": own["digit"]}
    return link(percent(own["number"]["own"]), target)


def undecided_text(found, names=DIGITS, link=links.plain) -> str:
    """Of an unseen digit whose images go to no class more than to the next."""
    first, second = (
        f"{names.taken(digit)} ({format_share(prediction_as(found, digit))})"
        for digit in (found["main"]["digit"], found["main"]["next"])
    )
    return said(
        "undecided",
        images=names.images(found["digit"]),
        first=first,
        second=second,
        here=own_share(found, link),
        taken=names.taken(predictions(found)[0]["digit"]),
    )


def difference_sentence(answers) -> str:
    """How far the classes' paths differ, beside the controls."""
    paths = answers["paths"]
    pairs, names = paths["differences"], names_of(answers).in_sentences()
    of_all = pairs[0] if len(pairs) == 1 else paths["distance"]
    told = {
        "distance": distance_text(of_all["distance"]),
        "controls": controls_text(of_all["controls"]),
    }
    if len(pairs) == 1:
        return said("distance_pair", **told)
    ordered = sorted(pairs, key=lambda pair: best_known(pair["distance"]))
    alike = sum(pair["p_adjusted"] > 0.05 for pair in pairs)
    return said(
        "distance_pairs",
        pairs=len(pairs),
        nearest=pair_text(ordered[0], names),
        farthest=pair_text(ordered[-1], names),
        alike=said(plural("alike", alike), alike=alike, pairs=len(pairs)) if alike else "",
        **told,
    )


def distance_text(number) -> str:
    """As format_number; an interval that leaves 0 to 1, as few networks' may, is cut there."""
    if number is None or number["low"] is None:
        return format_number(number)
    return format_number(
        {**number, "low": max(0.0, number["low"]), "high": min(1.0, number["high"])}
    )


def pair_text(pair, names) -> str:
    """`0.37 [0.33, 0.41] (4 and 9)`."""
    return f"{distance_text(pair['distance'])} ({enumerated(map(names.name, pair['classes']))})"


def controls_text(controls) -> str:
    """What a distance of paths is to be compared with. controls: of distance_support."""
    pixels = said("control_pixels", pixels=distance_text(controls["pixels"]))
    if controls[UNTRAINED] is None:
        return pixels
    untrained, shuffled = (distance_text(controls[network]) for network in CONTROLS)
    paths = said("control_untrained", pixels=pixels, untrained=untrained)
    if controls[SHUFFLED] is None:  # of an untrained twin, which is there alone
        return paths
    return said("control_shuffled", untrained=paths, shuffled=shuffled)


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
    return said(
        "detection",
        names=names,
        paths=fixed(paths),
        other=detector_name(*best),
        best=fixed(means[best]),
    )


def best_known(number) -> float:
    """The mean over replicates, or the run's own value where there are none."""
    return number["own"] if number["mean"] is None else number["mean"]


def detector_name(detector, layer) -> str:
    score = said(OOD_SCORES[detector])
    return said("score_in", score=score, layer=the_layer(layer)) if layer else score


def move_sentence(answers) -> str:
    """Whether the clusters decide; empty where no activation could be moved."""
    layers = [found for found in answers["layers"] if was_moved(found)]
    if not layers:
        return ""
    told, random = moves_text(layers) if len(layers) <= FEW else range_of_moves(layers)
    return said("moves", told=told, random=random)


def moves_text(layers) -> tuple[str, str]:
    """How many predictions change in each layer, and by a random step. layers: entries of
    `layers`."""
    random = [percent(best_known(e["moves"]["moved_random"]), 1) for e in layers]
    return enumerated(map(moved_text, layers)), enumerated(random)


def moved_text(found) -> str:
    """`83.0 % [80.1, 85.9] in hidden 1`."""
    share = format_best(found["moves"]["moved"])
    return said("share_in", share=share, layer=the_layer(found["layer"]))


def range_of_moves(layers) -> tuple[str, str]:
    """As moves_text, of the layers where fewest and most do."""

    def share(found, measure="moved") -> float:
        return best_known(found["moves"][measure])

    fewest, most = (moved_text(end(layers, key=share)) for end in (min, max))
    random = [share(found, "moved_random") for found in layers]
    ends = {"fewest": percent(min(random), 1), "most": percent(max(random), 1)}
    told = said("moves_range", fewest=fewest, most=most, layers=len(layers))
    return told, said("moves_random", **ends)


def was_moved(found) -> bool:
    """Whether activations of a layer were moved to another cluster."""
    share = found["moves"]["moved"]
    return share is not None and best_known(share) is not None
