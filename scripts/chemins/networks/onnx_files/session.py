"""An ONNX network that is asked, by onnxruntime: on one thread, the same bits each time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from chemins.base.errors import CheminsError
from chemins.networks.cut import Halves
from chemins.networks.keras_files.file import brief
from chemins.networks.layer_names import LOGITS
from chemins.networks.network_input import from_settings, told
from chemins.networks.onnx_files.cut import frozen_shapes, part_after, with_frozen
from chemins.networks.onnx_files.graph import Graph, part_before
from chemins.networks.onnx_files.network import OnnxNetwork, read_network
from chemins.networks.onnx_files.twin import drawn_anew
from chemins.networks.pooling import is_averaged, signature

ENGINE = f"onnxruntime {onnxruntime.__version__}"
BATCH = 1024  # rows at once, always as many: then a row's answer has the same bits
VALUES = 2**26  # floating-point numbers of answers that are in memory at once, 256 megabytes
HALVES = 512


class OnnxSession:
    """As KerasSession. network: OnnxNetwork with its weights. tensors: layer -> tensor. given:
    NetworkInput. what: begins messages."""

    engine = ENGINE
    twin_weights = "shuffled"

    def __init__(self, network: OnnxNetwork, tensors, given, what) -> None:
        self.network, self.tensors, self.given, self.what = network, tensors, given, what
        self.named = {**tensors, "output": network.end.output, LOGITS: network.end.logits}

    @property
    def classes(self) -> int | None:
        return self.probabilities(self.probed["output"]).shape[1]

    @property
    def output_shape(self) -> tuple:
        return (None, *self.probed["output"].shape[1:])

    @property
    def told(self) -> str:
        return told(self.given)

    def inputs(self, pixels) -> np.ndarray:
        """(n, …) what the network takes, of (n, width) uint8 pixels."""
        return self.given.of_bytes(pixels)

    def noisy_inputs(self, pixels) -> np.ndarray:
        """As inputs, of (n, width) float32 pixels in [0, 1], which noise may have moved outside."""
        return self.given.of_shares(pixels)

    def answering(self, layers, pool) -> tuple[int, Callable]:
        """As classifiers.answering."""
        most = self.rows(layers, BATCH)
        tensors = self.asked(layers)
        compute = self.computing(part_before(self.network.graph.model, tensors))

        def answers(inputs):
            rows = len(inputs)
            padding = [(0, most - rows)] + [(0, 0)] * (inputs.ndim - 1)
            values = self.by_row(tensors, compute(np.pad(inputs, padding)), most)
            return {one: self.signature(one, values, pool)[:rows] for one in layers}

        return most, answers

    def channels(self, layer) -> int:
        """The axis of a layer's channels."""
        return self.network.channels(self.tensors[layer])

    def widths(self, layers, pool) -> dict:
        """layer -> number of columns of its signature."""
        values = {self.named[layer]: self.probed[layer] for layer in layers}
        return {one: self.signature(one, values, pool).shape[1] for one in layers}

    def averaged_layers(self, layers, pool) -> list:
        """As classifiers.averaged_layers."""
        return [
            layer
            for layer in layers
            if is_averaged(self.probed[layer].ndim, pool, self.channels(layer))
        ]

    def halves(self, layer, pool) -> Halves | None:
        """As networks.halves.halves."""
        tensor, end = self.tensors[layer], self.network.end
        graph = self.network.graph
        after = part_after(graph, tensor, end.output)
        if after is None:
            return None
        rows = self.rows([layer], HALVES)
        frozen = frozen_shapes(graph, tensor, end.output)
        if frozen:
            values = self.computing(part_before(graph.model, frozen))(self.blank(rows))
            after = with_frozen(after, dict(zip(frozen, values, strict=True)))
        first = self.computing(part_before(graph.model, [tensor]))
        second = self.computing(after)
        return Halves(
            before=lambda inputs: first(inputs)[0].astype(np.float32),
            after=lambda answers: self.probabilities(second(answers)[0]),
            shape=first(self.blank(rows))[0].shape[1:],
            channels=self.channels(layer),
            pool=pool,
            rows=rows,
        )

    def untrained_twin(self, seed) -> object:
        """A session of the same graph with weights of the same moments. Raises NoTwin."""
        model = drawn_anew(self.network.graph, seed)
        own = self.network
        network = OnnxNetwork(Graph(model), own.end, own.shape, own.batch, own.kind)
        return OnnxSession(network, self.tensors, self.given, f"{self.what}, its twin,")

    # --- asking ---------------------------------------------------------------------------------

    @cached_property
    def probed(self) -> dict:
        """layer, "output" or LOGITS -> what the graph answers there to black images."""
        values = self.answers_of(self.asked(self.named), self.blank(self.network.batch or 1))
        return {layer: values[tensor] for layer, tensor in self.named.items()}

    def asked(self, layers) -> list:
        """The tensors of some layers, each once."""
        return list(dict.fromkeys(self.named[layer] for layer in layers))

    def blank(self, rows) -> np.ndarray:
        return np.zeros((rows, *self.network.shape), self.network.kind)

    def answers_of(self, tensors, inputs) -> dict:
        """tensor -> (n, …) what the graph answers there to (n, …) inputs."""
        compute = self.computing(part_before(self.network.graph.model, tensors))
        return self.by_row(tensors, compute(inputs), len(inputs))

    def by_row(self, tensors, values, rows) -> dict:
        """tensor -> value, once it is sure that each has a row for each image."""
        names = {tensor: layer for layer, tensor in self.named.items()}
        for tensor, value in zip(tensors, values, strict=True):
            if value.shape[:1] != (rows,):
                raise CheminsError(
                    f"{self.what}: {names[tensor]!r} answers {rows} images with an array of shape "
                    f"{value.shape}, which has no row for each; leave it out of network.layers, or "
                    "export the network for any number of images"
                )
        return dict(zip(tensors, values, strict=True))

    def rows(self, layers, most) -> int:
        """How many images can be asked about at once so that answers fit in memory, those that are
        kept and those that are only on the way."""
        if self.network.batch:
            return self.network.batch
        kept = sum(self.probed[layer][0].size for layer in layers)
        way = max((row_size(self.network.graph, name) for name in self.network.layers), default=0)
        return min(most, max(1, VALUES // (kept + 4 * way)))

    def signature(self, layer, values, pool) -> np.ndarray:
        """values: tensor -> array."""
        value = values[self.named[layer]]
        if layer == "output":
            return self.probabilities(value)
        if layer == LOGITS:
            return self.logits(value)
        return signature(value, pool, self.channels(layer))

    def logits(self, value) -> np.ndarray:
        value = flat(value)
        if self.network.end.function == "sigmoid":
            return np.concatenate([np.zeros_like(value), value], axis=1)
        return value

    def probabilities(self, value) -> np.ndarray:
        """(n, classes) float32 of what the graph answers."""
        value = flat(value)
        match self.network.end.function:
            case "softmax":
                return value
            case "log_softmax":
                return np.exp(value)
            case "sigmoid":
                return np.concatenate([1 - value, value], axis=1)
        powers = np.exp(value - value.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    def computing(self, model) -> Callable:
        """A function from one (rows, …) input to the (rows, …) outputs of a part of the network."""
        with self.telling():
            session = onnxruntime.InferenceSession(
                model.SerializeToString(), options(), providers=["CPUExecutionProvider"]
            )
        given, outputs = session.get_inputs()[0], [one.name for one in session.get_outputs()]
        kind = onnx.helper.tensor_dtype_to_np_dtype(model.graph.input[0].type.tensor_type.elem_type)

        def compute(values):
            with self.telling():
                return session.run(outputs, {given.name: values.astype(kind)})

        return compute

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Errors of onnxruntime's, which are of any kind, as a CheminsError."""
        try:
            yield
        except CheminsError:
            raise
        except Exception as error:
            raise CheminsError(
                f"{self.what} cannot be computed by {ENGINE}: {brief(error, 300)}"
            ) from error


def options() -> onnxruntime.SessionOptions:
    """One thread, the same bits each time, and of all optimisations those that change none."""
    found = onnxruntime.SessionOptions()
    found.intra_op_num_threads = found.inter_op_num_threads = 1
    found.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    found.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    found.use_deterministic_compute = True
    found.log_severity_level = 4  # errors are raised too
    return found


def load_session(path, settings, what) -> OnnxSession:
    """The network in an ONNX file, with its weights. settings: of the rule, their `network`."""
    given = from_settings(settings["input"])
    network = read_network(path, settings["classes"], given.size, what, weights=True)
    model = network.graph.model
    onnx.load_external_data_for_model(model, str(Path(path).parent))
    return OnnxSession(network, settings["tensors"], given, what)


def flat(value) -> np.ndarray:
    return value.astype(np.float32).reshape(len(value), -1)


def row_size(graph, tensor) -> int:
    """Values of a tensor for one image, as far as its shape is known."""
    shape = graph.shape(tensor) or ()
    return int(np.prod([size or 1 for size in shape[1:]]))
