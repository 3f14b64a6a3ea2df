"""A run's own network, trained once more and asked at the epochs that are kept."""

import numpy as np

from chemins.measures.while_learning.following import Movable
from chemins.networks import classifiers, keras_training
from chemins.networks.halves import halves
from chemins.networks.snapshots import kept_epochs


class OwnNetwork:
    """A network built, trained and asked as train_model and dump_activations do: to the bit.

    settings: as of the rule. shape: of an image. taught: (m, width) uint8 images that it is taught,
    which need not fit in memory, and (m,) int their labels. asked: (n, width) uint8.
    """

    def __init__(self, settings, shape, taught, asked) -> None:
        digits, self.settings = settings["digits"], settings
        self.model = classifiers.build(
            **settings["network"], shape=shape, classes=len(digits), seed=settings["seed"]
        )
        self.inputs = classifiers.network_input(self.model, asked)
        images, label = taught
        self.taught = images, classifiers.one_hot(label, digits)
        layers = settings["layers"], settings["pool"]
        self.most, self.answers = classifiers.answering(self.model, *layers)

    def train(self) -> dict[int, list]:
        """Epoch -> the weights after it, a list of arrays, of the epochs that are kept."""
        settings = self.settings
        epochs, kept = kept_epochs(settings["training"]), {0: self.model.get_weights()}
        ended = []

        def after(epoch):
            ended.append(epoch)
            if epoch in epochs:
                kept[epoch] = self.model.get_weights()

        keras_training.train(
            self.model, self.taught, None, settings["training"], settings["seed"], after
        )
        return kept | {ended[-1]: self.model.get_weights()}

    def ask(self, weights) -> dict[str, np.ndarray]:
        """layer -> (n, d) float32 answers to the images that are asked about."""
        self.model.set_weights(weights)
        inputs, most = self.inputs, self.most
        parts = [self.answers(inputs[i : i + most]) for i in range(0, len(inputs), most)]
        return {layer: np.concatenate([part[layer] for part in parts]) for layer in parts[0]}

    def movable(self) -> Movable:
        pool = self.settings["pool"]
        cut = {layer: halves(self.model, layer, pool) for layer in self.settings["hidden"]}
        return Movable(cut, self.inputs)
