"""Measure what of a network from elsewhere needs the network: noise, and its untrained twin."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from chemins.base.files import write_json
from chemins.clusters.centers import read_centers
from chemins.clusters.layer_points import read_spaces
from chemins.clusters.stages import read_stages
from chemins.data.images import images_at, stream_images
from chemins.jobs import job
from chemins.measures.noise import with_noise
from chemins.measures.twin import read_samples
from chemins.measures.twin import twin_rows as rows_of_twin
from chemins.measures.under_noise import rows_under_noise
from chemins.measures.vocabulary import TRAINED, UNTRAINED
from chemins.networks.answer_tables import check_twin, write_answers
from chemins.networks.no_twin import NoTwin
from chemins.networks.sessions import load_session
from chemins.results import tables
from chemins.statistics.influence import groups_of, summed


def measure_given(
    settings, run, model, dataset, known, spaces, centers, measures, twin, unseen=None, paths=None
) -> None:
    """known, unseen: tables of the network's answers; unseen: None unless its samples are fitted
    on. spaces, centers: tables of its layers. paths: as of measure_run. measures: file to write.
    twin: file to write: why there is no untrained twin, "" where there is one; and where its
    weights are not initial ones, what they are.
    """
    network = load_session(model, settings, f"run {run}, network.model: {model}")
    images = Images(settings, dataset)
    stages = read_stages(paths, ["pixels", *settings["layers"]], settings["hidden"])
    with TemporaryDirectory() as folder:
        noise = noise_rows(network, images, known, spaces, centers, stages, Path(folder))
        files = [known, unseen] if unseen else [known]
        control, missing = twin_rows(network, images, files, stages, f"run {run}", Path(folder))
    if missing:
        print(f"The network has no untrained twin: {missing}.")
    ids = read_ids(known)
    groups = groups_of(ids["sample_id"])
    rows = [
        {"network": name, "replicate": 0, **summed(row, ids["label"], groups)}
        for name, entries in ((TRAINED, noise), (UNTRAINED, control))
        for row in entries
    ]
    tables.write_rows(measures, tables.MEASURES, rows)
    weights = {"weights": network.twin_weights} if network.twin_weights else {}
    write_json(twin, {"missing": missing, **weights})


@dataclass(frozen=True)
class Images:
    """The images of a run as its network takes them, and what is asked of it.

    settings: of the rule. dataset: path of its table. A network: a session.
    """

    settings: dict
    dataset: str

    def ask(self, network, samples, path, check=None, noise=None) -> None:
        """Write a network's answers to samples as a table. samples: columns of tables.SAMPLES.
        check: as of write_answers. noise: a seed, or None for the images as they are."""
        columns = {layer: layer for layer in self.settings["layers"]}
        stream = None if noise is None else np.random.default_rng(noise)

        def batches(most):
            for batch in stream_images(self.dataset, samples, most):
                yield batch, self.inputs(network, batch["pixels"], stream)

        write_answers(network, columns, self.settings["pool"], batches, path, check)

    def inputs(self, network, pixels, stream=None) -> np.ndarray:
        """(n, …) what a network takes, of (n, width) uint8 pixels; with noise from a stream."""
        if stream is None:
            return network.inputs(pixels)
        pixels = pixels.astype(np.float32) / np.float32(255)
        return network.noisy_inputs(with_noise(pixels, stream))


def read_ids(path) -> dict:
    """The samples of a table of activations: columns of tables.SAMPLES."""
    return tables.read_columns(path, tables.ACTIVATIONS, list(tables.ACTIVATIONS.columns))


def noise_rows(network, images, known, spaces, centers, stages, folder) -> list[dict]:
    """Rows of vocabulary.row of the network under noise. folder: for files on the way."""
    settings, noisy = images.settings, folder / "noisy"
    hidden, samples = settings["hidden"], read_samples(known, settings["digits"])
    test = {name: column[samples.of("test")] for name, column in read_ids(known).items()}
    images.ask(network, test, noisy, noise=settings["seed"])
    pooled = network.averaged_layers(hidden, settings["pool"])
    spaces, centers = read_spaces([spaces]), read_centers([centers], settings["layers"])
    return rows_under_noise(known, noisy, spaces, centers, pooled, samples, stages)


def twin_rows(network, images, files, stages, what, folder) -> tuple[list[dict], str]:
    """Rows of vocabulary.row of the network's untrained twin, and why there are none, or "". files:
    tables of the network's answers, whose samples its twin is asked about."""
    settings, ids = images.settings, [read_ids(path) for path in files]

    def inputs(places):
        pixels = images_at(images.dataset, ids[0], places)
        return images.inputs(untrained, pixels)

    try:
        untrained = network.untrained_twin(settings["seed"])
        answers = [folder / f"twin-{number}" for number, _ in enumerate(files)]
        for samples, path in zip(ids, answers, strict=True):
            images.ask(untrained, samples, path, check_twin)
    except NoTwin as reason:
        return [], str(reason)
    return rows_of_twin(untrained, answers, inputs, settings, stages, f"{what}, its twin"), ""


if "snakemake" in globals():
    job.run(measure_given, snakemake)
