"""What a .keras file's own configuration says of its network, read without TensorFlow."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from chemins.base.errors import CheminsError
from chemins.networks.keras_files.allowed import check_allowed
from chemins.networks.keras_files.file import brief, read_configuration
from chemins.networks.keras_files.flat import flattened
from chemins.networks.keras_files.flow import BRIGHT, MOVING, SAME, channel_axes, scalings
from chemins.networks.keras_files.graph import MODELS, read_graph
from chemins.networks.keras_files.names import VERSION

# Layers that are nothing but an activation function; of all others it is a setting.
ACTIVATION_LAYERS = ("Softmax", "ReLU", "LeakyReLU", "PReLU", "ELU")
# Operations that are one.
ACTIVATION_OPERATIONS = ("Softmax", "LogSoftmax", "Sigmoid", "HardSigmoid", "LogSigmoid")
ACTIVATION_OPERATIONS += ("Sparsemax", "Relu", "ReLU", "Relu6", "Elu", "Selu", "Gelu", "Silu")
# Layers whose answer is their activation function of a linear one: without it they give logits.
LINEAR = ("Activation", "Dense", "EinsumDense", "Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose")
LINEAR += ("Conv2DTranspose", "Conv3DTranspose", "SeparableConv1D", "SeparableConv2D")
LINEAR += ("DepthwiseConv1D", "DepthwiseConv2D")
ALONE = ("Activation", "Softmax")  # such an activation function, and nothing else
# Shares of a whole, or of one each: what is mixed of them is no logits.
SHARES = ("softmax", "sigmoid", "hard_sigmoid", "hardsigmoid", "sparsemax")
MIXING = SAME | MOVING | BRIGHT | {"Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"}
MIXING |= {"Rescaling", "UnitNormalization"}
POOLING = ("GlobalAverage", "GlobalMax", "Average", "Max", "Adaptive")


@dataclass(frozen=True)
class End:
    """How a network comes to its output."""

    function: str  # "softmax"; "sigmoid", of one unit, which tells two classes; "linear": logits
    layer: str | None  # the layer whose softmax or sigmoid the output is
    after: tuple  # names of what follows it, to the output, and changes no value


LOGITS_END = End("linear", None, ())


@dataclass(frozen=True)
class KerasNetwork:
    """A classifier, as far as its configuration tells."""

    shape: tuple  # of one input
    layers: tuple  # names of all that can be hidden layers, from the input on
    hidden: tuple  # of these, those that end in an activation function
    classes: int | None  # None: only the weights tell
    end: End
    scalings: list  # how the input is scaled before anything is computed: of flow.Scaling
    channel_axes: dict  # layer -> the axis of its answer that is its channels


def read_network(path, what) -> KerasNetwork:
    """The network in a .keras file, sequential or functional, as Keras 3 writes it.

    what: begins the message of the CheminsError that is raised for a file that is none, or for a
    network that cannot be used: with anything in it that does not only compute, several inputs or
    outputs, an input of unknown size, or an end that gives neither a softmax, nor a sigmoid of one
    unit, nor logits.
    """
    try:
        document, weights, version = read_configuration(path)
        with newer(version):
            return described(document, weights)
    except CheminsError as error:
        raise CheminsError(f"{what} {error}") from error


@contextmanager
def newer(version) -> Iterator[None]:
    """Tell with an error that a file is of a Keras that nobody here knows. version: of Keras, that
    wrote it."""
    try:
        yield
    except CheminsError as error:
        if numbered(version) <= numbered(VERSION):
            raise
        raise CheminsError(
            f"{error}. It was written by Keras {brief(version, 40)}, which is newer than the "
            f"{VERSION} here: save it again with that, or build the layer of older ones"
        ) from error


def numbered(version) -> list[int]:
    """`3.15.1` as numbers."""
    return [int(number) for number in re.findall(r"\d+", version)[:3]]


def described(document, weights) -> KerasNetwork:
    """document: config.json. weights: the number of bytes of the weights."""
    kind, config = document.get("class_name"), document.get("config")
    if kind not in MODELS:
        raise CheminsError(
            f"holds a model of class {brief(kind, 60)}, whose layers only its code knows; allowed: "
            "sequential and functional models"
        )
    check_allowed(document)
    read_graph(kind, config)
    document, _ = flattened(document)
    graph = read_graph(document["class_name"], document["config"])
    check_sizes(graph, weights)
    end = find_end(graph)
    ends = {end.layer, *end.after, graph.end[0]}
    usable = [node for name, node in graph.nodes.items() if name not in ends and is_usable(node)]
    return KerasNetwork(
        shape=configured_shape(graph),
        layers=tuple(node.name for node in usable),
        hidden=tuple(node.name for node in usable if activation(node) != "linear"),
        classes=class_count(graph, end),
        end=end,
        scalings=scalings(graph),
        channel_axes=channel_axes(graph),
    )


def check_sizes(graph, weights) -> None:
    """A layer has at least as many weights as neurons: more than the file can hold are refused."""
    for node in graph.nodes.values():
        if max(node.config.get("units", 0), node.config.get("filters", 0)) > weights:
            raise CheminsError(
                f"has a layer {brief(node.name, 60)!r} with more neurons than the file has weights"
            )


# --- layers -----------------------------------------------------------------------------------


def activation(node) -> str:
    """The name of a layer's activation function; "linear" where it has none."""
    if node.is_operation:
        return node.kind.lower() if node.kind in ACTIVATION_OPERATIONS else "linear"
    if node.kind in ACTIVATION_LAYERS:
        return node.kind.lower()
    return function_name(node.config)


def function_name(config) -> str:
    match config:
        case {"activation": str(name)}:
            return name
        case {"activation": {"class_name": "function", "config": str(name)}}:
            return name
        case {"activation": {"class_name": str(name)}}:
            return name.lower()
        case {"layer": {"config": dict(inner)}}:  # a layer around another
            return function_name(inner)
    return "linear"


def is_usable(node) -> bool:
    """Whether a layer's one answer can be asked for by its name: so can that of an activation
    function that was called."""
    if node.is_input or node.kind in MODELS or len(node.calls) != 1:
        return False
    return not node.is_operation or activation(node) != "linear"


def configured_shape(graph) -> tuple:
    """The shape of one input, without the batch."""
    shape = graph.nodes[graph.start[0]].config.get("batch_shape")
    if not shape or len(shape) < 2 or not all(isinstance(size, int) for size in shape[1:]):
        raise CheminsError(
            "does not say the shape of its input; build it for images of one size before it is "
            "saved"
        )
    return tuple(shape[1:])


# --- the end ------------------------------------------------------------------------------------


def find_end(graph) -> End:
    """Raises CheminsError for a network that tells no classes."""
    check_own(graph.nodes[graph.end[0]])
    call, after = graph.end, []
    while keeps_values(graph, call):
        after.append(call[0])
        call = graph.taken(call)[0]
    node = graph.nodes[call[0]]
    function = last_function(graph, call)
    if function and len(node.calls) == 1:
        check_before(function, graph, call)
        return End(function, node.name, tuple(reversed(after)))
    check_linear(node)
    check_mixture(graph, call)
    return LOGITS_END


def keeps_values(graph, call) -> bool:
    """Whether what a layer answers is what it takes, perhaps in another shape."""
    node = graph.nodes[call[0]]
    linear = node.kind == "Activation" and activation(node) == "linear"
    return (linear or node.kind in SAME | MOVING) and len(set(graph.taken(call))) == 1


def last_function(graph, call) -> str | None:
    """`softmax`, or `sigmoid` of one unit, where a layer's answer is that of something linear."""
    node = graph.nodes[call[0]]
    function = activation(node)
    if function == "softmax" and node.kind in (*LINEAR, "Softmax"):
        return function
    if function == "sigmoid" and node.kind in (*LINEAR, "Sigmoid"):
        return function if units(graph, call) == 1 else None
    return None


def check_own(node) -> None:
    """Raise CheminsError for an end of which nothing can be asked, or not of this place."""
    if len(node.calls) > 1 or node.kind in MODELS:
        raise CheminsError(f"ends in {no_layer(node)}")


def check_linear(node) -> None:
    if node.is_input:
        raise CheminsError("has no layer that computes anything")
    if activation(node) != "linear":
        raise CheminsError(
            f"ends in {activation(node)} (layer {brief(node.name, 60)!r}); needed: a softmax with "
            "an output for each class, no activation (logits), or, of two classes, a sigmoid with "
            "one output"
        )
    if node.is_operation or node.kind in MODELS:
        raise CheminsError(f"ends in {no_layer(node)}")


def no_layer(node) -> str:
    return (
        f"{brief(node.name, 60)!r}, which is no layer of its own ({node.kind}); needed: a layer "
        "whose output is a softmax, or the logits"
    )


def check_before(function, graph, call) -> None:
    """Raise CheminsError for what is nothing but this function of its input. call: of it."""
    node = graph.nodes[call[0]]
    while graph.taken(call) and (node.kind in ALONE or keeps_values(graph, call)):
        call = graph.taken(call)[0]
        node = graph.nodes[call[0]]
    if node.is_input:
        raise CheminsError(f"is nothing but a {function} of its input")


def check_mixture(graph, call) -> None:
    """Raise CheminsError where the output is mixed from shares, and so is no logits."""
    rest, seen = [call], set()
    while rest:
        call = rest.pop()
        node = graph.nodes[call[0]]
        if activation(node) in SHARES:
            raise CheminsError(
                f"ends in a mixture of what layer {brief(node.name, 60)!r} gives after its "
                f"{activation(node)}, of which there are no logits; needed: the softmax at the "
                "end, or logits"
            )
        if mixes(node) and call not in seen:
            rest += graph.taken(call)
        seen.add(call)


def mixes(node) -> bool:
    """Whether a layer only puts together what it takes: it has no weights."""
    return node.is_operation or node.kind in MIXING or node.kind.startswith(POOLING)


def class_count(graph, end) -> int | None:
    """Number of classes; None: only the weights tell."""
    if any(graph.nodes[other].kind in MOVING for other in end.after):
        return None
    return 2 if end.function == "sigmoid" else units(graph, (end.layer or graph.end[0], 0))


def units(graph, call) -> int | None:
    """Number of outputs, of the layer that gives what is behind a call; None: only the weights
    tell."""
    node = graph.nodes[call[0]]
    while "units" not in node.config:
        if node.kind not in (*ALONE, "Sigmoid", *SAME) or not graph.taken(call):
            return None
        call = graph.taken(call)[0]
        node = graph.nodes[call[0]]
    return node.config["units"]
