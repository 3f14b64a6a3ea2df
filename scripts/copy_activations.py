"""Take over the activations that another program wrote, checked, as our tables of one group."""

import json
from itertools import chain
from pathlib import Path

import numpy as np

from chemins import dumps, tables
from chemins.errors import CheminsError


def copy_activations(settings, run, group, folder, dataset, samples, layers, logits):
    """folder: docs/networks.md has what is in it. samples, layers: files to write, these in the
    order of the settings' layers. logits: another one, or None.
    """
    what = f"run {run}, network.path"
    rows = dumps.read_samples(folder, what)
    check_images(rows, dataset, what)
    chosen = (rows["role"] == "unseen") == (group == "unseen")
    tables.write(samples, tables.SAMPLES, {name: column[chosen] for name, column in rows.items()})
    classes = len(settings["digits"])
    for name, path in zip(settings["layers"], layers, strict=True):
        parts = dumps.layer_batches(folder, name, "activation", rows, what)
        if name == "output":
            parts = checked(parts, dumps.check_probabilities, classes, what)
        write_layer(parts, rows, chosen, "activation", tables.ACTIVATIONS, path)
    if logits is not None:
        parts = dumps.layer_batches(folder, "logits", "logits", rows, what)
        parts = checked(parts, dumps.check_logits, classes, what)
        write_layer(parts, rows, chosen, "logits", tables.LOGITS, logits)


def check_images(rows, dataset, what):
    """Raise CheminsError unless every sample is an image of the dataset, with its label."""
    images = tables.read_columns(dataset, tables.DATASET, ["sample_id", "label"])
    place = np.searchsorted(images["sample_id"], rows["sample_id"])
    place = np.minimum(place, len(images["sample_id"]) - 1)
    absent = images["sample_id"][place] != rows["sample_id"]
    if absent.any():
        raise CheminsError(
            f"{what}: samples.parquet has the sample_id {rows['sample_id'][absent][0]}, but "
            f"{dataset} has {images['sample_id'][0]} to {images['sample_id'][-1]}"
        )
    other = images["label"][place] != rows["label"]
    if other.any():
        raise CheminsError(
            f"{what}: samples.parquet says that sample {rows['sample_id'][other][0]} has the label "
            f"{rows['label'][other][0]}; in {dataset} it has {images['label'][place][other][0]}"
        )


def checked(parts, check, classes, what):
    for part, values in parts:
        check(values, classes, what)
        yield part, values


def write_layer(parts, rows, chosen, column, schema, path):
    first = next(parts)
    with tables.vector_writer(path, schema, first[1].shape[1]) as append:
        for part, values in chain([first], parts):
            kept = chosen[part]
            samples = {name: of_all[part][kept] for name, of_all in rows.items()}
            append({**samples, column: values[kept]})


if "snakemake" in globals():
    from chemins.job import logged

    with logged(snakemake.log[0]):
        copy_activations(
            settings=json.loads(snakemake.params.settings),
            run=snakemake.wildcards.run,
            group=snakemake.wildcards.group,
            folder=Path(snakemake.input.given[0]).parent,
            dataset=snakemake.input.dataset,
            samples=snakemake.output.samples,
            layers=snakemake.output.layers,
            logits=next(iter(snakemake.output.logits), None),
        )
