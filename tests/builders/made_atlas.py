"""The rows of a small atlas, and an Atlas of them."""

import numpy as np

from chemins.atlas import Atlas

# To the second class, in two replicates: pair -> unseen digit -> shares.
SHARES = {(0, 1): {2: (0.2, 0.4)}, (0, 2): {1: (1.0, 0.8)}, (1, 2): {0: (0.5, 0.5)}}


def atlas_of(rows, digits=(0, 1, 2), replicates=2):
    """An Atlas of rows of first, second, replicate, layer, digit, toward, measure, value."""
    names = ("first", "second", "replicate", "layer", "digit", "toward", "measure", "value")
    shuffled = np.random.default_rng(0).permutation(len(rows))
    columns = [[rows[i][position] for i in shuffled] for position in range(len(names))]
    arrays = dict(zip(names, map(np.array, columns), strict=True))
    return Atlas(digits, replicates, arrays)


def predictions(shares):
    return [
        (*pair, replicate, "", digit, toward, "predicted", value)
        for pair, of_digits in shares.items()
        for digit, of_replicates in of_digits.items()
        for replicate, share in enumerate(of_replicates, 1)
        for toward, value in zip(pair, (1 - share, share), strict=True)
    ]


SMALL = atlas_of(predictions(SHARES))

HIDDEN = ["hidden_1"]
ABOUT = {
    "digits": [0, 1, 2],
    "hidden": HIDDEN,
    "replicates": 2,
    "per_digit": 20,
    "test_per_digit": "all",
    "dataset": "small",
    "separated": 0.95,
    "has_index": False,
}
PURITY = {(0, 1): (0.99, 0.97), (0, 2): (0.90, 0.99), (1, 2): (0.80, 0.90)}


def whole():
    """An atlas with all that the page tells. PURITY: of pixels and of the hidden layer."""
    unseen = {pair: next(iter(digits)) for pair, digits in SHARES.items()}
    rows = predictions(SHARES)
    for pair, (pixels, hidden) in PURITY.items():
        for replicate in (1, 2):
            here = (*pair, replicate)
            rows.append((*here, "", -1, -1, "accuracy", 0.9))
            rows.append((*here, "", unseen[pair], -1, "confidence", 0.75))
            for layer, value in (("pixels", pixels), ("hidden_1", hidden)):
                rows += [(*here, layer, -1, -1, m, value)
                         for m in ("purity", "ami", "probe", "neighbours")]  # fmt: skip
                rows.append((*here, layer, unseen[pair], pair[1], "affinity", 0.25))
            for name in ("path", "max_softmax", "energy"):
                rows += [(*here, "", unseen[pair], -1, f"{kind}_{name}", len(name) / 20)
                         for kind in ("auroc", "fpr95")]  # fmt: skip
    return atlas_of(rows)
