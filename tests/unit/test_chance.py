"""When a given network's accuracy is told to be near chance."""

import pytest
from scipy.stats import binomtest

from chemins.statistics.chance import chance_warning

# accuracy, counts -> what the warning says; "" for none. By hand: chance is the largest share.
CASES = {
    "exactly chance": (0.5, [80, 80], "gets 50 % of 160 test images right, hardly better than"),
    "a little above": (0.55, [80, 80], "hardly better than guessing, which gets 50 %"),
    "surely above, but slightly": (0.58, [800, 800], "hardly better"),
    "clearly above": (0.75, [80, 80], ""),
    "all right": (1.0, [20, 20], ""),
    "all wrong": (0.0, [80, 80], "gets 0 % of 160 test images right, worse than guessing"),
    "surely below": (0.3, [80, 80], "worse than guessing"),
    "below, but not surely": (0.45, [30, 30], "hardly better"),
    "ten classes at a tenth": (0.1, [50] * 10, "guessing, which gets 10 %"),
    "ten classes at a half": (0.5, [50] * 10, ""),
    "always the larger class": (0.9, [90, 10], "guessing, which gets 90 %"),
    "more than the larger class": (0.99, [900, 100], ""),
    "too few to tell": (1.0, [1, 1], "of 2 test images right, hardly better than guessing"),
    "one class": (1.0, [40], ""),
}


@pytest.mark.parametrize(("accuracy", "counts", "said"), CASES.values(), ids=CASES)
def test_a_warning_by_hand(accuracy, counts, said):
    text = chance_warning(accuracy, counts)
    assert said in text
    assert bool(text) == bool(said)


def test_below_chance_agrees_with_the_binomial_test():
    """Of 1,000 images of two digits: where an exact test at 5 % would say so, within one image."""
    for right in range(400, 560):
        told = "worse" in chance_warning(right / 1000, [500, 500])
        by_test = binomtest(right, 1000, 0.5).pvalue < 0.05 and right < 500
        assert told == by_test or abs(right - 469) <= 1


def test_it_says_what_to_look_at():
    text = chance_warning(0.5, [80, 80])
    assert "scaled" in text
    assert "`network.input: {mean, std}`" in text
    assert "order of its classes with the run's classes" in text
    assert "digit" not in text
    assert "50 % of 160 dumped ones right" in chance_warning(0.5, [80, 80], "dumped ones")
