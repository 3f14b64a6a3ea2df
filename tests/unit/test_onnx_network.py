"""What an ONNX file says of its network, without a weight of it."""

from types import SimpleNamespace

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from builders.onnx_files import drawn, network, node, residual, save
from chemins.base.errors import CheminsError
from chemins.networks.onnx_files.graph import with_initializers
from chemins.networks.onnx_files.network import described, read_network
from chemins.planning.onnx_networks import onnx_network

IMAGES = SimpleNamespace(shape=(28, 28, 1), name="these images")


def described_of(model, classes=2, size=None):
    return described(with_initializers(model), classes, size)


def planned(path, digits=(1, 7), images=IMAGES, **settings):
    run = {"digits": list(digits), "network": {"kind": "onnx", "model": str(path), **settings}}
    return onnx_network("mine", run, images)


def ending(nodes, width=3, **weights):
    """A network whose flat hidden layer `h`, of so many values, these nodes make `out` of."""
    start = [
        node("Flatten", "image", "flat"),
        node("Gemm", "flat w0", "z"),
        node("Relu", "z", "h"),
    ]
    weights = {"w0": drawn(4, width), **weights}
    return network(start + nodes, weights, ["n", 1, 2, 2])


GEMM = [node("Gemm", "h w", "logits")]
W2, W1, W5 = drawn(3, 2), drawn(3, 1), drawn(3, 5)


# --- the end ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nodes", "w", "function", "logits", "classes"),
    [
        ([node("Gemm", "h w", "out")], W2, "linear", "out", 2),
        ([*GEMM, node("Softmax", "logits", "out")], W2, "softmax", "logits", 2),
        ([*GEMM, node("LogSoftmax", "logits", "out")], W2, "log_softmax", "logits", 2),
        ([*GEMM, node("Sigmoid", "logits", "out")], W1, "sigmoid", "logits", 2),
        (
            [
                *GEMM,
                node("Softmax", "logits", "p"),
                node("Identity", "p", "q"),
                node("Dropout", "q", "r"),
                node("Flatten", "r", "out"),
            ],
            W2,
            "softmax",
            "logits",
            2,
        ),
        ([node("Gemm", "h w", "out")], W5, "linear", "out", 5),
    ],
)
def test_how_a_network_ends(nodes, w, function, logits, classes):
    found = described_of(ending(nodes, w=w))
    assert (found.end.function, found.end.logits, found.classes) == (function, logits, classes)
    assert found.end.output == "out"
    assert found.hidden == ["h"]


def test_a_sigmoid_for_each_class_is_refused():
    with pytest.raises(CheminsError, match="sigmoid for each class by itself"):
        described_of(ending([*GEMM, node("Sigmoid", "logits", "out")], w=W2))


def test_of_several_outputs_the_one_that_can_be_the_classes():
    model = ending([*GEMM, node("Softmax", "logits", "out"), node("ArgMax", "out", "told")], w=W2)
    told = helper.make_tensor_value_info("told", TensorProto.INT64, None)
    features = helper.make_tensor_value_info("h", TensorProto.FLOAT, None)
    model.graph.output.extend([told, features])
    found = described_of(model)
    assert found.end.output == "out"
    assert "told" not in found.graph.makers


def test_outputs_of_which_two_can_be_the_classes():
    model = ending([*GEMM, node("Softmax", "logits", "out")], w=W2)
    model.graph.output.extend([helper.make_tensor_value_info("logits", TensorProto.FLOAT, None)])
    with pytest.raises(CheminsError, match=r"outputs out and logits, of which 2 can be"):
        described_of(model)


# --- the input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("batch", "expected"), [("n", None), (1, 1), (4, 4), (None, None), (-1, None)]
)
def test_images_at_once(batch, expected):
    found = described_of(residual(batch=batch))
    assert (found.batch, found.shape, found.kind) == (expected, (1, 28, 28), "float32")


def test_an_input_of_open_size_is_that_of_the_config(tmp_path):
    model = residual()
    for axis in (2, 3):
        model.graph.input[0].type.tensor_type.shape.dim[axis].dim_param = f"d{axis}"
    path = save(model, tmp_path / "open.onnx")
    with pytest.raises(CheminsError, match=r"\(\?, 1, \?, \?\).*size: \[height, width\]"):
        read_network(path, 2, None, "run a")
    assert planned(path, input={"size": [14, 12]})["input"]["shape"] == [1, 14, 12]


def test_two_inputs_are_refused():
    model = residual()
    model.graph.input.extend([helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["n", 4])])
    assert described_of(model).shape == (1, 28, 28)  # nothing depends on it
    model.graph.node.insert(7, node("Add", "flat mask", "other"))
    model.graph.node[8].input[0] = "other"
    with pytest.raises(CheminsError, match="takes the inputs image and mask; needed: one"):
        described_of(model)


def test_initializers_that_are_listed_as_inputs_are_weights():
    model = residual()
    weight = helper.make_tensor_value_info("w1", TensorProto.FLOAT, [4, 1, 3, 3])
    model.graph.input.insert(0, weight)
    assert described_of(model).input == "image"


# --- in the plan ----------------------------------------------------------------------------------


def test_names_are_safe_and_those_shown_the_models(tmp_path):
    found = planned(save(residual(prefix="/blocks.0/"), tmp_path / "a.onnx"))
    assert found["layers"] == ["blocks-0-Relu", "blocks-0-Relu_1"]
    assert found["tensors"]["blocks-0-Relu_1"] == "/blocks.0/Relu_1_output_0"
    assert found["shown"]["blocks-0-Relu_1"] == "/blocks.0/Relu_1"
    assert found["weights"] == []


@pytest.mark.parametrize("name", ["/blocks.0/Relu_output_0", "/blocks.0/Relu", "blocks-0-Relu"])
def test_layers_can_be_named_as_the_graph_the_model_and_the_files_do(tmp_path, name):
    path = save(residual(prefix="/blocks.0/"), tmp_path / "a.onnx")
    found = planned(path, layers=["pooled", name])
    assert found["layers"] == ["blocks-0-Relu", "pooled"]  # in the order of the network


@pytest.mark.parametrize("name", ["no_such", "w1", "image", "logits", "out"])
def test_what_is_no_layer_is_refused_with_some_that_are(tmp_path, name):
    path = save(residual(), tmp_path / "a.onnx")
    with pytest.raises(CheminsError, match=f"mine, network.layers: '{name}' is no tensor.*Relu_1"):
        planned(path, layers=[name])


def test_classes_and_shape_are_the_runs(tmp_path):
    path = save(residual(), tmp_path / "a.onnx")
    with pytest.raises(CheminsError, match="has 2 classes, the run has 3, labels 1, 4 and 7;"):
        planned(path, digits=(1, 4, 7))
    with pytest.raises(CheminsError, match=r"shape \(1, 28, 28\); the images.*\(3, 32, 32\)"):
        planned(path, images=SimpleNamespace(shape=(32, 32, 3), name="others"))


def test_a_network_without_an_activation_function_has_none_by_itself(tmp_path):
    nodes = [node("Flatten", "image", "flat"), node("Gemm", "flat w", "out")]
    path = save(network(nodes, {"w": drawn(784, 2)}, ["n", 1, 28, 28]), tmp_path / "a.onnx")
    with pytest.raises(CheminsError, match=r"no activation function.*network\.layers: flat"):
        planned(path)
    assert planned(path, layers=["flat"])["layers"] == ["flat"]


def test_weights_beside_the_model_are_named_and_not_read(tmp_path):
    path = tmp_path / "a.onnx"
    save(residual(), path, save_as_external_data=True, location="a.data", size_threshold=0)
    (tmp_path / "a.data").write_bytes(b"")  # no weight of it can be read
    assert planned(path)["weights"] == [str(tmp_path / "a.data")]
    assert planned(path)["layers"] == ["Relu", "Relu_1"]


def test_constants_that_are_nodes_are_weights_too():
    value = onnx.numpy_helper.from_array(W2, "value")
    nodes = [helper.make_node("Constant", [], ["w"], value=value), node("Gemm", "h w", "out")]
    found = described_of(ending(nodes))
    assert set(found.graph.constants) == {"w0", "w"}
    np.testing.assert_array_equal(onnx.numpy_helper.to_array(found.graph.constants["w"]), W2)


def test_a_plan_holds_no_large_weights(tmp_path):
    nodes = [node("Flatten", "image", "flat"), node("Gemm", "flat w", "z"), node("Relu", "z", "h")]
    weights = {"w": drawn(784, 50), "v": drawn(50, 2)}
    model = network([*nodes, node("Gemm", "h v", "out")], weights, ["n", 1, 28, 28])
    path = save(model, tmp_path / "a.onnx")
    sizes = [
        read_network(path, 2, None, "run a", weights).graph.model.ByteSize()
        for weights in (False, True)
    ]
    assert sizes[0] < 2000 < 784 * 50 * 4 < sizes[1]
