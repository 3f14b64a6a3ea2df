"""What a finished run says of its network's last epoch: samples, answers, clusters, maps."""

from dataclasses import dataclass

import numpy as np

from chemins.base.errors import CheminsError
from chemins.clusters.centers import BASES, read_centers
from chemins.clusters.fitted import evenly, is_fitted
from chemins.clusters.layer_points import read_spaces
from chemins.measures.asking import ASKED
from chemins.measures.findings import Clustered, majority_of
from chemins.measures.while_learning.following import Frozen, Looked
from chemins.results import tables
from chemins.statistics.influence import groups_of


@dataclass(frozen=True)
class Labelled:
    """All of a run's samples; row i is sample i."""

    role: np.ndarray  # (n,) str
    label: np.ndarray  # (n,) int32


@dataclass(frozen=True)
class LastEpoch:
    """A run's own network when it is trained; row i is sample i of those that are looked at, known
    ones first."""

    kept: np.ndarray  # (all of the run's samples,) bool: which are looked at
    sample_id: np.ndarray  # (n,) int32
    looked: Looked
    frozen: dict  # layer -> Frozen, at K = number of classes
    chosen: dict  # layer -> (K, d) float32 centers, at the chosen K
    clusters: dict  # layer -> (n,) int32, at the chosen K
    maps: dict  # layer -> (n, 2) float32
    mapped: np.ndarray  # (n,) bool: what the maps were fitted to


def read_last_epoch(settings, inputs) -> LastEpoch:
    """settings: as of the rule. inputs: name -> tables of the network's layers: `activations`,
    `clusters` and `embeddings` a list of those of known and, if any, unseen samples; `spaces` and
    `centers` one."""
    layers = settings["layers"]
    every = read_groups(inputs["activations"], [*tables.ACTIVATIONS.columns])
    fitted = is_fitted(every["role"], settings["fit_on"])
    limit, seed = settings["umap"]["fit_limit"], settings["seed"]
    mapped = evenly(fitted, every["label"], limit, seed)
    kept = mapped | looked_at(every["role"], every["label"], seed)
    about = {name: column[kept] for name, column in every.items()}
    looked = Looked(
        role=about["role"],
        label=about["label"],
        fitted=fitted[kept],
        digits=settings["digits"],
        n_init=settings["n_init"],
        seed=settings["seed"],
        groups=groups_of(about["sample_id"]),
        fresh=np.ones(len(about["role"]), bool),
    )
    spaces, centers = read_spaces([inputs["spaces"]]), read_centers([inputs["centers"]], layers)
    clusters = {basis: read_clusters(inputs["clusters"], layers, basis) for basis in BASES}
    every = Labelled(every["role"], every["label"])
    last = {layer: of_classes(clusters["classes"][layer], every, kept) for layer in layers}
    maps = tables.read_layers(inputs["embeddings"], tables.EMBEDDING, layers, ["x", "y"])
    return LastEpoch(
        kept=kept,
        sample_id=about["sample_id"],
        looked=looked,
        frozen={x: Frozen(spaces[x], centers[x]["classes"], last[x]) for x in layers},
        chosen={layer: centers[layer]["chosen"] for layer in layers},
        clusters={layer: found[kept] for layer, found in clusters["chosen"].items()},
        maps={layer: np.column_stack([at["x"], at["y"]])[kept] for layer, at in maps.items()},
        mapped=mapped[kept],
    )


def looked_at(role, label, seed) -> np.ndarray:
    """(n,) bool: all samples, or of more than ASKED of a role an even sample of them."""
    return np.logical_or.reduce([evenly(role == r, label, ASKED[r], seed) for r in ASKED])


def read_groups(files, names, kept=None) -> dict[str, np.ndarray]:
    """Columns of tables of activations, of all groups one after the other. kept: (n,) bool, the
    samples that are wanted; None for all."""
    parts, start = {name: [] for name in names}, 0
    for batch in tables.batches(files, tables.ACTIVATIONS, names):
        end = start + len(batch[names[0]])
        for name in names:
            parts[name].append(batch[name] if kept is None else batch[name][kept[start:end]])
        start = end
    return {name: np.concatenate(parts[name]) for name in names}


def read_clusters(files, layers, basis) -> dict[str, np.ndarray]:
    """layer -> (n,) int32."""
    found = tables.read_layers(files, tables.CLUSTERS, layers, ["cluster"], basis=basis)
    return {layer: columns["cluster"] for layer, columns in found.items()}


def of_classes(cluster, every, kept) -> Clustered:
    """Of the samples that are looked at; what a cluster stands for is told by all. every:
    Labelled."""
    return Clustered(cluster[kept], majority_of(cluster, every)[kept])


def check_same(answers, files, what, kept=None) -> None:
    """Raise CheminsError unless a network that was trained once more is the run's.

    answers: layer -> (n, d), of its last epoch. files: tables of the activations that the run's
    own gave, of known and, if any, unseen samples. what: begins the message. kept: as of
    read_groups.
    """
    for layer, found in answers.items():
        if not np.array_equal(found, read_groups(files, [layer], kept)[layer]):
            raise CheminsError(
                f"{what}, training.snapshots: trained once more, the network answers otherwise in "
                f"layer {layer} than the run's own, whose answers are in {files[0]}; it was "
                "trained on another machine, or by another version of TensorFlow. To train it "
                "here: --forcerun train_model"
            )
