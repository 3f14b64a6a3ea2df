"""How different the classes' paths are, and how far paths can be relied on.

A path is a row of an (n, L) int array: a sample's clusters in the hidden layers, neither label nor
prediction among them. Four measures are after Cluster Paths (Kroeger, Bindschaedler 2025,
arXiv 2510.06541), of which only the abstract is known here: the names are theirs, the formulas
ours.
"""

from itertools import combinations

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy, false_discovery_control
from scipy.stats.contingency import crosstab

from chemins.measures.cluster_agreement import in_majority

PERMUTATIONS = 999
# Distances that are equal but for the order of their sums are equal.
ROUNDING = 1e-9


def path_complexity(paths) -> tuple[int, float]:
    """Number of distinct paths, and their effective number, exp H: (int, float).

    H is the Shannon entropy of their shares; both numbers are the same where all paths are equally
    frequent (Hill 1973, Ecology 54:427). After Kroeger, Bindschaedler (2025).
    """
    counts = np.unique(paths, axis=0, return_counts=True)[1]
    return len(counts), float(np.exp(entropy(counts)))


def path_entropy(paths) -> float:
    """Shannon entropy of the paths' shares, in nats."""
    return float(entropy(np.unique(paths, axis=0, return_counts=True)[1]))


def in_path_majority(paths, label) -> np.ndarray:
    """(n,) bool: whether a sample's label is the most frequent one on its path. The share of those
    is the weighted purity: Σ over paths p of n_p / N · max over classes c of n_pc / n_p.

    label: (n,) int. After Kroeger, Bindschaedler (2025).
    """
    return in_majority(path_codes(paths), label)


def foretold(train_paths, train_prediction, test_paths, test_prediction) -> np.ndarray:
    """(m,) bool: whether paths foretell the network's decision on test samples.

    A path stands for its most frequent prediction among train samples, the lowest class on a tie;
    a path that no train sample takes foretells nothing, and counts as wrong. train_prediction:
    (n,) and test_prediction: (m,) int, of the network. The share of those is the alignment, after
    Kroeger, Bindschaedler (2025), whose abstract calls it decision-alignment faithfulness.
    """
    codes = path_codes(np.concatenate([train_paths, test_paths]))
    train, test = np.split(codes, [len(train_paths)])
    (seen, classes), counts = crosstab(train, train_prediction)
    stands_for = dict(zip(seen.tolist(), classes[counts.argmax(axis=1)].tolist(), strict=True))
    pairs = zip(test.tolist(), test_prediction.tolist(), strict=True)
    return np.array([stands_for.get(path) == decision for path, decision in pairs])


def same_path(paths, other_paths) -> np.ndarray:
    """(n,) bool: whether a sample's two paths in the same network are the same.

    other_paths: (n, L) int, of the same samples, changed: by noise, say. After Kroeger,
    Bindschaedler (2025).
    """
    return (paths == other_paths).all(axis=1)


def on_most_taken(paths, label) -> np.ndarray:
    """(n,) bool: whether a sample is on the path that most samples of its label take.

    label: (n,) int. That path need not be the main path, which train samples make.
    """
    return in_majority(label, path_codes(paths))


def permutation_test(paths, label, a, b, permutations=PERMUTATIONS, seed=0) -> tuple[float, float]:
    """(distance, p): Jensen–Shannon distance of two classes' path distributions, in [0, 1], and how
    likely one as large is if they travel alike.

    The distance is the root of the divergence in bits: 0 for the same shares of paths, 1 for no
    path in common (Endres, Schindelin 2003, IEEE Transactions on Information Theory 49:1858). The
    labels of the two classes' samples are permuted so many times, by a stream of its own for each
    pair; p is (1 + permutations with at least that distance) / (1 + permutations) (Phipson, Smyth
    2010, Statistical Applications in Genetics and Molecular Biology 9:39). a and b: not negative.
    """
    own, others = pair_counts(paths, label, a, b)
    stream = np.random.default_rng([seed, a, b])
    # How often class a has each path after a permutation of labels: drawn from that distribution.
    permuted = stream.multivariate_hypergeometric(own + others, own.sum(), size=permutations)
    found, observed = distances(permuted, own + others - permuted), distances(own, others)
    as_large = np.sum(found >= observed * (1 - ROUNDING))
    return float(observed), float((1 + as_large) / (1 + permutations))


def permutation_tests(paths, label, seed=0) -> list[dict]:
    """permutation_test of every pair of classes: [{"classes", "p", "p_adjusted"}].

    p_adjusted holds over all pairs (Benjamini, Hochberg 1995, Journal of the Royal Statistical
    Society B 57:289): of the pairs with one up to α, about α are expected to be false finds.
    """
    codes = path_codes(paths)[:, np.newaxis]
    pairs = class_pairs(label)
    found = [permutation_test(codes, label, a, b, seed=seed)[1] for a, b in pairs]
    adjusted = false_discovery_control(found).tolist()
    return [
        {"classes": pair, "p": p, "p_adjusted": p_adjusted}
        for pair, p, p_adjusted in zip(pairs, found, adjusted, strict=True)
    ]


def class_pairs(label) -> list[tuple]:
    return list(combinations(np.unique(label).tolist(), 2))


def class_distances(paths, label) -> dict[tuple, float]:
    """Pair of classes -> how far apart their paths lie, in [0, 1]: Jensen–Shannon distance as in
    permutation_test, of shares of paths that few samples estimate.

    What few samples add to the divergence by chance is taken off: its bias to second order, as
    Miller (1955) has it for one entropy. Of two classes that travel alike the divergence is then 0
    in the mean, whatever the number of paths; none that have no path in common lie nearer than 1.
    """
    codes = path_codes(paths)[:, np.newaxis]
    return {
        (a, b): corrected_distance(*pair_counts(codes, label, a, b)) for a, b in class_pairs(label)
    }


def corrected_distance(counts, others) -> float:
    """counts, others: (paths,) int, of two classes."""
    bits = distances(counts, others) ** 2 - divergence_bias(counts, others)
    return float(np.sqrt(max(bits, 0)))


def divergence_bias(counts, others) -> float:
    """How much larger than it is the Jensen–Shannon divergence is expected to look, in bits.

    By the delta method: half of each share's variance times the second derivative by it. Only paths
    that both classes take have a part in it.
    """
    both = (counts > 0) & (others > 0)
    p, q = counts[both] / counts.sum(), others[both] / others.sum()
    nats = (
        np.sum((1 - p) * q / (p + q)) / counts.sum() + np.sum((1 - q) * p / (p + q)) / others.sum()
    )
    return float(nats / 4 / np.log(2))


def replicate_agreement(paths_a, paths_b) -> float:
    """Share of samples, in [0, 1], whose paths in two networks match in every layer.

    paths_a, paths_b: (n, L) int, of the same samples; the networks' clusters are matched layer by
    layer.
    """
    layers = zip(paths_a.T, paths_b.T, strict=True)
    return float(np.logical_and.reduce([matched(a, b) for a, b in layers]).mean())


def matched(clusters_a, clusters_b) -> np.ndarray:
    """(n,) bool: whether a sample is in clusters that are each other's match."""
    pairs = cluster_pairs(clusters_a, clusters_b)
    return np.logical_or.reduce([(clusters_a == a) & (clusters_b == b) for a, b in pairs])


def cluster_pairs(clusters_a, clusters_b) -> list[tuple]:
    """The clusters that are each other's match: (of the first, of the second).

    Each cluster has one match at most, chosen so that most samples agree: the Hungarian method
    (Kuhn 1955, Naval Research Logistics Quarterly 2:83). With more clusters on one side some have
    none, and their samples disagree.
    """
    (values_a, values_b), counts = crosstab(clusters_a, clusters_b)
    rows, columns = linear_sum_assignment(counts, maximize=True)
    return list(zip(values_a[rows].tolist(), values_b[columns].tolist(), strict=True))


def path_codes(paths) -> np.ndarray:
    """(n,) int: the same number for the same path, in lexicographic order."""
    return np.unique(paths, axis=0, return_inverse=True)[1]


def class_counts(paths, label) -> tuple[np.ndarray, np.ndarray]:
    """Labels, ascending, and (distinct paths, labels) int: how many samples of each take each."""
    (_, labels), counts = crosstab(path_codes(paths), label)
    return labels, counts


def pair_counts(paths, label, a, b) -> np.ndarray:
    """(2, distinct paths) int: how many samples of class a, and of b, take each of their paths."""
    own = (label == a) | (label == b)
    return class_counts(paths[own], label[own] == b)[1].T


def distances(counts, others) -> float | np.ndarray:
    """Jensen–Shannon distances between rows (…, paths) of counts, in bits to the power of 1/2."""
    with np.errstate(invalid="ignore"):
        found = jensenshannon(counts, others, base=2, axis=-1)
    # The divergence of nearly the same shares may round to below 0, which has no root.
    return np.nan_to_num(found)
