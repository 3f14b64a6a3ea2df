"""What a finished run says of its network's last epoch: samples, answers, clusters, maps."""

from dataclasses import dataclass

import numpy as np

from chemins.base.errors import CheminsError
from chemins.clusters.centers import BASES, read_centers
from chemins.clusters.fitted import is_fitted
from chemins.clusters.layer_points import read_spaces
from chemins.measures.findings import Clustered, majority_of
from chemins.measures.while_learning.following import Frozen, Looked
from chemins.results import tables
from chemins.statistics.influence import groups_of


@dataclass(frozen=True)
class LastEpoch:
    """A run's own network when it is trained; row i is sample i, known ones first."""

    sample_id: np.ndarray  # (n,) int32
    looked: Looked
    frozen: dict  # layer -> Frozen, at K = number of classes
    chosen: dict  # layer -> (K, d) float32 centers, at the chosen K
    clusters: dict  # layer -> (n,) int32, at the chosen K
    maps: dict  # layer -> (n, 2) float32


def read_last_epoch(settings, inputs) -> LastEpoch:
    """settings: as of the rule. inputs: name -> tables of the network's layers: `activations`,
    `clusters` and `embeddings` a list of those of known and, if any, unseen samples; `spaces` and
    `centers` one."""
    layers = settings["layers"]
    about = read_groups(inputs["activations"], [*tables.ACTIVATIONS.columns])
    looked = Looked(
        role=about["role"],
        label=about["label"],
        fitted=is_fitted(about["role"], settings["fit_on"]),
        digits=settings["digits"],
        n_init=settings["n_init"],
        seed=settings["seed"],
        groups=groups_of(about["sample_id"]),
        fresh=np.ones(len(about["role"]), bool),
    )
    spaces, centers = read_spaces([inputs["spaces"]]), read_centers([inputs["centers"]], layers)
    clusters = {basis: read_clusters(inputs["clusters"], layers, basis) for basis in BASES}
    maps = tables.read_layers(inputs["embeddings"], tables.EMBEDDING, layers, ["x", "y"])
    last = {layer: of_classes(clusters["classes"][layer], looked) for layer in layers}
    return LastEpoch(
        sample_id=about["sample_id"],
        looked=looked,
        frozen={x: Frozen(spaces[x], centers[x]["classes"], last[x]) for x in layers},
        chosen={layer: centers[layer]["chosen"] for layer in layers},
        clusters=clusters["chosen"],
        maps={layer: np.column_stack([found["x"], found["y"]]) for layer, found in maps.items()},
    )


def read_groups(files, names) -> dict[str, np.ndarray]:
    """Columns of tables of activations, of all groups one after the other."""
    parts = [tables.read_columns(file, tables.ACTIVATIONS, names) for file in files]
    return {name: np.concatenate([part[name] for part in parts]) for name in names}


def read_clusters(files, layers, basis) -> dict[str, np.ndarray]:
    """layer -> (n,) int32."""
    found = tables.read_layers(files, tables.CLUSTERS, layers, ["cluster"], basis=basis)
    return {layer: columns["cluster"] for layer, columns in found.items()}


def of_classes(cluster, looked) -> Clustered:
    return Clustered(cluster, majority_of(cluster, looked))


def check_same(answers, files, what) -> None:
    """Raise CheminsError unless a network that was trained once more is the run's.

    answers: layer -> (n, d), of its last epoch. files: tables of the activations that the run's
    own gave, of known and, if any, unseen samples. what: begins the message.
    """
    for layer, found in answers.items():
        if not np.array_equal(found, read_groups(files, [layer])[layer]):
            raise CheminsError(
                f"{what}, training.snapshots: trained once more, the network answers otherwise in "
                f"layer {layer} than the run's own, whose answers are in {files[0]}; it was "
                "trained on another machine, or by another version of TensorFlow. To train it "
                "here: --forcerun train_model"
            )
