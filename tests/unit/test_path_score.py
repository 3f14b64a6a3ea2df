import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chemins.measures import path_score as module
from chemins.measures.path_score import PENALTY, Planes, members, path_score

seeds = st.integers(0, 2**32 - 1)


def planes_of(activations, label, train):
    rows = module.class_rows(label, train)
    return Planes.through(rows, activations[module.ordered(rows)])


def class_distances(activations, label, train, predicted, rows):
    planes = planes_of(activations, label, train)
    return module.class_distances(activations[rows], rows, predicted[rows], planes)


def strangeness(activations, label, train, predicted):
    """Of all samples."""
    planes, rows = planes_of(activations, label, train), np.arange(len(label))
    strange = module.strangeness(activations, rows, predicted, planes)
    return module.standardised(strange, module.standard_rows(label, train))


def plane_distances(points, rows, near, threads=1):
    """Of some rows of points, to planes through others of them."""
    place = module.places(rows, near)
    return module.plane_distances(points[rows], place, points[near], threads)


def at(*degrees):
    """Points at these angles, not all as far from the origin."""
    angle = np.radians(degrees)
    length = np.arange(1, len(degrees) + 1)[:, np.newaxis]
    return (length * np.column_stack([np.cos(angle), np.sin(angle)])).astype(np.float32)


def chord(degrees):
    """The distance of two points at length 1, so many degrees apart."""
    return 2 * np.sin(np.radians(degrees) / 2)


# Train samples: 1s at 0 and 10 degrees, 7s at 60 and 90. Asked: one at 20, one at 180 degrees.
ANGLES = at(0, 10, 60, 90, 20, 180)
LABEL = np.array([1, 1, 7, 7, 1, 4])
TRAIN = np.array([True] * 4 + [False] * 2)
PREDICTED = np.array([1, 1, 7, 1, 1, 7])  # one 7 is taken for a 1


def test_distances_to_the_own_class_and_the_others_by_hand():
    own, other = class_distances(ANGLES, LABEL, TRAIN, PREDICTED, np.arange(6))
    np.testing.assert_allclose(own, chord([10, 10, 30, 80, 10, 90]), rtol=1e-5)
    np.testing.assert_allclose(other, chord([60, 50, 50, 30, 40, 170]), rtol=1e-5)
    assert own.dtype == other.dtype == np.float64


def test_strangeness_by_hand():
    own, other = chord(np.array([[10, 10, 30, 80, 10, 90], [60, 50, 50, 30, 40, 170]]))
    strange = own * own / other
    expected = (strange - np.mean(strange[:4])) / np.std(strange[:4])
    found = strangeness(ANGLES, LABEL, TRAIN, PREDICTED)
    np.testing.assert_allclose(found, expected, rtol=1e-4)
    assert found.dtype == np.float64
    assert found[5] > found[4]  # further from its class


def test_the_path_score_is_minus_the_mean_over_the_layers():
    found = path_score([np.array([1.0, -2.0]), np.array([4.0, 0.5])])
    np.testing.assert_array_equal(found, [-2.5, 0.75])


def to_plane(point, members, itself, most):
    """The distance to the plane through at most so many of the nearest members but for itself, all
    members less one, by least squares with a penalty."""
    k = min(most, len(members) - 1)
    others = members[[row for row in range(len(members)) if row != itself]]
    nearest = others[np.argsort(np.linalg.norm(others - point, axis=1))[:k]]
    middle = nearest.mean(axis=0)
    along, rest = (nearest - middle).T, point - middle
    penalty = np.sqrt(PENALTY * np.square(along).sum() / k) * np.eye(k)
    weights = np.linalg.lstsq(
        np.vstack([along, penalty]), np.append(rest, np.zeros(k)), rcond=None
    )[0]
    return np.linalg.norm(rest - along @ weights)


@given(seed=seeds, n=st.integers(4, 40), classes=st.integers(2, 4))
def test_distances_by_least_squares(seed, n, classes):
    stream = np.random.default_rng(seed)
    points = stream.normal(size=(n + 3 * classes, 9)).astype(np.float32)
    label = np.concatenate([np.tile(np.arange(classes), 3), stream.integers(classes, size=n)])
    train = np.concatenate([np.ones(3 * classes, bool), stream.random(n) < 0.6])
    predicted = stream.integers(classes, size=len(points))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "NEIGHBOURS", 5)
        patch.setattr(module, "ROWS", 7)
        own, other = class_distances(points, label, train, predicted, np.arange(len(points)))
        unit = points / np.linalg.norm(points, axis=1, keepdims=True).astype(float)
        for i in range(len(points)):
            to = {}
            for c in range(classes):
                rows = np.flatnonzero(train & (label == c)).tolist()
                to[c] = to_plane(unit[i], unit[rows], rows.index(i) if i in rows else None, 5)
            assert own[i] == pytest.approx(to.pop(predicted[i]), abs=1e-6)
            assert other[i] == pytest.approx(min(to.values()), abs=1e-6)


def test_the_only_training_sample_of_a_class_is_its_own_neighbour():
    own, other = class_distances(at(0, 60, 20), np.array([1, 7, 1]), np.array([1, 1, 0], bool),
                                 np.array([1, 7, 1]), np.arange(3))  # fmt: skip
    np.testing.assert_allclose(own, [0, 0, chord(20)], atol=1e-3)
    np.testing.assert_allclose(other, chord([60, 60, 40]), rtol=1e-5)


def test_points_that_coincide_and_a_layer_that_never_answers_give_numbers():
    label, train = np.array([1, 1, 7, 7, 1]), np.array([True] * 4 + [False])
    many = np.repeat(label[:4], 30), np.arange(120) < 119
    assert np.isfinite(strangeness(np.ones((120, 3), np.float32), *many, many[0])).all()
    for points in (np.zeros((5, 3), np.float32), np.ones((5, 3), np.float32)):
        assert np.isfinite(strangeness(points, label, train, label)).all()


def test_a_plane_by_hand():
    """The eight nearest of nine points on a line have their mean at 0.05, and squares about it of
    0.42; with a penalty of 0.2 · 0.42 / 8 a point is short of its foot on the line by 0.0105 /
    0.4305 of how far that is from the mean."""
    line = np.column_stack([np.full(9, 2.0), np.linspace(-0.4, 0.4, 9)])
    asked = np.array([[2.01, 0.1], [2.01, 3.05]])
    found = plane_distances(np.vstack([line, asked]), np.array([9, 10]), np.arange(9))
    short = np.array([0.05, 3]) * 0.0105 / 0.4305
    np.testing.assert_allclose(found, np.hypot(0.01, short), rtol=1e-9)


def test_large_classes_are_sampled_each_by_itself():
    label = np.repeat([1, 7], [8, 4])
    train = np.ones(12, bool)
    ones = members(label, train, 1, 5)
    assert len(ones) == 5
    assert (np.diff(ones) > 0).all()
    assert (ones < 8).all()
    assert members(label, train, 7, 5).tolist() == [8, 9, 10, 11]
    assert members(label[:8], train[:8], 1, 5).tolist() == ones.tolist()


def test_neighbours_are_of_a_sample_of_a_large_class_and_so_is_what_all_are_standardised_by(
    monkeypatch,
):
    stream = np.random.default_rng(0)
    points, label = stream.normal(size=(60, 5)).astype(np.float32), np.repeat([1, 7], 30)
    train, predicted = np.arange(60) % 3 > 0, stream.permutation(label)
    monkeypatch.setattr(module, "CLASS_ROWS", 9)
    monkeypatch.setattr(module, "STANDARD_ROWS", 7)
    own, other = class_distances(points, label, train, predicted, np.arange(60))
    kept = np.concatenate([members(label, train, c, 9) for c in (1, 7)])
    few = np.union1d(kept, np.flatnonzero(~train))
    place = np.searchsorted(few, np.flatnonzero(~train))
    told = class_distances(points[few], label[few], train[few], predicted[few], place)
    np.testing.assert_allclose((own[~train], other[~train]), told)
    strange = own**2 / other
    standard = strange[np.concatenate([members(label, train, c, 7) for c in (1, 7)])]
    found = strangeness(points, label, train, predicted)
    np.testing.assert_allclose(found, (strange - standard.mean()) / standard.std())


def test_samples_that_nobody_taught_move_no_others_score():
    few = strangeness(ANGLES[:5], LABEL[:5], TRAIN[:5], PREDICTED[:5])
    np.testing.assert_allclose(few, strangeness(ANGLES, LABEL, TRAIN, PREDICTED)[:5], rtol=1e-5)


def test_threads_share_the_rows_and_change_no_bit(monkeypatch):
    monkeypatch.setattr(module, "ROWS", 7)
    stream = np.random.default_rng(8)
    points = stream.normal(size=(300, 12)).astype(np.float32)
    rows, near = stream.permutation(300)[:100], np.arange(0, 300, 3)
    alone = plane_distances(points, rows, near)
    np.testing.assert_array_equal(plane_distances(points, rows, near, threads=3), alone)
    backwards = plane_distances(points, rows[::-1], near, threads=3)
    np.testing.assert_allclose(backwards[::-1], alone, rtol=1e-12)
