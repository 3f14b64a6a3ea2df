"""Calls of Snakemake as forks of one process that has imported it.

Most of what the dry run of a small config takes is the import of Snakemake. Of the project's own
modules nothing is imported before the fork, so each call finds those of its own folder.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

PLUGINS = Path(__file__).resolve().parents[1] / "plugins"
LIMIT = 1200


def forked(folder, arguments, environment):
    """Snakemake with these arguments in this folder; the finished process, its output as text."""
    server = started()
    with tempfile.TemporaryDirectory() as said:
        order = {"folder": str(folder), "said": said, "arguments": list(map(str, arguments))}
        server.stdin.write(json.dumps({**order, "environment": environment}) + "\n")
        server.stdin.flush()
        code = json.loads(server.stdout.readline())
        texts = [Path(said, name).read_text() for name in ("stdout", "stderr")]
    return subprocess.CompletedProcess(["snakemake", *arguments], code, *texts)


@cache
def started():
    """The process that the calls are forks of; it ends with this one."""
    server = subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(server.communicate)
    return server


def serve():
    sys.path.insert(1, str(PLUGINS))
    import_what_calls_need()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            run(**json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def import_what_calls_need():
    """Snakemake, and what the project and the plugins import of other packages."""
    import nbformat
    import pyarrow.parquet
    import rich.progress
    import snakemake.cli
    import snakemake.report.html_reporter
    import yte

    assert all((nbformat, pyarrow, rich, snakemake, yte))


def run(folder, said, arguments, environment):
    """Be `.venv/bin/python -m snakemake` in a folder, for so many seconds at most."""
    signal.alarm(LIMIT)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for stream, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(Path(said, name), os.O_WRONLY | os.O_CREAT), stream)
    sys.argv = ["snakemake", *arguments]
    sys.executable = str(Path(folder, ".venv/bin/python"))
    sys.path[0] = folder
    from snakemake.cli import main

    main(arguments)


if __name__ == "__main__":
    serve()
