"""Where the images of a digit go in a layer, summed up."""

import numpy as np


def entropy(shares) -> float:
    """Shannon's entropy of shares that add up to 1, in bits: 0 if all go to one place."""
    positive = np.array([share for share in shares if share > 0])
    return float(np.sum(positive * np.log2(1 / positive)))
