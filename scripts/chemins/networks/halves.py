"""A Keras model in two halves, behind one layer's answer."""

from collections.abc import Callable

import numpy as np

from chemins.networks.classifiers import (
    CACHED,
    LAST,
    computing,
    describe_model,
    keras,
    probabilities,
    rows_of_maps,
)
from chemins.networks.cut import ROWS, Halves


def halves(model, layer, pool) -> Halves | None:
    """A model cut behind a layer; None where more than this layer's answer goes on to the output,
    as in a network with branches, or where it is not among what the output is made of."""
    network, output = describe_model(model), model.outputs[0]
    answer = answer_before(output, layer)
    if network.end.function == "sigmoid":
        output = probabilities(output, network.end)
    try:
        after = keras.Model(answer, output)
    except ValueError:
        return None
    channels = network.channel_axes.get(layer, LAST)
    before = keras.Model(model.inputs, answer)
    shape, rows = tuple(before.output_shape[1:]), min(ROWS, rows_of_maps(model, CACHED))
    return Halves(asking(before), asking(after), shape, channels, pool, rows)


def asking(model) -> Callable:
    """A function from (n, …) inputs to a model's answers."""
    compute = computing(model)
    return lambda inputs: compute(inputs.astype(np.float32, copy=False))


def answer_before(tensor, layer) -> keras.KerasTensor | None:
    """The layer's answer that a symbolic tensor is made of; None if there is none.

    A layer that was called several times, as Keras itself does while it builds and loads, has
    several answers; `layer.output` is the first of them, which need not be this model's.
    """
    waiting, seen = [tensor], set()
    while waiting:
        tensor = waiting.pop()
        operation, call, _ = tensor._keras_history
        if operation.name == layer:
            return tensor
        if (operation.name, call) not in seen:
            seen.add((operation.name, call))
            waiting += operation._inbound_nodes[call].input_tensors
    return None
