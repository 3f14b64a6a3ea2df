"""Train a run's network once more, and look at it while it learns."""

import numpy as np

from chemins.clusters.centers import nearest_center
from chemins.clusters.embedding import place_rows
from chemins.data.images import image_shape, read_images
from chemins.jobs import job
from chemins.measures.followed import followed_samples
from chemins.measures.vocabulary import TRAINED
from chemins.results import tables
from chemins.statistics.influence import groups_of, summed


def follow_learning(settings, run, inputs, outputs) -> None:
    """inputs: name -> files: `dataset`, `samples` of each group, and what read_last_epoch reads.
    outputs: `paths`, `embeddings` and `measures` to write.
    """
    from chemins.networks import (
        classifiers,  # TensorFlow, which prints while it is imported: after the log
    )

    classifiers.prepare()
    from chemins.measures.following import Watch, epoch_rows, placed
    from chemins.measures.last_epoch import check_same, read_last_epoch
    from chemins.measures.own_network import OwnNetwork

    last, dataset = read_last_epoch(settings, inputs), inputs["dataset"]
    looked, stages = last.looked, settings.get("stages", settings["hidden"])
    pixels = read_pixels(dataset, inputs["samples"])
    network = OwnNetwork(settings, image_shape(dataset), pixels, looked.role, looked.label)
    weights = network.train()
    end = max(weights)
    answers = network.ask(weights[end])
    check_same(answers, inputs["activations"], f"run {run}")
    fitted, watch = placed(answers, last.frozen), Watch(looked, last.frozen)
    about = {"role": looked.role, "label": looked.label}
    followed = followed_samples(about | last.clusters, stages, settings["seed"])
    paths, maps = [], []

    def moments():
        """Each epoch, the network with its weights."""
        for epoch in sorted(weights):
            found = network.ask(weights[epoch])
            points = placed(found, last.frozen)
            now = watch.at(found, points, epoch == end)
            paths.append(paths_at(epoch, last, now, chosen_clusters(points, last, epoch == end)))
            shown = on_maps(points, fitted, followed, last, epoch == end, settings)
            maps.extend(maps_at(epoch, last, followed, shown))
            yield epoch, found, now

    asked = network.movable(), settings["hidden"], stages, settings["seed"]
    groups = groups_of(last.sample_id)
    rows = [
        {"network": TRAINED, "replicate": 0, **summed(row, looked.label, groups)}
        for row in epoch_rows(moments(), last.frozen, *asked)
    ]
    tables.write_rows(outputs["measures"], tables.LEARNING, rows)
    tables.write_parts(outputs["embeddings"], tables.LEARNING_EMBEDDINGS, maps)
    tables.write(outputs["paths"], tables.learning_paths_schema(settings["layers"]), joined(paths))


def read_pixels(dataset, samples) -> np.ndarray:
    """(n, width) uint8 of all groups' samples. samples: tables of them."""
    rows = [tables.read_columns(file, tables.SAMPLES) for file in samples]
    return np.concatenate([read_images(dataset, group) for group in rows])


def paths_at(epoch, last, now, clusters) -> dict[str, np.ndarray]:
    """Columns of the table of paths at an epoch. now: Moment. clusters: layer -> (n,) int."""
    found, looked = now.samples, last.looked
    return {
        "epoch": np.full(len(last.sample_id), epoch),
        "sample_id": last.sample_id,
        "role": looked.role,
        "label": looked.label,
        "prediction": found.prediction,
        "probability": found.probabilities.max(axis=1),
        **clusters,
    }


def chosen_clusters(points, last, is_last) -> dict[str, np.ndarray]:
    """layer -> (n,) int: clusters at the chosen K. points: layer -> (n, d) in the frozen spaces."""
    if is_last:
        return last.clusters
    return {layer: nearest_center(found, last.chosen[layer]) for layer, found in points.items()}


def on_maps(points, fitted, followed, last, is_last, settings) -> dict[str, np.ndarray]:
    """layer -> (m, 2) places of the followed samples on the map of the last epoch, among those that
    it was fitted to. points, fitted: layer -> (n, d) in the frozen spaces, at an epoch and at the
    last."""
    if is_last:
        return {layer: places[followed] for layer, places in last.maps.items()}
    taught = last.looked.fitted
    return {
        layer: place_rows(
            found[followed], fitted[layer][taught], last.maps[layer][taught], settings["umap"]
        )
        for layer, found in points.items()
    }


def maps_at(epoch, last, followed, maps) -> list[dict]:
    """Columns of tables.LEARNING_EMBEDDINGS, of each layer. maps: layer -> (m, 2)."""
    return [
        {
            "epoch": np.full(len(followed), epoch),
            "layer": layer,
            "sample_id": last.sample_id[followed],
            "x": places[:, 0],
            "y": places[:, 1],
        }
        for layer, places in maps.items()
    ]


def joined(parts) -> dict[str, np.ndarray]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


if "snakemake" in globals():
    job.run(follow_learning, snakemake)
