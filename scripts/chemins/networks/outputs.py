"""Whether what a folder calls output and logits is what it says, and else what it looks like."""

import numpy as np
from scipy.special import logsumexp, softmax

from chemins.base.errors import CheminsError, listed

TOLERANCE = 1e-3  # of what the probabilities of a sample sum to
AGREEMENT = 0.01  # of an output and the softmax of its logits: both may be of 16 bits


def check_output(output, classes, what) -> None:
    """output: (n, width), the probabilities of n samples. Raises CheminsError if they are none."""
    check_width("output", output, classes, what)
    if not sums_to_one(output):
        raise CheminsError(
            f"{what}: output.parquet has values that are no probabilities; needed: the softmax, "
            f"which sums to 1. {likeness(output)}"
        )


def check_width(name, values, classes, what) -> None:
    if values.shape[1] == classes:
        return
    one = "; of one sigmoid p, write two values, 1 - p and p" if values.shape[1] == 1 else ""
    raise CheminsError(
        f"{what}: {name}.parquet has {values.shape[1]} values a sample, the run has "
        f"{classes} classes; needed: one for each, in ascending order of their labels{one}"
    )


def sums_to_one(values) -> bool:
    return values.min() >= 0 and np.abs(values.sum(axis=1) - 1).max() <= TOLERANCE


def likeness(values) -> str:
    """What values that are no probabilities look like, and what to write instead."""
    if values.max() <= 0 and sums_to_one(np.exp(values)):
        return "These look like its logarithm (log_softmax): write their exponentials"
    if sums_to_one(values / 100):
        return "These look like percentages: divide them by 100"
    if values.min() >= 0 and values.max() <= 1:
        return "These look like a sigmoid for each class by itself, which is no such network"
    return "These look like logits: write their softmax, and themselves into logits.parquet"


def hard_warning(output) -> str:
    """What to say of an output that has nothing but 0 and 1; "" of any other."""
    if not np.isin(output, (0, 1)).all():
        return ""
    return (
        "output.parquet has nothing but 0 and 1, as an argmax has and a softmax never: how sure "
        "the network is cannot be told from it"
    )


def check_logits(logits, output, ids, what) -> None:
    """Raise CheminsError unless the softmax of the logits is the output, sample by sample.

    logits, output: (n, classes), the latter as check_output allows. ids: (n,) of the samples.
    """
    check_width("logits", logits, output.shape[1], what)
    found = softmax(logits.astype(np.float64), axis=1)
    apart = np.abs(found - output).max(axis=1)
    worst = apart.argmax()
    if apart[worst] > AGREEMENT:
        raise CheminsError(
            f"{what}: logits.parquet contradicts output.parquet: of sample {ids[worst]} the "
            f"softmax of the logits is {values_text(found[worst])}, the output "
            f"{values_text(output[worst])}; "
            "needed: what the output is the softmax of, or no logits.parquet"
        )
    if np.abs(logsumexp(logits.astype(np.float64), axis=1)).max() < AGREEMENT:
        raise CheminsError(
            f"{what}: logits.parquet has the output's logarithm (log_softmax), from which how "
            "large the logits were cannot be told; needed: these themselves, or no logits.parquet"
        )


def values_text(values) -> str:
    """A few of a sample's values, for a sentence."""
    texts = [f"{value:.3g}" for value in values[:4]]
    return listed(texts) if len(values) <= 4 else ", ".join([*texts, "…"])
