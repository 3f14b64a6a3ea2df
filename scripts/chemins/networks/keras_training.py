"""Training one network with Keras, and scoring it, on images that need not fit in memory.

Keras draws the order of an epoch's samples when it is given arrays. Here it is given the batches,
in the order that it would have drawn, so that the weights are the same bits. An array of images may
lie in a file that is mapped into memory: a few thousand images are read of it at once.
"""

import numpy as np

from chemins.networks.classifiers import BATCH, keras, tf
from chemins.networks.convergence import is_done, most_epochs

READ = 4096  # rows at once, or one batch


def optimizer(training) -> keras.optimizers.Optimizer:
    """The optimizer of a config's `training`, fresh."""
    return keras.optimizers.get(
        {
            "class_name": training["optimizer"],
            "config": {"learning_rate": training["learning_rate"]},
        }
    )


def train(model, train_data, test_data, training, seed, after=None) -> dict:
    """Fit the model; returns the history, name -> one value an epoch, first epoch first.

    train_data, test_data: as of `batches`; the test data is only measured, and may be None.
    training: the config's `training`. after: called with the number of each epoch that has ended,
    from 1.
    """
    size = training["batch_size"]
    steps = -(-len(train_data[0]) // size)
    # Many steps a call only save Python's share of the time; the arithmetic is the same.
    model.compile(
        optimizer(training),
        loss=training["loss"],
        metrics=["accuracy"],
        steps_per_execution=100 if steps >= 100 else 1,
    )
    keras.utils.set_random_seed(seed)
    history = model.fit(
        batches(model, train_data, size, shuffled=True),
        epochs=most_epochs(training),
        validation_data=batches(model, test_data, BATCH) if test_data else None,
        callbacks=[Ending(training), *([After(after)] if after else [])],
        shuffle=False,
        verbose=2,
    ).history
    return {name.replace("val_", "test_"): values for name, values in history.items()}


class Ending(keras.callbacks.Callback):
    """Ends a training that is to end when it has converged. training: the config's `training`."""

    def __init__(self, training) -> None:
        super().__init__()
        self.training, self.losses = training, []

    def on_epoch_end(self, epoch, logs) -> None:
        self.losses.append(logs["loss"])
        if is_done(self.training, self.losses):
            self.model.stop_training = True


class After(keras.callbacks.Callback):
    """Calls a function with the number of each epoch that has ended."""

    def __init__(self, function) -> None:
        super().__init__()
        self.function = function

    def on_epoch_end(self, epoch, logs) -> None:
        self.function(epoch + 1)


def scores(model, data) -> dict:
    """Loss and accuracy of the trained model. data: as of `batches`."""
    loss, accuracy = model.evaluate(batches(model, data, BATCH), verbose=0)
    return {"loss": loss, "accuracy": accuracy}


def batches(model, data, size, shuffled=False) -> tf.data.Dataset:
    """What a model is given: inputs and one-hot labels, `size` rows at a time.

    data: (n, …) what it takes, or images (n, width) uint8, which become float32 in [0, 1]; and
    (n, classes) float32. shuffled: whether their order is drawn anew for each epoch.
    """
    inputs, targets = data
    rows, at_once = len(inputs), max(1, READ // size) * size

    def order(_) -> tf.Tensor:
        # What Keras does with arrays, to the same seed.
        indices = tf.range(rows, dtype=tf.int64)
        return tf.random.shuffle(indices) if shuffled else indices

    def parts(indices) -> tf.data.Dataset:
        whole = rows // at_once * at_once
        full = tf.reshape(indices[:whole], [-1, at_once])
        found = tf.data.Dataset.from_tensor_slices(full)
        left = tf.data.Dataset.from_tensors(indices[whole:])
        return found.concatenate(left) if whole < rows else found

    def read(indices) -> tf.data.Dataset:
        found = [rows_of(array, indices) for array in (inputs, targets)]
        found[0] = tf.reshape(scaled(found[0]), [-1, *model.input_shape[1:]])
        return tf.data.Dataset.from_tensor_slices(tuple(found)).batch(size)

    found = tf.data.Dataset.range(1).map(order).prefetch(1).flat_map(parts).flat_map(read)
    # Where it is not known how many there are, Keras counts them, and draws another order.
    found = found.apply(tf.data.experimental.assert_cardinality(-(-rows // size)))
    options = tf.data.Options()
    options.experimental_optimization.apply_default_optimizations = False
    return found.with_options(options).prefetch(1)


def rows_of(array, indices) -> tf.Tensor:
    """Rows of a NumPy array, read when they are asked for."""
    kind = tf.as_dtype(array.dtype)
    found = tf.numpy_function(lambda chosen: array[chosen], [indices], kind, stateful=False)
    return tf.ensure_shape(found, [None, *array.shape[1:]])


def scaled(images) -> tf.Tensor:
    """Of bytes what classifiers.network_input makes of them; of anything else itself."""
    return tf.cast(images, tf.float32) / np.float32(255) if images.dtype == tf.uint8 else images
