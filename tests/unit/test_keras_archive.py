import json
import zipfile

import numpy as np
import pytest

from builders.lazily import keras_training
from chemins.networks.keras_files import archive as keras_archive

TRAINING = {
    "loss": "mean_squared_error",
    "optimizer": "adam",
    "learning_rate": 0.01,
    "batch_size": 4,
    "epochs": 2,
}


def trained(classifiers, kind="dense", seed=0):
    model = classifiers.build(kind, [3], shape=(10, 10, 1), classes=2, seed=seed)
    inputs = np.random.default_rng(0).uniform(size=(12, *model.input_shape[1:]))
    targets = classifiers.one_hot(np.arange(12) % 2, [0, 1])
    keras_training().train(model, (inputs, targets), (inputs, targets), TRAINING, seed)
    return model


def saved(model, path):
    keras_archive.save_network(model, path)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (5, 5),
        ({"b": [1, {"a": None}]}, {"b": [1, {"a": None}]}),
        ({"shared_object_id": 139871}, {"shared_object_id": 0}),
        # Counted in the order of the sorted keys; the same object keeps its number.
        (
            {"b": {"shared_object_id": 77}, "a": [{"shared_object_id": 99}]},
            {"a": [{"shared_object_id": 0}], "b": {"shared_object_id": 1}},
        ),
        (
            [{"shared_object_id": 77}, {"shared_object_id": 99}, {"shared_object_id": 77}],
            [{"shared_object_id": 0}, {"shared_object_id": 1}, {"shared_object_id": 0}],
        ),
    ],
)
def test_addresses_become_numbers(document, expected):
    assert keras_archive.renumbered(document, {}) == expected


def test_json_is_canonical():
    one = b'{"b": 1, "date_saved": "2021-05-06@07:08:09", "a": 2}'
    other = b'{"a":2,\n"date_saved":"2026-01-02@03:04:05","b":1}'
    assert keras_archive.canonical_configuration(one) == keras_archive.canonical_configuration(
        other
    )
    assert json.loads(keras_archive.canonical_configuration(one))["b"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["dense", "cnn"])
def test_the_same_model_has_the_same_bytes(classifiers, tmp_path, kind):
    model = trained(classifiers, kind)
    first = saved(model, tmp_path / "model.keras")
    trained(classifiers, "cnn", seed=7)
    second = saved(model, tmp_path / "elsewhere" / "named-otherwise.keras")
    again = saved(trained(classifiers, kind), tmp_path / "again.keras")
    assert first == second == again
    assert saved(trained(classifiers, kind, seed=1), tmp_path / "other.keras") != first


@pytest.mark.slow
def test_nothing_of_the_time_is_in_the_file(classifiers, tmp_path):
    saved(trained(classifiers), tmp_path / "model.keras")
    with zipfile.ZipFile(tmp_path / "model.keras") as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == sorted(archive.namelist())
        metadata = json.loads(archive.read("metadata.json"))
    assert metadata["date_saved"] == "1980-01-01@00:00:00"
    assert [path.name for path in tmp_path.iterdir()] == ["model.keras"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["dense", "cnn"])
def test_it_loads_back_and_predicts_the_same(classifiers, tmp_path, kind):
    model = trained(classifiers, kind)
    path = tmp_path / "model.keras"
    saved(model, path)
    inputs = np.random.default_rng(1).uniform(size=(5, *model.input_shape[1:]))
    expected = model.predict(inputs, verbose=0)
    whole = classifiers.keras.saving.load_model(path, safe_mode=True)
    np.testing.assert_array_equal(whole.predict(inputs, verbose=0), expected)
    np.testing.assert_array_equal(
        classifiers.load_network(path).predict(inputs, verbose=0), expected
    )
    assert float(whole.optimizer.learning_rate) == pytest.approx(0.01)
