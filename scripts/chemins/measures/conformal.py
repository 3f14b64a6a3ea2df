"""How sure it can be that a sample is unlike the known ones: conformal p-values of a score."""

import numpy as np


def conformal_p_values(calibration_score, calibration_class, score, predicted) -> np.ndarray:
    """How likely a known sample of the predicted class is to score as low, or lower.

    Vovk, Gammerman, Shafer (2005), Algorithmic Learning in a Random World, on Mondrian
    (class-conditional) conformal predictors: p = (1 + #{calibration scores of the class <= score})
    / (n_class + 1). calibration_score: (m,), of known samples that nothing was fitted on;
    calibration_class: (m,), what they are predicted as. score, predicted: (n,) of the samples to
    judge. Returns (n,) float64, 1 where no calibration sample is predicted as the class.
    """
    found = np.empty(len(score))
    for label in np.unique(predicted):
        own = np.sort(calibration_score[calibration_class == label])
        rows = predicted == label
        found[rows] = (1 + np.searchsorted(own, score[rows], side="right")) / (len(own) + 1)
    return found


def smallest_p(calibration_class) -> dict[int, float]:
    """class -> the smallest p-value that so many calibration samples can give: 1 / (n_class + 1).

    calibration_class: (m,) what the calibration samples are predicted as.
    """
    classes, counts = np.unique(calibration_class, return_counts=True)
    return {label: 1 / (n + 1) for label, n in zip(classes.tolist(), counts.tolist(), strict=True)}


def calibration_half(label, seed) -> np.ndarray:
    """Which held-out samples calibrate (True); the others are for evaluation. (n,) bool.

    label: (n,) int, not negative. Of each class's n, n // 2 calibrate. They are drawn from a stream
    that is the class's own: other classes' samples change nothing.
    """
    half = np.zeros(len(label), dtype=bool)
    for value in np.unique(label).tolist():
        rows = np.flatnonzero(label == value)
        order = np.random.default_rng([seed, value]).permutation(len(rows))
        half[rows[order[: len(rows) // 2]]] = True
    return half
