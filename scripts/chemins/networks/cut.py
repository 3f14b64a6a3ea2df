"""A network in two halves: what a layer answers, and what the rest makes of an answer.

So an answer can be changed, and the rest of the network asked what it makes of that.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

ROWS = 512  # of small maps


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
    rows: int = ROWS  # asked at once, always as many: another number is another graph

    @property
    def size(self) -> int:
        """Values of the layer's answer to one input."""
        return int(np.prod(self.shape))

    def answers(self, inputs) -> np.ndarray:
        """(n, …) float32 answers of the layer to (n, …) inputs."""
        return in_batches(self.before, self.rows, inputs)

    def outputs(self, answers, shift=None) -> np.ndarray:
        """(n, classes) that the rest gives, of answers as they are, or as `shifted`: so many of
        them at a time that changed ones are not all in memory."""
        if shift is None:
            return in_batches(self.after, self.rows, answers.astype(np.float32, copy=False))

        def after(answers, shift):
            return self.after(self.shifted(answers, shift).astype(np.float32, copy=False))

        return in_batches(after, self.rows, answers, shift)

    def predictions(self, answers, shift=None) -> np.ndarray:
        """(n,) int: the class, from 0, of the largest of the outputs that the rest gives."""
        return self.outputs(answers, shift).argmax(axis=1)

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


def in_batches(compute, most, *arrays) -> np.ndarray:
    """What is computed of arrays (n, …), so many rows at once, the last batch padded."""
    parts = []
    for start in range(0, len(arrays[0]), most):
        batch = [array[start : start + most] for array in arrays]
        parts.append(compute(*(padded(part, most) for part in batch))[: len(batch[0])])
    return np.concatenate(parts)


def padded(rows, count) -> np.ndarray:
    """(count, …) rows, the last of them 0."""
    if len(rows) == count:
        return rows
    return np.pad(rows, [(0, count - len(rows))] + [(0, 0)] * (rows.ndim - 1))
