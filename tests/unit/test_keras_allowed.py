"""The allowlist of a .keras file, and that whatever else is in one is refused in one message."""

import json
import subprocess
import sys

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from builders import keras_files as made
from builders.project import ROOT
from chemins.base.errors import CheminsError
from chemins.networks.keras_files.allowed import check_allowed
from chemins.networks.keras_files.config import described
from chemins.networks.keras_files.names import CLASSES


def refusal(document):
    with pytest.raises(CheminsError) as error:
        described(document, 10**9)
    text = str(error.value)
    assert "\n" not in text
    assert len(text) < 500
    return text


@pytest.mark.slow
def test_the_names_are_those_of_the_installed_keras():
    code = "import write_keras_names as w; print(w.module_text(), end='')"
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "tools", capture_output=True, text=True, check=True
    )
    found = (ROOT / "scripts/chemins/networks/keras_files/names.py").read_text()
    assert process.stdout == found, "run tools/write_keras_names.py"


def test_the_names_hold_nothing_that_reads_fetches_or_runs():
    names = {name for text in CLASSES.values() for name in text.split()}
    assert not names & {"Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer"}
    assert not names & {"StringLookup", "IntegerLookup", "TextVectorization", "Hashing"}
    assert {module.split(".")[0] for module in CLASSES} == {"keras"}


def test_what_networks_for_images_consist_of_is_allowed():
    check_allowed(made.small())
    check_allowed(
        made.functional(
            made.taking(made.layer("Rescaling", "r", scale=1 / 255, offset=0), ["image"]),
            made.operation("Multiply", "m", "r", 2.0),
            made.operation("Softmax", "s", "m", module="nn", axis=-1),
        )
    )


FUNCTIONS = {
    "get_file": ("keras.utils", "get_file"),
    "unsafe": ("keras.config", "enable_unsafe_deserialization"),
    "load_model": ("keras.models", "load_model"),
    "load_model again": ("keras.saving", "load_model"),
    "load_img": ("keras.utils", "load_img"),
    "deserialize": ("keras.saving", "deserialize_keras_object"),
    "an activation's own": ("keras.activations", "deserialize"),
    "a loss's own": ("builtins", "get"),
    "eval": ("builtins", "eval"),
    "exec": ("builtins", "exec"),
    "system": ("os", "system"),
    "popen": ("subprocess", "Popen"),
    "no module": (None, "relu"),
}


@pytest.mark.parametrize(("module", "name"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_functions_that_are_not_on_the_list_are_refused(module, name):
    function = {"module": module, "class_name": "function", "config": name, "registered_name": name}
    document = made.small()
    document["config"]["layers"][2]["config"]["activation"] = function
    assert name in refusal(document)


@pytest.mark.parametrize(("module", "name"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_functions_in_the_place_of_a_layer_are_refused(module, name):
    kind = {"module": module, "class_name": name, "config": {"name": "x"}}
    assert name in refusal(made.small(kind))


LAYERS = {
    "TFSMLayer": {"filepath": "/tmp/saved"},
    "TorchModuleWrapper": {"module": "gASVIQAAAAAAAAC"},
    "JaxLayer": {"call_fn": "x"},
    "FlaxLayer": {"module": "x"},
    "StringLookup": {"vocabulary": "/etc/passwd"},
    "IntegerLookup": {"vocabulary": "http://127.0.0.1/x"},
    "TextVectorization": {"vocabulary": "/etc/passwd"},
    "Hashing": {"num_bins": 3},
    "HashedCrossing": {"num_bins": 3},
    "Layer": {},
    "Wrapper": {},
}


@pytest.mark.parametrize(("kind", "config"), LAYERS.items(), ids=LAYERS)
@pytest.mark.parametrize("inside", [False, True], ids=["a layer", "inside a wrapper"])
def test_layers_that_are_not_on_the_list_are_refused(kind, config, inside):
    layer = made.layer(kind, "x", **config)
    if inside:
        layer = made.layer("TimeDistributed", "around", layer=layer)
    assert f"keras.layers.{kind}" in refusal(made.small(layer))


PLACES = {
    "another module": {"module": "keras.src.layers.core.lambda_layer", "class_name": "Lambda_"},
    "no module": {"module": None, "class_name": "Dense"},
    "a list as module": {"module": ["keras"], "class_name": "Dense"},
    "another package": {"module": "keras_hub.layers", "class_name": "Dense"},
    "like keras": {"module": "keras_evil", "class_name": "Dense"},
    "registered": {"module": "keras.layers", "class_name": "Dense", "registered_name": "a>B"},
    "a type specification": {"module": "tensorflow", "class_name": "__typespec__"},
    "a value with a module": {"module": "os", "class_name": "__tensor__"},
    "no name": {"module": "keras.layers", "class_name": 5},
    "a dict as name": {"module": "keras.layers", "class_name": {}},
}


@pytest.mark.parametrize("changes", PLACES.values(), ids=PLACES)
def test_names_from_elsewhere_are_refused(changes):
    assert refusal(made.small({**made.dense("x", 2), **changes}))


@pytest.mark.parametrize("dtype", ["string", "object", "U1000000000", "O", "V8", None, [1]])
def test_values_that_are_no_numbers_are_refused(dtype):
    value = {"class_name": "__numpy__", "config": {"value": ["x"], "dtype": dtype}}
    assert "allowed: numbers" in refusal(made.small(made.layer("Rescaling", "r", scale=value)))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("activation", "get_file"),
        ("recurrent_activation", "lambda x: x"),
        ("kernel_initializer", "/etc/passwd"),
        ("activity_regularizer", "L9"),
        ("bias_constraint", "http://127.0.0.1"),
    ],
)
def test_words_that_stand_for_nothing_are_refused(key, value):
    assert value in refusal(made.small(made.layer("Dense", "x", units=2, **{key: value})))


def test_what_it_was_compiled_with_is_not_looked_at_but_in_a_model_inside():
    compiled = {"compile_config": {"loss": {"module": "mine", "class_name": "Loss", "config": {}}}}
    assert described({**made.small(), **compiled}, 10**9)
    assert "'Loss'" in refusal(made.small({**made.small(), **compiled}))


# --- whatever is wrong --------------------------------------------------------------------------

INSIDE = made.sequential(made.layer("Flatten", "flat"), made.dense("in", 3), name="inside")
NORMALIZED = {"mean": [0.1], "variance": [0.2], "axis": [-1]}
JOINED = made.functional(
    made.taking(made.layer("Rescaling", "scaled", scale=1 / 255, offset=0.0), ["image"]),
    made.taking(made.layer("Permute", "turned", dims=[3, 1, 2]), ["scaled"]),
    made.operation("Multiply", "twice", "turned", 2.0),
    made.taking(INSIDE, ["twice"]),
    made.taking(made.layer("Normalization", "n", **NORMALIZED), ["inside"]),
    made.taking(made.dense("shared", 3, "relu"), ["n"], ["shared"]),
    made.taking(made.layer("Add", "sum"), [[made.tensor("shared"), made.tensor("shared", 1)]]),
    made.taking(made.dense("last", 2, "softmax"), ["sum"]),
    made.taking(made.layer("Dropout", "drop", rate=0.1), ["last"]),
)
WRONG = [None, 5, -1, 0, 1.5, True, "", "x", "nightly", [], {}, [None], {"a": 1}, [[]], 10**30]
WRONG += [float("nan"), float("inf"), ["image", 0, 0], {"class_name": "function", "config": "relu"}]


def places(node, before=()):
    """The path to every value in a document."""
    children = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in children:
        yield (*before, key)
        if isinstance(child, dict | list):
            yield from places(child, (*before, key))


TEXT = json.dumps(JOINED)


def broken(document, place, change):
    """What a JSON text holds, with one value changed; change: what stands there then,
    "gone" or "twice"."""
    found = inner = json.loads(document)
    for key in place[:-1]:
        inner = inner[key]
    if change == "gone":
        del inner[place[-1]]
    elif change == "twice" and isinstance(inner, list):
        inner.insert(place[-1], inner[place[-1]])
    else:
        inner[place[-1]] = change
    return found


def outcome(document):
    """Read a document: a network, or one message."""
    try:
        return described(document, 10**9)
    except CheminsError as error:
        text = str(error)
    assert "\n" not in text
    assert len(text) < 500
    return text


def test_the_valid_networks_are_read():
    assert described(JOINED, 10**9).end.layer == "last"


@pytest.mark.parametrize("change", [*WRONG, "gone", "twice"], ids=lambda change: repr(change)[:20])
def test_every_value_replaced_gives_a_network_or_one_message(change):
    found = [outcome(broken(TEXT, place, change)) for place in places(JOINED)]
    assert any(isinstance(one, str) for one in found)


@settings(max_examples=200)
@given(st.data())
def test_several_values_replaced_give_a_network_or_one_message(data):
    json_values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=5,
    )
    document = JOINED
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.sampled_from(list(places(document))))
        change = data.draw(json_values | st.sampled_from([*WRONG, "gone", "twice"]))
        document = broken(json.dumps(document), place, change)
    outcome(document)
