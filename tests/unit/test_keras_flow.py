"""How a network scales its input, and where its layers' channels are, by hand."""

import pytest

from builders import keras_files as made
from chemins.networks.keras_files.config import described
from chemins.networks.keras_files.flow import Scaling, standardising


def read(document):
    return described(document, 10**9)


def takes_bytes(document):
    return any(scaling.takes_bytes() for scaling in read(document).scalings)


def starting(*layers, **first):
    return (
        made.small(*layers, made.dense("last", 2))
        if not first
        else made.sequential(
            *layers, made.layer("Flatten", "flat"), made.dense("last", 2), first=made.image(**first)
        )
    )


def begun(*layers):
    """A network that begins with these."""
    return made.sequential(
        *layers,
        made.layer("Flatten", "flat"),
        made.dense("hidden", 3, "relu"),
        made.dense("last", 2),
    )


def rescaling(scale, offset=0.0, name="rescaling"):
    return made.layer("Rescaling", name, scale=scale, offset=offset)


def normalization(mean, variance):
    return made.layer("Normalization", "normalization", mean=mean, variance=variance, axis=[-1])


NUMPY = {"class_name": "__numpy__", "config": {"value": [1 / 255], "dtype": "float64"}}
SCALED = {
    "divided by 255": [rescaling(1 / 255)],
    "to -1 and 1": [rescaling(1 / 127.5, -1)],
    "a number for each channel": [rescaling([1 / 255])],
    "an array": [rescaling(NUMPY)],
    "in two steps": [rescaling(1 / 16, name="one"), rescaling(1 / 16, name="two")],
    "centred only": [rescaling(1, -127.5)],
    "normalised": [normalization([33.0], [6200.0])],
    "after a flip": [made.layer("RandomFlip", "flip"), rescaling(1 / 255)],
    "after a change of size": [made.layer("Resizing", "size"), rescaling(1 / 255)],
    "after other places": [made.layer("Reshape", "shape", target_shape=[784]), rescaling(1 / 255)],
    "inside a model": [made.sequential(rescaling(1 / 255), name="inside")],
    "inside two": [made.sequential(made.sequential(rescaling(1 / 255), name="b"), name="a")],
}
PLAIN = {
    "nothing": [],
    "a batch normalisation": [made.layer("BatchNormalization", "norm")],
    "to -1 and 1, of 1": [rescaling(2, -1)],
    "times 255": [rescaling(255)],
    "normalised, of 1": [normalization([0.13], [0.095])],
    "both, which undo each other": [rescaling(1 / 255, name="one"), rescaling(255, name="two")],
    "scaled after something is learned": [made.layer("Conv2D", "c", filters=2), rescaling(1 / 255)],
    "inside a model that does more": [
        made.sequential(made.layer("Conv2D", "c", filters=2), rescaling(1 / 255), name="inside")
    ],
    "no number": [rescaling("x")],
}


@pytest.mark.parametrize("layers", SCALED.values(), ids=SCALED)
def test_networks_that_scale_their_input_take_pixels_up_to_255(layers):
    assert takes_bytes(begun(*layers))


@pytest.mark.parametrize("layers", PLAIN.values(), ids=PLAIN)
def test_others_take_pixels_up_to_1(layers):
    assert not takes_bytes(begun(*layers))


@pytest.mark.parametrize(("dtype", "raw"), [("uint8", True), ("int64", True), ("float16", False)])
def test_whole_numbers_go_in_as_they_are(dtype, raw):
    document = made.sequential(
        made.layer("Flatten", "flat"), made.dense("last", 2), first=made.image(dtype=dtype)
    )
    assert takes_bytes(document) is raw


OPERATIONS = {
    "divided": ([("TrueDivide", "image", 255.0)], True),
    "divided, as NumPy": ([("Divide", "image", 255)], True),
    "multiplied": ([("Multiply", "image", 1 / 255)], True),
    "number first": ([("Multiply", 1 / 255, "image")], True),
    "centred": ([("Subtract", "image", 127.5), ("TrueDivide", "0", 127.5)], True),
    "centred, of 1": ([("Subtract", "image", 0.5), ("Multiply", "0", 2)], False),
    "cast, divided": ([("Cast", "image"), ("TrueDivide", "0", 255.0)], True),
    "by 0": ([("TrueDivide", "image", 0)], False),
    "a number by it": ([("TrueDivide", 255, "image")], False),
    "by itself": ([("Multiply", "image", "image")], False),
    "by a function": ([("Sqrt", "image"), ("TrueDivide", "0", 255.0)], False),
}


@pytest.mark.parametrize(("steps", "raw"), OPERATIONS.values(), ids=OPERATIONS)
def test_arithmetic_with_the_image(steps, raw):
    layers = [
        made.operation(kind, str(number), *arguments)
        if kind != "Cast"
        else made.operation(kind, str(number), *arguments, module="core")
        for number, (kind, *arguments) in enumerate(steps)
    ]
    flat = made.taking(made.layer("Flatten", "flat"), [str(len(steps) - 1)])
    last = made.taking(made.dense("last", 2), ["flat"])
    assert takes_bytes(made.functional(*layers, flat, last)) is raw


def test_one_branch_that_scales_is_enough():
    document = made.functional(
        made.taking(rescaling(1 / 255), ["image"]),
        made.taking(made.layer("Flatten", "left"), ["rescaling"]),
        made.taking(made.layer("Flatten", "right"), ["image"]),
        made.taking(made.dense("a", 2), ["left"]),
        made.taking(made.dense("b", 2), ["right"]),
        made.taking(made.layer("Add", "sum"), [[made.tensor("a"), made.tensor("b")]]),
        made.taking(made.dense("last", 2), ["sum"]),
    )
    assert takes_bytes(document)


def test_a_normalization_that_learned_is_named_with_the_models_it_is_in():
    inside = made.sequential(normalization(None, None), name="inside")
    (found,) = read(begun(rescaling(2.0, 1.0), inside)).scalings
    assert found.normalization == ("inside>normalization",)
    twice = made.taking(inside, ["image"], ["image"])
    tensors = [made.tensor("inside"), made.tensor("inside", 1)]
    both = made.taking(made.layer("Add", "sum"), [tensors])
    last = made.taking(made.dense("last", 2), ["sum"])
    (found,) = set(read(made.functional(twice, both, last)).scalings)
    assert found.normalization == ("inside", "normalization")
    (found,) = read(begun(rescaling(2.0, 1.0), inside)).scalings
    assert (found.factor, found.offset) == (2, 1)
    # It takes 2x + 1 as of mean 3 and variance 16, so is made of (2x - 2) / 4.
    after = found.then(*standardising(3.0, 16.0))
    assert (after.factor, after.offset) == (0.5, -0.5)


@pytest.mark.parametrize(
    ("factor", "offset", "raw"),
    [(0.09, 0, True), (0.11, 0, False), (1, -2.1, True), (1, -1.9, False), (1, 5, False),
     (-1 / 255, 1, True)],
)  # fmt: skip
def test_where_the_line_is(factor, offset, raw):
    assert Scaling(factor, offset).takes_bytes() is raw


# --- channels -----------------------------------------------------------------------------------


def conv(name, data_format="channels_first", **config):
    return made.layer("Conv2D", name, filters=2, data_format=data_format, **config)


def test_where_the_channels_are():
    found = read(
        made.sequential(
            made.layer("Dropout", "plain"),
            made.layer("Permute", "turn", dims=[3, 1, 2]),
            made.layer("Activation", "still", activation="relu"),
            made.layer("Permute", "between", dims=[2, 1, 3]),
            conv("last_conv", "channels_last"),
            made.layer("BatchNormalization", "last_norm"),
            conv("conv"),
            made.layer("BatchNormalization", "norm"),
            made.layer("Permute", "back", dims=[2, 3, 1]),
            conv("again"),
            made.layer("Reshape", "shape", target_shape=[4, 4]),
            made.layer("ConvLSTM2D", "rows", data_format="channels_first", return_sequences=True),
            made.layer("TimeDistributed", "each", layer=conv("inner")),
            made.layer("Flatten", "flat", data_format="channels_first"),
            made.dense("last", 2),
        )
    ).channel_axes
    assert found["plain"] == found["back"] == found["last_conv"] == found["last_norm"] == -1
    assert found["turn"] == found["still"] == found["conv"] == found["norm"] == found["again"] == 1
    assert found["between"] == found["rows"] == found["each"] == 2
    assert found["shape"] == found["flat"] == found["last"] == -1
