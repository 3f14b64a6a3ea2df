import json
import signal
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.project import ROOT
from chemins.base.files import read_json, replacing, write_json, write_text


def test_text_is_written_as_utf_8_with_its_folder(tmp_path):
    path = tmp_path / "a" / "b" / "page.html"
    write_text(path, "1 → 7, é\n")
    assert path.read_bytes() == "1 → 7, é\n".encode()
    assert list(path.parent.iterdir()) == [path]


def test_nothing_has_the_name_before_the_end(tmp_path):
    path = tmp_path / "model"
    path.write_text("before")
    with replacing(path) as partial:
        partial.write_text("after")
        assert path.read_text() == "before"
        assert partial.parent == path.parent  # a rename within one file system
    assert path.read_text() == "after"
    assert list(tmp_path.iterdir()) == [path]


HALF_A_PAIR = "\ud800"  # no UTF-8 for it
FAILURES = {
    "text that cannot be encoded": lambda path: write_text(path, "good " * 5000 + HALF_A_PAIR),
    "a value that is no JSON": lambda path: write_json(path, {"a": 1, "b": object()}),
    "keys that cannot be sorted": lambda path: write_json(path, {"a": 1, 2: 3}),
}


@pytest.mark.parametrize("write", FAILURES.values(), ids=FAILURES)
@pytest.mark.parametrize("before", [None, "from before"])
def test_a_failed_write_changes_nothing(tmp_path, write, before):
    path = tmp_path / "file"
    if before:
        path.write_text(before)
    with pytest.raises((UnicodeEncodeError, TypeError)):
        write(path)
    assert [file.read_text() for file in tmp_path.iterdir()] == ([before] if before else [])


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_block_that_fails_leaves_nothing(tmp_path, error):
    def write_half():
        with replacing(tmp_path / "file") as partial:
            partial.write_text("half")
            raise error

    with pytest.raises(error):
        write_half()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_gone_after_the_next_write(tmp_path):
    path = tmp_path / "file"
    code = (
        "import os, signal, sys\n"
        "from chemins.base.files import replacing\n"
        "with replacing(sys.argv[1]) as partial:\n"
        "    partial.write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", code, path]
    killed = subprocess.run(command, cwd=ROOT / "scripts", check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not path.exists()
    write_text(path, "whole")
    assert list(tmp_path.iterdir()) == [path]


def test_a_block_that_writes_nothing_fails_and_keeps_the_file(tmp_path):
    path = tmp_path / "file"
    path.write_text("from before")
    with pytest.raises(FileNotFoundError), replacing(path):
        pass
    assert path.read_text() == "from before"


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(value=VALUES)
def test_json_round_trip(tmp_path_factory, value):
    path = tmp_path_factory.getbasetemp() / "round-trip.json"
    write_json(path, value)
    assert read_json(path) == value


def test_the_same_value_has_the_same_bytes(tmp_path):
    write_json(tmp_path / "a", {"one": {"x": 1, "é": 2}, "two": [3]})
    write_json(tmp_path / "b", {"two": [3], "one": {"é": 2, "x": 1}})
    content = (tmp_path / "a").read_bytes()
    assert content == (tmp_path / "b").read_bytes()
    assert content.endswith(b"}\n")
    assert "é".encode() in content


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_json_does_not_know_is_never_written(tmp_path, number):
    """`NaN` is no JSON (RFC 8259, section 6): a browser's JSON.parse refuses the whole file."""
    path = tmp_path / "answers.json"

    def refuse(text):
        pytest.fail(f"the file holds {text}")

    try:
        write_json(path, {"silhouette": number})
    except ValueError:
        assert list(tmp_path.iterdir()) == []
    else:
        json.loads(path.read_text(), parse_constant=refuse)
