"""MNIST and Fashion-MNIST, varied to any number of images by small shifts and rotations.

The images as published come first, then seeded variations of them, in the same order: of n images
six eighths are digits to train with, one eighth digits to test with and one eighth clothes, which
no network is taught (labels 10 to 19), so that 80,000 are 70,000 digits and 10,000 clothes as they
were published.
"""

import gzip
import os
import sys
from pathlib import Path

import numpy as np
from data import MNIST, check_mnist

FASHION = Path(os.environ.get("FASHION_MNIST", "/usr/share/datasets/fashion-mnist"))
SHARES = {"train": 6, "test": 1, "unseen": 1}  # eighths of all images
ANGLES = np.arange(-10, 11)  # degrees
SHIFT = 2  # pixels, in both directions
AT_ONCE = 10_000
SIDE = 28


def save_images(path, count):
    """An .npz file of so many images, as Keras names its arrays; clothes are test images."""
    parts = {role: varied(role, count * share // 8) for role, share in SHARES.items()}
    test, unseen = parts["test"], parts["unseen"]
    np.savez(
        path,
        x_train=parts["train"][0],
        y_train=parts["train"][1],
        x_test=np.concatenate([test[0], unseen[0]]),
        y_test=np.concatenate([test[1], unseen[1]]),
    )


def varied(role, count):
    """(count, 28, 28) uint8 and (count,) uint8: a role's images, and variations of them."""
    images, labels = published(role)
    stream = np.random.default_rng([len(images), sorted(SHARES).index(role)])
    places = np.arange(count) % len(images)
    found = np.empty((count, SIDE, SIDE), np.uint8)
    for start in range(0, count, AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        part = images[places[rows]]
        changed = moved(part, stream)
        is_new = np.arange(start, start + len(part)) >= len(images)
        found[rows] = np.where(is_new[:, np.newaxis, np.newaxis], changed, part)
    return found, labels[places]


def published(role):
    """(n, 28, 28) uint8 images and (n,) labels, those of clothes from 10 on."""
    check_mnist()
    folder = FASHION if role == "unseen" else MNIST
    if not folder.is_dir():
        sys.exit(f"This part needs Fashion-MNIST's four files in {folder}; FASHION_MNIST may name "
                 "another folder; skipped.")  # fmt: skip
    name = "train" if role == "train" else "t10k"
    images = read(folder / f"{name}-images-idx3-ubyte.gz", 16).reshape(-1, SIDE, SIDE)
    labels = read(folder / f"{name}-labels-idx1-ubyte.gz", 8)
    return images, labels + np.uint8(10 * (role == "unseen"))


def read(path, header):
    return np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8, -1, header)


def moved(images, stream):
    """Each image turned and shifted, by bilinear interpolation; black comes in from outside."""
    angle = np.deg2rad(stream.choice(ANGLES, len(images)).astype(np.float32))
    down, right = stream.integers(-SHIFT, SHIFT + 1, (2, len(images))).astype(np.float32)
    row, column = np.mgrid[:SIDE, :SIDE].astype(np.float32) - (SIDE - 1) / 2
    cos, sin = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    y = cos * row - sin * column + (SIDE - 1) / 2 - down[:, None, None]
    x = sin * row + cos * column + (SIDE - 1) / 2 - right[:, None, None]
    top, left = np.floor(y).astype(int), np.floor(x).astype(int)
    below, beside = y - top, x - left
    padded = np.pad(images, [(0, 0), (1, 1), (1, 1)])
    which = np.arange(len(images))[:, None, None]

    def at(rows, columns):
        return padded[which, np.clip(rows + 1, 0, SIDE + 1), np.clip(columns + 1, 0, SIDE + 1)]

    upper = at(top, left) * (1 - beside) + at(top, left + 1) * beside
    lower = at(top + 1, left) * (1 - beside) + at(top + 1, left + 1) * beside
    return np.rint(upper * (1 - below) + lower * below).astype(np.uint8)
