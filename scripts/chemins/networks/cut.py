"""A network in two halves: what a layer answers, and what the rest makes of an answer.

So an answer can be changed, and the rest of the network asked what it makes of that.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Halves:
    """A network before and after one layer's answer, computed by whatever computes the network.

    The weights are the network's: what is set there is used here.
    """

    before: Callable  # (rows, …) inputs to answers (rows, …)
    after: Callable  # (rows, …) answers to outputs (rows, classes)
    shape: tuple  # of the layer's answer to one input
    channels: int  # the axis of an answer's channels
    pool: str  # what of an answer is its signature
    rows: int = 512  # asked at once, always as many: another number is another graph

    @property
    def size(self) -> int:
        """Values of the layer's answer to one input."""
        return int(np.prod(self.shape))

    def answers(self, inputs) -> np.ndarray:
        """(n, …) float32 answers of the layer to (n, …) inputs."""
        return in_batches(self.before, inputs, self.rows)

    def outputs(self, answers) -> np.ndarray:
        """(n, classes) that the rest gives."""
        return in_batches(self.after, answers.astype(np.float32), self.rows)

    def predictions(self, answers) -> np.ndarray:
        """(n,) int: the class, from 0, of the largest of the outputs that the rest gives."""
        return self.outputs(answers).argmax(axis=1)

    def shifted(self, answers, shift) -> np.ndarray:
        """Answers whose signatures are other ones by a (n, width) shift: where a signature has the
        mean or the largest value of a channel, all of that channel's values are."""
        if answers.ndim == 2:
            return answers + shift
        if self.pool == "flatten":
            return answers + shift.reshape(answers.shape)
        if self.pool == "first" and answers.ndim == 3:
            shifted = answers.copy()
            shifted[:, 0] += shift
            return shifted
        shape = [len(answers)] + [1] * (answers.ndim - 1)
        shape[self.channels % answers.ndim] = shift.shape[1]
        return answers + shift.reshape(shape)


def in_batches(compute, rows, most) -> np.ndarray:
    """What is computed of (n, …) rows, so many at once, the last batch padded."""
    parts = []
    for start in range(0, len(rows), most):
        part = rows[start : start + most]
        padding = [(0, most - len(part))] + [(0, 0)] * (part.ndim - 1)
        parts.append(compute(np.pad(part, padding))[: len(part)])
    return np.concatenate(parts)
