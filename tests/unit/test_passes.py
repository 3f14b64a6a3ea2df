"""Passes over points: whatever the batches and however many are asked at once, all that are asked
are told, each once, in order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chemins.clusters.standardise import Space
from chemins.measures import passes
from chemins.measures.passes import Points, answers

COUNT, WIDTH = 300, 3


def points_in(values, size, space=None):
    """Points that are read so many at a time."""
    starts = range(0, len(values), size)
    space = space or Space(np.zeros(WIDTH), np.ones(WIDTH), None)
    return Points(lambda: (values[start : start + size] for start in starts), space)


def made(seed):
    stream = np.random.default_rng(seed)
    return stream, stream.normal(size=(COUNT, WIDTH)).astype(np.float32)


@given(seed=st.integers(0, 2**32 - 1), size=st.integers(1, COUNT), at_once=st.integers(1, COUNT))
def test_all_that_are_asked_are_told_in_order(seed, size, at_once):
    stream, values = made(seed)
    several = [stream.random(COUNT) < share for share in (0.9, 0.1)]
    counts = []

    def told(rows, part):
        counts.append(len(rows))
        return np.column_stack([rows, part])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passes, "ALIGNED", 1)
        patch.setattr(passes, "BLOCK", at_once * WIDTH)
        groups = [(own, {f"{number}": told}) for number, own in enumerate(several)]
        found = answers(points_in(values, size), groups)
    assert max(counts, default=0) <= at_once
    for number, own in enumerate(several):
        if own.any():
            expected = np.column_stack([np.flatnonzero(own), values[own]])
            np.testing.assert_array_equal(found[f"{number}"], expected)


def test_who_fits_a_block_is_asked_at_once_whatever_the_batches():
    _, values = made(0)
    asked = []
    for size in (7, COUNT):
        group = np.arange(COUNT) % 3 > 0, {"": lambda rows, part: asked.append(len(rows)) or rows}
        answers(points_in(values, size), [group])
    assert asked == [200, 200]


def test_of_nobody_nothing_is_read():
    def never():
        raise AssertionError

    nobody = np.zeros(COUNT, bool)
    space = Space(np.zeros(WIDTH), np.ones(WIDTH), None)
    assert answers(Points(never, space), [(nobody, {"": None})]) == {}


def test_a_block_is_a_multiple_of_the_rows_whose_planes_are_found_together():
    assert points_in(made(0)[1], 9).at_once % 128 == 0


@pytest.mark.parametrize("reduced", [False, True])
def test_points_are_restored_as_their_space_does(reduced, monkeypatch):
    stream, values = made(1)
    basis = stream.normal(size=(WIDTH, 8)).astype(np.float32) if reduced else None
    width = 8 if reduced else WIDTH
    space = Space(stream.normal(size=width), 1 + stream.random(width), basis)
    chosen = stream.random(COUNT) < 0.4
    monkeypatch.setattr(passes, "PART", 11)
    found = points_in(values, 9, space).restored(values, chosen)
    np.testing.assert_array_equal(found, space.restore(values)[chosen])
    assert found.dtype == np.float32
