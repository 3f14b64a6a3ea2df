"""Which hidden layers are the stages of paths and flows: all of a few, some of many.

A path through thirty layers is each image's own, and its flow cannot be read. What is no stage is
measured, drawn and listed as any layer.
"""

import json
from itertools import pairwise

import numpy as np

from chemins.base.imports import without
from chemins.results import tables

MOST = 9  # stages that are read at a glance
AUTO, ALL = "auto", "all"  # of the config's `stages`
KEY = "chemins.stages"  # of the metadata of a table of paths whose stages are not all hidden layers


def most_changing(hidden, clusters) -> list:
    """The last layers of the stretches between the greatest changes of the partition, in order.

    hidden: layers, in order, more than MOST. clusters: layer -> (n,) int, of the samples that
    clusters are fitted on. A change is 1 − the adjusted mutual information of the clusters of two
    neighbouring layers; of equal ones the earlier counts as greater.
    """
    # scikit-learn would load pandas where it is installed: half a second of every start.
    with without("pandas"):
        from sklearn.metrics import adjusted_mutual_info_score

    alike = [adjusted_mutual_info_score(clusters[a], clusters[b]) for a, b in pairwise(hidden)]
    ends = np.argsort(alike, kind="stable")[: MOST - 1]
    return [hidden[i] for i in [*sorted(ends.tolist()), len(hidden) - 1]]


def stages_text(stages, hidden) -> dict[str, str]:
    """The metadata of a table of paths: its stages, where they are not all hidden layers."""
    return {} if list(stages) == list(hidden) else {KEY: json.dumps(list(stages))}


def read_stages(paths, layers, hidden) -> list:
    """The stages between label and prediction. paths: the table of them, of a run with these layers
    and hidden layers; None where all of the latter are stages."""
    found = tables.metadata(paths, tables.paths_schema(layers)) if paths else {}
    return json.loads(found[KEY]) if KEY in found else list(hidden)
