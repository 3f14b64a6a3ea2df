"""What of an ONNX graph comes behind one of its tensors."""

import onnx
from onnx import numpy_helper

from chemins.networks.onnx_files.graph import SHAPES, assembled, needed_nodes, output_info, taken


def part_after(graph, tensor, output) -> onnx.ModelProto | None:
    """The model that makes the output of a tensor; None where more than this goes on to it, or
    where it does not.

    How many images there are does not count as more: what depends on that alone is missing in the
    model, and `with_frozen` puts it in.
    """
    frozen = set(frozen_shapes(graph, tensor, output))
    needed = needed_nodes(graph, [output], {tensor, *frozen})
    if tensor not in needed or tensor == output or set(graph.inputs) & needed:
        return None
    made = needed - {tensor} - frozen
    nodes = [node for node in graph.nodes if set(node.output) & made]
    used = {name for node in nodes for name in taken(node)}
    outputs = [output_info(graph, output)]
    return assembled(graph.model, nodes, [output_info(graph, tensor)], outputs, used)


def frozen_shapes(graph, tensor, output) -> list:
    """Tensors that the output is made of behind this one, and that tell no more of the images than
    how many there are and of what size."""
    behind = depending(graph, tensor)
    shapes = [
        name
        for node in graph.nodes
        if node.op_type in SHAPES and not behind.intersection(node.output)
        for name in node.output
    ]
    needed = needed_nodes(graph, [output], {tensor, *shapes})
    return [name for name in shapes if name in needed]


def depending(graph, tensor) -> set:
    """All that a tensor, its shape included, has a part in."""
    found = {tensor}
    for node in graph.nodes:
        if found.intersection(taken(node)):
            found.update(name for name in node.output if name)
    return found


def with_frozen(model, values) -> onnx.ModelProto:
    """The model with arrays in the place of tensors: name -> array. Changes it."""
    constants = [numpy_helper.from_array(value, name) for name, value in values.items()]
    model.graph.initializer.extend(constants)
    return model
