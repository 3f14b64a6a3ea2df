"""The three questions, answered with numbers.

1. From which layer does the network behave differently for different classes?
2. Do the classes have different signatures, and which images are the exceptions?
3. Where does an image go that the network was never taught?

answers.json holds each number once: what is measured is a number of chemins.answers.estimates, with
its interval; what is counted here stands beside it.
"""

import numpy as np

from chemins.answers.estimates import (
    depth_support,
    layer_support,
    longer_support,
    path_support,
    smallest_p_by_class,
    unseen_support,
)
from chemins.answers.k_choice import k_support
from chemins.answers.verdicts import depth_verdict, separation
from chemins.clusters.fitted_count import fitted_samples
from chemins.clusters.majority import majority_labels
from chemins.clusters.paths import distinct_paths, main_paths, travels_as
from chemins.measures.cluster_agreement import agreement
from chemins.measures.vocabulary import ASKED
from chemins.statistics.uncertainty import p_of_interval

ROLES = ("train", "test")


def layer_answers(paths, class_clusters, scores, layers) -> list:
    """Each layer's chosen K, and how far its clusters agree with the labels of training images.

    paths: columns of the table of paths. class_clusters: layer -> (known samples,) clusters at
    K = number of classes. scores: layer -> columns of tables.CLUSTER_SCORES.
    """
    train = paths["role"] == "train"
    taught = train[paths["role"] != "unseen"]
    answers = []
    for layer in layers:
        table = scores[layer]
        chosen = int(np.flatnonzero(table["chosen"])[0])
        entry = {
            "layer": layer,
            "k": int(table["k"][chosen]),
            "silhouette": number_or_none(table["silhouette"][chosen]),
            "standard_error": float(table["standard_error"][chosen]),
            "note": str(table["note"][chosen]),
        }
        bases = {"_chosen": paths[layer][train], "": class_clusters[layer][taught]}
        answers.append(entry | {"train": separations(bases, paths["label"][train])})
    return answers


def separations(bases, label) -> dict[str, float]:
    """Purity and AMI of the same samples at two Ks, named as in the table of measures.

    bases: what the names end in -> (n,) clusters. label: (n,).
    """
    return {
        name + end: value
        for end, cluster in bases.items()
        for name, value in agreement(cluster, label).items()
    }


def number_or_none(value) -> float | None:
    """JSON has no NaN: what could not be computed is null."""
    return None if np.isnan(value) else float(value)


def path_answers(paths, stages, digits) -> dict:
    """Distinct paths of test images, label and prediction included; main paths, how many follow
    them, and the exceptions."""
    main = main_paths(paths, stages)
    travels = travels_as(paths, stages, main)
    known = paths["role"] != "unseen"
    classes = []
    for digit in digits:
        own = known & (paths["label"] == digit)
        share = {r: float(np.mean(travels[own & (paths["role"] == r)] == digit)) for r in ROLES}
        classes.append({"digit": digit, "main_path": list(main[digit]), "on_main_path": share})
    test_paths = {name: column[paths["role"] == "test"] for name, column in paths.items()}
    return {
        "distinct": distinct_paths(test_paths, stages),
        "classes": classes,
        "exceptions": exception_rows(paths, stages, travels),
    }


def exception_rows(paths, stages, travels) -> list[dict]:
    """The known samples that travel another class's main path."""
    strays = (paths["role"] != "unseen") & (travels != -1) & (travels != paths["label"])
    return [
        {
            "sample_id": int(paths["sample_id"][row]),
            "role": str(paths["role"][row]),
            "label": int(paths["label"][row]),
            "travels_as": int(travels[row]),
            "prediction": int(paths["prediction"][row]),
            "probability": float(paths["probability"][row]),
            "path": [int(paths[layer][row]) for layer in stages],
        }
        for row in np.flatnonzero(strays)
    ]


def unseen_answers(paths, stages, layers, digits, unseen, measured) -> list:
    """Per unseen digit: its clusters in each layer with their class, its path, its prediction, and
    what would notice it. measured: MeasureTable."""
    travels = travels_as(paths, stages, main_paths(paths, stages))
    return [
        unseen_answer(paths, travels, unseen_support(measured, layers, digit, digits))
        for digit in unseen
    ]


def unseen_answer(paths, travels, support) -> dict:
    """What unseen_support says of a digit, with what is counted of its samples. travels: (n,)."""
    own = paths["label"] == support["digit"]
    return support | {
        "samples": int(own.sum()),
        "layers": [
            entry | {"destinations": destinations(paths, entry["layer"], own)}
            for entry in support["layers"]
        ],
        "travels_as": shares(travels[own]),
        "predicted": [
            entry | {"mean_probability": mean_probability(paths, own, entry["digit"])}
            for entry in support["predicted"]
        ],
    }


def mean_probability(paths, own, prediction) -> float | None:
    """Of those of some samples that have this prediction; None if none has."""
    rows = own & (paths["prediction"] == prediction)
    return float(paths["probability"][rows].mean()) if rows.any() else None


def destinations(paths, layer, own) -> list[dict]:
    """The clusters of a layer that samples go to: share, and the cluster's majority label."""
    majority = majority_labels(paths[layer], paths["label"], paths["role"])
    return [
        {"cluster": entry["value"], "share": entry["share"], "majority": majority[entry["value"]]}
        for entry in shares(paths[layer][own])
    ]


def shares(values) -> list[dict]:
    """Each value with its share, the largest first."""
    found, counts = np.unique(values, return_counts=True)
    order = np.lexsort([found, -counts])
    return [{"value": int(found[i]), "share": float(counts[i] / len(values))} for i in order]


def last_layer(measured, margin) -> dict:
    """depth_support with its verdict, and the p-value that nothing is added; None for both without
    an interval."""
    found = depth_support(measured)
    verdict = depth_verdict(found["difference"], margin)
    p = p_of_interval(found["difference"], found["replicates"] - 1) if verdict else None
    return found | {"margin": margin, "verdict": verdict, "p": p}


def training(model_scores, measured) -> dict | None:
    """How far the run's network was trained, and what one would reach; None of a network that was
    not trained here."""
    known = model_scores.get("training")
    return known and known | {"longer": longer_support(measured)}


def fitted_answers(samples, clustering) -> dict:
    """`fitted`: of how many images k-means saw how many, where it did not see all that it might.

    samples: role -> how many there are. clustering: `fit_on` and `fit_limit` of the config's.
    """
    count, limit = fitted_samples(samples, clustering["fit_on"]), clustering["fit_limit"]
    return {"fitted": {"count": limit, "of": count}} if count > limit else {}


def asked_answers(samples) -> dict:
    """`asked`: role -> of how many images only so many were asked for their neighbours and scores.
    samples: as of fitted_answers."""
    counts = {role: samples[role] for role in ("test", "unseen")}
    few = {r: {"count": ASKED[r], "of": of} for r, of in counts.items() if of > ASKED[r]}
    return {"asked": few} if few else {}


def answer(
    paths, class_clusters, scores, model_scores, measured, run, layers, hidden, stages
) -> dict:
    """Everything that answers.json holds. run: the run's settings. stages: those hidden layers that
    paths go through."""
    digits, unseen = run["digits"], run["unseen"]
    named = {"names": run["names"]} if "names" in run else {}
    per_layer = [
        entry
        | layer_support(measured, entry["layer"])
        | {"k_evidence": k_support(measured, entry["layer"])}
        for entry in layer_answers(paths, class_clusters, scores, layers)
    ]
    samples = {r: int(np.sum(paths["role"] == r)) for r in (*ROLES, "unseen")}
    return {
        "digits": digits,
        "unseen": unseen,
        **named,  # what texts call the classes, of those that are no digits
        "samples": samples,
        **fitted_answers(samples, run["clustering"]),
        **asked_answers(samples),
        "accuracy": {r: model_scores[r]["accuracy"] for r in ROLES},
        "training": training(model_scores, measured),
        "warning": model_scores.get("warning", ""),  # of such a network
        "separation": separation(measured, hidden, run["answers"]["mark"]),
        "layers": per_layer,
        "last_layer": last_layer(measured, run["answers"]["margin"]),
        "paths": {
            **({"stages": stages} if stages != hidden else {}),
            **path_answers(paths, stages, digits),
            **path_support(measured, digits),
        },
        "unseen_digits": unseen_answers(paths, stages, layers, digits, unseen, measured),
        "smallest_p": smallest_p_by_class(measured, digits),
    }
