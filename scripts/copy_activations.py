"""Take over the activations that another program wrote, checked, as our tables of one group."""

from pathlib import Path

import numpy as np

from chemins.base.errors import CheminsError
from chemins.jobs import job
from chemins.networks import external_activations, outputs
from chemins.results import tables
from chemins.statistics.chance import chance_warning

FEW = 64  # rows, from which a layer's width is learnt


def copy_activations(
    settings, run, group, given, dataset, samples, activations, terminal=None
) -> None:
    """given: the files of a folder; docs/networks.md has what they are. samples, activations: files
    to write. terminal: where warnings are told; None for standard output.
    """
    folder = Path(given[0]).parent
    what = f"run {run}, network.path"
    rows = external_activations.read_samples(folder, what)
    splits = check_images(rows, dataset, what)
    softmax, logits = checked_answers(folder, rows, settings, what)
    if group == "known":
        for text in warnings(rows, splits, softmax, settings["digits"]):
            print(f"\nchemins: {what}: {folder}: {text}.\n", file=terminal)
    chosen = (rows["role"] == "unseen") == (group == "unseen")
    tables.write(samples, tables.SAMPLES, {name: column[chosen] for name, column in rows.items()})
    write_layers(folder, settings["layers"], rows, chosen, logits, activations, what)


def checked_answers(folder, rows, settings, what) -> tuple[np.ndarray, np.ndarray]:
    """The output of all samples, and their logits: (n, classes) each; without any, (n, 0)."""
    output = external_activations.read_whole_layer(folder, "output", "activation", rows, what)
    outputs.check_output(output, len(settings["digits"]), what)
    if not settings["logits"]:
        return output, np.empty((len(output), 0), np.float32)
    logits = external_activations.read_whole_layer(folder, "logits", "logits", rows, what)
    outputs.check_logits(logits, output, rows["sample_id"], what)
    return output, logits


def warnings(rows, splits, output, digits) -> list[str]:
    """What may be wrong of what can be taken: texts to tell."""
    known = rows["role"] != "unseen"
    counts = np.unique(rows["label"][known], return_counts=True)[1]
    right = np.array(digits)[output[known].argmax(axis=1)] == rows["label"][known]
    texts = [split_warning(rows["role"], splits), outputs.hard_warning(output)]
    texts += [chance_warning(right.mean(), counts.tolist(), "train and test images")]
    return list(filter(None, texts))


def split_warning(role, splits) -> str:
    """What to say of train samples among the dataset's test images, and the other way round."""
    taught = np.count_nonzero((role == "train") & (splits == "test"))
    tested = np.count_nonzero((role == "test") & (splits == "train"))
    if not taught + tested:
        return ""
    return (
        f"{taught} samples of role train are test images of the dataset, {tested} of role test are "
        "training images: taken as they are. If the network was trained on the dataset's training "
        "images, its accuracy on test is not what it says"
    )


def check_images(rows, dataset, what) -> np.ndarray:
    """The split of every sample's image; CheminsError if it is none, or has another label."""
    images = tables.read_columns(dataset, tables.DATASET, ["sample_id", "split", "label"])
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
    return images["split"][place]


def write_layers(folder, layers, rows, chosen, logits, output, what) -> None:
    """The table of these layers' answers to the chosen samples, and of the logits, if any."""

    def read(layer, count):
        return external_activations.layer_batches(folder, layer, "activation", rows, what, count)

    widths = {layer: next(read(layer, FEW))[1].shape[1] for layer in layers}
    widths |= {"logits": logits.shape[1]} if logits.shape[1] else {}
    count = tables.rows_at_once(sum(widths.values()))
    with tables.vector_writer(output, tables.ACTIVATIONS, widths) as append:
        for batches in zip(*(read(layer, count) for layer in layers), strict=True):
            part = batches[0][0]
            kept = chosen[part]
            values = {layer: batch[kept] for layer, (_, batch) in zip(layers, batches, strict=True)}
            samples = {name: of_all[part][kept] for name, of_all in rows.items()}
            append({**samples, "logits": logits[part][kept], **values})


if "snakemake" in globals():
    job.run(copy_activations, snakemake)
