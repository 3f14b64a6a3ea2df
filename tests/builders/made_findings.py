"""Made samples, what was found of them in a layer, and a look at rows of measures."""

import numpy as np

from chemins.measures.findings import Clustered, Findings, Samples

HIDDEN = ["hidden_1", "hidden_2"]


def values(rows, measure):
    """(layer, digit, toward) -> value of one measure."""
    return {
        (r["layer"], r["digit"], r["toward"]): r["value"] for r in rows if r["measure"] == measure
    }


def samples(role, label, prediction, digits=(1, 7), logits=None):
    probabilities = np.where(np.asarray(prediction)[:, np.newaxis] == np.asarray(digits), 0.8, 0.2)
    return Samples(np.array(role), np.array(label), probabilities, logits, list(digits))


def clustered(cluster, majority=None):
    named = np.array([1, 7])[cluster] if majority is None else np.array(majority)
    return Clustered(np.array(cluster), named)


def finding(layer, cluster, votes=(), basis="classes", majority=None, **others):
    bases, probe = {basis: clustered(cluster, majority)}, np.array([7, 7, 7, 1])
    return Findings(layer, bases, np.array(votes), probe, np.zeros(len(cluster)), **others)
