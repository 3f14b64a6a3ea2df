"""A published training, of which only the softmax at each epoch is known: counted by the workflow
and, independently, here.

Li, Zhao, Scheidegger, "Visualizing Neural Networks with the Grand Tour", Distill 2020: 100 epochs,
MNIST's first 1,000 test images.
"""

import json

import numpy as np
import pandas as pd
import pytest
import yaml

from builders.project import ROOT, copy_project

pytestmark = pytest.mark.slow
FOLDER = ROOT.parent / "shared/data/grand-tour/mnist"
EPOCHS, IMAGES, FIRST = 100, 1000, 60_000  # the number of MNIST's first test image
MARK = 0.9


@pytest.fixture(scope="module")
def published():
    """softmax (epochs, images, 10) float32 and label (images,) of the training."""
    if not FOLDER.is_dir():
        pytest.skip(f"the published training is not at hand: there is no folder {FOLDER}")
    softmax = np.fromfile(FOLDER / "softmax-test.bin", "<f4").reshape(EPOCHS, IMAGES, 10)
    return softmax, np.fromfile(FOLDER / "labels-test.bin", np.uint8).astype(int)


def role_of(image):
    """Every second image stands for those that were taught."""
    return np.where(image % 2 == 0, "train", "test")


@pytest.fixture(scope="module")
def finished(published, published_mnist, tmp_path_factory):
    softmax, label = published
    project = copy_project(tmp_path_factory.mktemp("epochs"))
    dump, image = project.folder / "dump", np.arange(IMAGES)
    for epoch in range(EPOCHS):
        write_answers(dump / "epochs" / str(epoch), softmax[epoch])
    write_answers(dump, softmax[-1])
    samples = {"sample_id": FIRST + image, "label": label, "role": role_of(image)}
    pd.DataFrame(samples).to_parquet(dump / "samples.parquet")
    network = {"kind": "activations", "path": "dump", "layers": ["log_softmax"]}
    run = {"digits": [*range(10)], "network": network, "answers": {"mark": MARK}}
    run |= {"clustering": {"k": "classes"}, "umap": {"n_neighbors": 5}}
    config = {"dataset": "mnist", "dataset_dir": str(published_mnist), "runs": {"tour": run}}
    (project.folder / "config/config.yaml").write_text(
        yaml.safe_dump({**config, "figures": {"formats": []}})
    )
    done = project.snakemake()
    assert done.returncode == 0, done.stderr
    return project.folder / "results/runs/tour"


def write_answers(folder, softmax):
    folder.mkdir(parents=True, exist_ok=True)
    for name, values in {"output": softmax, "log_softmax": np.log(softmax)}.items():
        frame = pd.DataFrame({"sample_id": FIRST + np.arange(IMAGES), "activation": list(values)})
        frame.to_parquet(folder / f"{name}.parquet")


def shares_right(softmax, label, digit, asked):
    """(epochs,) share of a digit's images, of those asked, that are told as it."""
    own = asked & (label == digit)
    return np.array([(at[own].argmax(axis=1) == digit).mean() for at in softmax])


def test_the_published_training_is_the_one_that_is_meant(published):
    everyone = np.ones(IMAGES, bool)
    first = [np.flatnonzero(shares_right(*published, c, everyone) >= MARK)[0] for c in (1, 7)]
    assert first == [14, 22]


def test_every_image_is_told_at_every_epoch_as_published(finished, published):
    softmax, label = published
    paths = pd.read_parquet(finished / "learning/paths.parquet")
    assert len(paths) == EPOCHS * IMAGES
    found = paths.pivot(index="epoch", columns="sample_id", values="prediction").to_numpy()
    np.testing.assert_array_equal(found, softmax.argmax(axis=2))
    right = (
        (found == label)[:, label == 1].mean(axis=1),
        (found == label)[:, label == 7].mean(axis=1),
    )
    assert [int(np.flatnonzero(share >= MARK)[0]) for share in right] == [14, 22]
    assert (right[0][14:] >= MARK).all()
    assert np.flatnonzero(right[1] < MARK)[-1] == 23  # once more below, by one image


def test_measures_count_the_test_images(finished, published):
    softmax, label = published
    own = pd.read_parquet(finished / "learning/own.parquet")
    asked = role_of(np.arange(IMAGES)) == "test"
    right = own[own["measure"] == "right"]
    for digit in range(10):
        rows = right[right["toward"] == digit].sort_values("epoch")
        np.testing.assert_allclose(rows["value"], shares_right(softmax, label, digit, asked))
    accuracy = own[own["measure"] == "accuracy"].set_index("epoch")["value"]
    expected = (softmax.argmax(axis=2) == label)[:, asked].mean(axis=1)
    np.testing.assert_allclose(accuracy.to_numpy(), expected)
    assert (
        accuracy[EPOCHS - 1]
        == json.loads((finished / "scores.json").read_text())["test"]["accuracy"]
    )
    assert not len(own[own["measure"] == "moved"])
    assert not (finished / "learning/replicates.parquet").exists()


def test_answers_say_from_which_epoch_on_each_class_is_right(finished, published):
    asked = role_of(np.arange(IMAGES)) == "test"
    answers = json.loads((finished / "answers.json").read_text())
    learning, expected = answers["learning"], {}
    for digit in range(10):
        below = np.flatnonzero(shares_right(*published, digit, asked) < MARK)
        expected[digit] = int(below[-1]) + 1
    assert max(expected.values()) < EPOCHS  # each class stays right in the end
    found = {entry["digit"]: entry["right_from"] for entry in learning["classes"]}
    assert {digit: entry["own"] for digit, entry in found.items()} == expected
    assert {entry["networks"] for entry in found.values()} == {1}
    assert {entry["low"] for entry in found.values()} == {None}
    text = (finished / "answers.md").read_text()
    assert "Epochs 0, 1, 2, … and 99 (100 of them) were looked at" in text
    assert "There is one network: what others would do is in no number" in text


def test_the_last_epoch_is_the_run(finished):
    at = pd.read_parquet(finished / "learning/paths.parquet").query(f"epoch == {EPOCHS - 1}")
    paths = pd.read_parquet(finished / "paths.parquet")[[*at.columns[1:]]]
    pd.testing.assert_frame_equal(at.drop(columns="epoch").reset_index(drop=True), paths)
    maps = pd.read_parquet(finished / "learning/embeddings.parquet").query(f"epoch == {EPOCHS - 1}")
    own = pd.read_parquet(finished / "embeddings/network/known.parquet")
    keys = ["layer", "sample_id"]
    both = maps.merge(own, on=keys, suffixes=("", "_own"))
    assert len(both) == len(maps) == 2 * IMAGES
    assert (both["x"] == both["x_own"]).all()
    assert (both["y"] == both["y_own"]).all()
