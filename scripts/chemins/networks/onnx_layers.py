"""Which tensors of an ONNX graph are its layers, and what they are called."""

import re

import numpy as np

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
SUFFIX = re.compile(r"_output_\d+$")


def default_layers(graph, ends) -> list:
    """One tensor a block: what each activation function answers, or, where these are many, each
    residual sum; spread evenly where those are many too.

    ends: tensors that belong to the output.
    """
    functions = [name for name in activations(graph) if name not in ends]
    if len(functions) <= MOST:
        return functions
    sums = [name for name in residual_sums(graph, functions) if name not in ends]
    return spread(sums or functions)


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
        if related:
            ending = name
        elif ending and of_constants and taker.op_type != "Add" and is_number(graph, others):
            ending = name
    return ending or own


def is_number(graph, names) -> bool:
    """Whether constants are numbers: one for all channels."""
    return all(graph.scalar(name) is not None for name in names)


def relatives(graph, node) -> set:
    """Tensors that a node's input is computed of, value by value, and others computed of these."""
    found, waiting = set(), [(name, STEPS) for name in node.input]
    while waiting:
        name, steps = waiting.pop()
        if name not in graph.computed or name in found:
            continue
        found.add(name)
        maker = graph.makers.get(name)
        if steps and maker is not None and maker.op_type in ELEMENTWISE:
            waiting += [(other, steps - 1) for other in maker.input if is_scaled(graph, maker)]
    scaled = [
        taker.output[0]
        for name in found
        for taker in graph.takers.get(name, [])
        if taker.op_type in ("Mul", "Div") and is_scaled(graph, taker)
    ]
    return found | set(scaled)


def is_scaled(graph, node) -> bool:
    """Whether a node has one tensor of the images', the others being numbers."""
    others = [name for name in node.input if name not in graph.computed and name]
    single = len({name for name in node.input if name in graph.computed}) == 1
    return single and is_number(graph, others)


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
    return node.name if node is not None and SUFFIX.sub("", tensor) == node.name else tensor
