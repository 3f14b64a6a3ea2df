"""What a .keras file's model does to images on their way: how it scales them, where channels are.

A network that scales its input itself must be given whole numbers from 0 to 255, others what they
are trained with here, 0 to 1. Its layers' maps have their channels last, or first.
"""

from dataclasses import dataclass, field

import numpy as np

from chemins.networks.keras_files.graph import MODELS, read_graph

# What leaves values as they are once a network is trained; of the second kind, at other places.
SAME = {"Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise", "ActivityRegularization"}
SAME |= {"SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "Identity"}
SAME |= {"Cast", "StopGradient", "ConvertToTensor", "Copy"}
MOVING = {"Flatten", "Reshape", "Permute", "Squeeze", "ExpandDims", "Ravel", "Transpose"}
# What leaves images as bright as they were.
BRIGHT = {"Resizing", "Resize", "CenterCrop", "Cropping2D", "ZeroPadding2D", "UpSampling2D"}
BRIGHT |= {"AveragePooling2D", "MaxPooling2D", "Concatenate", "RepeatVector", "GetItem", "Pad"}
BRIGHT |= {"Repeat", "Tile", "BroadcastTo", "Stack", "RGBToGrayscale", "InputLayer"}
BRIGHT |= {"MixUp", "CutMix", "AugMix", "RandAugment"}
# Of a value in [0, 1] they would leave next to nothing, or all of one sign.
FAINT, FAR = 0.1, 2.0


@dataclass(frozen=True)
class Scaling:
    """What becomes of a pixel before anything is learned of it: factor * pixel + offset."""

    factor: np.ndarray  # one number, or one for each channel or pixel
    offset: np.ndarray
    normalization: tuple = ()  # names down to the layer whose weights say the rest

    def then(self, factor, offset) -> "Scaling":
        return Scaling(self.factor * factor, self.offset * factor + offset, self.normalization)

    def takes_bytes(self) -> bool:
        """Whether this is made for values up to 255, not up to 1."""
        factor = np.maximum(np.abs(self.factor), 1e-30)
        return bool(factor.min() < FAINT or (-self.offset / factor).max() > FAR)


PLAIN = Scaling(np.float64(1), np.float64(0))
BYTES = Scaling(np.float64(1 / 255), np.float64(0))


@dataclass(frozen=True)
class Front:
    """How a model begins: what is done to its input, and whether that is all it does."""

    scalings: list = field(default_factory=list)  # where something else is done to the input next
    end: Scaling | None = None  # of the model's output, if nothing else is done


def scalings(graph) -> list:
    """Every Scaling after which a network begins to compute; several where the input branches."""
    dtype = graph.nodes[graph.start[0]].config.get("dtype")
    if isinstance(dtype, str) and dtype.startswith(("int", "uint")):
        return [BYTES]
    return front(graph, PLAIN, ()).scalings


def front(graph, given, place) -> Front:
    """given: the Scaling of the graph's input. place: names of the models that it is in."""
    found, known = [], {graph.start: given}
    for call in graph.order:
        node = graph.nodes[call[0]]
        taken = [known[c] for c in graph.taken(call) if c in known]
        if not taken or call == graph.start:
            continue
        inside = inner_front(node, taken[0], place) if node.kind in MODELS else None
        after = inside.end if inside else rescaled(node, call, taken[0], place)
        if after is not None:
            known[call] = after
        else:
            found += inside.scalings if inside else taken
    return Front(found, known.get(graph.end))


def inner_front(node, given, place) -> Front:
    return front(read_graph(node.kind, node.config), given, (*place, node.name))


def rescaled(node, call, given, place) -> Scaling | None:
    """The Scaling after a layer; None where it does something else than scaling."""
    if node.kind in SAME | MOVING | BRIGHT or node.kind.startswith("Random"):
        return given
    if node.kind == "Activation" and node.config.get("activation") == "linear":
        return given
    if node.kind == "Rescaling":
        return rescaled_by(
            given, numbers(node.config.get("scale")), numbers(node.config.get("offset"))
        )
    if node.kind == "Normalization" and not given.normalization:
        return normalized(node, given, place)
    if node.is_operation and node.kind in ARITHMETIC:
        return calculated(node, call, given)
    return None


def rescaled_by(given, factor, offset) -> Scaling | None:
    """None where the numbers are none, or not as many as those before them."""
    try:
        return None if factor is None or offset is None else given.then(factor, offset)
    except ValueError:
        return None


def normalized(node, given, place) -> Scaling | None:
    """After a Normalization, whose numbers are in its configuration, or among the weights."""
    if node.config.get("mean") is None:
        return Scaling(given.factor, given.offset, (*place, node.name))
    mean, variance = (numbers(node.config.get(key)) for key in ("mean", "variance"))
    if mean is None or variance is None:
        return None
    return rescaled_by(given, *standardising(mean, variance))


def standardising(mean, variance) -> tuple:
    """The factor and the offset of a Normalization layer, which keeps deviations from 0 so."""
    deviation = np.maximum(np.sqrt(np.maximum(variance, 0)), 1e-7)
    return 1 / deviation, -mean / deviation


# Of the number that is calculated with: the factor and the offset.
ARITHMETIC = {
    "Add": lambda number: (1, number),
    "Subtract": lambda number: (1, -number),
    "Multiply": lambda number: (number, 0),
    "Divide": lambda number: (1 / number, 0),
    "TrueDivide": lambda number: (1 / number, 0),
}


def calculated(node, call, given) -> Scaling | None:
    """After arithmetic with a number, such as `image / 255`."""
    match node.arguments[call[1]]:
        case [{"class_name": "__keras_tensor__"}, number]:
            number = numbers(number)
        case [number, {"class_name": "__keras_tensor__"}] if node.kind in ("Add", "Multiply"):
            number = numbers(number)
        case _:
            return None
    if number is None or ("Divide" in node.kind and not number.all()):
        return None
    return rescaled_by(given, *ARITHMETIC[node.kind](number))


def numbers(value) -> np.ndarray | None:
    """A number, or a list or array of them, as an array; None for anything else."""
    match value:
        case {"class_name": "__numpy__" | "__tensor__", "config": {"value": inner}}:
            value = inner
    try:
        found = np.asarray(value, float)
    except (TypeError, ValueError):
        return None
    return found if found.size and np.isfinite(found).all() else None


# --- channels -----------------------------------------------------------------------------------

LAST = -1


def channel_axes(graph) -> dict:
    """Layer -> the axis of its answer that is its channels, of each that is called once."""
    axes = {}
    for call in graph.order:
        node = graph.nodes[call[0]]
        taken = [axes[c] for c in graph.taken(call)]
        axes[call] = channel_axis(node, taken[0] if taken else LAST)
    return {name: axis for (name, _), axis in axes.items() if len(graph.nodes[name].calls) == 1}


def channel_axis(node, before) -> int:
    """before: of what the layer takes. Axis 0 is the batch."""
    config, inner = node.config, node.config.get("layer")
    if node.kind == "TimeDistributed" and isinstance(inner, dict):
        return over_time(inner.get("config", {}).get("data_format"))
    if "data_format" in config and node.kind != "Flatten":
        sequence = config.get("return_sequences") is True
        return over_time(config["data_format"]) if sequence else first(config["data_format"])
    if node.kind == "Permute" and isinstance(config.get("dims"), list):
        return moved([0, *config["dims"]], before)
    if node.kind == "Transpose" and isinstance(config.get("axes"), list):
        return moved(config["axes"], before)
    return LAST if node.kind in MOVING | set(MODELS) else before


def first(data_format) -> int:
    return 1 if data_format == "channels_first" else LAST


def over_time(data_format) -> int:
    return 2 if data_format == "channels_first" else LAST


def moved(axes, before) -> int:
    """Where an axis is after axes changed places. axes: of each place, which is put there."""
    wanted = before % len(axes)
    place = axes.index(wanted) if wanted in axes else LAST
    return LAST if place == len(axes) - 1 else place
