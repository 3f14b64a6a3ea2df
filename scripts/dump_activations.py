"""Write every network layer's answer to each sample of a group."""

import json
from contextlib import ExitStack

from chemins import tables
from chemins.images import stream_images


def dump_activations(settings, model, dataset, samples, outputs):
    """outputs: one file a layer, in the order of the settings' layers."""
    from chemins import networks  # TensorFlow, which prints while it is imported: after the log

    networks.prepare()
    network = networks.load(model)
    layers, pool = settings["layers"], settings["pool"]
    most, answers = networks.layer_answers(network, layers, pool)
    rows = tables.read_columns(samples, tables.SAMPLES)
    with ExitStack() as stack:
        appenders = {
            layer: stack.enter_context(
                tables.vector_writer(
                    path, tables.ACTIVATIONS, networks.layer_width(network, layer, pool)
                )
            )
            for layer, path in zip(layers, outputs, strict=True)
        }
        for batch in stream_images(dataset, rows, most):
            values = answers(networks.network_input(network, batch["pixels"]))
            for layer, append in appenders.items():
                append({**batch, "activation": values[layer]})


if "snakemake" in globals():
    from chemins.job import logged

    with logged(snakemake.log[0]):
        dump_activations(
            settings=json.loads(snakemake.params.settings),
            model=snakemake.input.model,
            dataset=snakemake.input.dataset,
            samples=snakemake.input.samples,
            outputs=snakemake.output.layers,
        )
