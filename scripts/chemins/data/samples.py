"""Which images a run uses: so many of each digit, drawn with the run's seed."""

import numpy as np

HELD_OUT = 2  # of the streams that images are drawn by; 0 and 1 are those of the splits


def draw_known(split, label, digits, per_digit, test_per_digit, seed) -> dict[str, np.ndarray]:
    """The samples a network is taught with and tested on.

    split, label: (n,) of the whole dataset, whose sample ids are the row numbers. Returns
    sample_id (m,) ascending int32, label (m,) and role (m,), "train" or "test".
    """
    parts = [("train", digits, per_digit), ("test", digits, test_per_digit)]
    return draw_parts(split, label, parts, seed)


def draw_unseen(split, label, unseen, test_per_digit, seed) -> dict[str, np.ndarray]:
    """The samples of digits a network is never taught, from the test images. As draw_known."""
    columns = draw_parts(split, label, [("test", unseen, test_per_digit)], seed)
    columns["role"] = np.full(len(columns["sample_id"]), "unseen")
    return columns


def draw_held_out(split, label, digits, count, taught, seed) -> np.ndarray:
    """Row numbers (m,) of images, of either split, that a network was not taught.

    count: of each digit, or "all", which is all test images. taught: row numbers of training
    images; count is at most the number of a digit's test images.
    """
    if count == "all":
        return np.flatnonzero((split == "test") & np.isin(label, digits))
    left = np.ones(len(label), bool)
    left[taught] = False
    return np.concatenate(
        [
            np.random.default_rng([seed, digit, HELD_OUT]).choice(
                np.flatnonzero(left & (label == digit)), size=count, replace=False
            )
            for digit in digits
        ]
    )


def draw_parts(split, label, parts, seed) -> dict[str, np.ndarray]:
    chosen = np.sort(
        np.concatenate(
            [
                draw_digit(split, label, name, digit, count, seed)
                for name, digits, count in parts
                for digit in digits
            ]
        )
    ).astype(np.int32)
    return {"sample_id": chosen, "label": label[chosen], "role": split[chosen].astype(str)}


def draw_digit(split, label, name, digit, count, seed) -> np.ndarray:
    """Row numbers of one digit. Its own random stream: no other digit's draw moves it."""
    rows = np.flatnonzero((split == name) & (label == digit))
    if count == "all":
        return rows
    stream = np.random.default_rng([seed, digit, ("train", "test").index(name)])
    return stream.choice(rows, size=count, replace=False)
