"""How typical a sample's path is of the class it is predicted as, and how sure that can be."""

import numpy as np

from chemins.base.imports import without

# scikit-learn would load pandas where it is installed: half a second of every start.
with without("pandas"):
    from sklearn.preprocessing import StandardScaler


def path_log_probability(train_paths, train_label, paths, predicted) -> np.ndarray:
    """Log-probability of paths among the train samples of the class that each is predicted as.

    train_paths: (m, L) int clusters in the L hidden layers, train_label: (m,). paths: (n, L),
    predicted: (n,) labels. Returns (n,) float64, natural logarithms of

        P(path | class) = (n_path,class + 1) / (n_class + D + 1)

    with n_path,class train samples of the class on that path, n_class in all, and D distinct paths
    among the train samples of all classes: additive (Laplace) smoothing over these paths and one
    more that stands for any other, so that a class's probabilities add up to 1.
    """
    every, code = np.unique(np.concatenate([train_paths, paths]), axis=0, return_inverse=True)
    train_code, code = code[: len(train_paths)], code[len(train_paths) :]
    distinct = len(np.unique(train_code))
    found = np.empty(len(paths))
    for label in np.unique(predicted):
        own = train_code[train_label == label]
        counts = np.bincount(own, minlength=len(every))
        rows = predicted == label
        found[rows] = np.log(counts[code[rows]] + 1) - np.log(len(own) + distinct + 1)
    return found


def typicality(log_probability, distance, train_distance) -> np.ndarray:
    """How typical samples are of the class they are predicted as; higher is more typical.

    log_probability: (n,) as path_log_probability gives it. distance: (n, L) to the own center in
    each hidden layer; train_distance: (m, L), the train samples'. Our formula: log-probability
    minus the mean over the layers of the distances, each layer's standardised by mean and
    deviation of the train samples' (a deviation of 0 counts as 1). Returns (n,) float64.
    """
    scaler = StandardScaler().fit(np.asarray(train_distance, np.float64))
    standardised = scaler.transform(np.asarray(distance, np.float64))
    return log_probability - standardised.mean(axis=1)


def conformal_p_values(calibration_score, calibration_class, score, predicted) -> np.ndarray:
    """How likely a known sample of the predicted class is to be as untypical, or more so.

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
