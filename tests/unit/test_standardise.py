import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import subspace_angles
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits

from chemins.base.errors import CheminsError
from chemins.clusters import standardise
from chemins.clusters.standardise import fit_space

WIDE = 1100


@pytest.fixture(autouse=True)
def one_thread():
    """As in chemins.clusters.layer_points, where spaces are fitted."""
    with threadpool_limits(1):
        yield


def in_batches(rows, ends):
    """What fit_space reads from: the rows anew at each call, cut at these row numbers."""
    return lambda: iter(np.split(rows, ends))


def normal(rows, columns, seed=0):
    return np.random.default_rng(seed).normal(size=(rows, columns)).astype(np.float32)


def low_rank(rows, columns, rank, seed=0):
    """Rows near a subspace of few dimensions, and clearly different variances along them."""
    stream = np.random.default_rng(seed)
    sources = stream.normal(size=(rows, rank)) * np.linspace(4, 1, rank)
    noise = 0.01 * stream.normal(size=(rows, columns))
    return (sources @ stream.normal(size=(rank, columns)) + noise).astype(np.float32)


@given(
    rows=st.integers(1, 60),
    columns=st.integers(1, 6),
    offset=st.sampled_from([0, 1, 1e4]),
    cuts=st.lists(st.integers(0, 60), max_size=5),
    seed=st.integers(0, 2**32 - 1),
)
def test_mean_and_scale_are_numpys_whatever_the_batches(rows, columns, offset, cuts, seed):
    data = normal(rows, columns, seed) + np.float32(offset)
    found = fit_space(in_batches(data, sorted(min(cut, rows) for cut in cuts)), 0, "layer")
    exact = data.astype(np.float64)
    deviation = exact.std(axis=0)
    expected = np.maximum(deviation, 0.1 * deviation.max()) if deviation.any() else 1
    np.testing.assert_allclose(found.mean, exact.mean(axis=0), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found.scale, np.broadcast_to(expected, columns), rtol=1e-9)


def test_the_floor_is_a_tenth_of_the_largest_scale():
    # Standard deviations 0, 0.05, 0.2 and 1.
    data = np.array([[3, -0.05, -0.2, -1], [3, 0.05, 0.2, 1]], np.float32)
    np.testing.assert_allclose(
        fit_space(in_batches(data, []), 0, "layer").scale, [0.1, 0.1, 0.2, 1], rtol=1e-6
    )


@pytest.mark.parametrize("value", [0, 0.1, 1 / 3, 12345.678])
def test_a_layer_without_variance_has_scale_one(value):
    data = np.full((999, 3), value, np.float32)
    found = fit_space(in_batches(data, [10, 500]), 0, "layer")
    np.testing.assert_array_equal(found.scale, 1)
    np.testing.assert_array_equal(found.transform(data), 0)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_finite_numbers_are_refused_by_name(value):
    data = normal(9, 3)
    data[7, 2] = value
    with pytest.raises(CheminsError, match="run a, layer hidden_1"):
        fit_space(in_batches(data, [4]), 0, "run a, layer hidden_1")


@pytest.mark.parametrize(
    ("rows", "columns", "width"),
    [(3, 1, 1), (40, 1024, 1024), (40, 1025, 39), (120, 1025, 100)],
)
def test_wide_layers_are_reduced(rows, columns, width):
    data = normal(rows, columns)
    points = fit_space(in_batches(data, []), 0, "layer").transform(data[:2])
    assert points.shape == (2, width)
    assert points.dtype == np.float32


def test_standardised_points_are_exact_to_float32():
    data = normal(30, 4) * np.float32(3) + np.float32(5)
    points = fit_space(in_batches(data, [11]), 0, "layer").transform(data)
    exact = data.astype(np.float64)
    expected = (exact - exact.mean(axis=0)) / exact.std(axis=0)
    np.testing.assert_allclose(points, expected, rtol=1e-6, atol=1e-6)


def test_the_basis_is_orthonormal():
    data = low_rank(150, WIDE, rank=8)
    basis = fit_space(in_batches(data, [70]), 0, "layer").basis
    np.testing.assert_allclose(basis @ basis.T, np.eye(100), atol=1e-5)


def test_the_basis_spans_the_subspace_of_the_full_pca():
    data = low_rank(150, WIDE, rank=8)
    found = fit_space(in_batches(data, [70]), 0, "layer")
    standardised = (data - found.mean) / found.scale
    full = PCA(8, svd_solver="full").fit(standardised)
    assert subspace_angles(found.basis[:8].T.astype(float), full.components_.T).max() < 1e-3


def test_reduced_points_keep_the_distances_of_low_rank_data():
    data = low_rank(150, WIDE, rank=8)
    found = fit_space(in_batches(data, []), 0, "layer")
    points, standardised = found.transform(data), found.standardise(data)
    reduced = np.linalg.norm(points[1:] - points[0], axis=1)
    whole = np.linalg.norm(standardised[1:] - standardised[0], axis=1)
    np.testing.assert_allclose(reduced, whole, rtol=1e-3)


def test_the_same_seed_gives_the_same_basis_to_the_byte():
    data = normal(150, WIDE)
    first, again, other = (
        fit_space(in_batches(data, [60]), seed, "layer").basis for seed in (3, 3, 4)
    )
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != other.tobytes()


def test_the_rows_of_the_pca_do_not_depend_on_the_batches(monkeypatch):
    monkeypatch.setattr(standardise, "PCA_ROWS", 30)
    data = low_rank(150, WIDE, rank=4)
    at_once = fit_space(in_batches(data, []), 0, "layer").basis
    in_pieces = fit_space(in_batches(data, [1, 1, 77, 149]), 0, "layer").basis
    assert at_once.shape == (29, WIDE)
    np.testing.assert_allclose(in_pieces[:4], at_once[:4], atol=1e-4)
    monkeypatch.setattr(standardise, "PCA_ROWS", 150)
    assert not np.allclose(fit_space(in_batches(data, []), 0, "layer").basis[:4], at_once[:4])


def test_of_very_wide_rows_the_pca_takes_fewer(monkeypatch):
    data = normal(150, WIDE)
    monkeypatch.setattr(standardise, "PCA_ROWS", 120)
    expected = fit_space(in_batches(data, []), 0, "layer").basis
    monkeypatch.setattr(standardise, "PCA_ROWS", 150)
    monkeypatch.setattr(standardise, "PCA_BYTES", 120 * WIDE * 4)
    np.testing.assert_array_equal(fit_space(in_batches(data, []), 0, "layer").basis, expected)
    monkeypatch.setattr(standardise, "PCA_BYTES", 1)
    assert len(fit_space(in_batches(data, []), 0, "layer").basis) == standardise.COMPONENTS


@pytest.mark.filterwarnings("ignore:invalid value encountered in divide")
def test_a_wide_layer_without_variance_has_points_of_zero():
    data = np.full((20, WIDE), 0.5, np.float32)
    np.testing.assert_array_equal(fit_space(in_batches(data, []), 0, "layer").transform(data), 0)


def test_what_was_standardised_is_restored():
    data = normal(50, 6) * np.arange(1, 7, dtype=np.float32) + np.float32(3)
    space = fit_space(in_batches(data, []), 0, "layer")
    found = space.restore(space.transform(data))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, data, atol=1e-5)


def test_what_was_reduced_is_restored_but_for_a_rotation():
    """Of rank 20, nothing is lost: rows are as long, and as far from each other, as they were."""
    data = low_rank(150, WIDE, 20) + np.float32(1)
    space = fit_space(in_batches(data, []), 0, "layer")
    found = space.restore(space.transform(data))
    assert found.shape == (150, standardise.COMPONENTS + 1)
    products = data @ data.T
    np.testing.assert_allclose(found @ found.T, products, atol=1e-4 * products.max())
