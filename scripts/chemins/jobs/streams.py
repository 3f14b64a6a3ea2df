"""Text files and streams in UTF-8 that take any text, whatever the shell's language is."""

import codecs
import locale
from contextlib import suppress

ANY_LANGUAGE = ("C.UTF-8", "en_US.UTF-8", "UTF-8")  # one of them is on every system


def bytes_or_escapes(error) -> tuple:
    """What cannot be encoded: a file name's own bytes, which it stands for; else as an escape."""
    try:
        return error.object[error.start : error.end].encode("utf-8", "surrogateescape"), error.end
    except UnicodeEncodeError:
        return codecs.backslashreplace_errors(error)


codecs.register_error("bytes_or_escapes", bytes_or_escapes)
TEXT = {"encoding": "utf-8", "errors": "bytes_or_escapes"}  # arguments of open and reconfigure


def write_any_text(streams) -> None:
    """Have these streams write so; those that cannot be changed are left alone."""
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(**TEXT)


def open_as_utf8() -> None:
    """Have `open`, in this process, take files for UTF-8 where it is not told how to read them."""
    for name in ANY_LANGUAGE:
        if codecs.lookup(locale.getencoding()).name != "utf-8":
            with suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
