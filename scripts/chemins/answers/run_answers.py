"""The three questions, answered with numbers.

1. From which layer does the network behave differently for different classes?
2. Do the classes have different signatures, and which images are the exceptions?
3. Where does an image go that the network was never taught?
"""

import numpy as np

from chemins.answers.estimates import support
from chemins.clusters.paths import (
    distinct_paths,
    hidden_paths,
    main_paths,
    majority_labels,
    travels_as,
)
from chemins.measures.separation import separation
from chemins.networks.layer_names import SEPARATED

ROLES = ("train", "test")


def layer_answers(paths, class_clusters, scores, layers):
    """How far each layer's clusters agree with the labels.

    paths: columns of the table of paths. class_clusters: layer -> (known samples,) clusters at
    K = number of classes. scores: layer -> columns of tables.CLUSTER_SCORES.
    """
    known = paths["role"] != "unseen"
    role, label = paths["role"][known], paths["label"][known]
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
        for name, cluster in (("chosen", paths[layer][known]), ("classes", class_clusters[layer])):
            entry[name] = {r: separation(cluster[role == r], label[role == r]) for r in ROLES}
        answers.append(entry)
    return answers


def number_or_none(value):
    """JSON has no NaN: what could not be computed is null."""
    return None if np.isnan(value) else float(value)


def path_answers(paths, hidden, digits):
    """Distinct paths, main paths, how many follow them, and the exceptions."""
    main = main_paths(paths, hidden)
    travels = travels_as(paths, hidden, main)
    known = paths["role"] != "unseen"
    classes = []
    for digit in digits:
        own = known & (paths["label"] == digit)
        share = {r: float(np.mean(travels[own & (paths["role"] == r)] == digit)) for r in ROLES}
        classes.append({"digit": digit, "main_path": list(main[digit]), "on_main_path": share})
    known_paths = {name: column[known] for name, column in paths.items()}
    return {
        "distinct": distinct_paths(known_paths, hidden),
        "distinct_hidden": len(np.unique(hidden_paths(known_paths, hidden), axis=0)),
        "classes": classes,
        "exceptions": exceptions(paths, hidden, travels),
    }


def exceptions(paths, hidden, travels):
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
            "path": [int(paths[layer][row]) for layer in hidden],
        }
        for row in np.flatnonzero(strays)
    ]


def unseen_answers(paths, hidden, layers, unseen):
    """Per unseen digit: its clusters in each layer with their class, its path, its prediction."""
    main = main_paths(paths, hidden)
    travels = travels_as(paths, hidden, main)
    answers = []
    for digit in unseen:
        own = paths["label"] == digit
        answers.append(
            {
                "digit": digit,
                "samples": int(own.sum()),
                "layers": [
                    {"layer": layer, "destinations": destinations(paths, layer, own)}
                    for layer in layers
                ],
                "travels_as": shares(travels[own]),
                "predicted_as": predictions(paths, own),
            }
        )
    return answers


def predictions(paths, own):
    """What samples are predicted as: shares, and the mean probability of those predictions."""
    return [
        entry | {"mean_probability": float(paths["probability"][rows].mean())}
        for entry in shares(paths["prediction"][own])
        for rows in [own & (paths["prediction"] == entry["value"])]
    ]


def destinations(paths, layer, own):
    """The clusters of a layer that samples go to: share, and the cluster's majority class."""
    majority = majority_labels(paths, layer)
    return [
        {"cluster": entry["value"], "share": entry["share"], "majority": majority[entry["value"]]}
        for entry in shares(paths[layer][own])
    ]


def shares(values):
    """Each value with its share, the largest first."""
    found, counts = np.unique(values, return_counts=True)
    order = np.lexsort([found, -counts])
    return [{"value": int(found[i]), "share": float(counts[i] / len(values))} for i in order]


def first_separating(layers, hidden):
    """The first hidden layer whose clusters, and all later ones', tell the classes apart."""
    first = None
    for entry in reversed([e for e in layers if e["layer"] in hidden]):
        if entry["classes"]["test"]["purity"] < SEPARATED:
            break
        first = entry["layer"]
    return first


def answer(paths, class_clusters, scores, model_scores, measured, run, layers, hidden):
    """Everything that answers.json holds. run: the run's settings."""
    per_layer = layer_answers(paths, class_clusters, scores, layers)
    return {
        "digits": run["digits"],
        "unseen": run["unseen"],
        "samples": {r: int(np.sum(paths["role"] == r)) for r in (*ROLES, "unseen")},
        "accuracy": {r: model_scores[r]["accuracy"] for r in ROLES},
        "warning": model_scores.get("warning", ""),  # of a network that was not trained here
        "separated_by": SEPARATED,
        "separates_from": first_separating(per_layer, hidden),
        "layers": per_layer,
        "paths": path_answers(paths, hidden, run["digits"]),
        "unseen_digits": unseen_answers(paths, hidden, layers, run["unseen"]),
        "support": support(measured, layers, run["digits"], run["unseen"]),
    }
