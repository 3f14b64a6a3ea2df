"""A process that has imported what jobs import, and becomes a job by copying itself.

Most jobs of a small run spend more time on importing TensorFlow, scikit-learn or matplotlib than on
their work. A process that has imported them and computed nothing is copied, fork(2), within
milliseconds. `copies.py` starts it, with a socket as its standard input. On that comes, for each
job, the end of another socket, on which one line of JSON says what to run, and two lines answer:
the number of the copy's process; and its exit code, negative for a signal, with its CPU seconds.

It has one thread, and refuses to serve with more: a lock that another thread holds would stay
locked in the copy. It ends when Snakemake does, and so do its copies (see jobs/parent.py).
"""

import atexit
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

BYTES = 4096  # of signals' numbers, which are of no interest


def main(folder, *modules) -> None:
    """Import modules, and serve whoever holds the other end of the standard input.

    folder: where the modules lie; last on Python's path, as for any script of Snakemake.
    """
    del sys.path[0]  # this file's own folder
    with socket.socket(fileno=os.dup(0)) as channel:
        with open(os.devnull) as nothing:
            os.dup2(nothing.fileno(), 0)
        with unheard():
            sys.path.append(folder)
            import_for_good(modules)
            del sys.path[-1 - sys.path[::-1].index(folder)]  # packages may have added others
        refuse_threads()
        job = serve(channel)
    if job is None:
        os._exit(0)  # at once: the copies end with this process
    become(**job)


@contextmanager
def unheard() -> Iterator:
    """A context in which what compiled code prints, too, goes nowhere."""
    kept = [os.dup(1), os.dup(2)]
    with tempfile.TemporaryFile() as file:
        for number in (1, 2):
            os.dup2(file.fileno(), number)
        try:
            yield
        finally:
            for number, descriptor in enumerate(kept, 1):
                os.dup2(descriptor, number)
                os.close(descriptor)


def import_for_good(modules) -> None:
    """Import modules, whose objects no garbage collector will ever look through: their memory is
    shared with the copies as long as nobody writes there."""
    gc.disable()
    for module in modules:
        try:
            importlib.import_module(module)
        except Exception as error:
            refuse(f"{module} cannot be imported ({type(error).__name__}: {error})")
    gc.freeze()
    gc.enable()


def refuse_threads() -> None:
    """Exit if this process has other threads."""
    names = [(task / "comm").read_text().strip() for task in Path("/proc/self/task").iterdir()]
    if len(names) > 1:
        refuse(f"importing has started threads ({', '.join(sorted(names))})")


def refuse(why) -> NoReturn:
    """Exit, and say that jobs go on without this server."""
    sys.exit(f"chemins: WARNING: jobs are not started as copies, which is slower: {why}")


def serve(channel) -> dict | None:
    """Copy this process for every job that comes on the channel, and answer how each copy ended.

    Returns what a copy is to do, in the copy; None in the server when nobody is left to ask.
    """
    ended, wake = socket.socketpair()
    with ended, wake, signals(wake):
        jobs = {}  # number of a copy's process -> the socket on which its job is waited for
        while True:
            ready, _, _ = select.select([channel, ended], [], [])
            if ended in ready:
                ended.recv(BYTES)
                answer_gone(jobs)
            if channel in ready:
                sent, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
                if not sent:
                    return None
                asked = socket.socket(fileno=descriptors[0])
                process = os.fork()
                if process == 0:
                    return told(asked)
                jobs[process] = asked
                answer(asked, process)


@contextmanager
def signals(wake) -> Iterator:
    """A context in which a child's end writes to a socket, and Ctrl-C is for the jobs alone."""
    wake.setblocking(False)
    before = signal.set_wakeup_fd(wake.fileno())
    handlers = {signal.SIGCHLD: lambda *_: None, signal.SIGINT: signal.SIG_IGN}
    old = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        for number, handler in old.items():
            signal.signal(number, handler)


def answer_gone(jobs) -> None:
    """Answer how all copies that have ended did so, and what they took."""
    with suppress(ChildProcessError):
        while (ended := os.wait3(os.WNOHANG))[0]:
            process, status, used = ended
            with jobs.pop(process) as asked:
                answer(asked, os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime)


def answer(asked, *numbers) -> None:
    with suppress(OSError):  # whoever asked is gone: so is this server, in a moment
        asked.sendall(f"{' '.join(map(str, numbers))}\n".encode())


def told(asked) -> dict:
    """What a copy is to do: the arguments of `become`."""
    with asked, asked.makefile() as lines:
        return json.loads(lines.readline())


def become(script, folder, environment) -> None:
    """Run a script as if Python had been started with it, in a folder, with these variables."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = [script]
    sys.path.insert(0, str(Path(script).resolve().parent))
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as end:
        if end.code not in (None, 0):
            raise
    leave()


def leave() -> NoReturn:
    """End as a script does that has succeeded, without taking apart what was imported: that would
    write to all of its memory, and so copy it first."""
    threading._shutdown()  # as of multiprocessing's own copies, which end so too
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
