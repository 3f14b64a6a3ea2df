"""Jobs as copies of a process that has imported what they import (`fork_server.py`).

This is Snakemake's side: a server for each set of modules, started when it is first wanted, again
if it was killed, and ended with this process by the end of its socket.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from chemins.jobs.parent import CALLER

SERVER = Path(__file__).with_name("fork_server.py")
SCRIPTS = Path(__file__).resolve().parents[2]
SWITCH = "CHEMINS_FORK"  # the environment variable that turns copies off, with `no`
GPUS = ("/dev/nvidiactl", "/dev/kfd")  # where a driver is: its libraries do not survive copying
# pyarrow brings an allocator that would start a thread while it is imported, and is not used.
QUIET = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}


class NotCopied(Exception):
    """There is no copy, and nothing was run."""


class End(NamedTuple):
    """code: a process's exit code, negative for a signal; None of a copy that was killed with its
    server. cpu: its CPU seconds, those of processes that it waited for included."""

    code: int | None
    cpu: float


def can_copy(variables) -> bool:
    """Whether jobs may start as copies on this machine. variables: name -> value.

    Elsewhere than on Linux a copy's end with its Snakemake is not sure, and on macOS system
    libraries do not allow one.
    """
    switched_on = variables.get(SWITCH, "yes").lower() not in ("no", "off", "0", "false")
    return switched_on and sys.platform == "linux" and not any(map(os.path.exists, GPUS))


class Copies:
    """Copies of a process that has imported modules.

    python: the interpreter. modules: their names.
    """

    def __init__(self, python, modules) -> None:
        self.command = [python, str(SERVER), str(SCRIPTS), *modules]
        self.lock = threading.Lock()  # Snakemake waits for each job in a thread of its own
        self.server = self.channel = None  # from the first job on

    @contextmanager
    def started(self, script, variables) -> Iterator[tuple[int, Callable]]:
        """Start a copy that runs a script in this folder, with these environment variables.

        Yields the number of its process, and a function that waits for its End. Raises NotCopied if
        the server does not answer.
        """
        ours, theirs = socket.socketpair()
        with ours, ours.makefile() as answers:
            with theirs:
                server = self.hand_over(theirs, variables)
            job = {
                "script": script,
                "folder": os.getcwd(),
                "environment": {**variables, CALLER: str(server)},
            }
            try:
                ours.sendall(json.dumps(job).encode() + b"\n")
                process = int(answers.readline())
            except (OSError, ValueError):
                raise NotCopied from None
            yield process, lambda: read_end(answers)

    def hand_over(self, asked, variables) -> int:
        """Hand a job's socket to the server, which is started if it is not there; its number."""
        with self.lock:
            ended = self.server and self.server.poll()
            if ended is not None and ended > 0:  # it says why, and would again
                raise NotCopied
            if self.server is None or ended is not None:
                self.start(variables)
            try:
                socket.send_fds(self.channel, [b"j"], [asked.fileno()])
            except OSError:
                raise NotCopied from None
            return self.server.pid

    def start(self, variables) -> None:
        if self.server is None:
            atexit.register(self.end)
        else:
            self.channel.close()
        self.channel, theirs = socket.socketpair()
        with theirs:
            self.server = subprocess.Popen(self.command, stdin=theirs, env=variables | QUIET)

    def end(self) -> None:
        """Let the server end, and wait for it."""
        self.channel.close()
        self.server.wait()


def read_end(answers) -> End:
    try:
        code, cpu = answers.readline().split()
        return End(int(code), float(cpu))
    except (OSError, ValueError):
        return End(None, 0.0)
