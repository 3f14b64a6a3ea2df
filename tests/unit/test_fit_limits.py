"""Which runs have more to fit on than there may be, which captions are told."""

from types import SimpleNamespace

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


def plan_of(run, **dumps):
    images = SimpleNamespace(counts=COUNTS)
    return SimpleNamespace(run=lambda name: run, dumps=dumps, images=images)


def test_how_many_samples_a_run_has_to_fit_on():
    assert rows_to_fit(plan_of(RUN), "a") == 1_300
    assert rows_to_fit(plan_of(RUN | {"per_digit": 650}), "a") == 1_250
    on_all = RUN | {"clustering": {"fit_on": "all"}}
    assert rows_to_fit(plan_of(on_all), "a") == 1_300 + 60 + 60 + 50
    given = SimpleNamespace(samples=5_000, train=4_000)
    assert rows_to_fit(plan_of(RUN, a=given), "a") == 4_000
    assert rows_to_fit(plan_of(on_all, a=given), "a") == 5_000


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
    given = SimpleNamespace(samples=5_000, train=rows)
    assert passed_limits(plan_of(RUN, a=given), "a") == expected
