"""What a source file states: a digest of its statements, and what it imports.

To parse all of this project takes a third of a second, with which every call begins and every job's
process; so what was found is remembered by the files' contents.
"""

import ast
import hashlib
import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from chemins.base.files import sha256, write_text

# Fields of a syntax tree that say nothing of what the code does.
SILENT = {"type_comment", "kind", "type_ignores", "ctx"}
HOLDERS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)  # of docstrings


class Stated(NamedTuple):
    """digest: of a file's statements, as hexadecimal SHA-256. imports: wherever they stand, each as
    (level, module, names), as of `from module import names`; `import module` has no names."""

    digest: str
    imports: list


@cache
def stated(file) -> Stated:
    return read(Path(file).read_bytes())


def read(source) -> Stated:
    """source: of a file, as bytes."""
    found = []
    text = written(ast.parse(source), found)
    imports = [one for node in found for one in told(node)]
    return Stated(hashlib.sha256(text.encode()).hexdigest(), imports)


def told(node) -> list[tuple]:
    """An import statement as Stated has it, one a module."""
    if isinstance(node, ast.Import):
        return [(0, alias.name, []) for alias in node.names]
    return [(node.level, node.module or "", [alias.name for alias in node.names])]


class Remembered:
    """As `stated`, of files whose contents are in the file `memory`; others are parsed.

    What is there counts only if it is as it was written, by this module and this Python.
    """

    def __init__(self, memory) -> None:
        self.memory = Path(memory)
        self.reader = f"{sha256(__file__)} {sys.version}"
        self.known, self.asked = self.remembered(), {}

    def remembered(self) -> dict:
        """SHA-256 of a content -> what it states."""
        try:
            seal, text = self.memory.read_text(encoding="utf-8").split("\n", 1)
        except (OSError, ValueError):
            return {}
        return json.loads(text) if seal == self.seal(text) else {}

    def seal(self, text) -> str:
        return hashlib.sha256(f"{self.reader}\n{text}".encode()).hexdigest()

    def stated(self, file) -> Stated:
        if file not in self.asked:
            source = Path(file).read_bytes()
            content = hashlib.sha256(source).hexdigest()
            found = self.known.get(content)
            self.asked[file] = content, Stated(*found) if found else read(source)
        return self.asked[file][1]

    def remember(self) -> None:
        """Write what was asked for, and nothing else, if any of it is new."""
        asked = dict(self.asked.values())
        if asked.keys() <= self.known.keys():
            return
        text = json.dumps(asked, sort_keys=True)
        try:
            write_text(self.memory, f"{self.seal(text)}\n{text}")
        except OSError:
            """A folder that cannot be written to costs time only."""


# --- a syntax tree as text ----------------------------------------------------------------------


def written(node, imports) -> str:
    """A syntax tree as text: node names and non-empty fields, no positions.

    Not ast.dump: what that writes differs between versions of Python, which add fields that are
    empty in code written for older ones. imports: a list that its import statements are added to;
    a start of Snakemake has all files written, and so each is gone through once.
    """
    if isinstance(node, ast.AST):
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports.append(node)
        fields = [
            f"{name}={written(value, imports)}"
            for name, value in telling_fields(node)
            if name not in SILENT and value is not None and value != []
        ]
        return f"{type(node).__name__}({','.join(fields)})"
    if isinstance(node, list):
        return f"[{','.join([written(each, imports) for each in node])}]"
    # In ASCII: which characters repr writes as they are depends on the Unicode of the Python.
    return ascii(node)


def telling_fields(node) -> Iterator | list[tuple]:
    """A node's (name, value) fields, without a docstring, without empty pieces of an f-string."""
    if isinstance(node, HOLDERS) and ast.get_docstring(node, clean=False) is not None:
        return [(name, v[1:] if name == "body" else v) for name, v in ast.iter_fields(node)]
    if isinstance(node, ast.JoinedStr):  # Python 3.12.1 has more of them
        return [("values", [v for v in node.values if getattr(v, "value", None) != ""])]
    return ast.iter_fields(node)
