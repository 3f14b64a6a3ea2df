"""What the message of a wrong config says to write instead."""

import pytest

from builders.configs import checked, run_with
from chemins.base.errors import CheminsError


def message(text):
    with pytest.raises(CheminsError) as caught:
        checked(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("network: {kind: onnx, model: a, input: {size: 64}}", "values, such as [64, 64]"),
        ("network: {kind: onnx, model: a, input: {mean: 0.286}}", "values, such as [0.286]"),
        ("network: {hidden: 32}", "network.hidden: 32 is not allowed; "),
        ("network: {hidden: 32}", ", such as [32]"),
        ("network: {kind: onnx, model: a, layers: relu}", ", no value twice, such as ['relu']"),
    ],
)
def test_a_value_without_brackets_is_shown_with_them(keys, words):
    assert words in message(run_with(keys))


def test_the_size_of_pictures_is_a_list():
    text = message("{dataset: {path: a, size: 48}, runs: {a: {}}}")
    assert text.startswith("dataset.size: 48 is not allowed; ")
    assert text.endswith(", such as [48, 48]")


@pytest.mark.parametrize(
    "keys",
    [
        "digits: 17",  # 1 and 7, most likely
        "network: {hidden: many}",
        "network: {hidden: true}",
        "network: {hidden: 2.5}",
        "network: {kind: onnx, model: a, input: {size: [64]}}",
    ],
)
def test_what_is_no_list_with_brackets_either_is_not_shown_as_one(keys):
    assert "such as" not in message(run_with(keys))
