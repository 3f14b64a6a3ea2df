"""Measure a network that was trained elsewhere: how often its answer is right."""

import json

import numpy as np

from chemins import tables
from chemins.files import write_json


def score_network(settings, output, scores):
    """output: the known samples' table of the output layer. scores: file to write, the accuracy
    on train and on test samples; the loss is whoever trained it's."""
    known = tables.read_columns(output, tables.ACTIVATIONS)
    right = np.array(settings["digits"])[known["activation"].argmax(axis=1)] == known["label"]
    shares = {role: float(right[known["role"] == role].mean()) for role in ("train", "test")}
    write_json(scores, {role: {"accuracy": share} for role, share in shares.items()})


if "snakemake" in globals():
    from chemins.making import making

    with making(snakemake):
        score_network(
            settings=json.loads(snakemake.params.settings),
            output=snakemake.input.output,
            scores=snakemake.output.scores,
        )
