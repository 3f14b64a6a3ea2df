"""What onnxruntime answers, against the same networks written out in NumPy."""

from types import SimpleNamespace

import numpy as np
import onnx
import pytest

from builders.onnx_files import by_hand, drawn, network, node, residual, save, softmax
from chemins.base.errors import CheminsError
from chemins.networks.layer_names import LOGITS
from chemins.networks.no_twin import NoTwin
from chemins.networks.sessions import load_session
from chemins.planning.onnx_networks import onnx_network
from dump_activations import check_answers


def session(path, shape=(6, 6, 1), classes=2, **settings):
    """The session of a network, and its layers, as the plan hands them to jobs."""
    network = {"kind": "onnx", "model": str(path), **settings}
    images = SimpleNamespace(shape=shape, name="these images")
    read = onnx_network("a", {"digits": list(range(classes)), "network": network}, images)
    told = {"kind": "onnx", "classes": classes, "tensors": read["tensors"], "input": read["input"]}
    return load_session(path, {"network": told}, "run a"), read["layers"]


def asked(found, layers, pool, inputs):
    """All answers, as many at once as the session says."""
    names = [*layers, "output", LOGITS]
    most, answers = found.answering(names, pool)
    parts = [answers(inputs[i : i + most]) for i in range(0, len(inputs), most)]
    values = {name: np.concatenate([part[name] for part in parts]) for name in names}
    assert {name: value.shape[1] for name, value in values.items()} == found.widths(names, pool)
    return values


def pixels(rows, width=36):
    return np.random.default_rng(5).integers(256, size=(rows, width)).astype(np.uint8)


# --- a residual network -----------------------------------------------------------------------


@pytest.mark.parametrize("batch", ["n", -1, 1, 4])
@pytest.mark.parametrize("beside", [False, True])
def test_answers_are_those_by_hand(tmp_path, batch, beside):
    model = residual(side=6, batch=batch, prefix="/blocks.0/")
    kept = {"save_as_external_data": True, "location": "w", "size_threshold": 0} if beside else {}
    path = save(model, tmp_path / "a.onnx", **kept)
    found, layers = session(path)
    given = pixels(11)
    values = asked(found, layers, "mean", found.inputs(given))
    reference = residual(side=6, prefix="/blocks.0/")
    first, second, logits = by_hand(reference, given.reshape(-1, 1, 6, 6) / 255)
    for layer, maps in zip(layers, (first, second), strict=True):
        np.testing.assert_allclose(values[layer], maps.mean(axis=(2, 3)), atol=1e-5)
    np.testing.assert_allclose(values[LOGITS], logits, atol=1e-5)
    np.testing.assert_allclose(values["output"], softmax(logits), atol=1e-5)
    check_answers(values["output"], values[LOGITS], "run a")
    assert found.classes == 2
    assert found.engine.startswith("onnxruntime ")


@pytest.mark.parametrize(("pool", "reduce"), [("max", np.max), ("mean", np.mean)])
def test_maps_are_pooled_by_channel(tmp_path, pool, reduce):
    model = residual(side=6)
    found, layers = session(save(model, tmp_path / "a.onnx"))
    given = pixels(5)
    maps = by_hand(model, given.reshape(-1, 1, 6, 6) / 255)
    values = asked(found, layers, pool, found.inputs(given))
    np.testing.assert_allclose(values["Relu_1"], reduce(maps[1], axis=(2, 3)), atol=1e-5)
    assert found.averaged_layers(layers, pool) == (layers if pool == "mean" else [])


def test_maps_are_flattened_whole(tmp_path):
    model = residual(side=6)
    found, layers = session(save(model, tmp_path / "a.onnx"))
    given = pixels(5)
    maps = by_hand(model, given.reshape(-1, 1, 6, 6) / 255)
    values = asked(found, layers, "flatten", found.inputs(given))
    np.testing.assert_allclose(values["Relu"], maps[0].reshape(5, -1), atol=1e-5)


def test_a_row_has_the_same_bits_whatever_else_is_asked(tmp_path):
    found, layers = session(save(residual(side=6), tmp_path / "a.onnx"))
    inputs = found.inputs(pixels(40))
    whole = asked(found, layers, "mean", inputs)
    part = asked(found, layers, "mean", inputs[[30, 7, 21]])
    for name, values in part.items():
        np.testing.assert_array_equal(values, whole[name][[30, 7, 21]])


def test_wide_layers_are_asked_for_few_images_at_once(tmp_path, monkeypatch):
    from chemins.networks.onnx_files import session as onnx_session

    found, layers = session(save(residual(side=6), tmp_path / "a.onnx"))
    inputs = found.inputs(pixels(10))
    many = asked(found, layers, "mean", inputs)
    monkeypatch.setattr(onnx_session, "VALUES", 5 * (2 * 36 + 2 + 2 + 4 * 36))
    assert found.rows([*layers, "output", LOGITS], 1024) == 5
    for name, values in asked(found, layers, "mean", inputs).items():
        np.testing.assert_allclose(values, many[name], atol=1e-6)


# --- ends ---------------------------------------------------------------------------------------


def dense(end, width=2):
    nodes = [
        node("Flatten", "image", "flat"),
        node("MatMul", "flat w0", "z"),
        node("Tanh", "z", "h"),
        node("MatMul", "h w1", "logits"),
        *end,
    ]
    return network(nodes, {"w0": drawn(36, 5), "w1": drawn(5, width)}, ["n", 6, 6, 1])


def dense_logits(model, given):
    w = {t.name: onnx.numpy_helper.to_array(t).astype(float) for t in model.graph.initializer}
    return np.tanh((given / 255) @ w["w0"]) @ w["w1"]


ENDS = {
    "softmax": ([node("Softmax", "logits", "out")], 2),
    "logits": ([node("Identity", "logits", "out")], 2),
    "log softmax": ([node("LogSoftmax", "logits", "out")], 2),
    "sigmoid": ([node("Sigmoid", "logits", "out")], 1),
    "softmax, then others": ([node("Softmax", "logits", "p"), node("Flatten", "p", "out")], 2),
}


@pytest.mark.parametrize(("end", "width"), ENDS.values(), ids=ENDS)
def test_ends_give_probabilities_and_what_they_are_the_softmax_of(tmp_path, end, width):
    model = dense(end, width)
    found, layers = session(save(model, tmp_path / "a.onnx"))
    given = pixels(9)
    logits = dense_logits(model, given)
    if width == 1:
        logits = np.hstack([np.zeros_like(logits), logits])
    values = asked(found, layers, "mean", found.inputs(given))
    np.testing.assert_allclose(values[LOGITS], logits, atol=1e-5)
    np.testing.assert_allclose(values["output"], softmax(logits), atol=1e-5)
    check_answers(values["output"], values[LOGITS], "run a")


def test_the_softmax_of_large_logits_is_one(tmp_path):
    found, _ = session(save(dense([node("Identity", "logits", "out")]), tmp_path / "a.onnx"))
    values = found.probabilities(np.float32([[900, 0], [-900, -901]]))
    np.testing.assert_allclose(values, [[1, 0], [0.7310586, 0.2689414]], rtol=1e-5)


def test_probabilities_whose_softmax_is_not_seen_are_refused(tmp_path):
    end = [
        node("Exp", "logits", "e"),
        node("ReduceSum", "e axes", "sum"),
        node("Div", "e sum", "out"),
    ]
    model = dense(end)
    model.graph.initializer.append(onnx.numpy_helper.from_array(np.array([1]), "axes"))
    found, layers = session(save(model, tmp_path / "a.onnx"))
    values = asked(found, layers, "mean", found.inputs(pixels(9)))
    with pytest.raises(CheminsError, match="probabilities already"):
        check_answers(values["output"], values[LOGITS], "run a")


# --- a sequence -----------------------------------------------------------------------------------


def sequence():
    """Rows of an image are tokens; one is the same for all. As exporters write it, the number of
    images comes from the image's shape."""
    nodes = [
        node("Shape", "image", "n", start=0, end=1),
        node("Concat", "n rest", "size", axis=0),
        node("Expand", "token size", "tokens"),
        node("Concat", "tokens image", "all", axis=1),
        node("MatMul", "all w0", "z"),
        node("Gelu", "z", "h"),
        node("MatMul", "h w1", "y"),
        node("Concat", "n flat", "shape", axis=0),
        node("Reshape", "y shape", "row"),
        node("Tanh", "row", "t"),
        node("MatMul", "t w2", "out"),
    ]
    weights = {
        "token": drawn(1, 1, 6),
        "rest": np.array([1, 6]),
        "w0": drawn(6, 4),
        "w1": drawn(4, 3),
        "flat": np.array([21]),
        "w2": drawn(21, 2),
    }
    return network(nodes, weights, ["n", 6, 6])


def sequence_by_hand(model, given):
    """(n, 7, 4) answers of the hidden layer `h`, and logits."""
    from scipy.stats import norm

    w = {t.name: onnx.numpy_helper.to_array(t).astype(float) for t in model.graph.initializer}
    images = given.reshape(-1, 6, 6) / 255
    tokens = np.concatenate([np.broadcast_to(w["token"], (len(images), 1, 6)), images], axis=1)
    z = tokens @ w["w0"]
    h = z * norm.cdf(z)
    return h, np.tanh((h @ w["w1"]).reshape(len(images), -1)) @ w["w2"]


@pytest.mark.parametrize(
    ("pool", "reduce"),
    [
        ("mean", lambda h: h.mean(axis=1)),
        ("max", lambda h: h.max(axis=1)),
        ("first", lambda h: h[:, 0]),
        ("flatten", lambda h: h.reshape(len(h), -1)),
    ],
)
def test_sequences_are_pooled(tmp_path, pool, reduce):
    model = sequence()
    found, layers = session(save(model, tmp_path / "a.onnx"), layers=["h"])
    given = pixels(8)
    h, logits = sequence_by_hand(model, given)
    values = asked(found, layers, pool, found.inputs(given))
    np.testing.assert_allclose(values["h"], reduce(h), atol=1e-5)
    np.testing.assert_allclose(values[LOGITS], logits, atol=1e-5)


def test_a_network_is_cut_where_only_the_number_of_images_goes_around(tmp_path):
    model = sequence()
    found, _ = session(save(model, tmp_path / "a.onnx"), layers=["h", "t"])
    given = pixels(8)
    h, logits = sequence_by_hand(model, given)
    cut = found.halves("h", "first")
    np.testing.assert_allclose(cut.answers(found.inputs(given)), h, atol=1e-5)
    np.testing.assert_allclose(cut.outputs(h), softmax(logits), atol=1e-5)


# --- halves ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", ["n", 1, 4])
def test_the_halves_together_are_the_network(tmp_path, batch):
    found, layers = session(save(residual(side=6, batch=batch), tmp_path / "a.onnx"))
    inputs = found.inputs(pixels(9))
    expected = asked(found, layers, "mean", inputs)["output"]
    for layer in layers:
        cut = found.halves(layer, "mean")
        answers = cut.answers(inputs)
        assert answers.shape == (9, *cut.shape) == (9, 4, 3, 3)
        assert cut.size == 36
        np.testing.assert_allclose(cut.outputs(answers), expected, atol=1e-6)
        np.testing.assert_array_equal(cut.predictions(answers), expected.argmax(axis=1))


def test_a_layer_with_a_way_around_it_is_not_cut(tmp_path):
    found, _ = session(save(residual(side=6), tmp_path / "a.onnx"), layers=["c2", "sum"])
    assert found.halves("c2", "mean") is None
    assert found.halves("sum", "mean") is not None


@pytest.mark.parametrize("pool", ["mean", "max", "first", "flatten"])
@pytest.mark.parametrize(("make", "layer"), [(residual, "Relu_1"), (sequence, "h")])
def test_a_shift_of_the_signature_is_what_the_signature_is_shifted_by(tmp_path, pool, make, layer):
    model = residual(side=6) if make is residual else sequence()
    found, _ = session(save(model, tmp_path / "a.onnx"), layers=[layer])
    inputs = found.inputs(pixels(7))
    cut = found.halves(layer, pool)
    answers = cut.answers(inputs)
    from chemins.networks.pooling import signature

    before = signature(answers, pool, cut.channels)
    shift = np.random.default_rng(0).random(before.shape, np.float32)
    shifted = cut.shifted(answers, shift)
    after = signature(shifted, pool, cut.channels)
    np.testing.assert_allclose(after - before, shift, atol=1e-6)
    if pool == "first" and make is sequence:
        np.testing.assert_array_equal(shifted[:, 1:], answers[:, 1:])


# --- the twin -----------------------------------------------------------------------------------


def weights_of(found):
    constants = found.network.graph.constants
    return {name: onnx.numpy_helper.to_array(tensor) for name, tensor in constants.items()}


def test_a_twin_has_the_same_weights_in_other_places(tmp_path):
    found, layers = session(save(residual(side=6), tmp_path / "a.onnx"))
    own, twin = weights_of(found), weights_of(found.untrained_twin(3))
    assert own.keys() == twin.keys()
    for name, values in own.items():
        np.testing.assert_array_equal(np.sort(twin[name].ravel()), np.sort(values.ravel()))
        assert not np.array_equal(twin[name], values)
    again, other = (weights_of(found.untrained_twin(seed)) for seed in (3, 4))
    np.testing.assert_array_equal(again["w1"], twin["w1"])
    assert not np.array_equal(other["w1"], twin["w1"])
    np.testing.assert_array_equal(weights_of(found)["w1"], own["w1"])
    values = asked(found.untrained_twin(3), layers, "mean", found.inputs(pixels(5)))
    assert not np.allclose(
        values["output"], asked(found, layers, "mean", found.inputs(pixels(5)))["output"]
    )


def test_what_scales_the_image_is_kept_in_a_twin(tmp_path):
    model = dense([node("Identity", "logits", "out")])
    model.graph.node.insert(0, node("Sub", "image offset", "scaled"))
    model.graph.node[1].input[0] = "scaled"
    offset = np.linspace(0, 1, 6, dtype=np.float32).reshape(6, 1)
    model.graph.initializer.append(onnx.numpy_helper.from_array(offset, "offset"))
    found, _ = session(save(model, tmp_path / "a.onnx"))
    np.testing.assert_array_equal(weights_of(found.untrained_twin(1))["offset"], offset)


def test_a_network_without_weights_has_no_twin(tmp_path):
    nodes = [node("GlobalMaxPool", "image", "m"), node("Flatten", "m", "h"), node("Relu", "h", "r")]
    nodes += [node("Neg", "r", "minus"), node("Concat", "r minus", "out", axis=1)]
    found, _ = session(save(network(nodes, {}, ["n", 1, 6, 6]), tmp_path / "a.onnx"))
    with pytest.raises(NoTwin, match="has no weights"):
        found.untrained_twin(0)


# --- what cannot be computed ----------------------------------------------------------------------


def test_a_tensor_without_a_row_for_each_image_is_named(tmp_path):
    model = dense([node("Identity", "logits", "out")])
    model.graph.node.append(node("Reshape", "h size", "mixed"))
    model.graph.node.append(node("Mul", "out one", "end"))
    model.graph.initializer.append(onnx.numpy_helper.from_array(np.array([-1, 1]), "size"))
    model.graph.initializer.append(onnx.numpy_helper.from_array(np.float32([1]), "one"))
    model.graph.node.append(node("ReduceSum", "mixed", "total", keepdims=1))
    model.graph.node.append(node("Add", "end total", "sum"))
    model.graph.output[0].name = "sum"
    found, _ = session(save(model, tmp_path / "a.onnx"), layers=["mixed"])
    with pytest.raises(
        CheminsError, match=r"'mixed' answers 1 images with an array of shape \(5, 1\)"
    ):
        found.widths(["mixed"], "mean")


def test_an_error_of_onnxruntime_is_one_message(tmp_path):
    model = residual(side=6)
    model.graph.node[0].attribute[0].ints[:] = [9, -9, 0, 0]
    found, layers = session(save(model, tmp_path / "a.onnx"))
    with pytest.raises(CheminsError, match=r"^run a cannot be computed by onnxruntime"):
        found.answering(layers, "mean")


def test_tensorflow_is_not_loaded():
    import subprocess
    import sys

    code = (
        "import sys, dump_activations, measure_given, move_activations\n"
        "from chemins.networks.onnx_files import session as onnx_session\n"
        "sys.exit('tensorflow' in sys.modules)"
    )
    from builders.project import ROOT

    assert (
        subprocess.run([sys.executable, "-c", code], cwd=ROOT / "scripts", check=False).returncode
        == 0
    )
