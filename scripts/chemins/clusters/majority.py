"""What a cluster stands for: its majority label."""

import numpy as np


def majority_labels(cluster, label, role) -> dict:
    """cluster -> its majority label: the most frequent one among its train samples.

    cluster, label: (n,) int. role: (n,) str. The lowest label wins a tie. Test and unseen samples
    do not count; a cluster that holds no others, as there may be where clusters are fitted on all
    samples, has None.
    """
    train = role == "train"
    found = dict.fromkeys(np.unique(cluster).tolist())
    for c in np.unique(cluster[train]).tolist():
        values, counts = np.unique(label[train & (cluster == c)], return_counts=True)
        found[c] = int(values[counts.argmax()])
    return found
