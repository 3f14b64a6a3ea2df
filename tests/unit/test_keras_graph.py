"""What layers take, from configurations by hand; those that lead nowhere are refused."""

import pytest

from builders import keras_files as made
from chemins.base.errors import CheminsError
from chemins.networks.keras_files.config import described
from chemins.networks.keras_files.graph import read_graph


def refusal(document):
    with pytest.raises(CheminsError) as error:
        described(document, 10**9)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_sequential_models_layers_take_each_other():
    graph = read_graph("Sequential", made.small()["config"])
    assert graph.order == (("image", 0), ("flat", 0), ("hidden", 0), ("last", 0))
    assert graph.taken(("hidden", 0)) == (("flat", 0),)


def test_a_layer_called_twice_is_two_calls():
    shared = made.taking(made.dense("shared", 3), ["flat"], ["shared"])
    flat = made.taking(made.layer("Flatten", "flat"), ["image"])
    last = made.taking(made.dense("last", 2), [made.tensor("shared", 1)])
    graph = read_graph("Functional", made.functional(last, shared, flat, end="last")["config"])
    assert graph.order == (
        ("image", 0),
        ("flat", 0),
        ("shared", 0),
        ("shared", 1),
        ("last", 0),
    )
    assert graph.taken(("last", 0)) == (("shared", 1),)


CIRCLES = {
    "itself": [made.taking(made.dense("a", 2), ["a"])],
    "two": [made.taking(made.dense("a", 2), ["b"]), made.taking(made.dense("b", 2), ["a"])],
    "a shared one": [made.taking(made.dense("a", 2), [made.tensor("a", 1)], ["a"])],
    "flat": [made.taking(made.layer("Flatten", "a"), ["b"]),
             made.taking(made.layer("Flatten", "b"), ["a"])],
    "softmax": [made.taking(made.layer("Softmax", "a"), ["b"]),
                made.taking(made.layer("Activation", "b", activation="softmax"), ["a"])],
}  # fmt: skip


@pytest.mark.parametrize("layers", CIRCLES.values(), ids=CIRCLES)
@pytest.mark.parametrize("inside", [False, True], ids=["outside", "in a model inside"])
def test_circles_are_refused(layers, inside):
    document = made.functional(*layers)
    if inside:
        document["config"]["name"] = "inside"
        document = made.small(document, made.dense("last", 2))
    assert "layers that wait for each other" in refusal(document)


LOST = {
    "a layer that is not there": ["b"],
    "a call that is not there": [made.tensor("image", 1)],
    "a call before the first": [made.tensor("image", -1)],
    "no history": [{"class_name": "__keras_tensor__", "config": {"keras_history": None}}],
    "no configuration": [{"class_name": "__keras_tensor__"}],
    "a list as name": [{"class_name": "__keras_tensor__", "config": {"keras_history": [[], 0, 0]}}],
}


@pytest.mark.parametrize("call", LOST.values(), ids=LOST)
def test_layers_that_take_what_is_not_there_are_refused(call):
    text = refusal(made.functional(made.taking(made.dense("a", 2), call)))
    assert "takes what is not in the network" in text


SOFTMAXES = {
    "one": [made.layer("Softmax", "a")],
    "an activation": [made.layer("Activation", "a", activation="softmax")],
    "two": [made.layer("Softmax", "a"), made.layer("Softmax", "b")],
    "flattened": [made.layer("Flatten", "f"), made.layer("Softmax", "a")],
    "and then dropped": [made.layer("Softmax", "a"), made.layer("Dropout", "d")],
}


@pytest.mark.parametrize("layers", SOFTMAXES.values(), ids=SOFTMAXES)
@pytest.mark.parametrize("first", [True, False], ids=["input layer", "no input layer"])
def test_networks_that_are_a_softmax_alone_are_refused(layers, first):
    document = made.sequential(*layers)
    if not first:
        del document["config"]["layers"][0]
        document["config"]["build_input_shape"] = [None, 28, 28]
    assert "is nothing but a softmax of its input" in refusal(document)


def test_a_softmax_that_takes_nothing_is_refused():
    assert "takes nothing: 'a'" in refusal(made.functional(made.taking(made.layer("Softmax", "a"))))
    document = made.functional(made.taking(made.layer("Softmax", "a"), [3.0]))
    assert "takes nothing: 'a'" in refusal(document)


def test_two_layers_of_a_name_and_two_names_of_a_layer_are_refused():
    assert "two layers of one name" in refusal(made.small(made.dense("hidden", 2)))
    layer = {**made.taking(made.dense("a", 2), ["image"]), "name": "b"}
    assert "a layer with the names 'b' and 'a'" in refusal(made.functional(layer))


ENDS = {
    "two": [["a", 0, 0], ["image", 0, 0]],
    "two in a dict": {"a": ["a", 0, 0], "b": ["image", 0, 0]},
    "an empty dict": {},
    "none": [],
    "text": ["a"],
    "a nested list": [[["a", 0, 0]]],
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("key", ["input_layers", "output_layers"])
def test_several_inputs_or_outputs_are_refused(key, end):
    document = made.functional(made.taking(made.dense("a", 2), ["image"]))
    document["config"][key] = end
    assert "several inputs or outputs" in refusal(document)


def test_an_output_that_is_not_there_is_refused():
    document = made.functional(made.taking(made.dense("a", 2), ["image"]), end="b")
    assert "has no layer 'b', its input or output" in refusal(document)


def test_more_neurons_than_the_file_has_weights_are_refused():
    described(made.small(made.dense("last", 1000)), 4000)
    with pytest.raises(CheminsError, match="'last' with more neurons than the file has weights"):
        described(made.small(made.dense("last", 1000)), 999)


def test_a_long_chain_of_models_inside_models_is_read_or_refused():
    document = made.sequential(made.dense("d", 2), name="m0")
    for number in range(1, 100):
        document = made.sequential(document, name=f"m{number}")
    assert "lie in each other" in refusal(document)
