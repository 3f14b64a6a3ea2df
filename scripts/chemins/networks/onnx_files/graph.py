"""The graph of an ONNX model: who makes a tensor, who takes it, what depends on the image."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import onnx
from onnx import numpy_helper

from chemins.base.errors import CheminsError
from chemins.networks.keras_files.file import brief

SMALL = 4096  # values of a constant that shapes can depend on
SHAPES = ("Shape", "Size")  # what they answer is no image's
FLOATS = {onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16, onnx.TensorProto.DOUBLE}
FLOATS |= {onnx.TensorProto.BFLOAT16}


@dataclass(frozen=True)
class Graph:
    """A model's nodes by the tensors that they make and take. model: onnx.ModelProto, whose
    constants are all initializers."""

    model: onnx.ModelProto

    @property
    def nodes(self) -> list:
        return self.model.graph.node

    @cached_property
    def constants(self) -> dict:
        """name -> TensorProto."""
        return {tensor.name: tensor for tensor in self.model.graph.initializer}

    @cached_property
    def inputs(self) -> dict:
        """name -> ValueInfoProto, of what a caller gives."""
        return {i.name: i for i in self.model.graph.input if i.name not in self.constants}

    @cached_property
    def makers(self) -> dict:
        """tensor -> node."""
        return {name: node for node in self.nodes for name in node.output if name}

    @cached_property
    def takers(self) -> dict:
        """tensor -> nodes, in order."""
        found = defaultdict(list)
        for node in self.nodes:
            for name in dict.fromkeys(taken(node)):
                found[name].append(node)
        return found

    @cached_property
    def computed(self) -> set:
        """Tensors whose values depend on the images', not only on how many they are."""
        found = set(self.inputs)
        for node in self.nodes:
            if node.op_type not in SHAPES and found.intersection(taken(node)):
                found.update(name for name in node.output if name)
        return found

    @cached_property
    def infos(self) -> dict:
        """tensor -> ValueInfoProto, as far as they can be inferred."""
        bare = skeleton(self.model)
        try:
            inferred = onnx.shape_inference.infer_shapes(bare, data_prop=True).graph
        except Exception:  # onnx raises its own; onnxruntime will say what is wrong, if anything
            inferred = bare.graph
        return {i.name: i for i in (*inferred.value_info, *inferred.output, *inferred.input)}

    def shape(self, name) -> tuple | None:
        """Sizes, None for one that is not known; None where not even their number is."""
        if name in self.constants:
            return tuple(self.constants[name].dims)
        info = self.infos.get(name)
        return None if info is None else sizes(info)

    def is_float(self, name) -> bool:
        """Whether a tensor's values are floating-point numbers, or may be."""
        info = self.infos.get(name)
        kind = info.type.tensor_type.elem_type if info is not None else 0
        return kind in FLOATS or kind == 0

    def sole_taker(self, name) -> object | None:
        """The one node that takes a tensor; None where there are others, or it is an output."""
        takers = self.takers.get(name, [])
        outputs = {output.name for output in self.model.graph.output}
        return takers[0] if len(takers) == 1 and name not in outputs else None

    def scalar(self, name) -> float | None:
        """The one value of a constant; None of anything else."""
        tensor = self.constants.get(name)
        if tensor is None or int(np.prod(tensor.dims)) != 1 or tensor.external_data:
            return None
        return float(numpy_helper.to_array(tensor).reshape(-1)[0])


def taken(node) -> list:
    """The tensors that a node takes, those that graphs inside it take from outside too."""
    inner = [graph for a in node.attribute for graph in (a.g, *a.graphs)]
    inside = [name for graph in inner for other in graph.node for name in taken(other)]
    return [name for name in (*node.input, *inside) if name]


def sizes(info) -> tuple | None:
    """The sizes of a ValueInfoProto, None for one that is not said; None where it says nothing."""
    kind = info.type.tensor_type
    if not kind.HasField("shape"):
        return None
    return tuple(d.dim_value if d.dim_value > 0 else None for d in kind.shape.dim)


def skeleton(model) -> onnx.ModelProto:
    """A model without the values of its large weights, on which no shape depends; the others are
    copied."""
    graph = model.graph
    constants = [without_values(t) if is_large(t) else t for t in graph.initializer]
    bare = onnx.helper.make_graph(
        graph.node, graph.name, graph.input, graph.output, constants, value_info=graph.value_info
    )
    return onnx.helper.make_model(
        bare, opset_imports=list(model.opset_import), ir_version=model.ir_version
    )


def is_large(tensor) -> bool:
    return int(np.prod(tensor.dims)) > SMALL or bool(tensor.external_data)


def without_values(tensor) -> onnx.TensorProto:
    return onnx.TensorProto(name=tensor.name, dims=tensor.dims, data_type=tensor.data_type)


def with_initializers(model) -> onnx.ModelProto:
    """The model with every constant an initializer, however its exporter wrote it. Changes it."""
    kept = []
    for node in model.graph.node:
        value = constant_value(node) if node.op_type == "Constant" else None
        if value is None:
            kept.append(copied(node))
            continue
        tensor = model.graph.initializer.add()
        tensor.CopyFrom(value)
        tensor.name = node.output[0]
    del model.graph.node[:]
    model.graph.node.extend(kept)
    return model


def constant_value(node) -> onnx.TensorProto | None:
    """The tensor of a node that is nothing but one; None of one of texts."""
    attribute = node.attribute[0]
    value = onnx.helper.get_attribute_value(attribute)
    if attribute.name == "value":
        return value
    if attribute.name in ("value_float", "value_floats"):
        return numpy_helper.from_array(np.array(value, np.float32))
    if attribute.name in ("value_int", "value_ints"):
        return numpy_helper.from_array(np.array(value, np.int64))
    return None


def copied(node) -> onnx.NodeProto:
    found = onnx.NodeProto()
    found.CopyFrom(node)
    return found


def part_before(model, names) -> onnx.ModelProto:
    """What of a model makes these tensors, which are the outputs. Raises CheminsError for a tensor
    that nothing makes."""
    graph = Graph(model)
    needed = needed_nodes(graph, names)
    nodes = [node for node in graph.nodes if set(node.output) & needed]
    used = {name for node in nodes for name in taken(node)} | set(names)
    outputs = [output_info(graph, name) for name in names]
    inputs = [info for name, info in graph.inputs.items() if name in used]
    return assembled(model, nodes, inputs, outputs, used)


def needed_nodes(graph, names, stop=()) -> set:
    """All tensors that these are made of, themselves among them; of those in `stop` nothing
    further."""
    waiting, found = list(names), set()
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name in graph.makers and name not in stop:
            waiting += taken(graph.makers[name])
    return found


def output_info(graph, name) -> onnx.ValueInfoProto:
    """A tensor as an output, of the type that is known and any shape."""
    kind = onnx.TensorProto.FLOAT
    if name in graph.infos:
        kind = graph.infos[name].type.tensor_type.elem_type or kind
    elif name not in graph.makers:
        raise CheminsError(f"has no tensor {brief(name, 60)!r}")
    return onnx.helper.make_tensor_value_info(name, kind, None)


def assembled(model, nodes, inputs, outputs, used) -> onnx.ModelProto:
    """A model of some nodes of another, with its constants that are used."""
    constants = [tensor for tensor in model.graph.initializer if tensor.name in used]
    graph = onnx.helper.make_graph(nodes, "part", inputs, outputs, constants)
    return onnx.helper.make_model(
        graph, opset_imports=list(model.opset_import), ir_version=model.ir_version
    )
