"""A run's layers by their names, from the input on."""

import re

CONVOLUTIONS = ("conv_1", "conv_2")
GIVEN = ("file", "onnx", "activations")  # kinds of networks that are not trained here
UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")  # in names of files and columns, and in conditions
LONGEST = 60
LOGITS = "(logits)"  # asked for like a layer; no layer can have this name


def hidden_layers(network) -> tuple:
    """Names of the hidden layers of a config's `network`, from the input on."""
    if network["kind"] in GIVEN:
        return tuple(network["layers"])
    dense = tuple(f"hidden_{number}" for number in range(1, len(network["hidden"]) + 1))
    return (CONVOLUTIONS if network["kind"] == "cnn" else ()) + dense


def pooled_layers(network) -> tuple:
    """Those hidden layers of a network trained here whose signature is the mean of each channel."""
    return CONVOLUTIONS if network["kind"] == "cnn" and network["pool"] == "mean" else ()


def network_layers(network) -> tuple:
    """The layers that depend on the network: hidden ones and the output."""
    return (*hidden_layers(network), "output")


def all_layers(network) -> tuple:
    """Every layer, the pixels first."""
    return ("pixels", *network_layers(network))


def safe_names(shown, taken) -> list:
    """A name for files and columns for each of these, no two alike where case is ignored.

    taken: names, in lower case, that are something else's.
    """
    used, found = set(taken), []
    for name in shown:
        base = UNSAFE.sub("-", name).strip("-_")[-LONGEST:].strip("-_") or "layer"
        safe, number = base, 1
        while safe.casefold() in used:
            number += 1
            safe = f"{base[: LONGEST - len(str(number)) - 1]}-{number}"
        used.add(safe.casefold())
        found.append(safe)
    return found


def called_layers(asked, shown, names) -> list:
    """The layers that these names mean: a network's own, what is shown of them, or their files'.

    shown, names: layer, by the network's own name -> what is shown, the file's; from the input on,
    as is returned. Raises KeyError with a name that means none.
    """
    meant = {}
    for calling in (names, shown, {layer: layer for layer in shown}):
        meant |= {called: layer for layer, called in calling.items()}
    chosen = {meant[name] for name in asked}
    return [layer for layer in shown if layer in chosen]
