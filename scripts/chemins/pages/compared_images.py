"""The images that two networks have in common, packed for the page that compares them.

docs/comparing.md has the format.
"""

from dataclasses import dataclass, replace

import numpy as np

from chemins.base.formatting import layer_text
from chemins.pages.encoding import ENCODING, NEVER, ROLES, value_codes
from chemins.pages.thumbnails import sprite_blocks, sprite_shape, zipped

FEW = 2_000  # images up to which each has its picture, and how many have one of more
MOST_BYTES = 1_500_000  # of pictures, before they are packed: the page stays below 3 MB
NONE = -1  # of labels: on no class's main path
SIDES = ("first", "second")
ALL_ROLES = (*ROLES, "mixed")  # of an image in both runs: mixed where it has not the same in both
PROBABILITY = ENCODING["probability"]


@dataclass(frozen=True)
class Network:
    """One of the two networks, as far as its page tells of it."""

    name: str
    layers: list  # those that are compared, in order
    stages: list  # hidden layers that paths go through
    hidden: list  # all of them
    clusters: dict  # layer -> (n,) int, at the chosen K, of the images in common

    def at(self, rows) -> "Network":
        """Of some of the images. rows: (m,) int."""
        clusters = {layer: column[rows] for layer, column in self.clusters.items()}
        return replace(self, clusters=clusters)


def columns(runs, fates, labels, pictured) -> dict[str, np.ndarray]:
    """name -> (n,) of the images in common, as the page has them.

    runs: both, as Network. fates: columns of compared_tables.FATES. labels: ascending, of all that
    the page names. pictured: (n,) bool.
    """
    places = np.where(pictured, np.cumsum(pictured), 0)
    found = {
        "sample_id": np.diff(fates["sample_id"], prepend=0).astype("<u4"),
        "label": places_of(fates["label"], labels),
        "role": value_codes(fates["role"], ALL_ROLES),
        "picture": places.astype("<u2"),
    }
    for side, run in zip(SIDES, runs, strict=True):
        own = {
            "role": value_codes(fates[f"{side}_role"], ROLES),
            "prediction": places_of(fates[f"{side}_prediction"], labels),
            "probability": np.round(fates[f"{side}_probability"] * PROBABILITY).astype("<u2"),
            "travels": places_of(fates[f"{side}_travels_as"], labels),
            "committed": value_codes(fates[f"{side}_committed"], [*run.hidden, NEVER]),
        }
        own |= {f"cluster {layer}": run.clusters[layer].astype("<u2") for layer in run.layers}
        found |= {f"{side} {name}": column for name, column in own.items()}
    return found


def places_of(values, labels) -> np.ndarray:
    """(n,) places among the labels, ascending; -1 for NONE."""
    return np.where(values == NONE, NONE, np.searchsorted(labels, values)).astype("<i2")


def packed(found) -> str:
    """Columns one after another, as text."""
    return zipped(b"".join(column.tobytes() for column in found.values()))


def described(found) -> list[list]:
    return [[name, column.dtype.str[1:]] for name, column in found.items()]


def run_entry(run) -> dict:
    """What the page is told of a network."""
    return {
        "name": run.name,
        "layers": [
            {
                "name": layer,
                "title": layer_text(layer),
                "clusters": int(run.clusters[layer].max()) + 1,
            }
            for layer in run.layers
        ],
        "path": [run.layers.index(layer) for layer in run.stages],
        "committed": [layer_text(layer) for layer in [*run.hidden, NEVER]],
    }


# --- pictures -----------------------------------------------------------------------------------


def pictured_rows(changed, shape) -> np.ndarray:
    """(n,) bool: of the images that the page shows those with a picture. changed: (n,) bool, those
    that change fate. shape: of an image.

    Where there are few, all; else those that change fate, or an even sample of them, and with what
    room is left an even sample of the others.
    """
    most = room(shape)
    found = np.zeros(len(changed), bool)
    if len(changed) <= most:
        return ~found
    found[even(np.flatnonzero(changed), most)] = True
    found[even(np.flatnonzero(~changed), most - found.sum())] = True
    return found


def room(shape) -> int:
    """How many pictures of such images the page has at most."""
    height, width, channels = sprite_shape(shape)
    return min(FEW, MOST_BYTES // -(-height * width * channels // 2))


def even(rows, most) -> np.ndarray:
    """At most so many of the rows, as evenly as can be."""
    if len(rows) <= most:
        return rows
    return rows[np.arange(most) * len(rows) // max(most, 1)]


def sprites(dataset, fates, pictured) -> list[str]:
    """The pictures, packed. dataset: its table."""
    if not pictured.any():
        return []
    return list(sprite_blocks(dataset, {"sample_id": fates["sample_id"][pictured]}))


def pictured_text(changed, pictured) -> str:
    """Which of all images have their picture on the page; empty where all have."""
    if pictured.all():
        return ""
    own, others = np.sum(pictured & changed), np.sum(pictured & ~changed)
    if own < changed.sum():
        return f"Of {changed.sum():,} images that change fate {own:,} have a picture, evenly taken."
    rest = f"of the {np.sum(~changed):,} others {others:,}, evenly taken"
    return f"All images that change fate have a picture; {rest}."
