"""ONNX networks of a config: read and checked while planning, their layers named."""

from chemins.base.errors import CheminsError, listed
from chemins.networks.layer_names import called_layers, safe_names
from chemins.networks.network_input import fitted_input, with_preset
from chemins.networks.onnx_files.layers import shown_name
from chemins.networks.onnx_files.network import read_network
from chemins.planning.config_words import quoted
from chemins.planning.external_networks import TAKEN, check_class_number

LISTED = 12  # tensors that a message names


def onnx_network(name, run, description) -> dict:
    """What the config's `network` of a run with an ONNX file comes to have.

    `layers`: safe names of the hidden layers, from the input on. `tensors`: these and what they are
    in the graph. `shown`: what the model calls them. `input`: what it is given, as
    NetworkInput.settings. `weights`: files beside the model that its weights are in. description:
    of the dataset. Raises CheminsError for a network that does not fit its run.
    """
    settings, what = run["network"], f"run {name}, network.model: {run['network']['model']}"
    asked = settings.get("input", {})
    size = with_preset(asked).get("size", description.shape[:2])
    network = read_network(settings["model"], len(run["digits"]), tuple(size), what)
    given = fitted_input(asked, network.shape, description, what, network.kind)
    check_class_number(network.classes, run, what)
    shown = {tensor: shown_name(network.graph, tensor) for tensor in network.layers}
    names = dict(zip(network.layers, safe_names(shown.values(), TAKEN), strict=True))
    if "layers" in settings:
        tensors = named_tensors(settings["layers"], shown, names, f"run {name}, network.layers")
    else:
        tensors = network.hidden
    if not tensors:
        raise CheminsError(
            f"{what} has no activation function that is a hidden layer; name some tensors in "
            f"network.layers: {some_of(shown.values())}"
        )
    return {
        "layers": [names[tensor] for tensor in tensors],
        "tensors": {names[tensor]: tensor for tensor in tensors},
        "shown": {names[tensor]: shown[tensor] for tensor in tensors},
        "input": given.settings(),
        "weights": list(network.beside),
    }


def named_tensors(asked, shown, names, what) -> list:
    """The tensors of these layers, from the input on: by the graph's names of them, the model's of
    their nodes, or the names of their files. shown, names: tensor -> what it is called."""
    try:
        return called_layers(asked, shown, names)
    except KeyError as error:
        raise CheminsError(
            f"{what}: {quoted(error.args[0])} is no tensor that the network makes of the images "
            f"and that can be a stage of a path; allowed: {some_of(shown.values())}"
        ) from None


def some_of(names) -> str:
    """Some of a network's tensors, evenly, for a message."""
    names = list(names)
    every = -(-len(names) // LISTED) or 1
    more = f" (and others: all {len(names)} that are computed of the images)" * (every > 1)
    return f"{listed(names[::every])}{more}"
