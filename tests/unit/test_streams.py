import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from chemins.jobs.streams import TEXT, write_any_text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("é → 字", "é → 字".encode()),
        ("t\udcc3\udca9", "té".encode()),  # a file name, read by a Python that takes it for ASCII
        ("t\udcff", b"t\xff"),  # a file name that is no UTF-8
        ("a\ud800b", rb"a\ud800b"),
        ("\udcc3\ud800é", b"\\udcc3\\ud800\xc3\xa9"),
    ],
)
def test_any_text_is_written_whatever_the_encoding_was(text, written):
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding="ascii")
    write_any_text([stream])
    stream.write(text)
    stream.flush()
    assert buffer.getvalue() == written


def test_a_file_opened_so_takes_any_text(tmp_path):
    with open(tmp_path / "log", "w", **TEXT) as file:
        file.write("é\ud800")
    assert (tmp_path / "log").read_bytes() == b"\xc3\xa9\\ud800"


def test_streams_that_cannot_be_changed_are_left_alone():
    write_any_text([None, io.StringIO(), object()])


WRITE = "open(sys.argv[1], 'w').write('\\u201c')"
SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def written_in_ascii(path, *statements):
    """Whether a Python whose language is ASCII could write “ after these statements."""
    code = "\n".join(["import sys", *statements, WRITE])
    variables = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONPATH": str(SCRIPTS)}
    command = [sys.executable, "-c", code, str(path)]
    done = subprocess.run(command, env=os.environ | variables, capture_output=True, check=False)
    return done.returncode == 0


def test_files_are_written_as_utf_8_in_any_language(tmp_path):
    assert not written_in_ascii(tmp_path / "before")
    assert written_in_ascii(
        tmp_path / "text", "from chemins.jobs.streams import open_as_utf8", "open_as_utf8()"
    )
    assert (tmp_path / "text").read_bytes() == "“".encode()
