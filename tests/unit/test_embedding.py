import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.sparse import coo_matrix
from scipy.spatial.distance import cdist

from builders.blobs import make_layer
from chemins.clusters.embedding import embed, fit_umap, membership_scale, neighbours, place_rows
from chemins.results import tables
from embed_layers import embed_layers

ROOT = Path(__file__).parents[2]
# As in the workflow: what numba compiles is kept inside the project.
os.environ.setdefault("NUMBA_CACHE_DIR", str(ROOT / ".cache/numba"))

UMAP = {"n_neighbors": 15, "min_dist": 0.1, "metric": "euclidean"}
METRICS = {
    "euclidean": "euclidean",
    "manhattan": "cityblock",
    "chebyshev": "chebyshev",
    "cosine": "cosine",
}


def rows(count, columns, seed):
    return np.random.default_rng(seed).normal(size=(count, columns)).astype(np.float32)


def fitted_rows(columns=8, count=80):
    return rows(count, columns, seed=1), rows(count, 2, seed=2) * 10


# --- neighbours and scales ----------------------------------------------------------------------


@pytest.mark.parametrize("metric", METRICS)
def test_neighbours_are_the_exact_ones(metric):
    points, among = rows(30, 20, 0), rows(90, 20, 1)
    found, indices = neighbours(points, among, UMAP | {"metric": metric})
    distances = cdist(points.astype(float), among.astype(float), METRICS[metric])
    np.testing.assert_array_equal(indices, distances.argsort(axis=1)[:, :15])
    np.testing.assert_allclose(found, np.sort(distances, axis=1)[:, :15], atol=1e-5)
    assert found.dtype == np.float64


@given(k=st.integers(3, 30), seed=st.integers(0, 2**32 - 1), size=st.sampled_from([1e-3, 1, 1e3]))
def test_scales_solve_their_equation(k, seed, size):
    distances = np.sort(np.random.default_rng(seed).uniform(0.5, 2, size=(5, k)) * size, axis=1)
    for row, scale in zip(distances, membership_scale(distances), strict=True):
        exact = brentq(
            lambda s, row=row: np.exp(-row[1:] / s).sum() - np.log2(k), row[0] / 99, row[-1] * 99
        )
        assert scale == pytest.approx(exact, rel=1e-4)


def test_equal_distances_have_a_scale():
    assert (membership_scale(np.zeros((2, 15))) > 0).all()
    assert np.isfinite(membership_scale(np.full((2, 15), 3.0))).all()


# --- place --------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("k", [5, 15, 40])
def test_places_are_those_of_umaps_own_functions(k, metric):
    from chemins.clusters.umap_package import umap as package  # takes seconds

    umap = package.umap_
    how = UMAP | {"n_neighbors": k, "metric": metric}
    fitted, coordinates = fitted_rows()
    points = rows(50, 8, seed=3)
    distances, indices = neighbours(points, fitted, how)
    distances = distances.astype(np.float32)
    sigmas, rhos = umap.smooth_knn_dist(distances, float(k), local_connectivity=0.0)
    sources, targets, strengths, _ = umap.compute_membership_strengths(
        indices.astype(np.int32), distances, sigmas, rhos, bipartite=True
    )
    graph = coo_matrix((strengths, (sources, targets)), shape=(50, 80)).tocsr()
    expected = umap.init_graph_transform(graph, coordinates)
    np.testing.assert_allclose(place_rows(points, fitted, coordinates, how), expected, atol=1e-4)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("columns", [2, 10, 64, 784])
def test_a_row_that_equals_a_fitted_one_lies_on_it(columns, metric):
    fitted, coordinates = fitted_rows(columns)
    places = place_rows(fitted[:40], fitted, coordinates, UMAP | {"metric": metric})
    np.testing.assert_array_equal(places, coordinates[:40])


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("columns", [2, 10, 64, 784])
def test_a_place_is_the_same_bytes_in_any_company(columns, metric):
    how = UMAP | {"metric": metric}
    fitted, coordinates = fitted_rows(columns)
    points = rows(60, columns, seed=3)
    together = place_rows(points, fitted, coordinates, how)
    alone = [place_rows(points[i : i + 1], fitted, coordinates, how) for i in range(60)]
    sevens = [place_rows(points[i : i + 7], fitted, coordinates, how) for i in range(0, 60, 7)]
    backwards = place_rows(points[::-1], fitted, coordinates, how)[::-1]
    for other in (np.concatenate(alone), np.concatenate(sevens), backwards):
        np.testing.assert_array_equal(other, together)


@given(
    k=st.integers(2, 20),
    columns=st.integers(1, 20),
    repeated=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_places_lie_among_the_neighbours(k, columns, repeated, seed):
    """Weights are convex: inside the neighbours' bounding box, whatever the distances."""
    how = UMAP | {"n_neighbors": k}
    stream = np.random.default_rng(seed)
    fitted = stream.normal(size=(40, columns)).astype(np.float32)
    if repeated:
        fitted[:] = fitted[stream.integers(3, size=40)]
    coordinates = (stream.normal(size=(40, 2)) * 10).astype(np.float32)
    points = stream.normal(size=(20, columns)).astype(np.float32)
    around = coordinates[neighbours(points, fitted, how)[1]]
    places = place_rows(points, fitted, coordinates, how)
    assert places.dtype == np.float32
    assert (places >= around.min(axis=1) - 1e-5).all()
    assert (places <= around.max(axis=1) + 1e-5).all()


def test_nearer_neighbours_weigh_more():
    fitted = np.array([[0], [1], [2], [9]], np.float32)
    coordinates = np.array([[0, 0], [1, 0], [2, 0], [9, 0]], np.float32)
    how = UMAP | {"n_neighbors": 3}
    places = place_rows(np.array([[0.2], [1.8]], np.float32), fitted, coordinates, how)
    assert 0 < places[0, 0] < 1 < places[1, 0] < 2


def test_a_far_row_lies_among_its_neighbours_all_the_same():
    fitted, coordinates = fitted_rows()
    places = place_rows(np.full((1, 8), 1e4, np.float32), fitted, coordinates, UMAP)
    assert np.isfinite(places).all()
    assert np.abs(places).max() <= np.abs(coordinates).max()


# --- embed --------------------------------------------------------------------------------------


def layer_of(points, fitted):
    return make_layer(points, np.zeros(len(points)), np.where(fitted, "train", "test"))


@pytest.fixture(scope="module")
def embedded():
    """50 fitted rows in two blobs and 20 others, embedded once."""
    points = rows(70, 6, seed=0)
    points[::2] += 4
    fitted = np.arange(70) % 7 < 5
    return points, fitted, embed(layer_of(points, fitted), UMAP, seed=0)


@pytest.mark.slow
def test_shape_and_type(embedded):
    points, _, coordinates = embedded
    assert coordinates.shape == (len(points), 2)
    assert coordinates.dtype == np.float32
    assert np.isfinite(coordinates).all()


@pytest.mark.slow
def test_blobs_stay_apart(embedded):
    """Each row's nearest other row is in the same blob, in the plane too."""
    _, _, coordinates = embedded
    distances = cdist(coordinates, coordinates) + np.diag(np.full(70, np.inf))
    np.testing.assert_array_equal(distances.argmin(axis=1) % 2, np.arange(70) % 2)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes(embedded):
    points, fitted, coordinates = embedded
    assert embed(layer_of(points, fitted), UMAP, seed=0).tobytes() == coordinates.tobytes()
    assert embed(layer_of(points, fitted), UMAP, seed=1).tobytes() != coordinates.tobytes()


@pytest.mark.slow
@pytest.mark.parametrize("kinds", [1, 2, 3])
def test_samples_of_few_kinds_have_the_same_bytes_each_time(kinds):
    """As of a layer that is dead, or that answers each class alike."""
    points = np.repeat(np.eye(3, dtype=np.float32)[:kinds], 30, axis=0)
    settings = {"n_neighbors": 5, "min_dist": 0.1, "metric": "euclidean"}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Spectral initialisation failed")
        found = {fit_umap(points, settings, seed=0).tobytes() for _ in range(3)}
    assert len(found) == 1


def test_other_rows_do_not_move_the_fitted(embedded):
    points, fitted, coordinates = embedded
    alone = embed(layer_of(points[fitted], np.ones(50, bool)), UMAP, seed=0)
    assert alone.tobytes() == coordinates[fitted].tobytes()
    moved = points.copy()
    moved[~fitted] *= 100
    assert embed(layer_of(moved, fitted), UMAP, seed=0)[fitted].tobytes() == alone.tobytes()


@pytest.mark.slow
def test_other_rows_are_placed(embedded):
    points, fitted, coordinates = embedded
    expected = place_rows(points[~fitted], points[fitted], coordinates[fitted], UMAP)
    np.testing.assert_array_equal(coordinates[~fitted], expected)


# --- umap_package -------------------------------------------------------------------------------


@pytest.mark.slow
def test_umap_is_imported_without_tensorflow_which_can_be_imported_afterwards():
    code = (
        "import sys\n"
        "from chemins.clusters.umap_package import umap\n"
        "assert umap.UMAP\n"
        "print('tensorflow' in sys.modules, 'keras' in sys.modules)\n"
        "import tensorflow\n"
        "print(tensorflow.constant(3).numpy())\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "scripts",
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "2"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout.splitlines() == ["False False", "3"], result.stderr


def test_layers_in_processes_of_their_own_have_the_same_coordinates(tmp_path):
    names = ["hidden_1", "hidden_2"]
    columns = {
        "sample_id": np.arange(60),
        "role": ["train"] * 40 + ["test"] * 20,
        "label": np.arange(60) % 2,
    }
    columns |= {name: rows(60, 5, seed) for seed, name in enumerate(names)}
    known = tmp_path / "network.parquet"
    tables.write(known, tables.ACTIVATIONS, columns)
    settings = {"layers": names, "umap": {**UMAP, "fit_limit": 50}, "fit_on": "train", "seed": 0}
    found = []
    for threads in (1, 2):
        embeddings = tmp_path / f"{threads}.parquet"
        embed_layers(settings, "a", known, embeddings, threads=threads)
        found.append(embeddings.read_bytes())
    assert found[0] == found[1]
    about = tables.metadata(embeddings, tables.EMBEDDING)
    assert "chemins.fitted" not in about  # all 40 are fitted on
    by_layer = tables.read_layers([embeddings], tables.EMBEDDING, names)
    assert not np.array_equal(by_layer["hidden_1"]["x"], by_layer["hidden_2"]["x"])
