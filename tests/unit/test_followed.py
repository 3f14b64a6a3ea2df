"""Which samples are followed on the maps, where there are many."""

from collections import Counter

import numpy as np
import pytest

from chemins.measures.while_learning.followed import followed_samples

STAGES = ["hidden_1", "hidden_2"]


@pytest.fixture
def paths():
    """Of 1,000 samples: 600 train ones of 1, 300 of 7, 80 test ones of 1 and 20 unseen 4s; most on
    path 0-0, one in fifty on 0-1, two samples on 2-0 and one on 2-1."""
    stream = np.random.default_rng(3)
    kinds = [("train", 1, 600), ("train", 7, 300), ("test", 1, 80), ("unseen", 4, 20)]
    order = stream.permutation(1000)
    role = np.repeat([kind[0] for kind in kinds], [kind[2] for kind in kinds])[order]
    label = np.repeat([kind[1] for kind in kinds], [kind[2] for kind in kinds])[order]
    first, second = np.zeros(1000, int), (np.arange(1000) % 50 == 7).astype(int)
    first[[5, 300, 999]], second[[5, 300, 999]] = 2, [0, 0, 1]
    return {"role": role, "label": label, "hidden_1": first, "hidden_2": second}


def test_where_there_are_few_all_are_followed(paths):
    assert np.array_equal(followed_samples(paths, STAGES, 0, 1000), np.arange(1000))


def test_the_others_are_drawn_evenly_from_each_role_and_class(paths):
    found = followed_samples(paths, STAGES, 0, 100)
    assert len(found) == len(set(found)) == 100
    assert np.array_equal(found, np.sort(found))
    kinds = Counter(zip(paths["role"][found], paths["label"][found], strict=True))
    expected = {("train", 1): 60, ("train", 7): 30, ("test", 1): 8, ("unseen", 4): 2}
    assert all(abs(kinds[kind] - count) <= 4 for kind, count in expected.items())  # four paths
    assert not np.array_equal(found, followed_samples(paths, STAGES, 1, 100))
    assert np.array_equal(found, followed_samples(paths, STAGES, 0, 100))


def test_each_path_is_followed_as_far_as_they_fit_the_most_frequent_first(paths):
    def taken(most):
        found = followed_samples(paths, STAGES, 0, most)
        return {(paths["hidden_1"][i], paths["hidden_2"][i]) for i in found}

    assert taken(4) == {(0, 0), (0, 1), (2, 0), (2, 1)}
    assert taken(3) == {(0, 0), (0, 1), (2, 0)}
    assert taken(1) == {(0, 0)}


def test_only_the_stages_are_the_path(paths):
    found = followed_samples(paths, ["hidden_2"], 0, 2)
    assert set(paths["hidden_2"][found]) == {0, 1}
