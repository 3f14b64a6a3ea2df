from itertools import combinations, pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from chemins.figures.node_order import crossings, node_orders


@st.composite
def random_counts(draw):
    stream = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    sizes = draw(st.lists(st.integers(1, 7), min_size=2, max_size=7))
    # Every node has samples that come and go.
    return [stream.poisson(0.7, pair) + 1 for pair in pairwise(sizes)]


def counted_one_by_one(counts, orders):
    """Pairs of samples that cross, each pair of links looked at."""
    found = 0
    for between, before, after in zip(counts, orders[:-1], orders[1:], strict=True):
        above, below = np.argsort(before), np.argsort(after)
        for (a, b), (c, d) in combinations(np.ndindex(between.shape), 2):
            if (above[a] - above[c]) * (below[b] - below[d]) < 0:
                found += int(between[a, b] * between[c, d])
    return found


def as_numbered(counts):
    return [np.arange(n) for n in (len(counts[0]), *(c.shape[1] for c in counts))]


@given(random_counts(), st.integers(0, 1000))
def test_crossings_are_those_of_each_pair_of_links(counts, seed):
    stream = np.random.default_rng(seed)
    orders = [stream.permutation(order) for order in as_numbered(counts)]
    assert crossings(counts, orders) == counted_one_by_one(counts, orders)


@given(random_counts())
def test_an_order_is_one_of_all_nodes_with_no_more_crossings_and_ends_as_they_are(counts):
    orders = node_orders(counts)
    for order, numbered in zip(orders, as_numbered(counts), strict=True):
        np.testing.assert_array_equal(np.sort(order), numbered)
    for end in (0, -1):
        np.testing.assert_array_equal(orders[end], as_numbered(counts)[end])
    assert crossings(counts, orders) <= crossings(counts, as_numbered(counts))


@given(st.integers(0, 1000))
def test_ways_that_need_not_cross_do_not(seed):
    """Bundles that go straight through, their nodes numbered at random in between."""
    stream = np.random.default_rng(seed)
    names = [np.arange(5), *(stream.permutation(5) for _ in range(4)), np.arange(5)]
    counts = [np.zeros((5, 5), int) for _ in names[1:]]
    for between, (before, after) in zip(counts, pairwise(names), strict=True):
        between[before, after] = [3, 1, 4, 2, 6]
    for order, name in zip(node_orders(counts), names, strict=True):
        np.testing.assert_array_equal(order, name)


def test_where_nothing_is_gained_nodes_stand_as_they_are_numbered():
    """All go everywhere in equal shares."""
    counts = [np.full((2, 3), 4), np.full((3, 3), 5), np.full((3, 2), 6)]
    for order, numbered in zip(node_orders(counts), as_numbered(counts), strict=True):
        np.testing.assert_array_equal(order, numbered)
