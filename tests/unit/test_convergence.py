import numpy as np
import pytest

from builders import made_answers
from builders.lazily import keras_training
from chemins.networks.convergence import can_go_on, convergence, has_converged, is_done, most_epochs
from chemins.text.convergence_text import convergence_remark

# By hand: the lowest loss of the last five epochs against 99 % of the lowest before.
LOSSES = {
    "too few epochs": ([1.0, 1.0, 1.0, 1.0, 1.0], False),
    "nothing gained": ([1.0, 1.0, 1.0, 1.0, 1.0, 1.0], True),
    "a little gained": ([1.0, 1.2, 0.991, 1.1, 1.1, 1.1], True),
    "enough gained": ([1.0, 1.2, 0.989, 1.1, 1.1, 1.1], False),
    "gained in the last": ([1.0, 1.2, 1.1, 1.1, 1.1, 0.5], False),
    "gained too long ago": ([2.0, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6], True),
    "the lowest before counts": ([0.5, 2.0, 0.6, 0.6, 0.6, 0.6, 0.6], True),
    "at zero": ([0.0] * 6, True),
}


@pytest.mark.parametrize("case", LOSSES)
def test_when_a_training_has_converged(case):
    losses, expected = LOSSES[case]
    assert has_converged(losses) is expected
    assert convergence(losses)["epochs"] == len(losses)
    assert is_done({"epochs": "converged"}, losses) is has_converged(losses)
    assert not is_done({"epochs": 3}, losses)


def test_how_far_the_loss_fell():
    found = convergence([9.0, 4.0, 3.5, 3.0, 2.5, 2.2, 1.0])
    assert found == {"epochs": 7, "converged": False, "fall": 0.75}  # from 4.0 to 1.0
    assert convergence([4.0, 1.0])["fall"] is None
    assert convergence([0.0] * 8)["fall"] is None


def test_the_epochs_that_there_are_at_most():
    assert most_epochs({"epochs": 7}) == 7
    assert most_epochs({"epochs": "converged"}) == 500


def first_end(losses):
    return next(n for n in range(1, len(losses)) if is_done({"epochs": "converged"}, losses[:n]))


TRAINING = {
    "loss": "mean_squared_error",
    "optimizer": "adam",
    "learning_rate": 0.05,
    "batch_size": 8,
}


def made_images():
    """Noise: soon there is nothing more to learn."""
    stream = np.random.default_rng(3)
    targets = np.eye(2, dtype=np.float32)[stream.integers(0, 2, 40)]
    return stream.random((40, 4), dtype=np.float32), targets


@pytest.mark.slow
def test_keras_trains_until_the_loss_stands():
    from chemins.networks import classifiers

    classifiers.prepare()

    def losses(epochs):
        model = classifiers.build("dense", [3], (2, 2, 1), 2, seed=1)
        data = made_images()
        return keras_training().train(model, data, data, {**TRAINING, "epochs": epochs}, 2)["loss"]

    long = losses(200)
    assert losses("converged") == long[: first_end(long)]


@pytest.mark.slow
def test_replicates_train_until_the_loss_stands():
    from chemins.networks import classifiers
    from chemins.networks.fast_training import Trainer, initial_weights

    classifiers.prepare()
    data = made_images()

    inputs, targets = data
    model = classifiers.build("dense", [3], (2, 2, 1), 2, 0)

    def trained(epochs):
        """Two networks side by side, which need not be done at once."""
        trainer = Trainer([model, model], {**TRAINING, "epochs": epochs})
        initial = [initial_weights(model, seed) for seed in (1, 8)]
        return trainer.train(initial, inputs, [targets, targets], 2), trainer.losses

    weights, losses = trained("converged")
    _, long = trained(200)
    assert losses == [each[: first_end(each)] for each in long]
    assert len(losses[0]) != len(losses[1])
    for number in (0, 1):
        same, _ = trained(len(losses[number]))
        for ours, theirs in zip(weights[number], same[number], strict=True):
            assert (ours == theirs).all()


@pytest.mark.slow
def test_an_epochs_loss_is_the_mean_over_its_images():
    """The last of its batches is smaller; at a learning rate of nothing the weights stay."""
    from chemins.networks import classifiers
    from chemins.networks.fast_training import Trainer

    classifiers.prepare()
    inputs, targets = made_images()
    inputs, targets = inputs[:21], targets[:21]
    models = [classifiers.build("dense", [3], (2, 2, 1), 2, seed) for seed in (1, 2)]
    trainer = Trainer(models, {**TRAINING, "learning_rate": 0.0, "epochs": 1})
    trainer.train([model.get_weights() for model in models], inputs, [targets, 1 - targets], 3)
    for model, wanted, found in zip(models, (targets, 1 - targets), trainer.losses, strict=True):
        answers = classifiers.keras.ops.convert_to_numpy(model(inputs))
        assert found == [pytest.approx(np.mean((answers - wanted) ** 2), rel=1e-5)]


# --- words --------------------------------------------------------------------------------------


def told(training, probe=0.5, accuracy=0.75):
    answers = made_answers.ANSWERS
    pixels, *others = answers["layers"]
    pixels = pixels | {"probe": {"own": 0.1, "mean": probe}}
    last = answers["last_layer"] | {"accuracy": {"mean": accuracy}}
    return convergence_remark(
        answers | {"training": training, "layers": [pixels, *others], "last_layer": last}
    )


def test_a_loss_that_falls_is_told():
    training = {"epochs": 15, "converged": False, "fall": 0.127, "longer": None}
    text = told(training)
    assert text.startswith(
        "**Not converged:** after 15 epochs the training loss still falls, by 13 % in the last 5. "
    )
    assert "linear classifier" not in text
    assert (
        "the last 5, and a linear classifier of the pixels is right on more of the test images "
        "(86.3 % against 84.8 %). "
    ) in told(training, 0.863, 0.848)
    assert "linear classifier" not in told(training, 0.754, 0.75)  # within half a point
    assert "after 1 epoch nothing is known" in told(training | {"epochs": 1, "fall": None})
    assert text.endswith("trained so far; `epochs: converged` trains on.")
    assert told(training | {"epochs": 500}).endswith("trained so far.")  # there are no more


@pytest.mark.parametrize(
    ("epochs", "how"), [(151, "until it stands still, 151 epochs"), (500, "for 500 epochs")]
)
def test_what_the_network_would_reach_is_told(epochs, how):
    longer = {
        "epochs": epochs,
        "accuracy": {"mean": 0.882, "low": 0.861, "high": 0.9},
        "difference": {"mean": 0.032, "low": 0.015, "high": 0.049},
        "images": 1200,
    }
    training = {"epochs": 15, "converged": False, "fall": 0.127, "longer": longer}
    assert (
        f"in the last 5. One of the replicates, trained {how}, is right on 88.2 % [86.1, 90.0] of "
        "1,200 test images, +3.20 [+1.50, +4.90] points. What is said"
    ) in told(training)


@pytest.mark.parametrize(
    ("kind", "epochs", "images", "expected"),
    [
        ("dense", 15, 1000, True),
        ("dense", 15, 1001, False),
        ("dense", "converged", 10, False),
        ("dense", 600, 10, True),
        ("cnn", 15, 10, False),
    ],
)
def test_few_images_are_gone_on_with_where_the_config_does_not(kind, epochs, images, expected):
    run = {"network": {"kind": kind}, "training": {"epochs": epochs}}
    assert can_go_on(run, images) is expected


def test_nothing_is_said_of_a_network_that_has_converged_or_came_from_elsewhere():
    assert told({"epochs": 80, "converged": True, "fall": 0.0}, 0.9, 0.8) == ""
    assert told(None) == ""


def test_without_replicates_the_networks_own_numbers_are_compared():
    answers = made_answers.ANSWERS
    pixels, *others = answers["layers"]
    pixels = pixels | {"probe": {"own": 0.9, "mean": None}}
    given = answers | {
        "training": {"epochs": 15, "converged": False, "fall": 0.127, "longer": None},
        "layers": [pixels, *others],
        "last_layer": answers["last_layer"] | {"accuracy": None},
        "accuracy": {"train": 1.0, "test": 0.8},
    }
    assert "(90.0 % against 80.0 %)" in convergence_remark(given)
