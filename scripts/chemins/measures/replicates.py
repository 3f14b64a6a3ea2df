"""Replicates of a run: networks with other seeds and other training images, measured and dropped.

Each replicate is the run's own kind of network (trained) and, as controls, the same initial weights
without training (untrained), with permuted labels (shuffled), and trained without the last hidden
layer (shorter). The first is also trained until its loss no longer falls (longer). Each draws its
own test images, and unseen ones, from all that it was not taught.
"""

import math
from dataclasses import dataclass

import numpy as np

from chemins.base.threads import one_thread
from chemins.clusters.centers import nearest_center
from chemins.clusters.clustering import candidates, choose, fit_kmeans, score
from chemins.clusters.fitted import evenly
from chemins.clusters.standardise import fit_space
from chemins.data.samples import draw_held_out, draw_parts
from chemins.measures import path_measures
from chemins.measures.asking import ASKED, everyone
from chemins.measures.findings import (
    Findings,
    assign_clusters,
    measure_layer,
    paths_of,
    share_row,
)
from chemins.measures.interventions import interventions, move_rows, moved
from chemins.measures.known import (
    all_distance_rows,
    layer_rows,
    mixture_rows,
    network_rows,
    noise_path_row,
    noise_prediction_row,
)
from chemins.measures.laboratory import Laboratory
from chemins.measures.noise import less_common_shift, with_noise
from chemins.measures.passes import Points
from chemins.measures.unseen import unseen_rows
from chemins.measures.vocabulary import LONGER, SHORTER, SHUFFLED, TRAINED, UNTRAINED, row
from chemins.networks.convergence import CONVERGED, can_go_on
from chemins.networks.layer_names import pooled_layers
from chemins.statistics.influence import groups_of, summed

TAUGHT = 60_000  # training images of a replicate at most
CHOOSING_STARTS = 2  # of k-means at a K that is only tried


@dataclass(frozen=True)
class Images:
    """Samples with their images; row i is sample i."""

    sample_id: np.ndarray  # (n,) int
    role: np.ndarray  # (n,) str
    label: np.ndarray  # (n,) int32
    pixels: np.ndarray  # (n, width) float32 in [0, 1]

    def only(self, role) -> "Images":
        kept = self.role == role
        columns = self.sample_id, self.role, self.label, self.pixels
        return Images(*(column[kept] for column in columns))


def pick(dataset, sample_id, role) -> Images:
    """Images of a dataset in one role. dataset: columns of tables.DATASET."""
    pixels = dataset["pixels"][sample_id].astype(np.float32) / np.float32(255)
    label = dataset["label"][sample_id]
    return Images(np.asarray(sample_id), np.full(len(sample_id), role), label, pixels)


def join_images(*parts) -> Images:
    names = ("sample_id", "role", "label", "pixels")
    return Images(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def training_images(dataset, run, seed) -> Images:
    """A replicate's own training images, drawn as a run's are; an even sample of more than
    TAUGHT."""
    parts = [("train", run["digits"], run["per_digit"])]
    rows = draw_parts(dataset["split"], dataset["label"], parts, seed)["sample_id"]
    return pick(dataset, at_most(TAUGHT, rows, dataset, seed), "train")


def at_most(most, rows, dataset, seed) -> np.ndarray:
    """(m,) row numbers of a dataset's images, or of more an even sample of them."""
    return rows[evenly(np.ones(len(rows), bool), dataset["label"][rows], most, seed)]


def limited_rows(dataset, run) -> list[dict]:
    """How many images a replicate is taught, where its run's network is taught more."""
    of_digits = (dataset["split"] == "train") & np.isin(dataset["label"], run["digits"])
    per_digit = run["per_digit"]
    drawn = of_digits.sum() if per_digit == "all" else per_digit * len(run["digits"])
    return [row("taught_images", TAUGHT)] if drawn > TAUGHT else []


def held_out_images(dataset, run, digits, role, taught, seed) -> Images:
    """A replicate's own images to be tested on, of these digits; an even sample of more than
    ASKED. taught: its training images."""
    drawn_from = dataset["split"], dataset["label"]
    count = run["test_per_digit"]
    rows = draw_held_out(*drawn_from, digits, count, taught.sample_id, seed)
    return pick(dataset, at_most(ASKED[role], rows, dataset, seed), role)


def seed_of(run, replicate) -> int:
    """Each replicate's own seed, whatever others there are."""
    return int(np.random.SeedSequence([run["seed"], replicate]).generate_state(1)[0])


@dataclass(frozen=True)
class Fitted:
    """A layer's space and centers, to place others in."""

    space: object
    centers: dict  # basis -> (K, d) float32

    def clusters(self, activations, basis) -> np.ndarray:
        return nearest_center(self.space.transform(activations), self.centers[basis])


def measure_replicate_layer(
    layer, activations, samples, run, seed, known=True, mixture=False
) -> tuple[Findings, Fitted]:
    """Findings and Fitted of one layer of a replicate. known: as of asking.everyone. mixture: as of
    measure_layer."""
    train = samples.of("train")
    with one_thread():
        space = fit_space(lambda: [activations[train]], seed, f"a replicate's layer {layer}")
        points = space.transform(activations)
        centers = fit_centers(points[train], samples.label[train], run, seed)
        bases = {
            basis: assign_clusters(points, samples, around) for basis, around in centers.items()
        }
        who, given = everyone(samples, known), Points(lambda: [points], space)
        found = measure_layer(layer, given, samples, bases, who, seed, mixture)
    return found, Fitted(space, centers)


def fit_centers(points, label, run, seed) -> dict:
    """basis -> centers: at K = number of classes, and at the K of the highest mean silhouette.

    A K that is not chosen by silhouette is the only one.
    """
    classes, clustering = len(run["digits"]), run["clustering"]
    distinct = len(np.unique(points, axis=0))

    def fit(k, most=math.inf):
        return fit_kmeans(points, label, min(k, distinct), clustering["n_init"], seed, most)

    if clustering["k"] in ("classes", classes):
        return {"classes": fit(classes).centers}
    tried = {k: fit(k, CHOOSING_STARTS) for k in candidates(clustering, classes)}
    several = {len(f.centers): f.cluster for f in tried.values() if len(f.centers) > 1}
    scores = score(points, several, clustering["silhouette_limit"], seed, 1)
    best = choose({k: scores.mean(len(f.centers)) for k, f in tried.items()})
    return {"classes": fit(classes).centers, "chosen": tried[best].centers}


class Tally:
    """Rows of tables.MEASURES of all replicates, of rows of vocabulary.row of each.

    The `images` of a row are those that no replicate before was tested on.
    """

    def __init__(self, dataset) -> None:
        self.rows, self.fresh = [], np.ones(len(dataset["label"]), bool)

    def add(self, replicate, images, by_network) -> None:
        """images: of the replicate. by_network: network -> rows."""
        about = images.label, groups_of(images.sample_id), self.fresh[images.sample_id]
        self.rows += [
            {"network": network, "replicate": replicate, **summed(entry, *about)}
            for network, entries in by_network.items()
            for entry in entries
        ]
        self.fresh[images.sample_id[images.role != "train"]] = False


def replicate_known(run, dataset, shape, common_id, count, progress) -> list:
    """Measures of known samples in `count` replicates: rows of tables.MEASURES.

    common_id: sample ids of test images whose paths are compared between replicates. progress:
    called with each replicate's number.
    """
    laboratory, tally = Laboratory(run, shape), Tally(dataset)
    common = pick(dataset, at_most(ASKED["test"], common_id, dataset, run["seed"]), "test")
    travelled = []
    for replicate in range(1, count + 1):
        progress(replicate)
        seed = seed_of(run, replicate)
        taught = training_images(dataset, run, seed)
        test = held_out_images(dataset, run, run["digits"], "test", taught, seed)
        images = join_images(taught, test)
        by_network, paths = one_replicate(laboratory, images, common, seed)
        by_network[TRAINED] += limited_rows(dataset, run)
        if replicate == 1 and can_go_on(run, len(taught.label)):
            by_network[LONGER] = longer_rows(laboratory, images, seed)
        tally.add(replicate, images, by_network)
        travelled.append(paths)
    return tally.rows + agreement_rows(travelled)


def one_replicate(laboratory, images, common, seed) -> tuple[dict, np.ndarray]:
    """network -> rows; and the common images' paths through the trained one, at K = classes."""
    taught = images.only("train")
    shuffled = np.random.default_rng(seed).permutation(taught.label)
    initial, few = laboratory.whole.initial(seed), laboratory.shorter.initial(seed)
    starts, labels = [initial, initial, few], [taught.label, shuffled, taught.label]
    trained, misled, shorter = laboratory.train(laboratory.together, starts, taught, labels, seed)
    rows, paths = trained_rows(laboratory, trained, images, common, seed)
    return {
        TRAINED: rows,
        UNTRAINED: control_rows(laboratory, initial, images, seed),
        SHUFFLED: control_rows(laboratory, misled, images, seed),
        SHORTER: [accuracy_row(laboratory.shorter, shorter, images)],
    }, paths


def trained_rows(laboratory, weights, images, common, seed) -> tuple[list, np.ndarray]:
    """Rows, and the common images' paths at K = number of classes."""
    samples, answers = laboratory.send(weights, images)
    hidden, stages = laboratory.hidden, laboratory.stages
    looked = measure_replicate_layers(laboratory, samples, answers, seed, mixture=True)
    findings = [found for found, _ in looked.values()]
    rows = [entry for found in findings for entry in layer_rows(found, samples)]
    rows += [entry for found in findings for entry in mixture_rows(found, samples)]
    rows += network_rows(findings, samples, hidden, stages)
    rows += moved_rows(laboratory, findings, images, samples, answers, seed)
    rows += noise_rows(laboratory, weights, images, samples, answers, looked, seed)
    return rows, placed(looked, laboratory.whole.ask(weights, common.pixels), stages, "classes")


def noise_rows(laboratory, weights, images, samples, answers, looked, seed) -> list:
    """How many of the test images keep their prediction and their path under noise; where channels
    are averaged, also their path less what noise does to all images alike."""
    stages, test = laboratory.stages, samples.of("test")
    noisy = laboratory.whole.ask(weights, with_noise(images.pixels[test], seed))
    told = np.array(laboratory.run["digits"])[noisy["output"].argmax(axis=1)]
    pooled = pooled_layers(laboratory.run["network"])
    centred = {h: less_common_shift(noisy[h], answers[h][test]) for h in pooled}
    findings = [found for found, _ in looked.values()]
    rows = [noise_prediction_row(told, samples)]
    for basis, _ in findings[0].suffixes():
        paths = paths_of(findings, stages, basis)[test]
        for name, seen in {"": noisy, "_centred": noisy | centred if pooled else {}}.items():
            if seen:
                other = placed(looked, seen, stages, basis)
                rows.append(noise_path_row(name, basis, paths, other, samples))
    return rows


def placed(looked, answers, stages, basis) -> np.ndarray:
    """(n, stages) int32: paths of others, through clusters of measure_replicate_layers."""
    return np.column_stack([looked[h][1].clusters(answers[h], basis) for h in stages])


def measure_replicate_layers(laboratory, samples, answers, seed, known=True, mixture=False) -> dict:
    """layer -> Findings and Fitted, the pixels first."""
    run = laboratory.run
    return {
        layer: measure_replicate_layer(layer, answers[layer], samples, run, seed, known, mixture)
        for layer in ("pixels", *laboratory.layers)
    }


def moved_rows(laboratory, findings, images, samples, answers, seed) -> list:
    """What becomes of predictions when the hidden layers' answers are moved to other clusters. The
    model has the weights with which the findings were made."""
    rows = []
    for found in findings:
        if found.layer in laboratory.hidden:
            told = {}  # by the clusters, which are often the same at both K
            for basis, suffix in found.suffixes():
                clusters = found.bases[basis].cluster.tobytes()
                if clusters not in told:
                    own = answers[found.layer]
                    tried = laboratory.trial(images, samples, found, own, basis, seed)
                    told[clusters] = tried, interventions(tried)
                rows += move_rows(*told[clusters], found.layer, suffix)
    return rows


def control_rows(laboratory, weights, images, seed) -> list:
    """How far a control's layers tell the true classes apart, and its paths."""
    samples, answers = laboratory.send(weights, images)
    findings, rows = [], []
    for layer in laboratory.layers:
        found, _ = measure_replicate_layer(layer, answers[layer], samples, laboratory.run, seed)
        findings.append(found)
        rows += layer_rows(found, samples)
        if layer in laboratory.hidden:
            tried = laboratory.trial(images, samples, found, answers[layer], "classes", seed)
            rows += move_rows(tried, moved(tried), layer)
    return rows + all_distance_rows(findings, samples, laboratory.stages)


def longer_rows(laboratory, images, seed) -> list:
    """The accuracy of the same network after as many epochs as it takes, and how many those are."""
    taught, whole, alone = images.only("train"), laboratory.whole, laboratory.alone
    start = [whole.initial(seed)]
    (weights,) = laboratory.train(alone, start, taught, [taught.label], seed, CONVERGED)
    epochs = row("epochs", len(alone.losses[0]))
    return [accuracy_row(whole, weights, images), epochs]


def accuracy_row(architecture, weights, images) -> dict:
    test = images.only("test")
    output = architecture.ask(weights, test.pixels)["output"]
    prediction = np.array(architecture.run["digits"])[output.argmax(axis=1)]
    return share_row("accuracy", prediction == test.label, images.role == "test")


def agreement_rows(travelled) -> list:
    """Each replicate's mean agreement of paths with the others'. travelled: of each, (n, L)."""
    rows = []
    for index, paths in enumerate(travelled):
        others = [other for i, other in enumerate(travelled) if i != index]
        if others:
            agreement = np.mean([path_measures.replicate_agreement(paths, o) for o in others])
            entry = row("replicate_agreement", agreement)
            of = {"network": TRAINED, "replicate": index + 1}
            rows.append(of | entry | {"images": 0, "influence": None})
    return rows


def replicate_unseen(run, dataset, shape, unseen, count, progress, known=False) -> list:
    """Where unseen digits go in `count` replicates, as replicate_known.

    known: whether to say, too, how far each layer tells the classes apart, without controls.
    """
    laboratory, tally = Laboratory(run, shape), Tally(dataset)
    for replicate in range(1, count + 1):
        progress(replicate)
        seed = seed_of(run, replicate)
        taught = training_images(dataset, run, seed)
        test = held_out_images(dataset, run, run["digits"], "test", taught, seed)
        strange = held_out_images(dataset, run, unseen, "unseen", taught, seed)
        images = join_images(taught, test, strange)
        start = [laboratory.whole.initial(seed)]
        (weights,) = laboratory.train(laboratory.alone, start, taught, [taught.label], seed)
        samples, answers = laboratory.send(weights, images)
        looked = measure_replicate_layers(laboratory, samples, answers, seed, known)
        findings = [found for found, _ in looked.values()]
        rows = [*unseen_rows(findings, samples, laboratory.hidden, seed)]
        rows += separation_rows(findings, samples) if known else []
        rows += limited_rows(dataset, run)
        tally.add(replicate, images, {TRAINED: rows})
    return tally.rows


def separation_rows(findings, samples) -> list:
    test, right = samples.of("test"), samples.prediction == samples.label
    rows = [entry for found in findings for entry in layer_rows(found, samples)]
    return [share_row("accuracy", right[test], test), *rows]
