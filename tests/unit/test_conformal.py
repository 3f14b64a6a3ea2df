import numpy as np
from crepes import ConformalClassifier
from hypothesis import given
from hypothesis import strategies as st

from chemins.measures.conformal import calibration_half, conformal_p_values, smallest_p

seeds = st.integers(0, 2**32 - 1)


def test_conformal_p_values_by_hand():
    calibration = np.array([0.1, 0.5, 0.5, 0.9, -3.0]), np.array([1, 1, 1, 1, 7])
    score = np.array([0.0, 0.1, 0.5, 0.7, 2.0, -4.0, -2.0, 0.5])
    predicted = np.array([1, 1, 1, 1, 1, 7, 7, 9])
    found = conformal_p_values(*calibration, score, predicted)
    expected = [1 / 5, 2 / 5, 4 / 5, 4 / 5, 1, 1 / 2, 1, 1]  # no calibration sample is a 9
    np.testing.assert_allclose(found, expected)
    assert found.dtype == np.float64


def test_conformal_p_values_by_crepes():
    """Its scores are higher for what conforms less; without smoothing ties count whole."""
    stream = np.random.default_rng(0)
    calibration, score = stream.integers(20, size=80) / 7, stream.integers(20, size=60) / 7
    calibration_class, predicted = stream.choice([1, 7, 9], 80), stream.choice([1, 7, 9], 60)
    reference = ConformalClassifier().fit(-calibration, bins=calibration_class)
    expected = reference.predict_p(-score[:, np.newaxis], bins=predicted, smoothing=False)
    found = conformal_p_values(calibration, calibration_class, score, predicted)
    np.testing.assert_allclose(found, expected[:, 0], rtol=1e-12)


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
