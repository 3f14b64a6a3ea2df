import numpy as np
import pytest

from chemins.answers.map_quality import MapQuality, read_map_quality
from chemins.results import tables
from chemins.text.map_text import quality_digits, quality_lines, quality_sentence, roles_text

TWO = {
    "hidden_1": {"train": MapQuality(0.91, 0.82, 30), "test": MapQuality(0.73, 0.64, 20)},
    "output": {"train": MapQuality(1.0, 0.999, 30), "test": MapQuality(0.55, 0.46, 20)},
}


@pytest.mark.parametrize(
    ("value", "digits"), [(1.0, "1.00"), (0.9999, "0.99"), (0.994, "0.99"), (0.126, "0.13")]
)
def test_only_what_is_perfect_is_told_as_1(value, digits):
    assert quality_digits(value) == digits


def test_a_line_for_each_measure_with_a_number_for_each_role():
    assert quality_lines(TWO["hidden_1"]) == [
        "trustworthiness 0.91 · 0.73",
        "continuity 0.82 · 0.64",
    ]
    assert roles_text(TWO) == "train · test"
    assert quality_lines({}) == []
    assert roles_text({"pixels": {}}) == roles_text({}) == ""


def test_a_sentence_about_all_layers():
    assert quality_sentence(TWO, {"train": 30, "test": 20, "unseen": 0}) == (
        "For train · test images: hidden 1 trustworthiness 0.91 · 0.73, continuity 0.82 · 0.64; "
        "output trustworthiness 1.00 · 0.55, continuity 0.99 · 0.46."
    )
    assert quality_sentence({"pixels": {}}, {}) == ""


def test_a_sample_is_named_as_one():
    text = quality_sentence(TWO, {"train": 3000, "test": 20})
    assert text.endswith(". They are those of 30 train images drawn at random.")
    text = quality_sentence(TWO, {"train": 3000, "test": 2000})
    assert text.endswith(". They are those of 30 train and 20 test images drawn at random.")


def test_a_role_that_could_not_be_rated_has_no_numbers(tmp_path):
    own = {"network": "trained", "replicate": 0, "digit": -1, "toward": -1, "layer": "pixels"}
    own |= {"images": 0, "influence": None}
    values = {"trustworthiness": (0.5, np.nan), "continuity": (0.25, np.nan), "rated": (9, 1)}
    rows = [
        own | {"measure": f"{measure}_{role}", "value": value}
        for measure, both in values.items()
        for role, value in zip(("test", "unseen"), both, strict=True)
    ]
    tables.write_rows(tmp_path / "measures", tables.MEASURES, rows)
    found = read_map_quality(tmp_path / "measures", ["pixels", "output"])
    assert found == {"pixels": {"test": MapQuality(0.5, 0.25, 9)}, "output": {}}
