"""How far clusters agree with labels."""

import numpy as np

from chemins.base.imports import without

# scikit-learn would load pandas where it is installed: half a second of every start.
with without("pandas"):
    from sklearn.metrics import adjusted_mutual_info_score


def purity(cluster, label):
    """Share of samples whose label is their cluster's most frequent one, in [0, 1].

    Manning, Raghavan, Schütze (2008), Introduction to Information Retrieval, section 16.3.
    """
    agreeing = sum(
        np.unique(label[cluster == c], return_counts=True)[1].max() for c in np.unique(cluster)
    )
    return float(agreeing / len(label))


def separation(cluster, label):
    """Purity and adjusted mutual information (Vinh, Epps, Bailey 2010) of clusters with labels."""
    return {
        "purity": purity(cluster, label),
        "ami": float(adjusted_mutual_info_score(label, cluster)),
    }
