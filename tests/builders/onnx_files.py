"""Small ONNX networks whose answers can be computed by hand."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def node(kind, inputs, output, name="", **attributes):
    return helper.make_node(kind, inputs.split(), [output], name=name, **attributes)


def network(nodes, weights, shape, output="out", kind=TensorProto.FLOAT, opset=20, **given):
    """A model. nodes: onnx nodes, of which the first take `image`. weights: name -> array. shape:
    of the image, the batch first, whose name or number it is. given: more of make_model's."""
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("image", kind, shape)],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    opsets = [helper.make_opsetid("", opset)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9, **given)


def drawn(*shape, seed=0, scale=0.5):
    return np.random.default_rng([seed, *shape]).normal(0, scale, shape).astype(np.float32)


def residual(classes=2, side=28, batch="n", end="Softmax", channels=4, prefix=""):
    """Two convolutions, the second with a way around it, then one dense layer: as an exporter of
    PyTorch names it where prefix is "/blocks.0/"."""
    weights = {
        "w1": drawn(channels, 1, 3, 3),
        "b1": drawn(channels),
        "w2": drawn(channels, channels, 3, 3, scale=0.2),
        "w3": drawn(channels, classes, scale=1.5),
        "b3": drawn(classes),
    }
    same = {"pads": [1, 1, 1, 1], "strides": [2, 2]}
    names = [f"{prefix}{name}" for name in ("Relu", "Relu_1")]
    first, second = (f"{name}_output_0" if prefix else name for name in names)
    nodes = [
        node("Conv", "image w1 b1", "c1", **same),
        node("Relu", "c1", first, names[0]),
        node("Conv", f"{first} w2", "c2", pads=[1, 1, 1, 1]),
        node("Add", f"c2 {first}", "sum"),
        node("Relu", "sum", second, names[1]),
        node("GlobalAveragePool", second, "pooled"),
        node("Flatten", "pooled", "flat"),
        node("Gemm", "flat w3 b3", "logits" if end else "out"),
    ]
    if end:
        nodes.append(node(end, "logits", "out", **({} if end == "Sigmoid" else {"axis": 1})))
    return network(nodes, weights, [batch, 1, side, side])


def convolved(images, kernel, stride, bias=0.0):
    """(n, out, h, w) of (n, in, h, w), with a border of zeros one wide."""
    padded = np.pad(images, [(0, 0), (0, 0), (1, 1), (1, 1)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (2, 3))
    windows = windows[:, :, ::stride, ::stride]
    found = np.einsum("nchwij,ocij->nohw", windows, kernel)
    return found + np.reshape(bias, (1, -1, 1, 1))


def softmax(values):
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def by_hand(model, inputs):
    """(maps of both layers, logits), in double precision."""
    w = {t.name: onnx.numpy_helper.to_array(t).astype(float) for t in model.graph.initializer}
    first = np.maximum(convolved(inputs.astype(float), w["w1"], 2, w["b1"]), 0)
    second = np.maximum(convolved(first, w["w2"], 1) + first, 0)
    return first, second, second.mean(axis=(2, 3)) @ w["w3"] + w["b3"]


def save(model, path, **options):
    onnx.save(model, path, **options)
    return path
