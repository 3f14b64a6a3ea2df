"""Which numbers are taken as greys."""

import io

import numpy as np
import pytest

from chemins.base.errors import CheminsError
from chemins.data.greys import brightest, dim_warning, grey_pieces
from fetch_dataset import fetch_dataset

RAMP = np.arange(256, dtype=np.uint8).reshape(4, 8, 8)


def greys(train, test=RAMP, rows=4):
    """split -> all its images, which come so many at a time."""
    images = {"train": np.asarray(train), "test": np.asarray(test)}
    pieces = {
        split: np.split(array, range(rows, len(array), rows)) for split, array in images.items()
    }
    found = [*grey_pieces("dataset own", pieces)]
    return {name: np.concatenate([p for split, p in found if split == name]) for name in images}


@pytest.mark.parametrize("kind", ["float16", "float32", "float64", "longdouble"])
def test_every_grey_divided_by_255_comes_back(kind):
    found = greys((RAMP / 255).astype(kind))["train"]
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found[..., 0], RAMP)


TAKEN = {
    "integers of a quarter": (np.minimum(RAMP, 64), np.minimum(RAMP, 64)),
    "dark photographs": (RAMP // 3, RAMP // 3),
    "a darker test split": (RAMP, RAMP // 2 + 1),
    "wide integers": (RAMP.astype(np.int64), RAMP),
    "black and white": (np.where(RAMP > 127, 255, 0), RAMP),
    "one bright value among black": (np.eye(8, dtype=int)[np.newaxis] * 255, RAMP),
    "integers and floats": (RAMP, RAMP / 255),
    "zeros and ones as floats": (np.eye(4)[np.newaxis], np.eye(4)[np.newaxis]),
    "dark floats": (RAMP / 255 * 0.3, RAMP / 255 * 0.3),
}


@pytest.mark.parametrize("rows", [4, 1])
@pytest.mark.parametrize(("train", "test"), TAKEN.values(), ids=TAKEN)
def test_what_may_be_greys_is_taken(train, test, rows):
    """Whatever there is in a single piece."""
    found = greys(train, test, rows)
    for split, given in (("train", train), ("test", test)):
        scale = 255 if given.dtype.kind == "f" else 1
        np.testing.assert_array_equal(found[split][..., 0], np.rint(given * scale))


SAVE = "Save both splits as floats, (x - black) / (white - black)"
REFUSED = {
    "0 to 16": (RAMP // 16, "uint8 from 0 to 15, and white is 255"),
    "0 and 1 as integers": ((RAMP > 127).astype(int), "from 0 to 1, and white is 255"),
    "0 to 31": (RAMP // 8, "(x / 31 if black is 0"),
    "0 to 63": (RAMP // 4, "reaches a quarter of it"),
    "all black": (RAMP * 0, "from 0 to 0"),
    "floats divided twice": (RAMP / 255**2, "and white is 1"),
    "0 to 1 cut to integers": ((RAMP / 255).astype(np.uint8), "uint8 from 0 to 1"),
    "16 bits": (RAMP.astype(np.uint16) * 257, "uint16 from 0 to 65535"),
    "below black": (RAMP.astype(int) - 128, "int64 from -128 to 127"),
    "floats up to 255": (RAMP.astype(float), "float64 from 0.0 to 255.0"),
    "floats from -1": (RAMP / 127.5 - 1, "float64 from -1.0 to 1.0"),
    "standardised": ((RAMP - 128.0) / 74, "float64 from -1.7"),
    "one value above 1": (np.where(RAMP == 255, 1.5, 0), "from 0.0 to 1.5"),
    "NaN": (np.where(RAMP == 7, np.nan, 0.5), "no finite numbers"),
    "infinity": (np.where(RAMP == 7, np.inf, 0.5), "no finite numbers"),
    "minus infinity": (np.where(RAMP == 7, -np.inf, 0.5), "no finite numbers"),
    "complex": (RAMP * 1j, "complex128; needed: integers from 0 to 255, or floats from 0 to 1"),
    "text": (RAMP.astype(str), "needed: integers from 0 to 255"),
    "times": (RAMP.astype("m8[s]"), "timedelta64[s]; needed"),
    "a split scaled otherwise": (np.minimum(RAMP, 100), "test images is 100 % of white, that of"),
}


@pytest.mark.parametrize("rows", [4, 1])
@pytest.mark.parametrize(("images", "said"), REFUSED.values(), ids=REFUSED)
def test_other_numbers_are_refused_in_words(images, said, rows):
    """In those that tell of all pieces."""
    with pytest.raises(CheminsError) as caught:
        greys(images, rows=rows)
    message = str(caught.value)
    assert message.startswith("dataset own: the ")
    assert said in message
    assert ("needed: " in message) or ("finite" in message) or SAVE in message


def test_either_split_may_be_the_darker_one():
    with pytest.raises(CheminsError, match=r"the train images is 100 % .* the test images 39 %"):
        greys(RAMP, np.minimum(RAMP, 100))
    with pytest.raises(CheminsError, match="the test images are uint8 from 0 to 1,"):
        greys(RAMP, np.minimum(RAMP, 1))


@pytest.mark.parametrize(
    ("train", "test", "said"),
    [
        (255, 255, ""),
        (128, 255, ""),
        (127, 255, "127 of 255 in the train images: taken as it is"),
        (100, 90, "90 of 255 in the test images and 100 of 255 in the train images"),
    ],
)
def test_what_may_be_on_another_scale_is_told(train, test, said):
    pixels, split = np.array([[3, train], [test, 4]]), np.array(["train", "test"])
    text = dim_warning(brightest(pixels, split))
    assert said in text
    assert bool(text) == bool(said)


@pytest.mark.parametrize(("highest", "told"), [(255, False), (100, True)])
def test_the_job_tells_it_on_the_terminal(tmp_path, highest, told):
    arrays = {name: np.minimum(RAMP, highest) for name in ("x_train", "x_test")}
    labels = dict.fromkeys(["y_train", "y_test"], np.arange(4))
    np.savez(tmp_path / "own.npz", **arrays, **labels)
    source, terminal = {"path": str(tmp_path / "own.npz")}, io.StringIO()
    fetch_dataset({"dataset": source}, tmp_path / "table", terminal=terminal)
    assert (f"chemins: dataset {source['path']}: the brightest" in terminal.getvalue()) == told
    assert bool(terminal.getvalue()) == told
