"""Each test starts a parent, which starts a job that says that it is ready and then waits for ever,
kills the parent, and waits for the end of a pipe that the job alone still holds open."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from chemins.base.errors import CheminsError
from chemins.jobs.parent import end_with

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
PATIENCE = 60  # seconds for a process to start or to end

JOB = """
import os, signal, sys
from chemins.jobs import parent
signal.alarm(120)  # it does not outlive a test that fails
{first}
parent.end_with(int(os.environ["CALLER"]))
print("ready", flush=True)
{then}
"""
# The job's output is the pipe that the test reads; the parent keeps no end of it.
PARENT = """
import os, subprocess, sys, threading
os.environ["CALLER"] = str(os.getpid())
def start():
    process = subprocess.Popen([{shell} sys.executable, "-c", os.environ["JOB"]])
    started.set()
    process.wait()
started = threading.Event()
thread = threading.Thread(target=start)
thread.start()
started.wait()
os.close(1)
thread.join()
"""
THROUGH_A_SHELL = '"sh", "-c", \'"$@"; exit $?\', "sh",'
BY_PDEATHSIG = "parent.watch = None"
BY_PIDFD = "parent.killed_with_parent = lambda: False"
BY_LOOKING = f"{BY_PIDFD}; del os.pidfd_open; parent.INTERVAL = 0.01"
WAIT = "signal.pause()"
linux = pytest.mark.skipif(sys.platform != "linux", reason="of Linux")


def started(shell, first, then):
    """A parent with a job that is ready."""
    variables = {"JOB": JOB.format(first=first, then=then), "PYTHONPATH": str(SCRIPTS)}
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT.format(shell=shell)],
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout.readline() == "ready\n"
    return process


def end(process):
    """Kill a parent; its job's output ends when the job does."""
    process.kill()
    assert process.wait() == -signal.SIGKILL
    process.communicate(timeout=PATIENCE)


@pytest.mark.parametrize(
    ("shell", "first"),
    [
        pytest.param("", BY_PDEATHSIG, marks=linux),
        pytest.param("", BY_PIDFD, marks=linux),
        ("", BY_LOOKING),
        (THROUGH_A_SHELL, ""),
    ],
    ids=["told by the kernel", "waiting for it", "looking for it", "a shell in between"],
)
def test_a_job_ends_with_its_parent(shell, first):
    end(started(shell, first, WAIT))


@linux
def test_a_job_that_computes_without_letting_python_go_on_ends_too():
    """As compiled code does that keeps the interpreter's lock: no thread of the job can act."""
    busy = "import ctypes; ctypes.PyDLL(None).pause()"
    end(started("", BY_PDEATHSIG, busy))


def test_a_job_whose_parent_ended_before_it_could_watch_is_told(monkeypatch):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with pytest.raises(CheminsError, match=f"process {ended.pid}"):
        end_with(ended.pid)


def test_a_job_whose_parent_ends_while_the_kernel_is_told_is_told(monkeypatch):
    """It has another parent when it looks again."""
    parents = iter([4711, 1])
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    monkeypatch.setattr("chemins.jobs.parent.killed_with_parent", lambda: True)
    with pytest.raises(CheminsError, match="process 4711"):
        end_with(4711)
