import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.manifold import trustworthiness
from threadpoolctl import threadpool_limits

from chemins.clusters import faithfulness as module
from chemins.clusters.faithfulness import (
    NEIGHBOURS,
    Embedded,
    faithfulness,
    nearer_than,
    sampled,
)
from chemins.results import tables
from chemins.text.captions import captions
from rate_embeddings import rate_embeddings


def drawn(count=60, width=5, seed=0):
    """Points, and an embedding that keeps some of their neighbourhoods."""
    stream = np.random.default_rng(seed)
    points = stream.normal(size=(count, width)).astype(np.float32)
    noise = stream.normal(size=(count, 2)) * 0.7
    return points, (points[:, :2] + noise).astype(np.float32)


def rated(points, coordinates, fitted=None, counted=None, metric="euclidean", seed=0):
    everything = np.ones(len(points), bool)
    fitted = everything if fitted is None else fitted
    counted = everything if counted is None else counted
    counted = sampled(np.flatnonzero(counted), seed)
    parts = [Embedded(r, points[r], coordinates[r]) for r in (counted, np.flatnonzero(fitted))]
    return faithfulness(*parts, metric)


@pytest.mark.parametrize("metric", ["euclidean", "cosine", "manhattan", "chebyshev"])
@pytest.mark.parametrize("count", [5, 31, 60])
def test_of_all_fitted_rows_it_is_scikit_learns_and_continuity_the_same_exchanged(metric, count):
    points, coordinates = drawn(count)
    k = min(NEIGHBOURS, (count - 1) // 2)
    trusted = trustworthiness(points, coordinates, n_neighbors=k, metric=metric)
    found = rated(points, coordinates, metric=metric)
    assert found[0] == pytest.approx(trusted, abs=1e-6)
    assert found[0] != pytest.approx(found[1], abs=1e-4)
    if metric == "euclidean":  # between coordinates it always is
        continuity = trustworthiness(coordinates, points, n_neighbors=k)
        assert found[1] == pytest.approx(continuity, abs=1e-6)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_what_is_nearer_than_each_limit_is_counted(kind):
    stream = np.random.default_rng(3)
    distances = stream.integers(0, 12, (9, 40)).astype(kind)  # many ties
    distances[np.arange(9), np.arange(9)] = np.inf
    limits = np.take_along_axis(distances, stream.integers(0, 40, (9, 6)), 1)
    limits[4] = distances[4].min()  # nothing is nearer
    limits[7, 2] = np.inf
    expected = (distances[:, np.newaxis] < limits[:, :, np.newaxis]).sum(axis=2)
    np.testing.assert_array_equal(nearer_than(distances, limits), expected)
    assert not expected[4].any()
    assert expected[7, 2] == 39


def one_by_one(points, coordinates, fitted, row):
    """Trustworthiness of one placed row among the fitted ones, by ranks in plain Python."""
    others = np.flatnonzero(fitted).tolist()
    k = min(NEIGHBOURS, len(others) // 2)

    def by_distance(values):
        return sorted(others, key=lambda other: np.square(values[other] - values[row]).sum())

    rank = {other: place for place, other in enumerate(by_distance(points), start=1)}
    wrong = sum(max(rank[other] - k, 0) for other in by_distance(coordinates)[:k])
    # Most there can be: the k last ranks of all in the place of the first.
    return 1 - wrong / sum(range(len(others) - 2 * k + 1, len(others) - k + 1))


@pytest.mark.parametrize("count", [12, 60])
def test_placed_rows_are_looked_at_among_the_fitted_ones(count):
    points, coordinates = (part.astype(np.float64) for part in drawn(count))
    fitted = np.arange(count) < count // 2
    for row in np.flatnonzero(~fitted)[:5]:
        trusted, kept = rated(points, coordinates, fitted, np.arange(count) == row)
        assert trusted == pytest.approx(one_by_one(points, coordinates, fitted, row))
        assert kept == pytest.approx(one_by_one(coordinates, points, fitted, row))


def test_of_placed_rows_each_counts_for_itself():
    points, coordinates = drawn()
    fitted = np.arange(60) < 40
    single = [rated(points, coordinates, fitted, np.arange(60) == row) for row in range(40, 60)]
    together = rated(points, coordinates, fitted, ~fitted)
    np.testing.assert_allclose(together, np.mean(single, axis=0))


@given(st.integers(0, 1000), st.integers(5, 40))
def test_an_embedding_that_is_the_points_is_faithful_and_none_is_worse_than_0(seed, count):
    points, coordinates = drawn(count, width=2, seed=seed)
    assert rated(points, points) == (1, 1)
    for value in rated(points, coordinates):
        assert 0 <= value <= 1


def test_a_tear_costs_continuity_and_a_fold_trustworthiness():
    line = np.arange(80.0)[:, np.newaxis] * [1, 0]
    folded = np.abs(line - 39.4)
    trusted, kept = rated(line, folded)
    assert trusted < 0.9 < kept
    trusted, kept = rated(folded, line)
    assert kept < 0.9 < trusted


def test_of_many_rows_a_sample_is_looked_at_among_all(monkeypatch):
    points, coordinates = drawn(300)
    whole = rated(points, coordinates)
    monkeypatch.setattr(module, "ROWS", 100)
    few = rated(points, coordinates)
    assert few == rated(points, coordinates)
    assert few != whole
    assert few != rated(points, coordinates, seed=1)
    np.testing.assert_allclose(few, whole, atol=0.02)


def test_how_many_distances_are_taken_at_once_changes_nothing(monkeypatch):
    points, coordinates = drawn(100)
    whole = rated(points, coordinates)
    monkeypatch.setattr(module, "DISTANCES", 700)
    np.testing.assert_allclose(rated(points, coordinates), whole, rtol=1e-12)


def test_threads_change_nothing():
    points, coordinates = drawn(400, width=300)
    with threadpool_limits(1):
        one = rated(points, coordinates)
    with threadpool_limits(2):
        assert rated(points, coordinates) == one


@pytest.mark.parametrize("count", [1, 2])
def test_too_few_rows_tell_nothing(count):
    points, coordinates = drawn(count)
    assert np.isnan(rated(points, coordinates)).all()
    assert np.isnan(rated(*drawn(30), counted=np.zeros(30, bool))).all()


def test_rows_that_are_all_the_same_are_no_error():
    assert rated(np.ones((20, 3), np.float32), np.zeros((20, 2))) == (1, 1)


def test_captions_name_the_number_of_neighbours():
    assert f"{NEIGHBOURS} nearest" in captions("train")["embeddings"]


# --- the job ------------------------------------------------------------------------------------


ROLES = np.repeat(["train", "test", "unseen"], [40, 24, 16])


def written(folder):
    """Activations and embeddings of two layers, the rows of the embeddings in another order."""
    stream = np.random.default_rng(1)
    sample_id = np.sort(stream.choice(900, size=80, replace=False))
    layers = {"pixels": drawn(80, 6, seed=2), "output": drawn(80, 3, seed=3)}
    files = {"pixels": [], "network": [], "known": [], "unseen": []}
    for group in ("known", "unseen"):
        rows = np.flatnonzero((ROLES == "unseen") == (group == "unseen"))
        for part, layer in (("pixels", "pixels"), ("network", "output")):
            points, coordinates = layers[layer]
            path = folder / f"{part}-{group}"
            columns = {"sample_id": sample_id[rows], "role": ROLES[rows], "label": rows % 2}
            tables.write(path, tables.ACTIVATIONS, {**columns, layer: points[rows]})
            files[part].append(path)
            x, y = coordinates[rows].T
            placed = {"layer": layer, "sample_id": sample_id[rows], "x": x, "y": y}
            tables.write_parts(folder / f"{part}-{group}-map", tables.EMBEDDING, [placed])
            files[group].append(folder / f"{part}-{group}-map")
    return files, layers


def job_rows(folder, fit_on="train", metric="euclidean"):
    """(layer, measure) -> value, as the job writes them; layer -> points and coordinates."""
    files, layers = written(folder)
    settings = {"layers": ["pixels", "output"], "metric": metric, "fit_on": fit_on, "seed": 0}
    settings["fit_limit"] = 1000
    rate_embeddings(settings, "a", measures=folder / "measures", **files)
    rows = tables.read(folder / "measures", tables.MEASURES).to_pylist()
    assert {(row["network"], row["replicate"]) for row in rows} == {("trained", 0)}
    return {(row["layer"], row["measure"]): row["value"] for row in rows}, layers


@pytest.mark.parametrize("fit_on", ["train", "all"])
def test_every_role_is_rated_in_every_layer_among_the_fitted_samples(tmp_path, fit_on):
    found, layers = job_rows(tmp_path, fit_on)
    fitted = (ROLES == "train") | (fit_on == "all")
    assert len(found) == 2 * 3 * 3
    for layer, (points, coordinates) in layers.items():
        scale = points[fitted].std(axis=0)  # none is below the floor
        standardised = (points - points[fitted].mean(axis=0)) / scale
        for role in ("train", "test", "unseen"):
            expected = rated(standardised, coordinates, fitted, role == ROLES)
            names = ("trustworthiness", "continuity")
            values = [found[layer, f"{name}_{role}"] for name in names]
            np.testing.assert_allclose(values, expected, atol=1e-4)
            assert found[layer, f"rated_{role}"] == (role == ROLES).sum()
    assert len(set(found.values())) >= 12  # no two of them the same by chance


def test_the_metric_is_umaps(tmp_path):
    (tmp_path / "other").mkdir()
    cosine, euclidean = job_rows(tmp_path, metric="cosine")[0], job_rows(tmp_path / "other")[0]
    assert cosine["pixels", "trustworthiness_test"] != euclidean["pixels", "trustworthiness_test"]
