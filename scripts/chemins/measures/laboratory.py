"""What trains and asks the networks of a run's replicates, with all that they share."""

from functools import cached_property

import numpy as np

from chemins.base.threads import one_thread
from chemins.measures.findings import Samples
from chemins.measures.interventions import hidden_layer, trial
from chemins.networks.classifiers import CACHED, answering, build, one_hot
from chemins.networks.fast_training import Trainer, initial_weights
from chemins.networks.halves import halves
from chemins.networks.layer_names import hidden_layers, network_layers

MOVES = 500  # from cluster to cluster, that a layer is asked about


class Architecture:
    """Networks of one kind, asked with everything compiled once.

    run: its settings. hidden: as of the config's `network`. shape: of an image. layers: asked for.
    """

    def __init__(self, run, hidden, shape, layers) -> None:
        network, self.run, self.layers = run["network"], run, layers
        self.model = build(network["kind"], hidden, shape, len(run["digits"]), seed=0)
        self.most, self.answers = answering(self.model, layers, network["pool"], CACHED)

    def inputs(self, pixels) -> np.ndarray:
        return pixels.reshape(-1, *self.model.input_shape[1:])

    def initial(self, seed) -> list:
        return initial_weights(self.model, seed)

    def ask(self, weights, pixels) -> dict:
        """layer -> (n, d) float32 answers."""
        self.model.set_weights(weights)
        inputs = self.inputs(pixels)
        parts = [self.answers(inputs[i : i + self.most]) for i in range(0, len(inputs), self.most)]
        return {layer: np.concatenate([part[layer] for part in parts]) for layer in self.layers}


class Laboratory:
    """What all replicates of a run share. run: its settings. shape: of an image.

    alone: trains one network. together: of a replicate the trained one, the one with permuted
    labels, and the shorter one.
    """

    def __init__(self, run, shape) -> None:
        network, self.run, self.shape = run["network"], run, shape
        self.hidden, self.layers = hidden_layers(network), network_layers(network)
        self.stages = tuple(run.get("stages", self.hidden))
        self.whole = Architecture(run, network["hidden"], shape, self.layers)
        self.alone = Trainer([self.whole.model], run["training"])

    @cached_property
    def shorter(self) -> Architecture:
        run = self.run
        return Architecture(run, run["network"]["hidden"][:-1], self.shape, ("output",))

    @cached_property
    def together(self) -> Trainer:
        models = [self.whole.model, self.whole.model, self.shorter.model]
        return Trainer(models, self.run["training"])

    @cached_property
    def halves(self) -> dict:
        model, pool = self.whole.model, self.run["network"]["pool"]
        return {layer: halves(model, layer, pool) for layer in self.hidden}

    def train(self, trainer, initial, images, labels, seed, epochs=None, after=None) -> list:
        """Weights of networks that are taught these labels, each its own. epochs: None for the
        config's. after: as of Trainer.train."""
        inputs, digits = self.whole.inputs(images.pixels), self.run["digits"]
        targets = [one_hot(label, digits) for label in labels]
        return trainer.train(initial, inputs, targets, seed, epochs, after)

    def send(self, weights, images) -> tuple[Samples, dict]:
        """Samples, and layer -> (n, d) float32 answers, the pixels among them."""
        answers = {"pixels": images.pixels, **self.whole.ask(weights, images.pixels)}
        with one_thread():
            logits = answers[self.hidden[-1]] @ weights[-2] + weights[-1]
        digits = self.run["digits"]
        return Samples(images.role, images.label, answers["output"], logits, digits), answers

    def trial(self, images, samples, found, signature, basis, seed) -> object:
        """A Trial of one hidden layer. signature: (n, width), its answers to the images; the model
        has the weights with which they were given."""
        halves, inputs = self.halves[found.layer], self.whole.inputs(images.pixels)

        def answers(rows) -> np.ndarray:
            """Of a map the signature is less than the answer."""
            return signature[rows] if len(halves.shape) == 1 else halves.answers(inputs[rows])

        layer = hidden_layer(signature, found.bases[basis], samples)
        return trial(layer, halves, answers, seed, MOVES)
