"""Write every network layer's answer to each sample of a group, and the logits."""

import numpy as np

from chemins.base.errors import CheminsError
from chemins.data.images import stream_images
from chemins.jobs import job
from chemins.networks.answer_tables import write_answers
from chemins.networks.layer_names import LOGITS
from chemins.networks.sessions import load_session
from chemins.results.shards import about_shard, drop_others, read_samples

TOLERANCE = 0.01  # of probabilities, which may have been computed in half precision


def dump_activations(settings, run, model, dataset, samples, activations) -> None:
    """activations: file to write."""
    what = f"run {run}, network.model: {model}"
    network = load_session(model, settings, what)
    check_classes(network.output_shape, network.classes, settings, what)
    print(f"The network is given {network.told}.")
    columns = {layer: layer for layer in settings["layers"]} | {"logits": LOGITS}
    rows, about = read_samples(samples, settings), about_shard(settings)

    def batches(most):
        for batch in stream_images(dataset, rows, most):
            yield batch, network.inputs(batch["pixels"])

    def check(values):
        check_answers(values["output"], values["logits"], what)

    write_answers(network, columns, settings["pool"], batches, activations, check, about)
    drop_others(activations, settings)


def check_classes(shape, found, settings, what) -> None:
    """A network from elsewhere must have as many classes as the run has digits.

    shape: of its output. found: the classes that this tells.
    """
    classes = settings.get("classes")
    if classes is not None and found != classes:
        raise CheminsError(
            f"{what} has outputs of shape {shape[1:]}, the run has {classes} digits; needed: a "
            "class for each, in ascending order"
        )


def check_answers(output, logits, what) -> None:
    """Raise CheminsError unless the output is the softmax of the logits, and they are none.

    output, logits: (n, classes) float32, of some samples.
    """
    if not np.isfinite(logits).all():
        raise CheminsError(f"{what} answers with values that are no finite numbers")
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    softmax = powers / powers.sum(axis=1, keepdims=True)
    if not np.allclose(output, softmax, rtol=0, atol=TOLERANCE):
        raise CheminsError(
            f"{what} has an output that is not the softmax over its classes of what comes before "
            "it; needed: one probability for each class, or logits"
        )
    if logits.min() >= 0 and np.allclose(logits.sum(axis=1), 1, rtol=0, atol=TOLERANCE):
        raise CheminsError(
            f"{what} has an output that is probabilities already, though no softmax is seen at its "
            "end; needed: a softmax last, or logits"
        )


if "snakemake" in globals():
    job.run(dump_activations, snakemake)
