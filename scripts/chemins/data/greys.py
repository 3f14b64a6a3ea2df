"""Which numbers are taken as greys, and where it is plain that they are meant otherwise.

White is 255 in integers and 1 in floats, whatever the images look like. What cannot be on that
scale, or hardly, is refused: a network would learn and show next to nothing, and nobody would see.
"""

from collections.abc import Iterator

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


def grey_pieces(what, images) -> Iterator[tuple[str, np.ndarray]]:
    """(split, (m, height, width, channels) uint8) of images of both splits, piece by piece.

    images: split -> its pieces, arrays (m, height, width[, channels]) of numbers. what: begins the
    message of a CheminsError, which once a split was seen tells of numbers in it that are not on
    white's scale or not finite, and in the end of splits on two scales.
    """
    tops = {}
    for split, pieces in images.items():
        named, lows, highs = f"{what}: the {split} images", [], []
        for piece in map(of_bits, pieces):
            white = white_of(named, piece.dtype)
            lows.append(piece.min())
            highs.append(piece.max())
            if lows[-1] >= 0 and highs[-1] <= white:  # of others only the range is told
                yield split, grey(piece)
        tops[split] = top(named, piece.dtype, np.min(lows), np.max(highs))
    check_one_scale(what, tops)


def check_one_scale(what, tops) -> None:
    """Raise CheminsError for splits on two scales. tops: split -> brightest share of white."""
    low, high = sorted(tops, key=tops.get)
    if tops[high] > APART * tops[low]:
        raise CheminsError(
            f"{what}: the brightest value of the {high} images is {100 * tops[high]:.0f} % of "
            f"white, that of the {low} images {100 * tops[low]:.0f} %; needed: one scale, "
            f"{NEEDED}. {ADVICE}"
        )


def check_pictures(what, tops) -> None:
    """Raise CheminsError for pictures on another scale, or on two.

    tops: split -> the brightest value, of 255, as pictures were read.
    """
    for split in ("train", "test"):
        value = tops[split]
        if value < DARK * 255:
            raise CheminsError(
                f"{what}: the brightest value of the {split} pictures is {value} of 255, less than "
                "a quarter of white, so they must be on another scale (numbers of classes, or 10 "
                "bits in a file of 16). Save them so that white is the brightest value of their "
                "format"
            )
    check_one_scale(what, {split: value / 255 for split, value in tops.items()})


def of_bits(images) -> np.ndarray:
    """Booleans, true for white, as greys; other images as they are."""
    return images * np.uint8(255) if images.dtype.kind == "b" else images


def white_of(what, kind) -> int:
    """What white is in numbers of this dtype, or a CheminsError where they are none."""
    if kind.kind not in "iuf":
        raise CheminsError(f"{what} are {kind}; needed: {NEEDED}")
    return 1 if kind.kind == "f" else 255


def top(what, kind, low, high) -> float:
    """The brightest value of a split as a share of white, or a CheminsError. kind: the images'
    dtype; low, high: their least and largest value."""
    white = white_of(what, kind)
    if not np.isfinite(low) or not np.isfinite(high):
        raise CheminsError(f"{what} have values that are no finite numbers (NaN or infinity)")
    if low < 0 or high > white:
        raise CheminsError(f"{what} are {kind} from {low} to {high}; needed: {NEEDED}. {ADVICE}")
    if high < DARK * white:
        raise CheminsError(
            f"{what} are {kind} from {low} to {high}, and white is {white}: nothing in "
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


def brightest(pixels, split, before=()) -> dict[str, int]:
    """split -> its brightest value, of 255, also of what was there `before`.

    pixels: (n, …) uint8. split: (n,) str.
    """
    tops = dict(before)
    for name in np.unique(split).tolist():
        tops[name] = max(tops.get(name, 0), int(pixels[split == name].max()))
    return tops


def dim_warning(tops) -> str:
    """What to say of splits that may be dark, or on another scale; "" if there are none.

    tops: as of brightest.
    """
    dim = [f"{value} of 255 in the {name} images" for name, value in tops.items()
           if value < DIM * 255]  # fmt: skip
    if not dim:
        return ""
    return (
        f"the brightest value is {' and '.join(dim)}: taken as it is. If that is white, the images "
        f"are on another scale. {ADVICE}"
    )
