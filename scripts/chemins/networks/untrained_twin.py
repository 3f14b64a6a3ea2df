"""The untrained twin of a network from elsewhere: the same architecture, weights drawn anew."""

import json
import random

import numpy as np

from chemins.networks.classifiers import keras
from chemins.networks.keras_files.file import brief
from chemins.networks.no_twin import NoTwin

INITIALISERS = "keras.initializers"  # as configurations name the module that they are of


def untrained_twin(model, seed) -> keras.Model:
    """A model with the initial weights that its layers' own initialisers draw.

    model: a keras.Model, which is left as it is. seed: a whole number, of all that is drawn; seeds
    that the initialisers have themselves are passed over. Layers that know something of images
    without having been trained (Normalization) keep it; the statistics of a BatchNormalization
    are those that it starts with. Raises NoTwin for a model of which no initialiser draws at
    random, or that has quantised weights, which none draws, or that Keras cannot build anew.
    """
    for layer in layers_of(model):
        if getattr(layer, "quantization_mode", None):
            reason = "has quantised weights, which no initialiser draws"
            raise NoTwin(f"its layer {layer.name!r} {reason}")
    twin, other = built_anew(model, seed), built_anew(model, seed + 1)
    drawn = zip(twin.get_weights(), other.get_weights(), strict=True)
    if all(np.array_equal(*pair) for pair in drawn):
        raise NoTwin("its initialisers draw nothing at random")
    keep_what_was_measured(model, twin)
    return twin


def built_anew(model, seed) -> keras.Model:
    """A model from another's configuration. Keras's initialisers take their seeds, where they have
    none, from Python's `random`."""
    document = unseeded(json.loads(model.to_json()))
    random.seed(seed)
    try:
        return keras.saving.deserialize_keras_object(
            {**document, "compile_config": None}, safe_mode=True
        )
    except Exception as error:  # Keras raises anything
        text = brief(str(error).strip() or type(error).__name__)
        raise NoTwin(f"its configuration builds no second network ({text})") from error


def unseeded(document) -> object:
    """A configuration, as JSON has it, whose initialisers have no seeds of their own."""
    if isinstance(document, list):
        return [unseeded(value) for value in document]
    if not isinstance(document, dict):
        return document
    found = {name: unseeded(value) for name, value in document.items()}
    if found.get("module") == INITIALISERS and "seed" in found["config"]:
        found["config"]["seed"] = None
    return found


def keep_what_was_measured(model, twin) -> None:
    """Give a twin what layers of the model have learnt of images without any training."""
    for layer, other in zip(layers_of(model), layers_of(twin), strict=True):
        if isinstance(layer, keras.layers.Normalization):
            other.set_weights(layer.get_weights())
            other.finalize_state()


def layers_of(model) -> list:
    """All layers of a model, those inside other layers too, in an order that any model of the same
    configuration has."""
    return list(model._flatten_layers(include_self=False))
