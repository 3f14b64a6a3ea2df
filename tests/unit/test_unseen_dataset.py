"""Another dataset's images in the place of unseen ones: never to be mixed with those of the run."""

import io

import numpy as np
import pytest

from builders.configs import SCHEMA
from chemins.base.errors import CheminsError
from chemins.data.description import Description, Images
from chemins.data.named import NAMED
from chemins.data.unseen_dataset import unseen_pieces, with_unseen
from chemins.planning.plan import read_plan
from chemins.results import tables
from fetch_dataset import fetch_dataset

OWN = Description("own", (4, 5, 1), {"train": {0: 6, 3: 7}, "test": {0: 2, 3: 1, 8: 1}})
OTHER = Description("other", (4, 5, 1), {"train": {0: 9, 2: 9}, "test": {2: 4, 5: 3}})
NAMED_OTHER = Description("other", (4, 5, 1), OTHER.counts, {0: "a", 2: "b", 5: "c"})


def test_labels_are_counted_on_and_only_to_test_with():
    found = with_unseen(OWN, OTHER)
    assert found.counts == {"train": {0: 6, 3: 7}, "test": {0: 2, 3: 1, 8: 1, 11: 4, 14: 3}}
    assert (found.name, found.shape) == ("own", (4, 5, 1))
    assert OWN.counts["test"] == {0: 2, 3: 1, 8: 1}


def test_each_label_has_a_name_of_its_own():
    assert with_unseen(OWN, OTHER).names == {
        0: "0", 3: "3", 8: "8", 11: "other 2", 14: "other 5"
    }  # fmt: skip
    assert with_unseen(OWN, NAMED_OTHER).names[14] == "c"
    assert with_unseen(NAMED_OTHER, OWN).names == {0: "a", 2: "b", 5: "c", 6: "own 0", 9: "own 3",
                                                   14: "own 8"}  # fmt: skip


@pytest.mark.parametrize("shape", [(5, 4, 1), (4, 5, 3)])
def test_images_of_another_shape_are_refused(shape):
    other = Description("other", shape, OTHER.counts)
    with pytest.raises(CheminsError, match=r"unseen_dataset: the images of other are \("):
        with_unseen(OWN, other)


def test_only_test_images_are_taken():
    pixels = np.arange(5, dtype=np.uint8).reshape(5, 1, 1, 1)
    split = np.array(["train", "test", "train", "test", "train"])
    whole = Images(pixels, np.array([1, 2, 3, 4, 5], np.int32), split)
    training = Images(pixels[:1], whole.label[:1], split[:1])
    [found] = unseen_pieces([training, whole], OWN)
    assert found.pixels.reshape(-1).tolist() == [1, 3]
    assert found.label.tolist() == [11, 13]
    assert found.label.dtype == np.int32
    assert found.split.tolist() == ["test"] * 2


# --- in a config, and in the table ----------------------------------------------------------------


def npz(path, value, labels, size=(28, 28)):
    """Images all of which have this value in their second row."""
    images = np.full((len(labels), *size), value, np.uint8)
    images[:, 0] = 255
    np.savez(path, x_train=images, y_train=labels, x_test=images, y_test=labels)
    return {"path": str(path)}


def plan(dataset, other, **run):
    config = {"dataset": dataset, "unseen_dataset": other, "runs": {"a": run}}
    return read_plan(config, SCHEMA)


def test_the_table_has_them_after_its_own(tmp_path):
    own = npz(tmp_path / "own.npz", 10, [0, 1, 1])
    other = npz(tmp_path / "other.npz", 20, [0, 7])
    settings = {"dataset": own, "unseen_dataset": other}
    fetch_dataset(settings, tmp_path / "table", terminal=io.StringIO())
    table = tables.read_columns(tmp_path / "table", tables.DATASET)
    assert table["sample_id"].tolist() == [*range(8)]
    assert table["label"].tolist() == [0, 1, 1, 0, 1, 1, 2, 9]
    assert table["split"].tolist() == ["train"] * 3 + ["test"] * 5
    assert table["pixels"][:, 30].tolist() == [10] * 6 + [20] * 2


def test_a_run_may_be_sent_them_and_not_be_taught_them():
    found = plan("mnist-sample", "fashion-mnist", unseen=[4, 10, 19], test_per_digit=100)
    assert found.images.names[19] == "Ankle boot"
    assert found.images.counts["test"][10] == 1000
    with pytest.raises(CheminsError, match="digits: the dataset mnist-sample has no label 10"):
        plan("mnist-sample", "fashion-mnist", digits=[1, 10])
    with pytest.raises(CheminsError, match="unseen: the dataset mnist-sample has no label 20"):
        plan("mnist-sample", "fashion-mnist", unseen=[20])


def test_both_datasets_are_inputs_of_the_table(tmp_path):
    own, other = npz(tmp_path / "own.npz", 1, [1, 7]), npz(tmp_path / "other.npz", 1, [0, 1])
    fitted = {"per_digit": "all", "test_per_digit": 1}
    fitted |= {"umap": {"n_neighbors": 2}, "clustering": {"k_min": 2, "k_max": 2}}
    with pytest.raises(CheminsError, match="training samples"):
        plan(own, other, **fitted)
    downloads = [f"results/data/fashion-mnist/{file.name}" for file in NAMED["kmnist"].files]
    found = plan("mnist-sample", "fashion-mnist")
    assert found.dataset_files() == {"unseen_named": downloads}
    assert found.sources == {"dataset": "mnist-sample", "unseen_dataset": "fashion-mnist"}
    found = plan("kmnist", other)
    assert found.dataset_files()["own"] == [other["path"]]
    assert len(found.dataset_files()["named"]) == 4


def test_mirrors_are_those_of_the_dataset_and_not_of_the_other():
    config = {"dataset": "mnist", "unseen_dataset": "kmnist", "runs": {"a": {}}}
    found = read_plan({**config, "mirrors": ["https://a.org"]}, SCHEMA)
    assert found.mirrors("mnist") == ["https://a.org"]
    assert found.mirrors("kmnist") == list(NAMED["kmnist"].mirrors)
    assert read_plan(config, SCHEMA).mirrors("mnist") == list(NAMED["mnist"].mirrors)


def test_without_another_dataset_nothing_is_said_of_it():
    found = read_plan({"runs": {"a": {}}}, SCHEMA)
    assert found.sources == {"dataset": "mnist-sample"}
    assert found.dataset_files() == {}
    assert found.images.names is None
