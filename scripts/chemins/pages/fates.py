"""What became of images that several runs have, packed for the index.

docs/explorer.md has the format. A run's page names no other run, since it would be made anew with
each of them: so the index does.
"""

from dataclasses import dataclass

import numpy as np

from chemins.base.formatting import layer_text
from chemins.clusters.paths import hidden_paths, main_paths, travels_as
from chemins.data.images import image_shape
from chemins.pages.encoding import ENCODING, NEVER, ROLES, value_codes
from chemins.pages.thumbnails import sprite_blocks, sprites_entry, zipped

# An index of a thousand runs has to open: so often it tells of an image at most, and shows so many.
MOST_ROWS, MOST_PICTURES = 100_000, 2_000
NONE = -1  # of labels: on no class's main path
PROBABILITY = ENCODING["probability"]
IMAGE_COLUMNS = {"sample_id": "<u4", "label": "<u2", "runs": "<u2", "picture": "<u2"}
ROW_COLUMNS = {
    "run": "<u2",
    "role": "u1",
    "prediction": "<u2",
    "probability": "<u2",
    "travels": "<i2",
    "committed": "u1",
    "path": "<u4",
}


@dataclass(frozen=True)
class Fates:
    """What became of one run's images."""

    columns: dict  # sample_id, label, ROW_COLUMNS but for `run`: (n,) int, labels as they are
    paths: np.ndarray  # (paths, stages) clusters: the distinct paths, which `path` counts
    committed: list  # what those are called that `committed` counts


def fates_of(paths, committed, stages, hidden) -> Fates:
    """paths: columns of the table of paths. committed: (n,) of tables.SAMPLE_MEASURES, in the same
    order. stages, hidden: hidden layers, those that paths go through and all."""
    distinct, path = np.unique(hidden_paths(paths, stages), axis=0, return_inverse=True)
    names = [*hidden, NEVER]
    columns = {name: paths[name] for name in ("sample_id", "label", "prediction")} | {
        "role": value_codes(paths["role"], ROLES),
        "probability": np.round(paths["probability"] * PROBABILITY),
        "travels": travels_as(paths, stages, main_paths(paths, stages)),
        "committed": value_codes(committed, names),
        "path": path.reshape(-1),
    }
    return Fates(columns, distinct, [layer_text(name) for name in names])


def shared_fates(fates, names, dataset) -> dict:
    """What the index has of them: `about`, ready for JSON; `images`, `rows` and `sprites`, packed.

    fates: run -> Fates, in the order of the index. names: of the classes. dataset: its table.
    """
    several = in_several(fates)
    rows, shown = told(several)
    ids, first, runs = np.unique(rows["sample_id"], return_index=True, return_counts=True)
    pictured = np.isin(ids, shown)
    labels = np.unique(np.concatenate([rows[key] for key in ("label", "prediction", "travels")]))
    labels = labels[labels != NONE]
    images = {"sample_id": np.diff(ids, prepend=0), "label": rows["label"][first], "runs": runs}
    images["picture"] = np.where(pictured, np.cumsum(pictured), 0)
    paths, rows["path"] = used_paths(fates, rows)
    about = {
        "of": len(np.unique(several["sample_id"])),
        "probability": PROBABILITY,
        "roles": ROLES,
        "labels": [names.name(label) for label in labels.tolist()],
        "committed": [found.committed for found in fates.values()],
        "paths": paths,
        "images": described(IMAGE_COLUMNS, len(ids)),
        "rows": described(ROW_COLUMNS, len(rows["run"])),
        "sprites": sprites_entry(image_shape(dataset)),
    }
    return {
        "about": about,
        "images": packed(images, IMAGE_COLUMNS, labels),
        "rows": packed(rows, ROW_COLUMNS, labels),
        "sprites": list(sprite_blocks(dataset, {"sample_id": ids[pictured]})) if len(ids) else [],
    }


def in_several(fates) -> dict:
    """The columns of all runs' images that two runs or more have, `run` being a run's place; sorted
    by image, then by run."""
    parts = [{**found.columns, "run": None} for found in fates.values()]
    for place, part in enumerate(parts):
        part["run"] = np.full(len(part["sample_id"]), place)
    rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((rows["run"], rows["sample_id"]))
    rows = {name: column[order] for name, column in rows.items()}
    _, image, runs = np.unique(rows["sample_id"], return_inverse=True, return_counts=True)
    return {name: column[runs[image] > 1] for name, column in rows.items()}


def told(rows) -> tuple[dict, np.ndarray]:
    """The rows that there is room for, of the images that are the most worth a look, and the images
    of them whose picture there is room for.

    First those that runs predict differently, then those that stray or are wrong in any, then those
    that any was not taught with, then the others; of these the lowest numbers.
    """
    ids, start, image = np.unique(rows["sample_id"], return_index=True, return_inverse=True)
    if not len(ids):
        return rows, ids
    order = np.lexsort((ids, rank(rows, start)))
    sizes = np.diff(start, append=len(image))[order]
    kept = order[np.cumsum(sizes) <= MOST_ROWS]
    chosen = np.isin(image, kept)
    return {name: column[chosen] for name, column in rows.items()}, ids[kept[:MOST_PICTURES]]


def rank(rows, start) -> np.ndarray:
    """(images,) int, lower for what is told first. start: (images,) where each one's rows begin."""
    prediction, known = rows["prediction"], rows["role"] != ROLES.index("unseen")
    off = (rows["travels"] != NONE) & (rows["travels"] != rows["label"])
    strays = known & (off | (prediction != rows["label"]))
    differ = np.maximum.reduceat(prediction, start) != np.minimum.reduceat(prediction, start)
    held_out = rows["role"] != ROLES.index("train")
    some = [np.logical_or.reduceat(column, start) for column in (strays, held_out)]
    return np.select([differ, *some], range(3), 3)


def used_paths(fates, rows) -> tuple[list, np.ndarray]:
    """Of each run the paths that rows take, as `0-1-2`; and each row's place among its run's."""
    used, place = [], np.zeros(len(rows["run"]), np.int64)
    for run, found in enumerate(fates.values()):
        own = rows["run"] == run
        taken, place[own] = np.unique(rows["path"][own], return_inverse=True)
        used.append(["-".join(map(str, path)) for path in found.paths[taken].tolist()])
    return used, place


def described(columns, count) -> dict:
    return {"count": count, "columns": [[name, kind.strip("<")] for name, kind in columns.items()]}


def packed(rows, columns, labels) -> str:
    """Columns one after another, as text; labels by their places among all."""
    values = dict(rows)
    for name in {"label", "prediction", "travels"} & values.keys():
        column = values[name]
        values[name] = np.where(column == NONE, NONE, np.searchsorted(labels, column))
    return zipped(b"".join(values[name].astype(kind).tobytes() for name, kind in columns.items()))
