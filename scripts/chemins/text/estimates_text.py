"""What is measured of a run, as a reader wants it: numbers with intervals, and sentences.

answers: what answers.json holds.
"""

from chemins.base.errors import listed
from chemins.base.formatting import layer_text, percent
from chemins.measures.vocabulary import CONTROLS, OOD_SCORES, UNTRAINED


def format_estimate(number, decimals=2) -> str:
    """`0.86 [0.84, 0.88]`, `0.86` without an interval, `–` for None."""
    if number is None or number["mean"] is None:
        return "–"
    text = f"{number['mean']:.{decimals}f}"
    if number["low"] is None:
        return text
    return f"{text} [{number['low']:.{decimals}f}, {number['high']:.{decimals}f}]"


def format_share(number) -> str:
    """`98.7 % [98.4, 99.0]`; an interval that leaves 0 to 100 % is cut there."""
    if number is None or number["mean"] is None:
        return "–"
    text = percent(number["mean"], 1)
    if number["low"] is None:
        return text
    low, high = max(0.0, number["low"]), min(1.0, number["high"])
    return f"{text} [{100 * low:.1f}, {100 * high:.1f}]"


def format_own(number, decimals=2) -> str:
    """The run's own value."""
    return "–" if number is None or number["own"] is None else f"{number['own']:.{decimals}f}"


def format_own_share(number) -> str:
    return "–" if number is None or number["own"] is None else percent(number["own"], 1)


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
    if ami["mean"] is None:
        gain, shown = f"{ami['own'] - base['own']:.2f}", (format_own(ami), format_own(base))
    else:
        gain = format_estimate(found["gains_mixture"]["pixels"])
        shown = format_estimate(ami), format_estimate(base)
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
    return (
        f"**Beware:** clusters are not stable ({listed(unstable)}): drawn anew, the images would "
        "be clustered otherwise, and what is said of these layers' clusters does not hold."
    )


def unstable_paths_sentence(answers) -> str:
    """Whose main paths go through clusters that are not stable; empty for no one's."""
    hidden = [entry for entry in answers["layers"] if entry["layer"] not in ("pixels", "output")]
    digits = [
        f"{entry['digit']}s"
        for entry in answers["paths"]["classes"]
        if any(
            cluster == known["cluster"] and not known["trusted"]
            for layer, cluster in zip(hidden, entry["main_path"], strict=True)
            for known in layer["stability"]
        )
    ]
    if not digits:
        return ""
    return (
        f"**Beware:** the main paths of the {listed(digits)} go through clusters that are not "
        "stable: who takes them would be others, were the images drawn anew."
    )


def join_sentences(*sentences) -> str:
    return " ".join(filter(None, sentences))


def commitment_text(answers, layer) -> str:
    found = of_layer(answers, layer)["committed"]
    return f"{percent(found['own'])} of its test images are committed there"


def predictions(found) -> list[dict]:
    """The classes that an unseen digit's images are predicted as, the most frequent first."""
    some = [entry for entry in found["predicted"] if entry["number"]["own"]]
    return sorted(some, key=lambda entry: (-entry["number"]["own"], entry["digit"]))


def taken_text(answers, digit, number) -> str:
    """`94 % of the 4s (96.9 % [95.5, 98.3] over 10 replicates)`. number: of the class that most of
    the digit's images are predicted as."""
    text = f"{percent(number['own'])} of the {digit}s"
    count = replicate_count(answers)
    return f"{text} ({format_share(number)} over {count} replicates)" if count else text


def last_layer_sentence(answers, hidden) -> str:
    """Whether the last hidden layer adds anything; empty without intervals."""
    found = answers["last_layer"]
    difference = found["difference"]
    if difference is None or difference["low"] is None:
        return ""
    accuracies = (
        f"{percent(found['accuracy']['mean'], 1)} with {layer_text(hidden[-1])}, "
        f"{percent(found['without_last']['mean'], 1)} without, {points(difference)} points"
    )
    if difference["low"] > 0:
        return f"The last hidden layer adds accuracy: {accuracies}."
    if difference["high"] < 0:
        return f"The last hidden layer costs accuracy: {accuracies}."
    return f"The last hidden layer adds no accuracy that could be measured: {accuracies}."


def points(number) -> str:
    """A difference of shares in percentage points, with its interval."""
    return "{:+.2f} [{:+.2f}, {:+.2f}]".format(
        *(100 * number[name] for name in ("mean", "low", "high"))
    )


def difference_sentence(answers) -> str:
    """How far the classes' paths differ."""
    pairs = answers["paths"]["differences"]
    if len(pairs) == 1:
        return (
            f"The classes' paths lie {pairs[0]['distance']:.2f} apart (Jensen–Shannon distance, "
            f"0 to 1; p = {pairs[0]['p']:.3f} by permutation)."
        )
    differing = sum(pair["p_adjusted"] <= 0.05 for pair in pairs)
    nearest = min(pairs, key=lambda pair: pair["distance"])
    return (
        f"The paths of {differing} of {len(pairs)} pairs of classes differ (permutation tests, "
        f"p ≤ 0.05 after Benjamini and Hochberg); most alike are those of "
        f"{nearest['classes'][0]} and {nearest['classes'][1]}, {nearest['distance']:.2f} apart "
        f"(Jensen–Shannon distance, 0 to 1)."
    )


def detection_sentence(answers) -> str:
    """How well paths notice unseen digits, beside the best other way."""
    tables = answers["unseen_digits"]
    means = {}
    for found in tables:
        for entry in found["detectors"]:
            key = entry["detector"], entry["layer"]
            means.setdefault(key, []).append(best_known(entry["auroc"]))
    means = {key: sum(values) / len(values) for key, values in means.items()}
    paths = means.pop(("path", ""))
    best = max(means, key=means.get)
    verdict = "better than" if paths > means[best] else "less than"
    return (
        f"An image's path tells unseen digits from known ones with an AUROC of {paths:.2f}, "
        f"{verdict} {detector_name(*best)} with {means[best]:.2f} (means over the unseen digits; "
        "0.5 is guessing)."
    )


def best_known(number) -> float:
    """The mean over replicates, or the run's own value where there are none."""
    return number["own"] if number["mean"] is None else number["mean"]


def detector_name(detector, layer) -> str:
    return f"{OOD_SCORES[detector]} in {layer_text(layer)}" if layer else OOD_SCORES[detector]
