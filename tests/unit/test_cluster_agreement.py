"""Agreement of clusters and labels, against scikit-learn's."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score

from chemins.measures.cluster_agreement import agreement, ami


@pytest.mark.parametrize("seed", range(300))
def test_it_is_scikit_learns_to_the_bit(seed):
    stream = np.random.default_rng(seed)
    rows, clusters, classes = stream.integers((2, 1, 1), (1500, 25, 12))
    label = stream.integers(0, classes, rows) * 3 + 1
    noise = stream.integers(0, clusters, rows)
    cluster = np.where(stream.random(rows) < stream.random(), label, noise).astype(np.int32)
    assert ami(cluster, label) == adjusted_mutual_info_score(label, cluster)


@pytest.mark.parametrize(
    ("cluster", "label", "expected"),
    [
        ([1, 1, 1], [7, 7, 7], 1.0),  # nothing is divided: scikit-learn's convention
        ([1, 1, 2], [7, 7, 7], 0.0),
        ([5, 5, 5], [7, 1, 7], 0.0),
        ([1, 2, 3], [7, 1, 4], 1.0),  # chance does as well
        ([2, 2, 9, 9], [7, 7, 1, 1], 1.0),
    ],
)
def test_of_few_samples(cluster, label, expected):
    cluster, label = np.array(cluster), np.array(label)
    assert ami(cluster, label) == adjusted_mutual_info_score(label, cluster) == expected


def test_both_measures_by_name():
    found = agreement(np.array([0, 0, 0, 1]), np.array([1, 1, 7, 7]))
    assert found["purity"] == 3 / 4
    assert found["ami"] == adjusted_mutual_info_score([1, 1, 7, 7], [0, 0, 0, 1])
