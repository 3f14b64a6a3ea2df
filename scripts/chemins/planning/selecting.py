"""Which of a config's runs are to be made: those that `only` names, counts or describes."""

import re
from fnmatch import fnmatchcase

from chemins.base.errors import CheminsError
from chemins.planning.config_checks import some_of
from chemins.planning.config_words import quoted

RANGE = re.compile(r"([0-9]{1,9})\.\.([0-9]{1,9})")


def named_runs(only, runs) -> list[str]:
    """The names of the runs that `only` asks for, each once, by the alphabet.

    only: texts, each a run's name or, where no run is called so, a range of the runs as they come
    in the config (`1..1000`, counted from 1, both ends included) or a pattern of names as a shell
    has it (`sweep-*`, `run-?`, `[ab]*`). runs: the config's, by name. Raises CheminsError for one
    that asks for no run, or for more of them than there are.
    """
    return sorted({name for text in only for name in asked_for(text, runs)})


def asked_for(text, runs) -> list[str]:
    """The runs that one text of `only` asks for."""
    if text in runs:
        return [text]
    if found := RANGE.fullmatch(text):
        return in_range(text, *map(int, found.groups()), [*runs])
    if not set("*?[") & set(text):
        raise CheminsError(
            f"only: there is no run {quoted(text)}; the config's runs are {some_of(runs)}"
        )
    like = [name for name in runs if fnmatchcase(name, text)]
    if not like:
        raise CheminsError(
            f"only: no run's name is like {quoted(text)}; the config's runs are {some_of(runs)}"
        )
    return like


def in_range(text, first, last, names) -> list[str]:
    if not 1 <= first <= last <= len(names):
        raise CheminsError(
            f"only: {quoted(text)} is no range of the config's runs, of which there are "
            f"{len(names):,}; allowed: FIRST..LAST, counted from 1 and both made, such as "
            f"1..{min(len(names), 1000)}"
        )
    return names[first - 1 : last]
