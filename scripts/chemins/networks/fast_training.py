"""Many networks of one architecture, trained one after the other by one compiled function.

`classifiers.train` pays Keras's start and its share of every step for each network anew; here all
that is paid once. For tiny networks, of which many are wanted.
"""

import numpy as np

from chemins.networks import classifiers
from chemins.networks.classifiers import keras, tf
from chemins.networks.convergence import is_done, most_epochs


class Trainer:
    """Trains networks of one architecture from any initial weights.

    kind, hidden, shape, classes: as of classifiers.build. training: the config's `training`.
    """

    def __init__(self, kind, hidden, shape, classes, training) -> None:
        self.architecture = {"kind": kind, "hidden": hidden, "shape": shape, "classes": classes}
        self.training = training
        self.model = classifiers.build(**self.architecture, seed=0)
        self.optimizer = classifiers.optimizer(training)
        self.optimizer.build(self.model.trainable_variables)
        self.fresh = [variable.numpy() for variable in self.optimizer.variables]
        self.epoch = tf.function(self.one_epoch, reduce_retracing=True)
        self.losses = []

    def initial_weights(self, seed) -> list:
        """What classifiers.build starts a network of this seed with: a list of arrays."""
        return classifiers.build_anew(**self.architecture, seed=seed).get_weights()

    def train(self, weights, inputs, targets, seed, epochs=None) -> list:
        """The weights after training on inputs (n, …) and one-hot targets (n, classes).

        seed: of the order of the samples, which is drawn anew for each epoch. epochs: None for the
        config's. The loss of each is in `losses` until the next training.
        """
        training = self.training if epochs is None else self.training | {"epochs": epochs}
        self.model.set_weights(weights)
        for variable, value in zip(self.optimizer.variables, self.fresh, strict=True):
            variable.assign(value)
        stream = np.random.default_rng(seed)
        inputs, targets = tf.constant(inputs), tf.constant(targets)
        self.losses = []
        while len(self.losses) < most_epochs(training) and not is_done(training, self.losses):
            order = tf.constant(stream.permutation(len(inputs)))
            self.losses.append(float(self.epoch(inputs, targets, order)))
        return self.model.get_weights()

    def one_epoch(self, inputs, targets, order) -> tf.Tensor:
        """One pass in batches, the last one smaller; order: (n,) row numbers. Returns the mean loss
        of the images, each as its batch was met."""
        size, rows = self.training["batch_size"], tf.shape(order)[0]
        variables, loss = self.model.trainable_variables, keras.losses.get(self.training["loss"])
        total = tf.constant(0.0)
        for start in tf.range(0, rows, size):
            batch = order[start : start + size]
            with tf.GradientTape() as tape:
                answer = self.model(tf.gather(inputs, batch), training=True)
                error = tf.reduce_mean(loss(tf.gather(targets, batch), answer))
            gradients = tape.gradient(error, variables)
            self.optimizer.apply_gradients(zip(gradients, variables, strict=True))
            total += error * tf.cast(tf.shape(batch)[0], tf.float32)
        return total / tf.cast(rows, tf.float32)
