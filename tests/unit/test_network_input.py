"""What a network is given of an image, against Pillow and formulas written out."""

from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from chemins.base.errors import CheminsError
from chemins.networks.network_input import (
    PRESETS,
    axis_weights,
    fitted_input,
    from_settings,
    resized,
    told,
)


def images(*shape):
    return SimpleNamespace(shape=shape, name="these images")


def pixels(rows, *shape):
    return np.random.default_rng(4).integers(256, size=(rows, int(np.prod(shape)))).astype(np.uint8)


def fitted(asked, shape, of=(6, 5, 3), kind="float32"):
    return fitted_input(asked, shape, images(*of), "run a", kind)


# --- values -----------------------------------------------------------------------------------


def test_values_scale_channels_and_layout_as_by_hand():
    found = fitted({"scale": 255, "mean": [10, 20, 30], "std": [2, 4, 5]}, (3, 6, 5))
    given = pixels(4, 6, 5, 3)
    values = found.of_bytes(given)
    assert values.shape == (4, 3, 6, 5)
    assert values.dtype == np.float32
    for row, y, x, channel in np.ndindex(4, 6, 5, 3):
        pixel = float(given[row, (y * 5 + x) * 3 + channel])
        by_hand = (pixel - (10, 20, 30)[channel]) / (2, 4, 5)[channel]
        assert values[row, channel, y, x] == pytest.approx(by_hand, rel=1e-6)


@pytest.mark.parametrize(("asked", "white"), [({}, 1), ({"scale": 1}, 1), ({"scale": 255}, 255)])
def test_white_is_what_the_scale_says(asked, white):
    values = fitted(asked, (6, 5, 3)).of_bytes(np.full((1, 90), 255, np.uint8))
    np.testing.assert_array_equal(values, np.full((1, 6, 5, 3), white, np.float32))


@pytest.mark.parametrize("scale", [1, 255])
def test_shares_are_as_their_bytes(scale):
    found = fitted({"scale": scale, "mean": [0.3], "std": [0.7]}, (6, 5, 3))
    given = pixels(3, 6, 5, 3)
    shares = given.astype(np.float32) / np.float32(255)
    np.testing.assert_allclose(found.of_shares(shares), found.of_bytes(given), rtol=1e-5)


def test_whole_numbers_are_given_as_such_and_noise_rounded():
    found = fitted({}, (6, 5, 3), kind="uint8")
    given = pixels(3, 6, 5, 3)
    assert found.of_bytes(given).dtype == np.uint8
    np.testing.assert_array_equal(found.of_bytes(given).reshape(3, -1), given)
    outside = found.of_shares(np.full((1, 90), 1.1, np.float32))
    assert (outside == 255).all()


def test_grey_becomes_three_channels_and_colours_brightness():
    grey = fitted({"channels": 3}, (3, 6, 5), of=(6, 5, 1)).of_bytes(pixels(2, 6, 5, 1))
    np.testing.assert_array_equal(grey[:, 0], grey[:, 2])
    bright = fitted({"channels": 1, "scale": 255}, (1, 1, 1), of=(1, 1, 3))
    found = bright.of_bytes(np.array([[100, 50, 200]], np.uint8))
    assert found.item() == pytest.approx(0.299 * 100 + 0.587 * 50 + 0.114 * 200)


def test_the_imagenet_preset_is_torchvisions():
    found = fitted("imagenet", (3, 224, 224), of=(28, 28, 1))
    values = found.of_bytes(np.full((1, 784), 51, np.uint8))  # 0.2
    by_hand = (0.2 - np.array([0.485, 0.456, 0.406])) / np.array([0.229, 0.224, 0.225])
    np.testing.assert_allclose(values[0, :, 100, 17], by_hand, rtol=1e-5)
    assert values.shape == (1, 3, 224, 224)


def test_keys_beside_a_preset_replace_its_own():
    found = fitted({"preset": "imagenet", "size": [9, 8], "std": [2]}, (3, 9, 8))
    assert found.mean == tuple(PRESETS["imagenet"]["mean"])
    assert (found.size, found.std, found.channels) == ((9, 8), (2.0,), 3)


# --- size ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(11, 13), (3, 2), (20, 2), (6, 5), (1, 1), (60, 50)])
def test_sizes_are_changed_as_pillow_does(size):
    given = np.random.default_rng(0).random((3, 6, 5, 2), np.float32)
    found = resized(given, size)
    for row, channel in np.ndindex(3, 2):
        image = Image.fromarray(given[row, :, :, channel])
        expected = image.resize(size[::-1], Image.Resampling.BILINEAR)
        np.testing.assert_allclose(found[row, :, :, channel], expected, atol=1e-5)


@pytest.mark.parametrize(("old", "new"), [(4, 4), (4, 9), (9, 4), (28, 224), (1, 5), (5, 1)])
def test_a_new_pixel_is_a_mean_of_old_ones(old, new):
    weights = axis_weights(old, new)
    assert weights.shape == (new, old)
    assert weights.min() >= 0
    np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_allclose(weights, weights[::-1, ::-1], atol=1e-6)  # neither side is favoured


# --- what fits ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "of", "layout"),
    [
        ((3, 6, 5), (6, 5, 3), "NCHW"),
        ((6, 5, 3), (6, 5, 3), "NHWC"),
        ((6, 5), (6, 5, 1), "NCHW"),
        ((90,), (6, 5, 3), "NHWC"),
        ((3, 3, 3), (3, 3, 3), "NCHW"),
    ],
)
def test_the_layout_is_the_one_that_fits(shape, of, layout):
    assert fitted({}, shape, of).layout == layout


def test_a_row_can_have_its_channels_first():
    values = fitted({"layout": "NCHW", "scale": 255}, (12,), (2, 2, 3)).of_bytes(
        np.arange(12, dtype=np.uint8)[np.newaxis]
    )
    np.testing.assert_array_equal(values, [[0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]])


@pytest.mark.parametrize(
    ("asked", "shape", "words"),
    [
        ({}, (3, 7, 5), r"\(3, 7, 5\).*\(3, 6, 5\), \(90,\).*`size`"),
        ({"layout": "NHWC"}, (3, 6, 5), r"can be \(6, 5, 3\)"),
        ({"size": [7, 5], "channels": 1}, (3, 7, 5), r"\(1, 7, 5\)"),
        ({"mean": [1, 2]}, (3, 6, 5), r"mean has 2 values.*3 channels"),
        ({"std": [1, 2]}, (3, 6, 5), r"std has 2 values"),
        (
            {"mean": [0.5, 72.9, 0.1], "std": [90.0]},
            (3, 6, 5),
            r"network\.input\.mean: 72\.9 is above white, which is 1; say scale: 255",
        ),
        ({"scale": 255, "mean": [256]}, (3, 6, 5), "mean: 256 is above white, which is 255$"),
    ],
)
def test_what_does_not_fit_is_said(asked, shape, words):
    with pytest.raises(CheminsError, match=f"run a.*{words}"):
        fitted(asked, shape)


def test_a_mean_may_be_white():
    assert fitted({"mean": [1]}, (3, 6, 5)).mean == (1.0,)
    assert fitted({"scale": 255, "mean": [255]}, (3, 6, 5)).mean == (255.0,)
    assert fitted({"mean": [127]}, (3, 6, 5), kind="uint8").scale == 255


def test_settings_hold_all_of_it():
    found = fitted({"preset": "imagenet", "size": [9, 8]}, (3, 9, 8))
    assert from_settings(found.settings()) == found


@pytest.mark.parametrize(
    ("asked", "shape", "of", "text"),
    [
        ({}, (3, 6, 5), (6, 5, 3), "pixels from 0 to 1, as NCHW"),
        ({"scale": 255}, (90,), (6, 5, 3), "pixels from 0 to 255, as one row"),
        (
            {"mean": [0.5]},
            (6, 5, 3),
            (6, 5, 3),
            "pixels from 0 to 1, standardised by mean 0.5, as NHWC",
        ),
        (
            {"mean": [0.5], "std": [0.25], "size": [9, 8], "channels": 3},
            (9, 8, 3),
            (6, 5, 1),
            "pixels from 0 to 1, standardised by mean 0.5 and deviation 0.25, resized from 6 × 5 "
            "to 9 × 8, grey repeated as 3 channels, as NHWC",
        ),
        ({"channels": 1}, (6, 5), (6, 5, 3), "pixels from 0 to 1, as brightness"),
    ],
)
def test_what_a_network_is_given_is_told(asked, shape, of, text):
    assert told(fitted(asked, shape, of)) == text
