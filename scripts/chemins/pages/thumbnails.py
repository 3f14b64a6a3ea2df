"""A run's images, small and packed for the explorer."""

import base64
import gzip
from collections.abc import Iterator

import numpy as np

from chemins.data.images import image_shape, stream_images

SIDE = 28  # pixels of the longest side at most
WHITE = 15  # the highest of an image's levels, which are four bits
PER_BLOCK = 2_500  # images that are unpacked together


def sprite_shape(shape) -> tuple[int, int, int]:
    """(height, width, channels) of the sprites of images of that shape: no side above SIDE."""
    height, width, channels = shape
    scale = min(1, SIDE / max(height, width))
    return max(1, round(height * scale)), max(1, round(width * scale)), channels


def sprites_entry(shape) -> dict:
    """What a page is told of the sprites of images of that shape."""
    height, width, channels = sprite_shape(shape)
    return {
        "height": height,
        "width": width,
        "channels": channels,
        "block": PER_BLOCK,
        "white": WHITE,
    }


def sprite_blocks(dataset, samples) -> Iterator[str]:
    """The images of all samples as texts of PER_BLOCK images each. dataset: path of its table.
    samples: columns, of which the numbers are read."""
    asked, shape = {"sample_id": samples["sample_id"]}, image_shape(dataset)
    for batch in stream_images(dataset, asked, PER_BLOCK):
        yield packed(batch["pixels"].reshape(-1, *shape))


def shrunk(images) -> np.ndarray:
    """Images (n, height, width, channels) uint8 as sprites; small ones as they are."""
    height, width, channels = sprite_shape(images.shape[1:])
    if (height, width) == images.shape[1:3]:
        return images
    from PIL import Image

    mode = "L" if channels == 1 else "RGB"
    pictures = [Image.fromarray(i[..., 0] if channels == 1 else i, mode) for i in images]
    small = [np.asarray(p.resize((width, height), Image.Resampling.BOX)) for p in pictures]
    return np.stack(small).reshape(-1, height, width, channels)


def packed(images) -> str:
    """Images (n, height, width, channels) uint8 as base64 of gzip of 4-bit levels.

    Two values a byte, the first in the high half; each image starts at a whole byte. A level is off
    by 8 of 255 at most.
    """
    values = shrunk(images).reshape(len(images), -1).astype(np.uint16)
    levels = ((values + 8) // (255 // WHITE)).astype("u1")
    if levels.shape[1] % 2:
        levels = np.pad(levels, ((0, 0), (0, 1)))
    return zipped((levels[:, 0::2] << 4 | levels[:, 1::2]).tobytes())


def zipped(data) -> str:
    """Bytes as base64 of gzip, the same for the same bytes."""
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()
