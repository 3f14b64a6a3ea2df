"""Real images and activations to measure with."""

import gzip
import sys

import numpy as np
from measure import ROOT

MNIST = ROOT.parent / "shared/data/mnist"
SHIFTS = [(0, 0), (0, 1), (1, 0), (-1, -1)]  # pixels down and right: 70,000 images become 280,000


def check_mnist():
    if not MNIST.is_dir():
        sys.exit(f"This part needs MNIST's four files in {MNIST}; skipped.")


def mnist_images():
    """All of MNIST: (70000, 784) uint8, (70000,) labels; train images first."""
    check_mnist()
    images = [read(f"{name}-images-idx3-ubyte", 16).reshape(-1, 784) for name in ("train", "t10k")]
    labels = [read(f"{name}-labels-idx1-ubyte", 8) for name in ("train", "t10k")]
    return np.concatenate(images), np.concatenate(labels)


def read(name, header):
    return np.frombuffer(gzip.decompress((MNIST / f"{name}.gz").read_bytes()), np.uint8, -1, header)


def shifted(images, shift):
    return np.roll(images.reshape(-1, 28, 28), shift, axis=(1, 2)).reshape(-1, 784)


def save_activations(folder):
    """Standardised activations of hidden_2 (64 neurons) of a ten-digit network, of 280,000 images,
    and their k-means clusters at K = 2 … 10: activations.npy, labels.npz."""
    from sklearn.cluster import KMeans

    from chemins.networks import classifiers, keras_training

    classifiers.prepare()
    images, labels = mnist_images()
    model = classifiers.build("dense", [32, 64], (28, 28, 1), 10, seed=0)
    inputs = classifiers.network_input(model, images[:60_000])
    targets = classifiers.one_hot(labels[:60_000], range(10))
    training = {
        "loss": "categorical_crossentropy",
        "optimizer": "adam",
        "learning_rate": 0.001,
        "batch_size": 32,
        "epochs": 2,
    }
    keras_training.train(
        model, (inputs, targets), (inputs[:1000], targets[:1000]), training, seed=0
    )
    _, answers = classifiers.answering(model, ["hidden_2"], "mean")
    rows = np.concatenate(
        [
            answers(classifiers.network_input(model, part))["hidden_2"]
            for shift in SHIFTS
            for part in np.array_split(shifted(images, shift), 70)
        ]
    )
    deviation = rows.std(axis=0)
    rows = (rows - rows.mean(axis=0)) / np.maximum(deviation, 0.1 * deviation.max())
    clusters = {
        str(k): KMeans(k, n_init=1, random_state=0).fit(rows[:70_000]).predict(rows)
        for k in range(2, 11)
    }
    np.save(folder / "activations.npy", rows)
    np.savez(folder / "labels.npz", **clusters)


def load_activations(folder, rows):
    """The first rows of what `save_activations` wrote: activations and K -> labels."""
    stored = np.load(folder / "labels.npz")
    return np.load(folder / "activations.npy", mmap_mode="r")[:rows].copy(), {
        int(k): stored[k][:rows] for k in stored
    }
