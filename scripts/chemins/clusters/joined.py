"""Samples, their clusters and what the network answered, as columns of the table of paths."""

import numpy as np

from chemins.results import tables


def path_columns(digits, samples, clusters, activations) -> dict[str, np.ndarray]:
    """Columns of tables.paths_schema, in the samples' order.

    digits: the run's. samples: columns of tables of samples. clusters: layer -> columns of its
    samples' clusters, as tables.read_layers gives them. activations: files of the network's. All of
    the same samples in the same order.
    """
    columns = {name: np.concatenate([part[name] for part in samples]) for name in samples[0]}
    columns |= {layer: rows["cluster"] for layer, rows in clusters.items()}
    answers = [predictions(digits, file) for file in activations]
    return columns | {name: np.concatenate([one[name] for one in answers]) for name in answers[0]}


def predictions(digits, activations) -> dict:
    """Predicted digit and its probability, from the table of a network's layers."""
    softmax = tables.read_columns(activations, tables.ACTIVATIONS, ["output"])["output"]
    best = softmax.argmax(axis=1)
    return {"prediction": np.array(digits)[best], "probability": softmax.max(axis=1)}
