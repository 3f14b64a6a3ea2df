"""From which of the kept epochs on something holds, counted by hand."""

import math

import pytest

from chemins.answers.kept_from import kept_from, range_of
from chemins.answers.learning_table import Course

EPOCHS = [0, 1, 3, 7, 15]


def high(share):
    return share >= 0.9


def course(*shares):
    return dict(zip(EPOCHS, shares, strict=True))


def starting(epoch):
    """A course that is high from an epoch on."""
    return {e: float(e >= epoch) for e in EPOCHS}


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((0.9, 0.95, 0.9, 1, 0.9), (0, 0)),  # before any training
        ((0.5, 0.5, 0.9, 0.9, 0.9), (2, 3)),  # after epoch 1, and by epoch 3
        ((0.5, 0.5, 0.5, 0.89, 0.9), (8, 15)),
        ((0.9, 0.9, 0.9, 0.89, 0.95), (8, 15)),  # it is lost once more
        ((0.9, 0.9, 0.9, 0.9, 0.89), (math.inf, math.inf)),
        ((0, 0, 0, 0, 0), (math.inf, math.inf)),
        ((math.nan, 0.9, 0.9, 0.9, 0.9), (1, 1)),
    ],
)
def test_one_network(shares, expected):
    assert range_of(course(*shares), high) == expected


def test_a_first_epoch_that_is_not_the_untrained_network_has_none_before_it():
    assert range_of({5: 1.0, 9: 1.0}, high) == (5, 5)


def made(courses, influences=None):
    """A Course. influences: epoch -> replicate -> what groups of images add."""
    found = Course()
    for epoch in sorted({epoch for values in courses.values() for epoch in values}):
        for replicate, values in courses.items():
            if epoch in values:
                added = influences and influences[epoch][replicate]
                found.add({"replicate": replicate, "epoch": epoch, "value": values[epoch],
                           "influence": added})  # fmt: skip
    return found


def test_one_network_has_no_interval():
    found = kept_from(made({0: starting(3)}), high)
    assert found == {"median": 3, "low": None, "high": None, "never": 0, "own": 3, "networks": 1,
                     "verdict": None}  # fmt: skip
    assert kept_from(made({0: starting(99)}), high)["median"] is None


def of(*epochs, own=3):
    courses = {0: starting(own)} | {n: starting(e) for n, e in enumerate(epochs, start=1)}
    return kept_from(made(courses), high)


def test_ten_replicates_and_the_runs_own_network_which_is_none_of_them():
    """In order 1 1 1 3 3 | 7 7 7 15 15, of which the interval leaves one out at each end; 2 and 15
    are ends of ranges: [1, 1] and [8, 15]."""
    found = of(7, 15, 1, 3, 1, 7, 15, 3, 1, 7, own=0)
    assert found == {"median": 7, "low": 1, "high": 15, "never": 0, "own": 0, "networks": 10,
                     "verdict": "from"}  # fmt: skip


def test_the_lower_end_is_one_more_than_the_kept_epoch_before():
    assert [of(*[7] * 10)[key] for key in ("low", "median", "high")] == [4, 7, 7]
    assert [of(3, *[7] * 9)[key] for key in ("low", "median", "high")] == [4, 7, 7]
    assert [of(3, 3, *[7] * 8)[key] for key in ("low", "median", "high")] == [2, 7, 7]


def test_never_is_later_than_any_epoch():
    """Of ten one may be otherwise, on either side."""
    assert of(*[99] * 9, 3) == {"median": None, "low": None, "high": None, "never": 0.9, "own": 3,
                                "networks": 10, "verdict": "never"}  # fmt: skip
    found = of(*[99] * 8, 3, 3)
    assert (found["low"], found["high"], found["verdict"]) == (2, None, "open")
    found = of(99, 99, *[3] * 8)
    assert (found["median"], found["high"], found["verdict"]) == (3, None, "open")
    found = of(99, *[3] * 9)
    assert (found["median"], found["low"], found["high"], found["verdict"]) == (3, 2, 3, "from")
    assert found["never"] == 0.1
    assert of(*[99] * 5, *[3] * 5)["median"] is None


def test_few_replicates_have_no_interval():
    found = of(1, 1, 15, 99, 99)
    assert (found["median"], found["low"], found["high"], found["verdict"]) == (
        15,
        None,
        None,
        None,
    )
    assert (found["never"], found["networks"]) == (0.4, 5)
    assert of(1, 1, 15, 15, 15, 15)["verdict"] == "from"


# --- images that networks share -------------------------------------------------------------------

# Two groups of images, of which one adds 0.01 and the other takes it away, and the other way round:
# the covariance of two networks that share them is 0.0002 * 2 / 1, its root 0.02.
SAME, OTHER = [0.01, -0.01], [-0.01, 0.01]


def influenced(*of_replicates):
    return {e: dict(enumerate(of_replicates)) for e in EPOCHS}


def test_what_shared_images_would_move_all_networks_by_by_hand():
    courses = {replicate: starting(3) for replicate in range(3)}
    found = made(courses, influenced(OTHER, SAME, SAME)).shared_errors()
    assert found == pytest.approx(dict.fromkeys(EPOCHS, 0.02))
    assert made(courses).shared_errors() == dict.fromkeys(EPOCHS, 0)
    # Networks that err on other images each have no images that move them together.
    assert made(courses, influenced(SAME, SAME, OTHER)).shared_errors() == dict.fromkeys(EPOCHS, 0)


def test_what_images_change_in_one_network_alone_is_no_error_of_all():
    """Of three networks two err on the same images: one pair of three."""
    courses = {replicate: starting(3) for replicate in range(4)}
    found = made(courses, influenced(OTHER, SAME, SAME, [0.0, 0.0])).shared_errors()
    assert found == pytest.approx(dict.fromkeys(EPOCHS, math.sqrt(0.0004 / 3)))


def test_where_one_network_is_left_the_error_is_that_of_the_epoch_before():
    courses = {0: {0: 1.0}, 1: {0: 1.0, 4: 1.0}, 2: {0: 1.0, 4: 1.0, 9: 1.0}}
    influences = {0: [SAME] * 3, 4: [None, SAME, SAME], 9: [None, None, OTHER]}
    assert made(courses, influences).shared_errors() == pytest.approx({0: 0.02, 4: 0.02, 9: 0.02})


def test_the_interval_is_as_far_as_shared_images_may_move_all_networks():
    """The shares are 0.1, 0.88, 0.92, 0.95 and 0.99 in all; 1.5 × 0.02 is 0.03. The mark of 0.9 is
    reached at epoch 3; with shares as much higher at epoch 1, with lower ones at epoch 7."""
    courses = {n: course(0.1, 0.88, 0.92, 0.95, 0.99) for n in range(11)}
    found = kept_from(made(courses, influenced(*[SAME] * 11)), high)
    assert [found[key] for key in ("low", "median", "high")] == [1, 3, 7]
    found = kept_from(made(courses), high)
    assert [found[key] for key in ("low", "median", "high")] == [2, 3, 3]


def test_never_is_not_said_where_other_images_might_say_otherwise():
    for last, expected in [(0.86, "never"), (0.88, "open"), (0.92, "open"), (0.94, "from")]:
        courses = {n: course(0.1, 0.2, 0.3, 0.4, last) for n in range(11)}
        assert kept_from(made(courses, influenced(*[SAME] * 11)), high)["verdict"] == expected
