"""Reading a config file and refusing what YAML would take in silence.

A key given twice (the last wins), numbers and words that YAML 1.1 reads otherwise than people do
(`010` is 8, `1:30` is 90, `no` is false), anchors that contain themselves: all of it is seen in the
parser's events, before anything is made of them. Aliases that unfold to gigabytes are counted.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from chemins.base.errors import CheminsError
from chemins.planning.config_words import place_of, quoted

LEVELS = 30  # of mappings and lists in each other; the schema has five
VALUES = 1_000_000  # with aliases unfolded; a config of 10,000 runs has a tenth
BITS = 10_000  # of an integer; Python prints none of many more
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TEXTS = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
RESOLVER = yaml.resolver.Resolver()
CORE = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null")}
CORE |= {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}

# What YAML 1.1 and people both read as the same number.
NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
KINDS = {
    "bool": "true or false",
    "int": "another number than it looks like",
    "float": "another number than it looks like",
    "timestamp": "a date",
}


class KeyTwice(ValueError):
    """A JSON object has a key twice. JSON's parser tells no lines: YAML's looks for it again."""


def read_mapping(path) -> dict:
    """A config file, YAML or JSON, as the dict that Snakemake will make of it; {} if it is empty.

    Raises CheminsError, with the file, the line and the key, for what is no such file or says
    something that could be taken otherwise than it is meant.
    """
    text = read_utf8(path)
    try:
        mapping = parsed(text)
    except yaml.MarkedYAMLError as error:
        raise CheminsError(f"{path}, {yaml_message(error)}") from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        reason = " ".join(str(error).split())
        raise CheminsError(f"{path}: it is no YAML: {reason[:200]}") from None
    except CheminsError as error:
        raise CheminsError(f"{path}, {error}") from None
    if not isinstance(mapping, dict | None):
        raise CheminsError(f"{path}: {quoted(mapping)} is not allowed; needed: keys with values")
    return mapping or {}


def read_utf8(path) -> str:
    path = Path(path)
    if not path.is_file():
        kind = "a folder, a pipe or a device" if path.exists() else "not there"
        raise CheminsError(f"{path}: it is {kind}; needed: a file in YAML")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CheminsError(
            f"{path}: byte {error.start} is not UTF-8; needed: a text file saved as UTF-8"
        ) from None
    except OSError as error:
        raise CheminsError(f"{path}: it cannot be read: {error.strerror}") from None


def yaml_message(error) -> str:
    hint = "; indent with blanks, not with tabs" if "any token" in str(error.problem) else ""
    return f"line {error.problem_mark.line + 1}: it is no YAML: {error.problem}{hint}"


def parsed(text) -> object:
    """What a text says in JSON or, where it is none, in YAML."""
    try:
        value = json.loads(text, object_pairs_hook=unique)
    except (ValueError, RecursionError) as error:
        if isinstance(error, KeyTwice):
            text = text.replace("\t", " ")  # which YAML has not between words
        check_events(yaml.parse(text, Loader=LOADER))
        value = yaml.load(text, Loader=LOADER)
    check_extent(value)
    return value


def unique(pairs) -> dict:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise KeyTwice
    return mapping


def check_extent(value) -> None:
    """Raise CheminsError for values in each other without end, or more than any config has."""
    waiting, seen = [(value, 0)], 0
    while waiting:
        value, level = waiting.pop()
        seen += 1
        if level > LEVELS:
            raise CheminsError(f"values in each other without end; allowed: {LEVELS} levels")
        if seen > VALUES:
            raise CheminsError(
                f"more values than a config can have, each *alias counted; allowed: {VALUES:,}"
            )
        if isinstance(value, int) and value.bit_length() > BITS:
            raise CheminsError(f"a number of {value.bit_length()} bits; allowed: {BITS:,}")
        if isinstance(value, dict | list):
            children = value.values() if isinstance(value, dict) else value
            waiting += [(child, level + 1) for child in children]


# --- the parser's events ----------------------------------------------------------------------


@dataclass
class Open:
    """A mapping or a list that has begun, and not ended yet."""

    is_mapping: bool
    anchor: str | None = None
    lines: dict = field(default_factory=dict)  # key -> the line that it is in
    key: object = None  # the one whose value comes next; of a list, the index
    awaits_key: bool = True


def check_events(events) -> None:
    """Raise CheminsError, which begins with the line and the key, at the first thing refused."""
    opened, documents = [], 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                refuse_line(event, opened, "a second document begins; allowed: one in a file")
        elif isinstance(event, yaml.CollectionEndEvent):
            opened.pop()
        elif isinstance(event, yaml.NodeEvent):
            check_node(event, opened)
            if isinstance(event, yaml.CollectionStartEvent):
                opened.append(Open(isinstance(event, yaml.MappingStartEvent), event.anchor))


def check_node(event, opened) -> None:
    """opened: from the outermost, whatever the event stands in."""
    parent = opened[-1] if opened else Open(is_mapping=False)
    if parent.is_mapping and parent.awaits_key:
        take_key(event, parent, opened)
        return
    parent.awaits_key = True
    if not parent.is_mapping:
        parent.key = 0 if parent.key is None else parent.key + 1
    if isinstance(event, yaml.AliasEvent):
        check_alias(event, opened)
    else:
        check_scalar(event, opened)


def take_key(event, parent, opened) -> None:
    parent.key, parent.awaits_key = None, False
    if not isinstance(event, yaml.ScalarEvent):
        refuse_line(event, opened, "a list, a mapping or an alias is a key here; allowed: a name")
    if event.value in parent.lines:
        refuse_line(
            event,
            opened,
            f"the key {quoted(event.value)} is given twice, in line {parent.lines[event.value]} "
            "too; allowed: once",
        )
    parent.key = event.value
    parent.lines[event.value] = line(event)


def check_alias(event, opened) -> None:
    if event.anchor in [collection.anchor for collection in opened]:
        refuse_line(
            event,
            opened,
            f"*{event.anchor} stands inside what &{event.anchor} names, which would have no end; "
            "allowed: outside of it",
        )


def check_scalar(event, opened) -> None:
    if event.tag not in (None, *CORE):
        refuse_line(event, opened, f"the tag {quoted(event.tag)} is not allowed; needed: no tag")
    if len(opened) >= LEVELS:
        refuse_line(event, opened, f"values in each other too deeply; allowed: {LEVELS} levels")
    if isinstance(event, yaml.ScalarEvent) and event.implicit[0]:
        check_plain(event, opened)


def check_plain(event, opened) -> None:
    """Refuse text without quotes that YAML takes for something else than is written."""
    tag = RESOLVER.resolve(yaml.ScalarNode, event.value, (True, False))
    kind = tag.rsplit(":", 1)[1]
    truth = event.value.casefold() in ("true", "false")
    if kind in ("str", "null") or truth or NUMBER.fullmatch(event.value):
        return
    refuse_line(
        event,
        opened,
        f"{quoted(event.value)} without quotes is {KINDS.get(kind, 'no text')} to YAML; allowed: a "
        "number in decimal digits (no leading 0, '_', ':' or 0x), or text in quotes",
    )


def refuse_line(event, opened, reason) -> None:
    place = place_of([part.key for part in opened if part.key is not None])
    raise CheminsError(f"line {line(event)}, {place}{reason}")


def line(event) -> int:
    return event.start_mark.line + 1


# --- Snakemake's own templates ----------------------------------------------------------------


def runs_python(path) -> bool:
    """Whether Snakemake takes this file, a config or a profile, as a template whose code it runs.

    It does so by YTE, where the file says `__use_yte__: true`. False for files it cannot read.
    """
    try:
        asked = yaml.load(read_utf8(path), Loader=TEXTS)["__use_yte__"]
    except (CheminsError, yaml.YAMLError, KeyError, TypeError):
        return False
    return str(asked).casefold() not in ("false", "no", "off", "")
