"""Whether a network decides by what separates its clusters: networks of which that is known."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from chemins.measures.interventions import (
    HALVINGS,
    MEASURES,
    HiddenLayer,
    as_long,
    interventions,
    moved,
    moves_of,
    projected,
    trial,
)

TRAIN, TEST = 400, 100
WIDTH = 3


def deciding_by(column, size=WIDTH):
    """What the rest of a network is that sees one column only: class 1 where it is positive."""
    return SimpleNamespace(
        size=size,
        predictions=lambda answers, shift: ((answers + shift)[:, column] > 0).astype(int),
    )


def layer(column, decided, spread=0.1):
    """Samples at -1 or 1 in one column, by which they are clustered: 0 or 1. decided: the column by
    which the network decides; in it they are at 1 and -1, the other way round, if it is another."""
    stream = np.random.default_rng(5)
    cluster = np.arange(TRAIN + TEST) % 2
    signature = spread * stream.standard_normal((TRAIN + TEST, WIDTH)).astype(np.float32)
    signature[:, column] += 2 * cluster - 1
    if decided != column:
        signature[:, decided] += 1 - 2 * cluster
    train = np.arange(TRAIN + TEST) < TRAIN
    prediction = (signature[:, decided] > 0).astype(int)
    stands_for = {c: int(prediction[cluster == c][0]) for c in (0, 1)}
    return HiddenLayer(signature, cluster, prediction, stands_for, train, ~train)


def found(layer, rest, seed=0):
    tried = trial(layer, rest, lambda rows: layer.signature[rows], seed)
    return {name: float(np.mean(value)) for name, value in interventions(tried).items()}


def test_where_the_clusters_are_what_is_decided_by_a_move_changes_every_decision():
    values = found(layer(0, 0), deciding_by(0))
    assert list(values) == list(MEASURES)
    assert (values["moved"], values["moved_to"], values["moved_rest"]) == (1, 1, 0)
    assert values["fraction"] == pytest.approx(0.5, abs=0.05)
    # A random step of length 2 has to have half of that along one of three columns.
    assert 0.1 < values["moved_random"] < 0.4
    assert values["moved_within"] < 0.4


def test_where_the_network_sees_another_column_only_everything_but_the_step_decides():
    """All that separates the clusters is removed from what it decides by."""
    other = layer(0, 1)
    other.signature[:, 1] = np.where(other.train & (np.arange(500) % 4 < 2), 1, -1)
    prediction = (other.signature[:, 1] > 0).astype(int)
    blind = replace(other, prediction=prediction, stands_for={0: 0, 1: 1})
    values = found(blind, deciding_by(1))
    assert values["moved"] < 0.05
    assert values["moved_rest"] > 0.3


def test_a_move_to_a_third_class_counts_as_moved_and_not_as_moved_there():
    """The rest of the network sends whatever is moved up to class 2."""
    own = layer(0, 0)
    rest = deciding_by(0)
    rest.predictions = lambda answers, shift: np.where((answers + shift)[:, 0] > 0, 2, 0)
    down = replace(own, prediction=np.zeros(len(own.cluster), int), stands_for={0: 0, 1: 1})
    values = found(down, rest)
    assert (values["moved"], values["moved_to"]) == (1, 0)


def test_samples_whose_cluster_stands_for_another_class_are_not_moved():
    own = layer(0, 0)
    prediction = own.prediction.copy()
    prediction[TRAIN : TRAIN + 10] = 1 - prediction[TRAIN : TRAIN + 10]
    moves = moves_of(replace(own, prediction=prediction), 1000, np.random.default_rng(0))
    assert sorted(moves.sample.tolist()) == list(range(TRAIN + 10, TRAIN + TEST))
    assert (moves.target == 1 - moves.source).all()
    assert (moves.stands_for == moves.target).all()


def test_no_move_goes_to_a_cluster_without_train_samples_or_for_the_same_class():
    own = layer(0, 0)
    moves = moves_of(
        replace(own, stands_for={0: 0, 1: 1, 2: None, 3: 0}), 1000, np.random.default_rng(0)
    )
    assert set(zip(moves.source.tolist(), moves.target.tolist(), strict=True)) == {
        (0, 1), (1, 0), (1, 3),
    }  # fmt: skip


def test_only_so_many_moves_are_made_and_always_the_same():
    own = layer(0, 0)
    first, again = (moves_of(own, 30, np.random.default_rng(1)).sample for _ in range(2))
    assert len(first) == len(set(first.tolist())) == 30
    np.testing.assert_array_equal(first, again)
    assert found(own, deciding_by(0), 3) == found(own, deciding_by(0), 3)


def test_without_a_move_there_is_no_value():
    own = replace(layer(0, 0), stands_for={0: 0, 1: 0})
    assert found(own, deciding_by(0)) == {}
    assert moved(trial(own, deciding_by(0), lambda rows: own.signature[rows], 0)) == {}


def test_without_a_change_there_is_no_smallest_part_of_the_step():
    rest = deciding_by(0)
    rest.predictions = lambda answers, shift: np.full(len(answers), 5)
    own = layer(0, 0)
    stubborn = replace(own, prediction=np.full(len(own.cluster), 5), stands_for={0: 5, 1: 4})
    values = found(stubborn, rest)
    assert values["moved"] == 0
    assert set(MEASURES) - set(values) == {"fraction"}


def test_centers_and_directions_are_the_train_samples_alone():
    own = layer(0, 0)
    own.signature[TRAIN:, 1] += 40 * np.where(own.cluster[TRAIN:], 1, -1)
    assert found(own, deciding_by(0))["fraction"] == pytest.approx(0.5, abs=0.05)


def test_directions_are_as_long_as_the_steps_and_none_stays_none():
    step = np.array([[3.0, 4.0], [0.0, 2.0], [1.0, 0.0]])
    direction = np.array([[0.0, 0.5], [6.0, 8.0], [0.0, 0.0]])
    np.testing.assert_allclose(as_long(direction, step), [[0, 5], [1.2, 1.6], [0, 0]])


def test_what_lies_along_a_step():
    step = np.array([[2.0, 0.0], [1.0, 1.0]])
    vectors = np.array([[3.0, 7.0], [4.0, 0.0]])
    np.testing.assert_allclose(projected(vectors, step), [[3, 0], [2, 2]])


def test_the_smallest_part_is_looked_for_among_the_moves_that_change_a_prediction():
    """Half of the moved samples decide at a quarter of the step, the others at none of it."""
    own, asked = layer(0, 0, spread=0), []
    deaf = np.arange(TRAIN + TEST) % 4 < 2
    own.signature[deaf, 1] = 9

    def predictions(answers, shift):
        asked.append(len(answers))
        moved = np.abs(shift[:, 0]) > 0.5
        return np.where(moved & (answers[:, 1] < 9), 2, (answers[:, 0] > 0).astype(int))

    tried = trial(
        own,
        SimpleNamespace(size=WIDTH, predictions=predictions),
        lambda rows: own.signature[rows],
        0,
    )
    assert interventions(tried)["fraction"] == pytest.approx(0.25, abs=0.01)
    # The step once, then the halvings, then the four controls.
    assert asked == [TEST] + [TEST // 2] * HALVINGS + [TEST] * 4
