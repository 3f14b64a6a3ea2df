"""Compare two runs' networks on the images that both have: layers, clusters, and each image."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from chemins.answers import network_comparison as told
from chemins.answers.measure_table import read_measures
from chemins.base.errors import CheminsError
from chemins.base.files import write_json
from chemins.base.threads import one_thread
from chemins.clusters.fitted import evenly
from chemins.clusters.stages import read_stages
from chemins.jobs import job
from chemins.measures.similarity import FEWEST, centred, likenesses
from chemins.measures.two_networks import (
    Travelled,
    fates,
    matched_flows,
    same_paths,
    shared,
    travelled,
)
from chemins.measures.vocabulary import TRAINED, UNTRAINED
from chemins.results import compared_tables, tables

MOST = 20_000  # test images by which layers are compared; of more an even sample
SEED = 0  # of the sample


def compare_networks(settings, first, second, inputs, outputs) -> None:
    """settings: of the rule, {"first": …, "second": …}, each with the run's layers and its hidden
    ones. first, second: the runs' names. inputs, outputs: files, as the rule names them."""
    names = {"first": first, "second": second}
    sides = {side: read_travelled(settings[side], inputs, side) for side in names}
    one, other, role = shared(sides["first"], sides["second"])
    test = role == "test"
    check_shared(int(test.sum()), names, sides)
    ids, label = one.paths["sample_id"][test], one.paths["label"][test]
    twins = {side: about_twin(inputs.get(f"{side}_untrained")) for side in names}
    asked = evenly(np.ones(len(ids), bool), label, MOST, SEED)
    found, asked_label = all_likenesses(settings, inputs, ids[asked], twins), label[asked]
    rows = told.similarity_rows(found, asked_label)
    flows, agreements = matched_flows(one, other, role)
    columns = fates(one, other, role)
    tables.write_rows(outputs["similarity"], compared_tables.SIMILARITY, rows)
    tables.write(outputs["flows"], compared_tables.MATCHED_FLOWS, flows)
    tables.write(outputs["fates"], compared_tables.FATES, columns)
    layers = {side: settings[side]["layers"] for side in names}
    answers = {
        **names,
        "layers": layers,
        "k": {side: told.cluster_counts(one) for side, one in sides.items()},
        "images": told.image_counts(role, sides),
        "untrained": twins,
        "same_start": told.same_start(found, layers),
        "similarity": told.layer_pairs(rows, found, asked_label),
        "most_alike": told.most_alike(found, asked_label),
        "clusters": agreements,
        "fates": told.fate_answers(columns),
        "seeds": seeds(sides, inputs, ids),
    }
    write_json(outputs["answers"], answers)


def read_travelled(settings, inputs, side) -> Travelled:
    """side: `first` or `second`."""
    layers, path = settings["layers"], inputs[f"{side}_paths"]
    paths = tables.read_columns(path, tables.paths_schema(layers))
    measured = inputs[f"{side}_sample_measures"]
    of_samples = tables.read_columns(measured, tables.SAMPLE_MEASURES, ["sample_id", "committed"])
    stages = read_stages(path, layers, settings["hidden"])
    return travelled(paths, layers, stages, of_samples["committed"])


def seeds(sides, inputs, ids) -> dict | None:
    """As of network_comparison.seed_answers; None where the runs have no replicates of one kind, or
    paths go through other layers. ids: of the shared test images."""
    stages = [one.stages for one in sides.values()]
    if "first_replicates" not in inputs or stages[0] != stages[1]:
        return None
    paths, replicates = [], {}
    for side, one in sides.items():
        clusters = tables.read_layers(
            inputs[f"{side}_clusters"], tables.CLUSTERS, one.stages, basis="classes"
        )
        asked = np.isin(clusters[one.stages[0]]["sample_id"], ids)
        paths.append(np.column_stack([clusters[s]["cluster"][asked] for s in one.stages]))
        measured = read_measures([inputs[f"{side}_replicates"]])
        replicates[side] = list(measured.values("replicate_agreement").values())
    return told.seed_answers(same_paths(*paths), replicates)


def check_shared(images, names, sides) -> None:
    """images: how many test images both runs have."""
    if images < FEWEST:
        counts = [int((sides[side].paths["role"] == "test").sum()) for side in names]
        first, second = names.values()
        raise CheminsError(
            f"compare: the runs {first} and {second} share {images} test images, of {counts[0]} "
            f"and {counts[1]}; needed: at least {FEWEST}. Runs with the same digits, seed and "
            "test_per_digit have the same ones"
        )


@dataclass(frozen=True)
class Answers(Mapping):
    """layer -> (n, columns) answers to some images, centred; read anew each time.

    files: layer -> table of activations. sample_id: (n,), ascending.
    """

    files: dict
    sample_id: np.ndarray

    def __getitem__(self, layer) -> np.ndarray:
        columns, found, done = ["sample_id", layer], None, 0
        for batch in tables.batches(self.files[layer], tables.ACTIVATIONS, columns):
            own = batch[layer][np.isin(batch["sample_id"], self.sample_id)]
            if found is None:  # filled, as parts and what they make together would be twice as much
                found = np.empty((len(self.sample_id), own.shape[1]), own.dtype)
            found[done : done + len(own)] = own
            done += len(own)
        return centred(found, into=found)

    def __iter__(self) -> Iterator:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


def all_likenesses(settings, inputs, ids, twins) -> dict[str, dict]:
    """network -> as of similarity.likenesses. ids: of the images. twins: side -> about_twin."""
    kinds = {TRAINED: "network"}
    if not any(about["missing"] for about in twins.values()):
        kinds[UNTRAINED] = "untrained"
    found = {}
    with one_thread():
        for network, kind in kinds.items():
            sides = []
            for side in twins:
                files = dict.fromkeys(settings[side]["layers"], inputs.get(f"{side}_{kind}"))
                sides.append(Answers({**files, "pixels": inputs["pixels"]}, ids))
            found[network] = likenesses(*sides)
    return found


def about_twin(path) -> dict:
    """Why a network has no untrained twin, "" where there is one; and what its weights are, where
    these are no initial ones. path: of the twin's answers, or None of a network that is not at
    hand."""
    if path is None:
        return {"missing": told.NOT_AT_HAND, "weights": ""}
    about = tables.metadata(path, tables.ACTIVATIONS)
    return {
        "missing": about.get(compared_tables.MISSING, ""),
        "weights": about.get(compared_tables.WEIGHTS, ""),
    }


if "snakemake" in globals():
    job.run(compare_networks, snakemake)
