"""How often intervals of the epoch from which on something holds are about the truth.

The truth is the median of infinitely many networks, each tested on other images, that are looked at
after every epoch. A network is right about an image from the epoch on at which how far it has
learnt, network, image and their own chance together exceed a threshold: so some images are hard for
all networks, and some networks slower with all images. It is looked at on a grid. `pytest -s`
prints the table that docs/learning.md has.
"""

import numpy as np
import pytest
from scipy.stats import norm

from chemins.answers.kept_from import kept_from
from chemins.answers.learning_table import Course
from chemins.networks.snapshots import kept_epochs
from chemins.statistics.influence import GROUPS, groups_of

pytestmark = pytest.mark.slow

DRAWS, TESTED, MARK, EPOCHS = 200, 200, 0.95, 60
KEPT = kept_epochs({"epochs": EPOCHS, "snapshots": 12})
OWN_CHANCE = 0.4  # its deviation, where that of images is 1
# Share of images that are told rightly, in the mean, after an epoch.
LEARNT = 0.5 + 0.48 * (1 - np.exp(-np.arange(EPOCHS + 1) / 8))


def thresholds(spread):
    return norm.ppf(LEARNT) * np.sqrt(spread**2 + 1 + OWN_CHANCE**2)


def right(stream, spread, image):
    """(epochs, networks, images) bool. image: (R, images), how easy each network's images are."""
    own = OWN_CHANCE * stream.normal(size=image.shape)
    own += spread * stream.normal(size=(len(image), 1)) + image
    return thresholds(spread)[:, np.newaxis, np.newaxis] + own > 0


def true_median(spread):
    """Of 4,000 networks. Each is right about more images after every epoch."""
    stream = np.random.default_rng(0)
    reached = np.concatenate(
        [
            right(stream, spread, stream.normal(size=(100, TESTED))).mean(axis=2) >= MARK
            for _ in range(40)
        ],
        axis=1,
    )
    return int(np.flatnonzero(reached.mean(axis=1) > 0.5)[0])


def looked_at(stream, spread, pool, networks):
    """What kept_from says of so many networks, whose images are drawn from a pool."""
    easy = stream.normal(size=pool)
    sample_id = np.array([stream.permutation(pool)[:TESTED] for _ in range(networks)])
    hit = right(stream, spread, easy[sample_id])[KEPT]
    course = Course()
    for place, epoch in enumerate(KEPT):
        for n in range(networks):
            value = hit[place, n].mean()
            terms = (hit[place, n] - value) / TESTED
            added = np.bincount(groups_of(sample_id[n]), terms, GROUPS)
            course.add({"replicate": n + 1, "epoch": epoch, "value": value, "influence": added})
    course[0] = course[1]  # the run's own network, which is not among them
    return kept_from(course, lambda share: share >= MARK)


def held(found, truth):
    """Whether an interval holds an epoch; one without an upper end all that are later."""
    return found["low"] is not None and found["low"] <= truth <= (found["high"] or EPOCHS)


@pytest.mark.parametrize("networks", [6, 10, 20])
@pytest.mark.parametrize("pool", [800, 200])  # of 200 all networks are tested on the same images
@pytest.mark.parametrize("spread", [0.1, 0.25])  # deviation of the networks
def test_intervals_hold_the_median_of_all_networks_and_images(spread, pool, networks):
    stream, truth = np.random.default_rng(1), true_median(spread)
    found = [looked_at(stream, spread, pool, networks) for _ in range(DRAWS)]
    covered = np.mean([held(each, truth) for each in found])
    claimed = [each for each in found if each["verdict"] == "from"]
    width = np.mean([each["high"] - each["low"] for each in claimed])
    print(f"| {networks} | {pool} | {spread} | {truth} | {100 * covered:.1f} % |"
          f" {100 * len(claimed) / DRAWS:.0f} % | {width:.0f} |")  # fmt: skip
    assert covered >= 0.94
