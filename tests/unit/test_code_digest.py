import ast
import re

import pytest

from chemins.planning import code_digest as digests

SCRIPT = '''"""What the script does."""

import pkg.far as far
from pkg import near


def work(a, b=1):
    """What the function does."""
    from pkg import late

    text = "one"
    return [near.value(a), far.VALUE, late.VALUE, text, (a + b) * 2]


class Worker:
    """What the class is."""


async def wait():
    """What it waits for."""
'''

FILES = {
    "script.py": SCRIPT,
    "pkg/__init__.py": '"""A package."""\nSTATE = 1\n',
    "pkg/near.py": "from pkg.deep import level\n\n\ndef value(a):\n    return level.LEVEL + a\n",
    "pkg/far.py": "VALUE = 2\n",
    "pkg/late.py": "VALUE = 3\n",
    "pkg/deep/__init__.py": "",
    "pkg/deep/level.py": "import pkg.near\n\nLEVEL = 4\n",  # and back again: a cycle
    "pkg/unused.py": "VALUE = 5\n",
    "other.py": "VALUE = 6\n",
}


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def digest(folder):
    forget()
    return digests.code_digest(folder / "script.py")


def forget():
    for function in (digests.code_digest, digests.imported_files, digests.stated):
        function.cache_clear()


def replaced(folder, name, old, new):
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


LAYOUT = {
    "comment": ("script.py", "    text =", "    # why\n    text ="),
    "comment at the end of a line": ("script.py", '"one"', '"one"  # noqa'),
    "docstring of the module": ("script.py", "What the script does", "Another text"),
    "docstring of a function": ("script.py", "What the function does", "Another text"),
    "docstring of a class": ("script.py", "What the class is", "Another text"),
    "docstring of a coroutine": ("script.py", "What it waits for", "Another text"),
    "no docstring of the module": ("script.py", '"""What the script does."""\n', ""),
    "no docstring of a function": ("script.py", '    """What the function does."""\n', ""),
    "docstring of a package": ("pkg/__init__.py", '"""A package."""\n', ""),
    "docstring of an imported module": ("pkg/far.py", "VALUE", '"""Far away."""\nVALUE'),
    "blank lines": ("script.py", "    text =", "\n\n    text ="),
    "spaces": ("script.py", "a, b=1", "a ,b = 1"),
    "line breaks": ("script.py", "[near", "[\n        near"),
    "parentheses": ("script.py", "near.value(a)", "(near.value((a)))"),
    "parentheses of an import": ("script.py", "import near", "import (near)"),
    "quotes": ("script.py", '"one"', "'one'"),
    "pieces of text": ("script.py", '"one"', '"o" "ne"'),
    "trailing comma of a call": ("script.py", "near.value(a)", "near.value(a,)"),
    "trailing comma of a list": ("script.py", "* 2]", "* 2,]"),
    "trailing comma of parameters": ("script.py", "b=1)", "b=1,)"),
    "way of writing a number": ("pkg/far.py", "2", "0x2"),
    "module that is not imported": ("pkg/unused.py", "5", "50"),
    "script beside it": ("other.py", "6", "60"),
}


@pytest.mark.parametrize(("name", "old", "new"), LAYOUT.values(), ids=LAYOUT)
def test_layout_and_comments_change_nothing(folder, name, old, new):
    before = digest(folder)
    replaced(folder, name, old, new)
    ast.parse((folder / name).read_text())
    assert digest(folder) == before


STATEMENTS = {
    "in the script": ("script.py", "* 2", "* 3"),
    "a text": ("script.py", '"one"', '"two"'),
    "a name": ("script.py", "text", "words"),
    "a default": ("script.py", "b=1", "b=2"),
    "an operator": ("script.py", "a + b", "a - b"),
    "the order of operations": ("script.py", "(a + b) * 2", "a + b * 2"),
    "the kind of number": ("script.py", "b=1", "b=1.0"),
    "a number for a boolean": ("script.py", "b=1", "b=True"),
    "a text for a number": ("script.py", "b=1", 'b="1"'),
    "bytes for text": ("script.py", '"one"', 'b"one"'),
    "a text that is no docstring": (
        "script.py",
        '    text = "one"\n',
        '    text = "one"\n    "x"\n',
    ),
    "the order of statements": (
        "pkg/deep/level.py",
        "import pkg.near\n\nLEVEL = 4",
        "LEVEL = 4\nimport pkg.near",
    ),
    "in a module imported by `from pkg import module`": ("pkg/near.py", "+ a", "- a"),
    "in a module imported by `import pkg.module as name`": ("pkg/far.py", "2", "3"),
    "in a module imported inside a function": ("pkg/late.py", "3", "4"),
    "in a module that an imported module imports": ("pkg/deep/level.py", "4", "5"),
    "in the package": ("pkg/__init__.py", "1", "2"),
    "in an inner package": ("pkg/deep/__init__.py", "", "STATE = 1\n"),
    "an import": ("script.py", "from pkg import late", "from pkg import unused as late"),
}


@pytest.mark.parametrize(("name", "old", "new"), STATEMENTS.values(), ids=STATEMENTS)
def test_a_changed_statement_changes_the_digest(folder, name, old, new):
    before = digest(folder)
    replaced(folder, name, old, new)
    ast.parse((folder / name).read_text())
    assert digest(folder) != before


IMPORTS = {
    "import module": "import other",
    "import module as name": "import other as name",
    "from module import name": "from other import VALUE",
    "from module import everything": "from other import *",
    "import in a function": "def f():\n    import other",
    "import in a class": "class C:\n    import other",
    "import in a branch": "if True:\n    pass\nelse:\n    import other",
    "import that may fail": "try:\n    import other\nexcept ImportError:\n    pass",
    "one of several": "import os, other, sys",
}


@pytest.mark.parametrize("text", IMPORTS.values(), ids=IMPORTS)
def test_every_way_of_importing_is_followed(folder, text):
    (folder / "script.py").write_text(text + "\n")
    before = digest(folder)
    replaced(folder, "other.py", "6", "60")
    assert digest(folder) != before


@pytest.mark.parametrize("text", ["from . import unused", "from .unused import VALUE"])
def test_relative_imports_are_followed(folder, text):
    (folder / "pkg/far.py").write_text(text + "\n")
    before = digest(folder)
    replaced(folder, "pkg/unused.py", "5", "50")
    assert digest(folder) != before


def test_a_package_is_run_by_importing_from_it(folder):
    """`import pkg.deep.level` runs pkg/__init__.py and pkg/deep/__init__.py too."""
    (folder / "script.py").write_text("import pkg.deep.level\n")
    before = digest(folder)
    replaced(folder, "pkg/__init__.py", "1", "2")
    assert digest(folder) != before


def test_a_package_without_init_is_followed(folder):
    (folder / "pkg/deep/__init__.py").unlink()
    before = digest(folder)
    replaced(folder, "pkg/deep/level.py", "4", "5")
    assert digest(folder) != before


def test_the_folder_is_nothing(folder, tmp_path_factory):
    copy = tmp_path_factory.mktemp("copy") / "deeper"
    for name, text in FILES.items():
        path = copy / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert digest(copy) == digest(folder)


def test_time_stamps_are_nothing(folder):
    before = digest(folder)
    for name, text in FILES.items():
        (folder / name).write_text(text)
    assert digest(folder) == before


def test_path_and_text_name_the_same_script(folder, monkeypatch):
    path = digest(folder)
    monkeypatch.chdir(folder)
    assert digests.code_digest(str(folder / "script.py")) == path
    assert digests.code_digest("script.py") == path


def test_a_file_that_is_asked_twice_is_the_same_twice(folder):
    """Docstrings are taken out of a tree that is kept: the next script must find it as it was."""
    (folder / "second.py").write_text("from pkg import near\n")
    (folder / "pkg/near.py").write_text('"""Doc."""\n"a text of its own"\n"and another"\n')
    digest(folder)
    after_another = digests.code_digest(folder / "second.py")
    forget()
    assert digests.code_digest(folder / "second.py") == after_another


def test_files_digest_knows_names_and_contents(tmp_path):
    a, b = tmp_path / "a.html", tmp_path / "b.css"
    a.write_text("one")
    b.write_text("two")
    before = digests.files_digest([a, b])
    assert digests.files_digest([str(b), str(a)]) == before
    b.write_text("three")
    assert digests.files_digest([a, b]) != before
    b.write_text("two")
    b = b.rename(tmp_path / "c.css")
    assert digests.files_digest([a, b]) != before


def test_files_digest_knows_where_a_file_ends(tmp_path):
    """The same bytes cut differently into a name and a content, or into two files."""
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
    (one / "a").write_text("1b2")
    (two / "a").write_text("1")
    (two / "b").write_text("2")
    assert digests.files_digest(one.iterdir()) != digests.files_digest(two.iterdir())


def test_a_texts_digest_is_its_own():
    found = [digests.text_digest(text) for text in ("", "a", "b", "é", "a\n")]
    assert len(set(found)) == len(found)
    assert all(re.fullmatch("[0-9a-f]{16}", text) for text in found)
    assert digests.text_digest("é") == digests.text_digest("é")


# Every kind of statement, and what versions of Python have written differently: nested format
# specs (3.12.1 adds empty pieces), characters that an older Unicode does not know.
SYNTAX = r'''
"""The docstring."""

from __future__ import annotations

import os.path as path, sys
from pkg.deep import level as floor, other


@decorated(1, *rest, key=None, **more)
@plain.twice
class Worker(Base, metaclass=Meta):
    """Its docstring."""

    __slots__ = ("a", "b")
    size: int = 0b101
    names: dict[str, list[int | None]]

    @property
    def area(self) -> float:
        return self.size ** 2.5 // 1e-4 % 3j


def texts(x, y="é", w=10, *, z: str = 'two'):
    """Its docstring."""
    one = f"{x!r:>{w}.{y}f} and {{braces}} {x:%H:%M}" f" {y=}" "plain\t" f'{x + 1:,}{y = !s:<5}'
    two = rf"\d{x:\}" + F"""a{
        x["key"]}
    b""" + f"" + f"{x:}" + f"{(lambda: 1)()}{x:{'>'}{w}}{ {'a': 1}['a'] }{x!a}"
    three = f"\N{BULLET}{x:\n}" "" f"{x!r:}" f"{'a' 'b'}{x:{y}{w}}{x:{{y}}}{{{y}}}"
    return one, two, three, b"\x00\xff", r"\n", u"kind", "\N{BULLET}", "🫨", "\ud800", ..., None


def binding(a, /, b: int, c=lambda q, *r, s=1, **t: (q, r, s, t), *args: Any, d, e=2, **kw):
    first, *middle, (last, _) = *args, (b, d)
    if (n := len(middle)) > 1 and not first or last is not None:
        del middle[n:], kw["a"], first.attribute
    elif 0 < n <= 2 != b not in args:
        global state
        state @= a << 1 | ~b & -c ^ +d >> 2
    x = y = [i * j for i in a if i if not i - 1 for j in (*i, *b)]
    z = {**kw, "k": {*a, 1}, **{k: v for k, v in c}}
    return x[1:2, ::3, ..., -1], y[:], z[*a], (g for g in z), 1_000, 0x1F, True, 1 if a else ()


def control(command):
    match command:
        case [1, -2.5, "three" | None, *_] | (True as flag):
            pass
        case {"k": Point(0, y=int() as n), **rest} if n > 0:
            raise Error(n) from rest
        case Colour.RED | 1 + 2j | b"x":
            assert command, f"not {command}"
        case _:
            nonlocal_ = yield
    while True:
        try:
            value = yield from command
        except (A, B) as error:
            continue
        except:
            raise
        else:
            break
        finally:
            pass
    else:
        value = 0
    try:
        pass
    except* Group as groups:
        pass
    for i, *j in *a, b:
        def inner():
            nonlocal value
            value += 1
    return value


async def wait(things):
    """Its docstring."""
    async with (open(things) as f, lock, other() as (g, h)):
        async for thing in f:
            await thing
    with a as b, c: pass; print(1, sep="")
    return [t async for t in things if await t]
'''


def test_the_digest_is_the_same_on_every_python(tmp_path):
    """What 3.11.7, 3.12.1 and 3.13.0 were each seen to make of the text."""
    (tmp_path / "syntax.py").write_text(SYNTAX, encoding="utf-8")
    assert digests.code_digest(tmp_path / "syntax.py") == "bc7ddc9882468ed1"


SITE = {
    "run.html": '{% set style = source("style.css") %}{% include "head.html" %}\n'
    '{% set script = module("explorer/page.js") %}<a href="index.html">',
    "head.html": "<meta>",
    "style.css": "p {}",
    "explorer/page.js": 'import { a } from "#site/explorer/near.js";\nimport "#site/dom.js";\n',
    "explorer/near.js": '// "#site/no.js"\nimport {\n  b,\n} from "#site/explorer/far.js";\n',
    "explorer/far.js": 'import { a } from "#site/explorer/near.js";\n',  # and back again: a cycle
    "dom.js": "export const b = 1;\n",
    "index.html": '{% set script = module("index.js") %}',
    "index.js": 'import { b } from "#site/dom.js";\n',
    "no.js": "",
}
BRINGS = {
    "run.html": {"run.html", "head.html", "style.css", "dom.js"}
    | {f"explorer/{name}.js" for name in ("page", "near", "far")},
    "index.html": {"index.html", "index.js", "dom.js"},
}


@pytest.mark.parametrize("page", BRINGS)
@pytest.mark.parametrize("name", SITE)
def test_a_pages_digest_changes_with_what_it_brings_and_nothing_else(tmp_path, page, name):
    for file, text in SITE.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text)
    before = digests.templates_digest(tmp_path, page)
    (tmp_path / name).write_text(SITE[name] + "\n")
    assert (digests.templates_digest(tmp_path, page) != before) == (name in BRINGS[page])
