"""Replicates that are looked at while they learn, against the same networks measured otherwise."""

import numpy as np
import pytest

from builders.corner_images import FOLLOWED, SHAPE, made_dataset
from chemins.measures.findings import Clustered
from chemins.measures.laboratory import Laboratory
from chemins.measures.layer_probes import fit_probe, probe_after
from chemins.measures.replicates import replicate_known, replicate_unseen, seed_of
from chemins.measures.vocabulary import TRAINED, UNTRAINED
from chemins.measures.while_learning import following
from chemins.measures.while_learning.following import Looked, Movable, Watch, freeze
from chemins.measures.while_learning.learning import Moment, Seen
from chemins.measures.while_learning.learning_replicates import (
    follow_replicates,
    kept_weights,
    replicate_images,
)
from chemins.networks import classifiers
from chemins.networks.cut import Halves
from chemins.networks.snapshots import kept_epochs
from chemins.statistics.influence import groups_of

pytestmark = pytest.mark.slow

RUN = {
    "digits": [1, 7],
    "unseen": [4],
    "per_digit": 20,
    "test_per_digit": 15,
    "seed": 5,
    "network": {"kind": "dense", "hidden": [6, 5], "pool": "mean"},
    "training": FOLLOWED,
    "clustering": {"k": "classes", "n_init": 2},  # fewer starts than an epoch has at most
}
OTHER = {**RUN, "digits": [1, 4, 7], "unseen": []}  # several classes, no unseen digit
EPOCHS = [0, 1, 2, 6]


@pytest.fixture(scope="module", autouse=True)
def prepared():
    classifiers.prepare()


def silent(replicate):
    pass


@pytest.fixture(scope="module", params=[RUN, OTHER], ids=["unseen", "several"])
def followed(request):
    """A run's settings, and rows of its replicates while they learn."""
    run = request.param
    return run, follow_replicates(run, made_dataset(), SHAPE, 2, silent)


@pytest.fixture(scope="module")
def measured(followed):
    """Rows of the same replicates, as they are measured when they are trained."""
    run, _ = followed
    data = made_dataset()
    rows = replicate_known(run, data, SHAPE, np.arange(20), 2, silent)
    if run["unseen"]:
        rows += replicate_unseen(run, data, SHAPE, run["unseen"], 2, silent)
    return rows


def told(rows, network, measures):
    """(replicate, measure, layer, digit, toward) -> row."""
    keys = ("replicate", "measure", "layer", "digit", "toward")
    return {
        tuple(row[key] for key in keys): row
        for row in rows
        if row["network"] == network and row["measure"] in measures and row["layer"] != "pixels"
    }


def at(rows, epoch):
    return [row for row in rows if row["epoch"] == epoch]


def assert_same(found, expected):
    assert found.keys() == expected.keys()
    assert found
    for key, row in found.items():
        for name in ("value", "images", "influence"):
            assert row[name] == expected[key][name], (key, name)


def test_every_kept_epoch_has_the_same_measures(followed):
    run, rows = followed
    assert kept_epochs(run["training"]) == EPOCHS
    kinds = {
        epoch: {(r["replicate"], r["measure"], r["layer"], r["digit"], r["toward"])
                for r in at(rows, epoch) if r["measure"] != "moved"}
        for epoch in EPOCHS
    }  # fmt: skip
    assert {row["epoch"] for row in rows} == set(EPOCHS)
    assert all(found == kinds[0] for found in kinds.values())
    assert {replicate for replicate, *_ in kinds[0]} == {1, 2}
    names = {measure for _, measure, *_ in kinds[0]}
    assert names == {
        "accuracy", "right", "ami", "purity", "ami_frozen", "purity_frozen", "matched", "probe",
        "told_apart", "committed", "distinct_paths", "on_final_path", "on_main_path",
    } | ({"predicted", "affinity"} if run["unseen"] else set())  # fmt: skip


def test_at_the_last_epoch_all_is_as_of_the_trained_replicate(followed, measured):
    rows = at(followed[1], EPOCHS[-1])
    same = ["accuracy", "ami", "purity", "probe", "committed", "distinct_paths", "moved"]
    same += ["predicted", "affinity"]
    assert_same(told(rows, TRAINED, same), told(measured, TRAINED, same))
    for name in ("ami", "purity"):
        frozen = {(*key[:1], name, *key[2:]): row
                  for key, row in told(rows, TRAINED, [f"{name}_frozen"]).items()}  # fmt: skip
        assert_same(frozen, told(measured, TRAINED, [name]))
    for name in ("matched", "on_final_path"):
        assert {row["value"] for row in told(rows, TRAINED, [name]).values()} == {1.0}


def test_before_the_first_epoch_all_is_as_of_the_untrained_network(followed, measured):
    same = ["ami", "purity", "probe"]
    rows = at(followed[1], 0)
    assert_same(told(rows, TRAINED, same), told(measured, UNTRAINED, same))


def test_something_is_learnt_in_between(followed):
    """Or the tests above would pass with one network at all epochs."""
    shares = {row["epoch"]: row["value"] for row in followed[1] if row["measure"] == "accuracy"}
    assert len(set(shares.values())) > 2


@pytest.mark.parametrize("optimizer", ["adam", "rmsprop"])
def test_weights_are_kept_after_the_epochs_that_they_are_of(optimizer):
    run = {**RUN, "training": {**FOLLOWED, "optimizer": optimizer}}
    data, seed = made_dataset(), seed_of(RUN, 1)
    laboratory = Laboratory(run, SHAPE)
    taught = replicate_images(data, run, seed).only("train")
    kept = kept_weights(laboratory, taught, seed)
    assert list(kept) == EPOCHS
    start = [laboratory.whole.initial(seed)]
    for epoch in EPOCHS[1:]:
        asked = laboratory.alone, start, taught, [taught.label], seed, epoch
        (alone,) = laboratory.train(*asked)
        assert all(map(np.array_equal, kept[epoch], alone))
    assert all(map(np.array_equal, kept[0], start[0]))


def test_of_a_training_that_has_converged_the_last_epoch_is_kept():
    training = {**FOLLOWED, "epochs": "converged", "snapshots": 5, "learning_rate": 1e-7}
    laboratory = Laboratory({**RUN, "training": training}, SHAPE)
    seed = seed_of(RUN, 1)
    taught = replicate_images(made_dataset(), RUN, seed).only("train")
    kept = list(kept_weights(laboratory, taught, seed))
    assert kept_epochs(training) == [0, 1, 8, 63, 500]
    assert len(laboratory.alone.losses[0]) == 6  # five without a fall
    assert kept == [0, 1, 6]


def test_a_probe_that_starts_from_the_one_before_ends_at_the_same():
    stream = np.random.default_rng(2)
    label = np.repeat([1, 4, 7], 60)
    points = stream.normal(size=(180, 6)) + np.eye(8)[label][:, :6] * 1.5
    asked = stream.normal(size=(500, 6))
    told, weights = probe_after(points, label, asked, None)
    assert np.array_equal(told, fit_probe(points, label)(asked))
    later = points * 1.1 + 0.3 * stream.normal(size=points.shape)
    again, ended = probe_after(later, label, asked, weights)
    assert np.array_equal(again, fit_probe(later, label)(asked))
    np.testing.assert_allclose(ended, probe_after(later, label, asked, None)[1], atol=1e-6)
    assert not np.allclose(weights, ended, atol=1e-2)


def test_of_two_classes_there_is_nothing_to_start_from():
    stream = np.random.default_rng(2)
    label = np.repeat([1, 7], 30)
    points = stream.normal(size=(60, 3)) + label[:, np.newaxis] / 4
    told, weights = probe_after(points, label, points, None)
    assert weights is None
    assert np.array_equal(told, fit_probe(points, label)(points))


LOOKED = Looked(
    role=np.array(["train"] * 40 + ["test"] * 20 + ["unseen"] * 10),
    label=np.repeat([1, 7, 1, 7, 4], [20, 20, 10, 10, 10]),
    fitted=np.arange(70) < 40,
    digits=[1, 7],
    n_init=4,
    seed=0,
    groups=groups_of(np.arange(70)),
    fresh=np.arange(70) > 55,
)


def answers_of(apart, seed=0):
    """Of a layer `one` and the output: 1s and 7s so far apart."""
    stream = np.random.default_rng(seed)
    place = np.where(LOOKED.label == 7, apart, -apart)[:, np.newaxis]
    one = (stream.normal(size=(70, 3)) + place).astype(np.float32)
    output = np.exp(one[:, :2] * [-1, 1])
    return {"one": one, "output": (output / output.sum(axis=1, keepdims=True)).astype(np.float32)}


def test_frozen_clusters_keep_their_space_and_what_they_stand_for():
    frozen = freeze(answers_of(4), LOOKED)["one"]
    assert np.array_equal(frozen.last.majority[:60], LOOKED.label[:60])
    same = frozen.clusters(frozen.space.transform(answers_of(4)["one"]))
    assert np.array_equal(same.cluster, frozen.last.cluster)
    # All far on the side of the 7s, where a space of their own would have its middle.
    moved = frozen.clusters(frozen.space.transform(answers_of(1)["one"] + 9))
    assert set(moved.majority.tolist()) == {7}


def test_own_clusters_are_of_the_epochs_own_space():
    frozen = freeze(answers_of(4), LOOKED)
    early = {name: found + 9 for name, found in answers_of(3, seed=1).items()}
    points = following.placed(early, frozen)
    now = Watch(LOOKED, frozen).at(early, points, False)
    assert np.array_equal(now.layers["one"].own.majority[:60], LOOKED.label[:60])
    assert set(now.layers["one"].frozen.majority.tolist()) == {7}


def test_what_is_fitted_on_all_sees_unseen_samples():
    everything = Looked(**{**vars(LOOKED), "fitted": np.ones(70, bool)})
    answers = answers_of(4)
    spaces = [freeze(answers, looked)["one"].space for looked in (LOOKED, everything)]
    rows = answers["one"]
    np.testing.assert_allclose(spaces[0].mean, rows[:40].mean(axis=0), rtol=1e-5)
    np.testing.assert_allclose(spaces[1].mean, rows.mean(axis=0), rtol=1e-5)


def test_moves_are_between_the_epochs_own_clusters():
    """A network that says 7 where its layer's one value is above 0."""
    value = np.where(LOOKED.label == 1, -1.0, 1.0).astype(np.float32)[:, np.newaxis]

    def after(answers):
        return np.hstack([answers <= 0, answers > 0]).astype(np.float32)

    cut = Halves(before=None, after=after, shape=(1,), channels=-1, pool="mean")
    first = LOOKED.label == 1
    own = Clustered(first.astype(int), np.where(first, 1, 7))
    other = Clustered(np.zeros(70, int), np.full(70, 7))
    samples = LOOKED.samples({"output": after(value)})
    movable = Movable({"one": cut}, None)
    now = Moment(samples, {"one": Seen(own, other, None)})
    (row,) = movable.rows(now, {"one": value}, 0)
    assert (row["measure"], row["layer"], row["value"]) == ("moved", "one", 1.0)
    assert movable.rows(Moment(samples, {"one": Seen(other, own, None)}), {"one": value}, 0) == []
