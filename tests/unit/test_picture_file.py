"""Pictures of every kind that people have, made here with a value of its own in each place."""

import io
import os
import struct
import zlib
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image

from chemins.data.pictures.file import (
    LARGEST,
    BadPicture,
    decode_no_larger_than_needed,
    opened,
    picture_shape,
    read_picture,
)

GREY = np.arange(0, 240, 20, dtype=np.uint8).reshape(3, 4)
COLOUR = np.stack([GREY, GREY[::-1] + 5, 255 - GREY], axis=2)


def saved(folder, picture, name="picture.png", **options):
    path = folder / name
    picture.save(path, **options)
    return path


def assert_taken(path, expected, **asked):
    """Also that the header promises what is read."""
    found = read_picture(path, **asked)
    expected = np.asarray(expected).reshape(*np.shape(expected)[:2], -1)
    np.testing.assert_array_equal(found, expected)
    assert found.dtype == np.uint8
    if not asked:
        assert picture_shape(path) == expected.shape


LOSSLESS = {"a.png": {}, "a.bmp": {}, "a.tif": {}, "a.webp": {"lossless": True}, "a.ppm": {}}


@pytest.mark.parametrize("name", LOSSLESS)
def test_colours_arrive_as_they_are(tmp_path, name):
    path = saved(tmp_path, Image.fromarray(COLOUR), name, **LOSSLESS[name])
    assert_taken(path, COLOUR)


@pytest.mark.parametrize("name", ["a.png", "a.bmp", "a.tif", "a.gif", "a.pgm"])
def test_greys_arrive_as_they_are(tmp_path, name):
    path = saved(tmp_path, Image.fromarray(GREY), name)
    assert_taken(path, GREY)
    assert_taken(path, np.repeat(GREY[..., np.newaxis], 3, axis=2), channels=3)


def test_a_jpeg_is_as_near_as_it_is_saved(tmp_path):
    flat = np.full((16, 16, 3), (200, 30, 90), np.uint8)
    found = read_picture(saved(tmp_path, Image.fromarray(flat), "a.jpg", quality=95))
    assert np.abs(found.astype(int) - flat).max() <= 2


def test_the_content_counts_and_not_the_name(tmp_path):
    saved(tmp_path, Image.fromarray(GREY), "a.png").rename(tmp_path / "a.jpg")
    assert_taken(tmp_path / "a.jpg", GREY)


def test_colours_become_greys_by_how_bright_they_look(tmp_path):
    """ITU-R 601: 0.299 red, 0.587 green, 0.114 blue."""
    path = saved(tmp_path, Image.fromarray(COLOUR))
    found = read_picture(path, channels=1)[..., 0]
    assert np.abs(found - COLOUR @ [0.299, 0.587, 0.114]).max() <= 1
    assert found.shape == (3, 4)


# --- modes --------------------------------------------------------------------------------------


def test_black_and_white(tmp_path):
    bits = np.eye(3, 4) > 0
    assert_taken(saved(tmp_path, Image.fromarray(bits)), np.where(bits, 255, 0))


WIDE = np.array([[0, 257, 25_700], [40_000, 65_280, 65_535]], np.uint16)


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.pgm"])
def test_16_bits_are_scaled(tmp_path, name):
    path = saved(tmp_path, Image.fromarray(WIDE), name)
    assert_taken(path, [[0, 1, 100], [156, 254, 255]])  # 40,000 / 257 = 155.6


def test_16_bits_of_either_byte_order(tmp_path):
    path = tmp_path / "a.tif"
    Image.fromarray(WIDE.astype(">u2")).save(path)
    assert_taken(path, [[0, 1, 100], [156, 254, 255]])


def chunk(kind, content):
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def test_colours_of_16_bits_keep_their_upper_half(tmp_path):
    values = np.array([[[0x12FF, 0x3400, 0xFF80]]], ">u2")
    header = struct.pack(">IIBBBBB", 1, 1, 16, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" + values.tobytes())
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    (tmp_path / "a.png").write_bytes(png)
    assert_taken(tmp_path / "a.png", [[[0x12, 0x34, 0xFF]]])


def test_floats_are_taken_from_0_to_1(tmp_path):
    values = np.array([[0, 0.2], [0.999, 1]], np.float32)
    assert_taken(saved(tmp_path, Image.fromarray(values), "a.tif"), [[0, 51], [255, 255]])


@pytest.mark.parametrize("values", [[0, 1.5], [-0.1, 1], [0, np.nan], [0, np.inf]])
def test_other_floats_are_refused(tmp_path, values):
    path = saved(tmp_path, Image.fromarray(np.array([values], np.float32)), "a.tif")
    with pytest.raises(BadPicture, match="needed: 0 to 1"):
        read_picture(path)


def test_wide_integers_that_are_no_16_bits_are_refused(tmp_path):
    path = saved(tmp_path, Image.fromarray(np.array([[0, 70_000]], np.int32)), "a.tif")
    with pytest.raises(BadPicture, match=r"from 0 to 70000; needed: 0 to 65,535"):
        read_picture(path)


def over_white(colours, alpha):
    """By hand: what shows through is white."""
    share = alpha[..., np.newaxis] / 255
    return np.rint(colours * share + 255 * (1 - share))


ALPHA = np.linspace(0, 255, 12).astype(np.uint8).reshape(3, 4)


@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.tif"])
def test_what_is_transparent_lies_over_white(tmp_path, name):
    options = {"lossless": True, "exact": True} if name == "a.webp" else {}
    whole = np.dstack([COLOUR, ALPHA])
    found = read_picture(saved(tmp_path, Image.fromarray(whole), name, **options))
    assert np.abs(found - over_white(COLOUR, ALPHA)).max() <= 1
    assert found[0, 0].tolist() == [255, 255, 255]


def test_greys_with_transparency_stay_greys(tmp_path):
    path = saved(tmp_path, Image.fromarray(np.dstack([GREY, ALPHA]), "LA"))
    assert picture_shape(path) == (3, 4, 1)
    expected = over_white(GREY[..., np.newaxis], ALPHA)
    assert np.abs(read_picture(path) - expected).max() <= 1


def in_a_palette(colours):
    picture = Image.fromarray(np.arange(4, dtype=np.uint8).reshape(2, 2), "P")
    picture.putpalette(np.array(colours, np.uint8).tobytes())
    return picture


COLOURS = [(255, 0, 9), (7, 80, 1), (0, 0, 200), (60, 61, 62)]


@pytest.mark.parametrize("name", ["a.png", "a.gif", "a.bmp", "a.tif"])
def test_a_palette_is_looked_up(tmp_path, name):
    assert_taken(saved(tmp_path, in_a_palette(COLOURS), name), np.reshape(COLOURS, (2, 2, 3)))


def test_a_palette_of_greys_is_grey(tmp_path):
    greys = [(7, 7, 7), (100, 100, 100), (255, 255, 255), (0, 0, 0)]
    assert_taken(saved(tmp_path, in_a_palette(greys)), [[7, 100], [255, 0]])


@pytest.mark.parametrize("name", ["a.png", "a.gif"])
def test_a_transparent_colour_of_a_palette_is_white(tmp_path, name):
    path = saved(tmp_path, in_a_palette(COLOURS), name, transparency=1)
    assert_taken(path, np.reshape([COLOURS[0], (255, 255, 255), *COLOURS[2:]], (2, 2, 3)))


@pytest.mark.parametrize("name", ["a.tif", "a.jpg"])
def test_inks_become_colours(tmp_path, name):
    inks = np.full((8, 8, 4), (0, 255, 255, 0), np.uint8)  # no cyan, all magenta and yellow
    found = read_picture(saved(tmp_path, Image.fromarray(inks, "CMYK"), name))
    assert found.shape == (8, 8, 3)
    assert np.abs(found.astype(int) - (255, 0, 0)).max() <= 3


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.png", "a.tif"])
def test_of_several_frames_the_first_is_taken(tmp_path, name):
    frames = [Image.fromarray(GREY), Image.fromarray(255 - GREY)]
    options = {"lossless": True} if name == "a.webp" else {}
    path = saved(tmp_path, frames[0], name, save_all=True, append_images=frames[1:], **options)
    with Image.open(path) as picture:
        assert picture.n_frames == 2
    assert_taken(path, GREY, channels=1)


# --- turned -------------------------------------------------------------------------------------

# Which side of what is shown the first stored row and the first stored column are: TIFF 6.0, p. 36.
SIDES = {1: ("top", "left"), 2: ("top", "right"), 3: ("bottom", "right"), 4: ("bottom", "left")}
SIDES |= {5: ("left", "top"), 6: ("right", "top"), 7: ("right", "bottom"), 8: ("left", "bottom")}


def as_shown(stored, value):
    row, column = SIDES[value]
    if value > 4:
        stored, row, column = stored.T, column, row
    stored = stored[::-1] if row == "bottom" else stored
    return stored[:, ::-1] if column == "right" else stored


@pytest.mark.parametrize("value", SIDES)
@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.tif"])
def test_pictures_are_turned_as_their_exif_says(tmp_path, name, value):
    exif = Image.Exif()
    exif[0x0112] = value
    options = {"lossless": True} if name == "a.webp" else {}
    path = saved(tmp_path, Image.fromarray(GREY), name, exif=exif, **options)
    assert_taken(path, as_shown(GREY, value), channels=1)
    assert picture_shape(path)[:2] == as_shown(GREY, value).shape


@pytest.mark.parametrize("value", SIDES)
@pytest.mark.parametrize("size", [None, (8, 16), (4, 4)])
def test_photographs_are_turned_before_they_are_resized(tmp_path, value, size):
    """Blocks of 32 x 32 pixels survive JPEG, and decoding at a smaller scale."""
    exif = Image.Exif()
    exif[0x0112] = value
    blocks = np.array([[10, 90], [170, 250]], np.uint8).repeat(32, 0).repeat(64, 1)
    path = saved(tmp_path, Image.fromarray(blocks), "a.jpg", exif=exif, quality=95)
    shown = as_shown(blocks, value)
    assert picture_shape(path) == (*shown.shape, 1)
    found = read_picture(path, size)[..., 0].astype(int)
    assert found.shape == (size or shown.shape)
    for row in (0, -1):
        for column in (0, -1):
            assert abs(found[row, column] - int(shown[row, column])) <= 8


@pytest.mark.parametrize(("value", "decoded"), [(1, (512, 1024)), (6, (256, 512))])
def test_photographs_are_decoded_at_twice_the_size_or_more(tmp_path, value, decoded):
    """128 high and 16 wide: of one on its side, that is 128 of the 512 that it is stored wide."""
    exif = Image.Exif()
    exif[0x0112] = value
    path = saved(tmp_path, Image.new("L", (512, 1024)), "a.jpg", exif=exif)
    with opened(path) as picture:
        decode_no_larger_than_needed(picture, (512, 16) if value == 1 else (128, 16))
        assert picture.size == decoded


def test_damaged_exif_turns_nothing(tmp_path):
    saved(tmp_path, Image.fromarray(COLOUR), "a.jpg", exif=b"Exif\0\0MM\0*" + b"\xff" * 30)
    assert read_picture(tmp_path / "a.jpg").shape == (3, 4, 3)


# --- size ---------------------------------------------------------------------------------------


def test_pictures_are_brought_to_a_size(tmp_path):
    path = saved(tmp_path, Image.fromarray(GREY))
    assert_taken(path, GREY, size=(3, 4))
    assert read_picture(path, size=(5, 2)).shape == (5, 2, 1)
    assert read_picture(path, size=(5, 2), channels=3).shape == (5, 2, 3)


def test_a_picture_made_smaller_is_a_mean_and_no_sample(tmp_path):
    stripes = np.tile(np.array([0, 200], np.uint8), (64, 32))
    path = saved(tmp_path, Image.fromarray(stripes))
    assert np.abs(read_picture(path, size=(8, 8)).astype(int) - 100).max() <= 12


# --- what cannot be taken -------------------------------------------------------------------------


def encoded(form):
    buffer = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).save(buffer, form)
    return buffer.getvalue()


WHOLE = {form: encoded(form) for form in ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF")}
BAD = {
    "empty": (b"", "empty, damaged or no picture"),
    "text": (b"label,pixel\n" * 50, "empty, damaged or no picture"),
    **{f"{form} cut": (content[: len(content) // 2], ".") for form, content in WHOLE.items()},
    "only a header": (WHOLE["PNG"][:33], "."),
}


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD)
def test_damaged_files_are_told_in_a_line(tmp_path, content, said):
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(BadPicture, match=said) as caught:
        read_picture(tmp_path / "a.png")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("form", WHOLE)
def test_noise_in_a_file_raises_nothing_else(tmp_path, form):
    stream = np.random.default_rng(1)
    path = tmp_path / "a.png"
    for _ in range(60):
        content = np.frombuffer(WHOLE[form], np.uint8).copy()
        places = stream.integers(0, min(len(content), 400), 12)
        content[places] = stream.integers(0, 256, 12)
        path.write_bytes(content.tobytes())
        for read in (picture_shape, read_picture):
            with suppress(BadPicture):
                read(path)


def test_a_picture_that_claims_too_much_is_not_unpacked(tmp_path):
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    (tmp_path / "a.png").write_bytes(png)
    with pytest.raises(BadPicture, match="pixels"):
        read_picture(tmp_path / "a.png")
    assert 10_000**2 < LARGEST < 50_000**2


def test_pipes_are_not_opened(tmp_path):
    os.mkfifo(tmp_path / "a.png")
    with pytest.raises(BadPicture, match="a named pipe, not a file"):
        read_picture(tmp_path / "a.png")


def test_what_is_not_there_is_told(tmp_path):
    with pytest.raises(BadPicture, match="No such file"):
        picture_shape(tmp_path / "a.png")
