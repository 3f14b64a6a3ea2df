from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.naive_bayes import CategoricalNB

from chemins.measures.typicality import (
    calibration_half,
    conformal_p_values,
    path_log_probability,
    smallest_p,
    typicality,
)

# Three 1s on path 0 → 0 and one on 0 → 1; two 7s on 1 → 1: three distinct paths.
TRAIN_PATHS = np.array([[0, 0], [0, 0], [1, 1], [0, 1], [0, 0], [1, 1]])
TRAIN_LABEL = np.array([1, 1, 7, 1, 1, 7])

seeds = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize(
    ("path", "predicted", "expected"),
    [
        ([0, 0], 1, 4 / 8),
        ([0, 1], 1, 2 / 8),
        ([1, 1], 1, 1 / 8),  # only 7s travel it
        ([1, 0], 1, 1 / 8),  # nobody does
        ([1, 1], 7, 3 / 6),
        ([5, 5], 7, 1 / 6),
        ([0, 0], 9, 1 / 4),  # no train sample of the class
    ],
)
def test_the_log_probability_of_a_path_by_hand(path, predicted, expected):
    found = path_log_probability(
        TRAIN_PATHS, TRAIN_LABEL, np.array([path, [0, 0]]), np.array([predicted, 1])
    )
    np.testing.assert_allclose(found, [log(expected), log(1 / 2)], rtol=1e-12)
    assert found.dtype == np.float64


@given(seed=seeds, m=st.integers(1, 30), layers=st.integers(1, 3), k=st.integers(1, 3))
def test_the_probabilities_of_all_train_paths_and_any_other_add_up_to_one(seed, m, layers, k):
    stream = np.random.default_rng(seed)
    train_paths, label = stream.integers(k, size=(m, layers)), stream.integers(3, size=m)
    other = np.full((1, layers), k)
    each = np.concatenate([np.unique(train_paths, axis=0), other])
    for predicted in range(3):
        found = path_log_probability(train_paths, label, each, np.full(len(each), predicted))
        assert np.exp(found).sum() == pytest.approx(1)


def test_probabilities_by_scikit_learns_naive_bayes_of_one_feature():
    """With one layer a path is a category; one category more stands for any other."""
    stream = np.random.default_rng(0)
    cluster, label = stream.integers(4, size=(50, 1)), stream.integers(3, size=50)
    model = CategoricalNB(alpha=1, min_categories=5).fit(cluster, label)
    asked, predicted = stream.integers(5, size=(40, 1)), stream.integers(3, size=40)
    expected = model.feature_log_prob_[0][predicted, asked[:, 0]]
    found = path_log_probability(cluster, label, asked, predicted)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_typicality_by_hand():
    # Means 2 and 10, deviations 1 and 2.
    train_distance = np.array([[1, 8], [3, 12]], np.float32)
    distance = np.array([[2, 10], [4, 10], [2, 4]])
    found = typicality(np.array([-1.0, -1.0, -2.0]), distance, train_distance)
    np.testing.assert_allclose(found, [-1, -1 - (2 + 0) / 2, -2 - (0 - 3) / 2])
    assert found.dtype == np.float64


def test_a_layer_whose_train_distances_are_all_the_same_is_not_divided_by_zero():
    found = typicality(np.array([-1.0]), np.array([[0.6]]), np.full((7, 1), 0.1))
    np.testing.assert_allclose(found, [-1.5])


def test_conformal_p_values_by_hand():
    calibration = np.array([0.1, 0.5, 0.5, 0.9, -3.0]), np.array([1, 1, 1, 1, 7])
    score = np.array([0.0, 0.1, 0.5, 0.7, 2.0, -4.0, -2.0, 0.5])
    predicted = np.array([1, 1, 1, 1, 1, 7, 7, 9])
    found = conformal_p_values(*calibration, score, predicted)
    expected = [1 / 5, 2 / 5, 4 / 5, 4 / 5, 1, 1 / 2, 1, 1]  # no calibration sample is a 9
    np.testing.assert_allclose(found, expected)
    assert found.dtype == np.float64


def test_the_smallest_p_is_the_one_that_an_impossible_sample_gets():
    calibration_class = np.array([7, 1, 1, 1])
    assert smallest_p(calibration_class) == {1: 1 / 4, 7: 1 / 2}
    found = conformal_p_values(
        np.zeros(4), calibration_class, np.full(2, -np.inf), np.array([1, 7])
    )
    assert found.tolist() == [1 / 4, 1 / 2]


@given(seed=seeds, n=st.integers(2, 60), values=st.integers(1, 60))
def test_among_its_own_kind_a_p_value_is_rarely_small(seed, n, values):
    """Each of n exchangeable samples judged by the others: at most a share of p has at most p."""
    score = np.random.default_rng(seed).integers(values, size=n)
    same = np.zeros(n - 1, int)
    p = np.concatenate(
        [
            conformal_p_values(np.delete(score, i), same, score[[i]], np.zeros(1, int))
            for i in range(n)
        ]
    )
    for alpha in np.unique(p):
        assert np.mean(p <= alpha) <= alpha + 1e-12


@given(seed=seeds, label=st.lists(st.integers(0, 9), max_size=60))
def test_half_of_each_class_calibrates(seed, label):
    label = np.array(label, int)
    half = calibration_half(label, seed)
    assert half.dtype == bool
    assert half.shape == label.shape
    for value in np.unique(label):
        assert half[label == value].sum() == np.sum(label == value) // 2
    np.testing.assert_array_equal(calibration_half(label, seed), half)


@given(seed=seeds, label=st.lists(st.integers(0, 4), min_size=1, max_size=60))
def test_a_class_is_split_the_same_whoever_else_is_there(seed, label):
    label = np.array(label, int)
    half = calibration_half(label, seed)
    for value in np.unique(label):
        alone = label[label == value]
        np.testing.assert_array_equal(calibration_half(alone, seed), half[label == value])


def test_seeds_and_classes_split_differently():
    label = np.repeat([1, 7], 100)
    half = calibration_half(label, 0)
    assert (half != calibration_half(label, 1)).any()
    assert (half[:100] != half[100:]).any()
    assert half[:50].any()  # drawn, not the last half
    assert half[50:100].any()
