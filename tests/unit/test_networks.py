import os
import subprocess
import sys

import numpy as np
import pytest

from builders.lazily import keras_training
from builders.project import ROOT

pytestmark = pytest.mark.slow

TRAINING = {
    "loss": "mean_squared_error",
    "optimizer": "adam",
    "learning_rate": 0.01,
    "batch_size": 12,
    "epochs": 2,
}


def images(rows, shape=(12, 12, 1), seed=0):
    return np.random.default_rng(seed).uniform(size=(rows, *shape)).astype(np.float32)


def separable(classifiers, rows, width=4, seed=0):
    """Two classes, apart from each other: inputs and one-hot labels."""
    stream = np.random.default_rng(seed)
    label = np.arange(rows) % 2
    inputs = stream.uniform(0, 0.3, size=(rows, width)) + 0.7 * label[:, np.newaxis]
    return inputs.astype(np.float32), classifiers.one_hot(label, [0, 1])


def small(classifiers, seed=0):
    return classifiers.build("dense", [16, 8], shape=(2, 2, 1), classes=2, seed=seed)


def trained(classifiers, seed=0, **changes):
    model = small(classifiers, seed)
    data, test = separable(classifiers, 60), separable(classifiers, 20, seed=1)
    keras_training().train(model, data, test, {**TRAINING, **changes}, seed)
    return model


def weights(model):
    return [array.tobytes() for array in model.get_weights()]


# --- building -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "hidden", "names"),
    [
        ("dense", [7], ["hidden_1", "output"]),
        ("dense", [7, 6, 5], ["hidden_1", "hidden_2", "hidden_3", "output"]),
        ("cnn", [7], ["conv_1", "pool_1", "conv_2", "pool_2", "flatten", "hidden_1", "output"]),
    ],
)
def test_layers_have_their_names_and_sizes(classifiers, kind, hidden, names):
    model = classifiers.build(kind, hidden, shape=(12, 12, 3), classes=4, seed=0)
    assert [layer.name for layer in model.layers] == names
    assert [model.get_layer(f"hidden_{i}").units for i in range(1, len(hidden) + 1)] == hidden
    assert model.output_shape == (None, 4)
    assert model.input_shape[1:] == ((432,) if kind == "dense" else (12, 12, 3))


def test_convolutions_as_documented(classifiers):
    model = classifiers.build("cnn", [7], shape=(28, 28, 1), classes=2, seed=0)
    shapes = {layer.name: layer.output.shape[1:] for layer in model.layers}
    assert shapes["conv_1"] == (26, 26, 32)
    assert shapes["pool_1"] == (13, 13, 32)
    assert shapes["conv_2"] == (11, 11, 64)
    assert shapes["pool_2"] == (5, 5, 64)


@pytest.mark.parametrize("kind", ["dense", "cnn"])
def test_pixels_become_the_networks_input(classifiers, kind):
    model = classifiers.build(kind, [2], shape=(10, 11, 3), classes=2, seed=0)
    pixels = np.random.default_rng(0).integers(256, size=(4, 330)).astype(np.uint8)
    pixels[0, :2] = 0, 255
    found = classifiers.network_input(model, pixels)
    assert found.dtype == np.float32
    assert (found.min(), found.max()) == (0, 1)
    assert found.shape == ((4, 330) if kind == "dense" else (4, 10, 11, 3))
    np.testing.assert_allclose(found.reshape(4, -1), pixels / 255, rtol=1e-7)


@pytest.mark.parametrize(
    ("label", "digits", "expected"),
    [
        ([1, 7, 1], [1, 7], [[1, 0], [0, 1], [1, 0]]),
        ([1, 7], [7, 1], [[0, 1], [1, 0]]),
        ([0], [0], [[1]]),
        ([2], [0, 1, 2], [[0, 0, 1]]),
    ],
)
def test_one_hot(classifiers, label, digits, expected):
    found = classifiers.one_hot(np.array(label), digits)
    np.testing.assert_array_equal(found, expected)
    assert found.dtype == np.float32


# --- training -----------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_network(classifiers):
    assert weights(small(classifiers, 3)) == weights(small(classifiers, 3))
    assert weights(small(classifiers, 3)) != weights(small(classifiers, 4))


def test_the_same_seed_gives_the_same_training(classifiers):
    first = weights(trained(classifiers, 3))
    assert weights(trained(classifiers, 3)) == first
    assert weights(trained(classifiers, 4)) != first


def test_another_network_before_changes_nothing(classifiers):
    first = weights(trained(classifiers))
    classifiers.build("cnn", [9], shape=(12, 12, 1), classes=3, seed=8)
    trained(classifiers, seed=8, optimizer="sgd")
    assert weights(trained(classifiers)) == first


ON_SO_MANY_CORES = """
import os, sys
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(sys.argv[1])])
import numpy as np
from chemins.networks import classifiers, keras_training
classifiers.prepare()
model = classifiers.build("cnn", [32], shape=(28, 28, 1), classes=3, seed=0)
inputs = np.random.default_rng(0).uniform(size=(300, 28, 28, 1)).astype(np.float32)
data = inputs, classifiers.one_hot(np.arange(300) % 3, [0, 1, 2])
training = {"optimizer": "adam", "loss": "categorical_crossentropy", "learning_rate": 0.01}
keras_training.train(model, data, data, {**training, "batch_size": 64, "epochs": 2}, seed=0)
np.save(sys.argv[2], np.concatenate([array.ravel() for array in model.get_weights()]))
"""


def test_the_same_training_on_any_number_of_cores(tmp_path):
    """TensorFlow has as many threads as the cores it finds, whatever Snakemake's --cores is."""
    if not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2:
        pytest.skip("a process cannot be given one core of several here")
    found = []
    for cores in ("1", "2"):
        path = tmp_path / f"{cores}.npy"
        command = [sys.executable, "-c", ON_SO_MANY_CORES, cores, path]
        subprocess.run(command, cwd=ROOT / "scripts", check=True, capture_output=True)
        found.append(np.load(path).tobytes())
    assert found[0] == found[1]


def test_the_seed_orders_the_training_samples(classifiers):
    """Same first weights, other order: other weights in the end."""
    found = []
    for seed in (0, 0, 1):
        model = small(classifiers)
        keras_training().train(
            model, separable(classifiers, 60), separable(classifiers, 20), TRAINING, seed
        )
        found.append(weights(model))
    assert found[0] == found[1] != found[2]


def test_the_test_samples_do_not_matter_for_the_training(classifiers):
    found = []
    for rows in (20, 33):
        model = small(classifiers)
        test = separable(classifiers, rows, seed=rows)
        keras_training().train(model, separable(classifiers, 60), test, TRAINING, 0)
        found.append(weights(model))
    assert found[0] == found[1]


@pytest.mark.parametrize("loss", ["mean_squared_error", "categorical_crossentropy"])
@pytest.mark.parametrize("optimizer", ["adam", "sgd", "rmsprop"])
def test_training_learns_what_can_be_separated(classifiers, optimizer, loss):
    model = small(classifiers)
    data, test = separable(classifiers, 100), separable(classifiers, 40, seed=1)
    training = {"optimizer": optimizer, "loss": loss, "learning_rate": 0.05, "epochs": 8}
    history = keras_training().train(model, data, test, {**TRAINING, **training}, 0)
    assert set(history) == {"loss", "accuracy", "test_loss", "test_accuracy"}
    assert {len(values) for values in history.values()} == {8}
    assert history["loss"][-1] < history["loss"][0]
    assert history["test_loss"][-1] < history["test_loss"][0]


# From 100 steps on, many are made in one call: 241 rows in twos are 121 steps, the last a half.
@pytest.mark.parametrize(
    ("optimizer", "rows", "batch_size"),
    [("adam", 61, 12), ("sgd", 61, 12), ("adam", 200, 2), ("adam", 241, 2), ("sgd", 241, 2)],
)
def test_training_is_a_plain_fit_of_keras(classifiers, optimizer, rows, batch_size):
    keras = classifiers.keras
    data, test = separable(classifiers, rows), separable(classifiers, 30, seed=1)
    training = {**TRAINING, "optimizer": optimizer, "batch_size": batch_size}
    ours, plain = small(classifiers), small(classifiers)
    history = keras_training().train(ours, data, test, training, seed=5)
    kind = {"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}[optimizer]
    plain.compile(kind(learning_rate=0.01), loss="mean_squared_error", metrics=["accuracy"])
    keras.utils.set_random_seed(5)
    expected = plain.fit(
        *data, batch_size=batch_size, epochs=2, validation_data=test, verbose=0
    ).history
    assert weights(ours) == weights(plain)
    for name in ("loss", "accuracy"):
        np.testing.assert_allclose(history[name], expected[name], rtol=1e-6)
        np.testing.assert_allclose(history[f"test_{name}"], expected[f"val_{name}"], rtol=1e-5)


@pytest.mark.parametrize("kind", ["dense", "cnn"])
def test_images_in_a_file_are_trained_on_as_arrays_are(classifiers, kind, tmp_path, monkeypatch):
    """However many are read at once."""
    training = keras_training()
    stream, shape = np.random.default_rng(0), (12, 12, 1)
    pixels = stream.integers(0, 256, size=(61, 144), dtype=np.uint8)
    (tmp_path / "pixels").write_bytes(pixels.tobytes())
    mapped = np.memmap(tmp_path / "pixels", np.uint8, "r", shape=pixels.shape)
    targets = classifiers.one_hot(np.arange(61) % 3, [0, 1, 2])
    found = []
    for images, read in ((None, 4096), (mapped, 4096), (mapped, 30), (pixels, 1)):
        monkeypatch.setattr(training, "READ", read)
        model = classifiers.build(kind, [5], shape, classes=3, seed=0)
        inputs = classifiers.network_input(model, pixels) if images is None else images
        history = training.train(model, (inputs, targets), (inputs, targets), TRAINING, 0)
        found.append([weights(model), history, training.scores(model, (inputs, targets))])
    assert found[0] == found[1] == found[2] == found[3]


def test_scores_by_hand(classifiers):
    model = trained(classifiers)
    inputs, targets = separable(classifiers, 30, seed=2)
    targets[:10] = targets[:10, ::-1]
    predictions = model.predict(inputs, verbose=0)
    found = keras_training().scores(model, (inputs, targets))
    assert found["loss"] == pytest.approx(np.square(predictions - targets).mean(), rel=1e-5)
    right = predictions.argmax(axis=1) == targets.argmax(axis=1)
    assert found["accuracy"] == pytest.approx(right.mean(), rel=1e-6)


# --- what the layers answer ---------------------------------------------------------------------


def test_two_neurons_by_hand(classifiers):
    model = classifiers.build("dense", [2], shape=(1, 2, 1), classes=2, seed=0)
    hidden, output = (model.get_layer(name) for name in ("hidden_1", "output"))
    hidden.set_weights([np.array([[1, -2], [3, 1]]), np.array([-1, 0.5])])
    output.set_weights([np.array([[1, 0], [0, 1]]), np.array([0, 0])])
    inputs = np.array([[1, 0], [0, 1], [1, 1]], np.float32)
    found = answers_of(classifiers, model, ["hidden_1", "output"], "mean", inputs)
    # Before the ReLU: (0, -1.5), (2, 1.5), (3, -0.5).
    np.testing.assert_allclose(found["hidden_1"], [[0, 0], [2, 1.5], [3, 0]])
    # Softmax of two: 1 / (1 + e^-difference), of 0, 0.5 and 3.
    first = np.array([0.5, 0.6224593, 0.9525741])
    np.testing.assert_allclose(found["output"], np.column_stack([first, 1 - first]), atol=1e-6)


def test_logits_of_two_neurons_by_hand(classifiers):
    model = classifiers.build("dense", [2], shape=(1, 2, 1), classes=2, seed=0)
    hidden, output = (model.get_layer(name) for name in ("hidden_1", "output"))
    hidden.set_weights([np.array([[1, 0], [0, 1]]), np.array([0, 0])])
    output.set_weights([np.array([[1, -2], [3, 1]]), np.array([-1, 0.5])])
    inputs = np.array([[1, 0], [0, 1], [1, 1]], np.float32)
    before = weights(model)
    found = answers_of(classifiers, model, ["output", classifiers.LOGITS], "mean", inputs)
    np.testing.assert_allclose(found[classifiers.LOGITS], [[0, -1.5], [2, 1.5], [3, -0.5]])
    first = 1 / (1 + np.exp([-1.5, -0.5, -3.5]))
    np.testing.assert_allclose(found["output"][:, 0], first, atol=1e-6)
    assert weights(model) == before


@pytest.mark.parametrize(("pool", "widths"), [("mean", (32, 64)), ("flatten", (3200, 576))])
def test_signatures_of_convolutions(classifiers, pool, widths):
    model = classifiers.build("cnn", [4], shape=(12, 12, 1), classes=2, seed=0)
    layers = ["conv_1", "conv_2", "hidden_1", "output"]
    inputs = images(6)
    found = answers_of(classifiers, model, layers, pool, inputs)
    assert list(found) == layers
    for layer in layers:
        output = classifiers.keras.Model(model.inputs, model.get_layer(layer).output)
        expected = output.predict(inputs, verbose=0)
        if expected.ndim == 4:
            expected = expected.mean(axis=(1, 2)) if pool == "mean" else expected.reshape(6, -1)
        assert found[layer].dtype == np.float32
        assert found[layer].shape[1] == classifiers.layer_width(model, layer, pool)
        np.testing.assert_allclose(found[layer], expected, atol=1e-6)
    assert tuple(found[layer].shape[1] for layer in layers[:2]) == widths


@pytest.mark.parametrize("kind", ["dense", "cnn"])
def test_a_rows_answer_in_its_place_has_the_same_bytes_in_any_company(classifiers, kind):
    model = classifiers.build(kind, [32, 16], shape=(12, 12, 1), classes=3, seed=0)
    layers = (["conv_1", "conv_2"] if kind == "cnn" else []) + ["hidden_1", "hidden_2", "output"]
    _, answers = classifiers.answering(model, layers, "mean")
    rows = images(classifiers.BATCH).reshape(-1, *model.input_shape[1:])
    together = answers(rows)
    others = images(classifiers.BATCH, seed=9).reshape(rows.shape)
    for row in (0, 500, 1023):
        others[row] = rows[row]
        alone, among_others = answers(rows[row : row + 1]), answers(others)
        for layer in layers:
            assert alone[layer].shape[0] == 1
            assert among_others[layer][row].tobytes() == together[layer][row].tobytes()
            # In another place of the batch a convolution's last bits are others on some processors.
            np.testing.assert_allclose(alone[layer][0], together[layer][row], rtol=1e-5, atol=1e-6)
            if kind == "dense":
                assert alone[layer][0].tobytes() == together[layer][row].tobytes()


def test_a_trained_network_answers_as_it_predicts(classifiers):
    model = trained(classifiers)
    inputs, _ = separable(classifiers, 50, seed=4)
    found = answers_of(classifiers, model, ["hidden_2", "output"], "mean", inputs)["output"]
    np.testing.assert_allclose(found, model.predict(inputs, verbose=0), atol=1e-6)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)


def test_a_single_layer_can_be_asked(classifiers):
    model, inputs = small(classifiers), separable(classifiers, 5)[0]
    alone = answers_of(classifiers, model, ["hidden_1"], "mean", inputs)
    both = answers_of(classifiers, model, ["hidden_1", "output"], "mean", inputs)
    assert list(alone) == ["hidden_1"]
    np.testing.assert_array_equal(alone["hidden_1"], both["hidden_1"])


def answers_of(classifiers, model, layers, pool, inputs):
    _, answers = classifiers.answering(model, layers, pool)
    return answers(inputs)


def test_of_wide_answers_fewer_rows_are_asked_at_once(classifiers):
    model = classifiers.build("cnn", [8], shape=(28, 28, 1), classes=3, seed=0)
    layers = ["conv_1", "conv_2", "hidden_1", "output"]
    assert classifiers.answering(model, layers, "mean")[0] == classifiers.BATCH
    most, answers = classifiers.answering(model, layers, "flatten")
    assert 1 < most < classifiers.BATCH
    found = answers(images(most, (28, 28, 1)))
    assert sum(values.size for values in found.values()) <= classifiers.VALUES
