import io

import pytest

from chemins.streams import TEXT, write_any_text


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
