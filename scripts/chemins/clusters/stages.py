"""Which hidden layers are the stages of paths and flows: all of a few, some of many.

A path through thirty layers is each image's own, and its flow cannot be read. What is no stage is
measured, drawn and listed as any layer.
"""

import json
from itertools import pairwise

import numpy as np

from chemins.clusters.paths import stage_pairs
from chemins.results import tables

MOST = 9  # stages that are read at a glance
AUTO, ALL = "auto", "all"  # of the config's `stages`
KEY = "chemins.stages"  # of the metadata of a table of paths whose stages are not all hidden layers


def chosen_stages(settings, counts) -> list:
    """The hidden layers that are stages. settings: of the rule `join_paths`. counts: of the pairs
    that are known before, as paths.count_pairs gives them."""
    asked = settings.get("stages", settings["hidden"])
    return most_changing(settings["hidden"], counts) if asked == AUTO else asked


def pairs_before(settings) -> list[tuple]:
    """The pairs of stages whose flows are asked for, or that stages are to be chosen by. settings:
    of the rule `join_paths`."""
    asked = settings.get("stages", settings["hidden"])
    return stage_pairs(settings["hidden"] if asked == AUTO else asked, settings["layers"])


def most_changing(hidden, counts) -> list:
    """The last layers of the stretches between the greatest changes of the partition, in order.

    hidden: layers, in order, more than MOST. counts: of their neighbours among others, as
    paths.count_pairs gives them. A change is 1 − the adjusted mutual information of the clusters of
    two neighbouring layers, of the training samples, which clusters are fitted on; of equal ones
    the earlier counts as greater.
    """
    # It loads scikit-learn, which few runs need here.
    from chemins.clusters.mutual_information import ami_of

    alike = [ami_of(taught(counts[pair])) for pair in pairwise(hidden)]
    ends = np.argsort(alike, kind="stable")[: MOST - 1]
    return [hidden[i] for i in [*sorted(ends.tolist()), len(hidden) - 1]]


def taught(counts) -> np.ndarray:
    """(a, b) int64: how many training samples are in each cluster of a layer and each of another,
    of those that have any. counts: (cluster, other, role, label) -> samples."""
    rows = np.array([(*key[:2], n) for key, n in counts.items() if key[2] == "train"])
    (clusters, at), (others, beside) = (np.unique(rows[:, i], return_inverse=True) for i in (0, 1))
    met = np.zeros((len(clusters), len(others)), np.int64)
    np.add.at(met, (at, beside), rows[:, 2])
    return met


def stages_text(stages, hidden) -> dict[str, str]:
    """The metadata of a table of paths: its stages, where they are not all hidden layers."""
    return {} if list(stages) == list(hidden) else {KEY: json.dumps(list(stages))}


def read_stages(paths, layers, hidden) -> list:
    """The stages between label and prediction. paths: the table of them, of a run with these layers
    and hidden layers; None where all of the latter are stages."""
    found = tables.metadata(paths, tables.paths_schema(layers)) if paths else {}
    return json.loads(found[KEY]) if KEY in found else list(hidden)
