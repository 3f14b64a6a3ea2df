"""Configs changed at random: read or refused in one message, never anything else."""

import copy

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.configs import SCHEMA
from builders.project import ROOT
from chemins.base.errors import CheminsError
from chemins.data.datasets import describe_dataset
from chemins.planning.config import check_dataset, read_config
from chemins.planning.strict_yaml import read_mapping

WHOLE = {
    **yaml.safe_load((ROOT / "config/config.yaml").read_text()),
    "dataset_dir": "",
    "atlas": {"digits": [1, 4, 7], "replicates": 3},
}
KEYS = ["runs", "defaults", "network", "kind", "hidden", "path", "model", "layers", "digits", "k"]
WORDS = ["", "all", "auto", "file", "activations", "mnist", "~", "$X", "/", "010", "1_7", "nan"]

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(10**4000), max_value=10**4000)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(WORDS)
    | st.dates()
    | st.binary(max_size=3)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | SCALARS, inner, max_size=4)
    ),
    max_leaves=8,
)


def places(value, above=()):
    """The path of each value in a config, its own included."""
    yield above
    children = enumerate(value) if isinstance(value, list) else ()
    for key, child in value.items() if isinstance(value, dict) else children:
        yield from places(child, (*above, key))


def changed(config, place, change, value):
    """The config with what stands there replaced, left out, or joined by another key."""
    if not place:
        return value
    config = copy.deepcopy(config)
    holder = config
    for key in place[:-1]:
        holder = holder[key]
    if change == "replace":
        holder[place[-1]] = value
    elif change == "remove":
        del holder[place[-1]]
    elif isinstance(holder, dict):
        holder[value if isinstance(value, str | int | float | None) else "k"] = value
    else:
        holder.append(value)
    return config


def refusal(read, source):
    """Its one message, if it is refused, None if not."""
    try:
        read(source)
    except CheminsError as error:
        message = str(error)
    else:
        return None
    assert message
    assert "\n" not in message
    assert len(message) < 1500
    return message


@settings(max_examples=500)
@given(st.data())
def test_a_config_is_read_or_refused_in_one_message(data):
    config = WHOLE
    for _ in range(data.draw(st.integers(1, 3))):
        if isinstance(config, dict | list):
            place = data.draw(st.sampled_from([*places(config)]))
            change = data.draw(st.sampled_from(["replace", "remove", "add"]))
            config = changed(config, place, change, data.draw(VALUES))
    refusal(read_twice, config)


def read_twice(config):
    """What was read is a config too, of the same meaning."""
    read = read_config(config, SCHEMA)
    assert read_config(read, SCHEMA) == read
    if isinstance(read["dataset"], str):
        check_dataset(read, describe_dataset(read["dataset"]))


TOKENS = ["a", "b", "runs", ":", ": ", ",", "{", "}", "[", "]", "\n", "\n  ", "- ", "&x ", "*x"]
TOKENS += ["!!str ", "!t ", "'", '"', "\t", "010", "yes", "1.5", "---\n", "? ", "<<", "|", ">", "%"]
TOKENS += ["\u2028", "\ufeff", "\0", "é", "\x07", "=", "@", "2026-13-45"]


@settings(max_examples=500)
@given(text=st.lists(st.sampled_from(TOKENS), max_size=25).map("".join) | st.text(max_size=60))
def test_a_file_is_read_or_refused_in_one_message(tmp_path_factory, text):
    file = tmp_path_factory.getbasetemp() / "fuzzed.yaml"
    file.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    message = refusal(read_mapping, file)
    assert message is None or message.startswith(str(file))
