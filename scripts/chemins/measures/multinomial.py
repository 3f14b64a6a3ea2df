"""Multinomial logistic regression of many rows, whose columns depend on each other.

Newton's method, whose linear systems are solved by conjugate gradients. How many of these a system
takes depends on how unlike the objective's curvatures in different directions are: very, of an
image's pixels, since neighbouring ones say nearly the same and few images are near any border. So
they are preconditioned by the Hessian's own blocks, one a class, which are inverted. That
takes 280 products with the Hessian, of 10,000 images of 784 pixels and ten classes, where
scikit-learn's newton-cg takes 10,000; its newton-cholesky factorizes all blocks, those between two
classes too, which are five times as many, as one matrix. Concus, Golub, O'Leary (1976), A
generalized conjugate gradient method for the numerical solution of elliptic partial differential
equations; Nash (2000), A survey of truncated-Newton methods, J. Comput. Appl. Math. 124:45–59.
"""

import warnings
from dataclasses import dataclass

import numpy as np

from chemins.base.imports import without

# scikit-learn would load pandas where it is installed: half a second of every start.
with without("pandas"):
    from sklearn.exceptions import ConvergenceWarning

from scipy.linalg import cho_factor
from scipy.linalg.lapack import dpotri
from scipy.sparse.linalg import LinearOperator, cg
from scipy.special import log_softmax

STEPS = 200  # of Newton's method, which takes about fifteen
PRODUCTS = 1000  # with the Hessian in a step
FORCING = 0.1  # share of a step's system that may be left unsolved, less the nearer the end is
KEPT = 4  # steps for which the blocks serve
DECREASE = 1e-4  # share of the fall that the slope promises (Armijo), for a step to be taken
ROUNDING = 1e-12  # of the objective
LEAST = 1e-3  # added to a block's diagonal: an intercept has no penalty
ROWS = 1024  # that stay in the processor's cache from one product to the next


@dataclass(frozen=True)
class Problem:
    """The negative log-likelihood and half the squared weights; the intercepts are free.

    W: (d + 1, classes) float64, weights and, last, intercepts.
    """

    columns: np.ndarray  # (n, d + 1) float64, the last one 1
    truth: np.ndarray  # (n, classes) float64, 1 of a row's class
    penalty: np.ndarray  # (d + 1, 1) float64

    def at(self, weights) -> tuple[float, np.ndarray, np.ndarray]:
        """The objective, its gradient like W, and (n, classes) probabilities."""
        logs = log_softmax(self.columns @ weights, axis=1)
        found, penalised = np.exp(logs), self.penalty * weights
        objective = np.sum(penalised * weights) / 2 - np.sum(logs * self.truth)
        return objective, self.columns.T @ (found - self.truth) + penalised, found

    def curvature(self, found, direction) -> np.ndarray:
        """The Hessian, where the probabilities are `found`, times a direction: like W."""
        product = self.penalty * direction
        for start in range(0, len(found), ROWS):
            columns, share = (each[start : start + ROWS] for each in (self.columns, found))
            change = share * (columns @ direction)
            change -= share * change.sum(axis=1, keepdims=True)
            product += columns.T @ change
        return product

    def blocks(self, found) -> np.ndarray:
        """(classes, d + 1, d + 1) inverses of the Hessian's blocks, one a class."""
        return np.stack([inverse(self.block(share * (1 - share))) for share in found.T])

    def block(self, variance) -> np.ndarray:
        scaled = self.columns * np.sqrt(variance)[:, np.newaxis]
        hessian = scaled.T @ scaled
        hessian[np.diag_indices_from(hessian)] += np.maximum(self.penalty[:, 0], LEAST)
        return hessian


def inverse(matrix) -> np.ndarray:
    """Of a symmetric one with positive eigenvalues, which it replaces; by Cholesky's factors."""
    lower, _ = cho_factor(matrix, lower=True, overwrite_a=True, check_finite=False)
    found, _ = dpotri(lower, lower=True, overwrite_c=True)
    half = np.tril(found, -1)
    return half + half.T + np.diag(found.diagonal())


def fit_multinomial(points, label, tolerance, start=None) -> tuple[np.ndarray, np.ndarray]:
    """The classes (c,) ascending, and the weights (d + 1, c) float64, the intercepts last.

    points: (n, d) float64. label: (n,) int; of three classes or more (of two, scikit-learn's
    objective is another). start: weights to start from, such as those of points that are nearly
    the same; None for 0. Weights and intercepts are those of scikit-learn's LogisticRegression at
    its default strength, where no derivative by one of the objective, divided by n, is above the
    tolerance. ConvergenceWarning as there, where STEPS do not get so far.
    """
    classes, place = np.unique(label, return_inverse=True)
    mean = points.mean(axis=0)
    columns = np.column_stack([points - mean, np.ones(len(points))])
    penalty = np.append(np.ones(points.shape[1]), 0.0)[:, np.newaxis]
    problem = Problem(columns, np.eye(len(classes))[place], penalty)
    weights = np.zeros((columns.shape[1], len(classes))) if start is None else start.copy()
    weights[-1] += mean @ weights[:-1]
    weights = minimum(problem, tolerance, weights)
    weights[-1] -= mean @ weights[:-1]
    return classes, weights


def minimum(problem, tolerance, weights) -> np.ndarray:
    """(d + 1, c) float64 W, from these weights on. tolerance: as of fit_multinomial."""
    here, limit = problem.at(weights), tolerance * len(problem.truth)
    first = np.linalg.norm(here[1])
    for step in range(STEPS):
        _, gradient, found = here
        if np.abs(gradient).max() <= limit:
            return weights
        if step % KEPT == 0:
            blocks = problem.blocks(found)
        left = min(FORCING, np.sqrt(np.linalg.norm(gradient) / first))
        direction = newton_direction(problem, blocks, gradient, found, left)
        weights, here = take_step(problem, weights, here, direction)
    warnings.warn(f"no convergence in {STEPS} steps", ConvergenceWarning, stacklevel=2)
    return weights


def newton_direction(problem, blocks, gradient, found, left) -> np.ndarray:
    """Like W: what the Hessian takes to minus the gradient, but for a share that is left."""

    def operator(function) -> LinearOperator:
        def of_vector(vector):
            return function(vector.reshape(gradient.shape)).ravel()

        return LinearOperator((gradient.size, gradient.size), of_vector, dtype=np.float64)

    hessian = operator(lambda direction: problem.curvature(found, direction))
    inverse = operator(lambda direction: solve_blocks(blocks, direction))
    solved, _ = cg(hessian, -gradient.ravel(), rtol=left, maxiter=PRODUCTS, M=inverse)
    return solved.reshape(gradient.shape)


def solve_blocks(blocks, direction) -> np.ndarray:
    """Like W: what the blocks take to a direction, of weights whose sum over the classes is 0, as
    that of the objective's gradient is: adding to all classes alike changes no probability."""
    columns = (direction - direction.mean(axis=1, keepdims=True)).T
    solved = (blocks @ columns[:, :, np.newaxis])[:, :, 0].T
    return solved - solved.mean(axis=1, keepdims=True)


def take_step(problem, weights, here, direction) -> tuple:
    """The weights after a step, halved until the objective falls; and Problem.at there."""
    slope, size = np.sum(here[1] * direction), 1.0
    while True:
        there = problem.at(weights + size * direction)
        if there[0] <= here[0] + DECREASE * size * slope + ROUNDING * abs(here[0]):
            return weights + size * direction, there
        size /= 2
