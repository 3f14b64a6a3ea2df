"""How much each image adds to a measure: what tells how far other images would move it.

A measure of images is, to first order, a mean of one term an image: a share is one of zeros and
ones, others are by their influence function (Hampel 1974, Journal of the American Statistical
Association 69:383). The terms are kept summed over GROUPS random groups of the dataset's images,
the same ones in all networks: so it can be told how far networks err on the same images.
"""

import numpy as np

GROUPS = 64
FEW = 1000  # labels below which they are counted as they are
# SplitMix64 (Steele, Lea, Flood 2014, OOPSLA), of sample ids.
STEP, FIRST, SECOND = (
    np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)


def groups_of(sample_id) -> np.ndarray:
    """(n,) int, 0 to GROUPS - 1: each image's group, by its id alone. sample_id: (n,) int."""
    mixed = (np.asarray(sample_id).astype(np.uint64) + np.uint64(1)) * STEP
    mixed = (mixed ^ (mixed >> np.uint64(30))) * FIRST
    mixed = (mixed ^ (mixed >> np.uint64(27))) * SECOND
    return ((mixed ^ (mixed >> np.uint64(31))) % np.uint64(GROUPS)).astype(int)


def summed(entry, label, groups, fresh=None) -> dict:
    """A row of measures as the table has it: its terms centred, and summed by group of images.

    entry: as vocabulary.row. label, groups: (n,) of the samples. fresh: (n,) bool, those that are
    counted as `images`; None: all. Images are drawn by class, so that differences between the
    classes are none between draws: terms are centred within each.
    """
    terms = entry["terms"]
    kept = {name: value for name, value in entry.items() if name != "terms"}
    if terms is None:
        return kept | {"images": 0, "influence": None}
    counted = ~np.isnan(terms)
    new = counted if fresh is None else counted & fresh
    sums = np.bincount(groups[counted], centred(terms[counted], label[counted]), GROUPS)
    return kept | {"images": int(new.sum()), "influence": sums.tolist()}


def centred(terms, label) -> np.ndarray:
    """(n,) what each image adds to the mean of the terms beyond what its class does, scaled so that
    the sum of squares is an unbiased estimate of the variance of that mean."""
    place = class_places(label)
    count = np.bincount(place)
    mean = np.bincount(place, terms) / np.maximum(count, 1)
    scale = np.sqrt(count / np.maximum(count - 1, 1))
    return (terms - mean[place]) * scale[place] / len(terms)


def class_places(label) -> np.ndarray:
    """(n,) int from 0: the same number for the same label."""
    small = label.min() >= 0 and label.max() < FEW
    return label if small else np.unique(label, return_inverse=True)[1]


# --- terms --------------------------------------------------------------------------------------


def at(counted, terms) -> np.ndarray:
    """(n,) float64: the terms of the samples that are counted, NaN for the others. counted: (n,)
    bool."""
    everywhere = np.full(len(counted), np.nan)
    everywhere[counted] = terms
    return everywhere


def entropy_terms(cluster) -> np.ndarray:
    """(n,) of the entropy, in nats, of clusters: their mean is that entropy."""
    _, place, count = np.unique(cluster, return_inverse=True, return_counts=True)
    return -np.log(count / len(cluster))[place]


def ami_terms(cluster, label, ami) -> np.ndarray:
    """(n,) of the adjusted mutual information of clusters and labels, which is `ami`.

    AMI is (I - E) / (H - E), with the mutual information I, that of chance E, and the mean H of
    both entropies. I and H are moved by an image, E is taken as it is. Of clusters and labels that
    are the same E cannot be told from these numbers; then no image differs from others of its
    class.
    """
    surprise = entropy_terms(cluster), entropy_terms(label)
    together = entropy_terms((cluster - np.min(cluster)) * (np.ptp(label) + 1) + label)
    information, mean = sum(surprise) - together, sum(surprise) / 2
    chance_free = (mean.mean() - information.mean()) / (1 - ami) if ami < 1 else 1.0
    return (information - ami * mean) / (chance_free or 1.0)


def auroc_terms(known_score, unseen_score) -> tuple[np.ndarray, np.ndarray]:
    """(m,) and (n,) of the area under the ROC curve: of each sample the share of the others that it
    is told from, weighted so that their mean over all m + n is twice the area (DeLong, DeLong,
    Clarke-Pearson 1988, Biometrics 44:837)."""
    weights = [(len(known_score) + len(unseen_score)) / len(s) for s in (known_score, unseen_score)]
    above = shares_below(known_score, unseen_score)
    return weights[0] * above, weights[1] * (1 - shares_below(unseen_score, known_score))


def shares_below(scores, others) -> np.ndarray:
    """(m,) of each of the scores the share of the others below it, those that are equal half."""
    ordered = np.sort(others)
    left, right = (np.searchsorted(ordered, scores, side) for side in ("left", "right"))
    return (left + right) / (2 * len(others))
