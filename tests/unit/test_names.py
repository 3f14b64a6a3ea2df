import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chemins.planning.wildcards import one_of

NAME = st.text(alphabet="ab.-_|1é", min_size=1, max_size=6)


@given(st.sets(NAME, max_size=20), NAME)
def test_these_names_and_no_others(names, other):
    pattern = re.compile(one_of(names))
    for name in names:
        assert pattern.fullmatch(name)
    assert bool(pattern.fullmatch(other)) == (other in names)


@given(st.sets(NAME, min_size=1, max_size=20))
def test_inside_a_path(names):
    """As Snakemake uses it: something follows."""
    pattern = re.compile(f"runs/(?P<run>{one_of(names)})/paths")
    for name in names:
        assert pattern.fullmatch(f"runs/{name}/paths")["run"] == name


def test_a_name_that_begins_another():
    assert re.fullmatch(one_of(["a", "ab", "abc"]), "ab")


@pytest.mark.parametrize("text", ["", "a"])
def test_no_names_match_nothing(text):
    assert not re.fullmatch(one_of([]), text)
