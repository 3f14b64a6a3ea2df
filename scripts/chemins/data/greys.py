"""Which numbers are taken as greys, and where it is plain that they are meant otherwise.

White is 255 in integers and 1 in floats, whatever the images look like. What cannot be on that
scale, or hardly, is refused: a network would learn and show next to nothing, and nobody would see.
"""

import numpy as np

from chemins.base.errors import CheminsError

NEEDED = "integers from 0 to 255, or floats from 0 to 1"
DARK = 0.25  # of white: a split with nothing brighter is on another scale
DIM = 0.5  # one with nothing brighter than this may be
APART = 2  # the brightest values of two splits on one scale differ by a smaller factor
ADVICE = (
    "Save both splits as floats, (x - black) / (white - black), with the values that black and "
    "white have in them"
)


def as_greys(what, images) -> dict[str, np.ndarray]:
    """Images of both splits, (n, height, width[, channels]), as (n, height, width, channels) uint8.

    images: split -> array of numbers. what: begins the message of a CheminsError, which tells of
    numbers that are not on white's scale or not finite, and of splits on two scales.
    """
    tops = {split: top(f"{what}: the {split} images", array) for split, array in images.items()}
    low, high = sorted(tops, key=tops.get)
    if tops[high] > APART * tops[low]:
        raise CheminsError(
            f"{what}: the brightest value of the {high} images is {100 * tops[high]:.0f} % of "
            f"white, that of the {low} images {100 * tops[low]:.0f} %; needed: one scale, "
            f"{NEEDED}. {ADVICE}"
        )
    return {split: grey(array) for split, array in images.items()}


def top(what, images) -> float:
    """The brightest value of a split as a share of white, or a CheminsError."""
    kind = images.dtype.kind
    if kind not in "iuf":
        raise CheminsError(f"{what} are {images.dtype}; needed: {NEEDED}")
    low, high, white = images.min(), images.max(), 1 if kind == "f" else 255
    if not np.isfinite(low) or not np.isfinite(high):
        raise CheminsError(f"{what} have values that are no finite numbers (NaN or infinity)")
    if low < 0 or high > white:
        raise CheminsError(
            f"{what} are {images.dtype} from {low} to {high}; needed: {NEEDED}. {ADVICE}"
        )
    if high < DARK * white:
        raise CheminsError(
            f"{what} are {images.dtype} from {low} to {high}, and white is {white}: nothing in "
            f"them reaches a quarter of it, so they must be on another scale. {ADVICE} (x / {high} "
            "if black is 0 and nothing is brighter)"
        )
    return float(high) / white


def grey(images) -> np.ndarray:
    if images.ndim == 3:
        images = images[..., np.newaxis]
    if images.dtype.kind == "f":
        images = np.rint(images * 255)
    return images.astype(np.uint8)


def dim_warning(pixels, split) -> str:
    """What to say of splits that may be dark, or on another scale; "" if there are none.

    pixels: (n, …) uint8. split: (n,) str.
    """
    tops = {name: int(pixels[split == name].max()) for name in np.unique(split).tolist()}
    dim = [f"{value} of 255 in the {name} images" for name, value in tops.items()
           if value < DIM * 255]  # fmt: skip
    if not dim:
        return ""
    return (
        f"the brightest value is {' and '.join(dim)}: taken as it is. If that is white, the images "
        f"are on another scale. {ADVICE}"
    )
