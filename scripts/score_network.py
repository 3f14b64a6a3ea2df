"""Measure a network that was trained elsewhere: how often its answer is right."""

import numpy as np

from chemins.base.files import write_json
from chemins.jobs import job
from chemins.results import tables
from chemins.statistics.chance import chance_warning


def score_network(settings, run, activations, scores, terminal=None) -> None:
    """activations: the known samples' table, of the network. scores: file to write, the accuracy
    on train and on test samples (the loss is whoever trained it's), what computed the answers,
    where the table says so, and a warning where it is near chance, "" where it is not. terminal:
    where that is told too; None for standard output.
    """
    known = tables.read_columns(activations, tables.ACTIVATIONS, ["role", "label", "output"])
    right = np.array(settings["digits"])[known["output"].argmax(axis=1)] == known["label"]
    shares = {role: float(right[known["role"] == role].mean()) for role in ("train", "test")}
    counts = np.unique(known["label"][known["role"] == "test"], return_counts=True)[1]
    warning = chance_warning(shares["test"], counts.tolist())
    if warning:
        print(f"\nchemins: run {run}: {warning}.\n", file=terminal)
    accuracies = {role: {"accuracy": share} for role, share in shares.items()}
    engine = tables.metadata(activations, tables.ACTIVATIONS).get("chemins.engine")
    told = {"engine": engine} if engine else {}
    write_json(scores, {**accuracies, **told, "warning": warning})


if "snakemake" in globals():
    job.run(score_network, snakemake)
