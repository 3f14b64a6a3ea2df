"""What is measured of a network's untrained twin on the run's own images: a control, measured as
those of replicates are, and clustered as the run's own network is.
"""

from dataclasses import replace

import numpy as np

from chemins.base.threads import one_thread
from chemins.clusters.clustering import cluster_layer
from chemins.clusters.layer_points import only, read_layer
from chemins.measures.asking import evenly_asked
from chemins.measures.findings import Clustered, Findings, Samples, majority_of, measure_layer
from chemins.measures.interventions import hidden_layer, move_rows, moved, trial
from chemins.measures.known import all_distance_rows, layer_rows
from chemins.measures.passes import Points
from chemins.measures.signatures import read_signature
from chemins.results import tables


def twin_rows(twin, files, inputs, settings, stages, what) -> list[dict]:
    """Rows of vocabulary.row: how far a twin's layers tell the classes apart, how far apart these
    travel, and what becomes of its predictions when activations are moved.

    twin: a session of it (networks/sessions.py). files: tables of its answers, to the known samples
    and, where they are fitted on, the unseen ones. inputs: a function from (m,) rows of known
    samples to the (m, …) inputs that the twin is given. settings: of the rule measure_given.
    stages: of paths. what: the twin, for messages.
    """
    hidden, samples = settings["hidden"], read_samples(files[0], settings["digits"])
    rows, findings = [], []
    for layer in settings["layers"]:
        found = measure_twin_layer(layer, files, samples, settings, what)
        findings.append(found)
        rows += layer_rows(found, samples)
        if layer in hidden:
            rows += moved_rows(twin, found, files[0], inputs, samples, settings)
    return rows + all_distance_rows(findings, samples, stages)


def read_samples(known, digits) -> Samples:
    """The known samples, and what a network made of them. known: table of its answers."""
    names = [*tables.ACTIVATIONS.columns, "output"]
    columns = tables.read_columns(known, tables.ACTIVATIONS, names)
    return Samples(columns["role"], columns["label"], columns["output"], None, digits)


def measure_twin_layer(layer, files, samples, settings, what) -> Findings:
    """Findings of one layer, of the known samples."""
    clustering, seed = settings["clustering"], settings["seed"]
    read = read_layer(files, layer, clustering["fit_on"], seed, what, clustering["fit_limit"])
    known = read.role != "unseen"

    def batches():
        for _, points in only(read.batches(), known):
            yield points

    with one_thread():
        clusters = cluster_layer(read, clustering, settings["classes"], seed)
        bases = {"classes": clusters.classes.cluster[known]}
        bases["chosen"] = clusters.chosen.cluster[known]
        placed = {
            basis: Clustered(cluster, majority_of(cluster, samples))
            for basis, cluster in bases.items()
        }
        who = evenly_asked(samples, "train", clustering["fit_limit"], seed)
        who = replace(who, scored=np.zeros(len(samples.role), bool))  # no row tells of the paths'
        return measure_layer(layer, Points(batches, read.space), samples, placed, who, seed)


def moved_rows(twin, found, known, inputs, samples, settings) -> list[dict]:
    """How many predictions change when a layer's activations are moved to another cluster, at K =
    number of classes; none where more than its answer goes on to the output."""
    cut = twin.halves(found.layer, settings["pool"])
    if cut is None:
        return []
    signature = read_signature(known, found.layer, len(samples.role))
    asked = hidden_layer(signature, found.bases["classes"], samples)

    def answers(places) -> np.ndarray:
        return cut.answers(inputs(places))

    tried = trial(asked, cut, answers, settings["seed"])
    return move_rows(tried, moved(tried), found.layer)
