"""Move each layer's answers from cluster to cluster, and ask the rest of the network."""

import numpy as np

from chemins.clusters.centers import BASES
from chemins.clusters.majority import majority_labels
from chemins.data.images import asked_often
from chemins.jobs import job
from chemins.measures.interventions import HiddenLayer, interventions, move_rows, trial
from chemins.measures.signatures import read_signature
from chemins.measures.vocabulary import SUFFIXES, TRAINED
from chemins.networks.sessions import load_session
from chemins.results import tables
from chemins.statistics.influence import groups_of, summed

OWN = {"network": TRAINED, "replicate": 0}


def move_activations(settings, run, model, dataset, activations, clusters, measures) -> None:
    """activations: table of the network's answers to the known samples. clusters: theirs, of the
    network's layers. measures: file to write."""
    network = load_session(model, settings, f"run {run}, network.model: {model}")
    samples = tables.read_columns(activations, tables.ACTIVATIONS, [*tables.ACTIVATIONS.columns])
    images, prediction = asked_often(dataset, samples), predictions(activations)
    groups, rows = groups_of(samples["sample_id"]), []
    for layer in settings["hidden"]:
        cut = network.halves(layer, settings["pool"])
        if cut is None:
            print(f"{layer}: more than its answer goes on to the output, so it is left out")
            continue

        def answers(places, cut=cut) -> np.ndarray:
            return cut.answers(network.inputs(images(places)))

        signature = read_signature(activations, layer, len(prediction))
        told = {}  # by the clusters, which are often the same at both K
        for basis in BASES:
            cluster = clusters_of(clusters, layer, basis)
            same = cluster.tobytes()
            if same not in told:
                asked = clustered(settings, samples, signature, cluster, prediction)
                asked = trial(asked, cut, answers, settings["seed"])
                told[same] = asked, interventions(asked)
            found = move_rows(*told[same], layer, SUFFIXES[basis])
            rows += [OWN | summed(each, samples["label"], groups) for each in found]
    tables.write_rows(measures, tables.MEASURES, rows)


def predictions(activations) -> np.ndarray:
    """(n,) int: the classes, from 0, that the network gives the known samples."""
    batches = tables.batches(activations, tables.ACTIVATIONS, ["output"])
    return np.concatenate([batch["output"].argmax(axis=1) for batch in batches])


def clusters_of(clusters, layer, basis) -> np.ndarray:
    """(n,) int32: of the known samples, at one K."""
    found = tables.read_layers(clusters, tables.CLUSTERS, [layer], ["cluster"], basis=basis)
    return found[layer]["cluster"]


def clustered(settings, samples, signature, cluster, prediction) -> HiddenLayer:
    """A layer of the known samples, in the clusters at one K."""
    majority = majority_labels(cluster, samples["label"], samples["role"])
    return HiddenLayer(
        signature=signature,
        cluster=cluster,
        prediction=prediction,
        stands_for={
            c: None if m is None else settings["digits"].index(m) for c, m in majority.items()
        },
        train=samples["role"] == "train",
        test=samples["role"] == "test",
    )


if "snakemake" in globals():
    job.run(move_activations, snakemake)
