"""What every job's process does around its one function: where it is run, the log, and how an error
is told."""

import os
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path

from chemins.base.errors import CheminsError
from chemins.jobs.origins import refuse_foreign
from chemins.jobs.parent import CALLER, end_with
from chemins.jobs.streams import TEXT, write_any_text
from chemins.jobs.surroundings import settle
from chemins.jobs.versions import log_line


@contextmanager
def logged(log):
    """Send everything printed to the file `log`; tell an error on the terminal too.

    The log ends with the packages that the job used, or with the whole traceback of what went
    wrong; the terminal then gets one message with the log's path. A CheminsError's text is that
    message, as it is. The process then ends with exit code 1; it also does so if other code than
    this project's was loaded under its names. Yields the terminal, a text stream, for what should
    be seen at once.
    """
    path = Path(log)
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        open(os.dup(2), "w", buffering=1, **TEXT) as terminal,
        open(path, "w", buffering=1, **TEXT) as file,
    ):
        redirect(file.fileno())
        try:
            settle(os.environ, Path.cwd())
            follow_caller()
            refuse_foreign(sys.modules, script())
            yield terminal
            refuse_foreign(sys.modules)
            print(log_line())
        except Exception as error:
            terminal.write(message(error, path))  # first: a full disk takes no traceback
            traceback.print_exc()
            raise SystemExit(1) from None
        finally:
            sys.stdout.flush()
            sys.stderr.flush()


def follow_caller():
    """Have this process end with the Snakemake that started it, if one did; its workers too."""
    if CALLER in os.environ:
        end_with(int(os.environ[CALLER]))


def script():
    """The file of the script that this process runs; None if it runs none."""
    return getattr(sys.modules["__main__"], "__file__", None)


def redirect(descriptor):
    """Make a file both standard output and standard error, of compiled code too."""
    write_any_text([sys.stdout, sys.stderr])
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(descriptor, stream.fileno())


def message(error, log):
    text = str(error) if isinstance(error, CheminsError) else f"{type(error).__name__}: {error}"
    return f"\nchemins: {text}\n(the whole story: {log})\n\n"
