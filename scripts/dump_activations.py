"""Write every network layer's answer to each sample of a group, and the logits."""

import json
from contextlib import ExitStack

from chemins import tables
from chemins.errors import CheminsError
from chemins.images import stream_images


def dump_activations(settings, run, model, dataset, samples, layers, logits):
    """layers: files to write, in the order of the settings' layers. logits: another one."""
    from chemins import networks  # TensorFlow, which prints while it is imported: after the log

    networks.prepare()
    network = networks.load(model)
    check_classes(network, settings, f"run {run}, network.model: {model}")
    pool, asked = settings["pool"], [*settings["layers"], networks.LOGITS]
    most, answers = networks.layer_answers(network, asked, pool)
    rows = tables.read_columns(samples, tables.SAMPLES)
    kinds = [(tables.ACTIVATIONS, "activation")] * len(layers) + [(tables.LOGITS, "logits")]
    with ExitStack() as stack:
        appenders = []
        for name, path, (schema, column) in zip(asked, [*layers, logits], kinds, strict=True):
            width = networks.layer_width(network, name, pool)
            append = stack.enter_context(tables.vector_writer(path, schema, width))
            appenders.append((name, column, append))
        for batch in stream_images(dataset, rows, most):
            values = answers(networks.network_input(network, batch["pixels"]))
            for name, column, append in appenders:
                append({**batch, column: values[name]})


def check_classes(network, settings, what):
    """A network from elsewhere must have as many classes as the run has digits."""
    found, classes = network.output_shape, settings.get("classes")
    if classes is not None and found[1:] != (classes,):
        raise CheminsError(
            f"{what} has outputs of shape {found[1:]}, the run has {classes} "
            "digits; needed: a class for each, in ascending order"
        )


if "snakemake" in globals():
    from chemins.making import making

    with making(snakemake):
        dump_activations(
            settings=json.loads(snakemake.params.settings),
            run=snakemake.wildcards.run,
            model=snakemake.input.model,
            dataset=snakemake.input.dataset,
            samples=snakemake.input.samples,
            layers=snakemake.output.layers,
            logits=snakemake.output.logits,
        )
