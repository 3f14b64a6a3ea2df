"""The networks' training against plain Keras: the same weights, to the bit."""

import numpy as np
from data import mnist_images
from measure import measured, say, shown, table

TRAINING = {
    "loss": "mean_squared_error",
    "optimizer": "adam",
    "learning_rate": 0.0001,
    "batch_size": 12,
}
# What is trained: images, epochs.
CASES = {"1 and 7, 100 images each, 15 epochs": (200, 15), "60,000 images, 3 epochs": (60_000, 3)}


def run():
    rows = []
    for name, case in CASES.items():
        say(f"training on {name}")
        ours, plain = measured(own, *case), measured(plain_keras, *case)
        for found, expected in zip(ours.value, plain.value, strict=True):
            np.testing.assert_array_equal(found, expected)
        ratio = f"{plain.seconds / ours.seconds:.1f}"
        rows.append([name, shown(ours.seconds), f"{ours.peak:.0f} MB", shown(plain.seconds), ratio])
    table("Training 784-32-64", ["", "seconds", "peak", "Keras's default loop", "ratio"], rows)


def data(images):
    pixels, labels = mnist_images()
    digits = range(10) if images > 200 else (1, 7)
    chosen = np.concatenate(
        [np.flatnonzero(labels[:60_000] == d)[: images // len(digits)] for d in digits]
    )
    return pixels[chosen], labels[chosen], digits


def prepared(images):
    from chemins.networks import classifiers

    classifiers.prepare()
    pixels, labels, digits = data(images)
    model = classifiers.build("dense", [32, 64], (28, 28, 1), len(digits), seed=0)
    return model, classifiers.network_input(model, pixels), classifiers.one_hot(labels, digits)


def own(images, epochs):
    from chemins.networks import keras_training

    model, inputs, targets = prepared(images)
    test = inputs[:100], targets[:100]
    keras_training.train(model, (inputs, targets), test, {**TRAINING, "epochs": epochs}, seed=0)
    return model.get_weights()


def plain_keras(images, epochs):
    import keras

    model, inputs, targets = prepared(images)
    model.compile(keras.optimizers.Adam(1e-4), loss="mean_squared_error", metrics=["accuracy"])
    keras.utils.set_random_seed(0)
    model.fit(
        inputs,
        targets,
        batch_size=12,
        epochs=epochs,
        validation_data=(inputs[:100], targets[:100]),
        verbose=2,
    )
    return model.get_weights()
