"""What replicates cost: many networks in one process, against Keras's loop for each."""

import numpy as np
from data import mnist_images
from measure import measured, say, shown, table

RUN = {
    "digits": [1, 7],
    "per_digit": 100,
    "test_per_digit": 100,
    "seed": 0,
    "network": {"kind": "dense", "hidden": [32, 64], "pool": "mean"},
    "training": {
        "loss": "mean_squared_error",
        "optimizer": "adam",
        "learning_rate": 0.0001,
        "batch_size": 12,
        "epochs": 15,
    },
    "clustering": {
        "k": "silhouette",
        "k_min": 2,
        "k_max": 10,
        "n_init": "auto",
        "silhouette_limit": 200_000,
    },
}
COUNT = 10
PER_DIGIT = 200  # of each digit, in the pool that replicates draw from


def run():
    say("ten networks in one process")
    ours = measured(many_at_once, COUNT, warm=(1,))
    say("the same ten, batch by batch with Keras")
    plain = measured(batch_by_batch, COUNT, warm=(1,))
    for found, expected in zip(ours.value, plain.value, strict=True):
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-5)
    say("the same number with Keras's fit")
    fitted = measured(fit_each, COUNT, warm=(1,))
    say("ten replicates with their controls, measured")
    whole = measured(replicates, COUNT, warm=(1,))
    rows = [
        ["training ten", shown(ours.seconds), f"{ours.peak:.0f} MB", ""],
        ["Keras's `fit` ten times", shown(fitted.seconds), "", ratio(fitted, ours)],
        ["Keras's `train_on_batch`, same weights", shown(plain.seconds), "", ratio(plain, ours)],
        ["ten replicates, controls and measures", shown(whole.seconds), f"{whole.peak:.0f} MB", ""],
    ]
    table("Replicates of 1v7, TensorFlow's start left out", ["", "seconds", "peak", "ratio"], rows)


def ratio(other, ours):
    return f"{other.seconds / ours.seconds:.1f}"


def dataset():
    """As tables.DATASET: 1s and 7s, the first to train with, the last hundred of each to test."""
    pixels, labels = mnist_images()
    rows = np.concatenate([np.flatnonzero(labels == digit)[:PER_DIGIT] for digit in (1, 7)])
    split = np.where(np.arange(2 * PER_DIGIT) % PER_DIGIT < PER_DIGIT // 2, "train", "test")
    return {"split": split, "label": labels[rows], "pixels": pixels[rows].reshape(len(rows), -1)}


def taught():
    from chemins.measures.replicates import training_images

    images = training_images(dataset(), RUN, 0)
    targets = (images.label[:, np.newaxis] == np.array(RUN["digits"])).astype(np.float32)
    return images.pixels, targets


def many_at_once(count):
    from chemins.networks import classifiers

    classifiers.prepare()
    from chemins.networks.fast_training import Trainer, initial_weights

    model = classifiers.build("dense", [32, 64], (28, 28, 1), 2, 0)
    trainer, (inputs, targets) = Trainer([model], RUN["training"]), taught()
    starts = [initial_weights(model, seed) for seed in range(count)]
    return [trainer.train([start], inputs, [targets], s)[0] for s, start in enumerate(starts)]


def batch_by_batch(count):
    from chemins.networks import classifiers

    classifiers.prepare()
    return [one_batch_after_another(classifiers, seed) for seed in range(count)]


def one_batch_after_another(classifiers, seed):
    from chemins.networks import keras_training

    model = classifiers.build("dense", [32, 64], (28, 28, 1), 2, seed)
    model.compile(keras_training.optimizer(RUN["training"]), loss=RUN["training"]["loss"])
    inputs, targets = taught()
    order = np.random.default_rng(seed)
    for _ in range(RUN["training"]["epochs"]):
        rows = order.permutation(len(inputs))
        for start in range(0, len(inputs), 12):
            batch = rows[start : start + 12]
            model.train_on_batch(inputs[batch], targets[batch])
    return model.get_weights()


def fit_each(count):
    from chemins.networks import classifiers, keras_training

    classifiers.prepare()
    for seed in range(count):
        model = classifiers.build("dense", [32, 64], (28, 28, 1), 2, seed)
        data = taught()
        keras_training.train(model, data, data, RUN["training"], seed)


def replicates(count):
    from chemins.networks import classifiers

    classifiers.prepare()
    from chemins.measures.replicates import replicate_known

    data = dataset()
    test = np.flatnonzero(data["split"] == "test")
    replicate_known(RUN, data, (28, 28, 1), test, count, print)
