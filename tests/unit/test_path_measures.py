import math
import warnings
from collections import Counter, defaultdict
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import permutation_test as scipy_permutation_test

from chemins.measures import path_measures
from chemins.measures.path_measures import (
    class_distances,
    foretold,
    in_path_majority,
    on_most_taken,
    path_complexity,
    path_entropy,
    permutation_test,
    permutation_tests,
    replicate_agreement,
    same_path,
)

A, B, C = (0, 0), (0, 1), (1, 0)  # paths


def jensen_shannon(*arguments):
    return permutation_test(*arguments, permutations=1)[0]


def matched_agreement(a, b):
    """Of one layer's clusters."""
    return replicate_agreement(a[:, np.newaxis], b[:, np.newaxis])


def taken(*counted):
    """Paths and labels of (path, label, number) triples."""
    rows = [(path, label) for path, label, number in counted for _ in range(number)]
    return np.array([path for path, _ in rows]), np.array([label for _, label in rows])


def drawn(rows=200, classes=3, layers=3, seed=0):
    """Random paths that depend a little on random labels."""
    stream = np.random.default_rng(seed)
    label = stream.integers(classes, size=rows)
    return stream.integers(2 + (label[:, np.newaxis] > 0), size=(rows, layers)), label


def tuples(paths):
    return [tuple(path) for path in paths.tolist()]


# --- complexity and purity ----------------------------------------------------------------------


def test_equally_frequent_paths_are_as_many_effectively_as_they_are():
    paths, _ = taken((A, 1, 5), (B, 1, 5), (C, 1, 5))
    distinct, effective = path_complexity(paths)
    assert distinct == 3
    assert effective == pytest.approx(3)


def test_complexity_by_hand():
    paths, _ = taken((A, 1, 2), (B, 7, 1), (C, 7, 1))
    assert path_entropy(paths) == pytest.approx(1.5 * math.log(2))
    distinct, effective = path_complexity(paths)
    assert (distinct, effective) == (3, pytest.approx(2**1.5))
    assert isinstance(distinct, int)
    assert path_complexity(paths[:2]) == (1, 1.0)


def test_complexity_counted_in_plain_python():
    paths, _ = drawn()
    counts = Counter(tuples(paths))
    entropy = -sum(n / 200 * math.log(n / 200) for n in counts.values())
    assert path_complexity(paths) == (len(counts), pytest.approx(math.exp(entropy)))


def test_purity_by_hand():
    paths, label = taken((A, 1, 3), (A, 7, 1), (B, 7, 2), (B, 1, 2))
    assert in_path_majority(paths, label).mean() == (3 + 2) / 8


def test_purity_counted_in_plain_python():
    paths, label = drawn()
    of_path = defaultdict(list)
    for path, own in zip(tuples(paths), label.tolist(), strict=True):
        of_path[path].append(own)
    expected = sum(
        len(own) / 200 * max(own.count(c) / len(own) for c in own) for own in of_path.values()
    )
    assert in_path_majority(paths, label).mean() == pytest.approx(expected)


def test_a_single_path_is_as_pure_as_its_largest_class():
    assert in_path_majority(np.zeros((5, 2), int), np.array([1, 1, 1, 7, 7])).mean() == 0.6


def test_shares_on_the_path_that_most_take_by_hand():
    paths, label = taken((A, 1, 3), (B, 1, 1), (C, 7, 2), (A, 7, 2), (B, 7, 1))
    usual = on_most_taken(paths, label)
    assert (usual[label == 1].mean(), usual[label == 7].mean()) == (0.75, 0.4)


# --- decisions and agreement --------------------------------------------------------------------


def test_paths_foretell_decisions_as_the_majority_of_train_samples():
    train, decision = taken((A, 1, 3), (A, 7, 2), (B, 7, 1))
    test, made = taken((A, 1, 2), (A, 7, 1), (B, 7, 1), (B, 1, 1))
    assert foretold(train, decision, test, made).mean() == 3 / 5


def test_the_lowest_class_stands_for_a_path_on_a_tie():
    train, decision = taken((A, 7, 2), (A, 1, 2))
    assert foretold(train, decision, *taken((A, 1, 3), (A, 7, 1))).mean() == 0.75


def test_a_path_that_no_train_sample_takes_counts_as_wrong():
    train, decision = taken((A, 0, 2), (C, 1, 2))
    test, made = taken((A, 0, 1), (B, 0, 1), (B, 1, 1), ((5, 5), 1, 1))
    assert foretold(train, decision, test, made).mean() == 0.25


def test_alignment_counted_in_plain_python():
    (train, decision), (test, made) = drawn(100, 4, 4), drawn(300, 5, 4, seed=1)
    of_path = defaultdict(list)
    for path, own in zip(tuples(train), decision.tolist(), strict=True):
        of_path[path].append(own)
    stands_for = {
        path: min(own, key=lambda c, own=own: (-own.count(c), c)) for path, own in of_path.items()
    }
    right = [stands_for.get(p) == d for p, d in zip(tuples(test), made.tolist(), strict=True)]
    assert set(tuples(test)) - set(of_path)
    assert foretold(train, decision, test, made).tolist() == right


def test_paths_agree_where_every_layer_does():
    paths = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    other = np.array([[0, 0], [0, 0], [0, 1], [1, 1]])
    assert same_path(paths, other).mean() == 0.5
    assert same_path(paths, paths).mean() == 1.0


# --- distances between classes ------------------------------------------------------------------


def slow_distance(paths, label, a, b):
    """The root of H(m) - (H(p) + H(q)) / 2 in bits, m the mean of the distributions p and q."""
    shares = [
        {path: n / sum(label == c) for path, n in Counter(tuples(paths[label == c])).items()}
        for c in (a, b)
    ]
    mean = [(shares[0].get(p, 0) + shares[1].get(p, 0)) / 2 for p in {**shares[0], **shares[1]}]
    bits = [-sum(x * math.log2(x) for x in xs) for xs in (mean, *(s.values() for s in shares))]
    return math.sqrt(max(0, bits[0] - (bits[1] + bits[2]) / 2))


def test_distances_by_hand():
    paths, label = taken((A, 1, 2), (A, 7, 3), (B, 8, 5), (A, 9, 1), (B, 9, 1))
    assert jensen_shannon(paths, label, 1, 7) == 0.0
    assert jensen_shannon(paths, label, 1, 8) == pytest.approx(1.0)
    # p = (1, 0), q = (1/2, 1/2), m = (3/4, 1/4): H(m) - 1/2 bits
    entropy = -(0.75 * math.log2(0.75) + 0.25 * math.log2(0.25))
    assert jensen_shannon(paths, label, 1, 9) == pytest.approx(math.sqrt(entropy - 0.5))


def test_distances_in_plain_python():
    paths, label = drawn()
    for a, b in permutations(range(3), 2):
        expected = slow_distance(paths, label, a, b)
        assert jensen_shannon(paths, label, a, b) == pytest.approx(expected, abs=1e-7)


def test_distributions_that_are_the_same_but_for_rounding_have_distance_zero():
    paths, label = taken((A, 1, 48585), (B, 1, 48586), (A, 7, 48557), (B, 7, 48558))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert jensen_shannon(paths, label, 1, 7) == pytest.approx(0, abs=1e-7)


def test_p_of_all_permutations_of_few_samples():
    """Of the 20 ways to choose three of six samples, two separate the paths as observed."""
    paths, label = taken((A, 1, 3), (B, 7, 3))
    distance, p = permutation_test(paths, label, 1, 7, permutations=20_000)
    assert distance == pytest.approx(1.0)
    assert p == pytest.approx(2 / 20, abs=0.01)


def test_p_is_that_of_scipys_permutation_test():
    paths, label = drawn(60, 1, seed=3)[0], np.arange(60) % 2
    code = np.unique(paths, axis=0, return_inverse=True)[1]

    def statistic(x, y):
        both = np.concatenate([x, y])
        own = np.repeat([0, 1], [len(x), len(y)])
        return slow_distance(both[:, np.newaxis], own, 0, 1)

    reference = scipy_permutation_test(
        (code[label == 0], code[label == 1]),
        statistic,
        alternative="greater",
        n_resamples=2000,
        rng=np.random.default_rng(0),
    )
    distance, p = permutation_test(paths, label, 0, 1, permutations=20_000)
    assert 0.01 < reference.pvalue < 0.9
    assert distance == pytest.approx(reference.statistic)
    assert p == pytest.approx(reference.pvalue, abs=0.04)


def test_the_observed_labels_count_as_a_permutation():
    paths, label = taken((A, 1, 50), (B, 7, 50))
    assert permutation_test(paths, label, 1, 7) == (pytest.approx(1.0), 1 / 1000)
    assert permutation_test(paths, label, 1, 7, permutations=99)[1] == 1 / 100


def test_classes_with_the_same_distribution_have_p_one():
    paths, label = taken((A, 1, 4), (B, 1, 2), (A, 7, 2), (B, 7, 1))
    assert permutation_test(paths, label, 1, 7) == (0.0, 1.0)


def test_distances_that_differ_by_rounding_alone_are_a_tie(monkeypatch):
    paths, label = taken((A, 1, 50), (B, 7, 50))
    exact = path_measures.distances
    monkeypatch.setattr(
        path_measures,
        "distances",
        lambda counts, others: exact(counts, others) * (1 if counts.ndim == 1 else 1 - 1e-12),
    )
    monkeypatch.setattr(
        np.random, "default_rng", lambda seed: AlwaysTheSame(np.array([[50, 0], [0, 50]]))
    )
    assert permutation_test(paths, label, 1, 7, permutations=2)[1] == 1.0


class AlwaysTheSame:
    """A stream of permuted counts that are known."""

    def __init__(self, counts):
        self.counts = counts

    def multivariate_hypergeometric(self, colors, nsample, size):
        assert colors.tolist() == [50, 50]
        assert (nsample, size) == (50, 2)
        return self.counts


def test_p_is_uniform_where_labels_mean_nothing():
    stream = np.random.default_rng(5)
    found = []
    for seed in range(200):
        paths, label = stream.integers(3, size=(80, 2)), np.arange(80) % 2
        found.append(permutation_test(paths, label, 0, 1, permutations=99, seed=seed)[1])
    assert np.mean(found) == pytest.approx(0.5, abs=0.08)
    assert np.mean(np.array(found) <= 0.1) == pytest.approx(0.1, abs=0.06)


def test_a_seed_decides_the_permutations():
    paths, label = drawn(60, 1, seed=3)[0], np.arange(60) % 2
    results = [permutation_test(paths, label, 0, 1, seed=seed)[1] for seed in (0, 0, 1, 2, 3)]
    assert results[0] == results[1]
    assert len(set(results)) > 2


def benjamini_hochberg(ps):
    """p · m / rank, none above that of a larger p."""
    order = sorted(range(len(ps)), key=ps.__getitem__, reverse=True)
    adjusted, least = [0.0] * len(ps), 1.0
    for rank, i in zip(range(len(ps), 0, -1), order, strict=True):
        least = min(least, ps[i] * len(ps) / rank)
        adjusted[i] = least
    return adjusted


def test_every_pair_of_classes_is_tested_and_corrected_for_the_others():
    paths, label = drawn(150, 5, seed=7)
    label = np.array([0, 2, 3, 7, 9])[label]
    tests = permutation_tests(paths, label, seed=4)
    assert [test["classes"] for test in tests] == list(combinations([0, 2, 3, 7, 9], 2))
    for test in tests:
        assert test["p"] == permutation_test(paths, label, *test["classes"], seed=4)[1]
    adjusted = benjamini_hochberg([test["p"] for test in tests])
    assert [test["p_adjusted"] for test in tests] == pytest.approx(adjusted)
    assert adjusted != pytest.approx([test["p"] for test in tests])


def test_the_only_pair_needs_no_correction():
    (test,) = permutation_tests(*taken((A, 1, 5), (B, 1, 3), (B, 7, 6), (A, 7, 4)))
    assert test["p_adjusted"] == test["p"]


# --- distances, corrected for chance ------------------------------------------------------------


def test_a_distance_by_hand():
    """A: 3 of 4 and 1 of 5; B: 1 of 4 and 4 of 5."""
    paths, label = taken((A, 1, 3), (B, 1, 1), (A, 7, 1), (B, 7, 4))
    p, q = np.array([3 / 4, 1 / 4]), np.array([1 / 5, 4 / 5])
    mixed = (p + q) / 2
    bits = (p * np.log2(p / mixed) + q * np.log2(q / mixed)).sum() / 2
    # The second derivatives of the divergence by p and by q, in nats, and the shares' variances.
    by_p, by_q = 1 / (2 * p) - 1 / (4 * mixed), 1 / (2 * q) - 1 / (4 * mixed)
    bias = (p * (1 - p) / 4 * by_p / 2 + q * (1 - q) / 5 * by_q / 2).sum() / math.log(2)
    assert bias > 0.03
    assert class_distances(paths, label) == {(1, 7): pytest.approx(math.sqrt(bits - bias))}


def test_paths_that_are_not_shared_lie_one_apart():
    paths, label = taken((A, 1, 2), (B, 1, 3), (C, 7, 4))
    assert class_distances(paths, label) == {(1, 7): pytest.approx(1.0)}


def test_shares_that_are_the_same_lie_nowhere_apart():
    paths, label = taken((A, 1, 2), (B, 1, 3), (A, 7, 4), (B, 7, 6))
    assert class_distances(paths, label) == {(1, 7): 0.0}


def test_every_pair_of_classes_has_its_distance():
    paths, label = drawn(300, 3, seed=7)
    label = np.array([2, 3, 9])[label]
    found = class_distances(paths, label)
    assert list(found) == [(2, 3), (2, 9), (3, 9)]
    for (a, b), distance in found.items():
        of_pair = (label == a) | (label == b)
        assert class_distances(paths[of_pair], label[of_pair]) == {(a, b): distance}
        assert 0 < distance < jensen_shannon(paths, label, a, b)


@pytest.mark.parametrize("mixed", [0.0, 0.5])
def test_what_chance_adds_is_taken_off(mixed):
    """Over 400 draws of 60 samples of two classes with 12 paths: of what the mean divergence is too
    large by, at least two thirds."""
    stream = np.random.default_rng(3)
    first = np.full(12, 1 / 12)
    second = (1 - mixed) * first + mixed * np.repeat([1 / 6, 0], 6)
    middle = (first + second) / 2
    true = sum((p[p > 0] * np.log2(p[p > 0] / middle[p > 0])).sum() / 2 for p in (first, second))
    plain, corrected = [], []
    for _ in range(400):
        counts, others = (stream.multinomial(60, p) for p in (first, second))
        plain.append(path_measures.distances(counts, others) ** 2)
        corrected.append(plain[-1] - path_measures.divergence_bias(counts, others))
    excess = np.mean(plain) - true
    assert excess > 0.04
    assert abs(np.mean(corrected) - true) < excess / 3


# --- two networks -------------------------------------------------------------------------------


def slow_agreement(a, b):
    """The largest share of samples that agree under any one-to-one matching of 3 clusters."""
    return max(np.mean(np.array(order)[a] == b) for order in permutations(range(3)))


@given(*[arrays(int, 20, elements=st.integers(0, 2))] * 2)
def test_the_best_matching_of_clusters_is_found(a, b):
    assert matched_agreement(a, b) == pytest.approx(slow_agreement(a, b))


def test_a_cluster_without_a_match_disagrees():
    assert matched_agreement(np.array([0, 0, 0, 1, 1, 2]), np.zeros(6, int)) == 0.5
    assert matched_agreement(np.zeros(6, int), np.array([0, 0, 0, 1, 1, 2])) == 0.5


def test_clusters_that_are_only_numbered_otherwise_agree():
    paths, _ = drawn()
    renumbered = np.column_stack([np.array(new)[paths[:, i]] for i, new in
                                  enumerate([(2, 0, 1), (1, 2, 0), (0, 2, 1)])])  # fmt: skip
    assert same_path(paths, renumbered).mean() < 0.2
    assert replicate_agreement(paths, renumbered) == 1.0


def test_replicates_agree_on_a_sample_where_every_layer_does():
    one = np.array([[0, 0], [0, 0], [0, 1], [1, 1], [1, 1], [1, 1]])
    other = np.array([[1, 0], [1, 0], [1, 1], [0, 1], [0, 1], [1, 0]])
    # layer 1: 0 is 1, 1 is 0, and the last sample disagrees; layer 2: the last disagrees too
    assert replicate_agreement(one, other) == 5 / 6
    other[0, 1] = 1  # in layer 2 now the first as well
    assert replicate_agreement(one, other) == 4 / 6
