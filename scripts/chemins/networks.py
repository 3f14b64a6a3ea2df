"""The classifiers: built, trained and asked for every layer's answer, the same way every time.

This is the one module that imports TensorFlow. `prepare` must come before anything else in it.
"""

import numpy as np

from chemins.imports import without

# Keras loads these for wrappers and pictures that are not used here: a second of every start.
with without("sklearn", "matplotlib", "pandas"):
    import keras
    import tensorflow as tf

# Every call of a network sees exactly this many rows, the last batch padded: then a row's answer
# has the same bits whatever else is asked (one-row batches, for one, are computed differently).
BATCH = 1024
VALUES = 2**22  # of all layers' answers that are asked for at once, where rows are wide
CONVOLUTIONS = (32, 64)
LOGITS = "(logits)"  # asked for like a layer; no layer can have this name


def prepare():
    """Make TensorFlow repeat itself to the bit, on any number of cores; set what a file of Keras's
    settings may have set otherwise."""
    keras.config.set_floatx("float32")
    keras.config.set_epsilon(1e-7)
    keras.config.set_image_data_format("channels_last")
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.experimental.enable_op_determinism()


def build(kind, hidden, shape, classes, seed):
    """An untrained classifier, its layers named hidden_1, …, output (and conv_1, conv_2).

    kind: "dense" or "cnn". hidden: sizes of the dense hidden layers. shape: (height, width,
    channels). classes: number of classes. Dense networks take (n, height * width * channels)
    float32 in [0, 1], convolutional ones (n, height, width, channels).
    """
    keras.backend.clear_session()
    return draw(kind, hidden, shape, classes, seed)


def draw(kind, hidden, shape, classes, seed):
    """As build, which also frees what was built before: a fifth of a second."""
    keras.utils.set_random_seed(seed)
    layers = [keras.layers.Input(input_shape(kind, shape), name="image")]
    if kind == "cnn":
        for number, channels in enumerate(CONVOLUTIONS, start=1):
            layers.append(
                keras.layers.Conv2D(channels, 3, activation="relu", name=f"conv_{number}")
            )
            layers.append(keras.layers.MaxPooling2D(2, name=f"pool_{number}"))
        layers.append(keras.layers.Flatten(name="flatten"))
    for number, size in enumerate(hidden, start=1):
        layers.append(keras.layers.Dense(size, activation="relu", name=f"hidden_{number}"))
    layers.append(keras.layers.Dense(classes, activation="softmax", name="output"))
    return keras.Sequential(layers)


def input_shape(kind, shape):
    return tuple(shape) if kind == "cnn" else (int(np.prod(shape)),)


def network_input(model, pixels):
    """Pixels (n, width) uint8 as what the model takes: float32 in [0, 1], in its shape."""
    scaled = pixels.astype(np.float32) / np.float32(255)
    return scaled.reshape(-1, *model.input_shape[1:])


def one_hot(label, digits):
    """Labels (n,) as (n, classes) float32, one column a digit, in the digits' order."""
    return (np.asarray(label)[:, np.newaxis] == np.asarray(digits)).astype(np.float32)


def optimizer(training):
    """The optimizer of a config's `training`, fresh."""
    return keras.optimizers.get(
        {
            "class_name": training["optimizer"],
            "config": {"learning_rate": training["learning_rate"]},
        }
    )


def train(model, train_data, test_data, training, seed):
    """Fit the model; returns the history, name -> one value an epoch, first epoch first.

    train_data, test_data: (inputs, one-hot labels); the test data is only measured. training: the
    config's `training`.
    """
    steps = -(-len(train_data[0]) // training["batch_size"])
    # Many steps a call only save Python's share of the time; the arithmetic is the same.
    model.compile(
        optimizer(training),
        loss=training["loss"],
        metrics=["accuracy"],
        steps_per_execution=100 if steps >= 100 else 1,
    )
    keras.utils.set_random_seed(seed)
    history = model.fit(
        *train_data,
        batch_size=training["batch_size"],
        epochs=training["epochs"],
        validation_data=test_data,
        validation_batch_size=BATCH,
        verbose=2,
    ).history
    return {name.replace("val_", "test_"): values for name, values in history.items()}


def scores(model, data):
    """Loss and accuracy of the trained model on (inputs, one-hot labels)."""
    loss, accuracy = model.evaluate(*data, batch_size=BATCH, verbose=0)
    return {"loss": loss, "accuracy": accuracy}


def load(path):
    """A saved model; code that hides in a file is not run."""
    return keras.saving.load_model(path, compile=False, safe_mode=True)


def layer_answers(model, layers, pool):
    """How many rows can be asked for at once, and a function from so many inputs (n, …), or fewer,
    to layer -> (n, width) float32.

    layers: names, and LOGITS where those are asked for too. pool: what a convolution's answer
    becomes, "mean" of each channel or "flatten", all of it.
    """
    outputs = {layer: signature(answer_of(model, layer), pool) for layer in layers}
    width = sum(output.shape[1] for output in outputs.values())
    most = min(BATCH, max(1, VALUES // width))
    extractor = keras.Model(model.inputs, outputs)

    def answers(inputs):
        rows = len(inputs)
        padding = [(0, most - rows)] + [(0, 0)] * (inputs.ndim - 1)
        values = extractor.predict_on_batch(np.pad(inputs, padding))
        return {name: values[name][:rows] for name in layers}

    return most, answers


def answer_of(model, layer):
    """What a layer, the output or LOGITS answers: a symbolic tensor of the model's graph."""
    if layer == LOGITS:
        return logits(model)
    return probabilities(model) if layer == "output" else model.get_layer(layer).output


def probabilities(model):
    """The softmax that a model ends in, or that of its output where it ends in logits."""
    output = model.outputs[0]
    return output if end(model) == "softmax" else keras.ops.softmax(output)


def logits(model):
    """What the softmax is taken of: a symbolic tensor of the model's graph."""
    last = model.layers[-1]
    if end(model) != "softmax":
        return model.outputs[0]
    if not last.weights:  # a layer that is the softmax alone
        return last.input
    linear = type(last).from_config({**last.get_config(), "name": "logits", "activation": "linear"})
    answer = linear(last.input)
    linear.set_weights(last.get_weights())
    return answer


def end(model):
    """The name of the last layer's activation function, softmax or linear."""
    last = model.layers[-1]
    if isinstance(last, keras.layers.Softmax):
        return "softmax"
    return getattr(getattr(last, "activation", None), "__name__", "linear")


def signature(output, pool):
    """A layer's answer as (n, width): of maps the mean of each channel, or all of it."""
    if len(output.shape) == 2:
        return output
    if pool == "mean":
        return keras.ops.mean(output, axis=tuple(range(1, len(output.shape) - 1)))
    return keras.ops.reshape(output, (-1, int(np.prod(output.shape[1:]))))


def layer_width(model, layer, pool):
    """Number of columns of a layer's signature."""
    return int(signature(answer_of(model, layer), pool).shape[1])
