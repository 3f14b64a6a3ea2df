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
    from chemins.measures.following import at_last, epoch_rows, look, placed
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
    fitted = placed(answers, last.frozen)
    final = at_last(fitted, last.frozen, looked.samples(answers), looked)
    about = {"role": looked.role, "label": looked.label}
    followed = followed_samples(about | last.clusters, stages, settings["seed"])
    paths = [paths_at(end, last, final, last.clusters)]
    maps = maps_at(end, last, followed, {x: at[followed] for x, at in last.maps.items()})

    def moments():
        """Each epoch, the network with its weights."""
        yield end, answers, final
        for epoch in sorted(weights.keys() - {end}):
            found = network.ask(weights[epoch])
            points = placed(found, last.frozen)
            now = look(found, points, last.frozen, looked)
            clusters = {x: nearest_center(points[x], last.chosen[x]) for x in points}
            paths.append(paths_at(epoch, last, now, clusters))
            shown = {x: on_map(points[x][followed], fitted[x], last, x, settings) for x in points}
            maps.extend(maps_at(epoch, last, followed, shown))
            yield epoch, found, now

    groups = groups_of(last.sample_id)
    rows = [
        {"network": TRAINED, "replicate": 0, **summed(row, looked.label, groups)}
        for row in epoch_rows(
            moments(), final, network.movable(), settings["hidden"], stages, settings["seed"]
        )
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


def on_map(points, fitted, last, layer, settings) -> np.ndarray:
    """(m, 2) places of points on a layer's map, among those that it was fitted to at the last
    epoch. fitted: (n, d) points of all samples then."""
    taught = last.looked.fitted
    return place_rows(points, fitted[taught], last.maps[layer][taught], settings["umap"])


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
