"""What layers tell at an epoch, of a few samples, by hand."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score

from builders.made_findings import HIDDEN, clustered, samples, values
from chemins.measures.while_learning.learning import Moment, Seen, rows_at

ROLE = ["train"] * 6 + ["test"] * 6 + ["unseen"] * 4
LABEL = [1, 1, 1, 7, 7, 7, 1, 1, 1, 7, 7, 7, 4, 4, 4, 4]
TOLD = [1, 1, 1, 7, 7, 7, 1, 1, 7, 7, 7, 1, 7, 7, 7, 1]  # test: 4 of 6 right
# The last epoch: cluster 0 stands for 1, cluster 1 for 7.
LAST = {
    "hidden_1": [0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0],
    "hidden_2": [0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1],
    "output": [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1],
}
# An earlier one, in those clusters.
FROZEN = {
    "hidden_1": [1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1, 1, 0],
    "hidden_2": [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0],
    "output": [0] * 6 + [1, 0, 1, 1, 1, 1] + [0] * 4,
}
# And in its own, which are numbered otherwise.
OWN = {
    "hidden_1": [0] * 6 + [1, 1, 0, 0, 0, 0] + [0] * 4,
    "hidden_2": [0] * 6 + [1, 0, 0, 0, 1, 1] + [0] * 4,
    "output": [0] * 6 + [0, 1, 0, 1, 0, 1] + [0] * 4,
}
PROBE = {"hidden_1": [1] * 6, "hidden_2": [1, 1, 7, 7, 7, 7], "output": [1, 1, 1, 7, 7, 1]}


@pytest.fixture(scope="module")
def rows():
    now = Moment(
        samples(ROLE, LABEL, TOLD),
        {x: Seen(clustered(OWN[x]), clustered(FROZEN[x]), np.array(PROBE[x])) for x in LAST},
    )
    last = {layer: clustered(cluster) for layer, cluster in LAST.items()}
    return rows_at(now, last, HIDDEN, HIDDEN)


def of_network(value):
    return {("", -1, -1): pytest.approx(value)}


def of_layers(*shares):
    return {(x, -1, -1): pytest.approx(s) for x, s in zip(LAST, shares, strict=False)}


def test_answers_are_counted_whole_and_by_class(rows):
    assert values(rows, "accuracy") == of_network(4 / 6)
    assert values(rows, "right") == {("", -1, 1): 2 / 3, ("", -1, 7): 2 / 3}


def test_a_layers_own_clusters_and_the_frozen_ones_are_compared_with_the_labels(rows):
    test = slice(6, 12)
    for name, clusters in (("ami", OWN), ("ami_frozen", FROZEN)):
        found = {x: adjusted_mutual_info_score(LABEL[test], c[test]) for x, c in clusters.items()}
        assert values(rows, name) == of_layers(*found.values())
    assert values(rows, "purity") == of_layers(5 / 6, 4 / 6, 4 / 6)
    assert values(rows, "purity_frozen") == of_layers(4 / 6, 3 / 6, 4 / 6)


def test_clusters_that_are_numbered_otherwise_are_matched(rows):
    """hidden_1: cluster 1 with the last 0, two samples, and 0 with 1, three."""
    assert values(rows, "matched") == of_layers(5 / 6, 3 / 6, 4 / 6)


def test_probes_are_those_of_the_epoch(rows):
    assert values(rows, "probe") == of_layers(3 / 6, 5 / 6, 5 / 6)


def test_commitment_is_to_what_the_network_says_at_that_epoch(rows):
    """Frozen clusters of the test samples stand for 1 1 7 7 1 7, then 1 7 7 7 7 1; they are told
    1 1 7 7 7 1."""
    assert values(rows, "committed") == of_layers(3 / 6, 5 / 6)


def test_paths_are_compared_with_the_last_ones_and_with_the_main_ones(rows):
    """Test paths 00 01 11 11 01 10; at the last epoch 00 01 00 11 11 11. The train samples' main
    paths: 00 of 1, 11 of 7, which are two of three each."""
    assert values(rows, "distinct_paths") == of_network(4)
    assert values(rows, "on_final_path") == of_network(3 / 6)
    assert values(rows, "on_main_path") == {("", -1, 1): 1 / 3, ("", -1, 7): 1 / 3}


def test_unseen_digits_are_told_as_and_placed_among_what_clusters_stand_for_at_last(rows):
    assert values(rows, "predicted") == {("", 4, 1): 1 / 4, ("", 4, 7): 3 / 4}
    assert values(rows, "affinity") == {
        ("hidden_1", 4, 1): 1 / 4, ("hidden_1", 4, 7): 3 / 4,
        ("hidden_2", 4, 1): 1, ("hidden_2", 4, 7): 0,
        ("output", 4, 1): 1, ("output", 4, 7): 0,
    }  # fmt: skip


def test_what_is_of_images_tells_which_images(rows):
    without = {row["measure"] for row in rows if row["terms"] is None}
    assert without == {"distinct_paths"}
    unseen = np.array(ROLE) == "unseen"
    for row in rows:
        if row["terms"] is not None:
            counted = ~np.isnan(row["terms"])
            expected = unseen if row["digit"] == 4 else np.array(ROLE) == "test"
            if row["measure"] in ("right", "on_main_path"):
                expected = expected & (np.array(LABEL) == row["toward"])
            assert np.array_equal(counted, expected), row["measure"]
