"""A run's own network, trained once more: the same at every epoch, and the run's at the last."""

import numpy as np
import pytest

from builders.corner_images import FOLLOWED, SHAPE, made_dataset
from chemins.base.errors import CheminsError
from chemins.measures.while_learning.last_epoch import check_same
from chemins.results import tables

pytestmark = pytest.mark.slow

SETTINGS = {
    "digits": [1, 7],
    "seed": 5,
    "network": {"kind": "dense", "hidden": [6, 5]},
    "training": FOLLOWED,
    "layers": ["hidden_1", "hidden_2", "output"],
    "hidden": ["hidden_1", "hidden_2"],
    "pool": None,
}


@pytest.fixture
def images():
    """Columns of a dataset with a role: train and test images of 1 and 7, and unseen 4s."""
    data = made_dataset()
    unseen = data["label"] == 4
    return data | {"role": np.where(unseen, "unseen", data["split"])}


def own_network(images, **settings):
    from chemins.measures.while_learning.own_network import OwnNetwork

    train = images["role"] == "train"
    taught = images["pixels"][train], images["label"][train]
    return OwnNetwork({**SETTINGS, **settings}, SHAPE, taught, images["pixels"])


def trained_as_ever(classifiers, images, training):
    """layer -> answers of a network that is trained as train_model does."""
    from chemins.networks import keras_training

    model = classifiers.build("dense", [6, 5], SHAPE, 2, SETTINGS["seed"])
    inputs = classifiers.network_input(model, images["pixels"])
    targets = classifiers.one_hot(images["label"], [1, 7])
    data = [
        (inputs[images["role"] == role], targets[images["role"] == role])
        for role in ("train", "test")
    ]
    keras_training.train(model, *data, training, SETTINGS["seed"])
    return classifiers.answering(model, SETTINGS["layers"], None)[1](inputs)


def test_its_answers_are_those_of_a_training_that_ends_there(classifiers, images):
    network = own_network(images)
    kept = network.train()
    assert list(kept) == [0, 1, 2, 6]
    for epoch in (1, 2, 6):
        expected = trained_as_ever(classifiers, images, {**FOLLOWED, "epochs": epoch})
        found = network.ask(kept[epoch])
        assert list(found) == SETTINGS["layers"]
        for layer in found:
            assert np.array_equal(found[layer], expected[layer]), (epoch, layer)
    untrained = classifiers.build("dense", [6, 5], SHAPE, 2, SETTINGS["seed"]).get_weights()
    assert all(map(np.array_equal, kept[0], untrained))


def test_of_a_training_that_has_converged_the_last_epoch_is_kept(images):
    training = {**FOLLOWED, "epochs": "converged", "learning_rate": 1e-7}
    assert list(own_network(images, training=training).train()) == [0, 1, 6]


def written(path, answers, rows):
    samples = np.arange(len(answers["output"]))[rows]
    columns = {"sample_id": samples, "role": ["train"] * len(samples), "label": samples}
    kept = {layer: found[rows] for layer, found in answers.items()}
    tables.write(path, tables.ACTIVATIONS, {**columns, **kept})
    return str(path)


def test_another_networks_answers_are_noticed_to_the_last_bit(tmp_path):
    stream = np.random.default_rng(0)
    answers = {x: stream.normal(size=(9, 3)).astype(np.float32) for x in SETTINGS["layers"]}
    files = [
        written(tmp_path / "known.parquet", answers, slice(0, 6)),
        written(tmp_path / "unseen.parquet", answers, slice(6, 9)),
    ]
    check_same(answers, files, "run a")
    answers["hidden_2"][8, 1] = np.nextafter(answers["hidden_2"][8, 1], np.float32(9))
    with pytest.raises(
        CheminsError, match=r"^run a, training\.snapshots: .*hidden_2.*known"
    ) as told:
        check_same(answers, files, "run a")
    assert "--forcerun train_model" in str(told.value)
