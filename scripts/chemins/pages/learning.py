"""What a run's page holds of its network while it learned: docs/explorer.md has the format.

At the last epoch the page knows all of its images anyway: what is packed are the epochs before it,
of the images that are followed.
"""

from dataclasses import dataclass

import numpy as np

from chemins.pages.explorer import frame_of, placed
from chemins.pages.thumbnails import zipped
from chemins.results import tables

STEPS = 4_096  # of a coordinate: finer than a screen, and a page stays small
SHADES = 200  # what 1 is written as, of probabilities
BY_LAYER = "ami"  # the measure of layers that has curves


@dataclass(frozen=True)
class Learning:
    """Of each kept epoch, what followed images were; `curves` as in the page's header."""

    epochs: list
    rows: np.ndarray  # (f,) int: those of the table of paths that are followed, ascending
    columns: dict  # name -> (epochs, f) int
    points: dict  # layer -> (epochs, f, 2) float32
    curves: dict


def read_learning(run, files) -> Learning | None:
    """None of a run whose network was not looked at while it learned.

    run: of the explorer. files: lists, empty if it was not: learning_paths and learning_embeddings
    of one file each, learning of one or two, the run's own measures and the replicates'.
    """
    if not files.get("learning_paths"):
        return None
    (embeddings,), (followed,) = files["learning_embeddings"], files["learning_paths"]
    embedded = tables.read_columns(embeddings, tables.LEARNING_EMBEDDINGS)
    layers = [layer for layer in run.layers if layer in set(embedded["layer"].tolist())]
    schema = tables.learning_paths_schema(layers)
    epochs = np.unique(tables.read_columns(followed, schema, ["epoch"])["epoch"])
    rows = np.searchsorted(run.paths["sample_id"], np.unique(embedded["sample_id"]))
    names = ("prediction", "probability", *layers)
    columns = {}
    for name in names:  # one by one: of all images at all epochs together they may be a gigabyte
        values = tables.read_columns(followed, schema, [name])[name]
        columns[name] = values.reshape(len(epochs), -1)[:, rows]
    points, curves = points_of(embedded, layers), curves_of(files["learning"], layers)
    return Learning(epochs.tolist(), rows, columns, points, curves)


def points_of(embedded, layers) -> dict[str, np.ndarray]:
    """layer -> (epochs, f, 2) float32. embedded: all columns of tables.LEARNING_EMBEDDINGS."""
    epochs = len(np.unique(embedded["epoch"]))
    found = {}
    for layer in layers:
        own = embedded["layer"] == layer
        points = np.column_stack([embedded["x"][own], embedded["y"][own]])
        found[layer] = points.reshape(epochs, -1, 2)
    return found


def curves_of(files, layers) -> dict:
    """accuracy and, by layer, BY_LAYER: of each epoch the run's own value, and the lowest and
    highest of the replicates'. files: of tables.LEARNING, the run's own first."""
    names = ["epoch", "layer", "measure", "value"]
    own, *others = (tables.read_columns(file, tables.LEARNING, names) for file in files)
    told = [("accuracy", ""), *((BY_LAYER, layer) for layer in layers)]
    curves = [curve_of(own, others, *what) for what in told]
    return {"accuracy": curves[0], "layers": dict(zip(layers, curves[1:], strict=True))}


def curve_of(own, others, measure, layer) -> dict[str, list]:
    """own: the values. low and high: of others, if there are any."""
    found = {"own": [values[0] for values in by_epoch(own, measure, layer)]}
    for table in others:
        values = by_epoch(table, measure, layer)
        found |= {"low": [min(of) for of in values], "high": [max(of) for of in values]}
    return found


def by_epoch(table, measure, layer) -> list[list[float]]:
    """A measure's values at each epoch, four digits of each."""
    told = (table["measure"] == measure) & (table["layer"] == layer)
    epoch, value = table["epoch"][told], table["value"][told]
    return [np.round(value[epoch == at], 4).tolist() for at in np.unique(epoch)]


def page_parts(run, learning, drawn=None) -> tuple[dict, str]:
    """What the page's header says of it, and what is packed: the followed images' places on the
    page, if these are not all, then their columns, of each the epochs but the last one after
    another.

    run: of the explorer. drawn: the samples that are shown, if these are not all.
    """
    columns = packed_columns(run, learning)
    entry = {
        "epochs": learning.epochs,
        "followed": len(learning.rows),
        "steps": STEPS,
        "probability": SHADES,
        "columns": [[name, values.dtype.str[1:]] for name, values in columns.items()],
        "curves": learning.curves,
    }
    places, count = learning.rows, len(run.paths["label"])
    if drawn is not None:
        places, count = np.searchsorted(drawn.rows, places), len(drawn.rows)
    first = b"" if len(places) == count else np.diff(places, prepend=0).astype("<u4").tobytes()
    return entry, zipped(first + b"".join(values.tobytes() for values in columns.values()))


def packed_columns(run, learning) -> dict[str, np.ndarray]:
    """name -> (epochs - 1, f) little-endian whole numbers."""
    labels = np.array(sorted({*run.digits, *run.unseen}))
    of = {name: values[:-1] for name, values in learning.columns.items()}
    found = {
        "prediction": fitting(np.searchsorted(labels, of["prediction"])),
        "probability": np.round(of["probability"] * SHADES).astype("u1"),
    }
    for layer, points in learning.points.items():
        found[f"cluster {layer}"] = fitting(of[layer])
        frame = frame_of(run.embeddings[layer])
        axes = placed(points.reshape(-1, 2), frame)
        for name, values in zip("xy", axes, strict=True):
            found |= moves(f"{name} {layer}", values.reshape(len(points), -1))
    return found


def fitting(values) -> np.ndarray:
    """Whole numbers in one byte each, or in two."""
    return values.astype("u1" if values.max(initial=0) < 256 else "<u2")


def moves(name, places) -> dict[str, np.ndarray]:
    """How far places (epochs, f), u16, are from those an epoch later: in STEPS, the low byte and
    the high one apart, which are alike each."""
    coarse = places.astype(np.int32) // (65_536 // STEPS)
    far = coarse[:-1] - coarse[1:]
    return {f"{name} low": (far & 255).astype("u1"), f"{name} high": (far >> 8).astype("i1")}
