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


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("pytorch", "Write the network as ONNX, kind: onnx (docs/networks.md)"),
        ("PyTorch", "kind: onnx (docs/networks.md)"),
        ("torch", "kind: onnx (docs/networks.md)"),
        ("tensorflow", "kind: onnx (docs/networks.md)"),
        ("jax", "kind: onnx (docs/networks.md)"),
        ("keras", "Keras saves its networks as .keras files, kind: file (docs/networks.md)"),
    ],
)
def test_a_frameworks_name_as_a_kind_is_told_how_its_networks_are_given(kind, words):
    text = message(run_with(f"network: {{kind: {kind}, model: a}}"))
    assert text.startswith(f"run a, network.kind: '{kind}' is not allowed; allowed: dense | cnn")
    assert text.endswith(f" | activations. {words}" if kind in ("pytorch", "keras") else words)


@pytest.mark.parametrize("kind", ["forest", "[torch]", "3"])
def test_another_kind_is_told_no_more_than_what_is_allowed(kind):
    assert message(run_with(f"network: {{kind: {kind}}}")).endswith(" | activations")
