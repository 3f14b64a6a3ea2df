"""Percentages and lists, as texts write them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chemins.base.errors import listed
from chemins.base.formatting import fitted_on, percent
from chemins.text.class_names import DIGITS


@pytest.mark.parametrize(
    ("decimals", "every", "none"), [(0, "100 %", "0 %"), (1, "100.0 %", "0.0 %")]
)
@given(total=st.integers(1, 100_000), data=st.data())
def test_percent_says_all_and_none_for_nothing_else(decimals, every, none, total, data):
    count = data.draw(st.integers(0, total))
    text = percent(count / total, decimals)
    assert (text == every) == (count == total)
    assert (text == none) == (count == 0)
    number = float(re.fullmatch(r"(?:[<>] )?(\d+(?:\.\d)?) %", text)[1])
    # > 99.9 may stand for all but all, which is up to 0.1 away.
    margin = {0: 0.5, 1: 0.1 if text[0] in "<>" else 0.05 + 1e-9}[decimals]
    assert abs(number - 100 * count / total) <= margin


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"),
        (0.0001, "< 0.1 %"),
        (0.004, "0.4 %"),
        (0.25, "25 %"),
        (0.966, "97 %"),
        (0.994, "99 %"),
        (0.996, "99.6 %"),
        (0.99999, "> 99.9 %"),
        (1, "100 %"),
    ],
)
def test_percent(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0.0 %"),
        (0.0001, "< 0.1 %"),
        (0.25, "25.0 %"),
        (0.9667, "96.7 %"),
        (0.99949, "99.9 %"),
        (0.9996, "> 99.9 %"),
        (1, "100.0 %"),
    ],
)
def test_percent_with_a_decimal(share, text):
    assert percent(share, 1) == text


@pytest.mark.parametrize(
    ("fit_on", "text"),
    [("train", "train images only"), ("all", "all images, test and unseen ones included")],
)
def test_what_was_fitted_on(fit_on, text):
    assert fitted_on(fit_on) == text


@pytest.mark.parametrize(
    ("digits", "text"), [([1, 7], "digits 1 and 7"), ([1, 3, 7], "digits 1, 3 and 7")]
)
def test_digit_list(digits, text):
    assert DIGITS.taught(digits) == text


@pytest.mark.parametrize(
    ("values", "text"), [([], "none"), (["a"], "a"), ("ab", "a and b"), (range(4), "0, 1, 2 and 3")]
)
def test_listed(values, text):
    assert listed(values) == text
