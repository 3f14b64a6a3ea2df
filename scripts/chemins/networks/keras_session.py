"""A Keras model that is asked, by TensorFlow."""

from collections.abc import Callable

import numpy as np

from chemins.networks import classifiers
from chemins.networks.cut import Halves
from chemins.networks.halves import halves
from chemins.networks.network_input import from_settings, told
from chemins.networks.untrained_twin import untrained_twin


class KerasSession:
    """A network that can be asked. model: keras.Model. raw: whether it takes pixels from 0 to 255.
    given: NetworkInput where the config has one; None for what the model itself says of its
    images. tensors: layer -> what the model calls it, of those that have another name here."""

    engine = ""  # of the tables that TensorFlow answered nothing is told
    twin_weights = ""  # as their initialisers draw them

    def __init__(self, model, raw, given=None, tensors=None) -> None:
        self.model, self.raw, self.given, self.tensors = model, raw, given, tensors or {}

    def own(self, layer) -> str:
        """What the model calls a layer."""
        return self.tensors.get(layer, layer)

    @property
    def classes(self) -> int | None:
        return classifiers.class_number(self.model)

    @property
    def output_shape(self) -> tuple:
        return self.model.output_shape

    @property
    def told(self) -> str:
        """What the network is given, for a sentence."""
        return told(self.given) if self.given else f"pixels from 0 to {255 if self.raw else 1}"

    def inputs(self, pixels) -> np.ndarray:
        """(n, …) what the network takes, of (n, width) uint8 pixels."""
        if self.given:
            return self.given.of_bytes(pixels)
        return classifiers.network_input(self.model, pixels, self.raw)

    def noisy_inputs(self, pixels) -> np.ndarray:
        """As inputs, of (n, width) float32 pixels in [0, 1], which noise may have moved outside."""
        if self.given:
            return self.given.of_shares(pixels)
        return classifiers.noisy_input(self.model, pixels, self.raw)

    def answering(self, layers, pool) -> tuple[int, Callable]:
        most, answers = classifiers.answering(self.model, [*map(self.own, layers)], pool)

        def named(inputs):
            found = answers(inputs)
            return {layer: found[self.own(layer)] for layer in layers}

        return most, named

    def widths(self, layers, pool) -> dict:
        """layer -> number of columns of its signature."""
        return {each: classifiers.layer_width(self.model, self.own(each), pool) for each in layers}

    def averaged_layers(self, layers, pool) -> list:
        averaged = classifiers.averaged_layers(self.model, [*map(self.own, layers)], pool)
        return [layer for layer in layers if self.own(layer) in averaged]

    def halves(self, layer, pool) -> Halves | None:
        return halves(self.model, self.own(layer), pool)

    def untrained_twin(self, seed) -> object:
        """A session of the model's twin. Raises NoTwin."""
        twin = untrained_twin(self.model, seed)
        return KerasSession(twin, self.raw, self.given, self.tensors)


def load_session(path, settings, what) -> KerasSession:
    """The network in a .keras file. settings: of the rule, their `network`, if any."""
    classifiers.prepare()
    given = from_settings(settings["input"]) if "input" in settings else None
    model = classifiers.load_network(path, what)
    raw = classifiers.takes_bytes(model)
    return KerasSession(model, raw, given, settings.get("tensors"))
