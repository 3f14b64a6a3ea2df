"""Which runs have more to fit on than there may be, which captions are told."""

import pytest

from chemins.planning.fit_limits import passed_limits, rows_to_fit

COUNTS = {"train": {1: 700, 4: 90, 7: 600}, "test": {1: 100, 4: 50, 7: 80}}
RUN = {
    "digits": [1, 7],
    "unseen": [4],
    "per_digit": "all",
    "test_per_digit": 60,
    "clustering": {"fit_on": "train", "fit_limit": 1_300},
    "umap": {"fit_limit": 900},
}


def test_how_many_samples_a_run_has_to_fit_on():
    assert rows_to_fit(RUN, COUNTS) == 1_300
    assert rows_to_fit(RUN | {"per_digit": 650}, COUNTS) == 1_250
    assert rows_to_fit(RUN | {"clustering": {"fit_on": "all"}}, COUNTS) == 1_300 + 60 + 60 + 50


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (900, {}),
        (901, {"fit_limits": {"umap": 900}}),
        (1_300, {"fit_limits": {"umap": 900}}),
        (1_301, {"fit_limits": {"clustering": 1_300, "umap": 900}}),
    ],
)
def test_the_limits_that_are_passed(rows, expected):
    assert passed_limits(RUN, rows) == expected
