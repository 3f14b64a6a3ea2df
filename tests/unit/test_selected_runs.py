"""Which runs `only` asks for: names, ranges counted from 1, patterns."""

import pytest

from builders.configs import SCHEMA
from chemins.base.errors import CheminsError
from chemins.planning.config import makeable_runs, read_config, selected_runs
from chemins.planning.selecting import named_runs

RUNS = dict.fromkeys(["b", "a-1", "a-2", "A-1", "2..3", "last"])


@pytest.mark.parametrize(
    ("only", "runs"),
    [
        (["last", "b"], ["b", "last"]),
        (["1..1"], ["b"]),
        (["3..6"], ["a-2", "A-1", "2..3", "last"]),
        (["a-*"], ["a-1", "a-2"]),
        (["[Aa]-1"], ["a-1", "A-1"]),
        (["?-2", "6..6"], ["a-2", "last"]),
        (["a-1", "a-?", "2..2"], ["a-1", "a-2"]),
        # A run may be called so: then it is meant.
        (["2..3"], ["2..3"]),
        ([], []),
    ],
)
def test_runs_by_name_by_number_and_by_pattern(only, runs):
    assert named_runs(only, RUNS) == sorted(runs)


@pytest.mark.parametrize("only", ["0..2", "4..2", "1..7", "7..7"])
def test_a_range_that_is_none_is_told_with_what_there_is(only):
    with pytest.raises(CheminsError, match=r"there are 6; allowed.*counted from 1") as error:
        named_runs([only], RUNS)
    assert repr(only) in str(error.value)


@pytest.mark.parametrize("only", ["a", "a-", "1..", "..2", "1...2", "-1..2"])
def test_what_is_no_range_and_no_pattern_is_a_name(only):
    with pytest.raises(CheminsError, match=r"there is no run .*b, a-1, a-2, A-1, 2..3 and last"):
        named_runs([only], RUNS)


def test_a_pattern_that_no_name_fits_is_told():
    with pytest.raises(CheminsError, match=r"no run's name is like 'c\*'; the config's runs are b"):
        named_runs(["a-*", "c*"], RUNS)


def test_a_slice_of_a_config():
    runs = {f"run-{number}": {"seed": number} for number in range(30)}
    config = read_config({"runs": runs, "only": ["11..12", "run-2?"]}, SCHEMA)
    asked = ["run-10", "run-11", *(f"run-{number}" for number in range(20, 30))]
    assert list(selected_runs(config)) == list(makeable_runs(config)) == config["only"] == asked
    assert len(config["runs"]) == 30


def test_with_an_atlas_each_run_can_be_asked_for():
    config = read_config({"runs": {"a": {}, "b": {}}, "atlas": {}}, SCHEMA)
    assert list(makeable_runs(config)) == ["a", "b"]
    assert not selected_runs(config)
