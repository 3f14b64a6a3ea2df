"""A network's answers to many samples as a table, written while they are asked for."""

import numpy as np

from chemins.networks.no_twin import NoTwin
from chemins.results import tables


def write_answers(network, columns, pool, batches, path, check=None, about=None) -> None:
    """Write what layers answer to samples, a batch at a time.

    network: a session (networks/sessions.py). columns: column of the table -> what is asked for, a
    layer, "output" or layer_names.LOGITS. pool: as of pooling.signature. batches: a function from
    the most samples at once to an iterator over (columns of tables.ACTIVATIONS, inputs (n, …)).
    path: the table to write, float32 vectors. check: called with each batch's name -> (n, width)
    answers. about: metadata of the table, text to text. Raises CheminsError for a network that
    cannot be asked.
    """
    asked = list(columns.values())
    most, answers = network.answering(asked, pool)
    found = network.widths(asked, pool)
    widths = {name: found[one] for name, one in columns.items()}
    told = {"chemins.engine": network.engine} if network.engine else {}
    with tables.vector_writer(path, tables.ACTIVATIONS, widths, told | (about or {})) as append:
        for samples, inputs in batches(most):
            values = answers(inputs)
            found = {name: values[one] for name, one in columns.items()}
            if check:
                check(found)
            append({**samples, **found})


def check_twin(answers) -> None:
    """Raise NoTwin unless all of an untrained twin's name -> (n, width) answers are finite."""
    if not all(np.isfinite(values).all() for values in answers.values()):
        raise NoTwin("its answers would be no finite numbers")
