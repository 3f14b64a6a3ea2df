import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm, t, ttest_1samp

from chemins.statistics.uncertainty import (
    crossed_variance,
    in_bits,
    information_interval,
    mean_interval,
    p_of_interval,
    share_interval,
    t_interval,
    wilson_interval,
)


def test_an_interval_by_hand():
    """1, 2, 3: mean 2, standard error 1 / √3, and 4.303 in any table of t at two degrees."""
    mean, low, high = t_interval([1, 2, 3])
    assert mean == 2
    assert (low, high) == pytest.approx((2 - 4.3027 / 3**0.5, 2 + 4.3027 / 3**0.5), abs=1e-4)


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=12).filter(lambda v: np.ptp(v) > 1e-3),
       st.sampled_from([0.5, 0.9, 0.95]))  # fmt: skip
def test_the_interval_is_that_of_scipys_t_test(values, level):
    expected = ttest_1samp(values, 0).confidence_interval(level)
    mean, low, high = t_interval(values, level)
    assert mean == pytest.approx(np.mean(values), abs=1e-9)
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-6)


def test_one_value_has_no_interval():
    mean, low, high = t_interval(np.array([0.25]))
    assert mean == 0.25
    assert math.isnan(low)
    assert math.isnan(high)


@pytest.mark.parametrize("count", [2, 3, 7, 10])
def test_equal_values_have_an_interval_without_width(count):
    assert t_interval([0.1] * count) == (0.1, 0.1, 0.1)
    single = float(np.float32(0.1))
    interval = t_interval(np.full(count, 0.1, np.float32))
    assert interval == (single, single, single)
    assert {type(number) for number in interval} == {float}


def test_the_interval_holds_the_mean_in_as_many_cases_as_it_says():
    stream = np.random.default_rng(0)
    intervals = [t_interval(stream.normal(5, 2, size=4), level=0.8) for _ in range(1000)]
    assert np.mean([low <= 5 <= high for _, low, high in intervals]) == pytest.approx(0.8, abs=0.04)


def test_wilsons_interval_is_his_formula():
    for successes, n, level in ((8, 10, 0.95), (1, 200, 0.95), (50, 100, 0.99)):
        share, z = successes / n, norm.ppf((1 + level) / 2)
        middle = share + z * z / (2 * n)
        half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        expected = [(middle + sign * half) / (1 + z * z / n) for sign in (-1, 1)]
        assert wilson_interval(successes, n, level) == pytest.approx(expected)
    assert wilson_interval(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_a_share_of_none_or_all_has_an_interval_that_ends_there():
    low, high = wilson_interval(0, 20)
    assert low == 0 < high < 0.2
    low, high = wilson_interval(np.int64(20), np.int64(20))
    assert 0.8 < low < high == 1


def difference(values):
    return dict(zip(("mean", "low", "high"), t_interval(values), strict=True))


@pytest.mark.parametrize("shift", [-0.02, 0.0, 0.004, 0.03])
@pytest.mark.parametrize("count", [2, 3, 10])
def test_the_p_value_of_students_interval_is_that_of_students_test(shift, count):
    values = shift + np.random.default_rng(count).normal(0, 0.01, count)
    expected = ttest_1samp(values, 0).pvalue
    assert p_of_interval(difference(values), count - 1) == pytest.approx(expected)


def test_an_interval_that_ends_at_zero_has_the_p_of_its_level():
    assert p_of_interval({"mean": 0.5, "low": 0.0, "high": 1.0}, 4) == pytest.approx(0.05)
    assert p_of_interval({"mean": -0.5, "low": -1.0, "high": 0.0}, 4) == pytest.approx(0.05)


def test_an_interval_of_no_width_knows():
    assert p_of_interval({"mean": 0.01, "low": 0.01, "high": 0.01}, 9) == 0
    assert p_of_interval({"mean": 0.0, "low": 0.0, "high": 0.0}, 9) == 1


# --- networks and images --------------------------------------------------------------------------

GROUPS = 50


def crossed(stream, networks=0.0, images=0.0, rest=0.0, count=6, disjoint=False):
    """Values of networks that were tested on the same images, or on none that others were, and what
    each group of images adds. networks, images, rest: variances of the parts of a value."""
    network = np.sqrt(networks) * stream.normal(size=count)
    shape = (count if disjoint else 1, GROUPS)
    image = np.sqrt(images / GROUPS) * stream.normal(size=shape)
    own = np.sqrt(rest / GROUPS) * stream.normal(size=(count, GROUPS))
    adds = image + own
    values = network + adds.sum(axis=1)
    return values, adds - adds.mean(axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"networks": 6.0}, 1.0),  # divided by the number of networks
        ({"images": 2.0}, 2.0),  # the same in all: not divided
        ({"images": 3.0, "disjoint": True}, 0.5),
        ({"rest": 3.0}, 0.5),
        ({"networks": 6.0, "images": 2.0, "rest": 3.0}, 3.5),
    ],
)
def test_the_variance_has_the_parts_it_was_made_of(parts, expected):
    """In the mean over many draws. That it is never below the images' makes it a little larger."""
    stream = np.random.default_rng(2)
    found = [crossed_variance(*crossed(stream, **parts))[0] for _ in range(2000)]
    assert 0.95 * expected < np.mean(found) < 1.25 * expected


def test_the_variance_is_not_below_that_of_the_images_alone():
    """Two networks that say the same, of which half of what images add is shared."""
    influences = np.array([[1.0, -1.0, 0.0], [1.0, 0.0, -1.0]])  # each with itself 2, both 1
    images = (2 + 2 + 1 + 1) / 4 * 3 / 2
    assert crossed_variance([0.9, 0.9], influences) == pytest.approx((images, 2))
    variance, _ = crossed_variance([0.0, 10.0], influences)
    assert variance == pytest.approx(50 / 2 + 1 * 3 / 2)


def test_degrees_of_freedom_are_those_of_the_larger_part():
    stream = np.random.default_rng(3)
    draws = [crossed_variance(*crossed(stream, networks=9.0, rest=0.01)) for _ in range(50)]
    assert np.mean([df for _, df in draws]) == pytest.approx(5, abs=0.1)
    draws = [crossed_variance(*crossed(stream, images=9.0)) for _ in range(50)]
    assert np.mean([df for _, df in draws]) == pytest.approx(GROUPS - 1, abs=0.5)


def test_one_networks_variance_is_that_of_its_images():
    stream = np.random.default_rng(4)
    draws = [crossed_variance(*crossed(stream, images=2.0, count=1)) for _ in range(500)]
    assert np.mean([variance for variance, _ in draws]) == pytest.approx(2, rel=0.05)
    assert {df for _, df in draws} == {GROUPS - 1}


def test_a_share_of_independent_images_has_their_binomial_interval():
    """Jeffreys': by the posterior of the share, whose tails a binomial's sums nearly are."""
    share, images = 0.97, 400
    low, high = share_interval(share, share * (1 - share) / images, images - 1, images, images)
    hits = round(share * images)
    middle = [binom.sf(hits, images, low) + binom.pmf(hits, images, low) / 2,
              binom.cdf(hits - 1, images, high) + binom.pmf(hits, images, high) / 2]  # fmt: skip
    assert middle == pytest.approx([0.025, 0.025], abs=0.004)


@pytest.mark.parametrize("images", [20, 1000])
def test_all_and_none_have_intervals_of_the_different_images(images):
    """0.025 = (1 - share) ** images is about 3.7 / images; Jeffreys' is 2.5."""
    low, high = share_interval(1.0, 0.0, 9, images, 10 * images)
    assert high == 1
    assert 2 / images < 1 - low < 3.7 / images
    assert share_interval(0.0, 0.0, 9, images, 10 * images) == pytest.approx((0, 1 - low))


def test_images_that_err_together_count_for_fewer():
    wide, narrow = (share_interval(0.9, v, 60, 1000, 2000) for v in (0.09 / 200, 0.09 / 1000))
    assert wide[1] - wide[0] == pytest.approx((narrow[1] - narrow[0]) * 5**0.5, rel=0.05)
    few = share_interval(0.9, 0.09 / 200, 5, 1000, 2000)
    assert few[1] - few[0] > (wide[1] - wide[0]) * t.ppf(0.975, 5) / t.ppf(0.975, 60) * 0.95
    capped = share_interval(0.9, 0.09 / 1e9, 60, 1000, 2000)
    assert capped == pytest.approx(share_interval(0.9, 0.09 / 2000, 1999, 1000, 2000), abs=1e-3)


def test_information_has_the_interval_of_the_images_exchanged():
    """Two classes of which 3 % of the images are in the other's cluster."""
    exchanged, images = 0.03, 800
    mean = 1 - in_bits(exchanged)
    steepness = np.log2((1 - exchanged) / exchanged)
    variance = exchanged * (1 - exchanged) / images
    found = information_interval(mean, variance * steepness**2, images - 1, images, images)
    kept = share_interval(1 - exchanged, variance, images - 1, images, images)
    assert found == pytest.approx([1 - in_bits(1 - share) for share in kept])
    low, high = information_interval(1.0, 0.0, 9, images, images)
    assert (0.9 < low < 0.99, high) == (True, 1)
    assert information_interval(0.3, 0.01, 9, 50, 50) == mean_interval(0.3, 0.01, 9)
    assert mean_interval(0.3, 0.01, 9) == pytest.approx(t.interval(0.95, 9, 0.3, 0.1))


@pytest.mark.parametrize(("share", "bits"), [(0, 0), (0.25, 0.8112781244591328), (0.5, 1), (1, 0)])
def test_bits_of_a_share_and_the_rest(share, bits):
    assert in_bits(share) == pytest.approx(bits)
