"""The packages of the library: what may import what, as docs/architecture.md orders them."""

import ast
import re
from pathlib import Path

from builders.project import ROOT

LIBRARY = ROOT / "scripts/chemins"
PACKAGES = [
    *("notebook", "pages", "papers", "figures", "text", "answers", "measures", "planning"),
    *("statistics", "clusters", "data", "networks", "archives", "results", "jobs", "base"),
]
FILES = [path.relative_to(LIBRARY) for path in sorted(LIBRARY.rglob("*.py"))]
MODULES = [file for file in FILES if file.name != "__init__.py"]


def package(file):
    return file.parts[0].removesuffix(".py")


def imported(source):
    """The packages of the library whose modules a source imports, anywhere in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "chemins":
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.startswith("chemins.")]
        else:
            names = []
        yield from (name.split(".")[1] for name in names)


def upward(package, source):
    """What a module of a package imports from one above it."""
    allowed = PACKAGES[PACKAGES.index(package) :]
    return {name for name in imported(source) if name not in allowed}


def test_there_are_these_packages_and_no_other():
    assert {package(file) for file in MODULES} == set(PACKAGES)


def test_imports_only_go_down():
    found = {str(file): upward(package(file), (LIBRARY / file).read_text()) for file in MODULES}
    assert {file: names for file, names in found.items() if names} == {}


def test_an_import_upward_is_noticed_wherever_it_stands():
    source = "from chemins.base import files\n\ndef f():\n    import chemins.pages.explorer\n"
    assert upward("results", source) == {"pages"}
    assert upward("pages", source) == set()
    assert upward("base", "from chemins.data.idx import FILES\n") == {"data"}


def test_packages_are_empty_themselves():
    texts = {str(file): (LIBRARY / file).read_text() for file in FILES if file not in MODULES}
    assert len(texts) >= len(PACKAGES)
    assert {name for name, text in texts.items() if text} == set()


def test_the_architecture_orders_the_packages_as_here():
    page = (ROOT / "docs/architecture.md").read_text()
    table = page.split("| package | what |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE)
    assert [Path(name).stem for row in rows for name in re.findall(r"`(\w+)", row)] == PACKAGES
