"""A network's answers to many samples as a table, written while they are asked for."""

import numpy as np

from chemins.networks import classifiers
from chemins.results import tables


def write_answers(network, columns, pool, batches, path, check=None) -> None:
    """Write what layers answer to samples, a batch at a time.

    network: a keras.Model. columns: column of the table -> what is asked for, a layer, "output" or
    classifiers.LOGITS. pool: as of classifiers.answering. batches: a function from the most samples
    at once to an iterator over (columns of tables.ACTIVATIONS, inputs (n, …) float32). path: the
    table to write, float32 vectors. check: called with each batch's name -> (n, width) answers.
    Raises CheminsError as classifiers.answering does.
    """
    asked = list(columns.values())
    most, answers = classifiers.answering(network, asked, pool)
    widths = {name: classifiers.layer_width(network, one, pool) for name, one in columns.items()}
    with tables.vector_writer(path, tables.ACTIVATIONS, widths) as append:
        for samples, inputs in batches(most):
            values = answers(inputs)
            found = {name: values[one] for name, one in columns.items()}
            if check:
                check(found)
            append({**samples, **found})


def are_finite(answers) -> bool:
    """Whether all of name -> (n, width) answers are finite numbers."""
    return all(np.isfinite(values).all() for values in answers.values())
