import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from chemins.clusters.centers import nearest_center


@given(
    rows=st.integers(0, 40),
    k=st.integers(1, 12),
    columns=st.integers(1, 70),
    offset=st.sampled_from([0, 5, 1e3]),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_nearest_by_cdist(rows, k, columns, offset, seed):
    stream = np.random.default_rng(seed)
    points = (stream.normal(size=(rows, columns)) + offset).astype(np.float32)
    centers = (stream.normal(size=(k, columns)) + offset).astype(np.float32)
    found = nearest_center(points, centers)
    assert found.shape == (rows,)
    assert found.dtype == np.int32
    np.testing.assert_array_equal(found, cdist(points, centers).argmin(axis=1))


def test_a_center_is_nearest_to_itself():
    centers = np.random.default_rng(0).normal(size=(20, 100)).astype(np.float32)
    np.testing.assert_array_equal(nearest_center(centers, centers), np.arange(20))


def test_halfway_between_two_the_first_wins():
    points = np.zeros((1, 2), np.float32)
    centers = np.array([[3, 4], [1, 0], [-1, 0], [0, 1]], np.float32)
    assert nearest_center(points, centers).tolist() == [1]
