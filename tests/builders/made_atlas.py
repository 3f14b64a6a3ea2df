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
