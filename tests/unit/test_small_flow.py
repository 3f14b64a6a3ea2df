"""The small flow on a card, its shapes read back from their outlines."""

import re

import numpy as np
import pytest

from builders.made_run import HIDDEN, small_paths
from chemins.clusters.paths import stages
from chemins.figures.palette import label_color
from chemins.pages import small_flow as module
from chemins.pages.small_flow import WIDTH, small_flow, text_of
from chemins.text.class_names import DIGITS, ClassNames

RIBBON = re.compile(r"M(.*?)c(.*?)v(.*?)c(.*?)z")
NUMBER = re.compile(r"-?[\d.]+")


def drawn(paths=None, names=DIGITS, **others):
    paths = small_paths() if paths is None else paths
    palette = others.get("palette", ())
    return small_flow(paths, stages(others.get("hidden", HIDDEN)), names, palette, [4])


def shapes(d):
    """(x, y, across, down, height) of each ribbon of a path."""
    for start, there, height, back in RIBBON.findall(d):
        (x, y), curve = map(float, NUMBER.findall(start)), list(map(float, NUMBER.findall(there)))
        returned = list(map(float, NUMBER.findall(back)))
        assert returned[-2:] == [-curve[-2], -curve[-1]]
        yield x, y, curve[-2], curve[-1], float(height)


def boxes(d):
    """(x, y, height) of each node."""
    for box in re.findall(r"M(.*?)z", d):
        x, y, width, height, back = map(float, NUMBER.findall(box))
        assert width == -back
        yield x, y, height


def test_a_ribbons_height_is_its_share_of_the_images():
    flow, paths = drawn(), small_paths()
    nodes = list(boxes(flow["nodes"]))
    scale = max(height for *_, height in nodes) / max(
        np.unique(paths[stage], return_counts=True)[1].max()
        for stage in ("label", "hidden_1", "prediction")
    )
    for ribbon, (label, unseen) in zip(
        flow["ribbons"], [(1, False), (7, False), (4, True)], strict=True
    ):
        assert (ribbon["color"], ribbon["unseen"]) == (label_color(label), unseen)
        found = list(shapes(ribbon["d"]))
        left = min(x for x, *_ in found)
        leaving = sum(height for x, *_, height in found if x == left)
        assert leaving == pytest.approx(scale * (paths["label"] == label).sum(), abs=0.3)


def test_ribbons_run_from_a_node_to_a_node_of_the_next_stage():
    flow = drawn()
    nodes = list(boxes(flow["nodes"]))

    def inside(x, y, height):
        return any(
            abs(x - left) < 0.2 and top - 0.2 <= y and y + height <= top + size + 0.3
            for left, top, size in nodes
        )

    for ribbon in flow["ribbons"]:
        for x, y, across, down, height in shapes(ribbon["d"]):
            assert inside(x - module.NODE, y, height)
            assert inside(x + across, y + down, height)


def test_all_of_it_lies_in_the_drawing():
    flow = drawn(names=ClassNames({1: "Ankle boot", 7: "Sneaker", 4: "T-shirt/top, worn"}))
    for x, y, height in boxes(flow["nodes"]):
        assert 0 <= x <= WIDTH - module.NODE
        assert 0 <= y <= y + height <= float(flow["height"]) + 0.1
    for name in flow["names"]:
        width = len(name["text"]) * module.LETTER
        start = float(name["x"]) - (width if name["anchor"] == "end" else 0)
        assert -0.1 <= start <= start + width <= WIDTH + 0.1
    texts = {name["text"] for name in flow["names"]}
    assert texts == {"Ankle boot", "Sneaker", "T-shirt/t… (unseen)"}


def test_both_ends_have_the_names_of_their_classes():
    names = drawn()["names"]
    assert [name["text"] for name in names if name["anchor"] == "end"] == ["1", "4 (unseen)", "7"]
    assert [name["text"] for name in names if name["anchor"] == "start"] == ["1", "7"]


def many_classes(count):
    """Two thirds of the images are of class 0."""
    paths = small_paths()
    label = np.where(np.arange(60) % 3, 0, 1 + np.arange(60) // 3 % (count - 1)).astype(np.int32)
    return paths | {"label": label, "role": np.full(60, "train"), "prediction": label}


def test_names_never_lie_on_each_other():
    flow = drawn(many_classes(18))
    for anchor in ("start", "end"):
        middles = [float(name["y"]) for name in flow["names"] if name["anchor"] == anchor]
        assert 5 < len(middles) < 18
        assert np.diff(middles).min() >= 12 - 0.1


def test_what_is_thinner_than_can_be_seen_is_left_out(monkeypatch):
    whole = drawn()
    monkeypatch.setattr(module, "LEFT_OUT", 5)
    thick = drawn()
    heights = [h for ribbon in thick["ribbons"] for *_, h in shapes(ribbon["d"])]
    assert min(heights) >= 5
    assert thick["nodes"] == whole["nodes"]
    assert sum(len(ribbon["d"]) for ribbon in thick["ribbons"]) < sum(
        len(ribbon["d"]) for ribbon in whole["ribbons"]
    )


def test_a_ribbon_of_one_image_among_many_is_still_seen():
    paths = {name: np.concatenate([column] * 5) for name, column in small_paths().items()}
    heights = [h for ribbon in drawn(paths)["ribbons"] for *_, h in shapes(ribbon["d"])]
    assert min(heights) >= module.THINNEST


def test_the_configs_palette_is_used():
    assert [ribbon["color"] for ribbon in drawn(palette=["#123456"])["ribbons"]] == [
        label_color(label, ["#123456"]) for label in (1, 7, 4)
    ]


@pytest.mark.parametrize(
    ("number", "text"), [(3, "3"), (3.04, "3"), (-0.04, "0"), (12.25, "12.2"), (-7.06, "-7.1")]
)
def test_numbers_are_as_short_as_they_can_be(number, text):
    assert text_of(number) == text
