"""Configs beyond every limit: numbers too large, what is no config at all, messages too long."""

import pytest

from builders.configs import SCHEMA
from chemins.base.errors import CheminsError
from chemins.planning.config import read_config
from chemins.planning.config_words import place_of


def numbers(node, place=()):
    """(place, schema node) of each number that a config can give, without its lists' items."""
    for option in [node, *node.get("anyOf", [])]:
        if option.get("type") in ("integer", "number"):
            yield place, option
        if option.get("type") == "array":
            yield from numbers(option["items"], (*place, 0))
        for key, child in option.get("properties", {}).items():
            yield from numbers(child, (*place, key))


NUMBERS = [*numbers(SCHEMA), *numbers(SCHEMA["$defs"]["run"], ("runs", "a"))]
TOO_LARGE = {"by one": None, "1e308": 1e308, "in text": "1e308", "400 digits": 10**400}


@pytest.mark.parametrize("above", TOO_LARGE.values(), ids=TOO_LARGE)
@pytest.mark.parametrize(("place", "node"), NUMBERS, ids=[str(p[-2:]) for p, _ in NUMBERS])
def test_every_number_has_limits_that_a_message_names(place, node, above):
    value = node["maximum"] + 1 if above is None else above
    for key in reversed(place):
        several = [value, 1] if "size" in place else [value, 1, 2]
        value = several if key == 0 else {key: value}
    for key in ("dataset", "unseen_dataset"):
        if key in value:
            value[key]["path"] = "own"
    with pytest.raises(CheminsError) as caught:
        read_config({"runs": {"a": {}}, **value}, SCHEMA)
    message = str(caught.value)
    assert message.startswith(place_of(place).split("[")[0].rstrip(": "))
    assert "not allowed" in message
    assert len(message) < 600


@pytest.mark.parametrize("raw", [None, [], "runs", 3, [{"runs": {}}], {3: 4}, {None: {}}, {(): []}])
def test_what_is_no_config_at_all(raw):
    with pytest.raises(CheminsError):
        read_config(raw, SCHEMA)


def test_what_has_no_end():
    endless = {"runs": {"a": {}}}
    endless["runs"]["a"]["network"] = endless
    doubled = ["x"]
    for _ in range(25):
        doubled = [doubled, doubled]
    for raw in (endless, {"only": doubled, "runs": {"a": {}}}, {"seed": 10**5000}):
        with pytest.raises(CheminsError, match="allowed: "):
            read_config(raw, SCHEMA)


def test_a_message_is_short_however_many_runs_there_are():
    with pytest.raises(CheminsError) as caught:
        read_config({"only": ["z"], "runs": {f"a{n}": {} for n in range(500)}}, SCHEMA)
    assert "a29 and others" in str(caught.value)
    with pytest.raises(CheminsError) as caught:
        read_config({"dataset": "x" * 10_000, "runs": {"a": {}}}, SCHEMA)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("seed", "seed: "),
        ("k" * 200, f"{'k' * 200}: "),
        ("k" * 201, f"'{'k' * 199}…: "),
        ("a\nb", r"'a\nb': "),
    ],
)
def test_a_key_is_told_as_it_is_where_a_line_has_room_for_it(key, told):
    assert place_of([key]) == told
