"""A run's own network at each of its epochs: where its samples are, and what its layers tell."""

from collections.abc import Callable

import numpy as np

from chemins.clusters.centers import nearest_center
from chemins.clusters.embedding import place_rows
from chemins.measures.vocabulary import TRAINED
from chemins.measures.while_learning.followed import followed_samples
from chemins.measures.while_learning.following import Watch, epoch_rows, placed
from chemins.results import tables


def write_epochs(epochs, ask: Callable, last, movable, settings, outputs) -> None:
    """Write what becomes of a run's network over its epochs.

    epochs: ascending. ask: epoch -> its answers, layer -> (n, d), of the last one those of the run;
    asked one after the other. last: LastEpoch. movable: Movable, with the weights that were asked
    last. settings: of the rule. outputs: the tables `paths`, `embeddings` and `measures`.
    """
    looked, stages = last.looked, settings.get("stages", settings["hidden"])
    end, watch = epochs[-1], Watch(looked, last.frozen)
    fitted = placed(ask(end), last.frozen)
    about = {"role": looked.role, "label": looked.label}
    followed = followed_samples(about | last.clusters, stages, settings["seed"])
    paths, maps = [], []

    def moments():
        for epoch in epochs:
            found = ask(epoch)
            points = placed(found, last.frozen)
            now = watch.at(found, points, epoch == end)
            paths.append(paths_at(epoch, last, now, chosen_clusters(points, last, epoch == end)))
            shown = on_maps(points, fitted, followed, last, epoch == end, settings)
            maps.extend(maps_at(epoch, last, followed, shown))
            yield epoch, found, now

    found = epoch_rows(moments(), last.frozen, movable, looked, settings["hidden"], stages)
    rows = [{"network": TRAINED, "replicate": 0, **row} for row in found]
    tables.write_rows(outputs["measures"], tables.LEARNING, rows)
    tables.write_parts(outputs["embeddings"], tables.LEARNING_EMBEDDINGS, maps)
    tables.write(outputs["paths"], tables.learning_paths_schema(settings["layers"]), joined(paths))


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
    return {
        layer: place_rows(
            found[followed],
            fitted[layer][last.mapped],
            last.maps[layer][last.mapped],
            settings["umap"],
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
