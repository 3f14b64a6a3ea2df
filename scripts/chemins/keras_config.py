"""What a .keras file's own configuration says of its network, read without TensorFlow."""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from chemins.errors import CheminsError

UNREADABLE = (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile)
# Layers that are nothing but an activation function; of all others it is a setting.
ACTIVATION_LAYERS = ("ReLU", "LeakyReLU", "PReLU", "ELU")
LAMBDAS = ("Lambda", "__lambda__")
MODELS = ("Functional", "Sequential")


@dataclass(frozen=True)
class KerasNetwork:
    """A classifier, as far as its configuration tells."""

    shape: tuple  # of one input
    layers: tuple  # names of all that can be hidden layers, from the input on
    hidden: tuple  # of these, those that end in an activation function
    classes: int | None  # None: only the weights tell


def read_network(path, what) -> KerasNetwork:
    """The network in a .keras file, sequential or functional, as Keras 3 writes it.

    what: begins the message of the CheminsError that is raised for a file that is none, or for a
    network that cannot be used: with code of its own, several inputs or outputs, an input of
    unknown size, or a last layer that gives neither a softmax nor logits.
    """
    document = read_configuration(path, what)
    if document["class_name"] not in MODELS:
        raise CheminsError(
            f"{what} holds a model of class {document['class_name']}, whose layers only its code "
            "knows; allowed: sequential and functional models"
        )
    refuse_code(document["config"], what)
    config = document["config"]
    layers = config["layers"]
    last = last_layer(config, what)
    check_end(last, what)
    usable = [layer for layer in layers if layer is not last and is_usable(layer)]
    return KerasNetwork(
        shape=input_shape(config, what),
        layers=tuple(name_of(layer) for layer in usable),
        hidden=tuple(name_of(layer) for layer in usable if activation(layer) != "linear"),
        classes=class_count(layers, last),
    )


def read_configuration(path, what):
    if not Path(path).is_file():
        raise CheminsError(f"{what} is no file; needed: a .keras file")
    try:
        with zipfile.ZipFile(path) as archive:
            version = json.loads(archive.read("metadata.json"))["keras_version"]
            document = json.loads(archive.read("config.json"))
    except UNREADABLE as error:
        raise CheminsError(
            f"{what} is no .keras file ({error}); needed: what model.save('NAME.keras') writes"
        ) from error
    if int(version.split(".")[0]) < 3:
        raise CheminsError(
            f"{what} was written by Keras {version}; load it with Keras 3 and save it again"
        )
    return document


def refuse_code(node, what):
    """Raise CheminsError for anything in a configuration that is not Keras's own."""
    if isinstance(node, dict):
        if is_lambda(node):
            name = node.get("name") or node["config"].get("name", "a function")
            raise CheminsError(
                f"{what} holds a lambda ({name}): code in a file is not run; put a layer of Keras "
                "in its place"
            )
        if "class_name" in node and str(node.get("module", "keras")).split(".")[0] != "keras":
            raise CheminsError(
                f"{what} needs code that is not in the file, {node['class_name']!r}; allowed: "
                "Keras's own layers and functions"
            )
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            refuse_code(item, what)


def is_lambda(node):
    """A lambda as a layer, or as a layer's activation function, which has no class."""
    function = node.get("activation")
    return node.get("class_name") in LAMBDAS or (
        isinstance(function, dict) and "class_name" not in function
    )


# --- layers -----------------------------------------------------------------------------------


def name_of(layer):
    # A functional model's layers have their name outside too, but not a sequential one's.
    return layer["config"]["name"]


def activation(layer):
    """The name of a layer's activation function; "linear" where it has none."""
    if layer["class_name"] in ("Softmax", *ACTIVATION_LAYERS):
        return layer["class_name"].lower()
    function = layer["config"].get("activation") or "linear"
    return function if isinstance(function, str) else function["class_name"].lower()


def is_operation(layer):
    """A bare function of Keras in a functional model, such as `x * 2`: no layer to be asked."""
    return layer["module"].startswith("keras.src.ops")


def is_usable(layer):
    """Whether a layer's one answer can be asked for by its name."""
    calls = len(layer.get("inbound_nodes", [None]))
    kind = layer["class_name"]
    return calls == 1 and not is_operation(layer) and kind not in ("InputLayer", *MODELS)


def last_layer(config, what):
    """The layer that gives the network's one output."""
    if "output_layers" not in config:
        return config["layers"][-1]
    ends = [config[key] for key in ("input_layers", "output_layers")]
    # A single one is written as [name, 0, 0], several as a list or a dict of these.
    if not all(isinstance(end, list) and len(flat(end)) == 3 for end in ends):
        raise CheminsError(f"{what} has several inputs or outputs; allowed: one of each")
    name = flat(ends[1])[0]
    return next(layer for layer in config["layers"] if layer["name"] == name)


def flat(end):
    return end if isinstance(end[0], str) else [part for one in end for part in one]


def check_end(last, what):
    name, function = last["config"].get("name", last.get("name")), activation(last)
    if is_operation(last) or last["class_name"] in MODELS:
        raise CheminsError(
            f"{what} ends in {name!r}, which is no layer ({last['class_name']}); needed: a layer "
            "whose output is a softmax, or the logits"
        )
    if function not in ("softmax", "linear"):
        raise CheminsError(
            f"{what} ends in {function} (layer {name!r}); needed: a softmax with an output for "
            "each class, or no activation (logits)"
        )


def input_shape(config, what):
    """The shape of one input, without the batch."""
    first = config["layers"][0]["config"]
    if "input_layers" in config:
        name = flat(config["input_layers"])[0]
        first = next(layer for layer in config["layers"] if layer["name"] == name)["config"]
    shape = first.get("batch_shape") or config.get("build_input_shape")
    if not shape or None in shape[1:]:
        raise CheminsError(
            f"{what} does not say the shape of its input; build it for images of one size before "
            "it is saved"
        )
    return tuple(shape[1:])


def class_count(layers, last):
    """Number of outputs, of the last layer or of the one whose softmax it takes; None: unknown."""
    layer = last
    while "units" not in layer["config"]:
        if layer["class_name"] not in ("Activation", "Softmax"):
            return None
        layer = before(layers, layer)
    return layer["config"]["units"]


def before(layers, layer):
    """The layer whose answer a layer gets."""
    if "inbound_nodes" not in layer:
        return layers[layers.index(layer) - 1]
    name = layer["inbound_nodes"][0]["args"][0]["config"]["keras_history"][0]
    return next(other for other in layers if other["name"] == name)
