"""Where the images of a digit go in a layer, summed up."""

import numpy as np


def affinity(majority, classes) -> dict[int, float]:
    """class -> share of a digit's images that lie in clusters whose majority label is that class.

    majority: (n,) for each image the majority label of its cluster; what is no class (in a cluster
    that has none) counts towards none, so the shares add up to 1 or less. n is at least 1.
    """
    return {label: float(np.mean(majority == label)) for label in classes}


def entropy(shares) -> float:
    """Shannon's entropy of shares that add up to 1, in bits: 0 if all go to one place."""
    positive = np.array([share for share in shares if share > 0])
    return float(np.sum(positive * np.log2(1 / positive)))
