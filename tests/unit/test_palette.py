import numpy as np
import pytest

from chemins.figures.palette import COLORS, NEUTRAL, label_color, paler, rgb, rgba, text_color

SHOWN_TOGETHER = [
    (0, 1), (1, 4), (2, 8), (5, 6), (6, 9), (1, 3), (1, 7), (3, 7), (4, 7), (3, 4),
]  # fmt: skip
# Machado, Oliveira, Fernandes (2009), IEEE TVCG 15(6), at severity 1, for linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# IEC 61966-2-1: linear sRGB to XYZ, whose white is D65.
XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)  # fmt: skip


def linear(color):
    """`#rrggbb` as linear RGB, each 0 to 1."""
    parts = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(color, vision="normal"):
    """CIE 1976 L*a*b* of what an eye sees of `#rrggbb`."""
    seen = np.clip(VISIONS[vision] @ linear(color), 0, 1)
    ratio = XYZ @ seen / XYZ.sum(axis=1)
    x, y, z = np.where(ratio > 216 / 24389, np.cbrt(ratio), (ratio * 24389 / 27 + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one, other, vision="normal"):
    """CIE76."""
    return np.linalg.norm(lab(one, vision) - lab(other, vision))


@pytest.mark.parametrize(
    ("color", "expected"),
    [
        ("#ffffff", (100, 0, 0)),
        ("#000000", (0, 0, 0)),
        ("#ff0000", (53.24, 80.09, 67.20)),
        ("#0000ff", (32.30, 79.19, -107.86)),
    ],
)
def test_this_test_computes_lab_rightly(color, expected):
    np.testing.assert_allclose(lab(color), expected, atol=0.05)


def test_ten_distinct_colours():
    assert len({label_color(label) for label in range(10)}) == 10
    distances = [difference(a, b) for i, a in enumerate(COLORS) for b in COLORS[:i]]
    assert min(distances) > 10
    assert NEUTRAL not in COLORS


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("labels", SHOWN_TOGETHER, ids=lambda labels: "{}-{}".format(*labels))
def test_labels_shown_together_stay_apart(labels, vision):
    one, other = map(label_color, labels)
    assert difference(one, other, vision) >= 25


def test_labels_beyond_the_palette_have_other_colours():
    colors = [label_color(label) for label in range(40)]
    assert len(set(colors)) == 40
    for label in range(10):
        turns = [lab(color)[0] for color in colors[label::10]]
        assert turns == sorted(turns, reverse=True)


@pytest.mark.parametrize("kind", [int, np.int32, np.int64])
def test_labels_of_any_integer_type(kind):
    assert label_color(kind(7)) == COLORS[7]


def test_the_palette_of_the_config_is_used():
    palette = ["#102030", "#FF8040"]
    assert label_color(0, palette) == "#102030"
    assert label_color(1, palette) == "#FF8040"
    colors = {label_color(label, palette).lower() for label in range(6)}
    assert len(colors) == 6
    assert label_color(2, []) == COLORS[2]


def test_parts_of_a_colour():
    assert rgb("#0a80Ff") == (10, 128, 255)
    assert rgba("#0a80ff", 0.35) == "rgba(10,128,255,0.35)"


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0, "#0a80ff"), (0.5, "#84c0ff"), (0.72, "#badbff"), (1, "#ffffff")],
)
def test_paler_is_mixed_with_white(share, expected):
    assert paler("#0a80Ff", share) == expected


@pytest.mark.parametrize("background", [*COLORS, "#000000", "#ffffff"])
def test_text_can_be_read_on_its_background(background):
    """WCAG 2's contrast, at least 3 for large or bold text."""
    dark, light = sorted(XYZ[1] @ linear(c) for c in (background, text_color(background)))
    assert (light + 0.05) / (dark + 0.05) >= 3
