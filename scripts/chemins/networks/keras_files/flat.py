"""A model without models inside it: their layers take their places, so that each can be asked.

Transfer learning puts a whole network, the backbone, into another as one layer. In a flat model the
layer `block_3` of the model `backbone` is `backbone>block_3`: Keras allows no `/` in a name.
"""

from dataclasses import dataclass

from chemins.networks.keras_files.allowed import dicts
from chemins.networks.keras_files.graph import MODELS, read_graph

INSIDE = ">"  # between a model's name and that of a layer in it
TENSOR = "__keras_tensor__"
FUNCTIONAL = {"module": "keras.src.models.functional", "class_name": "Functional"}
FUNCTIONAL |= {"registered_name": "Functional"}


@dataclass(frozen=True)
class Part:
    """A model as the list of its layers, each with its name and what it takes."""

    layers: list
    start: str  # the name of the layer that is its input
    end: list  # where its output comes from: name, number of the call, of the tensor


def shown_name(layer) -> str:
    """A flat model's layer as people write it: `backbone/block_3`."""
    return layer.replace(INSIDE, "/")


def flattened(document) -> tuple[dict, dict]:
    """The document of a model, as Keras writes it, in which the models inside it have made room for
    their layers; and each layer's name -> the names that lead to it in the model given.

    document: of a model that read_graph reads; it is left as it is. A model inside it stays where
    it is called several times, or is given numbers of another type, which it changes first.
    """
    kind, config = document["class_name"], document["config"]
    if not any(layer["class_name"] in MODELS for layer in config["layers"]):
        return document, {}
    part, places = flat(part_of(kind, config))
    config = {
        "name": config["name"],
        "trainable": True,
        "layers": part.layers,
        "input_layers": [part.start, 0, 0],
        "output_layers": part.end,
    }
    return {**document, **FUNCTIONAL, "config": config}, places


def flat(part) -> tuple[Part, dict]:
    """A part whose layers are no models, and each one's name -> the names that lead to it."""
    layers, places, instead = [], {}, {}
    for layer in part.layers:
        name = layer["name"]
        if not makes_room(layer):
            layers.append(layer)
            places[name] = (name,)
            continue
        inner, deeper = flat(part_of(layer["class_name"], layer["config"]))
        inner = renamed(inner, name)
        instead[inner.start] = taken_by(layer)[0]["keras_history"]
        instead[name] = inner.end
        layers += [each for each in inner.layers if each["name"] != inner.start]
        places |= {f"{name}{INSIDE}{each}": (name, *place) for each, place in deeper.items()}
    layers = [
        {**layer, "inbound_nodes": pointed(layer["inbound_nodes"], lambda h: resolved(h, instead))}
        for layer in layers
    ]
    kept = {layer["name"] for layer in layers}
    places = {name: place for name, place in places.items() if name in kept}
    return Part(layers, part.start, resolved(part.end, instead)), places


def part_of(kind, config) -> Part:
    """kind: "Sequential" or "Functional". config: of the model."""
    if kind == "Sequential":
        return chain(config)
    graph = read_graph(kind, config)
    return Part(config["layers"], graph.start[0], [*graph.end, 0])


def chain(config) -> Part:
    """A sequential model, in which nothing says what a layer takes."""
    layers = [{**layer, "name": layer["config"]["name"]} for layer in config["layers"]]
    if layers[0]["class_name"] != "InputLayer":
        layers.insert(0, input_layer(f"{config['name']}_input", config.get("build_input_shape")))
    calls = [[]] + [[call_of(layer)] for layer in layers[:-1]]
    layers = [{**layer, "inbound_nodes": c} for layer, c in zip(layers, calls, strict=True)]
    return Part(layers, layers[0]["name"], [layers[-1]["name"], 0, 0])


def input_layer(name, shape) -> dict:
    config = {"name": name, "batch_shape": shape, "dtype": "float32"}
    return {"module": "keras.layers", "class_name": "InputLayer", "config": config, "name": name}


def call_of(layer) -> dict:
    """A call that takes what a layer answers; its shape, which nobody asks for, is not told."""
    history = [layer["name"], 0, 0]
    known = layer["config"] if layer["class_name"] == "InputLayer" else {}
    tensor = {"shape": [], "dtype": known.get("dtype", "float32"), "keras_history": history}
    return {"args": [{"class_name": TENSOR, "config": tensor}], "kwargs": {}}


def taken_by(layer) -> list:
    """The tensors that a layer takes, of all its calls."""
    return [node["config"] for node in dicts(layer["inbound_nodes"]) if is_tensor(node)]


def is_tensor(node) -> bool:
    return node.get("class_name") == TENSOR


def makes_room(layer) -> bool:
    """Whether a layer is a model that computes nothing but what its layers do, in one call."""
    if layer["class_name"] not in MODELS:
        return False
    graph = read_graph(layer["class_name"], layer["config"])
    taken = taken_by(layer)
    if len(taken) != 1 or len(graph.nodes[graph.end[0]].calls) != 1:
        return False
    own = graph.nodes[graph.start[0]].config
    return taken[0].get("dtype") == own.get("dtype", "float32")


def renamed(part, model) -> Part:
    """A part under the names that its layers have outside the model."""

    def outside(name) -> str:
        return f"{model}{INSIDE}{name}"

    def moved(history) -> list:
        return [outside(history[0]), *history[1:]]

    layers = [
        {
            **layer,
            "name": outside(layer["name"]),
            "config": {**layer["config"], "name": outside(layer["name"])},
            "inbound_nodes": pointed(layer["inbound_nodes"], moved),
        }
        for layer in part.layers
    ]
    return Part(layers, outside(part.start), moved(part.end))


def pointed(value, moved) -> object:
    """JSON whose tensors come from where `moved` says; given and returned: a tensor's history."""
    if isinstance(value, list):
        return [pointed(each, moved) for each in value]
    if not isinstance(value, dict):
        return value
    if is_tensor(value):
        config = value["config"]
        return {**value, "config": {**config, "keras_history": moved(config["keras_history"])}}
    return {key: pointed(each, moved) for key, each in value.items()}


def resolved(history, instead) -> list:
    """Where a tensor comes from once models are gone. instead: name -> what stands for it."""
    while history[0] in instead:
        history = instead[history[0]]
    return history
