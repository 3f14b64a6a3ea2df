"""Folders and files that a config names: `~` and variables worked out, one spelling a place."""

import os
import re
import stat
from pathlib import Path

from chemins.base.errors import CheminsError
from chemins.planning.config_words import quoted

PROJECT = Path(__file__).resolve().parents[3]
OWN = (".cache", ".ci", ".git", ".snakemake", ".venv", "config", "docs", "notebooks", "profiles")
OWN += ("report", "rules", "scripts", "site", "tests", "tools", "snakefile")
LONGEST = 3_000  # bytes of a path: systems end at 4,096, and results have names of their own
LONGEST_PART = 255  # bytes
VARIABLE = re.compile(r"\$(?:\w+|\{\w*\})", re.ASCII)
FOREIGN = {
    "an address": re.compile(r"\A[A-Za-z][A-Za-z0-9+.-]*://"),
    # Snakemake would put something else in their place.
    "one of { } < >, which are Snakemake's placeholders": re.compile("[{}<>]"),
    "a backslash": re.compile(r"\\"),
    "a part that begins or ends with a blank": re.compile(r"(?:\A|/)\s|\s(?:/|\Z)"),
}


def worked_out(text, what) -> str:
    """A path of the config with `~`, `$NAME` and `${NAME}` replaced, and no needless `/` or `.`.

    what: the run and the key, for messages. Raises CheminsError for a variable or a user that
    there is not, and for characters that neither files nor Snakemake take well.
    """
    for found in VARIABLE.finditer(text):
        if os.path.expandvars(found[0]) in (found[0], ""):
            raise CheminsError(
                f"{what}: {quoted(text)} has the variable {found[0]}, which is not set; allowed: a "
                "path, with ~ and variables that are"
            )
    path = os.path.expanduser(os.path.expandvars(text))
    if path.startswith("~"):
        raise CheminsError(
            f"{what}: {quoted(text)} begins with ~, and there is no such user; allowed: ~/ for "
            "your own folder, ./~ for a name that begins so"
        )
    check_characters(text, path, what)
    return str(Path(path))


def check_characters(text, path, what) -> None:
    found = [name for name, pattern in FOREIGN.items() if pattern.search(path)]
    if not path.isprintable():
        found.append("a character that cannot be printed")
    written = path.encode(errors="replace")
    if len(written) > LONGEST or max(map(len, written.split(b"/"))) > LONGEST_PART:
        found.append("more characters than a path can have")
    if found:
        raise CheminsError(
            f"{what}: {quoted(text)} has {found[0]}; allowed: the path of a file or folder here"
        )


def input_place(text, what) -> str:
    """As worked_out, of something to read: no pipe and no device."""
    path = worked_out(text, what)
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return path  # whoever reads it says so
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise CheminsError(
            f"{what}: {quoted(text)} is a pipe, a socket or a device; allowed: a file or a folder"
        )
    return path


def results_folder(text, project=PROJECT) -> str:
    """As worked_out, of the folder that everything is written to, relative if it is in this one.

    project: the folder of the workflow. Raises CheminsError for that folder, what it lies in, what
    it consists of, and where no folder can be made.
    """
    what, here = "results_dir", Path.cwd()
    path = Path(os.path.normpath(worked_out(text, what)))
    whole = here / path
    real = Path(os.path.realpath(whole))
    for own in (project, here):
        check_apart(text, real, own)
    check_folder(text, whole, real)
    for spelling in (
        Path(os.path.normpath(whole)),
        Path(os.path.realpath(whole.parent), whole.name),
    ):
        if spelling.is_relative_to(here):
            return str(spelling.relative_to(here))
    return str(path)


def check_apart(text, real, own) -> None:
    """Results are neither around the project nor among its sources."""
    if own.is_relative_to(real):
        raise CheminsError(
            f"results_dir: {quoted(text)} is the folder of the project, or around it; allowed: a "
            "folder of its own, such as results"
        )
    inside = real.relative_to(own).parts if real.is_relative_to(own) else [""]
    if inside[0].casefold() in OWN:
        raise CheminsError(
            f"results_dir: {quoted(text)} lies in {inside[0]}, which is the project's own; "
            "allowed: a folder of its own, such as results"
        )


def check_folder(text, whole, real) -> None:
    """There is such a folder, or there can be."""
    there = next(path for path in (real, *real.parents) if os.path.exists(path))
    if not there.is_dir() or (there != real and os.path.islink(whole)):
        raise CheminsError(
            f"results_dir: {quoted(text)} is no folder, or lies in a file; allowed: a folder, or a "
            "name that is free"
        )
    if there != real and not os.access(there, os.W_OK | os.X_OK):
        raise CheminsError(
            f"results_dir: {quoted(text)} cannot be made, since {there} cannot be written to; "
            "allowed: a folder that can"
        )
