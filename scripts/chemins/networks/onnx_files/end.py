"""How an ONNX network comes to its classes: a softmax, its logarithm, one sigmoid, or logits."""

from dataclasses import dataclass

from chemins.base.errors import CheminsError, listed
from chemins.networks.keras_files.file import brief

SAME = {"Identity", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Dropout"}
FUNCTIONS = {"Softmax": "softmax", "LogSoftmax": "log_softmax", "Sigmoid": "sigmoid"}


@dataclass(frozen=True)
class OnnxEnd:
    """Where a network's classes are. function: "softmax", "log_softmax", "sigmoid" of one unit, or
    "linear": logits."""

    function: str
    output: str  # the tensor that is the output
    logits: str  # the tensor that the function is taken of
    tensors: frozenset  # all that are no layers, being the output in some form


def class_output(graph, classes) -> str:
    """The one output that can be a network's classes. Raises CheminsError where it is unclear."""
    outputs = [output.name for output in graph.model.graph.output]
    possible = [name for name in outputs if can_be_classes(graph, name)]
    fitting = [name for name in possible if (graph.shape(name) or ())[-1:] == (classes,)]
    chosen = fitting if len(possible) > 1 else possible
    if len(chosen) != 1:
        raise CheminsError(
            f"has the outputs {listed([brief(name, 60) for name in outputs])}, of which "
            f"{'none' if not chosen else len(chosen)} can be its classes; needed: one, of shape "
            "(images, classes)"
        )
    return chosen[0]


def can_be_classes(graph, name) -> bool:
    if name not in graph.computed or not graph.is_float(name):
        return False
    shape = graph.shape(name)
    return shape is None or len(shape) == 1 or all(size == 1 for size in shape[2:])


def find_end(graph, output) -> OnnxEnd:
    """output: of class_output."""
    name, seen = output, {output}
    while keeps_values(graph, name):
        name = graph.makers[name].input[0]
        seen.add(name)
    node = graph.makers.get(name)
    function = FUNCTIONS.get(node.op_type, "linear") if node is not None else "linear"
    if function == "sigmoid" and class_count(graph, output) != 1:
        raise CheminsError(
            "ends in a sigmoid for each class by itself; needed: a softmax, logits, or, of two "
            "classes, one sigmoid"
        )
    if function == "linear":
        return OnnxEnd(function, output, output, frozenset(seen))
    return OnnxEnd(function, output, node.input[0], frozenset(seen | {node.input[0]}))


def keeps_values(graph, name) -> bool:
    node = graph.makers.get(name)
    return node is not None and node.op_type in SAME and node.input[0] in graph.computed


def class_count(graph, output) -> int | None:
    """Number of the output's values for an image; None where it is not known."""
    shape = graph.shape(output)
    if not shape or None in shape[1:]:
        return None
    count = 1
    for size in shape[1:]:
        count *= size
    return count


def told_classes(end, count) -> int | None:
    """How many classes a network tells apart that has so many values at its end."""
    return 2 if end.function == "sigmoid" else count
