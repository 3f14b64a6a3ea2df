"""Several networks trained side by side by one compiled function, each as if it were alone.

`keras_training.train` pays Keras's start and its share of every step for each network anew; here
all that is paid once, and the optimizer's step once for all networks. For tiny networks, of which
many are wanted.
"""

import random

import numpy as np

from chemins.networks.classifiers import keras, tf
from chemins.networks.convergence import is_done, most_epochs
from chemins.networks.keras_training import optimizer


def initial_weights(model, seed) -> list:
    """What classifiers.build starts a network of this seed with: a list of arrays.

    model: one that it is like, of layers with a kernel and a bias of 0.
    """
    random.seed(seed)
    found = []
    for layer in model.layers:
        if layer.weights:
            kernel, bias = layer.weights
            draw = type(layer.kernel_initializer)()  # takes the next seed, as a new layer's does
            found += [draw(kernel.shape).numpy(), np.zeros(bias.shape, np.float32)]
    return found


class Trainer:
    """Trains networks from any initial weights on the same inputs, in the same order.

    models: of each network one that it is like, which may be the same; what they know stays as it
    is. training: the config's `training`. All weights of all networks are one long variable, and a
    step of the optimizer is a few operations on it: what those that the config allows do to a
    weight depends on no other. So each network is what it would be alone: with adam and sgd to the
    bit, with rmsprop but for the rounding of reciprocal roots.
    """

    def __init__(self, models, training) -> None:
        self.models, self.training = models, training
        weights = [weight for model in models for weight in model.trainable_variables]
        self.sizes = [int(np.prod(weight.shape)) for weight in weights]
        self.flat = keras.Variable(np.zeros(sum(self.sizes), np.float32))
        self.optimizer = optimizer(training)
        self.optimizer.build([self.flat])
        self.fresh = [variable.numpy() for variable in self.optimizer.variables]
        self.epoch = tf.function(self.one_epoch, reduce_retracing=True)
        self.losses = []

    def train(self, weights, inputs, targets, seed, epochs=None, after=None) -> list:
        """Each network's weights, a list of arrays, after training on inputs (n, …).

        weights: of each network the initial ones. targets: of each, one-hot, (n, classes). seed: of
        the order of the samples, which is drawn anew for each epoch. epochs: None for the config's.
        after: called with the number of each epoch that has ended, from 1. The loss of each epoch
        is in `losses`, a list a network, until the next training.
        """
        training = self.training if epochs is None else self.training | {"epochs": epochs}
        self.flat.assign(np.concatenate([w.ravel() for network in weights for w in network]))
        for variable, value in zip(self.optimizer.variables, self.fresh, strict=True):
            variable.assign(value)
        stream = np.random.default_rng(seed)
        inputs, targets = tf.constant(inputs), tf.constant(np.array(targets))
        self.losses, trained, epoch = [[] for _ in self.models], {}, 0
        while len(trained) < len(self.models):
            losses = self.epoch(inputs, targets, tf.constant(stream.permutation(len(inputs))))
            epoch += 1
            if after:
                after(epoch)
            for number, loss in enumerate(losses.numpy().tolist()):
                if number not in trained:
                    self.losses[number].append(loss)
                    if is_over(training, self.losses[number]):
                        trained[number] = self.weights_of(number)
        return [trained[number] for number in range(len(self.models))]

    def weights_of(self, number) -> list:
        """One network's weights, a list of arrays, as they are now."""
        return [weight.numpy() for weight in self.by_network()[number]]

    def by_network(self) -> list:
        """The weights of each network, a list of tensors, as the long variable has them."""
        parts = iter(tf.split(self.flat.value, self.sizes))
        return [
            [tf.reshape(next(parts), weight.shape) for weight in model.trainable_variables]
            for model in self.models
        ]

    def one_epoch(self, inputs, targets, order) -> tf.Tensor:
        """One pass in batches, the last one smaller; order: (n,) row numbers. Returns of each
        network the mean loss of the images, each as its batch was met."""
        size, rows = self.training["batch_size"], tf.shape(order)[0]
        loss = keras.losses.get(self.training["loss"])
        total = tf.zeros(len(self.models))
        for start in tf.range(0, rows, size):
            batch = order[start : start + size]
            images, labels = tf.gather(inputs, batch), tf.gather(targets, batch, axis=1)
            errors, gradients = [], []
            for number, weights in enumerate(self.by_network()):
                with tf.GradientTape() as tape:
                    tape.watch(weights)
                    answer, _ = self.models[number].stateless_call(weights, [], images)
                    errors.append(tf.reduce_mean(loss(labels[number], answer)))
                gradients += tape.gradient(errors[-1], weights)
            step = tf.concat([tf.reshape(gradient, [-1]) for gradient in gradients], 0)
            self.optimizer.apply_gradients([(step, self.flat)])
            total += tf.stack(errors) * tf.cast(tf.shape(batch)[0], tf.float32)
        return total / tf.cast(rows, tf.float32)


def is_over(training, losses) -> bool:
    """Whether a training ends with the epochs that had these losses."""
    return len(losses) == most_epochs(training) or is_done(training, losses)
