"""A Keras model that is given what the config's `input` says, and pooled in other ways."""

from types import SimpleNamespace

import numpy as np
import pytest

from chemins.networks.network_input import fitted_input
from chemins.networks.sessions import load_session

pytestmark = pytest.mark.slow

IMAGES = SimpleNamespace(shape=(6, 5, 1), name="these images")


@pytest.fixture(scope="module")
def keras():
    from chemins.networks import classifiers

    classifiers.prepare()
    return classifiers.keras


def saved(keras, folder, layers):
    model = keras.Sequential(layers)
    model.save(folder / "mine.keras")
    return model


def test_a_model_is_given_what_the_config_says(keras, tmp_path):
    layers = keras.layers
    model = saved(
        keras,
        tmp_path,
        [layers.Input((9, 8, 3)), layers.Flatten(name="flat"), layers.Dense(2, name="last")],
    )
    asked = {"preset": "imagenet", "size": [9, 8], "scale": 255}
    given = fitted_input(asked, (9, 8, 3), IMAGES, "run a")
    settings = {"network": {"kind": "file", "input": given.settings()}}
    session = load_session(tmp_path / "mine.keras", settings, "run a")
    pixels = np.random.default_rng(0).integers(256, size=(4, 30)).astype(np.uint8)
    _, answers = session.answering(["flat", "output"], "mean")
    found = answers(session.inputs(pixels))
    np.testing.assert_allclose(found["flat"], given.of_bytes(pixels).reshape(4, -1), rtol=1e-6)
    logits = model.predict(given.of_bytes(pixels), verbose=0)
    np.testing.assert_array_equal(found["output"].argmax(axis=1), logits.argmax(axis=1))
    assert session.told.startswith("pixels from 0 to 255, standardised by mean 0.485, 0.456 and")
    shares = pixels.astype(np.float32) / np.float32(255)
    np.testing.assert_allclose(session.noisy_inputs(shares), session.inputs(pixels), atol=1e-3)


@pytest.mark.parametrize(
    ("pool", "expected"),
    [
        ("max", lambda maps, rows: (maps.max(axis=(1, 2)), rows.max(axis=1))),
        ("first", lambda maps, rows: (maps.mean(axis=(1, 2)), rows[:, 0])),
        ("mean", lambda maps, rows: (maps.mean(axis=(1, 2)), rows.mean(axis=1))),
    ],
)
def test_maps_and_sequences_are_pooled(keras, tmp_path, pool, expected):
    layers = keras.layers
    keras.utils.set_random_seed(1)
    model = saved(
        keras,
        tmp_path,
        [
            layers.Input((6, 5, 1)),
            layers.Conv2D(3, 2, activation="relu", name="maps"),
            layers.Reshape((20, 3)),
            layers.Dense(4, "tanh", name="rows"),
            layers.Flatten(),
            layers.Dense(2, "softmax", name="last"),
        ],
    )
    session = load_session(tmp_path / "mine.keras", {}, "run a")
    images = session.inputs(np.random.default_rng(0).integers(256, size=(4, 30)).astype(np.uint8))
    _, answers = session.answering(["maps", "rows"], pool)
    found = answers(images)
    parts = keras.Model(model.inputs, [model.get_layer(n).output for n in ("maps", "rows")])
    for name, values in zip(found, expected(*parts.predict(images, verbose=0)), strict=True):
        np.testing.assert_allclose(found[name], values, atol=1e-6)
    averaged = {"mean": ["maps", "rows"], "first": ["maps"], "max": []}[pool]
    assert session.averaged_layers(["maps", "rows"], pool) == averaged
    for layer in ("maps", "rows"):
        cut = session.halves(layer, pool)
        shift = np.full_like(found[layer], 0.25)
        from chemins.networks.pooling import signature

        after = signature(cut.shifted(cut.answers(images), shift), pool, cut.channels)
        np.testing.assert_allclose(after - found[layer], shift, atol=1e-5)
