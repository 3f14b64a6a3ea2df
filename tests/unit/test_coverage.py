"""How often intervals hold a known truth: networks tested on images that they share.

The truth is that of infinitely many networks and images. Each layer is right about an image where
network + image + their own chance together exceed a threshold, so that some images are hard for all
networks and some networks weaker with all images; an image that is not told rightly goes to the
cluster of another class. Each of ten networks draws its test images from one pool, without
replacement, as replicates do. `pytest -s` prints the table that docs/measures.md has.
"""

from functools import cache

import numpy as np
import pytest
from scipy.special import xlogy
from scipy.stats import norm

from chemins.answers.measure_table import MeasureTable, Values, interval
from chemins.measures.cluster_agreement import ami, in_majority
from chemins.measures.vocabulary import TRAINED, row
from chemins.statistics.influence import ami_terms, groups_of, summed

pytestmark = pytest.mark.slow

DRAWS, NETWORKS, POOL, TESTED = 300, 10, 500, 100  # images of each class
LAYERS = {"pixels": 0.9, "hidden_1": 0.96, "hidden_2": 0.998}  # share of images told rightly
UNSEEN = {"hidden_1": 0.85, "hidden_2": 0.998}  # of an unseen digit's images, to one class
SPREADS = (0.25, 1.0, 0.4)  # of networks, of images, and of what is neither's
TOTAL = np.sqrt(np.sum(np.square(SPREADS)))


def expected(share, of_network=lambda right: right):
    """The mean over networks of what depends on a network's share of images told rightly."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    given = np.sqrt(SPREADS[1] ** 2 + SPREADS[2] ** 2)
    right = norm.cdf((norm.ppf(share) * TOTAL + SPREADS[0] * nodes) / given)
    return np.sum(weights * of_network(right)) / np.sum(weights)


def true_ami(right):
    """Of two classes that are told rightly alike."""
    return 1 + (xlogy(right, right) + xlogy(1 - right, 1 - right)) / np.log(2)


def drawn(stream, classes, shares):
    """Sample ids (networks, images), and share -> (networks, images) bool, told rightly."""
    sample_id = np.array([
        [c * POOL + i for c in range(classes) for i in stream.permutation(POOL)[:TESTED]]
        for _ in range(NETWORKS)
    ])  # fmt: skip
    network = SPREADS[0] * stream.normal(size=(NETWORKS, 1))
    image = SPREADS[1] * stream.normal(size=classes * POOL)
    right = {}
    for share in shares:
        own = SPREADS[2] * stream.normal(size=sample_id.shape)
        right[share] = norm.ppf(share) * TOTAL + network + image[sample_id] + own > 0
    return sample_id, right


@cache
def ami_of(*right):
    """The AMI of clusters where so many images of each class lie in their own."""
    cluster = np.concatenate([np.arange(TESTED) < right[0], np.arange(TESTED) >= right[1]])
    return ami(cluster, np.repeat([0, 1], TESTED))


def rows_of(replicate, sample_id, label, fresh, right, layer):
    """What a network's layer is measured as. right: (images,) bool."""
    cluster = np.where(right, label, 1 - label)
    value = ami_of(*(int(right[label == c].sum()) for c in (0, 1)))
    found = [
        row("ami", value, layer, terms=ami_terms(cluster, label, value)),
        *(row(name, np.mean(hit), layer, terms=hit.astype(float)) for name, hit in (
            ("purity", in_majority(cluster, label)), ("accuracy", right), ("depth", right),
        )),
    ]  # fmt: skip
    return as_table(found, replicate, sample_id, label, fresh)


def as_table(rows, replicate, sample_id, label, fresh):
    of = {"network": TRAINED, "replicate": replicate}
    return [of | summed(entry, label, groups_of(sample_id), fresh) for entry in rows]


def first_seen(sample_id):
    """(networks, images) bool: no network before was tested on the image."""
    seen = set()
    fresh = np.array([[i not in seen and not seen.add(i) for i in of] for of in sample_id.tolist()])
    return fresh


def measured(seed):
    stream = np.random.default_rng(seed)
    rows = []
    sample_id, right = drawn(stream, 2, LAYERS.values())
    label, fresh = np.repeat([0, 1], TESTED), first_seen(sample_id)
    for n in range(NETWORKS):
        for layer, share in LAYERS.items():
            rows += rows_of(n + 1, sample_id[n], label, fresh[n], right[share][n], layer)
    sample_id, right = drawn(stream, 1, UNSEEN.values())
    label, fresh = np.repeat(4, TESTED), first_seen(sample_id)
    for n in range(NETWORKS):
        found = [
            row("affinity", np.mean(hit), layer, 4, 1, terms=hit.astype(float))
            for layer, share in UNSEEN.items()
            for hit in [right[share][n]]
        ]
        rows += as_table(found, n + 1, sample_id[n], label, fresh[n])
    return MeasureTable(rows)


def truths():
    """(what, where) -> a function of a MeasureTable to its interval, and the truth."""
    found = {}
    for layer, share in LAYERS.items():
        for name in ("purity", "accuracy", "depth"):
            found[name, share] = (lambda m, k=(name, layer): m.interval(*k)), share
        amis = expected(share, true_ami)
        found["ami", share] = (lambda m, at=layer: m.interval("ami", at)), amis
        for name, gain in (("ami", amis - expected(0.9, true_ami)), ("accuracy", share - 0.9)):
            if layer != "pixels":
                found[f"gain of {name} over 0.9", share] = (
                    (
                        lambda m, n=name, at=layer: m.difference(
                            m.values(n, at), m.values(n, "pixels")
                        )
                    ),
                    gain,
                )
    for layer, share in UNSEEN.items():
        found["affinity", share] = (lambda m, at=layer: m.interval("affinity", at, 4, 1)), share
    return found


@pytest.fixture(scope="module")
def tables():
    return [measured(seed) for seed in range(DRAWS)]


def coverage(limits, truth):
    return np.mean([low <= truth <= high for low, high in limits])


def test_intervals_hold_the_truth_about_as_often_as_they_say(tables):
    covered = {}
    for key, (of, truth) in truths().items():
        numbers = [of(table) for table in tables]
        limits = [(number["low"], number["high"]) for number in numbers]
        covered[key] = coverage(limits, truth)
        width = np.mean([high - low for low, high in limits])
        print(f"| {key[0]} | {key[1]} | {truth:.4f} | {100 * covered[key]:.1f} % | {width:.4f} |")
    # Some two images of a thousand decide about an AMI that near 1: it is covered always.
    always = covered.pop(("ami", 0.998))
    assert always >= 0.9
    assert {key: share for key, share in covered.items() if not 0.9 <= share <= 0.99} == {}


@pytest.mark.parametrize("share", [0.9, 0.97])
def test_the_interval_of_one_network_is_over_images(share):
    """Of its own share of all images there are, not of other networks'."""
    stream, limits = np.random.default_rng(1), []
    sample_id, label = np.arange(2 * TESTED), np.repeat([0, 1], TESTED)
    for _ in range(DRAWS):
        right = stream.random(2 * TESTED) < share
        found = [row("accuracy", right.mean(), terms=right.astype(float))]
        table = MeasureTable(as_table(found, 0, sample_id, label, None))
        limits.append(table.own_limits("accuracy").values())
    assert 0.9 <= coverage(limits, share) <= 0.99


def test_intervals_over_networks_alone_do_not(tables):
    """Student's, which takes the networks' values for independent, is too narrow."""
    found = []
    for table in tables:
        values = Values("affinity")
        values.update(table.values("affinity", "hidden_2", 4, 1))
        found.append(interval(values))
    assert coverage([(number["low"], number["high"]) for number in found], 0.998) < 0.9
