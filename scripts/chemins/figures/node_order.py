"""In which order the nodes of a flow's stages stand, so that few of its ribbons cross.

The layer-by-layer sweep of Sugiyama, Tagawa, Toda (1981), Methods for visual understanding of
hierarchical system structures, IEEE Transactions on Systems, Man, and Cybernetics 11:109: each
stage is put in the order of its nodes' barycenters, the mean places of what they are connected to
in the stage before, then in the stage behind, over and over; the best order that was seen is taken.
"""

import numpy as np

SWEEPS = 12  # there and back; fewer where one changes nothing


def node_orders(counts) -> list[np.ndarray]:
    """For each stage its nodes' numbers from the top down.

    counts: for each two neighbouring stages an array (nodes, nodes) of samples that go from one to
    the other. The first and the last stage stay as they are: they are labels and predictions, each
    as often looked up as looked at. An order with as many crossings as that of the numbers is not
    taken for it.
    """
    sizes = [len(counts[0]), *(between.shape[1] for between in counts)]
    orders = best = [np.arange(size) for size in sizes]
    fewest = crossings(counts, best)
    for _ in range(SWEEPS):
        before = orders
        orders = swept(orders, counts)
        backwards = swept(orders[::-1], [between.T for between in counts[::-1]])
        for found in (orders, backwards[::-1]):
            if (crossed := crossings(counts, found)) < fewest:
                best, fewest = found, crossed
        orders = backwards[::-1]
        if all(map(np.array_equal, orders, before)):
            break
    return best


def swept(orders, counts) -> list[np.ndarray]:
    """The orders of all stages but the first and the last by that of the stage before each."""
    found = [orders[0]]
    for order, between in zip(orders[1:-1], counts[:-1], strict=True):
        places = np.empty(len(found[-1]))
        places[found[-1]] = np.arange(len(places))
        barycenters = places @ between / between.sum(axis=0)
        found.append(order[np.argsort(barycenters[order], kind="stable")])
    return [*found, orders[-1]]


def crossings(counts, orders) -> int:
    """How many pairs of samples cross between neighbouring stages. counts, orders: as of
    node_orders."""
    return sum(
        crossed(between[np.ix_(before, after)])
        for between, before, after in zip(counts, orders[:-1], orders[1:], strict=True)
    )


def crossed(between) -> int:
    """Pairs of samples of which one begins above and ends below the other."""
    below = between[::-1].cumsum(axis=0)[::-1][1:]  # that begin below each but the last node
    above = below.cumsum(axis=1)[:, :-1]  # and end above each but the first
    return int((between[:-1, 1:] * above).sum())
