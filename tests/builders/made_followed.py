"""What a made run's network was while it learned: each image settles at an epoch of its own."""

import numpy as np

from chemins.results import tables

EPOCHS = [0, 1, 3, 7]
REPLICATES = 3


def write_learning(folder, run, followed=None) -> dict:
    """Tables of a run that the explorer reads, by the names that the rule build_page gives them.

    followed: rows that are; or all.
    """
    network = [layer for layer in run.layers if layer != "pixels"]
    files = {name: f"{folder}/{name}.parquet" for name in ("paths", "embeddings", "own")}
    files["replicates"] = f"{folder}/replicates.parquet"
    settled = np.random.default_rng(4).integers(len(EPOCHS), size=len(run.paths["label"]))
    schema = tables.learning_paths_schema(network)
    tables.write(files["paths"], schema, learning_paths(run, network, settled))
    rows = np.arange(len(settled)) if followed is None else np.asarray(followed)
    embedded = learning_embeddings(run, network, settled, rows)
    tables.write(files["embeddings"], tables.LEARNING_EMBEDDINGS, embedded)
    tables.write_rows(files["own"], tables.LEARNING, learning_measures(network, 0))
    others = [row for r in range(1, REPLICATES + 1) for row in learning_measures(network, r)]
    tables.write_rows(files["replicates"], tables.LEARNING, others)
    measures = [files["own"], files["replicates"]]
    found = {"learning_paths": [files["paths"]], "learning_embeddings": [files["embeddings"]]}
    return found | {"learning": measures}


def learning_paths(run, network, settled) -> dict:
    """Before an image settles, it lies where another one ends, and is taken for what that is."""
    count, parts = len(settled), []
    for place, epoch in enumerate(EPOCHS):
        other = np.random.default_rng(place).permutation(count)
        row = np.where((place < settled) & (epoch < EPOCHS[-1]), other, np.arange(count))
        part = {name: run.paths[name] for name in ("sample_id", "role", "label")}
        part |= {name: run.paths[name][row] for name in ("prediction", "probability", *network)}
        parts.append({"epoch": np.full(count, epoch), **part})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def learning_embeddings(run, network, settled, rows) -> dict:
    """Before an image settles, it lies half-way to the middle."""
    parts = []
    for place, epoch in enumerate(EPOCHS):
        for layer in network:
            points = run.embeddings[layer][rows]
            away = (place < settled[rows]) & (epoch < EPOCHS[-1])
            points = np.where(away[:, None], (points + points.mean(axis=0)) / 2, points)
            of = {"epoch": np.full(len(rows), epoch), "layer": np.full(len(rows), layer)}
            of |= {"sample_id": run.paths["sample_id"][rows]}
            parts.append({**of, "x": points[:, 0], "y": points[:, 1]})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def learning_measures(network, replicate) -> list[dict]:
    """A distinct value for each measure, layer, epoch and replicate."""
    told = [
        ("accuracy", ""),
        *((measure, layer) for measure in ("ami", "probe") for layer in network),
    ]
    return [
        {
            "epoch": epoch,
            "network": "trained",
            "replicate": replicate,
            "layer": layer,
            "digit": -1,
            "toward": -1,
            "measure": measure,
            "value": 0.1 * place + 0.05 * number + 0.001 * replicate,
            "images": 24,
            "influence": None,
        }
        for place, epoch in enumerate(EPOCHS)
        for number, (measure, layer) in enumerate(told)
    ]
