"""What an ONNX file says of its network, read without computing anything."""

from dataclasses import dataclass
from functools import cached_property

import onnx

from chemins.base.errors import CheminsError, listed
from chemins.networks.keras_files.file import brief
from chemins.networks.onnx_files.axes import channel_axis
from chemins.networks.onnx_files.end import (
    OnnxEnd,
    class_count,
    class_output,
    find_end,
    told_classes,
)
from chemins.networks.onnx_files.file import files_beside, read_file
from chemins.networks.onnx_files.graph import (
    Graph,
    part_before,
    sizes,
    skeleton,
    with_initializers,
)
from chemins.networks.onnx_files.layers import default_layers

KINDS = {
    onnx.TensorProto.FLOAT: "float32",
    onnx.TensorProto.FLOAT16: "float16",
    onnx.TensorProto.DOUBLE: "float64",
    onnx.TensorProto.UINT8: "uint8",
    onnx.TensorProto.INT8: "int8",
    onnx.TensorProto.INT32: "int32",
    onnx.TensorProto.INT64: "int64",
}


@dataclass(frozen=True)
class OnnxNetwork:
    """A classifier, as far as its graph tells."""

    graph: Graph  # of what its classes are made of, and nothing else
    end: OnnxEnd
    shape: tuple  # of one input
    batch: int | None  # images at once, where the graph has a number for it
    kind: str  # NumPy's name of the input's type
    beside: tuple = ()  # files that weights are in, beside the model

    @property
    def input(self) -> str:
        return next(iter(self.graph.inputs))

    @property
    def classes(self) -> int | None:
        """None: the graph does not say."""
        return told_classes(self.end, class_count(self.graph, self.end.output))

    @cached_property
    def layers(self) -> list:
        """Tensors that can be layers, from the input on."""
        graph = self.graph
        made = [name for node in graph.nodes for name in node.output if name in graph.computed]
        return [
            name
            for name in made
            if name not in self.end.tensors and graph.is_float(name) and is_answer(graph, name)
        ]

    @cached_property
    def hidden(self) -> list:
        """Of these, those that are chosen where none are named."""
        chosen = default_layers(self.graph, self.end.tensors, self.end.output)
        return [name for name in chosen if name in self.layers]

    def channels(self, tensor) -> int:
        """The axis of a tensor's channels."""
        return channel_axis(self.graph, tensor)


def is_answer(graph, name) -> bool:
    """Whether a tensor has a row for each image, as far as is known, and values in it."""
    shape = graph.shape(name)
    return shape is None or len(shape) >= 2


def read_network(path, classes, size, what, weights=False) -> OnnxNetwork:
    """The network in an ONNX file. weights: whether with those of its weights that are large, as
    far as they are not in other files.

    classes: how many it should tell apart. size: (height, width) of its input where the file does
    not say, or None. what: begins the message of the CheminsError that is raised for a file that is
    none, or for a network that cannot be used.
    """
    try:
        model = with_initializers(read_file(path))
        beside = files_beside(model, path)
        return described(model if weights else skeleton(model), classes, size, beside)
    except CheminsError as error:
        raise CheminsError(f"{what} {error}") from error


def described(model, classes, size, beside=()) -> OnnxNetwork:
    """model: onnx.ModelProto, of which a part is taken. beside: as of OnnxNetwork."""
    output = class_output(Graph(model), classes)
    given = Graph(part_before(model, [output]))
    if len(given.inputs) != 1:
        raise CheminsError(
            f"takes the inputs {listed([brief(name, 60) for name in given.inputs])}; needed: one, "
            "the images"
        )
    info = next(iter(given.inputs.values()))
    batch, shape = input_shape(info, size)
    graph = Graph(given.model)
    end = find_end(graph, output)
    return OnnxNetwork(graph, end, shape, batch, input_kind(info), tuple(beside))


def input_shape(info, size) -> tuple[int | None, tuple]:
    """Images at once, None for any number; and the shape of one. Sizes that the graph leaves open
    become those of `size` in it."""
    found = sizes(info)
    if found is None or len(found) < 2:
        raise CheminsError("does not say the shape of its input; export it for images of one size")
    unknown = [axis for axis in range(1, len(found)) if not found[axis]]
    if unknown and (size is None or len(unknown) != 2):
        raise CheminsError(
            f"takes inputs of shape {shape_text(found)}, of which sizes are open; say them with "
            "network.input: {size: [height, width]}, or export it for images of one size"
        )
    for axis, value in zip(unknown, size or (), strict=False):
        info.type.tensor_type.shape.dim[axis].dim_value = value
    if not found[0]:  # some write -1, which is none
        info.type.tensor_type.shape.dim[0].dim_param = "images"
    return found[0], sizes(info)[1:]


def shape_text(found) -> str:
    return f"({', '.join('?' if not size else str(size) for size in found)})"


def input_kind(info) -> str:
    kind = info.type.tensor_type.elem_type
    if kind not in KINDS:
        name = onnx.TensorProto.DataType.Name(kind)
        raise CheminsError(f"takes inputs of type {name}; allowed: {listed(KINDS.values())}")
    return KINDS[kind]
