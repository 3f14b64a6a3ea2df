"""The classifiers: built, loaded and asked for every layer's answer, the same way every time.

This is the one module that imports TensorFlow. `prepare` must come before anything else in it.
"""

import json
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from chemins.base.errors import CheminsError
from chemins.base.imports import without
from chemins.networks.cut import padded
from chemins.networks.keras_files.config import KerasNetwork, described, read_network
from chemins.networks.keras_files.file import brief, read_configuration
from chemins.networks.keras_files.flat import flattened
from chemins.networks.keras_files.flow import LAST, standardising
from chemins.networks.keras_files.weights import check_weights
from chemins.networks.layer_names import LOGITS
from chemins.networks.pooling import is_averaged, takes_first

# Keras loads these for wrappers and pictures that are not used here: a second of every start.
with without("sklearn", "matplotlib", "pandas"):
    import keras
    import tensorflow as tf

# Rows that every call of a network sees, the last batch padded: then a row's answer has the same
# bits whatever else is asked (one-row batches, for one, are computed differently).
BATCH = 1024
VALUES = 2**22  # of all layers' answers that are asked for at once, where rows are wide
MAPS = 2**25  # values of a layer's answers, asked for or not, that may be in memory at once
CACHED, FEW = 2**20, 16  # values of it that stay in the processor's cache; rows worth a call
LARGEST = 2**28  # values of a layer's answer to one image, a gigabyte
CONVOLUTIONS = (32, 64)


def prepare() -> None:
    """Make TensorFlow repeat itself to the bit, on any number of cores; set what a file of Keras's
    settings may have set otherwise."""
    keras.config.set_floatx("float32")
    keras.config.set_epsilon(1e-7)
    keras.config.set_image_data_format("channels_last")
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.experimental.enable_op_determinism()


def build(kind, hidden, shape, classes, seed) -> keras.Model:
    """An untrained classifier, its layers named hidden_1, …, output (and conv_1, conv_2).

    kind: "dense" or "cnn". hidden: sizes of the dense hidden layers. shape: (height, width,
    channels). classes: number of classes. seed: of Python's `random`, of which initialisers take
    theirs; with another seed of its own TensorFlow forgets all that it has compiled. Dense networks
    take (n, height * width * channels) float32 in [0, 1], convolutional ones (n, height, width,
    channels).
    """
    keras.backend.clear_session()
    random.seed(seed)
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


def input_shape(kind, shape) -> tuple:
    return tuple(shape) if kind == "cnn" else (int(np.prod(shape)),)


def network_input(model, pixels, raw=False) -> np.ndarray:
    """Pixels (n, width) uint8 as what the model takes, in its shape: float32 in [0, 1].

    raw: as they are, 0 to 255, for a model of which takes_bytes says so; in its own whole numbers
    where it takes such.
    """
    shape = (-1, *model.input_shape[1:])
    if raw:
        kind = model.inputs[0].dtype
        return pixels.astype(kind if "int" in kind else np.float32).reshape(shape)
    return (pixels.astype(np.float32) / np.float32(255)).reshape(shape)


def noisy_input(model, pixels, raw=False) -> np.ndarray:
    """As network_input, of pixels (n, width) float32 that noise may have moved out of [0, 1].

    Where the model takes whole numbers they are rounded, and cut to those that there are.
    """
    shape = (-1, *model.input_shape[1:])
    if not raw:
        return pixels.reshape(shape)
    kind, values = model.inputs[0].dtype, pixels * np.float32(255)
    if "int" in kind:
        ends = np.iinfo(kind)
        values = np.clip(np.rint(values), ends.min, ends.max).astype(kind)
    return values.reshape(shape)


def takes_bytes(model) -> bool:
    """Whether a model scales its input itself, and so must be given pixels from 0 to 255."""
    return any(learned(model, scaling).takes_bytes() for scaling in describe_model(model).scalings)


def learned(model, scaling) -> set:
    """A Scaling with what a Normalization layer has learned of its images."""
    if not scaling.normalization:
        return scaling
    layer = model
    for name in scaling.normalization:
        layer = layer.get_layer(name)
    mean, variance = map(keras.ops.convert_to_numpy, (layer.mean, layer.variance))
    return scaling.then(*standardising(mean, variance))


def one_hot(label, digits) -> np.ndarray:
    """Labels (n,) as (n, classes) float32, one column a digit, in the digits' order."""
    return (np.asarray(label)[:, np.newaxis] == np.asarray(digits)).astype(np.float32)


def load_network(path, what="the network") -> keras.Model:
    """The model in a .keras file; nothing that hides in it is read, fetched or run.

    what: begins the message of the CheminsError that is raised for what read_network refuses, for
    weights that are elsewhere or are not as many as the model asks for, and for what Keras cannot
    load.
    """
    read_network(path, what)
    check_weights(path, what)
    path = str(Path(path).absolute())  # Keras takes names that begin like `hf://` for addresses
    try:
        document, stored, _ = read_configuration(path)
        check_weight_count(document, stored)
        model = keras.saving.load_model(path, compile=False, safe_mode=True)
        # Keras takes what it loads out of the document: it is read once more.
        return flat_model(model, *flattened(read_configuration(path)[0]))
    except Exception as error:  # Keras raises anything for a configuration that is none
        text = brief(str(error).strip() or type(error).__name__, 300)
        raise CheminsError(
            f"{what} cannot be loaded by Keras {keras.__version__}: {text}"
        ) from error


def flat_model(model, document, places) -> keras.Model:
    """A model with the weights of another, whose layers in it have other places.

    document, places: as of flattened, of the model; of one with no models inside, it is itself.
    """
    if not places:
        return model
    flat = keras.saving.deserialize_keras_object(
        {**document, "compile_config": None}, safe_mode=True
    )
    for layer in [layer for layer in flat.layers if layer.weights]:
        inside = model
        for name in places[layer.name]:
            inside = inside.get_layer(name)
        layer.set_weights(inside.get_weights())
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()
    return flat


def check_weight_count(document, stored) -> None:
    """Raise CheminsError if a model would have more weights than its file has bytes for them.

    document: the model's configuration, of which the shapes alone are made. stored: those bytes.
    """
    with keras.StatelessScope(initialize_variables=False):
        model = keras.saving.deserialize_keras_object(
            {**document, "compile_config": None}, safe_mode=True
        )
    needed = sum(int(np.prod(weight.shape, dtype=float)) for weight in model.weights)
    if needed > stored:
        raise CheminsError(
            f"its configuration asks for {needed:,} weights, in the file are {stored:,} bytes"
        )


def describe_model(model) -> KerasNetwork:
    """What a model's own configuration says of it: a KerasNetwork."""
    return described(json.loads(model.to_json()), sys.maxsize)


def answering(model, layers, pool, values=MAPS) -> tuple[int, Callable]:
    """How many rows can be asked for at once, and a function from so many inputs (n, …), or fewer,
    to layer -> (n, width) float32.

    layers: names, and LOGITS where those are asked for too. pool: what a convolution's answer
    becomes, "mean" of each channel or "flatten", all of it. values: of the largest layer's answers,
    as of rows_of_maps. Raises CheminsError for a model that takes too much memory for one row.
    """
    outputs = signatures(model, layers, pool)
    width = sum(output.shape[1] for output in outputs.values())
    extractor = keras.Model(model.inputs, outputs)
    most = min(BATCH, max(1, VALUES // width), rows_of_maps(extractor, values))
    compute = computing(extractor)

    def answers(inputs):
        found = compute(padded(inputs, most))
        return {name: found[name][: len(inputs)] for name in layers}

    return most, answers


def computing(model) -> Callable:
    """As predict_on_batch, which takes longer to call: a function from (n, …) inputs to a model's
    answers. It raises CheminsError for what TensorFlow cannot do on this machine."""
    call = tf.function(lambda x: model(x, training=False), autograph=False, reduce_retracing=True)

    def compute(inputs):
        try:
            return keras.tree.map_structure(lambda answer: answer.numpy(), call(inputs))
        except tf.errors.OpError as error:
            # After the stack of calls come the reason and the place in the graph.
            reason = [line for line in error.message.splitlines() if "[[{{" not in line][-1]
            what = f"on this machine: {brief(reason.strip(), 200)}"
            raise CheminsError(f"TensorFlow cannot compute this network {what}") from error

    return compute


def rows_of_maps(model, most=MAPS) -> int:
    """How many rows a model can be asked for so that its largest layer answers with `most` values,
    or to FEW rows with more, as far as those fit in memory."""
    largest = max(parts(model), key=size_of)
    size = max(1, size_of(largest))
    if size > LARGEST:
        told = f"layer {largest.name!r} answers an image with {size:,} numbers"
        raise CheminsError(f"{told}; allowed: {LARGEST:,}, a gigabyte")
    return max(1, min(MAPS // size, max(FEW, most // size)))


def parts(model) -> Sequence:
    """The layers and operations of a model; none of what is no model."""
    return getattr(model, "operations", getattr(model, "layers", ()))


def size_of(operation) -> int:
    """Values of the largest answer to a row of an operation, or of a model inside the model."""
    inside = [size_of(part) for part in parts(operation)]
    tensors = keras.tree.flatten(operation.output)
    return max(inside + [int(np.prod([s or 1 for s in t.shape[1:]])) for t in tensors])


def signatures(model, layers, pool) -> dict:
    """layer -> its answer as (n, width) float32: a symbolic tensor of the model's graph."""
    network = describe_model(model)
    return {
        layer: signature(
            answer_tensor(model, network, layer), pool, network.channel_axes.get(layer, LAST)
        )
        for layer in layers
    }


def answer_tensor(model, network, layer) -> keras.KerasTensor:
    """What a layer, the output or LOGITS answers: a symbolic tensor of the model's graph."""
    if layer == LOGITS:
        return logits(model, network.end)
    if layer == "output":
        return probabilities(model.outputs[0], network.end)
    return operations(model)[layer].output


def operations(model) -> dict:
    """Name -> layer, or function that was called as one."""
    return {operation.name: operation for operation in parts(model)}


def probabilities(output, end) -> keras.KerasTensor:
    """(n, classes) of what a network answers. end: keras_files.config.End."""
    if end.function == "sigmoid":
        return keras.ops.concatenate([1 - output, output], axis=-1)
    return output if end.function == "softmax" else keras.ops.softmax(output)


def logits(model, end) -> keras.KerasTensor:
    """What the softmax is taken of, as the output is: in its shape and order. Of one sigmoid, 0 and
    what it is taken of, of which that is the softmax."""
    if end.function == "linear":
        return model.outputs[0]
    named = operations(model)
    answer = before_function(named[end.layer])
    for name in end.after:
        answer = named[name](answer)
    if end.function == "sigmoid":
        return keras.ops.concatenate([keras.ops.zeros_like(answer), answer], axis=-1)
    return answer


def before_function(layer) -> keras.KerasTensor:
    """What a layer would answer without its softmax or sigmoid."""
    if not getattr(layer, "weights", ()):  # one that is the function alone
        return layer.input
    linear = type(layer).from_config(
        {**layer.get_config(), "name": "logits", "activation": "linear"}
    )
    answer = linear(layer.input)
    linear.set_weights(layer.get_weights())
    return answer


def signature(output, pool, channels=LAST) -> keras.KerasTensor:
    """A layer's answer as (n, width) float32, as `pooling.signature`. channels: the axis of the
    channels."""
    if output.dtype != "float32":  # of mixed precision
        output = keras.ops.cast(output, "float32")
    rank = len(output.shape)
    if rank == 2:
        return output
    if pool == "flatten":
        return keras.ops.reshape(output, (-1, int(np.prod(output.shape[1:]))))
    if takes_first(rank, pool, channels):
        return output[:, 0]
    others = [axis for axis in range(1, rank) if axis != channels % rank]
    return (keras.ops.max if pool == "max" else keras.ops.mean)(output, axis=others)


def averaged_layers(model, layers, pool) -> list:
    """Those of the layers whose signature is the mean of each channel of a map."""
    named, axes = operations(model), describe_model(model).channel_axes
    ranks = {name: len(named[name].output.shape) for name in layers}
    return [name for name in layers if is_averaged(ranks[name], pool, axes.get(name, LAST))]


def class_number(model) -> int | None:
    """How many classes a network tells apart; None where its output is not (n, classes)."""
    shape = probabilities(model.outputs[0], describe_model(model).end).shape
    return shape[1] if len(shape) == 2 else None


def layer_width(model, layer, pool) -> int:
    """Number of columns of a layer's signature."""
    return int(signatures(model, [layer], pool)[layer].shape[1])
