"""What a layer knows of the classes: linear probe, nearest neighbours, and when it is decided."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from chemins.base.imports import without
from chemins.base.threads import one_thread
from chemins.measures.multinomial import fit_multinomial

# scikit-learn would load pandas where it is installed: half a second of every start.
with without("pandas"):
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier

PROBE_ROWS = 10_000  # train rows that a probe is fitted to at most
TOLERANCE = 1e-8  # of the probe's gradient: a tighter one moves no image over a boundary
ITERATIONS = 1000  # of scikit-learn's solver, which takes about ten of few rows
MANY_ROWS = 2000  # from which on our own solver is the faster one, of three classes or more
MOST_CLASSES = 50  # of which it keeps a matrix each: 400 MB of 1,024 columns


def fit_probe(train_points, train_label, seed=0) -> Callable:
    """A function from points to what a linear classifier of a layer's activations says of them.

    train_points: (n, d) float32, standardised; points: (m, d) float32, by the same mean and scale,
    of which it says (m,) as train_label. train_label: (n,) int; of two classes, or ValueError.
    The classifier is multinomial logistic regression with an L2 penalty, at scikit-learn's default
    strength, fitted to all train points or to a seeded sample of PROBE_ROWS of them, until it has
    converged: in float64, by a truncated Newton method. Of few rows that is scikit-learn's, which
    the correlations between many rows' columns slow down by orders of magnitude; of many rows it is
    ours (measures/multinomial.py), which ends at the same weights. Linear classifier probes: Alain,
    Bengio (2016), arXiv 1610.01644.
    """
    taught, train_label = probe_rows(train_points, train_label, seed)
    with one_thread():  # sums, and so the weights, differ between thread counts
        if len(taught) >= MANY_ROWS and 2 < len(np.unique(train_label)) <= MOST_CLASSES:
            predict = partial(told_by, *fit_multinomial(taught, train_label, TOLERANCE))
        else:
            probe = LogisticRegression(solver="newton-cg", tol=TOLERANCE, max_iter=ITERATIONS)
            predict = probe.fit(taught, train_label).predict
    return asked_alone(predict, np.float64)


def probe_after(train_points, train_label, test_points, before, seed=0) -> tuple:
    """What fit_probe's function says of test points, and the probe's weights, None of two classes
    or many.

    before: weights of the probe of nearly the same points, to start from; None without any. They
    lead to the same probe sooner.
    """
    classes = len(np.unique(train_label))
    if not 2 < classes <= MOST_CLASSES:
        return fit_probe(train_points, train_label, seed)(test_points), None
    taught, train_label = probe_rows(train_points, train_label, seed)
    with one_thread():
        classes, weights = fit_multinomial(taught, train_label, TOLERANCE, before)
        return told_by(classes, weights, test_points.astype(np.float64)), weights


def probe_rows(points, label, seed) -> tuple[np.ndarray, np.ndarray]:
    """(m, d) float64 and (m,): what a probe is fitted to."""
    if len(points) > PROBE_ROWS:
        rows = np.random.default_rng(seed).choice(len(points), PROBE_ROWS, replace=False)
        points, label = points[rows], label[rows]
    return points.astype(np.float64), label


def told_by(classes, weights, points) -> np.ndarray:
    """(m,) labels. classes, weights: of fit_multinomial. points: (m, d) float64."""
    return classes[(points @ weights[:-1] + weights[-1]).argmax(axis=1)]


def fit_votes(train_points, train_label) -> Callable:
    """A function from points to the most frequent label among each one's nearest train points.

    train_points: (n, d) float32. train_label: (n,) int. points: (m, d) float32, none of them a
    train point, which would vote for itself; their labels are (m,) as train_label. Distances are
    Euclidean, the search is exhaustive; voters says how many vote. The lowest label wins a tie. Of
    train points equally far away, which is the last is scikit-learn's choice, the same for the same
    arrays.
    """
    with one_thread():  # several threads may choose otherwise among equally near points
        search = KNeighborsClassifier(voters(train_label), algorithm="brute")
        predict = search.fit(train_points, train_label).predict
    return asked_alone(predict, np.float32)


def asked_alone(predict, kind) -> Callable:
    """A function of (m, d) points, which it is given as this kind of numbers, on one thread."""

    def predictions(points) -> np.ndarray:
        with one_thread():
            return predict(points.astype(kind, copy=False))

    return predictions


def voters(train_label) -> int:
    """How many nearest neighbours vote: the largest odd number up to the square root of the
    smallest class's train points, so that the vote stays local however few there are and two
    classes are never tied. The square root is the usual rule (Duda, Hart, Stork 2001, Pattern
    Classification, section 4.4).

    train_label: (n,) int, each class at least once.
    """
    smallest = np.unique(train_label, return_counts=True)[1].min()
    root = math.isqrt(int(smallest))
    return root - 1 + root % 2


def commitment(majority, prediction) -> np.ndarray:
    """(n,) int: the first layer from which on a sample's clusters all stand for its prediction.

    majority: (n, L) int, per hidden layer the majority label of the sample's cluster. prediction:
    (n,) int. Layers count from 0; L where the last layer disagrees: never.
    """
    return first_agreeing(majority, prediction)


def reachable_share(majority_by_cluster, classes) -> float:
    """Share of classes, in [0, 1], that are the majority of a cluster: others cannot be committed.

    majority_by_cluster: cluster -> its majority label (majority.majority_labels), or what is no
    class where it has none. classes: all of them, each once.
    """
    reached = set(majority_by_cluster.values())
    return sum(c in reached for c in classes) / len(classes)


def prediction_depth(votes, prediction) -> np.ndarray:
    """(n,) int: the first layer from which on the neighbours' votes all equal the prediction.

    votes: (n, L) int, per layer what fit_votes' function says. prediction: (n,) int, the network's.
    Layers count from 0; L where the last layer's vote differs: never. Baldock, Maennel, Neyshabur
    (2021), Deep learning through the lens of example difficulty, arXiv 2106.09647.
    """
    return first_agreeing(votes, prediction)


def first_agreeing(decisions, prediction) -> np.ndarray:
    """The first column from which on (n, L) decisions equal the (n,) prediction; L for none."""
    agreeing = decisions == prediction[:, np.newaxis]
    return decisions.shape[1] - np.logical_and.accumulate(agreeing[:, ::-1], axis=1).sum(axis=1)
