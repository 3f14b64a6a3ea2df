"""A digest of a script and of every local module it imports, blind to comments and layout.

Snakemake does not look into the modules that a script imports, and knows a script by its time
stamp. Every rule has this digest as a parameter instead: it changes exactly when a statement
does. It is worked out from the source, and is the same on every Python that is supported.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from chemins.base.site_files import files_of
from chemins.planning.statements import stated


@cache
def code_digest(script, read=stated) -> str:
    """Hexadecimal digest of a script's statements and those of the local modules it imports.

    script: path of a .py file; local modules are found beside it, as Python would find them. read:
    path of a file -> Stated.
    """
    script = Path(script)
    digest = hashlib.sha256()
    for file in sorted(local_files(script, script.parent, read)):
        digest.update(f"{file.relative_to(script.parent)}\n{read(file).digest}\n".encode())
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


def local_files(file, root, read, seen=None) -> set[Path]:
    """The file and all local modules that it imports, directly or not."""
    seen = set() if seen is None else seen
    if file not in seen:
        seen.add(file)
        for found in imported_files(file, root, read):
            local_files(found, root, read, seen)
    return seen


@cache
def imported_files(file, root, read) -> set[Path]:
    """The local modules that a file itself imports: most are imported by many scripts."""
    names = imported_names(read(file).imports, file.relative_to(root).parent.parts)
    return {found for name in names for found in module_files(name, root)}


def imported_names(imports, package) -> Iterator:
    """Every dotted name that these import statements name.

    imports: as of Stated. package: names of the packages that their module is in, from the
    outermost.
    """
    for level, module, names in imports:
        above = package[: len(package) + 1 - level] if level else ()
        base = ".".join([*above, *filter(None, [module])])
        yield base
        yield from (f"{base}.{name}" for name in names)


def module_files(name, root) -> Iterator:
    """The files that importing a dotted name runs, where they are under root."""
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        base = root.joinpath(*parts[:length])
        for file in (base / "__init__.py", base.with_suffix(".py")):
            if file.is_file():
                yield file
