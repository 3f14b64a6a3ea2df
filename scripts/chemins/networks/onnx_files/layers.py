"""Which tensors of an ONNX graph are its layers, and what they are called."""

import re

import numpy as np

from chemins.networks.layer_names import LONGEST
from chemins.networks.onnx_files.graph import needed_nodes

# Functions of one tensor that networks put behind what they compute.
FUNCTIONS = {"Relu", "LeakyRelu", "PRelu", "ThresholdedRelu", "Clip", "Elu", "Selu", "Celu"}
FUNCTIONS |= {"Gelu", "FastGelu", "QuickGelu", "BiasGelu", "HardSwish", "Swish", "Mish", "Softsign"}
FUNCTIONS |= {"Sigmoid", "HardSigmoid", "Tanh", "Erf", "Softplus"}
# Those that decide how much of a tensor goes on, where they are multiplied by another one.
GATES = {"Sigmoid", "HardSigmoid"}
ELEMENTWISE = {"Add", "Sub", "Mul", "Div", "Pow", "Tanh", "Erf", "Softplus", "Exp", "Log", "Neg"}
ELEMENTWISE |= {"Clip", "Relu", "Sigmoid", "HardSigmoid", "Cast", "Identity"}
SUMS = ("Add", "Sum")
MOST = 16  # layers that are chosen where none are named
STEPS = 8  # of arithmetic that an activation function is written out in, at most
UNSHOWN = re.compile(r"[^\w./:+-]")  # markup of some kind somewhere: in Markdown, HTML, formulas
SUFFIX = re.compile(r"_output_\d+$")


def default_layers(graph, ends, output) -> list:
    """One tensor a block: what each activation function answers. Where these are many, each
    residual sum; where every one of them has a way around it, as in transformers, the first sum
    behind each. Spread evenly where those are many too.

    ends: tensors that belong to the output. output: one of them, the last.
    """
    functions = [name for name in activations(graph) if name not in ends]
    sums = [name for name in residual_sums(graph, functions) if name not in ends]
    if sums and not any(is_on_the_way(graph, name, output) for name in functions):
        return spread(sums_behind(graph, functions, sums) or sums)
    return spread(functions if len(functions) <= MOST else sums or functions)


def is_on_the_way(graph, tensor, output) -> bool:
    """Whether all of the images' that the output is made of goes through a tensor."""
    return not needed_nodes(graph, [output], {tensor}).intersection(graph.inputs)


def sums_behind(graph, functions, sums) -> list:
    """The first sum behind each activation function, in order."""
    found, is_behind = [], False
    for node in graph.nodes:
        if node.output[0] in functions:
            is_behind = True
        elif is_behind and node.output[0] in sums:
            found.append(node.output[0])
            is_behind = False
    return found


def spread(names) -> list:
    """At most so many of some names, evenly, the last among them."""
    if len(names) <= MOST:
        return names
    return [names[i] for i in np.linspace(0, len(names) - 1, MOST).round().astype(int)]


def activations(graph) -> list:
    """The tensors that activation functions answer, in order, however they are written out."""
    found = []
    for node in graph.nodes:
        name = node.output[0]
        if node.op_type in FUNCTIONS and name in graph.computed and graph.is_float(name):
            whole = completed(graph, node)
            if whole is not None:
                found.append(whole)
    order = {name: place for place, node in enumerate(graph.nodes) for name in node.output}
    return sorted(dict.fromkeys(found), key=order.get)


def completed(graph, node) -> str | None:
    """The tensor that ends an activation function of which this node is a part: of x · sigmoid(x)
    the product. None for a gate, which is none: its product is of two different tensors.
    """
    own, kin = node.output[0], relatives(graph, node)
    name, ending = own, None
    for _ in range(STEPS):
        taker = graph.sole_taker(name)
        if taker is None or taker.op_type not in ("Add", "Mul", "Div"):
            break
        others = [other for other in taker.input if other != name] or [name]
        of_constants = all(other not in graph.computed for other in others)
        related = taker.op_type == "Mul" and all(other in kin for other in others)
        if not of_constants and not related:
            gated = taker.op_type == "Mul" and node.op_type in GATES and ending is None
            return None if gated else ending or own
        name = taker.output[0]
        if related or (
            ending and of_constants and taker.op_type != "Add" and is_number(graph, others)
        ):
            ending = name
    return ending or own


def is_number(graph, names) -> bool:
    """Whether constants are numbers: one for all channels."""
    return all(graph.scalar(name) is not None for name in names)


def relatives(graph, node) -> set:
    """Tensors that a node's input is computed of, value by value, and multiples of these."""
    found, waiting = set(), [(name, STEPS) for name in node.input]
    while waiting:
        name, steps = waiting.pop()
        if name not in graph.computed or name in found:
            continue
        found.add(name)
        maker = graph.makers.get(name)
        if steps and maker is not None and maker.op_type in ELEMENTWISE and is_scaled(graph, maker):
            waiting += [(other, steps - 1) for other in maker.input]
    multiples = [
        taker.output[0]
        for name in found
        for taker in graph.takers.get(name, [])
        if taker.op_type in ("Mul", "Div") and is_scaled(graph, taker)
    ]
    return found | set(multiples)


def is_scaled(graph, node) -> bool:
    """Whether whatever constants a node takes are numbers."""
    return is_number(graph, [name for name in node.input if name and name not in graph.computed])


def residual_sums(graph, functions) -> list:
    """Sums of two tensors of one shape that are both computed; of one that goes straight into an
    activation function, what that answers. functions: the tensors that these answer."""
    found = []
    for node in graph.nodes:
        parts = set(node.input)
        same = len({graph.shape(name) for name in parts}) == 1
        if node.op_type in SUMS and len(parts) > 1 and same and parts <= graph.computed:
            name = node.output[0]
            behind = [t.output[0] for t in graph.takers.get(name, []) if t.output[0] in functions]
            found.append(behind[0] if behind else name)
    return list(dict.fromkeys(found))


# --- names ------------------------------------------------------------------------------------


def shown_name(graph, tensor) -> str:
    """What the model itself calls a tensor: its node's name, where the exporter's is made of it."""
    node = graph.makers.get(tensor)
    is_made = node is not None and SUFFIX.sub("", tensor) == node.name
    name = UNSHOWN.sub("?", node.name if is_made else tensor)
    return name if len(name) <= LONGEST else f"…{name[1 - LONGEST :]}"
