"""Replicates of a run: networks with other seeds and other training images, measured and dropped.

Each replicate is the run's own kind of network (trained) and, as controls, the same initial weights
without training (untrained), with permuted labels (shuffled), and trained without the last hidden
layer (shorter). The test images, and the unseen ones, are the same in all.
"""

import math
from dataclasses import dataclass

import numpy as np

from chemins.base.threads import one_thread
from chemins.clusters.centers import nearest_center
from chemins.clusters.clustering import candidates, choose, fit_kmeans, score
from chemins.clusters.standardise import fit_space
from chemins.data.samples import draw_parts
from chemins.measures import measuring, path_measures
from chemins.measures.measuring import Findings, Samples
from chemins.measures.vocabulary import SHORTER, SHUFFLED, TRAINED, UNTRAINED
from chemins.networks.classifiers import answering, one_hot
from chemins.networks.fast_training import Trainer
from chemins.networks.layer_names import hidden_layers, network_layers

NOISE = 0.1  # standard deviation of the noise on pixels in [0, 1], which are not clipped
CHOOSING_STARTS = 2  # of k-means at a K that is only tried


@dataclass(frozen=True)
class Images:
    """Samples with their images; row i is sample i."""

    role: np.ndarray  # (n,) str
    label: np.ndarray  # (n,) int32
    pixels: np.ndarray  # (n, width) float32 in [0, 1]

    def only(self, role) -> "Images":
        kept = self.role == role
        return Images(self.role[kept], self.label[kept], self.pixels[kept])


def pick(dataset, sample_id, role) -> Images:
    """Images of a dataset in one role. dataset: columns of tables.DATASET."""
    pixels = dataset["pixels"][sample_id].astype(np.float32) / np.float32(255)
    return Images(np.full(len(sample_id), role), dataset["label"][sample_id], pixels)


def join_images(*parts) -> Images:
    names = ("role", "label", "pixels")
    return Images(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def training_images(dataset, run, seed) -> Images:
    """A replicate's own training images, drawn as a run's are."""
    parts = [("train", run["digits"], run["per_digit"])]
    rows = draw_parts(dataset["split"], dataset["label"], parts, seed)["sample_id"]
    return pick(dataset, rows, "train")


def seed_of(run, replicate) -> int:
    """Each replicate's own seed, whatever others there are."""
    return int(np.random.SeedSequence([run["seed"], replicate]).generate_state(1)[0])


class Architecture:
    """Networks of one kind: trained and asked, with everything compiled once.

    run: its settings. hidden: as of the config's `network`. shape: of an image. layers: asked for.
    """

    def __init__(self, run, hidden, shape, layers) -> None:
        self.run, self.layers, pool = run, layers, run["network"]["pool"]
        self.trainer = Trainer(
            run["network"]["kind"], hidden, shape, len(run["digits"]), run["training"]
        )
        self.most, self.answers = answering(self.trainer.model, layers, pool)

    def inputs(self, pixels) -> np.ndarray:
        return pixels.reshape(-1, *self.trainer.model.input_shape[1:])

    def train(self, images, label, seed) -> tuple[list, list]:
        """Initial and trained weights of a network that is taught these labels."""
        initial = self.trainer.initial_weights(seed)
        targets = one_hot(label, self.run["digits"])
        return initial, self.trainer.train(initial, self.inputs(images.pixels), targets, seed)

    def ask(self, weights, pixels) -> dict:
        """layer -> (n, d) float32 answers."""
        self.trainer.model.set_weights(weights)
        inputs = self.inputs(pixels)
        parts = [self.answers(inputs[i : i + self.most]) for i in range(0, len(inputs), self.most)]
        return {layer: np.concatenate([part[layer] for part in parts]) for layer in self.layers}


class Laboratory:
    """What all replicates of a run share. run: its settings. shape: of an image."""

    def __init__(self, run, shape) -> None:
        network, self.run = run["network"], run
        self.hidden, self.layers = hidden_layers(network), network_layers(network)
        self.whole = Architecture(run, network["hidden"], shape, self.layers)
        self.shorter = Architecture(run, network["hidden"][:-1], shape, ("output",))

    def send(self, weights, images) -> tuple[Samples, dict]:
        """Samples, and layer -> (n, d) float32 answers, the pixels among them."""
        answers = {"pixels": images.pixels, **self.whole.ask(weights, images.pixels)}
        with one_thread():
            logits = answers[self.hidden[-1]] @ weights[-2] + weights[-1]
        digits = self.run["digits"]
        return Samples(images.role, images.label, answers["output"], logits, digits), answers


@dataclass(frozen=True)
class Fitted:
    """A layer's space and centers, to place others in."""

    space: object
    centers: dict  # basis -> (K, d) float32

    def clusters(self, activations, basis) -> np.ndarray:
        return nearest_center(self.space.transform(activations), self.centers[basis])


def measure_replicate_layer(layer, activations, samples, run, seed) -> tuple[Findings, Fitted]:
    """Findings and Fitted of one layer of a replicate."""
    train = samples.of("train")
    with one_thread():
        space = fit_space(lambda: [activations[train]], seed, f"a replicate's layer {layer}")
        points = space.transform(activations)
        centers = fit_centers(points[train], samples.label[train], run, seed)
        bases = {
            basis: measuring.assign_clusters(points, samples, around)
            for basis, around in centers.items()
        }
        found = measuring.measure_layer(layer, points, samples, bases, seed)
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


def replicate_known(run, dataset, shape, test_id, count, progress) -> list:
    """Measures of known samples in `count` replicates: rows of tables.MEASURES.

    test_id: sample ids of the test images. progress: called with each replicate's number.
    """
    laboratory = Laboratory(run, shape)
    test = pick(dataset, test_id, "test")
    rows, travelled = [], []
    for replicate in range(1, count + 1):
        progress(replicate)
        images = join_images(training_images(dataset, run, seed_of(run, replicate)), test)
        by_network, paths = one_replicate(laboratory, images, seed_of(run, replicate))
        rows += [
            {"network": network, "replicate": replicate, **entry}
            for network, entries in by_network.items()
            for entry in entries
        ]
        travelled.append(paths)
    return rows + agreement_rows(travelled)


def one_replicate(laboratory, images, seed) -> tuple[dict, np.ndarray]:
    """network -> rows; and the test images' paths through the trained one, at K = classes."""
    taught = images.only("train")
    shuffled = np.random.default_rng(seed).permutation(taught.label)
    initial, trained = laboratory.whole.train(taught, taught.label, seed)
    _, misled = laboratory.whole.train(taught, shuffled, seed)
    _, shorter = laboratory.shorter.train(taught, taught.label, seed)
    rows, paths = trained_rows(laboratory, trained, images, seed)
    return {
        TRAINED: rows,
        UNTRAINED: control_rows(laboratory, initial, images, seed),
        SHUFFLED: control_rows(laboratory, misled, images, seed),
        SHORTER: [shorter_row(laboratory, shorter, images.only("test"))],
    }, paths


def trained_rows(laboratory, weights, images, seed) -> tuple[list, np.ndarray]:
    """Rows, and the test images' paths at K = number of classes."""
    samples, answers = laboratory.send(weights, images)
    hidden, test = laboratory.hidden, samples.of("test")
    looked = measure_replicate_layers(laboratory, samples, answers, seed)
    findings = [found for found, _ in looked.values()]
    rows = [row for found in findings for row in measuring.layer_rows(found, samples)]
    for layer, (_, fitted) in looked.items():
        points = fitted.space.transform(answers[layer])
        rows += measuring.mixture_rows(layer, points, samples, seed)
    rows += measuring.network_rows(findings, samples, hidden)
    noisy = laboratory.whole.ask(weights, with_noise(images.pixels[test], seed))
    for basis, suffix in findings[0].suffixes():
        paths = measuring.paths_of(findings, hidden, basis)[test]
        moved = np.column_stack([looked[h][1].clusters(noisy[h], basis) for h in hidden])
        agreement = path_measures.path_agreement(paths, moved)
        rows.append(measuring.row("noise_agreement" + suffix, agreement))
    return rows, measuring.paths_of(findings, hidden, "classes")[test]


def measure_replicate_layers(laboratory, samples, answers, seed) -> dict:
    """layer -> Findings and Fitted, the pixels first."""
    return {
        layer: measure_replicate_layer(layer, answers[layer], samples, laboratory.run, seed)
        for layer in ("pixels", *laboratory.layers)
    }


def with_noise(pixels, seed) -> np.ndarray:
    noise = np.random.default_rng(seed).standard_normal(pixels.shape, dtype=np.float32)
    return pixels + np.float32(NOISE) * noise


def control_rows(laboratory, weights, images, seed) -> list:
    """How far a control's layers tell the true classes apart."""
    samples, answers = laboratory.send(weights, images)
    rows = []
    for layer in laboratory.layers:
        found, _ = measure_replicate_layer(layer, answers[layer], samples, laboratory.run, seed)
        rows += measuring.layer_rows(found, samples)
    return rows


def shorter_row(laboratory, weights, images) -> dict:
    output = laboratory.shorter.ask(weights, images.pixels)["output"]
    prediction = np.array(laboratory.run["digits"])[output.argmax(axis=1)]
    return measuring.row("accuracy", np.mean(prediction == images.label))


def agreement_rows(travelled) -> list:
    """Each replicate's mean agreement of paths with the others'. travelled: of each, (n, L)."""
    rows = []
    for index, paths in enumerate(travelled):
        others = [other for i, other in enumerate(travelled) if i != index]
        if others:
            agreement = np.mean([path_measures.replicate_agreement(paths, o) for o in others])
            entry = measuring.row("replicate_agreement", agreement)
            rows.append({"network": TRAINED, "replicate": index + 1, **entry})
    return rows


def replicate_unseen(run, dataset, shape, test_id, unseen_id, count, progress, known=False) -> list:
    """Where unseen digits go in `count` replicates, as replicate_known.

    known: whether to say, too, how far each layer tells the classes apart, without controls.
    """
    laboratory = Laboratory(run, shape)
    held_out = pick(dataset, test_id, "test"), pick(dataset, unseen_id, "unseen")
    rows = []
    for replicate in range(1, count + 1):
        progress(replicate)
        seed = seed_of(run, replicate)
        taught = training_images(dataset, run, seed)
        _, weights = laboratory.whole.train(taught, taught.label, seed)
        samples, answers = laboratory.send(weights, join_images(taught, *held_out))
        looked = measure_replicate_layers(laboratory, samples, answers, seed)
        findings = [found for found, _ in looked.values()]
        entries = measuring.unseen_rows(findings, samples, laboratory.hidden, seed)
        entries += separation_rows(findings, samples) if known else []
        rows += [{"network": TRAINED, "replicate": replicate, **entry} for entry in entries]
    return rows


def separation_rows(findings, samples) -> list:
    test, right = samples.of("test"), samples.prediction == samples.label
    rows = [row for found in findings for row in measuring.layer_rows(found, samples)]
    return [measuring.row("accuracy", right[test].mean()), *rows]
