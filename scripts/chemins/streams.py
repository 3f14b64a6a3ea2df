"""Text streams that write UTF-8 and any text, whatever the shell's language is."""

import codecs


def bytes_or_escapes(error):
    """What cannot be encoded: a file name's own bytes, which it stands for; else as an escape."""
    try:
        return error.object[error.start : error.end].encode("utf-8", "surrogateescape"), error.end
    except UnicodeEncodeError:
        return codecs.backslashreplace_errors(error)


codecs.register_error("bytes_or_escapes", bytes_or_escapes)
TEXT = {"encoding": "utf-8", "errors": "bytes_or_escapes"}  # arguments of open and reconfigure


def write_any_text(streams):
    """Have these streams write so; those that cannot be changed are left alone."""
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(**TEXT)
