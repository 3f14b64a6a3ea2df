"""The same images in two networks: from which clusters they go to which, and what becomes of them.

What is said of both networks is said of the images that both runs have. A shared image's role is
`train`, `test` or `unseen` where it is that in both, and MIXED elsewhere.
"""

from dataclasses import dataclass, replace

import numpy as np

from chemins.clusters.paths import main_paths, travels_as
from chemins.measures.cluster_agreement import ami
from chemins.measures.path_measures import cluster_pairs, matched
from chemins.statistics.influence import ami_terms, centred
from chemins.statistics.uncertainty import information_interval, wilson_interval

MIXED = "mixed"
# What changed of an image: nothing, what is predicted, whether it is on its class's main path.
CHANGES = np.array(["", "prediction", "path", "both"])


@dataclass(frozen=True)
class Travelled:
    """What became of a run's images in its network, one row an image."""

    paths: dict  # columns of the table of paths, clusters at the chosen K
    layers: list  # all of the run's
    stages: list  # those that its paths go through, label and prediction left out
    main: dict  # label -> main path, of all of the run's train images
    travels_as: np.ndarray  # (n,) label whose main path an image follows, -1 for none
    committed: np.ndarray  # (n,) str: the layer from which on, or `never`

    def at(self, rows) -> "Travelled":
        """Some of the images. rows: (m,) int."""
        paths = {name: column[rows] for name, column in self.paths.items()}
        kept = {"travels_as": self.travels_as[rows], "committed": self.committed[rows]}
        return replace(self, paths=paths, **kept)


def travelled(paths, layers, stages, committed) -> Travelled:
    """paths: columns of the table of paths. stages: the hidden layers that paths go through."""
    main = main_paths(paths, stages)
    return Travelled(paths, layers, stages, main, travels_as(paths, stages, main), committed)


def shared(first, second) -> tuple[Travelled, Travelled, np.ndarray]:
    """Of two Travelled the images that both have, by their ids, and the (n,) roles of these."""
    ids = (first.paths["sample_id"], second.paths["sample_id"])
    rows = np.intersect1d(*ids, assume_unique=True, return_indices=True)[1:]
    first, second = first.at(rows[0]), second.at(rows[1])
    roles = first.paths["role"], second.paths["role"]
    return first, second, np.where(roles[0] == roles[1], roles[0], MIXED).astype(str)


# --- clusters -----------------------------------------------------------------------------------


def matched_flows(first, second, role) -> tuple[dict, list[dict]]:
    """Columns of compared_tables.MATCHED_FLOWS; and of each pair of layers how far their clusters
    agree, as `cluster_agreement`. first, second, role: of `shared`."""
    parts, agreements = [], []
    for layer in first.layers:
        for other in second.layers:
            clusters = first.paths[layer], second.paths[other]
            same = in_matches(*clusters, role)
            part = counted(*clusters, role, first.paths["label"], same)
            names = {"first_layer": layer, "second_layer": other}
            rows = len(part["count"])
            parts.append({name: [text] * rows for name, text in names.items()} | part)
            found = cluster_agreement(*clusters, same, role == "test", first.paths["label"])
            agreements.append(names | found)
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return columns, agreements


def in_matches(a, b, role) -> np.ndarray:
    """(n,) bool: whether an image is in clusters that are each other's match, by the train images
    of both or, where they share none, by all images. a, b: (n,) int clusters."""
    train = role == "train"
    by = train if train.any() else np.ones(len(a), bool)
    pairs = cluster_pairs(a[by], b[by])
    return np.logical_or.reduce([(a == one) & (b == other) for one, other in pairs])


def counted(a, b, role, label, same) -> dict[str, np.ndarray]:
    """How many images of each role and label are in each two clusters, in the order of these."""
    roles, places = np.unique(role, return_inverse=True)
    rows = np.column_stack([a, b, places, label, same])
    found, counts = np.unique(rows, axis=0, return_counts=True)
    return {
        "first_cluster": found[:, 0],
        "second_cluster": found[:, 1],
        "role": roles[found[:, 2]],
        "label": found[:, 3],
        "count": counts,
        "matched": found[:, 4].astype(bool),
    }


def cluster_agreement(a, b, same, test, label) -> dict:
    """Of the test images, which share of them are in matched clusters, and the adjusted mutual
    information of both networks' clusters: each as number_of gives it, with its interval over
    images. same: as of in_matches. test: (n,) bool."""
    a, b, label = a[test], b[test], label[test]
    value = ami(a, b)
    variance = float(np.sum(centred(ami_terms(a, b, value), label) ** 2))
    freedom = max(1, len(a) - len(np.unique(label)))
    limits = information_interval(value, variance, freedom, len(a), len(a))
    return {
        "matched": share_of(same[test]),
        "ami": number_of(value, *limits),
    }


# --- images -------------------------------------------------------------------------------------


def fates(first, second, role) -> dict[str, np.ndarray]:
    """Columns of compared_tables.FATES. first, second, role: of `shared`."""
    columns = {
        "sample_id": first.paths["sample_id"],
        "label": first.paths["label"],
        "role": role,
    }
    for name, one in (("first", first), ("second", second)):
        columns |= {
            f"{name}_role": one.paths["role"],
            f"{name}_prediction": one.paths["prediction"],
            f"{name}_probability": one.paths["probability"],
            f"{name}_travels_as": one.travels_as,
            f"{name}_committed": one.committed,
        }
    predicted = columns["first_prediction"] != columns["second_prediction"]
    strayed = has_main(first, second) & (on_main(first) != on_main(second))
    return columns | {"changed": CHANGES[predicted + 2 * strayed]}


def has_main(first, second) -> np.ndarray:
    """(n,) bool: whether an image's class has a main path in both networks."""
    return np.isin(first.paths["label"], [*first.main.keys() & second.main.keys()])


def on_main(one) -> np.ndarray:
    """(n,) bool: whether an image is on its class's main path."""
    return one.travels_as == one.paths["label"]


def same_paths(first, second) -> dict:
    """The share of images whose paths in two networks match, as share_of. first, second: (n, L) int
    clusters in the same L layers."""
    layers = zip(first.T, second.T, strict=True)
    return share_of(np.logical_and.reduce([matched(a, b) for a, b in layers]))


# --- numbers ------------------------------------------------------------------------------------


def number_of(value, low, high) -> dict:
    return {"value": float(value), "low": float(low), "high": float(high)}


def share_of(hit) -> dict | None:
    """The share of images that are hit, (n,) bool, with Wilson's interval, and the counts; None of
    no images."""
    count, images = int(np.sum(hit)), len(hit)
    if not images:
        return None
    limits = wilson_interval(count, images)
    return {"count": count, "images": images, **number_of(count / images, *limits)}
