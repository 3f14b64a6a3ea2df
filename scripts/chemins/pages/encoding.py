"""How columns are written for the pages' scripts: what their numbers stand for."""

import numpy as np

ROLES = ("train", "test", "unseen")
# What the columns' numbers stand for: the header tells it to the page, which knows none of it.
ENCODING = {
    "steps": 65_535,  # of a coordinate, or of the path score
    "probability": 10_000,  # what 1 is written as, of probabilities and p-values
    "no_p_value": 65_535,
    "silhouette": 100,  # what 1 is written as
    "no_silhouette": -128,
}
NEVER = "never"  # of commitment layers and prediction depths: none


def value_codes(values, names) -> np.ndarray:
    """Each value's place in names, as u8."""
    return np.select([values == name for name in names], range(len(names))).astype("u1")
