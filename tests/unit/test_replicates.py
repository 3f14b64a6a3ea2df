from types import SimpleNamespace

import keras
import numpy as np
import pytest

from builders.corner_images import SHAPE, TRAINING, made_dataset
from builders.lazily import keras_training
from chemins.measures import noise, path_measures, replicates
from chemins.measures.laboratory import Laboratory
from chemins.measures.noise import less_common_shift, with_noise
from chemins.measures.replicates import (
    agreement_rows,
    fit_centers,
    held_out_images,
    pick,
    replicate_known,
    replicate_unseen,
    seed_of,
    training_images,
)
from chemins.measures.vocabulary import LONGER, SHORTER, SHUFFLED, TRAINED, UNTRAINED
from chemins.networks import classifiers
from chemins.networks.fast_training import Trainer, initial_weights
from chemins.statistics.influence import GROUPS

pytestmark = pytest.mark.slow

CLUSTERING = {"k": "silhouette", "k_min": 2, "k_max": 4, "n_init": 2, "silhouette_limit": 1000}
RUN = {
    "digits": [1, 7],
    "per_digit": 20,
    "test_per_digit": 15,
    "seed": 5,
    "network": {"kind": "dense", "hidden": [6, 5], "pool": "mean"},
    "training": TRAINING,
    "clustering": CLUSTERING,
}


@pytest.fixture(scope="module", autouse=True)
def prepared():
    classifiers.prepare()


DATASET = made_dataset()
TEST = np.flatnonzero((DATASET["split"] == "test") & (DATASET["label"] != 4))


@pytest.fixture(scope="module")
def known():
    return replicate_known(RUN, DATASET, SHAPE, TEST, 2, lambda replicate: None)


@pytest.fixture(scope="module")
def unseen():
    return replicate_unseen(RUN, DATASET, SHAPE, [4], 2, lambda replicate: None)


def of(rows, **wanted):
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


# --- training -----------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", ["mean_squared_error", "categorical_crossentropy"])
@pytest.mark.parametrize("optimizer", ["adam", "sgd", "rmsprop"])
def test_a_trainer_does_what_keras_does_batch_by_batch(loss, optimizer):
    """Against train_on_batch with the same weights and the same order, the last batch smaller."""
    training = TRAINING | {"loss": loss, "optimizer": optimizer}
    model = classifiers.build("dense", [6, 5], SHAPE, 2, seed=9)
    stream = np.random.default_rng(1)
    inputs = stream.random((21, 16), dtype=np.float32)
    targets = np.eye(2, dtype=np.float32)[stream.integers(0, 2, 21)]
    initial = initial_weights(model, 3)
    (found,) = Trainer([model], training).train([initial], inputs, [targets], seed=4)

    model.compile(keras_training().optimizer(training), loss=loss)
    model.set_weights(initial)
    order = np.random.default_rng(4)
    for _ in range(training["epochs"]):
        rows = order.permutation(21)
        for start in range(0, 21, 8):
            batch = rows[start : start + 8]
            model.train_on_batch(inputs[batch], targets[batch])
    for ours, theirs, before in zip(found, model.get_weights(), initial, strict=True):
        assert ours == pytest.approx(theirs, abs=1e-5)
        assert np.abs(ours - before).max() > 1e-4


def test_initial_weights_are_those_that_a_run_starts_with():
    like = classifiers.build("cnn", [3], (12, 12, 1), 2, seed=8)
    built = classifiers.build("cnn", [3], (12, 12, 1), 2, seed=7).get_weights()
    for ours, theirs in zip(initial_weights(like, 7), built, strict=True):
        assert ours.dtype == theirs.dtype
        assert (ours == theirs).all()


@pytest.mark.parametrize("optimizer", ["adam", "sgd", "rmsprop"])
@pytest.mark.parametrize("kind", ["dense", "cnn"])
def test_networks_trained_side_by_side_are_what_each_is_alone(kind, optimizer):
    """To the bit, but for the reciprocal roots of rmsprop, which TensorFlow takes eight at once or
    one by one, by their places."""
    models = [classifiers.build(kind, hidden, (12, 12, 1), 2, 0) for hidden in ([6, 5], [6])]
    models, labels = (
        [models[0], models[0], models[1]],
        np.arange(21) % np.array([[2], [3], [2]]) == 0,
    )
    inputs = np.random.default_rng(1).random((21, *models[0].input_shape[1:]), dtype=np.float32)
    targets = [np.eye(2, dtype=np.float32)[own.astype(int)] for own in labels]
    starts = [initial_weights(model, seed) for model, seed in zip(models, (3, 3, 5), strict=True)]
    training = TRAINING | {"optimizer": optimizer}
    together = Trainer(models, training)
    found = together.train(starts, inputs, targets, seed=4)
    for number, model in enumerate(models):
        alone = Trainer([model], training)
        (own,) = alone.train([starts[number]], inputs, [targets[number]], seed=4)
        for ours, theirs in zip(found[number], own, strict=True):
            assert ours == pytest.approx(theirs, abs=1e-6)
            assert optimizer == "rmsprop" or (ours == theirs).all()
    assert (found[0][-1] != found[1][-1]).any()


def test_what_was_trained_before_changes_nothing():
    model = classifiers.build("dense", [6, 5], SHAPE, 2, 0)
    trainer, initial, other = (
        Trainer([model], TRAINING),
        *([initial_weights(model, s)] for s in (3, 8)),
    )
    inputs = np.random.default_rng(1).random((21, 16), dtype=np.float32)
    targets = np.eye(2, dtype=np.float32)[np.arange(21) % 2]
    (first,) = trainer.train(initial, inputs, [targets], seed=4)
    trainer.train(other, inputs, [targets[::-1]], seed=1)
    (again,) = trainer.train(initial, inputs, [targets], seed=4)
    assert all((a == b).all() for a, b in zip(first, again, strict=True))


# --- what replicates see ------------------------------------------------------------------------


def test_each_replicate_has_its_own_seed_and_images():
    seeds = [seed_of(RUN, replicate) for replicate in range(1, 20)]
    assert len(set(seeds)) == 19
    assert seed_of(RUN | {"seed": 6}, 1) not in seeds
    first, second = (training_images(DATASET, RUN, seed) for seed in seeds[:2])
    assert sorted(first.label.tolist()) == [1] * 20 + [7] * 20
    assert (first.pixels != second.pixels).any()


def test_images_are_in_the_unit_interval():
    found = pick(DATASET, np.array([0, 60]), "test")
    assert found.pixels.dtype == np.float32
    assert found.pixels == pytest.approx(DATASET["pixels"][[0, 60]] / 255)
    assert found.role.tolist() == ["test", "test"]


def test_logits_are_what_the_softmax_is_taken_of():
    laboratory = Laboratory(RUN, SHAPE)
    images = training_images(DATASET, RUN, 0)
    start = [laboratory.whole.initial(0)]
    (weights,) = laboratory.train(laboratory.alone, start, images, [images.label], 0)
    samples, answers = laboratory.send(weights, images)
    softmax = np.asarray(keras.ops.softmax(samples.logits))
    assert softmax == pytest.approx(answers["output"], abs=1e-6)


def test_the_chosen_k_has_the_highest_silhouette():
    stream = np.random.default_rng(0)
    middles = np.array([[0, 0], [9, 0], [0, 9]])
    points = (middles[np.repeat([0, 1, 2], 30)] + stream.normal(size=(90, 2))).astype(np.float32)
    label = np.repeat([1, 7, 7], 30)
    found = fit_centers(points, label, RUN, 0)
    assert {basis: len(centers) for basis, centers in found.items()} == {"classes": 2, "chosen": 3}
    assert np.sort(found["chosen"].sum(axis=1)) == pytest.approx([0, 9, 9], abs=1)


@pytest.mark.parametrize("k", ["classes", 2])
def test_a_k_that_is_the_number_of_classes_is_the_only_one(k):
    run = RUN | {"clustering": CLUSTERING | {"k": k}}
    points = np.random.default_rng(0).normal(size=(30, 2)).astype(np.float32)
    assert set(fit_centers(points, np.repeat([1, 7], 15), run, 0)) == {"classes"}


def test_fewer_distinct_points_than_classes_are_one_cluster():
    found = fit_centers(np.zeros((30, 2), np.float32), np.repeat([1, 7], 15), RUN, 0)
    assert {basis: len(centers) for basis, centers in found.items()} == {"classes": 1, "chosen": 1}


# --- measures -----------------------------------------------------------------------------------


def test_every_replicate_has_its_networks(known):
    several = {
        (network, replicate)
        for network in (TRAINED, UNTRAINED, SHUFFLED, SHORTER)
        for replicate in (1, 2)
    }
    assert {(row["network"], row["replicate"]) for row in known} == several | {(LONGER, 1)}


def test_what_was_taught_is_told_apart_and_controls_know_less(known):
    (right,) = {row["value"] for row in of(known, network=TRAINED, measure="accuracy")}
    assert right == 1.0
    for network in (UNTRAINED, SHUFFLED):
        assert not of(known, network=network, layer="pixels")
        assert of(known, network=network, layer="hidden_2", measure="ami")
        controls = [row["value"] for row in of(known, network=network, measure="js_distance")]
        taught = of(known, network=TRAINED, layer="", measure="js_distance")
        assert len(controls) == len(taught) == 2
        assert np.mean(controls) <= np.mean([row["value"] for row in taught])
    assert len(of(known, network=TRAINED, layer="pixels", measure="js_distance")) == 2
    assert len(of(known, network=SHORTER)) == 2


def test_noise_is_seeded_and_as_strong_as_it_says(monkeypatch, known):
    pixels = np.zeros((50, 16), np.float32)
    noisy = with_noise(pixels, 3)
    assert noisy.std() == pytest.approx(0.1, rel=0.1)
    assert (noisy == with_noise(pixels, 3)).all()
    assert all(0 <= row["value"] <= 1 for row in of(known, measure="noise_agreement"))
    monkeypatch.setattr(noise, "NOISE", 0.0)
    still = replicate_known(RUN, DATASET, SHAPE, TEST, 1, lambda replicate: None)
    assert {row["value"] for row in of(still, measure="noise_agreement")} == {1.0}
    assert {row["value"] for row in of(still, measure="noise_predictions")} == {1.0}
    assert not of(known, measure="noise_agreement_centred")


def test_the_common_shift_is_each_columns_own():
    stream = np.random.default_rng(2)
    clean, own = stream.random((30, 4)), stream.random((30, 4))
    shift = np.array([5.0, -3.0, 0.5, 40.0])
    found = less_common_shift(clean + own + shift, clean)
    assert found == pytest.approx(clean + own - own.mean(axis=0))


def test_under_noise_predictions_and_paths_are_counted_apart():
    """Two images change their cluster by the shift that all have, one by its own; one its class."""
    test = np.array([False, True, True, True, True])
    clean = np.array([[9.0], [0.0], [1.0], [9.0], [10.0]])
    noisy = {"conv_2": np.zeros((4, 1))}  # as without noise
    noisy["conv_1"] = np.array([[6.0], [7.0], [0.5], [16.0]])  # +6, +6, -8.5, +6
    noisy["output"] = np.array([[0.9, 0.1], [0.2, 0.8], [0.1, 0.9], [0.3, 0.7]])
    prediction = np.array([7, 1, 1, 7, 7])
    pool = {"kind": "cnn", "pool": "mean", "hidden": [3]}
    found = {r["measure"]: r["value"] for r in noise_rows_of(pool, clean, noisy, prediction, test)}
    assert found["noise_predictions"] == 0.75
    # Centers at 0 and 10: clean 0, 0, 1, 1; noisy 1, 1, 0, 1; without the mean shift, +2.375,
    # at 3.625, 4.625, -1.875 and 13.625: 0, 0, 0, 1.
    assert found["noise_agreement"] == 0.25
    assert found["noise_agreement_centred"] == 0.75
    whole = noise_rows_of(pool | {"pool": "flatten"}, clean, noisy, prediction, test)
    assert "noise_agreement_centred" not in {r["measure"] for r in whole}


def noise_rows_of(network, clean, noisy, prediction, test):
    """replicates.noise_rows of made answers of a convolution, with centers at 0 and 10."""

    class Space:
        def transform(self, activations):
            return activations

    fitted = replicates.Fitted(Space(), {"classes": np.array([[0.0], [10.0]])})
    answers = {"conv_1": clean, "conv_2": np.zeros((5, 1))}
    looked = {
        layer: (
            SimpleNamespace(
                layer=layer,
                bases={"classes": SimpleNamespace(cluster=fitted.clusters(values, "classes"))},
                suffixes=lambda: [("classes", "")],
            ),
            fitted,
        )
        for layer, values in answers.items()
    }
    laboratory = SimpleNamespace(
        run={"digits": [1, 7], "network": network},
        stages=("conv_1", "conv_2"),
        whole=SimpleNamespace(ask=lambda weights, pixels: noisy),
    )
    images = SimpleNamespace(pixels=np.zeros((5, 4), np.float32))
    samples = SimpleNamespace(of=lambda role: test, prediction=prediction)
    pixels = SimpleNamespace(**{**vars(looked["conv_1"][0]), "layer": "pixels"})
    looked = {"pixels": (pixels, fitted), **looked}
    return replicates.noise_rows(laboratory, None, images, samples, answers, looked, 3)


def test_agreement_is_the_mean_over_the_other_replicates():
    first, second = np.array([[0, 0], [0, 0], [1, 1]]), np.array([[1, 1], [1, 1], [0, 0]])
    third = np.array([[0, 0], [1, 1], [1, 1]])
    rows = agreement_rows([first, second, third])
    expected = path_measures.replicate_agreement(first, third)
    assert rows[0]["value"] == pytest.approx((1 + expected) / 2)
    assert agreement_rows([first]) == []


def test_fewer_replicates_are_the_first_of_more(known):
    alone = replicate_known(RUN, DATASET, SHAPE, TEST, 1, lambda replicate: None)
    shared = [r for r in of(known, replicate=1) if r["measure"] != "replicate_agreement"]
    assert alone == shared


def test_unseen_digits_are_sent_through_the_same_networks(unseen):
    """One more unseen digit changes nothing of the others, and what is trained is the same."""
    assert {(row["network"], row["digit"]) for row in unseen} == {(TRAINED, 4), (TRAINED, -1)}
    shares = of(unseen, replicate=1, measure="predicted")
    assert sum(row["value"] for row in shares) == pytest.approx(1)
    dataset = DATASET | {"label": np.where(np.arange(180) % 60 < 20, DATASET["label"], 9)}
    fewer = RUN | {"per_digit": 5, "test_per_digit": 4}
    alone, both = (
        replicate_unseen(fewer, dataset | {"split": np.tile(["train", "test"], 90)}, SHAPE, digits,
                         1, lambda replicate: None)
        for digits in ([4], [4, 9])
    )  # fmt: skip
    for measure in ("predicted", "affinity", "entropy"):
        assert of(both, digit=4, measure=measure) == of(alone, digit=4, measure=measure) != []


# --- the images they are tested on ----------------------------------------------------------------


def drawn_by(replicate, count=15):
    seed = seed_of(RUN, replicate)
    taught = training_images(DATASET, RUN, seed)
    run = RUN | {"test_per_digit": count}
    return taught, held_out_images(DATASET, run, [1, 7], "test", taught, seed)


def test_a_replicate_is_tested_on_images_of_both_splits_that_it_was_not_taught():
    taught, test = drawn_by(1)
    assert not set(taught.sample_id) & set(test.sample_id)
    assert np.bincount(test.label)[[1, 7]].tolist() == [15, 15]
    assert set(DATASET["split"][test.sample_id]) == {"train", "test"}
    assert set(drawn_by(2)[1].sample_id) != set(test.sample_id)
    assert (drawn_by(1)[1].sample_id == test.sample_id).all()
    # All 40 that are left of a digit are there to be drawn.
    assert set(drawn_by(1, count=40)[1].sample_id) == set(np.arange(120)) - set(taught.sample_id)


def test_all_are_the_test_images():
    assert (drawn_by(1, count="all")[1].sample_id == TEST).all()


def test_images_are_counted_where_no_replicate_before_was_tested_on_them(known):
    first, second = (set(drawn_by(replicate)[1].sample_id) for replicate in (1, 2))
    images = [r["images"] for r in of(known, network=TRAINED, measure="accuracy")]
    assert images == [30, len(second - first)]
    assert 0 < len(second - first) < 30


def test_what_images_add_is_kept_of_what_is_measured_on_them(known, unseen):
    """Of all but what is no mean over test images."""
    without = {row["measure"] for row in known + unseen if row["influence"] is None}
    assert without == {
        "train_accuracy", "reach", "reach_chosen", "fraction", "fraction_chosen", "images",
        "distinct_paths", "distinct_paths_chosen", "replicate_agreement", "smallest_p", "epochs",
        "js_distance", "js_mean",
        *(row["measure"] for row in unseen if row["measure"].startswith("fpr95_")),
    }  # fmt: skip
    assert {len(row["influence"]) for row in known if row["influence"] is not None} == {GROUPS}


def test_paths_of_replicates_are_compared_on_the_same_images():
    """One common image: any two networks' clusters are matched so that it agrees."""
    rows = replicate_known(RUN, DATASET, SHAPE, TEST[:1], 2, lambda replicate: None)
    assert {row["value"] for row in of(rows, measure="replicate_agreement")} == {1.0}
