"""Which tensors are layers: activation functions however they are written out, or residual sums."""

import numpy as np
import pytest

from builders.onnx_files import drawn, network, node
from chemins.networks.layer_names import safe_names
from chemins.networks.onnx_files.axes import channel_axis
from chemins.networks.onnx_files.graph import Graph
from chemins.networks.onnx_files.layers import activations, default_layers, shown_name, spread

NUMBERS = {"half": 0.5, "one": 1.0, "root": 1.41421, "three": 3.0, "six": 6.0, "zero": 0.0}
CONSTANTS = {name: np.array(value, np.float32) for name, value in NUMBERS.items()}
WEIGHTS = {**CONSTANTS, "w": drawn(4, 4), "v": drawn(4, 4, seed=1), "b": drawn(4), "u": drawn(4, 2)}


def graph_of(nodes, weights=WEIGHTS, shape=("n", 4)):
    return Graph(network(nodes, weights, list(shape)))


def written_out(nodes):
    """What is found between two dense layers, of nodes that make `y` of `x`."""
    return activations(
        graph_of([node("MatMul", "image w", "x"), *nodes, node("MatMul", "y u", "out")])
    )


SIMPLE = ["Relu", "LeakyRelu", "Elu", "Selu", "Tanh", "Sigmoid", "Softplus", "HardSwish"]
COMPOSED = {
    "silu": [node("Sigmoid", "x", "s"), node("Mul", "x s", "y")],
    "silu, the other way": [node("Sigmoid", "x", "s"), node("Mul", "s x", "y")],
    "hard swish": [node("HardSigmoid", "x", "s"), node("Mul", "x s", "y")],
    "hard swish of a clip": [
        node("Add", "x three", "a"),
        node("Clip", "a zero six", "c"),
        node("Mul", "x c", "m"),
        node("Div", "m six", "y"),
    ],
    "gelu of erf": [
        node("Div", "x root", "d"),
        node("Erf", "d", "e"),
        node("Add", "e one", "a"),
        node("Mul", "x a", "m"),
        node("Mul", "m half", "y"),
    ],
    "gelu of erf, halved first": [
        node("Mul", "x half", "h"),
        node("Div", "x root", "d"),
        node("Erf", "d", "e"),
        node("Add", "e one", "a"),
        node("Mul", "h a", "y"),
    ],
    "gelu of tanh": [
        node("Pow", "x three", "p"),
        node("Mul", "p half", "q"),
        node("Add", "x q", "r"),
        node("Mul", "r half", "t"),
        node("Tanh", "t", "e"),
        node("Add", "e one", "a"),
        node("Mul", "x a", "m"),
        node("Mul", "m half", "y"),
    ],
    "mish": [node("Softplus", "x", "s"), node("Tanh", "s", "t"), node("Mul", "x t", "y")],
}


@pytest.mark.parametrize("kind", SIMPLE)
def test_a_function_that_is_one_node(kind):
    assert written_out([node(kind, "x", "y")]) == ["y"]


@pytest.mark.parametrize("nodes", COMPOSED.values(), ids=COMPOSED)
def test_a_function_that_is_written_out_is_what_it_ends_in(nodes):
    assert written_out(nodes)[-1] == "y"
    assert len(written_out(nodes)) == (2 if nodes is COMPOSED["mish"] else 1)


def test_a_gate_is_no_layer():
    """Squeeze and excitation: how much of each channel goes on is computed of other weights."""
    nodes = [
        node("MatMul", "x v", "g"),
        node("Sigmoid", "g", "s"),
        node("Mul", "x s", "scaled"),
        node("Relu", "scaled", "y"),
    ]
    assert written_out(nodes) == ["y"]


def test_a_bias_behind_a_function_is_not_of_it():
    assert written_out([node("Relu", "x", "r"), node("Add", "r b", "y")]) == ["r"]


def test_what_is_no_part_of_the_images_is_no_layer():
    assert written_out(
        [node("Relu", "b", "rb"), node("Relu", "x", "r"), node("Add", "r rb", "y")]
    ) == ["r"]


# --- which of them ------------------------------------------------------------------------------


def blocks(count, end="Relu"):
    """Residual blocks of two dense layers: h0 is the first tensor, h1… are their ends."""
    nodes = [node("MatMul", "image w", "z"), node("Relu", "z", "h0")]
    for i in range(1, count + 1):
        nodes += [
            node("MatMul", f"h{i - 1} w", f"a{i}"),
            node("Relu", f"a{i}", f"r{i}"),
            node("MatMul", f"r{i} v", f"c{i}"),
            node("Add", f"c{i} h{i - 1}", f"s{i}"),
            node(end, f"s{i}", f"h{i}"),
        ]
    return [*nodes, node("MatMul", f"h{count} u", "out")]


def defaults(nodes):
    return default_layers(graph_of(nodes), {"out"}, "out")


def test_every_activation_function_where_they_are_few():
    assert defaults(blocks(3)) == ["h0", "r1", "h1", "r2", "h2", "r3", "h3"]


def test_every_residual_sum_where_they_are_many():
    assert defaults(blocks(9)) == [f"h{i}" for i in range(1, 10)]  # 19 functions


def test_a_sum_without_a_function_behind_it_is_itself_the_layer():
    assert defaults(blocks(16, end="Identity")) == [f"s{i}" for i in range(1, 17)]


def test_of_too_many_sums_some_evenly_the_last_among_them():
    found = defaults(blocks(40))
    assert len(found) == 16
    assert (found[0], found[-1]) == ("h1", "h40")
    steps = np.diff([int(name[1:]) for name in found])
    assert set(steps) <= {2, 3}


def test_of_a_transformer_the_sums_behind_its_functions():
    """Every function has a way around it, and there are sums without any, of attention."""
    nodes, before = [node("MatMul", "image w", "h0")], "h0"
    for i in (1, 2):
        nodes += [
            node("MatMul", f"{before} w", f"attended{i}"),
            node("Add", f"{before} attended{i}", f"s{i}"),
            node("MatMul", f"s{i} w", f"a{i}"),
            node("Gelu", f"a{i}", f"g{i}"),
            node("MatMul", f"g{i} v", f"c{i}"),
            node("Add", f"s{i} c{i}", f"h{i}"),
        ]
        before = f"h{i}"
    assert defaults([*nodes, node("MatMul", "h2 u", "out")]) == ["h1", "h2"]


def test_the_output_is_no_layer():
    nodes = [node("MatMul", "image w", "z"), node("Relu", "z", "h"), node("MatMul", "h u", "l")]
    graph = graph_of([*nodes, node("Sigmoid", "l", "out")])
    assert default_layers(graph, {"l", "out"}, "out") == ["h"]


@pytest.mark.parametrize(("count", "expected"), [(3, 3), (16, 16), (17, 16), (200, 16)])
def test_spread(count, expected):
    names = [str(i) for i in range(count)]
    found = spread(names)
    assert (len(found), found[0], found[-1]) == (expected, "0", names[-1])
    assert len(set(found)) == expected


# --- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "safe"),
    [
        (["/blocks.0/Relu_1"], ["blocks-0-Relu_1"]),
        (["relu_10"], ["relu_10"]),
        (["a/b", "a.b", "A b"], ["a-b", "a-b-2", "A-b-3"]),
        (["label", "Pixels"], ["label-2", "Pixels-2"]),
        (["///", "…"], ["layer", "layer-2"]),
        (["x" * 80, "x" * 81], ["x" * 60, f"{'x' * 58}-2"]),
    ],
)
def test_safe_names(shown, safe):
    assert safe_names(shown, ("label", "pixels")) == safe


@pytest.mark.parametrize(
    ("name", "tensor", "shown"),
    [
        ("/1/Relu", "/1/Relu_output_0", "/1/Relu"),
        ("node_relu", "relu", "relu"),
        ("", "relu", "relu"),
        ("", "<b>$x$|`", "?b??x???"),
        ("", "a" * 70, f"…{'a' * 59}"),
    ],
)
def test_shown_names(name, tensor, shown):
    graph = graph_of([node("Relu", "image", tensor.replace(" ", ""), name)])
    assert shown_name(graph, tensor) == shown


# --- channels -----------------------------------------------------------------------------------


def axes(nodes, *tensors, shape=("n", 3, 8, 6)):
    weights = {
        "k": drawn(5, 3, 1, 1),
        "m": drawn(5, 7),
        "flat": np.array([0, 5, 48], np.int64),
        "g": drawn(6, 9),
    }
    graph = graph_of(nodes, weights, shape)
    return [channel_axis(graph, name) for name in tensors]


def test_channels_are_first_behind_convolutions_and_last_behind_products():
    nodes = [
        node("Conv", "image k", "c"),  # n, 5, 8, 6
        node("Relu", "c", "r"),
        node("Transpose", "r", "t", perm=[0, 2, 3, 1]),  # n, 8, 6, 5
        node("Gelu", "t", "e"),
        node("MatMul", "e m", "p"),  # n, 8, 6, 7
        node("Tanh", "p", "q"),
        node("Transpose", "q", "back", perm=[0, 3, 1, 2]),
        node("Relu", "back", "out"),
    ]
    assert axes(nodes, "c", "r", "t", "e", "p", "q", "back", "out") == [1, 1, 3, 3, 3, 3, 1, 1]


def test_channels_of_patches_that_become_a_sequence():
    nodes = [
        node("Conv", "image k", "c"),
        node("Reshape", "c flat", "s"),  # n, 5, 48
        node("Transpose", "s", "t", perm=[0, 2, 1]),  # n, 48, 5
        node("Relu", "t", "r"),
        node("Transpose", "r", "turned", perm=[1, 0, 2]),  # 48, n, 5
        node("Relu", "turned", "out"),
    ]
    assert axes(nodes, "s", "t", "r", "turned", "out") == [1, 2, 2, 2, 2]


def test_channels_where_nothing_tells():
    assert axes([node("Relu", "image", "out")], "out") == [1]
    assert axes([node("Relu", "image", "out")], "out", shape=("n", 4, 6)) == [2]
