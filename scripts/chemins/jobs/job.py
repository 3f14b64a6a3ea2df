"""What every job's process does around its script's one function: where it is run, the log, the
record, and how an error is told."""

import inspect
import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chemins.base.errors import CheminsError, listed
from chemins.base.imports import unfound
from chemins.jobs.made import CONFIG, begin, finish, job_of
from chemins.jobs.origins import refuse_foreign
from chemins.jobs.parent import CALLER, end_with
from chemins.jobs.streams import TEXT, write_any_text
from chemins.jobs.surroundings import apply_changes
from chemins.jobs.versions import IMPORTED, log_line

WRITTEN_AS_JSON = ("settings", "codes")  # parameters of rules, so that Snakemake compares texts


def run(function, told) -> None:
    """Do a job: call its script's function; where it makes results, leave their record.

    told: the script's `snakemake`. What the function's parameters are filled with, see `offered`.
    """
    with logged(told.log[0]) as terminal:
        job = job_of(told, json.loads(os.environ.get(CONFIG, "[]"))) if told.output else None
        record = begin(job) if job else None
        take_no_data_frames()
        function(**arguments(function, offered(told, terminal)))
        if job:
            finish(job, record)


def take_no_data_frames() -> None:
    """Have pyarrow not load pandas, as it does with its first array where pandas is installed: that
    takes a third of a second, and no job hands it a data frame."""
    if "pyarrow" in sys.modules:
        with unfound("pandas"):
            sys.modules["pyarrow"].array([0])


def arguments(function, values) -> dict:
    """Of values by name those that a function takes; what is not there is left to its default.

    Raises ValueError for a name with several values.
    """
    wanted = {
        name: values[name] for name in inspect.signature(function).parameters if name in values
    }
    unclear = sorted(name for name, found in wanted.items() if len(found) > 1)
    if unclear:
        raise ValueError(f"{listed(unclear)} of {function.__name__} may be several things")
    return {name: found[0] for name, found in wanted.items()}


def offered(told, terminal) -> dict[str, list]:
    """name -> values, of what a job's function may ask for: the rule's inputs, outputs, wildcards
    and parameters by their own names; `inputs` and `outputs`, all of them by name; `threads`; and
    `terminal`, a text stream for what should be seen at once. An optional input that there is none
    of, an empty list, is not offered.
    """
    inputs, outputs = dict(told.input.items()), dict(told.output.items())
    parameters = {
        name: json.loads(value) if name in WRITTEN_AS_JSON else value
        for name, value in told.params.items()
    }
    own = {"inputs": inputs, "outputs": outputs, "threads": told.threads, "terminal": terminal}
    given = {name: files for name, files in inputs.items() if files}
    values = {}
    for names in (given, outputs, dict(told.wildcards.items()), parameters, own):
        for name, value in names.items():
            values.setdefault(name, []).append(value)
    return values


@contextmanager
def logged(log) -> Iterator:
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
            apply_changes(os.environ, Path.cwd())
            follow_caller()
            refuse_foreign(sys.modules, script())
            yield terminal
            refuse_foreign(sys.modules)
            print(log_line(os.environ.get(IMPORTED)))
        except Exception as error:
            terminal.write(failure_text(error, path))  # first: a full disk takes no traceback
            traceback.print_exc()
            raise SystemExit(1) from None
        finally:
            sys.stdout.flush()
            sys.stderr.flush()


def follow_caller() -> None:
    """Have this process end with the Snakemake that started it, if one did; its workers too."""
    if CALLER in os.environ:
        end_with(int(os.environ[CALLER]))


def script() -> str | None:
    """The file of the script that this process runs; None if it runs none."""
    return getattr(sys.modules["__main__"], "__file__", None)


def redirect(descriptor) -> None:
    """Make a file both standard output and standard error, of compiled code too."""
    write_any_text([sys.stdout, sys.stderr])
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(descriptor, stream.fileno())


def failure_text(error, log) -> str:
    text = str(error) if isinstance(error, CheminsError) else f"{type(error).__name__}: {error}"
    return f"\nchemins: {text}\n(the whole story: {log})\n\n"
