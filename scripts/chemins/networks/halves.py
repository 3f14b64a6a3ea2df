"""A network in two halves: what a layer answers, and what the rest makes of an answer.

So an answer can be changed, and the rest of the network asked what it makes of that.
"""

from dataclasses import dataclass

import numpy as np

from chemins.networks.classifiers import LAST, computed, describe_model, keras, probabilities

ROWS = 512  # asked at once, always as many: another number is another graph


@dataclass(frozen=True)
class Halves:
    """A network before and after one layer's answer.

    The weights are the model's: what is set there is used here.
    """

    before: object  # keras.Model: inputs (n, …) to answers (n, …)
    after: object  # keras.Model: answers (n, …) to outputs (n, classes)
    channels: int  # the axis of an answer's channels
    pool: str  # what of an answer is its signature: "mean" of each channel, or "flatten"

    @property
    def size(self) -> int:
        """Values of the layer's answer to one input."""
        return int(np.prod(self.before.output_shape[1:]))

    def answers(self, inputs) -> np.ndarray:
        """(n, …) float32 answers of the layer to (n, …) inputs."""
        return in_batches(self.before, inputs)

    def predictions(self, answers) -> np.ndarray:
        """(n,) int: the class, from 0, of the largest of the outputs that the rest gives."""
        return in_batches(self.after, answers).argmax(axis=1)

    def shifted(self, answers, shift) -> np.ndarray:
        """Answers whose signatures are other ones by a (n, width) shift: where a signature has the
        mean of a channel, all of that channel's values are."""
        if answers.ndim == 2:
            return answers + shift
        if self.pool == "flatten":
            return answers + shift.reshape(answers.shape)
        shape = [len(answers)] + [1] * (answers.ndim - 1)
        shape[self.channels % answers.ndim] = shift.shape[1]
        return answers + shift.reshape(shape)


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
    return Halves(keras.Model(model.inputs, answer), after, channels, pool)


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


def in_batches(model, rows) -> np.ndarray:
    """A model's answers to (n, …) rows, so many at once."""
    parts = []
    for start in range(0, len(rows), ROWS):
        part = rows[start : start + ROWS].astype(np.float32)
        padding = [(0, ROWS - len(part))] + [(0, 0)] * (part.ndim - 1)
        parts.append(computed(model, np.pad(part, padding))[: len(part)])
    return np.concatenate(parts)
