"""The rows of a small atlas, and an Atlas of them."""

import numpy as np

from builders.made_answers import replicated
from chemins.answers.atlas_matrices import Atlas
from chemins.statistics.influence import GROUPS

IMAGES = 130  # that each network was tested on and none before

# To the second class, in two replicates: pair -> unseen digit -> shares.
SHARES = {(0, 1): {2: (0.2, 0.4)}, (0, 2): {1: (1.0, 0.8)}, (1, 2): {0: (0.5, 0.5)}}


def atlas_of(rows, digits=(0, 1, 2), replicates=2, influence=None):
    """An Atlas of rows of first, second, replicate, layer, digit, toward, measure, value.

    influence: (rows, groups), or None of what is no measure of images.
    """
    names = ("first", "second", "replicate", "layer", "digit", "toward", "measure", "value")
    shuffled = np.random.default_rng(0).permutation(len(rows))
    columns = [[rows[i][position] for i in shuffled] for position in range(len(names))]
    arrays = dict(zip(names, map(np.array, columns), strict=True))
    arrays["images"] = np.full(len(rows), 0 if influence is None else IMAGES)
    known = np.full((len(rows), GROUPS), np.nan) if influence is None else influence
    arrays["influence"] = known[shuffled].astype(np.float32)
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
    "mark": 0.95,
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


# --- an atlas in which no two numbers are the same ----------------------------------------------

DIGITS = (2, 3, 5, 8)
PAIRS = [(2, 3), (2, 5), (2, 8), (3, 5), (3, 8), (5, 8)]
LAYERS = ("pixels", "hidden_1", "hidden_2")


def in_replicates(measure, pair, layer="", digit=-1, toward=-1):
    """The values of a measure in two replicates. Of what goes to a class: to the second one, what
    is left to the first."""
    values = np.array(replicated(measure, layer, str(pair), digit, pair[1] if toward >= 0 else -1))
    return 1 - values if toward == pair[0] else values


def distinct():
    """An atlas whose every measure has a value of its own for each pair, layer, unseen digit."""
    keys = []
    for pair in PAIRS:
        keys.append((pair, "", -1, -1, "accuracy"))
        keys += [(pair, layer, -1, -1, measure) for layer in LAYERS
                 for measure in ("purity", "ami", "probe", "neighbours")]  # fmt: skip
        for digit in set(DIGITS) - set(pair):
            keys.append((pair, "", digit, -1, "confidence"))
            keys += [(pair, "", digit, toward, "predicted") for toward in pair]
            keys += [(pair, at, digit, toward, "affinity") for at in LAYERS for toward in pair]
            for kind in ("auroc", "fpr95"):
                keys += [(pair, "", digit, -1, f"{kind}_{name}")
                         for name in ("path", "max_softmax", "energy")]  # fmt: skip
                keys += [(pair, at, digit, -1, f"{kind}_{name}") for at in LAYERS
                         for name in ("mahalanobis", "neighbours")]  # fmt: skip
    rows = [
        (*pair, replicate, layer, digit, toward, measure, found)
        for pair, layer, digit, toward, measure in keys
        for replicate, found in enumerate(in_replicates(measure, pair, layer, digit, toward), 1)
    ]
    return atlas_of(rows, DIGITS, 2)
