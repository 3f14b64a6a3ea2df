"""The layers of a .keras file's model and what each takes, from its configuration.

Errors are CheminsErrors whose texts go on after the file's name.
"""

from collections import deque
from dataclasses import dataclass

from chemins.base.errors import CheminsError
from chemins.networks.keras_files.allowed import dicts
from chemins.networks.keras_files.file import brief
from chemins.networks.keras_files.schema import check_configuration

MODELS = ("Functional", "Sequential")
# Classes of layers of Keras's own networks stand elsewhere.
LAYERS = ("keras.layers", "keras.src.applications")


@dataclass(frozen=True)
class Node:
    """A layer, a model inside the model, or an operation, which is a bare function of Keras."""

    name: str
    kind: str  # its class
    module: str
    config: dict
    calls: tuple  # of each of its calls: what it takes, (name, number of the call) of nodes
    arguments: tuple = ()  # of each of its calls, where the file has them

    @property
    def is_operation(self) -> bool:
        return not self.module.startswith(LAYERS) and self.kind not in MODELS

    @property
    def is_input(self) -> bool:
        return self.kind == "InputLayer"


@dataclass(frozen=True)
class Graph:
    """A model with one input and one output."""

    nodes: dict  # name -> Node, in the order of the configuration
    order: tuple  # of calls, each after those that it takes
    start: tuple  # the call that gives the input
    end: tuple  # the call that gives the output

    def taken(self, call) -> tuple:
        """The calls that a call takes."""
        return self.nodes[call[0]].calls[call[1]]


def read_graph(kind, config) -> Graph:
    """The graph of a model, and a check of the models inside it.

    kind: "Sequential" or "Functional". Raises CheminsError for what Keras does not write: missing
    or wrong entries, two layers of a name, cycles, layers that take what is not there.
    """
    check_configuration(kind, config)
    graph = sequence(config) if kind == "Sequential" else network(config)
    for node in graph.nodes.values():
        if node.kind in MODELS:
            read_graph(node.kind, node.config)
    return graph


def sequence(config) -> Graph:
    layers = config["layers"]
    nodes = [] if layers[0]["class_name"] == "InputLayer" else [unnamed_input(config)]
    for layer in layers:
        taken = ((nodes[-1].name, 0),) if nodes else ()
        nodes.append(node_of(layer, (taken,)))
    order = tuple((node.name, 0) for node in nodes)
    return Graph(by_name(nodes), order, order[0], order[-1])


def unnamed_input(config) -> Node:
    """What a sequential model without an input layer is given: no layer has this name."""
    shape = {"batch_shape": config.get("build_input_shape")}
    return Node("(input)", "InputLayer", "keras.layers", shape, ((),))


def network(config) -> Graph:
    calls = {layer["name"]: layer["inbound_nodes"] for layer in config["layers"]}
    kinds = {layer["name"]: layer["class_name"] for layer in config["layers"]}
    nodes = []
    for layer in config["layers"]:
        taken = [sources(call, calls) for call in layer["inbound_nodes"]] or [()]
        arguments = tuple(call["args"] for call in layer["inbound_nodes"])
        nodes.append(node_of(layer, tuple(taken), arguments))
        if not all(taken) and not nodes[-1].is_input:
            raise CheminsError(f"has a layer that takes nothing: {brief(nodes[-1].name, 60)!r}")
    start, end = ((end_of(config[key], kinds), 0) for key in ("input_layers", "output_layers"))
    nodes = by_name(nodes)
    return Graph(nodes, tuple(ordered(nodes)), start, end)


def node_of(layer, calls, arguments=()) -> Node:
    config = layer["config"]
    name = config.get("name", layer.get("name"))
    if name is None or layer.get("name", name) != name:
        raise CheminsError(
            f"has a configuration that Keras does not write: a layer with the names "
            f"{brief(repr(layer.get('name')), 40)} and {brief(repr(name), 40)}"
        )
    return Node(name, layer["class_name"], layer["module"], config, calls, arguments)


def by_name(nodes) -> dict[str, Node]:
    found = {node.name: node for node in nodes}
    if len(found) < len(nodes):
        raise CheminsError("has two layers of one name; each needs its own")
    return found


def sources(call, calls) -> tuple:
    """What a call takes, from its arguments. calls: layer -> its calls."""
    tensors = [
        node.get("config")
        for node in dicts([call["args"], call["kwargs"]])
        if node.get("class_name") == "__keras_tensor__"
    ]
    return tuple(source_of(tensor, calls) for tensor in tensors)


def source_of(tensor, calls) -> tuple:
    match tensor:
        case {"keras_history": [str(name), int(number), int()]} if name in calls:
            if 0 <= number < max(1, len(calls[name])):
                return name, number
    raise CheminsError(f"has a layer that takes what is not in the network: {brief(tensor, 80)}")


def end_of(value, kinds) -> str:
    """The name of the one input or output layer."""
    # A single one is written as [name, 0, 0], or alone in a list or a dict; several in these, too.
    several = list(value.values()) if isinstance(value, dict) else value
    one = several[0] if isinstance(several, list) and len(several) == 1 else several
    match one:
        case [str(name), int(), int()] if name in kinds:
            return name
        case [str(name), int(), int()]:
            raise CheminsError(f"has no layer {brief(name, 60)!r}, its input or output")
    raise CheminsError("has several inputs or outputs; allowed: one of each")


def ordered(nodes) -> list[tuple]:
    """All calls, each after those that it takes; CheminsError where they go round in a circle."""
    left, takers = {}, {}
    for name, node in nodes.items():
        for number, taken in enumerate(node.calls):
            left[name, number] = len(set(taken))
            for call in set(taken):
                takers.setdefault(call, []).append((name, number))
    ready, found = deque(call for call, count in left.items() if not count), []
    while ready:
        found.append(ready.popleft())
        for taker in takers.get(found[-1], ()):
            left[taker] -= 1
            if not left[taker]:
                ready.append(taker)
    if len(found) < len(left):
        stuck = next(name for (name, _), count in left.items() if count)
        raise CheminsError(f"has layers that wait for each other, {brief(stuck, 60)!r} among them")
    return found
