"""A layer's signature: what of its answer, which may be a map or a sequence, is followed."""

import numpy as np


def signature(answer, pool, channels) -> np.ndarray:
    """(n, width) float32 of a layer's (n, …) answer.

    pool: "mean" or "max" of each channel, "flatten": all of it, "first": of a sequence, what its
    first place holds, and of a map the mean. channels: the axis of the channels.
    """
    answer = answer.astype(np.float32)
    if answer.ndim <= 2 or pool == "flatten":
        return answer.reshape(len(answer), -1)
    if takes_first(answer.ndim, pool, channels):
        return answer[:, 0]
    others = tuple(axis for axis in range(1, answer.ndim) if axis != channels % answer.ndim)
    return answer.max(axis=others) if pool == "max" else answer.mean(axis=others)


def takes_first(rank, pool, channels) -> bool:
    """Whether a signature is a sequence's first place. rank: of the answer, (n, places, width)."""
    return pool == "first" and rank == 3 and channels % rank == 2


def is_averaged(rank, pool, channels) -> bool:
    """Whether a signature is the mean of each channel over many places."""
    return rank > 2 and (
        pool == "mean" or (pool == "first" and not takes_first(rank, pool, channels))
    )
