"""The parts of the answers that are measures: the run's own, intervals over replicates, controls.

A number is {"own", "mean", "low", "high"}: of the run's own network, and the mean over the
replicates with Student's 95 % interval. None stands for what was not measured.
"""

import numpy as np

from chemins.answers.trust import is_unstable
from chemins.measures.uncertainty import wilson_interval
from chemins.measures.vocabulary import CONTROLS, OOD_SCORES, SHORTER

LAYER_MEASURES = ("ami", "purity", "ami_chosen", "purity_chosen", "probe", "neighbours")
MIXTURE_MEASURES = ("ami_mixture", "purity_mixture")  # of the trained network alone
SHARES = ("committed", "committed_chosen", "depth", "reach", "reach_chosen")
PATH_MEASURES = (
    "distinct_paths",
    "effective_paths",
    "path_entropy",
    "path_purity",
    "alignment",
    "noise_agreement",
    "replicate_agreement",
)


def estimate(measured, *key, **where) -> dict[str, float] | None:
    """The run's own value of a measure with the interval over replicates; None without both."""
    own, interval = measured.own(*key, **where), measured.interval(*key, **where)
    if own is None and interval is None:
        return None
    return {"own": own, **(interval or dict.fromkeys(("mean", "low", "high")))}


def of_classes(measured, digits, measure, *where) -> list[dict]:
    """[{"digit": class, "number"}]."""
    return [
        {"digit": digit, "number": estimate(measured, measure, *where, toward=digit)}
        for digit in digits
    ]


def of_images(measured, digits, measure, layer, digit) -> list[dict]:
    """As of_classes, of an unseen digit's images; each number has the run's own value's interval
    over them too, `own_low` and `own_high`, after Wilson."""
    images = int(measured.own("images", digit=digit))
    entries = of_classes(measured, digits, measure, layer, digit)
    for entry in entries:
        own = entry["number"]["own"]
        low, high = wilson_interval(round(own * images), images)
        entry["number"] |= {"own_low": low, "own_high": high}
    return entries


def layer_support(measured, layer) -> dict:
    """How well a layer tells the classes apart, beside its controls; `ami` and `purity` are of test
    images.

    measured: MeasureTable. gains: of AMI over each control, paired by replicate.
    """
    found = {name: estimate(measured, name, layer) for name in (*LAYER_MEASURES, *SHARES)}
    found |= {name: estimate(measured, name, layer) for name in MIXTURE_MEASURES}
    controls = {
        network: {name: measured.interval(name, layer, network=network) for name in LAYER_MEASURES}
        for network in CONTROLS
    }
    return {
        **found,
        "controls": controls,
        "gains": gains(measured, layer, ""),
        "gains_chosen": gains(measured, layer, "_chosen"),
        "gains_mixture": {"pixels": gains(measured, layer, "_mixture")["pixels"]},
        "stability": stabilities(measured, layer, "stability"),
        "stability_classes": stabilities(measured, layer, "stability_classes"),
    }


def gains(measured, layer, suffix) -> dict:
    """control -> interval of how much larger the layer's AMI is. The pixels' are a layer's."""
    name = "ami" + suffix
    own = measured.values(name, layer)
    compared = {"pixels": measured.values(name, "pixels")}
    compared |= {network: measured.values(name, layer, network=network) for network in CONTROLS}
    return {control: measured.difference(own, values) for control, values in compared.items()}


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
    """Whether the last hidden layer adds anything: the replicates' accuracies with and without
    it."""
    with_it = measured.values("accuracy")
    without_it = measured.values("accuracy", network=SHORTER)
    return {
        "accuracy": measured.interval("accuracy"),
        "without_last": measured.interval("accuracy", network=SHORTER),
        "difference": measured.difference(with_it, without_it),
        "replicates": len(with_it),
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
        "differences": [
            {
                "classes": [a, b],
                **{
                    name: measured.own(f"js_{name}", digit=a, toward=b)
                    for name in ("distance", "p", "p_adjusted")
                },
            }
            for a, b in pairs
        ],
    }


def unseen_support(measured, layers, digit, digits) -> dict:
    """Where an unseen digit goes, with intervals, and what would notice that it is unknown."""
    return {
        "digit": digit,
        "layers": [
            {
                "layer": layer,
                "entropy": estimate(measured, "entropy", layer, digit),
                "affinity": of_images(measured, digits, "affinity", layer, digit),
            }
            for layer in layers
        ],
        "predicted": of_images(measured, digits, "predicted", "", digit),
        "confidence": estimate(measured, "confidence", digit=digit),
        "atypical": estimate(measured, "atypical_chosen", digit=digit),
        "detectors": detector_estimates(measured, layers, digit),
    }


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
