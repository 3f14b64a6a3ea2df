"""How far clusters tell each two classes apart, and what images add to that.

Of many classes there are thousands of pairs, at each epoch and in each layer: so all of them are
counted together.
"""

import numpy as np
from scipy.stats.contingency import crosstab

from chemins.measures.vocabulary import row
from chemins.statistics.influence import GROUPS


def pair_rows(layer, cluster, label, classes, groups, fresh) -> list[dict]:
    """Rows as of influence.summed: of each two classes the purity of clusters among the images of
    these two alone, an image of the lower class in the majority on a tie.

    cluster, label: (m,) int of test samples. classes: labels, ascending. groups: (m,) int, fresh:
    (m,) bool, of the same samples, as of influence.summed.
    """
    place = np.searchsorted(classes, label)
    column = np.unique(cluster, return_inverse=True)[1]
    counts = crosstab(place, column, levels=(range(len(classes)), None)).count
    # Of classes i and j, whether i's images are in the majority of a cluster.
    larger = counts[:, np.newaxis] >= counts[np.newaxis]
    first, second = np.triu_indices(len(classes), 1)
    sizes = counts.sum(axis=1)
    shares = np.maximum(counts[first], counts[second]).sum(axis=1) / (sizes[first] + sizes[second])
    by_group = counted_by_group(place, column, groups, counts.shape)
    sums = hit_sums(larger, by_group)[first, second]
    sums += hit_sums(~larger.swapaxes(0, 1), by_group)[second, first]
    sums /= (sizes[first] + sizes[second])[:, np.newaxis]
    new = np.bincount(place[fresh], minlength=len(classes))
    found = zip(first.tolist(), second.tolist(), shares, sums.astype(np.float32), strict=True)
    return [
        told("told_apart", share, layer, classes[i], classes[j])
        | {"images": int(new[i] + new[j]), "influence": own}
        for i, j, share, own in found
    ]


def told(measure, value, layer, digit, toward) -> dict:
    """As vocabulary.row, without terms."""
    entry = row(measure, value, layer, digit, toward)
    del entry["terms"]
    return entry


def counted_by_group(place, column, groups, shape) -> np.ndarray:
    """(classes, clusters, GROUPS) float64: how many images there are of each."""
    cell = np.ravel_multi_index((place, column, groups), (*shape, GROUPS))
    counts = np.bincount(cell, minlength=np.prod(shape) * GROUPS)
    return counts.reshape(*shape, GROUPS).astype(float)


def hit_sums(hits, by_group) -> np.ndarray:
    """(classes, classes, GROUPS): of class i against j, its images' hits less their mean, scaled as
    influence.centred does, summed by group.

    hits: (classes, classes, clusters) bool: whether i's images in a cluster are hits against j.
    """
    sizes = by_group.sum(axis=(1, 2))
    scale = np.sqrt(sizes / np.maximum(sizes - 1, 1))[:, np.newaxis, np.newaxis]
    found = hits.astype(float) @ by_group
    means = found.sum(axis=2, keepdims=True) / sizes[:, np.newaxis, np.newaxis]
    return scale * (found - means * by_group.sum(axis=1)[:, np.newaxis])
