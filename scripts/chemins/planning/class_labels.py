"""What classes are called, and which label each is that the config calls by its name."""

import unicodedata
from difflib import get_close_matches

from chemins.base.errors import CheminsError, listed
from chemins.planning.config_words import quoted
from chemins.planning.strict_yaml import NUMBER

# What a key may be called as well: whoever has no digits has classes.
EQUALS = {"classes": "digits", "per_class": "per_digit", "test_per_class": "test_per_digit"}
LISTS = ("digits", "unseen")
LISTED = 30  # names that a message lists
JOINERS = "\u200c\u200d"  # of letters, in scripts and in emoji that need them


def with_labels(config, of_dataset, usual) -> dict:
    """The config with `class_names` as label -> name of all there are, each class as its label, and
    every key by its first name.

    config: as the schema has it. of_dataset: label -> name, or None. usual: the defaults of a run's
    keys. Raises CheminsError.
    """
    names = class_names(config["class_names"], of_dataset)
    read = {**config, "class_names": names}
    read["defaults"] = labelled(without_usual(config["defaults"], usual), "defaults", names)
    if "atlas" in config:
        read["atlas"] = labelled(config["atlas"], "atlas", names)
    runs = {name: labelled(run, f"run {name}", names) for name, run in config["runs"].items()}
    return read | {"runs": runs}


# --- what classes are called ------------------------------------------------------------------


def class_names(given, of_dataset) -> dict[int, str]:
    """label -> name, ascending. given: of the config, a list or a mapping."""
    own = dict(enumerate(given)) if isinstance(given, list) else given
    found = {**(of_dataset or {}), **{label_of_key(key): name for key, name in own.items()}}
    names = {label: tidied(label, found[label]) for label in sorted(found)}
    labels = {}
    for label, name in names.items():
        if name in labels:
            raise CheminsError(
                f"class_names: {quoted(name)} is the name of {labels[name]} and of {label}; "
                "allowed: a name of its own for each label"
            )
        labels[name] = label
    return names


def label_of_key(key) -> int:
    """Of a mapping's key: JSON has them as text."""
    if isinstance(key, bool) or not str(key).isascii() or not str(key).isdecimal():
        raise CheminsError(
            f"class_names: {quoted(key)} is no label; allowed: a list of names, or a mapping of "
            "the labels 0, 1, 2, … to names"
        )
    return int(key)


def in_one_form(name) -> str:
    """A name in one line, without blanks at its ends, letters with their marks as one character
    (NFC): what macOS makes of a folder's name has them apart, and looks the same."""
    return unicodedata.normalize("NFC", " ".join(name.split()))


def tidied(label, name) -> str:
    text = in_one_form(name)
    if not text:
        raise CheminsError(f"class_names: the name of {label} is empty; allowed: any text")
    for letter in text:
        if unicodedata.category(letter) in ("Cc", "Cf", "Cs") and letter not in JOINERS:
            raise CheminsError(
                f"class_names: the name of {label}, {text!a}, has a character that cannot be "
                f"shown, {letter!a}; allowed: letters, digits, marks and signs"
            )
    return text


# --- what the config calls classes ------------------------------------------------------------


def without_usual(defaults, usual) -> dict:
    """`defaults` without the keys that only say what is so anyway, where what they are called as
    well is given: config.yaml writes them all out, and other files are laid over it."""
    beside = {first for key, first in EQUALS.items() if key in defaults}
    return {
        key: value for key, value in defaults.items() if key not in beside or value != usual[key]
    }


def labelled(section, place, names) -> dict:
    """A run's own keys, or those of `defaults` or of the atlas, by their first names, classes as
    labels."""
    read = {}
    for key, value in section.items():
        first = EQUALS.get(key, key)
        if first in read:
            raise CheminsError(
                f"{place}: {first} and {key_beside(first, section)} are the same; give one of them"
            )
        is_list = first in LISTS and isinstance(value, list)
        read[first] = labels_of(value, f"{place}, {key}", names) if is_list else value
    return read


def key_beside(first, section) -> str:
    return next(key for key in section if EQUALS.get(key) == first)


def labels_of(classes, place, names) -> list[int]:
    labels = [label_of(one, place, names) for one in classes]
    for one, label in zip(classes, labels, strict=True):
        if labels.count(label) > 1:
            raise CheminsError(f"{place}: {quoted(one)} is there twice; allowed: no class twice")
    return labels


def label_of(one, place, names) -> int:
    """one: a label or a name. A number in quotes is a name where one is called so."""
    by_name = {name: label for label, name in names.items()}
    if isinstance(one, str):
        one = in_one_form(one)
        if one in by_name:
            return by_name[one]
        if NUMBER.fullmatch(one) and float(one).is_integer() and float(one) >= 0:
            return int(float(one))
        raise unknown(one, place, names)
    if by_name.get(str(one), one) != one:
        raise CheminsError(
            f"{place}: {one} is a label, of {quoted(names.get(one, 'no name'))}, and the name of "
            f"{by_name[str(one)]}; write the name in quotes, or that class's own name"
        )
    return one


def unknown(one, place, names) -> CheminsError:
    if not names:
        return CheminsError(
            f"{place}: {quoted(one)} is no label, and the classes have no names; allowed: 0, 1, 2, "
            "…, or names that class_names gives"
        )
    known = [f"{name} ({label})" for label, name in names.items()]
    some = known if len(known) <= LISTED else [*known[:LISTED], "others"]
    return CheminsError(
        f"{place}: no class is called {quoted(one)}{like(one, names.values())}; allowed: "
        f"{listed(some)}, by name or label"
    )


def like(one, names) -> str:
    """A name that may have been meant, whatever its case, as words; "" if none is near."""
    by_case = {name.casefold(): name for name in names}
    close = get_close_matches(one.casefold(), by_case, n=1)
    return f", did you mean {quoted(by_case[close[0]])}?" if close else ""


def check_named(place, labels, config) -> None:
    """Raise CheminsError where classes have names, but not all of these do."""
    names = config["class_names"]
    for label in labels:
        if names and label not in names:
            raise CheminsError(
                f"class_names: there is no name for {label}, a class of {place}; there are names "
                f"for {listed([*names][:LISTED])}"
            )
