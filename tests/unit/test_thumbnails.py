import base64
import gzip

import numpy as np
import pytest

from chemins.pages.thumbnails import packed, shrunk, sprite_shape, zipped


def unpacked(text, count, values):
    """The levels of each image, read as docs/explorer.md says."""
    data = np.frombuffer(gzip.decompress(base64.b64decode(text)), np.uint8).reshape(count, -1)
    return np.stack([data >> 4, data & 15], axis=-1).reshape(count, -1)[:, :values]


@pytest.mark.parametrize("shape", [(28, 28, 1), (3, 3, 1), (5, 7, 3)])
def test_an_images_values_come_back_within_8_of_255(shape):
    images = np.random.default_rng(0).integers(0, 256, (4, *shape), dtype=np.uint8)
    found = unpacked(packed(images), 4, np.prod(shape)).astype(int) * 17
    assert np.abs(found - images.reshape(4, -1)).max() <= 8


def test_black_and_white_stay_what_they_are():
    images = np.array([0, 255, 255, 0], np.uint8).reshape(2, 1, 2, 1)
    assert unpacked(packed(images), 2, 2).tolist() == [[0, 15], [15, 0]]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((28, 28, 1), (28, 28, 1)),
        ((32, 32, 3), (28, 28, 3)),
        ((10, 56, 1), (5, 28, 1)),
        ((1, 500, 1), (1, 28, 1)),
    ],
)
def test_larger_images_are_shrunk_in_proportion(shape, expected):
    assert sprite_shape(shape) == expected
    assert shrunk(np.zeros((2, *shape), np.uint8)).shape == (2, *expected)


def test_shrinking_keeps_the_mean_and_the_channels():
    images = np.zeros((1, 56, 56, 3), np.uint8)
    images[0, :28, :, 0] = 200
    small = shrunk(images)
    assert small[0, :14, :, 0].min() == 200
    assert small[..., 1:].max() == 0
    assert abs(small.mean() - images.mean()) < 1


def test_the_same_bytes_each_time():
    assert zipped(b"abc") == zipped(b"abc")
    assert gzip.decompress(base64.b64decode(zipped(b"abc"))) == b"abc"
