"""Answers to samples in groups whose numbers can be counted by hand."""

import copy
import itertools

import numpy as np

from builders.made_answers import made_measured
from chemins.answers.run_answers import answer
from chemins.measures.cluster_agreement import agreement

LAYERS = ["pixels", "hidden_1", "hidden_2", "output"]
HIDDEN = ["hidden_1", "hidden_2"]
RUN = {
    "digits": [1, 7, 10],
    "unseen": [4],
    "answers": {"mark": 0.95, "margin": 0.005},
    "clustering": {"fit_on": "train", "fit_limit": 900},
}

# samples, role, label, cluster in each of LAYERS, prediction, probability
GROUPS = [
    (10, "train", 1, (0, 0, 0, 0), 1, 1.0),
    (10, "train", 7, (1, 1, 1, 1), 7, 1.0),
    (10, "train", 10, (2, 2, 2, 2), 10, 1.0),
    (18, "test", 1, (0, 0, 0, 0), 1, 1.0),
    (2, "test", 1, (1, 0, 0, 0), 1, 1.0),
    (19, "test", 7, (1, 1, 1, 1), 7, 1.0),
    (1, "test", 7, (1, 0, 0, 0), 1, 0.75),  # the one exception
    (20, "test", 10, (2, 2, 2, 2), 10, 1.0),
    (2, "unseen", 4, (1, 2, 2, 2), 10, 0.5),
    (5, "unseen", 4, (1, 1, 1, 1), 7, 0.5),
    (3, "unseen", 4, (1, 0, 0, 0), 1, 0.5),
]


def made(groups=GROUPS, run=RUN, silhouette=0.5, error=0.0, replicates=2, stages=HIDDEN):
    """The answers to samples in such groups."""
    rows = [group[1:] for group in groups for _ in range(group[0])]
    role, label, clusters, prediction, probability = zip(*rows, strict=True)
    paths = {
        "sample_id": np.arange(len(rows)),
        "role": np.array(role),
        "label": np.array(label),
        **dict(zip(LAYERS, np.array(clusters).T, strict=True)),
        "prediction": np.array(prediction),
        "probability": np.array(probability),
    }
    known = paths["role"] != "unseen"
    chosen = {"k": [3], "silhouette": [silhouette], "standard_error": [error]}
    chosen |= {"chosen": [True], "note": [""]}
    scores = {name: np.array(column) for name, column in chosen.items()}
    model_scores = {"train": {"accuracy": 1.0}, "test": {"accuracy": 0.97}}
    measured = made_measured(LAYERS, run["digits"], run["unseen"], replicates)
    measured.own_values |= own_values(paths, run)
    return answer(
        paths,
        {layer: paths[layer][known] for layer in LAYERS},
        dict.fromkeys(LAYERS, scores),
        model_scores,
        measured,
        run,
        LAYERS,
        HIDDEN,
        stages,
    )


def own_values(paths, run):
    """What is measured of the samples themselves: keys of Measured with their values."""
    test = paths["role"] == "test"
    hidden = zip(*(paths[layer][test].tolist() for layer in HIDDEN), strict=True)
    found = {("trained", "distinct_paths_chosen", "", -1, -1): float(len(set(hidden)))}
    for layer, end in itertools.product(LAYERS, ("", "_chosen")):
        for name, number in agreement(paths[layer][test], paths["label"][test]).items():
            found["trained", name + end, layer, -1, -1] = number
    for digit, toward in itertools.product(run["unseen"], run["digits"]):
        share = np.mean(paths["prediction"][paths["label"] == digit] == toward)
        found["trained", "predicted", "", digit, toward] = float(share)
    return found


ANSWERS = made()


def changed(*keys, value):
    """ANSWERS with another value at this place."""
    answers = copy.deepcopy(ANSWERS)
    holder = answers
    for key in keys[:-1]:
        holder = holder[key]
    holder[keys[-1]] = value
    return answers


def exceptional(label, travels):
    entry = {"sample_id": 5, "role": "test", "prediction": travels, "probability": 0.5}
    return entry | {"label": label, "travels_as": travels, "path": [0, 1]}
