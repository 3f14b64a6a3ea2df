"""A digest of a script and of every local module it imports, blind to comments and layout.

Snakemake does not look into the modules that a script imports, and knows a script by its time
stamp. Every rule has this digest as a parameter instead: it changes exactly when a statement
does. It is worked out from the source, and is the same on every Python that is supported.
"""

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from chemins.base.site_files import files_of

# Fields of a syntax tree that say nothing of what the code does.
SILENT = {"type_comment", "kind", "type_ignores", "ctx"}
HOLDERS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)  # of docstrings


@cache
def code_digest(script) -> str:
    """Hexadecimal digest of a script's statements and those of the local modules it imports.

    script: path of a .py file; local modules are found beside it, as Python would find them.
    """
    script = Path(script)
    files = sorted(local_files(script, script.parent))
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(script.parent)}\n".encode() + statements(file)[0] + b"\n")
    return digest.hexdigest()[:16]


def text_digest(text) -> str:
    """Hexadecimal digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def templates_digest(folder, template) -> str:
    """A digest of a template of a folder, and of the styles and scripts that its page brings."""
    return files_digest(folder / name for name in files_of(template, folder))


def files_digest(paths) -> str:
    """Hexadecimal digest of the contents of files that are no code: templates, style sheets."""
    digest = hashlib.sha256()
    for path in sorted(map(Path, paths)):
        content = path.read_bytes()
        digest.update(f"{path.name}\n{len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def local_files(file, root, seen=None) -> set[Path]:
    """The file and all local modules that it imports, directly or not."""
    seen = set() if seen is None else seen
    if file not in seen:
        seen.add(file)
        for found in imported_files(file, root):
            local_files(found, root, seen)
    return seen


@cache
def imported_files(file, root) -> set[Path]:
    """The local modules that a file itself imports: most are imported by many scripts."""
    names = imported_names(statements(file)[1], file.relative_to(root).parent.parts)
    return {found for name in names for found in module_files(name, root)}


def imported_names(imports, package) -> Iterator:
    """Every dotted name that these import statements name.

    package: names of the packages that their module is in, from the outermost.
    """
    for node in imports:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        else:
            above = package[: len(package) + 1 - node.level] if node.level else ()
            base = ".".join([*above, *filter(None, [node.module])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def module_files(name, root) -> Iterator:
    """The files that importing a dotted name runs, where they are under root."""
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        base = root.joinpath(*parts[:length])
        for file in (base / "__init__.py", base.with_suffix(".py")):
            if file.is_file():
                yield file


@cache
def statements(file) -> tuple[bytes, list]:
    """What a file's code does, as bytes; and its import statements, wherever they stand."""
    imports = []
    text = written(ast.parse(Path(file).read_text(encoding="utf-8")), imports)
    return text.encode(), imports


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
