"""One picture as people have it, read as greys or colours from 0 to 255."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from chemins.base.unpacking import check_file

FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF", "PPM")
LARGEST = 1 << 27  # pixels: more than cameras have, fewer than would fill the memory
ORIENTATION = 0x0112  # the EXIF tag
TURNED = (5, 6, 7, 8)  # its values that exchange height and width
BRIGHT = ("1", "L")  # modes of greys, to 255; of others to WIDE, or to 1
WIDE_MODES = ("I", "I;16", "I;16B", "I;16L", "I;16N")
WIDE = 65_535
GREY_MODES = (*BRIGHT, *WIDE_MODES, "F", "LA", "La")
# What Pillow raises for damaged files: nearly anything.
UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, SyntaxError, EOFError)
UNREADABLE += (MemoryError, RuntimeError, ArithmeticError, AssertionError)
UNREADABLE += (Image.DecompressionBombError,)


class BadPicture(Exception):
    """Why a picture cannot be taken."""


def picture_shape(path) -> tuple[int, int, int]:
    """(height, width, channels) of a picture as it is shown, from its header. Raises BadPicture."""
    with opened(path) as picture:
        width, height = picture.size
        if is_on_its_side(picture):
            width, height = height, width
        return height, width, 1 if is_grey(picture) else 3


def read_picture(path, size=None, channels=None) -> np.ndarray:
    """(height, width, channels) uint8: the first frame, turned as its EXIF says, over white.

    size: (height, width) to bring it to; channels: 1 or 3. None for its own. Raises BadPicture.
    """
    with opened(path) as picture:
        mode = {1: "L", 3: "RGB", None: "L" if is_grey(picture) else "RGB"}[channels]
        if size:
            decode_no_larger_than_needed(picture, size)
        whole = flat(upright(picture)).convert(mode)
        if size and whole.size != (size[1], size[0]):
            whole = whole.resize((size[1], size[0]), Image.Resampling.BILINEAR)
        return np.asarray(whole).reshape(whole.height, whole.width, -1)


@contextmanager
def opened(path) -> Iterator:
    """A picture of which the header is read."""
    try:
        check_file(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what Pillow warns of, nothing is lost
            # Not by its path: Pillow maps uncompressed TIFF files into memory then, and has height
            # and width of those on their side the wrong way round.
            with open(path, "rb") as file, Image.open(file, formats=FORMATS) as picture:
                check_extent(*picture.size)
                yield picture
    except UNREADABLE as error:
        raise BadPicture(reason(error)) from None


def check_extent(width, height) -> None:
    if width * height > LARGEST:
        raise BadPicture(f"it has {height:,} × {width:,} pixels, over {LARGEST:,}")


def reason(error) -> str:
    if isinstance(error, UnidentifiedImageError):
        return f"it is empty, damaged or no picture of these kinds: {', '.join(FORMATS)}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).partition("\n")[0][:200] or type(error).__name__


# --- what a header says -----------------------------------------------------------------------


def is_grey(picture) -> bool:
    """Whether a picture has greys only, by its mode or its palette."""
    if picture.mode == "P":
        colours = np.array(picture.getpalette("RGB")).reshape(-1, 3)
        return bool((colours == colours[:, :1]).all())
    return picture.mode in GREY_MODES


def orientation(picture) -> int:
    """By how a picture is yet to be turned, as EXIF counts."""
    if picture.format == "TIFF":  # Pillow turns these itself, and tells their size accordingly
        return 1
    try:
        return picture.getexif().get(ORIENTATION, 1)
    except UNREADABLE:  # damaged EXIF is no reason to do without the picture
        return 1


def is_on_its_side(picture) -> bool:
    return orientation(picture) in TURNED


# --- pixels -----------------------------------------------------------------------------------


def decode_no_larger_than_needed(picture, size) -> None:
    """Have a JPEG decoded at a half, a quarter or an eighth, where it stays twice `size`."""
    height, width = size[::-1] if is_on_its_side(picture) else size
    picture.draft(None, (2 * width, 2 * height))


def upright(picture) -> Image.Image:
    picture.load()
    return ImageOps.exif_transpose(picture) if orientation(picture) != 1 else picture


def flat(picture) -> Image.Image:
    """A picture with 8 bits a value and no transparency."""
    if picture.mode in WIDE_MODES:
        return scaled(picture, WIDE)
    if picture.mode == "F":
        return scaled(picture, 1)
    if picture.has_transparency_data:
        own = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", own.size, "white"), own).convert("RGB")
    return picture.convert("L" if picture.mode in BRIGHT else "RGB")


def scaled(picture, white) -> Image.Image:
    """Greys of which white is 65,535 or 1."""
    values = np.asarray(picture).astype(np.float64)
    low, high = values.min(), values.max()
    if not (low >= 0 and high <= white):  # NaN neither
        raise BadPicture(f"its values are from {low:g} to {high:g}; needed: 0 to {white:,}")
    return Image.fromarray(np.rint(values / white * 255).astype(np.uint8))
