"""A job ends with the Snakemake that started it, however that ended.

A job that works on would write its old result over a newer config's. On Linux the kernel ends a
process with its parent (prctl(2), PR_SET_PDEATHSIG), whatever the process is at. It means the
thread that started it: Snakemake's waits until the job is done. Where a shell or a container stands
between the two, and elsewhere than on Linux, a thread of the job watches.
"""

import ctypes
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from chemins.base.errors import CheminsError

CALLER = "CHEMINS_CALLER"  # the environment variable with the number of Snakemake's process
PR_SET_PDEATHSIG = 1
INTERVAL = 1  # seconds between two looks where the system cannot tell of an end by itself


def end_with(process) -> None:
    """Have this process killed when another one ends. process: its number.

    Raises CheminsError if it is not there any more.
    """
    if os.getppid() == process and killed_with_parent():
        watched = os.getppid() == process  # else it ended just before the kernel was told
    else:
        watched = watch(process)
    if not watched:
        raise CheminsError(f"the Snakemake that started this job (process {process}) has ended")


def killed_with_parent() -> bool:
    """Ask the kernel to kill this process with its parent; whether it will."""
    if not sys.platform.startswith("linux"):
        return False
    return ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL)) == 0


def watch(process) -> bool:
    """Kill this process when another one ends, by a thread that watches; whether it is there."""
    try:
        wait = waiting(process)
    except ProcessLookupError:
        return False
    threading.Thread(target=kill_after, args=(wait,), daemon=True).start()
    return True


def waiting(process) -> Callable:
    """A function that returns when a process has ended. Raises ProcessLookupError if it has."""
    os.kill(process, 0)
    try:
        descriptor = os.pidfd_open(process)
    except (AttributeError, OSError):  # no Linux, or an old one
        return lambda: look_until_gone(process)
    return lambda: select.select([descriptor], [], [])


def look_until_gone(process) -> None:
    """Return when a process, or the parent of this one, is not there any more."""
    parent = os.getppid()
    with suppress(ProcessLookupError):
        while os.getppid() == parent:
            os.kill(process, 0)
            time.sleep(INTERVAL)


def kill_after(wait) -> None:
    wait()
    os.kill(os.getpid(), signal.SIGKILL)
