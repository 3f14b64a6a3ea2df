"""What files state is remembered, and never wrongly."""

import json

import pytest

from chemins.planning import statements
from chemins.planning.statements import Remembered, read

SOURCE = "import a.b, c\nfrom ..d import e, f as g\n\n\ndef h():\n    from . import i\n"
IMPORTS = [(0, "a.b", []), (0, "c", []), (2, "d", ["e", "f"]), (1, "", ["i"])]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "module.py"
    path.write_text(SOURCE)
    return path


@pytest.fixture
def memory(tmp_path):
    return tmp_path / ".cache/statements.json"


@pytest.fixture
def parsed(monkeypatch):
    """The sources that were parsed."""
    found = []
    monkeypatch.setattr(statements, "read", lambda source: found.append(source) or read(source))
    return found


def ask(memory, *files):
    """What a call finds that asks for these files, and remembers it."""
    remembered = Remembered(memory)
    found = [remembered.stated(file) for file in files]
    remembered.remember()
    return found


def plain(found):
    return [one.digest for one in found], [list(map(list, one.imports)) for one in found]


def test_imports_are_told_with_their_level_and_names(file):
    assert statements.stated(file).imports == IMPORTS


def test_a_file_is_parsed_once_as_long_as_its_content_is_the_same(file, memory, parsed):
    first = ask(memory, file, file)
    moved = file.rename(file.with_name("other.py"))
    assert plain(ask(memory, moved)) == plain(first[:1]) == plain([read(SOURCE.encode())])
    assert parsed == [SOURCE.encode()]
    moved.write_text(SOURCE + "x = 1\n")
    assert ask(memory, moved)[0].digest == read(moved.read_bytes()).digest != first[0].digest


DAMAGES = {
    "a digest": lambda text: text.replace(read(SOURCE.encode()).digest, "0" * 64),
    "an import": lambda text: text.replace('"c"', '"z"'),
    "its end": lambda text: text[:-9],
    "all but a line": lambda text: text.partition("\n")[0],
    "everything": lambda text: "",
    "the seal": lambda text: "0" * 64 + text[64:],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_memory_is_none(file, memory, parsed, damage):
    whole = plain(ask(memory, file))
    text = memory.read_text()
    assert damage(text) != text
    memory.write_text(damage(text))
    assert plain(ask(memory, file)) == whole
    assert len(parsed) == 2
    assert memory.read_text() == text


def test_a_memory_in_no_text_is_none(file, memory):
    memory.parent.mkdir()
    memory.write_bytes(b"\xff\n")
    assert plain(ask(memory, file)) == plain([read(SOURCE.encode())])


@pytest.mark.parametrize("what", ["the module", "Python"])
def test_what_another_reader_remembers_is_not_believed(
    file, memory, parsed, monkeypatch, tmp_path, what
):
    ask(memory, file)
    if what == "Python":
        monkeypatch.setattr("sys.version", "another")
    else:
        (tmp_path / "another.py").write_text("# another")
        monkeypatch.setattr(statements, "__file__", str(tmp_path / "another.py"))
    ask(memory, file)
    assert len(parsed) == 2


def test_only_what_is_asked_for_is_kept(file, memory):
    other = file.with_name("other.py")
    other.write_text("x = 1\n")
    ask(memory, file)
    ask(memory, other)
    assert len(json.loads(memory.read_text().partition("\n")[2])) == 1


def test_a_folder_that_cannot_be_written_to_costs_time_only(file, memory):
    memory.parent.write_text("no folder")
    assert plain(ask(memory, file)) == plain([read(SOURCE.encode())])
