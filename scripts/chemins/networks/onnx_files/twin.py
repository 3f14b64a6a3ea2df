"""A network that has learnt nothing: an ONNX graph whose weights are shuffled.

An ONNX file does not say how its weights were drawn, so none can be drawn as they were. Shuffled
within each tensor they keep all their moments, and no place in the network.
"""

import numpy as np
import onnx
from onnx import numpy_helper

from chemins.networks.no_twin import NoTwin

# What stands between the images and the first of these scales them: nothing that was learnt.
LEARNING = {"Conv", "ConvTranspose", "MatMul", "Gemm", "FusedConv", "FusedMatMul", "FusedGemm"}


def drawn_anew(graph, seed) -> onnx.ModelProto:
    """A model with weights of the same moments. graph: Graph. Raises NoTwin where it has none."""
    stream = np.random.default_rng(seed)
    kept, changed = of_the_input(graph), 0
    model = onnx.ModelProto()
    model.CopyFrom(graph.model)
    for tensor in model.graph.initializer:
        if tensor.name in kept or not is_weight(tensor):
            continue
        values = numpy_helper.to_array(tensor)
        shuffled = stream.permutation(values.reshape(-1)).reshape(values.shape)
        changed += not np.array_equal(shuffled, values)
        tensor.CopyFrom(numpy_helper.from_array(shuffled, tensor.name))
    if not changed:
        raise NoTwin("its file has no weights in floating point to be drawn anew")
    return model


def is_weight(tensor) -> bool:
    floats = (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16, onnx.TensorProto.DOUBLE)
    return tensor.data_type in floats and int(np.prod(tensor.dims)) > 1


def of_the_input(graph) -> set:
    """Constants that images are scaled with before the network itself begins."""
    own, found = set(graph.inputs), set()
    for node in graph.nodes:
        if own.intersection(node.input) and node.op_type not in LEARNING:
            own.update(node.output)
            found.update(name for name in node.input if name in graph.constants)
    return found
