"""The parts of the answers that are measures: the run's own, intervals over replicates, controls.

A number is {"own", "mean", "low", "high"}: of the run's own network, and the mean over the
replicates with its 95 % interval over networks and images. Without replicates the mean is None, and
the interval is of the own network's value, over images. None stands for what was not measured.
Controls are the replicates', and have no `own`; where a network from elsewhere has an untrained
twin instead, its numbers, and the gains over it and over the pixels, are `own`.
"""

import numpy as np

from chemins.answers.measure_table import limits_over_images
from chemins.answers.trust import is_unstable
from chemins.measures.interventions import MEASURES as MOVES
from chemins.measures.vocabulary import CONTROLS, LONGER, OOD_SCORES, SHORTER, TRAINED

LAYER_MEASURES = ("ami", "purity", "ami_chosen", "purity_chosen", "probe", "neighbours")
MIXTURE_MEASURES = ("ami_mixture", "purity_mixture")  # of the trained network alone
SHARES = ("committed", "committed_chosen", "depth", "reach", "reach_chosen")
PATH_MEASURES = (
    "distinct_paths",
    "effective_paths",
    "path_entropy",
    "path_purity",
    "alignment",
    "noise_predictions",
    "noise_agreement",
    "noise_agreement_centred",
    "replicate_agreement",
)


def estimate(measured, *key, **where) -> dict[str, float] | None:
    """The run's own value of a measure with the interval; None without both."""
    own, interval = measured.own(*key, **where), measured.interval(*key, **where)
    if own is None and interval is None:
        return None
    return {"own": own, **(interval or {"mean": None, **measured.own_limits(*key, **where)})}


def control(measured, *key, network, **where) -> dict[str, float] | None:
    """The replicates' interval of a control, or as estimate that of the own network's twin."""
    found = measured.interval(*key, network=network, **where)
    return found or estimate(measured, *key, network=network, **where)


def gain(measured, first, second) -> dict[str, float] | None:
    """How much larger one measure is than another, paired: the replicates' interval, or, without
    replicates, as estimate. first, second: arguments of MeasureTable.values."""
    found = measured.difference(measured.values(**first), measured.values(**second))
    if found:
        return found
    own = measured.own_alone(**first).minus(measured.own_alone(**second))
    if not own:
        return None
    (value,) = own.values()
    return {"own": value, "mean": None, **limits_over_images(own)}


def of_classes(measured, digits, measure, *where) -> list[dict]:
    """[{"digit": class, "number"}]."""
    return [
        {"digit": digit, "number": estimate(measured, measure, *where, toward=digit)}
        for digit in digits
    ]


def layer_support(measured, layer) -> dict:
    """How well a layer tells the classes apart, beside its controls; `ami` and `purity` are of test
    images.

    measured: MeasureTable. gains: of AMI over each control, paired by replicate. moves: of
    measures.interventions, None where the layer's answers were not moved.
    """
    found = {name: estimate(measured, name, layer) for name in (*LAYER_MEASURES, *SHARES)}
    found |= {name: estimate(measured, name, layer) for name in MIXTURE_MEASURES}
    controls = {
        network: {name: control(measured, name, layer, network=network) for name in LAYER_MEASURES}
        for network in CONTROLS
    }
    for network in CONTROLS:
        controls[network]["moved"] = control(measured, "moved", layer, network=network)
    return {
        **found,
        "purity_values": single_values(measured, "purity", layer),
        "controls": controls,
        "gains": gains(measured, layer, ""),
        "gains_chosen": gains(measured, layer, "_chosen"),
        "gains_mixture": {"pixels": gains(measured, layer, "_mixture")["pixels"]},
        "stability": stabilities(measured, layer, "stability"),
        "stability_classes": stabilities(measured, layer, "stability_classes"),
        "moves": {name: estimate(measured, name, layer) for name in MOVES},
    }


def single_values(measured, *key, **where) -> list[float]:
    """A measure in each replicate, in their order; empty without any."""
    values = measured.values(*key, **where)
    return [values[replicate] for replicate in sorted(values)]


def gains(measured, layer, suffix) -> dict:
    """control -> how much larger the layer's AMI is. The pixels' are a layer's."""
    own = {"measure": "ami" + suffix, "layer": layer}
    compared = {"pixels": own | {"layer": "pixels"}}
    compared |= {network: own | {"network": network} for network in CONTROLS}
    return {name: gain(measured, own, other) for name, other in compared.items()}


def stabilities(measured, layer, measure) -> list[dict]:
    """[{"cluster", "stability", "trusted"}]; a stability that no resample could tell is None, and
    no reason for distrust. measure: `stability`, at the chosen K, or `stability_classes`."""
    found = []
    while (value := measured.own(measure, layer, toward=len(found))) is not None:
        known = None if np.isnan(value) else value
        trusted = not is_unstable(known)
        found.append({"cluster": len(found), "stability": known, "trusted": trusted})
    return found


def depth_support(measured) -> dict:
    """Whether the last hidden layer adds anything: the replicates' accuracies with and without it,
    and how many different test images they were measured on."""
    with_it = measured.values("accuracy")
    without_it = measured.values("accuracy", network=SHORTER)
    return {
        "accuracy": measured.interval("accuracy"),
        "without_last": measured.interval("accuracy", network=SHORTER),
        "difference": measured.difference(with_it, without_it),
        "replicates": len(with_it),
        "images": with_it.distinct_images,
    }


def longer_support(measured) -> dict | None:
    """What one replicate reaches when it is trained until its loss no longer falls: its accuracy,
    how much that is above what it has as it is, and on how many test images; None where that was
    not tried."""
    longer = measured.values("accuracy", network=LONGER)
    if not longer:
        return None
    gained = longer.minus(measured.values("accuracy"))
    return {
        "epochs": int(measured.values("epochs", network=LONGER)[1]),
        "accuracy": {"mean": longer[1], **limits_over_images(longer)},
        "difference": {"mean": gained[1], **limits_over_images(gained)},
        "images": longer.distinct_images,
    }


def path_support(measured, digits) -> dict:
    """Measures of paths at both Ks, the share of each class's test images on the path that most of
    them take, at K = number of classes, and how the classes' paths differ."""
    names = [name + suffix for suffix in ("", "_chosen") for name in PATH_MEASURES]
    found = {name: estimate(measured, name) for name in names}
    if found["replicate_agreement"]:
        # Each value is a mean over pairs, which share networks: they are not independent.
        found["replicate_agreement"] |= {"low": None, "high": None}
    pairs = [(a, b) for i, a in enumerate(digits) for b in digits[i + 1 :]]
    return {
        "measures": found,
        "most_taken": of_classes(measured, digits, "most_taken"),
        "distance": distance_support(measured, "js_mean") | distance_comparison(measured),
        "differences": [
            {
                "classes": [a, b],
                **distance_support(measured, "js_distance", digit=a, toward=b),
                "p": measured.own("js_p", digit=a, toward=b),
                "p_adjusted": measured.own("js_p_adjusted", digit=a, toward=b),
            }
            for a, b in pairs
        ],
    }


def distance_support(measured, measure, **classes) -> dict:
    """{"distance", "controls"}: how far apart two classes travel, or all in the mean, beside the
    clusters of the pixels and the networks that learnt nothing."""
    controls = {"pixels": estimate(measured, measure, "pixels", **classes)}
    for network in CONTROLS:
        controls[network] = control(measured, measure, network=network, **classes)
    return {"distance": estimate(measured, measure, **classes), "controls": controls}


def distance_comparison(measured) -> dict:
    """{"gains", "values"}: how much farther apart the classes' paths are in the mean than with each
    control, paired; and the distance in each replicate, of `trained` and of the controls."""
    own, pixels = {"measure": "js_mean"}, {"measure": "js_mean", "layer": "pixels"}
    compared = {"pixels": pixels} | {network: own | {"network": network} for network in CONTROLS}
    return {
        "gains": {name: gain(measured, own, other) for name, other in compared.items()},
        "values": {
            name: single_values(measured, **where)
            for name, where in ({TRAINED: own} | compared).items()
        },
    }


def unseen_support(measured, layers, digit, digits) -> dict:
    """Where an unseen digit goes, with intervals, and what would notice that it is unknown."""
    return {
        "digit": digit,
        "images": measured.values("confidence", digit=digit).distinct_images,
        "layers": [
            {
                "layer": layer,
                "entropy": estimate(measured, "entropy", layer, digit),
                "affinity": of_classes(measured, digits, "affinity", layer, digit),
            }
            for layer in layers
        ],
        "predicted": [
            entry
            | {"values": single_values(measured, "predicted", digit=digit, toward=entry["digit"])}
            for entry in of_classes(measured, digits, "predicted", "", digit)
        ],
        "main": main_support(measured, digits, digit),
        "confidence": estimate(measured, "confidence", digit=digit),
        "atypical": estimate(measured, "atypical", digit=digit),
        "detectors": detector_estimates(measured, layers, digit),
    }


def main_support(measured, digits, digit) -> dict:
    """{"digit", "next", "lead"}: the class that most of an unseen digit's images are predicted as,
    in the mean over the replicates where there are any; the one that comes next; and how much more
    go to the first, None without an interval over replicates."""
    numbers = {c: estimate(measured, "predicted", digit=digit, toward=c) for c in digits}
    shares = {c: n["own"] if n["mean"] is None else n["mean"] for c, n in numbers.items()}
    first, second = sorted(digits, key=lambda c: (-shares[c], c))[:2]
    both = (measured.values("predicted", digit=digit, toward=c) for c in (first, second))
    return {"digit": first, "next": second, "lead": measured.difference(*both)}


def smallest_p_by_class(measured, digits) -> list[dict]:
    """[{"digit", "p"}]: the smallest conformal p-value there can be among images predicted so."""
    found = [{"digit": digit, "p": measured.own("smallest_p", toward=digit)} for digit in digits]
    return [entry for entry in found if entry["p"] is not None]


def detector_estimates(measured, layers, digit) -> list[dict]:
    """[{"detector", "layer" or "", "auroc", "fpr95"}], what was measured of them."""
    found = []
    for detector in OOD_SCORES:
        for layer in ("", *layers):
            auroc = estimate(measured, f"auroc_{detector}", layer, digit)
            if auroc is not None:
                fpr95 = estimate(measured, f"fpr95_{detector}", layer, digit)
                found.append({"detector": detector, "layer": layer, "auroc": auroc, "fpr95": fpr95})
    return found
