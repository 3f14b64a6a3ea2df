"""A run's layers by their names, from the input on."""

CONVOLUTIONS = ("conv_1", "conv_2")
GIVEN = ("file", "onnx", "activations")  # kinds of networks that are not trained here
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
