import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from chemins.measures import layer_probes, multinomial
from chemins.measures.layer_probes import MANY_ROWS, fit_probe
from chemins.measures.multinomial import Problem, fit_multinomial, solve_blocks


def made(rows, columns, classes, spread, seed=0):
    """Points (rows, columns) float64 about a center for each class, not about 0, whose columns
    depend on each other; and labels, from 3 on, not all equally frequent."""
    stream = np.random.default_rng(seed)
    label = 3 + 2 * np.minimum(stream.integers(classes + 1, size=rows), classes - 1)
    centers = stream.normal(size=(20, columns)) * 2
    mixing = stream.normal(size=(columns, columns)) / np.arange(1, columns + 1)
    points = (centers[label] + stream.normal(size=(rows, columns)) * spread) @ mixing.T
    return 0.7 + points / points.std(axis=0), label


def with_copies(points):
    return np.hstack([points, points[:, :2], points[:, :1] + 1e-7 * points[:, 1:2]])


def with_constants(points):
    return np.hstack([np.zeros((len(points), 1)), points, np.full((len(points), 2), 5.0)])


CASES = {
    "overlapping": made(400, 6, 4, 6),
    "three classes": made(300, 9, 3, 4),
    "separable": made(200, 5, 4, 0.01),
    "copies of columns": (with_copies(made(250, 4, 5, 5)[0]), made(250, 4, 5, 5)[1]),
    "constant columns": (with_constants(made(250, 4, 3, 5)[0]), made(250, 4, 3, 5)[1]),
    "fewer rows than columns": made(40, 60, 4, 5),
    "a class of one": (made(90, 4, 3, 3)[0], np.r_[1, np.tile([4, 7], 44), 7]),
}


@pytest.mark.parametrize(("points", "label"), CASES.values(), ids=CASES)
def test_weights_are_those_of_scikit_learn(points, label):
    classes, weights = fit_multinomial(points, label, 1e-12)
    expected = LogisticRegression(solver="newton-cholesky", tol=1e-12, max_iter=1000)
    expected.fit(points, label)
    assert np.array_equal(classes, expected.classes_)
    np.testing.assert_allclose(weights[:-1].T, expected.coef_, atol=1e-7)
    # Of intercepts only the differences mean anything.
    intercepts = weights[-1] - weights[-1].mean()
    np.testing.assert_allclose(
        intercepts, expected.intercept_ - expected.intercept_.mean(), atol=1e-6
    )
    assert weights.shape == (points.shape[1] + 1, len(classes))
    assert weights.dtype == np.float64


@pytest.fixture
def problem():
    points, label = made(50, 3, 4, 4)
    columns = np.column_stack([points, np.ones(50)])
    truth = (label[:, np.newaxis] == np.unique(label)).astype(float)
    return Problem(columns, truth, np.array([[1.0], [1.0], [1.0], [0.0]]))


def test_gradient_and_curvature_are_the_objectives(problem, monkeypatch):
    monkeypatch.setattr(multinomial, "ROWS", 7)
    stream = np.random.default_rng(5)
    weights, direction = stream.normal(size=(2, 4, 4))
    ahead, here, behind = (problem.at(weights + s * direction) for s in (1e-5, 0, -1e-5))
    slope = (ahead[0] - behind[0]) / 2e-5
    assert np.sum(here[1] * direction) == pytest.approx(slope, rel=1e-7)
    np.testing.assert_allclose(
        problem.curvature(here[2], direction), (ahead[1] - behind[1]) / 2e-5, rtol=1e-6, atol=1e-6
    )


def test_a_block_is_the_hessians_own(problem):
    """A direction of one class only, whose product with the block is the Hessian's there."""
    found = problem.at(np.random.default_rng(2).normal(size=(4, 4)))[2]
    for of, inverse in enumerate(problem.blocks(found)):
        block = np.linalg.inv(inverse)
        for column in range(3):
            direction = np.zeros((4, 4))
            direction[column, of] = 1
            product = problem.curvature(found, direction)[:, of]
            np.testing.assert_allclose(block[:, column], product, rtol=1e-3)


def test_what_all_classes_have_in_common_is_left_out(problem):
    weights, direction = np.random.default_rng(4).normal(size=(2, 4, 4))
    blocks = problem.blocks(problem.at(weights)[2])
    solved = solve_blocks(blocks, direction)
    np.testing.assert_allclose(solved.sum(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(solve_blocks(blocks, direction + np.arange(4)[:, None]), solved)


def test_few_products_with_the_hessian_however_the_columns_depend_on_each_other(monkeypatch):
    """Where scikit-learn's solver without blocks needs thousands."""
    points, label = made(900, 80, 6, 12)
    points *= np.geomspace(1, 1e3, 80)
    products = []
    curvature = Problem.curvature
    monkeypatch.setattr(
        Problem, "curvature", lambda *given: products.append(0) or curvature(*given)
    )
    fit_multinomial(points, label, 1e-8)
    assert len(products) < 300


def test_no_convergence_is_told(monkeypatch):
    points, label = CASES["overlapping"]
    monkeypatch.setattr(multinomial, "STEPS", 2)
    with pytest.warns(ConvergenceWarning, match="2 steps"):
        fit_multinomial(points, label, 1e-8)


def test_the_probe_of_many_rows_says_the_same_as_of_few(monkeypatch):
    points, label = made(MANY_ROWS + 4000, 12, 4, 8)
    points = points.astype(np.float32)
    train = points[:MANY_ROWS], label[:MANY_ROWS]
    used = []
    fit = layer_probes.fit_multinomial
    monkeypatch.setattr(
        layer_probes, "fit_multinomial", lambda *given: used.append(given) or fit(*given)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = fit_probe(*train)(points[MANY_ROWS:])
    assert len(used) == 1
    monkeypatch.setattr(layer_probes, "MANY_ROWS", MANY_ROWS + 1)
    assert np.array_equal(found, fit_probe(*train)(points[MANY_ROWS:]))
    assert len(used) == 1
    assert 0.3 < np.mean(found == label[MANY_ROWS:]) < 0.95
    assert found.dtype == label.dtype


@pytest.mark.parametrize("classes", [2, 5])
def test_of_two_classes_and_of_very_many_scikit_learn_is_asked(classes, monkeypatch):
    monkeypatch.setattr(layer_probes, "MANY_ROWS", 10)
    monkeypatch.setattr(layer_probes, "MOST_CLASSES", 4)
    monkeypatch.setattr(layer_probes, "fit_multinomial", None)
    points, label = made(200, 3, classes, 3)
    assert set(fit_probe(points, label)(points)) == set(label)
