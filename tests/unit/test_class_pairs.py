"""How far clusters tell each two classes apart, against counting one pair at a time."""

from itertools import combinations

import numpy as np
import pytest

from chemins.measures.cluster_agreement import in_majority
from chemins.measures.vocabulary import row
from chemins.measures.while_learning.class_pairs import pair_rows
from chemins.statistics.influence import at, groups_of, summed


def rows_of(cluster, label, classes, fresh=None):
    label = np.array(label)
    fresh = np.ones(len(label), bool) if fresh is None else fresh
    groups = groups_of(np.arange(len(label)) * 7)
    return pair_rows("one", np.array(cluster), label, classes, groups, fresh)


def test_each_two_classes_are_looked_at_alone():
    rows = rows_of([0, 0, 0, 1, 2, 1], [1, 1, 3, 3, 7, 7], [1, 3, 7])
    assert [(r["digit"], r["toward"], r["value"]) for r in rows] == [
        (1, 3, 3 / 4),  # cluster 0 has two 1s and a 3, cluster 1 a 3
        (1, 7, 1),
        (3, 7, 3 / 4),  # 0: a 3; 1: a 3 and a 7; 2: a 7
    ]
    assert {(r["measure"], r["layer"], r["images"]) for r in rows} == {("told_apart", "one", 4)}


def test_a_tie_goes_to_the_lower_class_so_that_one_half_is_right():
    rows = rows_of([5, 5, 5, 5], [1, 1, 7, 7], [1, 7])
    assert [r["value"] for r in rows] == [1 / 2]


@pytest.mark.parametrize("seed", range(5))
def test_what_images_add_is_as_of_one_pair_at_a_time(seed):
    stream = np.random.default_rng(seed)
    classes = [1, 3, 4, 900]
    label = stream.choice(classes, 300, p=[0.4, 0.3, 0.25, 0.05])
    label[:4] = classes
    cluster = np.where(stream.random(300) < 0.5, label % 5, stream.integers(0, 9, 300)) + 2
    fresh, groups = stream.random(300) < 0.6, groups_of(np.arange(300) * 7)
    found = rows_of(cluster, label, classes, fresh)
    assert len(found) == 6
    for got, (first, second) in zip(found, combinations(classes, 2), strict=True):
        two = np.isin(label, [first, second])
        hit = in_majority(cluster[two], label[two])
        entry = row("told_apart", hit.mean(), "one", first, second, at(two, hit))
        expected = summed(entry, label, groups, fresh)
        influence = expected.pop("influence")
        np.testing.assert_allclose(got["influence"], influence, atol=1e-7)
        assert {k: v for k, v in got.items() if k != "influence"} == pytest.approx(expected)
    assert max(np.abs(row["influence"]).max() for row in found) > 1e-3
