"""What two networks make of the same few images, worked out by hand."""

import numpy as np
import pytest

from builders.two_runs import whole
from chemins.measures.cluster_agreement import ami
from chemins.measures.two_networks import (
    cluster_agreement,
    counted,
    fates,
    in_matches,
    matched_flows,
    same_paths,
    share_of,
    shared,
)
from chemins.statistics.uncertainty import wilson_interval


@pytest.fixture
def both():
    return shared(whole("first"), whole("second"))


def test_shared_are_the_images_that_both_have_with_the_role_that_both_give_them(both):
    first, second, role = both
    for one in (first, second):
        assert one.paths["sample_id"].tolist() == [1, 2, 3, 4, 5, 6, 8]
    assert role.tolist() == ["train", "train", "test", "mixed", "test", "unseen", "mixed"]
    assert first.committed.tolist() == ["h1", "h1", "h1", "h1", "h2", "never", "h1"]
    # The main paths are those of all of a run's train images, shared or not.
    assert first.main == {0: (0, 2), 1: (1, 3)}
    assert second.main == {0: (4,), 1: (6,), 2: (7,)}


def test_images_shared_in_another_order_are_put_in_one(both):
    first = whole("first")
    other = whole("second").at(np.array([3, 0, 2]))
    one, two, _ = shared(first, other)
    assert one.paths["sample_id"].tolist() == two.paths["sample_id"].tolist() == [1, 3, 4]
    assert two.paths["only"].tolist() == [4, 6, 6]


def test_every_image_has_its_fate(both):
    found = fates(*both)
    assert found["changed"].tolist() == ["", "", "both", "", "path", "prediction", ""]
    assert found["first_travels_as"].tolist() == [0, 1, 0, 1, -1, 1, 1]
    assert found["second_travels_as"].tolist() == [0, 1, 1, 1, 1, 0, 2]
    assert found["second_role"].tolist()[3] == "test"
    assert found["first_role"].tolist()[3] == "train"
    assert found["second_prediction"].tolist() == [0, 1, 1, 1, 1, 0, 1]
    assert found["second_committed"].tolist()[-2] == "never"


def test_flows_count_every_shared_image_once_for_each_two_layers(both):
    columns, agreements = matched_flows(*both)
    rows = list(zip(*(np.asarray(column).tolist() for column in columns.values()), strict=True))
    names = list(columns)
    assert names == ["first_layer", "second_layer", "first_cluster", "second_cluster", "role",
                     "label", "count", "matched"]  # fmt: skip
    pairs = list(dict.fromkeys(row[:2] for row in rows))
    assert pairs == [(a, b) for a in ("pixels", "h1", "h2", "output")
                     for b in ("pixels", "only", "output")]  # fmt: skip
    assert [(e["first_layer"], e["second_layer"]) for e in agreements] == pairs
    for pair in pairs:
        assert sum(row[6] for row in rows if row[:2] == pair) == 7
    # By the two train images 0 goes with 4 and 1 with 6.
    assert [row[2:] for row in rows if row[:2] == ("h1", "only")] == [
        (0, 4, "train", 0, 1, True),
        (0, 6, "test", 0, 1, False),
        (0, 6, "test", 1, 1, False),
        (1, 4, "unseen", 5, 1, False),
        (1, 6, "mixed", 1, 1, True),
        (1, 6, "train", 1, 1, True),
        (1, 7, "mixed", 2, 1, False),
    ]


def test_images_of_one_kind_are_counted_together():
    ones = np.ones(3, int)
    found = counted(ones, 2 * ones, np.array(["test"] * 3), np.array([7, 7, 4]), ones > 0)
    assert {name: column.tolist() for name, column in found.items()} == {
        "first_cluster": [1, 1], "second_cluster": [2, 2], "role": ["test", "test"],
        "label": [4, 7], "count": [1, 2], "matched": [True, True],
    }  # fmt: skip


def test_clusters_are_matched_by_train_images_and_judged_by_test_images():
    a, b = np.zeros(5, int), np.array([5, 5, 6, 6, 6])
    role = np.array(["train"] * 2 + ["test"] * 3)
    assert in_matches(a, b, role).tolist() == [True, True, False, False, False]
    # Without train images all of them decide.
    assert in_matches(a, b, role[2:].repeat(2)[:5]).tolist() == [False, False, True, True, True]


def test_a_cluster_too_many_has_no_match():
    a, b = np.array([0, 0, 1, 1, 2]), np.array([0, 0, 1, 1, 1])
    assert in_matches(a, b, np.array(["train"] * 5)).tolist() == [True] * 4 + [False]


def test_agreement_is_of_test_images_alone():
    a = np.array([0, 1, 0, 0, 1, 1, 0, 1] * 6)
    b = np.array([0, 1, 1, 0, 1, 1, 0, 0] * 6)
    test = np.arange(48) >= 8
    found = cluster_agreement(a, b, a == b, test, np.zeros(48, int))
    assert found["ami"]["value"] == pytest.approx(ami(a[test], b[test]))
    assert found["ami"]["low"] < found["ami"]["value"] < found["ami"]["high"]
    assert found["matched"]["count"] == 30
    assert found["matched"]["images"] == 40


def test_paths_are_the_same_where_all_clusters_match():
    first = np.array([[0, 0], [0, 0], [1, 1], [1, 1], [0, 1]])
    second = np.array([[7, 3], [7, 3], [5, 4], [5, 4], [7, 3]])
    assert same_paths(first, second)["count"] == 4


def test_a_share_has_its_counts_and_its_interval():
    found = share_of(np.array([True, False, False, True, False]))
    low, high = wilson_interval(2, 5)
    assert found == {"count": 2, "images": 5, "value": 0.4, "low": low, "high": high}
    assert share_of(np.array([], bool)) is None
