import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chemins.data.samples import draw_known, draw_unseen

# 12 labels, 40 train and 20 test images of each, all mixed up.
LABEL = np.tile(np.arange(12, dtype=np.int32), 60)
SPLIT = np.repeat(["train", "test"], [480, 240])
ORDER = np.random.default_rng(5).permutation(720)
LABEL, SPLIT = LABEL[ORDER], SPLIT[ORDER]


def known(digits=(1, 7), per_digit=10, test_per_digit=6, seed=0):
    return draw_known(SPLIT, LABEL, list(digits), per_digit, test_per_digit, seed)


def unseen(digits=(4,), test_per_digit=6, seed=0):
    return draw_unseen(SPLIT, LABEL, list(digits), test_per_digit, seed)


def ids(columns, role, digit):
    chosen = (columns["role"] == role) & (columns["label"] == digit)
    return columns["sample_id"][chosen].tolist()


def equal(one, other):
    return all(np.array_equal(one[name], other[name]) for name in one | other)


digit_lists = st.lists(st.integers(0, 11), min_size=2, max_size=5, unique=True)
seeds = st.integers(0, 2**32 - 1)


@given(digits=digit_lists, per_digit=st.integers(1, 40), per_test=st.integers(1, 20), seed=seeds)
def test_so_many_of_each_each_once_and_sorted(digits, per_digit, per_test, seed):
    found = known(digits, per_digit, per_test, seed)
    rows = found["sample_id"]
    assert rows.dtype == np.int32
    assert (np.diff(rows) > 0).all()
    for digit in range(12):
        taught = digit in digits
        assert len(ids(found, "train", digit)) == per_digit * taught
        assert len(ids(found, "test", digit)) == per_test * taught
    np.testing.assert_array_equal(found["label"], LABEL[rows])
    np.testing.assert_array_equal(found["role"], SPLIT[rows])


@given(digits=digit_lists, count=st.integers(1, 20), seed=seeds)
def test_unseen_ones_come_from_the_test_split(digits, count, seed):
    found = unseen(digits, count, seed)
    rows = found["sample_id"]
    assert (np.diff(rows) > 0).all()
    assert set(SPLIT[rows]) == {"test"}
    assert set(found["role"]) == {"unseen"}
    np.testing.assert_array_equal(found["label"], LABEL[rows])
    assert np.bincount(found["label"], minlength=12).tolist() == [
        count * (digit in digits) for digit in range(12)
    ]


@pytest.mark.parametrize("draw", [known, unseen])
def test_the_seed_alone_decides(draw):
    assert equal(draw(seed=3), draw(seed=3))
    assert not equal(draw(seed=3), draw(seed=4))


def test_train_and_test_are_disjoint():
    found = known(per_digit="all", test_per_digit="all")
    train, test = (set(found["sample_id"][found["role"] == r].tolist()) for r in ("train", "test"))
    assert not train & test


@given(digits=digit_lists, other=digit_lists, seed=seeds)
def test_other_digits_move_no_draw(digits, other, seed):
    few, many = known(digits, seed=seed), known(sorted({*digits, *other}), seed=seed)
    for digit in digits:
        for role in ("train", "test"):
            assert ids(few, role, digit) == ids(many, role, digit)


@given(digits=digit_lists, other=digit_lists, seed=seeds)
def test_other_unseen_digits_move_no_draw(digits, other, seed):
    few, many = unseen(digits, seed=seed), unseen(sorted({*digits, *other}), seed=seed)
    for digit in digits:
        assert ids(few, "unseen", digit) == ids(many, "unseen", digit)


def test_the_order_of_digits_is_nothing():
    assert equal(known([1, 4, 7]), known([7, 1, 4]))
    assert equal(unseen([2, 9]), unseen([9, 2]))


def test_the_number_of_test_images_moves_no_training_image():
    few, many = known(test_per_digit=2), known(test_per_digit="all")
    for digit in (1, 7):
        assert ids(few, "train", digit) == ids(many, "train", digit)


def test_an_unseen_digit_is_drawn_as_if_it_were_taught():
    """So that what a network makes of an image can be compared with what another made of it."""
    assert ids(unseen([4]), "unseen", 4) == ids(known([1, 4]), "test", 4)


def test_digits_are_drawn_independently():
    """The same places in two digits' lists would mean one random stream for both."""
    places = []
    for digit in (1, 7):
        rows = np.flatnonzero((SPLIT == "train") & (digit == LABEL))
        places.append(np.searchsorted(rows, ids(known(), "train", digit)).tolist())
    assert places[0] != places[1]


def test_train_and_test_are_drawn_independently():
    """From as many images of each, the same places would mean one random stream for both."""
    split, label = np.repeat(["train", "test"], 40), np.zeros(80, np.int32)
    found = draw_known(split, label, [0], 10, 10, seed=0)["sample_id"]
    assert found[:10].tolist() != (found[10:] - 40).tolist()


def test_all_is_all():
    found = known(per_digit="all", test_per_digit="all")
    np.testing.assert_array_equal(found["sample_id"], np.flatnonzero(np.isin(LABEL, [1, 7])))
    found = unseen([4, 5], "all")
    expected = np.flatnonzero(np.isin(LABEL, [4, 5]) & (SPLIT == "test"))
    np.testing.assert_array_equal(found["sample_id"], expected)


def test_every_image_has_its_chance():
    drawn = {row for seed in range(60) for row in ids(known(seed=seed), "train", 1)}
    assert drawn == set(np.flatnonzero((SPLIT == "train") & (LABEL == 1)).tolist())
